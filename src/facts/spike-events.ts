import { median } from '../stats/index.ts';
import { extremeRow } from './curves.ts';
import type { Curve, RunFacts } from './define.ts';
import { epochLayout } from './epoch-layout.ts';
import { logOf } from './log-loss.ts';
import { rateEvents } from './rate-events.ts';

/** One sudden jump of the training loss; neighbouring rows above the line are one event. */
export interface SpikeEvent {
  readonly step: number;
  /** Highest value, and the median of the 25 rows before. */
  readonly peak: number;
  readonly before: number;
  /** `at-end`: fewer than ten rows follow and none is back yet. */
  readonly course: 'recovered' | 'lingering' | 'at-end';
  /** Rows until it was back within two deviations of the level before; null when it was not. */
  readonly rowsToRecover: number | null;
  /** The gradient norm leapt at the same or the row before; null when it was not logged there. */
  readonly gradient: boolean | null;
  /** What lies right before it and explains it. */
  readonly beside: 'resume' | 'restart' | null;
}

export interface SpikeEvents {
  readonly events: readonly SpikeEvent[];
  /** Three or more at equal distances, or all at the ends of epochs: batches of one kind rather than an unstable run. */
  readonly regular: 'period' | 'epoch-end' | null;
  /** Distance in steps of `period` and `epoch-end`. */
  readonly every: number | null;
}

const WINDOW = 25;
const ROWS_TO_RECOVER = 10;
/** Rows between two jumps that still belong to one event. */
const TOGETHER = 5;
const ROBUST_Z = 6;
const MAD = 1.4826;
/** Rows after a resume or restart that it explains. */
const AFTERMATH = 3;
/** Spread of the distances, as a share of their median, below which they are equal. */
const EQUAL = 0.12;

const rowAt = (step: Float64Array, at: number): number => {
  let low = 0;
  let high = step.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (step[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

function robust(logs: Float64Array): { readonly centre: number; readonly spread: number } {
  const centre = median(logs);
  return { centre, spread: Math.max(0.01, MAD * median(logs.map((v) => Math.abs(v - centre)))) };
}

/** True when the gradient norm lies more than six robust deviations above the 25 rows before, at this step or one row earlier. */
function gradientLeapt(norms: Curve | null, at: number): boolean | null {
  if (norms === null) return null;
  const row = rowAt(norms.step, at);
  if (row < WINDOW + 1 || row >= norms.n) return null;
  const leapt = (r: number): boolean => {
    const { centre, spread } = robust(logOf(norms.value.subarray(r - WINDOW, r)));
    return Math.log(Math.max(norms.value[r]!, 1e-9)) - centre > ROBUST_Z * spread;
  };
  return leapt(row) || leapt(row - 1);
}

function eventAt(facts: RunFacts, curve: Curve, first: number, last: number): SpikeEvent {
  const { value, step, n } = curve;
  const { centre, spread } = robust(logOf(value.subarray(Math.max(0, first - WINDOW), first)));
  const top = first + extremeRow(value.subarray(first, last + 1), 'greatest');
  const back = centre + 2 * spread;
  let row = top + 1;
  while (row < n && row <= top + ROWS_TO_RECOVER && Math.log(Math.max(value[row]!, 1e-9)) > back) row++;
  const recovered = row < n && row <= top + ROWS_TO_RECOVER;
  const after = (steps: readonly number[]): boolean =>
    steps.some((at) => at <= step[top]! && rowAt(step, at) >= first - AFTERMATH);
  return {
    step: step[top]!,
    peak: value[top]!,
    before: Math.exp(centre),
    course: recovered ? 'recovered' : row >= n ? 'at-end' : 'lingering',
    rowsToRecover: recovered ? row - top : null,
    gradient: gradientLeapt(facts.gradientNorm(), step[top]!),
    beside: after(facts.run.seams.map((seam) => seam.step))
      ? 'resume'
      : after(rateEvents(facts).restarts)
        ? 'restart'
        : null,
  };
}

function regularity(
  facts: RunFacts,
  curve: Curve,
  events: readonly SpikeEvent[],
): Omit<SpikeEvents, 'events'> {
  if (events.length < 3) return { regular: null, every: null };
  const layout = epochLayout(facts.run, curve);
  const spacing = median(curve.step.slice(1).map((s, i) => s - curve.step[i]!));
  if (layout !== null) {
    const near = events.filter(
      (e) =>
        Math.abs(e.step / layout.steps - Math.round(e.step / layout.steps)) * layout.steps <= 2 * spacing,
    );
    if (near.length === events.length && layout.steps > 10 * spacing)
      return { regular: 'epoch-end', every: layout.steps };
  }
  const gaps = Float64Array.from(
    { length: events.length - 1 },
    (_, i) => events[i + 1]!.step - events[i]!.step,
  );
  const middle = median(gaps);
  const tolerance = Math.max(EQUAL * middle, spacing);
  // A jump that stayed below the line leaves a gap of twice the distance.
  const equal = gaps.every((gap) => {
    const times = Math.max(1, Math.round(gap / middle));
    return times <= 3 && Math.abs(gap - times * middle) <= tolerance;
  });
  return equal && events.length >= 4 ? { regular: 'period', every: middle } : { regular: null, every: null };
}

/** The jumps of {@link RunFacts.spikes}, taken together to events, each with its course and what lies beside it (catalogue A10). */
export function spikeEvents(facts: RunFacts): SpikeEvents {
  const curve = facts.trainLoss();
  const jumps = facts.spikes();
  if (curve === null || jumps.length === 0) return { events: [], regular: null, every: null };
  const rows = jumps.map((at) => rowAt(curve.step, at));
  const events: SpikeEvent[] = [];
  for (let i = 0; i < rows.length; ) {
    let last = i;
    while (last + 1 < rows.length && rows[last + 1]! - rows[last]! <= TOGETHER) last++;
    events.push(eventAt(facts, curve, rows[i]!, rows[last]!));
    i = last + 1;
  }
  return { events, ...regularity(facts, curve, events) };
}
