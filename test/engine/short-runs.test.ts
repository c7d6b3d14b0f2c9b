import { describe, expect, it } from 'vitest';
import { firstScreen, judged } from '../support/judged.ts';
import { scenarios } from '../support/short-runs.ts';

/** Findings above a note, with their claims, in the order of the report. */
const grave = async (name: string): Promise<string[]> =>
  (await judged(scenarios[name]!())).findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ id, claim, severity }) => `${id} ${claim} ${severity}`);

describe('a healthy short run stays quiet', () => {
  it.each(
    [
      'healthy, n = 100',
      'healthy, n = 400',
      'healthy, n = 872',
      'healthy, n = 5000',
      'healthy, loss a little up',
      'healthy, no log, n unknown',
      'one evaluation',
      'two evaluations',
      'no evaluation',
      'F1 only, n known',
      'still gaining five points an epoch',
    ].map((name) => [name] as const),
  )('%s: no risk, no problem, and no praise', async (name) => {
    expect(await grave(name)).toEqual([]);
    const { answer } = await judged(scenarios[name]!());
    expect(answer.verdict).toBe('cannot-tell');
    expect(answer.headline).not.toMatch(/nothing to fix/i);
  });
});

describe('what three evaluations decide is found', () => {
  it.each([
    ['loss doubles, accuracy holds', 'overfit-confidence-only likely risk'],
    ['loss doubles, n unknown', 'overfit-confidence-only likely risk'],
    ['loss doubles, no metric', 'overfit-loss likely risk'],
    ['accuracy falls by 12 points', 'overfit-metric likely risk'],
    ['accuracy falls by 12 points at the last', 'overfit-metric likely risk'],
    ['NaN in the log', 'nan-inf-loss fact problem'],
    ['NaN behind zeros', 'nan-hidden-in-log fact problem'],
    ['NaN in the evaluations only', 'nan-inf-loss fact problem'],
    ['one class, F1 0', 'majority-collapse strong problem'],
    ['one class, accuracy only', 'plateau-at-chance strong problem'],
    ['guess level', 'plateau-at-chance strong problem'],
    ['guess level, 3 labels', 'plateau-at-chance strong problem'],
    ['guess level, one evaluation', 'plateau-at-chance likely problem'],
  ])('%s: %s, and nothing else', async (name, expected) => {
    expect(await grave(name)).toEqual([expected]);
  });

  it('a collapse at the last evaluation is named whatever else is', async () => {
    const found = await grave('collapses at the last');
    expect(found[0]).toMatch(/^(sudden|majority)-collapse likely problem$|^loss-diverged strong problem$/);
    expect(found.join()).toMatch(/(sudden|majority)-collapse/);
  });
});

describe('the first screen of a short run', () => {
  it('says what is excluded and what cannot be told', async () => {
    const screen = firstScreen(await judged(scenarios['healthy, n = 872']!()));
    expect(screen).toContain(
      'With 3 evaluations on 872 examples, a loss of accuracy of more than 2.6 points after epoch 1 is excluded (95 %).',
    );
    expect(screen).toContain('Whether more training would help cannot be told');
    expect(screen).toContain('eval_steps=57');
  });

  it('excludes less with fewer examples', async () => {
    const limit = async (name: string): Promise<number> =>
      Number(/more than ([\d.]+) points/.exec(firstScreen(await judged(scenarios[name]!())))?.[1]);
    const limits = [
      await limit('healthy, n = 100'),
      await limit('healthy, n = 400'),
      await limit('healthy, n = 872'),
      await limit('healthy, n = 5000'),
    ];
    expect(limits).toEqual([...limits].sort((a, b) => b - a));
  });

  it('says of one evaluation what it shows and no more', async () => {
    const screen = firstScreen(await judged(scenarios['one evaluation']!()));
    expect(screen).toContain('not whether it was rising or falling');
    expect(screen).not.toMatch(/excluded/);
  });

  it('has at most five sentences and no exclusion beside a finding that contradicts it', async () => {
    for (const [name, make] of Object.entries(scenarios)) {
      const { answer, findings } = await judged(make());
      expect(answer.sentences.length, name).toBeLessThanOrEqual(5);
      if (findings.some(({ severity }) => severity !== 'note'))
        expect(
          answer.sentences.filter((s) => s.startsWith('With ')),
          name,
        ).toEqual([]);
    }
  });
});
