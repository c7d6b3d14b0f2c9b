import { mean, slope, studentTail } from '../stats/index.ts';
import type { Curve, RunFacts } from './define.ts';
import { epochLayout } from './epoch-layout.ts';
import { logOf } from './log-loss.ts';
import { runningMeanReset } from './running-mean-reset.ts';

/** What the training loss did from each epoch to the next, compared with what it did inside the epochs. */
export interface EpochSteps {
  readonly boundaries: number;
  /** Steps of an epoch. */
  readonly epochSteps: number;
  /** Mean change at a boundary (boundaries weighted by how quiet their epochs were) beyond the course inside the epochs, as a share of the loss: −0.2 is a drop by a fifth. */
  readonly change: number;
  /** Change over one epoch between its boundaries, as a share of the loss, mean over the epochs. */
  readonly within: number;
  readonly standardError: number;
  /** One-sided p against "no drop". */
  readonly p: number;
  /** Boundaries at which the loss dropped. */
  readonly dropped: number;
  /** Rows inside whole epochs. */
  readonly rows: number;
  /** Loss before and after each boundary, means of three rows. */
  readonly first: { readonly at: number; readonly before: number; readonly after: number };
  /** The rows look like a mean since the start of the epoch, which falls at its reset by itself. */
  readonly runningMean: boolean;
}

const LEAST_BOUNDARIES = 3;
const LEAST_ROWS = 8;
/** Rows on each side of a boundary. */
const SIDE = 3;
/** Weight of the scatter of all epochs against that of the two at a boundary, in rows. */
const PRIOR_ROWS = 6;

export type EpochStepsAnswer =
  | { readonly kind: 'measured'; readonly steps: EpochSteps }
  | { readonly kind: 'no-epochs' }
  | { readonly kind: 'too-few'; readonly boundaries: number; readonly rowsPerEpoch: number };

/**
 * Catalogue A41. At each boundary: mean log loss of the first three rows of the new epoch minus that of the last three of
 * the old one, minus what the slope inside the two epochs would have brought over that distance. The standard error comes from
 * the rows' own scatter around their epoch's line, widened for its lag-1 autocorrelation, and from the scatter of the
 * boundaries among each other, whichever is larger; quiet epochs weigh more.
 */
export function epochSteps(facts: RunFacts): EpochStepsAnswer {
  const curve = facts.trainLoss();
  const layout = epochLayout(facts.run, curve);
  if (curve === null || layout === null) return { kind: 'no-epochs' };
  const full = layout.epochs.filter((e) => e.to - e.from >= LEAST_ROWS);
  const boundaries = full.filter((e, i) => i > 0 && full[i - 1]!.epoch === e.epoch - 1).length;
  if (boundaries < LEAST_BOUNDARIES) {
    const most = Math.max(0, ...layout.epochs.map((e) => e.to - e.from));
    return { kind: 'too-few', boundaries: layout.epochs.length - 1, rowsPerEpoch: most };
  }
  return { kind: 'measured', steps: measure(curve, layout.steps, full) };
}

interface Line {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly slope: number;
  /** Sum of squared residuals around the line, and of products of neighbouring ones. */
  readonly squares: number;
  readonly products: number;
}

function lineOf(
  step: Float64Array,
  logs: Float64Array,
  { epoch, from, to }: { readonly epoch: number; readonly from: number; readonly to: number },
): Line {
  const x = step.subarray(from, to);
  const y = logs.subarray(from, to);
  const rate = slope(x, y)?.slope ?? 0;
  const centre = mean(y) - rate * mean(x);
  let squares = 0;
  let products = 0;
  let before = 0;
  for (let i = 0; i < y.length; i++) {
    const residual = y[i]! - centre - rate * x[i]!;
    squares += residual * residual;
    products += residual * before;
    before = residual;
  }
  return { epoch, from, to, slope: rate, squares, products };
}

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function measure(
  curve: Curve,
  epochSteps: number,
  full: readonly { readonly epoch: number; readonly from: number; readonly to: number }[],
): EpochSteps {
  const { step, value } = curve;
  const logs = logOf(value);
  const lines = full.map((rows) => lineOf(step, logs, rows));
  const freedom = total(lines.map((l) => l.to - l.from - 2));
  const squares = total(lines.map((l) => l.squares));
  const products = total(lines.map((l) => l.products));
  // Residuals of a line understate their autocorrelation by about two over the number of rows.
  const found = squares > 0 ? products / squares + (2 * lines.length) / freedom : 0;
  const rho = Math.max(0, Math.min(0.9, found));
  const widened = (1 + rho) / (1 - rho);
  const pooled = squares / freedom;

  const changes: number[] = [];
  const variances: number[] = [];
  const within: number[] = [];
  let first: EpochSteps['first'] | null = null;
  for (let i = 1; i < lines.length; i++) {
    const [old, fresh] = [lines[i - 1]!, lines[i]!];
    if (fresh.epoch !== old.epoch + 1) continue;
    const before = mean(logs.subarray(old.to - SIDE, old.to));
    const after = mean(logs.subarray(fresh.from, fresh.from + SIDE));
    const distance =
      mean(step.subarray(fresh.from, fresh.from + SIDE)) - mean(step.subarray(old.to - SIDE, old.to));
    changes.push(after - before - 0.5 * (old.slope + fresh.slope) * distance);
    within.push(0.5 * (old.slope + fresh.slope) * epochSteps);
    // The scatter of the two epochs, drawn towards that of all: a memorised epoch scatters much more than a first one.
    const own = old.to - old.from + fresh.to - fresh.from - 4;
    const local = (old.squares + fresh.squares + PRIOR_ROWS * pooled) / (own + PRIOR_ROWS);
    variances.push((2 / SIDE) * local * widened);
    first ??= {
      at: step[old.to - 1]!,
      before: mean(value.subarray(old.to - SIDE, old.to)),
      after: mean(value.subarray(fresh.from, fresh.from + SIDE)),
    };
  }
  const k = changes.length;
  const weights = variances.map((v) => (v > 0 ? 1 / v : 1));
  const all = total(weights);
  const change = total(changes.map((c, i) => (weights[i]! * c) / all));
  const among = Math.sqrt(
    total(changes.map((c, i) => (weights[i]! * (c - change) ** 2) / all)) / Math.max(1, k - 1),
  );
  const own = Math.sqrt(total(variances.map((v, i) => (weights[i]! / all) ** 2 * v)));
  const standardError = Math.max(among, own);
  const t = standardError > 0 ? change / standardError : Math.sign(change) * Number.POSITIVE_INFINITY;
  const df = among > own ? k - 1 : freedom / 2;
  return {
    boundaries: k,
    epochSteps,
    change: Math.expm1(change),
    within: Math.expm1(total(within.map((w, i) => (weights[i]! * w) / all))),
    standardError,
    p: Number.isFinite(t) ? studentTail(-t, df) : t < 0 ? 0 : 1,
    dropped: changes.filter((c) => c < 0).length,
    rows: total(full.map((e) => e.to - e.from)),
    first: first!,
    runningMean: runningMeanReset(
      value,
      full.map(({ from, to }) => ({ from, to })),
    ),
  };
}
