import { describe, expect, it } from 'vitest';
import { noModel } from '../../src/model/empty.ts';
import type { Report } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import { history } from '../support/evaluated-runs.ts';
import { draft, finds, judged } from '../support/judged.ts';
import {
  confidenceOnly,
  healthyThreeEpochs,
  longNoisyPlateau,
  lossRisesWhileF1Rises,
} from '../support/ordinary-runs.ts';
import { makeRun, series } from '../support/runs.ts';

const drawn = async (run: Run, audits?: Parameters<typeof judged>[1]) => {
  const report = await judged(run, audits);
  return { report, trajectory: report.runs[0]!.trajectory };
};
const columnOf = (report: Report, table: string, name: string): readonly number[] => {
  const column = report.tables[table]?.columns.find((each) => each.name === name);
  if (column?.type !== 'number') throw new Error(`no column ${name} in ${table}`);
  return Array.from(column.values);
};

describe('the picture of a training', () => {
  it('shows the metric above the loss and the rate, on one axis', async () => {
    const { trajectory } = await drawn(healthyThreeEpochs());
    expect(trajectory?.panels.map((panel) => panel.id)).toEqual(['metric', 'loss', 'learning-rate']);
    expect(trajectory?.axis).toMatchObject({ unit: 'step', from: 0, to: 690 });
    expect(trajectory?.axis.epochs).toEqual([
      { epoch: 1, at: 230 },
      { epoch: 2, at: 460 },
      { epoch: 3, at: 690 },
    ]);
  });

  it('every line has a table with the values as logged', async () => {
    const run = healthyThreeEpochs();
    const { report, trajectory } = await drawn(run);
    const lines = trajectory!.panels.flatMap((panel) => panel.lines);
    expect(lines.map((line) => line.table)).toEqual([
      'run/eval_accuracy',
      'run/eval_loss',
      'run/loss',
      'run/learning_rate',
    ]);
    for (const line of lines) {
      const logged = run.series.find((each) => `run/${each.tag}` === line.table)!;
      expect(columnOf(report, line.table, 'step')).toEqual(Array.from(logged.step));
      expect(columnOf(report, line.table, 'value')).toEqual(Array.from(logged.value));
    }
  });

  it('the band of a share is its Wilson interval, and lies around the value', async () => {
    const { report } = await drawn(healthyThreeEpochs());
    const [low, value, high] = ['low', 'value', 'high'].map((name) =>
      columnOf(report, 'run/eval_accuracy', name),
    );
    // Wilson of 0.846 × 872 in 872 at 95 %: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
    const [p, n, z] = [0.846, 872, 1.959964];
    const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
    expect(low?.[0]).toBeCloseTo((p + (z * z) / (2 * n) - half) / (1 + (z * z) / n), 6);
    for (let i = 0; i < 3; i++) {
      expect(low![i]).toBeLessThan(value![i]!);
      expect(high![i]).toBeGreaterThan(value![i]!);
    }
  });

  it('a set of unknown size has no band, and the panel says so', async () => {
    const { report, trajectory } = await drawn(lossRisesWhileF1Rises());
    const metric = trajectory!.panels[0]!;
    expect(metric.note).toBe('evaluation size not recorded');
    expect(metric.lines[0]?.band).toBeNull();
    expect(report.tables['run/eval_f1']?.columns.map((column) => column.name)).toEqual(['step', 'value']);
  });

  it('keeps NaN in the table and out of the sentence', async () => {
    const run = makeRun({
      series: [
        series('loss', [
          [10, 0.7],
          [20, Number.NaN],
          [30, 0.5],
        ]),
      ],
    });
    const { report, trajectory } = await drawn(run);
    expect(columnOf(report, 'run/loss', 'value')).toEqual([0.7, Number.NaN, 0.5]);
    expect(trajectory?.summary).toBe('Training loss went from 0.70 to 0.50.');
  });

  it('a training that logged nothing has no picture', async () => {
    expect((await drawn(makeRun())).trajectory).toBeNull();
  });

  it('an axis of epochs stays one', async () => {
    const { trajectory } = await drawn(history({ loss: [0.6, 0.4, 0.3], valLoss: [0.6, 0.5, 0.4] }));
    expect(trajectory?.axis).toMatchObject({ unit: 'epoch', to: 3, epochs: null });
  });
});

describe('its marks', () => {
  it('the best checkpoint is only recommended when a check says that less would have done', async () => {
    const plain = await drawn(confidenceOnly(), { audits: [] });
    expect(plain.trajectory?.best).toEqual({ at: 1380, label: 'best checkpoint, step 1,380', exists: null });
    const shorter = await drawn(confidenceOnly(), { audits: [finds('wasted-after-best')] });
    expect(shorter.trajectory?.best?.label).toBe('recommended checkpoint, step 690');
    const hinted = await drawn(confidenceOnly(), { audits: [finds('wasted-after-best', { claim: 'hint' })] });
    expect(hinted.trajectory?.best).toEqual(plain.trajectory?.best);
  });

  it('without a known sampling error no checkpoint is recommended over the best', async () => {
    const unknown = { ...confidenceOnly(), validationSize: null };
    const { trajectory } = await drawn(unknown, { audits: [finds('wasted-after-best')] });
    expect(trajectory?.best?.label).toBe('best checkpoint, step 1,380');
  });

  it('where the loss turned up is shown when that is likely, not on a hint', async () => {
    const evidence = [
      { name: 'onset', value: 230, interval: { low: 100, high: 690, level: 0.95, method: 'x' } },
    ];
    const onset = async (claim: 'likely' | 'hint') =>
      (await drawn(confidenceOnly(), { audits: [finds('overfit-loss', { claim, evidence })] })).trajectory
        ?.onset;
    expect(await onset('likely')).toMatchObject({ at: 230, low: 100, high: 690 });
    expect(await onset('hint')).toBeNull();
  });

  it('the field of wasted steps is drawn only for a strong claim', async () => {
    const wasted = async (claim: 'strong' | 'likely') =>
      (
        await drawn(longNoisyPlateau(2000), {
          audits: [finds('wasted-after-best', draft({ claim, title: 'Most brought nothing' }))],
        })
      ).trajectory?.wasted;
    expect(await wasted('likely')).toBeNull();
    expect(await wasted('strong')).toMatchObject({ to: 2000, label: 'Most brought nothing' });
  });

  it('resumes are marked', async () => {
    const run = makeRun({
      series: [
        series('loss', [
          [10, 0.7],
          [20, 0.6],
        ]),
      ],
      run: { seams: [{ step: 15, after: 10, discardedRows: 1, evidence: 'twice' }] },
    });
    expect((await drawn(run)).trajectory?.seams).toEqual([{ at: 15, label: 'resumed' }]);
  });

  it('guess level is drawn only for a loss known to be a cross-entropy', async () => {
    const references = (run: Run) =>
      drawn(run).then(
        ({ trajectory }) => trajectory!.panels.find((panel) => panel.id === 'loss')!.references,
      );
    expect(await references(healthyThreeEpochs())).toEqual([{ value: Math.log(2), label: 'guessing, ln 2' }]);
    const unknown: Run = {
      ...history({ loss: [0.6, 0.4, 0.3], valLoss: [0.6, 0.5, 0.4] }),
      task: null,
      model: noModel,
    };
    expect(await references(unknown)).toEqual([]);
  });
});
