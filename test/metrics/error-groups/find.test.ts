import { describe, expect, it } from 'vitest';
import { findErrorGroups } from '../../../src/metrics/error-groups/index.ts';
import { createRandom } from '../../../src/stats/index.ts';

/** Texts of two labels, 10 % wrong; of the members of a group half are wrong. */
function planted(seed: number, kind: 'none' | 'phrase' | 'subject' | 'embeddings', n = 1500) {
  const r = createRandom(seed);
  const member = Uint8Array.from({ length: n }, () => (r.next() < 0.08 ? 1 : 0));
  const reference = Int32Array.from({ length: n }, () => r.integer(2));
  const texts = Array.from(member, (one) => {
    const words = Array.from({ length: 12 }, () => `w${Math.floor(1500 * r.next() ** 2)}`);
    if (one === 1 && kind === 'phrase') words.splice(4, 0, 'did', 'not', 'fall');
    if (one === 1 && kind === 'subject') for (let i = 0; i < 4; i++) words[i] = `s${r.integer(20)}`;
    return words.join(' ');
  });
  const predicted = reference.map((label, row) =>
    r.next() < (kind !== 'none' && member[row] === 1 ? 0.5 : 0.1) ? 1 - label : label,
  );
  const values = Float32Array.from({ length: 8 * n }, () => r.normal());
  for (let row = 0; row < n; row++) if (member[row] === 1) values[8 * row]! += 5;
  const embeddings = kind === 'embeddings' ? { values, width: 8 } : null;
  return { input: { texts, reference, predicted, labels: ['a', 'b'], embeddings }, member };
}

const confirmed = (input: Parameters<typeof findErrorGroups>[0]) =>
  findErrorGroups(input).groups.filter((group) => group.confirmed);

describe('groups of errors', () => {
  it('that share a phrase are found and named by it', () => {
    const { input, member } = planted(1, 'phrase');
    const [group, ...others] = confirmed(input);
    expect(others).toEqual([]);
    expect(['did', 'not', 'fall', 'did not', 'not fall']).toContain(group!.name);
    expect([...group!.rows]).toEqual([...member.keys()].filter((row) => member[row] === 1));
    expect(group!.all.wrong).toBe(group!.wrongRows.length);
    expect(group!.found.rows + group!.judged.rows).toBe(group!.all.rows);
    expect(group!.judged.rows + group!.rest.rows).toBeLessThan(1500);
    expect(group!.adjustedP).toBeLessThan(1e-4);
    expect(group!.lift).toBeGreaterThan(3);
    expect(group!.stratifiedP).toBeLessThan(1e-4);
  });

  it.each(['subject', 'embeddings'] as const)('that share a neighbourhood are found by %s', (kind) => {
    const { input, member } = planted(2, kind);
    const groups = confirmed(input);
    const best = groups[0]!;
    const share = best.rows.reduce((sum, row) => sum + member[row]!, 0) / best.rows.length;
    expect(share).toBeGreaterThan(0.5);
    expect(findErrorGroups(input).nearBy).toBe(kind === 'subject' ? 'words' : 'embeddings');
  });

  it('are not seen where errors fall anywhere', () => {
    for (const seed of [3, 4, 5]) expect(confirmed(planted(seed, 'none').input)).toEqual([]);
  });

  it('do not depend on the order of the rows, nor on copies of all of them', () => {
    const { input } = planted(6, 'phrase');
    const told = (other: Omit<typeof input, 'embeddings'>) =>
      findErrorGroups({ ...other, embeddings: null })
        .groups.filter((group) => group.kind === 'phrase')
        .map(({ name, all, p }) => ({ name, all, p }));
    const order = [...input.texts.keys()].reverse();
    const take = (rows: number[]) => ({
      ...input,
      texts: rows.map((row) => input.texts[row]!),
      reference: Int32Array.from(rows, (row) => input.reference[row]!),
      predicted: Int32Array.from(rows, (row) => input.predicted[row]!),
    });
    expect(told(take(order))).toEqual(told(input));
    const [first] = told(take([...order, ...order]));
    expect(first).toEqual(told(input)[0]);
  });

  it('are not looked for among few errors', () => {
    const { input } = planted(7, 'phrase', 200);
    const found = findErrorGroups(input);
    expect(found.groups).toEqual([]);
    expect(found.reason).toContain('50 are needed');
  });

  it('leave out rows without text or label, and rows without a direction are in no neighbourhood', () => {
    const { input } = planted(8, 'embeddings');
    const values = input.embeddings!.values.slice();
    values.fill(0, 0, 8);
    values.fill(Number.NaN, 8, 16);
    const texts: (string | null)[] = [...input.texts];
    texts[2] = null;
    const reference = input.reference.slice();
    reference[3] = -1;
    const found = findErrorGroups({ ...input, texts, reference, embeddings: { values, width: 8 } });
    expect(found.rows).toBe(1498);
    for (const { rows, kind } of found.groups)
      if (kind === 'neighbourhood') for (const row of [0, 1, 2, 3]) expect(rows).not.toContain(row);
  });
});
