import { describe, expect, it } from 'vitest';
import { compareClusters, FIRST, NEITHER, SECOND } from '../../../src/metrics/subsets/clusters.ts';
import { findSubsets } from '../../../src/metrics/subsets/index.ts';
import { createRandom, studentTail } from '../../../src/stats/index.ts';

describe('rows that come in groups', () => {
  it('are compared by sums of their groups', () => {
    // Four groups of one row each and one row left out: means 1 and ½, pooled ¾.
    const side = Uint8Array.from([FIRST, FIRST, SECOND, SECOND, NEITHER]);
    const found = compareClusters(side, [1, 1, 1, 0, 1], [0, 1, 2, 3, 4], 5)!;
    expect(found.difference).toBe(0.5);
    expect(found.groups).toEqual([2, 2]);
    // Scores ⅛, ⅛, −⅛, ⅜: squares 12⁄64, less ¼ of ¼, times 4⁄3.
    const variance = (12 / 64 - 0.25 / 4) * (4 / 3);
    expect(found.p).toBeCloseTo(studentTail(0.5 / Math.sqrt(variance), 1), 12);
  });

  it('tell less than as many independent ones when a group is of one mind', () => {
    const side = Uint8Array.from({ length: 80 }, (_, i) => (i < 40 ? FIRST : SECOND));
    const groupOf = Int32Array.from({ length: 80 }, (_, i) => Math.floor(i / 10));
    const values = Float64Array.from(groupOf, (group) => ([0, 1, 2].includes(group) ? 1 : 0));
    const alone = compareClusters(
      side,
      values,
      Int32Array.from({ length: 80 }, (_, i) => i),
      80,
    )!;
    const grouped = compareClusters(side, values, groupOf, 8)!;
    expect(alone.p).toBeLessThan(1e-6);
    expect(alone.designEffect).toBeLessThan(1.5);
    expect(grouped.p).toBeGreaterThan(0.005);
    expect(grouped.designEffect).toBeGreaterThan(2);
    expect(grouped.interval.high - grouped.interval.low).toBeGreaterThan(
      alone.interval.high - alone.interval.low,
    );
  });

  it('are no evidence when one side stands in one group', () => {
    const side = Uint8Array.from([FIRST, FIRST, SECOND, SECOND]);
    expect(compareClusters(side, [1, 1, 0, 0], [0, 0, 1, 2], 3)!.p).toBe(1);
  });

  it('are nothing without rows on a side', () => {
    expect(compareClusters(Uint8Array.from([FIRST]), [1], [0], 1)).toBeNull();
  });
});

describe('the search among rows in groups', () => {
  const r = createRandom(5);
  const groups: string[] = [];
  const loss: number[] = [];
  const source: string[] = [];
  for (let group = 0; group < 120; group++) {
    const hard = group % 6 === 0;
    for (let i = 0; i < 10; i++) {
      groups.push(`d${group}`);
      source.push(hard ? 'fax' : 'mail');
      loss.push(r.next() < (hard ? 0.5 : 0.1) ? 1 : 0);
    }
  }
  const zero = new Int32Array(loss.length);
  const search = findSubsets({
    reference: zero,
    predicted: zero,
    labels: ['all'],
    labelTitle: 'type',
    probabilities: null,
    texts: null,
    loss,
    groups,
    columns: [{ name: 'source', values: source }],
  });

  it('finds what is worse in many groups, and says how it took them', () => {
    expect(search.found.map(({ name }) => name)).toEqual(['source = fax']);
    expect(search.found[0]!.method).toContain('sums by group');
  });

  it('cuts no group in two', () => {
    // Halves of whole groups hold whole tens.
    expect(search.halves.discovery % 10).toBe(0);
    expect(search.halves.confirmation % 10).toBe(0);
  });

  it('says when there are too few groups to make two halves', () => {
    const few = findSubsets({
      reference: zero,
      predicted: zero,
      labels: ['all'],
      probabilities: null,
      texts: null,
      loss,
      groups: groups.map((_, row) => `d${row % 3}`),
    });
    expect(few.found).toEqual([]);
    expect(few.reason).toContain('3 groups');
  });
});
