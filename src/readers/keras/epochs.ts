import type { Note } from '../../model/run.ts';
import type { EpochList } from './fragment.ts';
import { meaningOfName } from './fragment.ts';
import type { KerasHistory } from './history.ts';

/**
 * Give every list of a history its epochs. Lists are as long as the training; a validation list is shorter when
 * `validation_freq` skipped epochs, and any list is shorter when the last epoch was interrupted. A list whose epochs
 * cannot be told is left out, with a note.
 */
export function withEpochs({ lists, epochs }: KerasHistory): {
  readonly lists: readonly EpochList[];
  readonly notes: readonly Note[];
} {
  const length = [...lists.values()].reduce((max, list) => Math.max(max, list.length), 0);
  const numbers = epochNumbers(epochs, length);
  const notes: Note[] = [];
  const placed: EpochList[] = [];
  for (const [name, value] of lists) {
    const every = value.length === length ? 1 : spacing(name, value.length, length);
    if (every === null) {
      notes.push({
        kind: 'unequal-lengths',
        text: `\`${name}\` has ${value.length} values and the training ${length} epochs; which epochs they belong to cannot be told, so they were left out.`,
      });
      continue;
    }
    if (every > 1) {
      notes.push({
        kind: 'validation-frequency',
        text: `\`${name}\` has ${value.length} values for ${length} epochs, so it was taken to have been measured every ${every} epochs.`,
      });
    } else if (value.length < length) {
      notes.push({
        kind: 'unequal-lengths',
        text: `\`${name}\` ends ${length - value.length} ${length - value.length === 1 ? 'epoch' : 'epochs'} before the other lists.`,
      });
    }
    placed.push({ name, value, epoch: Float64Array.from(value, (_, i) => numbers[(i + 1) * every - 1]!) });
  }
  return { lists: placed, notes };
}

/** Epochs counted from 1; `History.epoch` counts from 0 and may begin later (`initial_epoch`). */
function epochNumbers(epochs: Float64Array | null, length: number): Float64Array {
  const usable =
    epochs !== null && epochs.length === length && epochs.every((e, i) => i === 0 || e > epochs[i - 1]!);
  // Hand-written loops count from 1.
  const first = usable && epochs[0] === 0 ? 1 : 0;
  return Float64Array.from({ length }, (_, i) => (usable && epochs[0]! <= 1 ? epochs[i]! + first : i + 1));
}

/**
 * Every how many epochs a list of `count` values was measured during `length` epochs; 1 when its end is missing. Null
 * when several answers fit.
 */
function spacing(name: string, count: number, length: number): number | null {
  if (length - count === 1 || meaningOfName(name).split === 'train') return length - count <= 1 ? 1 : null;
  const fitting: number[] = [];
  for (let every = 2; every <= length; every++) if (Math.floor(length / every) === count) fitting.push(every);
  return fitting.length === 1 ? fitting[0]! : null;
}
