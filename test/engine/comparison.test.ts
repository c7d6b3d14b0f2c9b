import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { PairedMetric } from '../../src/model/comparison.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { answers, compared, comparisonOf, runFolder, search, seeds, twoModels } from '../support/compared.ts';

const models = twoModels();
const { base, new: other } = models as { base: Record<string, string>; new: Record<string, string> };

describe('two runs with predictions of the same examples', () => {
  const judged = compared(models);

  it('are answered in one sentence with the size of the difference and its interval', async () => {
    const { report } = await judged;
    expect(report.answer.headline).toMatch(
      /^B is (likely )?better than A on these 400 examples, by 6\.0 points \(\d+\.\d to \d+\.\d\)\.$/,
    );
    expect(report.answer).toEqual(comparisonOf(report).answer);
    expect(report.answer.sentences[0]).toBe(
      'A is `base` and B is `new`; they differ in `learning_rate` (2e-5, 5e-5).',
    );
  });

  it('are counted example by example', async () => {
    const [pair] = comparisonOf((await judged).report).pairs;
    expect(pair?.joined).toEqual({
      by: 'id',
      rows: 400,
      onlyA: 0,
      onlyB: 0,
      referencesDiffer: 0,
      bothRight: 354,
      fixed: 30,
      broken: 6,
      bothWrong: 10,
    });
    expect(pair?.metrics[0]?.verdict).toBe('b-better');
  });

  it('keep the texts of what changed, those that went furthest first', async () => {
    const { report } = await judged;
    const examples = comparisonOf(report).pairs[0]?.examples;
    const table = report.tables[examples?.table ?? ''];
    expect(examples).toEqual({
      table: 'comparison/examples/A-B',
      shown: 46,
      total: 46,
      textsLeftOut: false,
    });
    const column = (name: string) => table?.columns.find((one) => one.name === name)?.values;
    const what = [...(column('what') ?? [])];
    expect(what.filter((one) => one === 'fixed')).toHaveLength(30);
    expect(what.filter((one) => one === 'broken')).toHaveLength(6);
    expect(column('text')?.[0]).toMatch(/^Sentence number \d+\.$/);
    expect(column('row_a')?.[0]).toBe(39);
  });

  it('leave texts out when they are told to, and share a small room among the kinds', async () => {
    const { report } = await compared(models, { texts: false, examples: 12 });
    const examples = comparisonOf(report).pairs[0]?.examples;
    expect(examples?.textsLeftOut).toBe(true);
    const table = report.tables[examples?.table ?? ''];
    const column = (name: string) => [...(table?.columns.find((one) => one.name === name)?.values ?? [])];
    expect(column('text').every((text) => text === null)).toBe(true);
    expect(column('id').some((id) => id !== null)).toBe(true);
    for (const kind of ['fixed', 'broken', 'both-wrong'])
      expect(column('what').filter((one) => one === kind)).toHaveLength(4);
  });

  it('say how examples were matched', async () => {
    expect((await judged).report.inputs.assumptions.join('\n')).toContain(
      '400 examples of `base/eval_predictions.csv` and `new/eval_predictions.csv` were matched by their ids.',
    );
  });

  it('are judged as if the other one were not there', async () => {
    const alone = await analyse(memorySource('base', base));
    const { report } = await judged;
    const own = report.findings.filter((finding) => finding.subject.run === 'base');
    expect(own.map(({ id, title, claim, severity }) => ({ id, title, claim, severity }))).toEqual(
      alone.findings.map(({ id, title, claim, severity }) => ({ id, title, claim, severity })),
    );
    for (const finding of report.findings)
      if (finding.subject.run === null) expect(finding.key).toMatch(/^group\//);
  });

  it('are the same report twice', async () => {
    expect((await compared(models)).report).toEqual((await judged).report);
  });
});

describe('a run against itself', () => {
  const judged = compared({ one: base, two: base });

  it('shows no difference, and equivalence where the set is large', async () => {
    const comparison = comparisonOf((await judged).report);
    expect(comparison.differences).toEqual([]);
    const [pair] = comparison.pairs;
    expect(pair?.joined).toMatchObject({ fixed: 0, broken: 0, rows: 400 });
    for (const metric of pair?.metrics ?? []) {
      expect(metric.difference).toBe(0);
      expect(['equivalent', 'no-difference-shown']).toContain(metric.verdict);
    }
    const large = { ...base, 'eval_predictions.csv': answers({ rows: 4000, wrong: (row) => row % 9 === 0 }) };
    const { report } = await compared({ one: large, two: large });
    expect(comparisonOf(report).pairs[0]?.metrics[0]?.verdict).toBe('equivalent');
    expect(report.answer.headline).toMatch(/^A and B are equally good on these 4,000 examples/);
  });
});

const mirrored = {
  'a-better': 'b-better',
  'b-better': 'a-better',
  equivalent: 'equivalent',
  'no-difference-shown': 'no-difference-shown',
  'cannot-tell': 'cannot-tell',
} as const;

describe('turning A and B round', () => {
  it('mirrors every number and every verdict', async () => {
    const forth = comparisonOf((await compared({ base, new: other })).report);
    const back = comparisonOf((await compared({ new: other, base })).report);
    const [one, two] = [forth.pairs[0], back.pairs[0]];
    expect(two?.joined).toEqual({
      ...one?.joined,
      fixed: one?.joined?.broken,
      broken: one?.joined?.fixed,
    });
    one?.metrics.forEach((metric, index) => {
      const turned = two?.metrics[index] as PairedMetric;
      expect(turned.metric).toBe(metric.metric);
      expect(turned.difference).toBeCloseTo(-(metric.difference ?? 0), 12);
      expect(turned.verdict).toBe(mirrored[metric.verdict]);
      expect(turned.test?.p).toBeCloseTo(metric.test?.p ?? 0, 12);
      expect(turned.detectable).toBeCloseTo(metric.detectable ?? 0, 12);
    });
    expect(back.answer.headline.replace(/ by .*/, '')).toBe(
      forth.answer.headline
        .replace(/ by .*/, '')
        .replace('B is', 'X is')
        .replace('than A', 'than B')
        .replace('X is', 'A is'),
    );
  });

  it('does not depend on the order of further runs', async () => {
    const third = {
      ...runFolder({ learningRate: 1e-5, top: 0.85 }),
      'eval_predictions.csv': answers({ wrong: (row) => row % 5 === 0 }),
    };
    const one = comparisonOf((await compared({ base, new: other, third })).report);
    const two = comparisonOf((await compared({ base, third, new: other })).report);
    const of = (comparison: typeof one, run: string) => {
      const pair = comparison.pairs.find((each) => each.b === run);
      return { joined: pair?.joined, metrics: pair?.metrics };
    };
    for (const run of ['new', 'third']) expect(of(two, run)).toEqual(of(one, run));
  });
});

describe('what cannot be compared', () => {
  it('is not: other evaluation sets, other labels', async () => {
    const { report } = await compared({
      base,
      other: {
        ...runFolder({ examples: 1801 }),
        'eval_predictions.csv': answers({
          rows: 300,
          wrong: (row) => row < 20,
          text: (row) => `Quite another one ${row}.`,
          columns: ['text'],
        }),
      },
    });
    expect(report.answer.headline).toMatch(/^These runs must not be compared: /);
    expect(report.answer.verdict).toBe('problem');
    expect(comparisonOf(report).pairs[0]?.joined).toBeNull();
  });

  it('is said of a failed run before anything else', async () => {
    const { report } = await compared({ base: runFolder(), bad: runFolder({ seed: 2, failed: true }) });
    expect(report.answer.headline).toMatch(/^B failed \(.*\); A did not\.$/);
  });

  it('cannot be told from scores alone where the difference is small', async () => {
    const { report } = await compared({
      base: runFolder(),
      new: runFolder({ seed: 1, learningRate: 3e-5, top: 0.885 }),
    });
    const [metric] = comparisonOf(report).pairs[0]?.metrics ?? [];
    expect(metric?.verdict).toBe('cannot-tell');
    expect(report.answer.headline).toBe('Whether A or B is better cannot be told from these records.');
    expect(report.answer.verdict).toBe('cannot-tell');
  });
});

describe('several runs in one folder', () => {
  it('that differ only in the seed are one setting', async () => {
    const report = await analyse(memorySource('seeds', { ...seeds(10) }), { compare: true });
    const comparison = comparisonOf(report);
    expect(comparison.kind).toBe('seeds');
    expect(comparison.settings).toHaveLength(1);
    expect(comparison.settings[0]).toMatchObject({ failed: 1 });
    expect(report.answer.headline).toMatch(
      /^Ten seeds of one setting: accuracy 8\d\.\d % on average of those that did not fail, 8\d\.\d to 8\d\.\d %; one failed\.$/,
    );
  });

  it('of one setting each are a search, with a table for the picture', async () => {
    const report = await analyse(memorySource('search', { ...search(24) }), {
      compare: true,
      baseline: 'best',
    });
    const comparison = comparisonOf(report);
    expect(comparison.kind).toBe('search');
    expect(comparison.search?.expectedBest.map(({ k }) => k)).toEqual(
      comparison.search?.expectedBest.map((_, index) => index + 1),
    );
    const table = report.tables[comparison.search?.table ?? ''];
    expect(table?.rows).toBe(24);
    expect(table?.columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['run', 'learning_rate', 'score']),
    );
    expect(report.answer.headline).toMatch(
      /^24 settings, one run each: the best accuracy is 8\d\.\d %, in [A-Z]+;/,
    );
  });

  it('are listed first, and what they say together is one sentence, unless the comparison was asked for', async () => {
    const report = await analyse(memorySource('seeds', { ...seeds(10) }));
    expect(report.answer.headline).toMatch(/^10 runs: /);
    expect(report.answer.sentences).toContain(comparisonOf(report).answer.headline);
  });

  it('that have nothing to do with each other are not compared', async () => {
    const place = (name: string, files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]));
    const report = await analyse(
      memorySource('all', {
        ...place('a', base),
        ...place('b', runFolder({ examples: 300, learningRate: 4e-5 }) as Record<string, string>),
      }),
    );
    expect(comparisonOf(report).kind).toBe('unrelated');
    expect(report.answer.sentences.join(' ')).not.toMatch(/better/);
  });
});

describe('trajectories', () => {
  it('lie over steps, examples seen and the schedule', async () => {
    const { report } = await compared({ base: runFolder(), big: runFolder({ batch: 32, epochs: 2 }) });
    const trajectories = comparisonOf(report).trajectories;
    expect(trajectories?.axes.map(({ column }) => column)).toEqual(['step', 'compute', 'fraction']);
    const table = report.tables[trajectories?.lines[1]?.table ?? ''];
    const column = (name: string) => [...(table?.columns.find((one) => one.name === name)?.values ?? [])];
    expect(column('step')).toEqual([50, 100, 150, 200]);
    expect(column('compute')).toEqual([50, 100, 150, 200].map((step) => 32 * step));
    expect(column('fraction').at(-1)).toBe(1);
  });

  it('use the operations that were counted where the models differ in size, and say what is missing otherwise', async () => {
    const small = runFolder({ layers: 6 });
    const sized = comparisonOf((await compared({ base: runFolder(), small })).report).trajectories;
    expect(sized?.axes[1]?.title).toMatch(/^floating-point operations/);
    const silent = {
      ...small,
      'trainer_state.json': String(small['trainer_state.json']).replace(/"total_flos":\d+/, '"total_flos":0'),
    };
    const unknown = comparisonOf((await compared({ base: runFolder(), small: silent })).report).trajectories;
    expect(unknown?.axes[1]?.column).toBeNull();
    expect(unknown?.axes[1]?.reason).toContain('total_flos');
  });
});
