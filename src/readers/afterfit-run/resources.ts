import type { DeviceSamples, ProgressBar, Resources } from '../../model/resources.ts';
import type { Run } from '../../model/run.ts';

type Numbers = (values: Float64Array) => unknown;

/** Samples and bars as lists of numbers; everything else is plain already. */
export const encodeResources = (resources: Run['resources'], numbers: Numbers): unknown =>
  resources == null
    ? null
    : {
        ...resources,
        samples: resources.samples.map((one) => ({
          ...one,
          time: numbers(one.time),
          utilisation: numbers(one.utilisation),
          memoryUsed: numbers(one.memoryUsed),
          watts: numbers(one.watts),
        })),
        progress: resources.progress.map((bar) => ({
          ...bar,
          done: numbers(bar.done),
          seconds: numbers(bar.seconds),
        })),
      };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Absent in runs saved before it was read. Throws an Error that names the part that does not fit. */
export function decodeResources(
  value: unknown,
  numbers: (value: unknown, what: string) => Float64Array,
): Resources | null {
  if (value === null || value === undefined) return null;
  const wrong = new Error('the saved run has no usable `resources`');
  if (!isRecord(value)) throw wrong;
  for (const part of ['samples', 'outOfMemory', 'energy', 'progress', 'notes'])
    if (!Array.isArray(value[part])) throw wrong;
  const lists = value as unknown as Resources;
  if (![...lists.samples, ...lists.outOfMemory, ...lists.energy, ...lists.progress].every(isRecord))
    throw wrong;
  const column = (one: object, name: string): Float64Array =>
    numbers((one as Record<string, unknown>)[name], `resources/${name}`);
  return {
    ...lists,
    samples: lists.samples.map(
      (one): DeviceSamples => ({
        ...one,
        time: column(one, 'time'),
        utilisation: column(one, 'utilisation'),
        memoryUsed: column(one, 'memoryUsed'),
        watts: column(one, 'watts'),
      }),
    ),
    progress: lists.progress.map(
      (bar): ProgressBar => ({ ...bar, done: column(bar, 'done'), seconds: column(bar, 'seconds') }),
    ),
  };
}
