import { describe, expect, it } from 'vitest';
import { costOf } from '../../src/engine/cost.ts';
import type { UnrankedFinding } from '../../src/engine/judge.ts';
import { createFacts } from '../../src/facts/index.ts';
import { derived, stated } from '../../src/model/known.ts';
import type { Run, Timing } from '../../src/model/run.ts';
import { draft } from '../support/judged.ts';
import { confidenceOnly } from '../support/ordinary-runs.ts';
import { makeRun } from '../support/runs.ts';

const timed = (run: Run, timing: Partial<Timing>): Run => ({ ...run, timing: { ...run.timing, ...timing } });
const wasted = (share: number): UnrankedFinding => ({
  ...draft({ evidence: [{ name: 'share after best', value: share }] }),
  id: 'wasted-after-best',
  key: 'run/wasted-after-best',
  subject: { run: 'run' },
});
const costs = (run: Run, findings: readonly UnrankedFinding[] = []) => costOf(createFacts(run), findings);

describe('the cost of a run', () => {
  it('estimates nothing that was not logged, and lists what is missing', () => {
    const cost = costs(makeRun());
    expect(cost).toMatchObject({ trainSeconds: null, secondsAfterBest: null, shareAfterBest: null });
    expect(cost.notLogged).toEqual(['training time', 'samples per second', 'tokens per second']);
    expect(cost.items).toEqual([]);
  });

  it('repeats what was logged, with where it comes from', () => {
    const cost = costs(
      timed(makeRun({ trainSize: 3680 }), {
        trainSeconds: stated(500, 'train_results.json#/train_runtime'),
        trainSamplesPerSecond: stated(22, 'train_results.json#/train_samples_per_second'),
        tokensSeen: derived(64_000, 'num_input_tokens_seen'),
        evaluationSeconds: derived(40, 'sum of eval_runtime'),
      }),
    );
    const item = (name: string) => cost.items.find((each) => each.name === name);
    expect(item('training time')).toMatchObject({
      value: 500,
      format: 'seconds',
      note: 'train_results.json#/train_runtime',
    });
    expect(item('of it, evaluations')?.value).toBe(40);
    expect(item('samples per second')?.value).toBe(22);
    // 64,000 tokens in 500 seconds.
    expect(item('tokens per second')).toMatchObject({
      value: 128,
      note: 'num_input_tokens_seen ÷ training time',
    });
    expect(item('training examples')?.value).toBe(3680);
    expect(cost.notLogged).toEqual([]);
  });

  it('lists what can be freed, by name and size, and says that nothing was deleted', () => {
    const checkpoint = (step: number) => ({
      step,
      path: `run/checkpoint-${step}`,
      hasWeights: true,
      bytes: 600_000_000,
      optimizerBytes: 400_000_000,
    });
    const run = {
      ...confidenceOnly(),
      checkpoints: [230, 460, 690, 920, 1150, 1380].map(checkpoint),
    };
    const freed = (findings: readonly UnrankedFinding[] = []) =>
      costs(run, findings).items.find((item) => item.name === 'can be freed');
    // The best is step 1,380, the recommended one 690; both lose only their optimiser state.
    expect(freed()).toMatchObject({ value: 4 * 600_000_000 + 2 * 400_000_000, format: 'bytes' });
    expect(freed()?.note).toBe(
      '89 % of the checkpoints: 4 checkpoints (`checkpoint-230`, `checkpoint-460`, `checkpoint-920` and 1 more) and 2 optimiser states; listed, nothing was deleted',
    );
    const advised = (text: string): UnrankedFinding => ({
      ...draft({ advice: { text } }),
      id: 'x',
      key: 'run/x',
      subject: { run: 'run' },
    });
    // What advice names, or chooses among, is not offered.
    expect(freed([advised('Use `checkpoint-230`')])?.note).toContain('3 checkpoints (`checkpoint-460`');
    expect(freed([advised('Set it, or average the last 3 to 5 checkpoints')])?.note).toMatch(
      /: 6 optimiser states;/,
    );
  });

  it('tokens per second of a training that took no time are not infinite', () => {
    const cost = costs(timed(makeRun(), { trainSeconds: stated(0, 'x'), tokensSeen: stated(100, 'x') }));
    expect(cost.items.map((item) => item.name)).not.toContain('tokens per second');
    expect(cost.notLogged).toContain('tokens per second');
  });

  it('time counts as spent after the best checkpoint only when a check found that', () => {
    const run = timed(confidenceOnly(), { trainSeconds: stated(1000, 'x') });
    expect(costs(run).secondsAfterBest).toBeNull();
    const cost = costs(run, [wasted(0.7)]);
    expect(cost).toMatchObject({ shareAfterBest: 0.7, secondsAfterBest: 700 });
    expect(cost.items.at(-1)).toMatchObject({
      name: 'share after the recommended checkpoint',
      value: 0.7,
      format: 'percent',
    });
  });

  it('a share without a logged time gives no seconds', () => {
    expect(costs(confidenceOnly(), [wasted(0.7)])).toMatchObject({
      shareAfterBest: 0.7,
      secondsAfterBest: null,
    });
  });

  it('adds up the checkpoints that are on disk', () => {
    const checkpoints = [1, 2].map((step) => ({
      step,
      path: `checkpoint-${step}`,
      hasWeights: true,
      bytes: 400,
    }));
    const item = costs(makeRun({ run: { checkpoints } })).items.find((each) => each.format === 'bytes');
    expect(item).toMatchObject({ value: 800, note: '2 folders, as listed' });
  });
});
