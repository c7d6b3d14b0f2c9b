import type { DeviceSamples } from '../../model/resources.ts';
import { formatBytes, formatSeconds } from '../../text/numbers.ts';

/** One line of a sampler about one device; NaN and null: not reported. */
export interface SampleRow {
  readonly device: string;
  readonly name: string | null;
  readonly memoryTotal: number | null;
  readonly memoryUsed: number;
  readonly utilisation: number;
  readonly watts: number;
  /** Null: the file has no clock. */
  readonly time: number | null;
}

const HOUR = 3600;
/** Between two samples; from here on nobody was watching. */
const GAP = { times: 10, least: 600 } as const;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};

/** Times in one direction, with what had to be done for it. */
function straighten(
  times: readonly number[],
  clock: DeviceSamples['clock'],
): { readonly time: Float64Array; readonly seconds: number; readonly notes: readonly string[] } {
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  const usual = median(steps.filter((step) => step > 0)) || 1;
  const gapFrom = Math.max(GAP.times * usual, GAP.least);
  const time = new Float64Array(times.length);
  const notes: string[] = [];
  let seconds = 0;
  time[0] = times[0] ?? 0;
  let back = 0;
  let longest = 0;
  let gaps = 0;
  let summer = 0;
  for (const [i, step] of steps.entries()) {
    let own = step;
    if (step < 0) {
      const hour = clock === 'local' && Math.abs(step + HOUR - usual) <= Math.max(60, 5 * usual);
      if (hour) summer++;
      else back = Math.min(back, step);
      own = hour ? Math.max(0, step + HOUR) : usual;
    } else if (step > gapFrom) {
      gaps++;
      longest = Math.max(longest, step);
    }
    time[i + 1] = time[i]! + own;
    if (own <= gapFrom) seconds += own;
  }
  if (summer > 0)
    notes.push(
      'the clock went back by an hour, as at the end of daylight saving time; later times were moved on',
    );
  if (back < 0) notes.push(`the clock went back by ${formatSeconds(-back)}; the order of the file was kept`);
  if (gaps > 0) {
    const hour =
      clock === 'local' && gaps === 1 && Math.abs(longest - HOUR - usual) <= Math.max(60, 5 * usual);
    notes.push(
      hour
        ? 'an hour is missing: nobody sampled, or daylight saving time began; it is counted as not sampled'
        : `nothing was sampled for ${formatSeconds(longest)}${gaps > 1 ? ` and in ${gaps - 1} more gaps` : ''}; gaps are not counted as running`,
    );
  }
  return { time, seconds, notes };
}

/** Rows of a file by device, in the order of the file. Devices of one time without an index are told apart by their place. */
export function toSamples(
  rows: readonly SampleRow[],
  file: string,
  zoned: boolean,
): { readonly samples: readonly DeviceSamples[]; readonly notes: readonly string[] } {
  const byDevice = new Map<string, SampleRow[]>();
  for (const row of rows) {
    const own = byDevice.get(row.device);
    if (own === undefined) byDevice.set(row.device, [row]);
    else own.push(row);
  }
  const notes = new Set<string>();
  const samples = [...byDevice].map(([device, own]): DeviceSamples => {
    const timed = own.every((row) => row.time !== null);
    const clock = !timed ? 'relative' : zoned ? 'absolute' : 'local';
    const times = own.map((row, i) => (timed ? row.time! : i));
    const { time, seconds, notes: odd } = straighten(times, clock);
    for (const note of odd) notes.add(`${file}: ${note}.`);
    const total = own.find((row) => row.memoryTotal !== null)?.memoryTotal ?? null;
    const column = (of: (row: SampleRow) => number, most: number): Float64Array =>
      Float64Array.from(own, (row) => {
        const value = of(row);
        return value >= 0 && value <= most ? value : Number.NaN;
      });
    const memoryUsed = column((row) => row.memoryUsed, total === null ? 2 ** 44 : 1.02 * total);
    if (total !== null && own.some((row) => row.memoryUsed > 1.02 * total))
      notes.add(
        `${file}: rows with more memory in use than the ${formatBytes(total)} there are were left out.`,
      );
    return {
      device,
      name: own.find((row) => row.name !== null)?.name ?? null,
      memoryTotal: total,
      time,
      clock,
      utilisation: column((row) => row.utilisation, 1.0001),
      memoryUsed,
      watts: column((row) => row.watts, 2000),
      seconds: timed ? seconds : 0,
      file,
    };
  });
  return { samples, notes: [...notes] };
}
