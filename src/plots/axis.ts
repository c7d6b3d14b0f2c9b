import { scaleLinear, scaleLog } from 'd3-scale';
import type { Panel } from '../model/report.ts';
import { formatLoss, formatRate, trueMinus } from '../text/numbers.ts';
import type { Curve } from './curve.ts';

/** One vertical axis: pixel of a value (0 is the top), ticks, and the value at its lower end. */
export interface Axis {
  readonly bottom: number;
  /** Decimals that tell neighbouring ticks apart. */
  readonly decimals: number;
  readonly top: number;
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  y(value: number): number;
}

type Format = Panel['format'];

const extent = (curves: readonly Curve[], keep: (value: number) => boolean): [number, number] | null => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const curve of curves)
    for (const value of curve.value)
      if (Number.isFinite(value) && keep(value)) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
  if (low > high) return null;
  // Error bands count too, but one absurdly wide band must not flatten the curve it belongs to.
  const room = 1.5 * Math.max(high - low, Math.abs(high) * 0.1);
  for (const curve of curves) {
    for (const value of curve.low ?? [])
      if (keep(value) && value < low && value > high - room - (high - low)) low = value;
    for (const value of curve.high ?? []) if (value > high && value < low + room + (high - low)) high = value;
  }
  return [low, high];
};

/**
 * Axis of a panel over the given curves. Losses, rates and norms start at 0; a metric may start elsewhere, which its
 * heading then says.
 */
export function linearAxis(
  format: Format,
  curves: readonly Curve[],
  references: readonly number[],
  height: number,
  tickCount: number,
): Axis {
  const bounded = format === 'percent' || format === 'score';
  let [low, high] = extent(curves, () => true) ?? [0, 1];
  for (const reference of references)
    if (!bounded && reference > high && reference <= 1.6 * high) high = reference;
  if (bounded) {
    const padding = Math.max((high - low) * 0.08, 0.01);
    const inside = low >= 0 && high <= 1;
    low -= padding;
    high += padding;
    if (inside) [low, high] = [Math.max(0, low), Math.min(1, high)];
    if (low < 0.15 && low >= 0) low = 0;
  } else low = Math.min(0, low);
  if (!(high > low)) high = low + (low === 0 ? 1 : Math.abs(low));
  const step = tickStep(low, high, tickCount);
  const bottom = Math.floor(low / step + 1e-9) * step;
  const top = Math.ceil(high / step - 1e-9) * step;
  const scale = scaleLinear().domain([bottom, top]).range([height, 0]);
  const steps = Array.from(
    { length: Math.round((top - bottom) / step) + 1 },
    (_, index) => bottom + index * step,
  );
  const decimals =
    [0, 1, 2, 3, 4, 5].find(
      (digits) => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6,
    ) ?? 6;
  return {
    bottom,
    top,
    decimals,
    ticks: steps.map((value) => ({
      y: scale(value),
      text: tickText(Number(value.toPrecision(12)), format, decimals),
    })),
    y: (value) => scale(value),
  };
}

/**
 * Axis of a strip: from 0 to the highest value. A few spikes would press everything else flat, so that above six times
 * the 95th percentile the strip ends at three times it; the heading then names the highest value.
 */
export function stripAxis(curves: readonly Curve[], height: number): Axis {
  let highest = 0;
  let count = 0;
  for (const curve of curves) {
    for (const value of curve.value) {
      if (!Number.isFinite(value)) continue;
      count += 1;
      if (value > highest) highest = value;
    }
  }
  const usual = usualWhereSpiky(curves, highest, count);
  const top = usual !== null ? 3 * usual : highest > 0 ? highest : 1;
  return { bottom: 0, top, decimals: 2, ticks: [], y: (value) => height * (1 - value / top) };
}

/** The 95th percentile where it is positive and below a sixth of the highest value, else null. Sorts only then. */
function usualWhereSpiky(curves: readonly Curve[], highest: number, count: number): number | null {
  const place = Math.floor(count * 0.95);
  let below = 0;
  for (const curve of curves) for (const value of curve.value) if (value < highest / 6) below += 1;
  if (below <= place) return null;
  const values = new Float64Array(count);
  let at = 0;
  for (const curve of curves)
    for (const value of curve.value) if (Number.isFinite(value)) values[at++] = value;
  values.sort();
  const usual = values[place] ?? 0;
  return usual > 0 && highest > 6 * usual ? usual : null;
}

/** The round distance of ticks that wastes least room, with three to `most` + 1 ticks. */
function tickStep(low: number, high: number, most: number): number {
  const rough = 10 ** Math.floor(Math.log10((high - low) / most));
  let best = rough * 100;
  let waste = Number.POSITIVE_INFINITY;
  for (const factor of [1, 2, 2.5, 4, 5, 10, 20, 25, 40, 50, 100]) {
    const step = rough * factor;
    const [from, to] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
    const count = Math.round((to - from) / step);
    if (count > most || (count < 3 && most > 2)) continue;
    if (to - from < waste - 1e-12 * step) {
      waste = to - from;
      best = step;
    }
  }
  return best;
}

/** Logarithmic axis of positive values over at most six decades, or null when nothing is positive. */
export function logAxis(format: Format, curves: readonly Curve[], height: number): Axis | null {
  const range = extent(curves, (value) => value > 0);
  // Below a factor of four a log axis shows nothing that a linear one hides.
  if (range === null || range[1] < 4 * range[0]) return null;
  const top = range[1] * 1.05;
  const bottom = Math.max(Math.min(range[0], top / 10) * 0.9, top / 1e6);
  const scale = scaleLog().domain([bottom, top]).range([height, 0]).clamp(false);
  const decades = Math.log10(top / bottom);
  const wanted = scale.ticks(6).filter((value) => {
    const lead = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
    return decades > 3.5
      ? lead === 1
      : decades > 1.2
        ? lead === 1 || lead === 3
        : lead === 1 || lead === 2 || lead === 3 || lead === 5;
  });
  return {
    bottom,
    top,
    decimals: 2,
    ticks: wanted.map((value) => ({ y: scale(value), text: tickText(value, format, 2) })),
    y: (value) => (value > 0 ? scale(value) : height),
  };
}

/** How a number of this format stands at an axis. */
export function tickText(value: number, format: Format, decimals: number): string {
  if (format === 'percent') return `${trueMinus((100 * value).toFixed(Math.max(0, decimals - 2)))} %`;
  if (format === 'score') return trueMinus(value.toFixed(Math.max(2, decimals)));
  if (format === 'rate') return trueMinus(formatRate(value));
  if (value === 0) return '0';
  if (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3) return formatLoss(value);
  return trueMinus(String(Number(value.toPrecision(4))));
}
