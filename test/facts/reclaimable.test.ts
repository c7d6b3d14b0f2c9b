import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { reclaimable } from '../../src/facts/reclaimable.ts';
import { stated } from '../../src/model/known.ts';
import type { Checkpoint, Run } from '../../src/model/run.ts';
import { makeRun, series } from '../support/runs.ts';

const MB = 1_000_000;
const checkpoint = (step: number, more: Partial<Checkpoint> = {}): Checkpoint => ({
  step,
  path: `checkpoint-${step}`,
  hasWeights: true,
  bytes: 300 * MB,
  optimizerBytes: 200 * MB,
  weightBytes: 100 * MB,
  ...more,
});
const values = [0.7, 0.8, 0.9, 0.85, 0.84];
const run = (more: Partial<Run> = {}): Run =>
  makeRun({
    series: [
      series(
        'eval_accuracy',
        values.map((v, i) => [100 * (i + 1), v]),
      ),
    ],
    run: { checkpoints: values.map((_, i) => checkpoint(100 * (i + 1))), ...more },
  });
const found = (made: Run, keep: readonly number[] = []) => reclaimable(createFacts(made), new Set(keep));
const steps = (list: readonly { readonly path: string }[] | undefined) =>
  (list ?? []).map(({ path }) => Number(path.split('-')[1]));

describe('what can be freed', () => {
  it('is what is neither the best, nor the last, and the optimiser states of a run that has ended', () => {
    const free = found(run());
    expect(steps(free?.checkpoints)).toEqual([100, 200, 400]);
    expect(steps(free?.optimizers)).toEqual([300, 500]);
    expect(free).toMatchObject({ bytes: (3 * 300 + 2 * 200) * MB, total: 1500 * MB });
  });

  it('leaves the optimiser states of a run that was not finished', () => {
    const stopped = run({ plannedSteps: stated(900, 'trainer_state.json#/max_steps') });
    expect(found(stopped)?.optimizers).toEqual([]);
  });

  it('leaves the checkpoint that Trainer chose, the recommended one, and those that advice names', () => {
    const made = run();
    expect(steps(found({ ...made, selection: { ...made.selection, bestStep: 200 } })?.checkpoints)).toEqual([
      100, 400,
    ]);
    expect(steps(found(run(), [100, 400])?.checkpoints)).toEqual([200]);
    // 100 examples: 0.85 is not clearly worse than 0.9, but 0.8 is neither, and comes first.
    const small = { ...made, validationSize: stated(100, 'x') };
    const recommended = createFacts(small).best()!.recommendedStep;
    expect(steps(found(small)?.checkpoints)).not.toContain(recommended);
  });

  it('keeps the next folder where the best step was not saved', () => {
    const made = run({ checkpoints: [100, 200, 400, 500].map((step) => checkpoint(step)) });
    expect(steps(found(made)?.checkpoints)).toEqual([100, 200]);
  });

  it('names no whole folder where nothing was evaluated: the best one is not known', () => {
    const blind = { ...run(), series: [series('loss', [[500, 0.3]])] };
    expect(found(blind)?.checkpoints).toEqual([]);
    expect(steps(found(blind)?.optimizers)).toEqual([100, 200, 300, 400, 500]);
  });

  it('is not worth saying of folders that hold logs only', () => {
    const logs = values.map((_, i) =>
      checkpoint(100 * (i + 1), {
        hasWeights: false,
        bytes: 80_000,
        optimizerBytes: null,
        weightBytes: null,
      }),
    );
    expect(found(run({ checkpoints: logs }))).toBeNull();
  });
});
