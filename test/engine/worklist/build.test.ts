import { describe, expect, it } from 'vitest';
import type { Audit } from '../../../src/audits/define.ts';
import { report as judge } from '../../../src/engine/analyse.ts';
import { derived } from '../../../src/model/known.ts';
import type { Evidence } from '../../../src/model/outcome.ts';
import type { Report } from '../../../src/model/report.ts';
import { createPredictionSet } from '../../../src/predictions/create.ts';
import { wilson } from '../../../src/stats/index.ts';
import { asRead, finds } from '../../support/judged.ts';
import { columnsOfPairs } from '../../support/prediction-columns.ts';
import { makeRun } from '../../support/runs.ts';

const labels = ['a', 'b', 'c'];
/** Rows 0 and 1: a called b; 2: b called a; 3: c called a; 4 to 9 right. */
const pairs = [
  ['a', 'b'],
  ['a', 'b'],
  ['b', 'a'],
  ['c', 'a'],
  ...Array.from({ length: 6 }, () => ['a', 'a']),
] as [string, string][];
const set = createPredictionSet(
  columnsOfPairs(labels, pairs, {
    split: derived('validation', 'the name of the file'),
    texts: pairs.map((_, row) => `text ${row}`),
    ids: pairs.map((_, row) => `id-${row}`),
  }),
);

const listed = async (audits: readonly Audit[], more: object = {}): Promise<Report> =>
  judge('outputs', asRead(makeRun({ run: { predictions: [set] } })), { audits, worklist: true, ...more });

const rows = ({ worklist }: Report) => worklist!.items.map(({ row }) => row);

describe('the work list', () => {
  it('is not made unless it was asked for', async () => {
    const report = await listed([finds('anything')], { worklist: false });
    expect(report.worklist).toBeNull();
    expect(report.tables).not.toHaveProperty('worklist');
  });

  it('holds every error of a confused pair, both ways, and of a missed class', async () => {
    const confused = finds('confused-pair', { subject: { class: 'a', otherClass: 'b' } });
    expect(rows(await listed([confused]))).toEqual([0, 1, 2]);
    const missed = finds('class-low-recall', { subject: { class: 'a' } });
    expect(rows(await listed([missed]))).toEqual([0, 1]);
    const over = finds('class-low-precision', { subject: { class: 'a' } });
    expect(rows(await listed([over]))).toEqual([2, 3]);
  });

  it('names a row once, at the place of the more important finding, with both', async () => {
    const report = await listed([
      finds('class-low-recall', { subject: { class: 'a' }, severity: 'note' }),
      finds('new-check', { examples: { set: 'set', rows: [3, 1] }, severity: 'problem' }),
    ]);
    expect(rows(report)).toEqual([3, 1, 0]);
    expect(report.worklist!.items.map(({ findings }) => findings.length)).toEqual([1, 2, 1]);
    expect(report.worklist!.items[1]!.findings[0]).toContain('new-check');
    const texts = report.tables.worklist!.columns.find(({ name }) => name === 'text')!.values;
    expect(texts).toEqual(['text 3', 'text 1', 'text 0']);
  });

  it('lets the surest finding say what to do with a row', async () => {
    // Without an examination the suspects are the rows that the finding shows.
    const conflict = (claim: 'fact' | 'hint') =>
      listed([
        finds('conflicting-duplicates', { claim, examples: { set: 'set', rows: [0] } }),
        finds('label-errors-suspected', { claim: 'hint', examples: { set: 'set', rows: [0] } }),
      ]);
    for (const claim of ['fact', 'hint'] as const)
      expect((await conflict(claim)).worklist!.items.map(({ action }) => action)).toEqual(['review']);
  });

  it('says how many examples would halve the interval of a class that is too small to judge', async () => {
    const recall: Evidence = { name: 'recall of `c`', value: 0.5, n: 8, interval: wilson(4, 8) };
    const report = await listed([
      finds('support-too-small', { subject: { class: 'c' }, evidence: [recall] }),
      finds('support-too-small', { subject: { class: 'b' }, evidence: [{ name: 'rows', value: 3 }] }),
    ]);
    const [item, ...others] = report.worklist!.items;
    expect(others).toEqual([]);
    expect(item).toMatchObject({ action: 'collect', row: null, set: null, gain: null });
    const more = Number(/^(\d+) more/.exec(item!.suggested!)![1]);
    const width = (n: number) => wilson(n / 2, n).high - wilson(n / 2, n).low;
    expect(width(8 + more)).toBeLessThanOrEqual(width(8) / 2);
    expect(width(8 + more - 1)).toBeGreaterThan(width(8) / 2);
  });

  it('asks for examples of a label or of a kind of text, never of everything', async () => {
    const accuracy: Evidence = { name: 'accuracy', value: 0.9, n: 1000, interval: wilson(900, 1000) };
    const recall: Evidence = { name: 'recall of `a`', value: 0.4, n: 10, interval: wilson(4, 10) };
    const errors: Evidence = { name: 'error rate with a negation', value: 0.5, n: 20 };
    const hidden = await listed([
      finds('accuracy-hides-minority', { subject: { class: 'a' }, evidence: [accuracy] }),
    ]);
    expect(hidden.worklist!.items).toEqual([]);
    const both = await listed([
      finds('accuracy-hides-minority', { subject: { class: 'a' }, evidence: [accuracy, recall] }),
      finds('negation-weakness', { evidence: [accuracy, errors] }),
    ]);
    expect(both.worklist!.items.map(({ why }) => why.split(':')[0])).toEqual([
      'examples of `a`',
      'examples with a negation',
    ]);
  });

  it('keeps texts out when they are not to be passed on', async () => {
    const report = await listed([finds('new-check', { examples: { set: 'set', rows: [3] } })], {
      texts: false,
    });
    expect(report.worklist!.textsLeftOut).toBe(true);
    expect(JSON.stringify(report.tables.worklist)).not.toContain('text 3');
  });

  it('leaves a row that the set does not have without an example, and does not fail', async () => {
    const report = await listed([finds('new-check', { examples: { set: 'elsewhere', rows: [99] } })]);
    expect(rows(report)).toEqual([99]);
    expect(report.tables.worklist!.rows).toBe(1);
  });
});

describe('with the examples looked at one by one', () => {
  const gold = (row: number) => ['no', 'yes'][row % 2]!;
  // Every tenth label is the other one, and the model, sure of itself, says so.
  const many = Array.from({ length: 400 }, (_, row): [string, string] => {
    const right = gold(row);
    return [row % 10 === 3 ? gold(row + 1) : right, right];
  });
  const scores = Float64Array.from(many, (_, row) => (row % 2 === 1 ? 0.97 : 0.03));
  const scored = createPredictionSet(
    columnsOfPairs(['no', 'yes'], many, {
      split: derived('validation', 'the name of the file'),
      scores: {
        kind: 'probabilities',
        classes: 2,
        values: Float32Array.from(many.flatMap((_, row) => [1 - scores[row]!, scores[row]!])),
      },
      texts: many.map((_, row) => (row < 4 ? 'the same text' : `sentence number ${row} alpha`)),
    }),
  );
  const looked = (id: string) => {
    const [draft] = [finds(id)];
    return judge('outputs', asRead(makeRun({ run: { predictions: [scored] } })), {
      audits: [{ ...draft!, requires: ['examples'] }],
      worklist: true,
    });
  };

  it('suggests a label for every suspect', async () => {
    const { items } = (await looked('label-errors-suspected')).worklist!;
    expect(items.length).toBeGreaterThan(20);
    expect(items.length).toBeLessThan(45);
    for (const { action, row, suggested } of items) {
      expect(action).toBe('check-label');
      expect(row! % 10).toBe(3);
      expect(suggested).toBe(gold(row!));
    }
  });

  it('puts every row of a conflict on the list', async () => {
    const { items } = (await looked('conflicting-duplicates')).worklist!;
    expect(items.map(({ row }) => row)).toEqual([0, 1, 2, 3]);
    expect(new Set(items.map(({ action }) => action))).toEqual(new Set(['adjudicate']));
    expect(items[0]!.why).toMatch(/^conflict 1: the same text is/);
  });
});
