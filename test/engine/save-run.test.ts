import { describe, expect, it } from 'vitest';
import type { Audit } from '../../src/audits/define.ts';
import { audits } from '../../src/audits/index.ts';
import { analyse, judgeRuns, readRuns, report } from '../../src/engine/analyse.ts';
import { saveRuns } from '../../src/engine/save-run.ts';
import { given } from '../../src/model/known.ts';
import type { Report } from '../../src/model/report.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { asRead, folder } from '../support/judged.ts';
import { ordinaryRuns } from '../support/ordinary-runs.ts';
import { columnsOfPairs } from '../support/prediction-columns.ts';
import { makeRun, series } from '../support/runs.ts';

/** Everything but the list of files that no reader wanted: the saved file has no such neighbours. */
const said = ({ inputs, ...rest }: Report) => ({ ...rest, inputs: { ...inputs, ignored: null } });
const fromSaved = (name: string, saved: string) => analyse(memorySource(name, { 'run.json': saved }));

describe('a saved run', () => {
  it.each(['finance-sentiment', 'healthy-run', 'keras-history'])(
    'of examples/%s gives the same report',
    async (name) => {
      const path = `examples/${name}`;
      const source = await folder(path);
      const direct = await analyse(source);
      const again = await fromSaved(path, await saveRuns(await readRuns(source)));
      expect(said(again)).toEqual(said(direct));
    },
  );

  it.each(Object.entries(ordinaryRuns).filter(([name]) => !name.includes('long')))(
    'of %s gives the same report',
    async (_, make) => {
      const input = asRead(make());
      expect(said(await fromSaved('x', await saveRuns(input)))).toEqual(said(await report('x', input)));
    },
  );

  it('keeps the counts of the training labels, and refuses counts that do not fit', async () => {
    const trainLabels = given({ labels: ['negative', 'positive'], counts: [9, 1] }, '--train-data all.csv');
    const input = asRead(makeRun({ run: { trainLabels } }));
    const saved = await saveRuns(input);
    const read = (text: string) => readRuns(memorySource('x', { 'run.json': text }));
    expect((await read(saved)).runs[0]!.trainLabels).toEqual(trainLabels);
    const broken = await read(saved.replace('"counts":[9,1]', '"counts":[9]'));
    expect(broken.unreadable[0]?.found).toContain('`trainLabels`');
    const older = await read(saved.replace(/"trainLabels":\{.*?\}.*?\},/, ''));
    expect(older.runs[0]!.trainLabels).toBeNull();
  });

  it('keeps the training texts, unless it is saved without texts, and refuses columns that do not fit', async () => {
    const read = () => Promise.resolve({ texts: ['one', null], labels: ['a', 'b'] });
    const trainTexts = { file: 'train.csv', rows: 2, columns: ['text'], read };
    const input = asRead(makeRun({ run: { trainTexts } }));
    const back = async (saved: string) => readRuns(memorySource('x', { 'run.json': saved }));
    const saved = await saveRuns(input);
    const [run] = (await back(saved)).runs;
    expect(await run!.trainTexts!.read()).toEqual(await read());
    expect((await back(await saveRuns(input, { texts: false }))).runs[0]!.trainTexts).toBeNull();
    const broken = await back(saved.replace('"labels":["a","b"]', '"labels":["a"]'));
    expect(broken.unreadable[0]?.found).toContain('`trainTexts`');
    const gone = asRead(
      makeRun({ run: { trainTexts: { ...trainTexts, read: () => Promise.reject(new Error()) } } }),
    );
    expect((await back(await saveRuns(gone))).runs[0]!.trainTexts).toBeNull();
  });

  it('keeps NaN, infinities and rows without label or score', async () => {
    const values = Float32Array.of(0.9, 0.1, Number.NaN, Number.NaN, 0.3, 0.7, 0.25, 0.75);
    const pairs = [
      ['no', 'no'],
      ['no', null],
      [null, 'yes'],
      ['yes', 'yes'],
    ] as const;
    const run = makeRun({
      series: [
        series('loss', [
          [10, 0.7],
          [20, Number.NaN],
          [30, Number.POSITIVE_INFINITY],
          [40, Number.NEGATIVE_INFINITY],
        ]),
        series('eval_loss', [
          [20, 0.5],
          [40, Number.NaN],
        ]),
      ],
      run: {
        finalValues: [
          {
            split: 'test',
            evaluationSet: null,
            quantity: 'loss',
            value: Number.NaN,
            from: 'all_results.json',
          },
        ],
        predictions: [
          createPredictionSet(
            columnsOfPairs(['no', 'yes'], pairs, {
              scores: { kind: 'probabilities', classes: 2, values },
              texts: ['a', null, 'c', 'd'],
              extra: new Map([['source', ['x', 'y', null, 'z']]]),
            }),
          ),
        ],
      },
    });
    const input = asRead(run);
    const saved = await saveRuns(input);
    expect(() => JSON.parse(saved)).not.toThrow();
    const [restored] = (await readRuns(memorySource('x', { 'run.json': saved }))).runs;
    expect(restored?.series.map((each) => Array.from(each.value))).toEqual(
      run.series.map((each) => Array.from(each.value)),
    );
    expect(restored?.finalValues[0]?.value).toBeNaN();
    const [before, after] = [run.predictions[0]!, restored!.predictions[0]!];
    expect(await after.confusion({ kind: 'all' })).toEqual(await before.confusion({ kind: 'all' }));
    expect(await after.negativeLogLikelihood()).toEqual(await before.negativeLogLikelihood());
    const rows = Uint32Array.of(0, 1, 2, 3);
    expect(await after.examples(rows)).toEqual(await before.examples(rows));
    expect(said(await fromSaved('x', saved))).toEqual(said(await report('x', input)));
  });

  it('saved again it is the same file', async () => {
    const saved = await saveRuns(await readRuns(await folder('examples/healthy-run')));
    const restored = await readRuns(memorySource('x', { 'run.json': saved }));
    expect(JSON.parse(await saveRuns(restored)).runs).toEqual(JSON.parse(saved).runs);
  });

  it('a damaged copy is a problem of that file, never a throw', async () => {
    const saved = await saveRuns(asRead(ordinaryRuns['a collapsed model']()));
    for (const broken of [
      saved.slice(0, -40),
      saved.replace('"version":1', '"version":2'),
      saved.replace('"series":[', '"series":[7,'),
    ]) {
      const { runs, inputs } = await fromSaved('x', broken);
      expect(runs).toEqual([]);
      expect(inputs.unreadable[0]).toMatchObject({
        file: 'run.json',
        nextStep: expect.stringContaining('--save-run'),
      });
      expect(new Set(inputs.unreadable.map((problem) => problem.file))).toEqual(new Set(['run.json']));
    }
  });
});

describe('without texts', () => {
  const csv = [
    'id,text,label,predicted,topic',
    ...Array.from(
      { length: 40 },
      (_, i) =>
        `row-${i},purple elephant ${i} said so,${i % 2 ? 'yes' : 'no'},${i % 5 ? (i % 2 ? 'yes' : 'no') : 'no'},velvet rumour`,
    ),
  ].join('\n');
  const source = memorySource('x', { 'eval_predictions.csv': csv });

  it('a saved run holds no text, id or column of anybody, and the same counts', async () => {
    const input = await readRuns(source);
    expect(await saveRuns(input)).toContain('purple elephant 3');
    const saved = await saveRuns(input, { texts: false });
    expect(saved).not.toMatch(/purple elephant|velvet rumour|row-\d/);
    const [direct, again] = [await analyse(source), await fromSaved('x', saved)];
    expect(again.runs[0]?.quality?.confusion).toEqual(direct.runs[0]?.quality?.confusion);
    expect(again.findings).toEqual(direct.findings);
  });

  it('a report holds no text and no column of words either, and says that it was left out', async () => {
    const all = (report: Report) => JSON.stringify(report);
    expect(all(await analyse(source))).toContain('purple elephant');
    const passedOn = await analyse(source, { texts: false });
    expect(all(passedOn)).not.toMatch(/purple elephant|velvet rumour/);
    expect(passedOn.runs[0]?.quality?.examples).toMatchObject({ textsLeftOut: true, shown: 4, total: 4 });
  });

  it('the finance example gives no headline away', async () => {
    const finance = await folder('examples/finance-sentiment');
    const input = await readRuns(finance);
    const texts = await input.runs[0]!.predictions[0]!.examples(
      Uint32Array.from({ length: 973 }, (_, i) => i),
    );
    const saved = await saveRuns(input, { texts: false });
    expect(texts.filter(({ text }) => text !== null && saved.includes(text))).toEqual([]);
  });
});

describe('what probes answered', () => {
  it('is kept in the run and survives saving, so that the model is asked once', async () => {
    const question: Audit = {
      ...audits[0]!,
      id: 'asks',
      requires: [],
      requiresOneOf: [],
      judge: ({ probe }) =>
        probe('k') === null
          ? { kind: 'needs-probe', probe: { kind: 'predict', key: 'k', texts: ['a'] } }
          : { kind: 'pass', measured: `${probe('k')?.scores[0]?.[1]}` },
    };
    let asked = 0;
    const prober = async () => {
      asked += 1;
      return { key: 'k', scores: [Float64Array.of(0.25, 0.75)] };
    };
    const input = {
      runs: [makeRun()],
      read: [],
      unreadable: [],
      ignored: { count: 0, examples: [] },
      assumptions: [],
    };
    const first = await judgeRuns('x', input, { audits: [question], prober });
    const saved = await saveRuns({ ...input, runs: first.runs });
    const again = await readRuns(memorySource('s', { 'run.json': saved }));
    const second = await judgeRuns('s', again, { audits: [question], prober });
    expect(asked).toBe(1);
    expect(second.report.audits[0]?.text).toBe('0.75');
  });
});
