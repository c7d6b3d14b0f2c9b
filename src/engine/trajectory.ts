import { checkpointOnDisk } from '../facts/best-checkpoint.ts';
import type { BestCheckpoint, RunFacts } from '../facts/define.ts';
import type { Line, Panel, Table, Trajectory } from '../model/report.ts';
import type { Series } from '../model/series.ts';
import { wilson } from '../stats/index.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatCount } from '../text/numbers.ts';
import type { UnrankedFinding } from './judge.ts';
import { summaryOf } from './trajectory-summary.ts';

/** 1.96 standard errors: the half-width of a 95 % band. */
const Z95 = 1.959963984540054;

const columns = (series: Series, band: ((value: number) => readonly [number, number]) | null): Table => {
  const low = band === null ? null : Float64Array.from(series.value, (v) => band(v)[0]);
  const high = band === null ? null : Float64Array.from(series.value, (v) => band(v)[1]);
  return {
    rows: series.step.length,
    columns: [
      { name: 'step', type: 'number', values: series.step },
      { name: 'value', type: 'number', values: series.value },
      ...(low === null || high === null
        ? []
        : [
            { name: 'low', type: 'number' as const, values: low },
            { name: 'high', type: 'number' as const, values: high },
          ]),
    ],
  };
};

/** Where the loss turned up, as the overfit audits measured it (their evidence named `onset`); a hint draws no mark. */
function onsetOf(findings: readonly UnrankedFinding[]): Trajectory['onset'] {
  for (const finding of findings) {
    if (finding.claim === 'hint') continue;
    const onset = finding.evidence.find(
      (evidence) => evidence.name === 'onset' && typeof evidence.value === 'number',
    );
    if (onset !== undefined && typeof onset.value === 'number') {
      return {
        at: onset.value,
        low: onset.interval?.low ?? null,
        high: onset.interval?.high ?? null,
        label: 'loss turns up here',
      };
    }
  }
  return null;
}

/** Panels over one step axis, with every mark the facts and findings carry. Tables are added under `<run>/…`. */
export function trajectoryOf(
  facts: RunFacts,
  findings: readonly UnrankedFinding[],
  tables: Record<string, Table>,
): Trajectory | null {
  const { run } = facts;
  const unit = run.axis;
  const panels: Panel[] = [];
  const line = (
    series: Series,
    name: string,
    kind: Line['kind'],
    band: ((value: number) => readonly [number, number]) | null,
    bandName: string | null,
  ): Line => {
    const table = `${run.id}/${series.tag}${series.evaluationSet === null ? '' : `@${series.evaluationSet}`}`;
    tables[table] = columns(series, band);
    return { name, split: series.split, table, kind, band: band === null ? null : bandName };
  };

  const target = facts.targetMetric();
  const size = facts.validationSize()?.value ?? null;
  const seen = target?.series.split ?? 'validation';
  if (target !== null) {
    const binomial = target.share && size !== null && facts.metricError().method.startsWith('binomial');
    const band = binomial
      ? (value: number): readonly [number, number] => {
          if (!(value >= 0 && value <= 1)) return [Number.NaN, Number.NaN];
          const interval = wilson(value * size, size);
          return [interval.low, interval.high];
        }
      : null;
    const trainTwin = run.series.find(
      (s) => s.split === 'train' && s.quantity === target.quantity && s.evaluationSet === null,
    );
    panels.push({
      id: 'metric',
      title: metricTitle(target.quantity),
      note: [
        size === null ? 'evaluation size not recorded' : `${formatCount(size)} ${seen} examples`,
        band === null ? null : '95 % interval at each evaluation',
      ]
        .filter((x) => x !== null)
        .join(', '),
      format: target.share ? 'percent' : 'score',
      lines: [
        line(target.series, 'validation', 'points', band, '95 % interval, Wilson'),
        ...(trainTwin === undefined
          ? []
          : [
              line(
                trainTwin,
                'training',
                trainTwin.averaging === 'epoch-mean' ? 'points' : 'curve',
                null,
                null,
              ),
            ]),
      ],
      references: [],
    });
  }

  const trainLoss =
    facts.trainLoss()?.series ?? run.series.find((s) => s.split === 'train' && s.quantity === 'loss') ?? null;
  const validationLoss =
    facts.validationLoss()?.series ??
    run.series.find((s) => s.split === 'validation' && s.quantity === 'loss') ??
    null;
  if (trainLoss !== null || validationLoss !== null) {
    const error = facts.lossError();
    const se = error.single;
    const band =
      se === null ? null : (value: number): readonly [number, number] => [value - Z95 * se, value + Z95 * se];
    const chance = facts.chanceLevel();
    const trainNote =
      trainLoss === null
        ? null
        : `training: ${trainLoss.averaging === 'epoch-mean' ? 'mean of the epoch' : 'mean of the steps since the last row'}, dropout on`;
    const validationNote =
      validationLoss === null
        ? null
        : `validation: dropout off${se === null ? '' : ', band ± 1.96 standard errors'}`;
    panels.push({
      id: 'loss',
      title: 'Loss',
      note: [trainNote, validationNote].filter((x) => x !== null).join(' · '),
      format: 'loss',
      lines: [
        ...(validationLoss === null
          ? []
          : [line(validationLoss, 'validation', 'points', band, `± 1.96 standard errors, ${error.method}`)]),
        ...(trainLoss === null
          ? []
          : [
              line(
                trainLoss,
                'training',
                trainLoss.averaging === 'epoch-mean' ? 'points' : 'curve',
                null,
                null,
              ),
            ]),
      ],
      references:
        chance !== null && facts.lossKind().kind === 'cross-entropy'
          ? [
              {
                value: chance.prior ?? chance.uniform,
                label: chance.prior === null ? `guessing, ln ${chance.classes}` : 'guessing by frequency',
              },
            ]
          : [],
    });
  }

  const rate = facts.learningRate()?.series ?? null;
  if (rate !== null && rate.step.length > 1) {
    panels.push({
      id: 'learning-rate',
      title: 'Learning rate',
      note: '',
      format: 'rate',
      lines: [line(rate, 'learning rate', 'curve', null, null)],
      references: [],
    });
  }
  const norm = run.series.find((s) => s.quantity === 'grad_norm') ?? null;
  if (norm !== null && norm.step.length > 1) {
    const clip = run.hyperparameters.maxGradNorm?.value ?? null;
    panels.push({
      id: 'gradient-norm',
      title: 'Gradient norm',
      note: 'last step of each window, before clipping',
      format: 'loss',
      lines: [line(norm, 'gradient norm', 'curve', null, null)],
      references: clip === null || clip <= 0 ? [] : [{ value: clip, label: `clip limit ${clip}` }],
    });
  }
  if (panels.length === 0) return null;

  const last = Math.max(run.lastStep ?? 0, ...run.series.map((s) => s.step.at(-1) ?? 0));
  const best = facts.best();
  const warmUp = facts.warmUp();
  const wasted = findings.find(
    (f) => f.id === 'wasted-after-best' && (f.claim === 'strong' || f.claim === 'fact'),
  );
  return {
    title: 'Trajectory',
    summary: summaryOf(facts),
    axis: { unit, from: 0, to: last, epochs: epochTicks(facts, last) },
    panels,
    best: best === null ? null : markOf(facts, best, findings),
    warmup: warmUp !== null && warmUp.endStep > 0 ? { from: 0, to: warmUp.endStep } : null,
    seams: run.seams.map((seam) => ({ at: seam.step, label: 'resumed' })),
    wasted:
      wasted === undefined || best === null
        ? null
        : { from: best.recommendedStep, to: last, label: wasted.title },
    onset: onsetOf(findings),
  };
}

/** Findings that make "how long was enough" the checkpoint to show; otherwise the plain best one is marked. */
const shortens = new Set(['overfit-loss', 'overfit-confidence-only', 'overfit-metric', 'wasted-after-best']);

function markOf(
  facts: RunFacts,
  best: BestCheckpoint,
  findings: readonly UnrankedFinding[],
): Trajectory['best'] {
  const { axis } = facts.run;
  const shorter =
    best.tested && findings.some((finding) => shortens.has(finding.id) && finding.claim !== 'hint');
  // A checkpoint whose weights are gone is no recommendation.
  const recommended = shorter && best.onDisk !== false;
  const at = recommended ? best.recommendedStep : best.argbestStep;
  return {
    at,
    label: `${recommended ? 'recommended' : 'best'} checkpoint, ${axis} ${formatCount(at)}`,
    exists: recommended ? best.onDisk : checkpointOnDisk(facts.run, at).onDisk,
  };
}

function epochTicks(facts: RunFacts, last: number): Trajectory['axis']['epochs'] {
  const { run } = facts;
  if (run.axis === 'epoch' || run.lastEpoch === null || run.lastEpoch <= 0 || last <= 0) return null;
  const perEpoch = last / run.lastEpoch;
  const whole = Math.floor(run.lastEpoch + 1e-6);
  const every = Math.max(1, Math.ceil(whole / 12));
  const ticks: { epoch: number; at: number }[] = [];
  for (let epoch = every; epoch <= whole; epoch += every)
    ticks.push({ epoch, at: Math.round(epoch * perEpoch) });
  return ticks;
}
