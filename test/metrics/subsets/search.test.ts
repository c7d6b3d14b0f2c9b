import { describe, expect, it } from 'vitest';
import { type Examples, findSubsets, type SubsetSearch } from '../../../src/metrics/subsets/index.ts';
import { createRandom } from '../../../src/stats/index.ts';

const words = 'alpha beta gamma delta river stone cloud paper light sound table green seven early'.split(' ');

interface Made {
  readonly examples: Examples;
  readonly texts: readonly string[];
}

/** Texts of random words, errors by `risk` of the text, its label and its region. */
function made(
  n: number,
  labels: number,
  risk: (text: string, label: number, region: string) => number,
  seed = 1,
): Made {
  const r = createRandom(seed);
  const regions = ['north', 'south', 'east', 'west'];
  const reference = Int32Array.from({ length: n }, () => r.integer(labels));
  const region = Array.from({ length: n }, () => regions[r.integer(4)]!);
  const texts = Array.from(
    { length: n },
    (_, row) =>
      `${Array.from({ length: 6 + r.integer(12) }, () => words[r.integer(words.length)]!).join(' ')} item${row}${r.next() < 0.2 ? ' for $20' : ''}${r.next() < 0.2 ? '?' : '.'}`,
  );
  const predicted = reference.map((label, row) =>
    r.next() < risk(texts[row]!, label, region[row]!) ? (label + 1 + r.integer(labels - 1)) % labels : label,
  );
  const probabilities = new Float64Array(n * labels);
  for (let row = 0; row < n; row++) {
    const sure = 0.5 + 0.5 * r.next();
    probabilities.fill((1 - sure) / (labels - 1), row * labels, (row + 1) * labels);
    probabilities[row * labels + predicted[row]!] = sure;
  }
  return {
    texts,
    examples: {
      reference,
      predicted,
      labels: Array.from({ length: labels }, (_, i) => `l${i}`),
      probabilities,
      texts,
      columns: [{ name: 'region', values: region }],
    },
  };
}

const money = (text: string): boolean => text.includes('$');
const names = (search: SubsetSearch): readonly string[] => search.found.map(({ name }) => name);
/** Everything that is said, without the rows, which are compared apart. */
const said = (search: SubsetSearch): string =>
  JSON.stringify({ ...search, found: search.found.map(({ rows: _rows, worst: _worst, ...rest }) => rest) });

describe('a planted subset', () => {
  const { examples, texts } = made(3000, 3, (text) => (money(text) ? 0.35 : 0.1));
  const search = findSubsets(examples);
  const [first] = search.found;

  it('is found once, under all the names that say the same', () => {
    expect(search.found).toHaveLength(1);
    const all = [
      first!.name,
      ...first!.parts[0]!.sameRows,
      ...first!.otherNames.map(({ name }) => name),
    ].join('; ');
    expect(all).toMatch(/currency/);
    expect(all).toMatch(/number|for/);
  });

  it('comes with its rows, and the worst of them in order', () => {
    expect([...first!.rows]).toEqual(texts.flatMap((text, row) => (money(text) ? [row] : [])));
    const { probabilities, reference, predicted } = examples;
    const chance = [...first!.worst].map((row) => probabilities![3 * row + reference[row]!]!);
    expect(first!.worst).toHaveLength(20);
    expect([...first!.worst].every((row) => reference[row] !== predicted[row] && money(texts[row]!))).toBe(
      true,
    );
    expect(chance).toEqual([...chance].sort((a, b) => a - b));
  });

  it('is measured on the half that did not choose it', () => {
    const { confirmation, discovery, all } = first!;
    expect(confirmation.rows + discovery.rows).toBe(all.rows);
    expect(all.rows).toBe(first!.rows.length);
    expect(confirmation.interval.low).toBeLessThan(0.25);
    expect(confirmation.interval.high).toBeGreaterThan(0.25);
    expect(confirmation.interval.method).toBe('Newcombe');
    expect(first!.q).toBeGreaterThanOrEqual(first!.p);
    expect(first!.withinLabels!.difference).toBeGreaterThan(0.15);
  });

  it('is told with what else was looked at', () => {
    const { tested, halves, detectable } = search;
    expect(halves.discovery + halves.confirmation).toBe(search.rows);
    expect(Math.abs(halves.discovery - halves.confirmation)).toBeLessThan(10);
    expect(tested.tests).toBeGreaterThan(0);
    expect(tested.crossings).toBeGreaterThan(tested.values);
    const least = detectable.map(({ difference }) => difference!);
    expect(detectable[0]!.rows).toBe(30);
    expect(least).toEqual([...least].sort((a, b) => b - a));
  });
});

describe('what is found does not depend on', () => {
  const { examples } = made(1500, 3, (text) => (money(text) ? 0.45 : 0.1), 7);
  const search = findSubsets(examples);
  const take = (order: readonly number[]): Examples => ({
    ...examples,
    reference: Int32Array.from(order, (row) => examples.reference[row]!),
    predicted: Int32Array.from(order, (row) => examples.predicted[row]!),
    texts: order.map((row) => examples.texts![row]!),
    columns: examples.columns!.map(({ name, values }) => ({
      name,
      values: order.map((row) => values[row]!),
    })),
    probabilities: Float64Array.from(
      order.flatMap((row) => [...examples.probabilities!.subarray(3 * row, 3 * row + 3)]),
    ),
  });
  const rows = Array.from({ length: 1500 }, (_, row) => row);

  it('the order of the rows', () => {
    const r = createRandom(2);
    const order = rows
      .map((row) => [r.next(), row] as const)
      .sort(([a], [b]) => a - b)
      .map(([, row]) => row);
    const shuffled = findSubsets(take(order));
    expect(said(shuffled)).toBe(said(search));
    expect([...shuffled.found[0]!.rows].map((row) => order[row]!).sort((a, b) => a - b)).toEqual([
      ...search.found[0]!.rows,
    ]);
  });

  it('copies of the rows', () => {
    const doubled = findSubsets(take([...rows, ...rows]));
    expect(said({ ...doubled, copies: 0 })).toBe(said(search));
    expect(doubled.copies).toBe(1500);
  });

  it('the names of the labels', () => {
    const renamed = findSubsets({ ...examples, labels: ['ja', 'nein', 'vielleicht'] });
    expect(said(renamed)).toBe(said(search));
  });

  it('a label that nobody uses', () => {
    const probabilities = new Float64Array(4 * 1500);
    for (const row of rows)
      probabilities.set(examples.probabilities!.subarray(3 * row, 3 * row + 3), 4 * row);
    const wider = findSubsets({ ...examples, labels: [...examples.labels, 'unused'], probabilities });
    expect(said(wider)).toBe(said(search));
  });

  it('rows without a reference or a prediction', () => {
    const more = take([...rows, 0, 1, 2]);
    (more.reference as Int32Array).fill(-1, 1500);
    const other = findSubsets(more);
    expect(said({ ...other, leftOut: 0 })).toBe(said(search));
    expect(other.leftOut).toBe(3);
  });

  it('running it again, and the input stays as it was', () => {
    const before = JSON.stringify(examples);
    expect(said(findSubsets(examples))).toBe(said(search));
    expect(JSON.stringify(examples)).toBe(before);
  });
});

describe('a crossing', () => {
  it('is named when only both together are worse', () => {
    const { examples } = made(
      4000,
      2,
      (text, _, region) => (money(text) && region === 'east' ? 0.5 : 0.1),
      3,
    );
    const [first] = findSubsets(examples).found;
    expect(first!.parts).toHaveLength(2);
    expect(first!.name).toMatch(/region = east/);
    expect(first!.againstParts.every(({ difference, p }) => difference > 0.2 && p < 0.01)).toBe(true);
    expect(findSubsets(examples).found).toHaveLength(1);
  });

  it('is not, when one part is as bad by itself', () => {
    const { examples } = made(4000, 2, (text) => (money(text) ? 0.4 : 0.1), 4);
    for (const { parts } of findSubsets(examples).found) expect(parts).toHaveLength(1);
  });

  it('with a label says where a property hurts', () => {
    const { examples } = made(4000, 3, (text, label) => (money(text) && label === 2 ? 0.5 : 0.1), 5);
    const found = findSubsets(examples).found;
    expect(found[0]!.name).toMatch(/reference label = l2/);
    expect(found[0]!.withinLabels).toBeNull();
    // "money" alone is worse only by the rows of this label.
    expect(found).toHaveLength(1);
  });
});

it('two subsets stay two', () => {
  const { examples } = made(
    4000,
    2,
    (text, _, region) => 0.08 + (money(text) ? 0.3 : 0) + (region === 'west' ? 0.2 : 0),
    6,
  );
  const singles = names(findSubsets(examples)).join('; ');
  expect(singles).toMatch(/region = west/);
  expect(singles).toMatch(/currency|number|for/);
});

it('a subset that only holds more of a hard label is said to be that', () => {
  const base = made(4000, 2, (_, label) => (label === 1 ? 0.5 : 0.05), 8);
  const r = createRandom(9);
  const texts = base.texts.map((text, row) =>
    base.examples.reference[row] === 1 && r.next() < 0.7 ? `zebra ${text}` : text,
  );
  const search = findSubsets({ ...base.examples, texts });
  expect(names(search).join()).not.toMatch(/zebra/);
  expect(search.explainedByLabels[0]!.name).toMatch(/zebra/);
  expect(search.explainedByLabels[0]!.withinLabels!.q).toBeGreaterThan(0.05);
});

it('rows predicted as a label that look like another are not called a subset: they are wrong by arithmetic', () => {
  const base = made(4000, 3, () => 0.15, 10);
  const r = createRandom(11);
  const texts = base.texts.map((text, row) =>
    base.examples.reference[row] === 0 && r.next() < 0.9 ? `zebra ${text}` : text,
  );
  expect(names(findSubsets({ ...base.examples, texts }))).toEqual([]);
});

it('low confidence is expected to be wrong more often, and stands apart', () => {
  const { examples } = made(2000, 2, () => 0.2, 12);
  const probabilities = examples.probabilities!.slice();
  for (let row = 0; row < 2000; row++)
    if (examples.reference[row] !== examples.predicted[row]) {
      probabilities[2 * row + examples.predicted[row]!] = 0.52;
      probabilities[2 * row + examples.reference[row]!] = 0.48;
    }
  const search = findSubsets({ ...examples, probabilities });
  expect(names(search)).toEqual([]);
  expect(search.expected[0]!.name).toMatch(/confidence/);
});

describe('a loss of the caller', () => {
  const { examples } = made(2000, 2, () => 0.1, 13);
  const r = createRandom(14);
  const loss = Float64Array.from(examples.texts!, (text) => Math.exp(r.normal()) + (money(text!) ? 2 : 0));

  it('is compared by its mean', () => {
    const search = findSubsets({ ...examples, loss });
    const [first] = search.found;
    expect(search.kind).toBe('loss');
    expect(first!.method).toMatch(/Welch/);
    expect(first!.confirmation.difference).toBeGreaterThan(1.5);
    const losses = [...first!.worst].map((row) => loss[row]!);
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
  });

  it('of 0 and 1 is an error rate', () => {
    const wrong = Float64Array.from(examples.reference, (label, row) =>
      label === examples.predicted[row] ? 0 : 1,
    );
    expect(findSubsets({ ...examples, loss: wrong }).kind).toBe('errors');
  });
});

describe('where nothing can be said', () => {
  it.each([
    ['all right', 0],
    ['all wrong', 1],
  ])('%s', (_, share) => {
    const search = findSubsets(made(500, 3, () => share).examples);
    expect(search).toMatchObject({ found: [], reason: 'all rows have the same outcome', rate: share });
  });

  it('one class', () => {
    const { examples } = made(500, 2, () => 0.2);
    const zeros = new Int32Array(500);
    expect(
      findSubsets({ ...examples, labels: ['only'], probabilities: null, reference: zeros, predicted: zeros })
        .found,
    ).toEqual([]);
  });

  it('no rows, few rows, no texts', () => {
    const empty = findSubsets(made(0, 2, () => 0).examples);
    expect(empty).toMatchObject({
      rows: 0,
      rate: null,
      interval: null,
      reason: expect.stringMatching(/no row/),
    });
    expect(findSubsets(made(50, 2, () => 0.3).examples).reason).toMatch(/too few/);
    const bare = findSubsets({
      ...made(500, 2, () => 0.2).examples,
      texts: null,
      probabilities: null,
      columns: [],
    });
    expect(bare).toMatchObject({ found: [], reason: null });
  });

  it('empty texts only', () => {
    const { examples } = made(400, 2, () => 0.3);
    for (const text of ['', null, '   ']) {
      const search = findSubsets({ ...examples, texts: examples.texts!.map(() => text) });
      expect(names(search)).toEqual([]);
    }
  });

  it('200 classes', () => {
    const { examples } = made(4000, 200, (text) => (money(text) ? 0.5 : 0.2), 15);
    const search = findSubsets(examples);
    expect(search.found).toHaveLength(1);
    expect(search.found[0]!.withinLabels!.difference).toBeGreaterThan(0.2);
  });
});
