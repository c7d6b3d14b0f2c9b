import { scaleLinear } from 'd3-scale';
import type { Column } from '../model/report.ts';
import { formatNumber, formatRate } from '../text/numbers.ts';

/** One vertical axis of parallel coordinates: where a row lies (0 bottom, 1 top), or null where its value is not recorded. */
export interface ParallelAxis {
  readonly name: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  at(row: number): number | null;
}

/** Values spread over more than this factor go on a logarithmic axis. */
const LOGARITHMIC_FROM = 20;
/** So few different values are each a tick. */
const MOST_TICKS = 6;

/** An axis over the values of the given rows; null when no row has one. */
export function parallelAxis(
  column: Column,
  rows: readonly number[],
  spell: (value: number) => string = (value) =>
    Math.abs(value) < 1e-3 ? formatRate(value) : formatNumber(value),
): ParallelAxis | null {
  return column.type === 'number'
    ? numericAxis(column.name, column.values, rows, spell)
    : categoryAxis(column.name, column.values, rows);
}

function numericAxis(
  name: string,
  values: Float64Array,
  rows: readonly number[],
  spell: (value: number) => string,
): ParallelAxis | null {
  const present = [...new Set(rows.map((row) => values[row] as number))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const [low, high] = [present[0], present.at(-1)];
  if (low === undefined || high === undefined) return null;
  const logarithmic = low > 0 && high / low >= LOGARITHMIC_FROM;
  const bend = (value: number): number => (logarithmic ? Math.log(value) : value);
  const place = (value: number): number =>
    high > low ? (bend(value) - bend(low)) / (bend(high) - bend(low)) : 0.5;
  const marked =
    present.length <= MOST_TICKS
      ? present
      : logarithmic
        ? [low, Math.sqrt(low * high), high]
        : [
            low,
            ...scaleLinear()
              .domain([low, high])
              .ticks(4)
              .filter((tick) => place(tick) > 0.1 && place(tick) < 0.9),
            high,
          ];
  return {
    name,
    ticks: apart(marked.map((value) => ({ at: place(value), text: spell(value) }))),
    at: (row) => {
      const value = values[row] as number;
      if (!Number.isFinite(value)) return null;
      return logarithmic && value <= 0 ? -1 : place(value);
    },
  };
}

function categoryAxis(
  name: string,
  values: readonly (string | null)[],
  rows: readonly number[],
): ParallelAxis | null {
  const names = [...new Set(rows.map((row) => values[row] ?? null))]
    .filter((value): value is string => value !== null)
    .sort((a, b) => (a < b ? -1 : 1));
  if (names.length === 0) return null;
  const places = new Map(names.map((value, index) => [value, (index + 0.5) / names.length]));
  const every = Math.ceil(names.length / 12);
  return {
    name,
    ticks: names.flatMap((value, index) =>
      index % every === 0 ? [{ at: places.get(value) as number, text: value }] : [],
    ),
    at: (row) => places.get(values[row] ?? '') ?? null,
  };
}

/** Ticks that would be written over each other: the lower one stays, and the topmost always. */
function apart(ticks: readonly { readonly at: number; readonly text: string }[]): ParallelAxis['ticks'] {
  const kept: { readonly at: number; readonly text: string }[] = [];
  const last = ticks.at(-1);
  for (const tick of ticks) {
    const near = (other: { readonly at: number }) => Math.abs(other.at - tick.at) < 0.06;
    if (tick !== last && ((last !== undefined && near(last)) || kept.some(near))) continue;
    kept.push(tick);
  }
  return kept;
}
