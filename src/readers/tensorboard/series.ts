import type { Averaging, Series } from '../../model/series.ts';
import { roundedTo } from '../hf-trainer/quantities.ts';
import type { TagRows } from './segments.ts';
import { meaningOfTag, type TagMeaning, type Writer } from './tags.ts';

export interface NormalisedTags {
  readonly series: readonly Series[];
  readonly lastStep: number | null;
  readonly lastEpoch: number | null;
}

interface Candidate {
  readonly rows: TagRows;
  readonly meaning: TagMeaning;
}

/**
 * Series from the tags of one training. Where several tags mean the same quantity of the same split, the one that a
 * verdict should rest on keeps the name, and the others go by their tag: an explicit split beats one from the folder,
 * and a mean over epochs beats single batches from three epochs on.
 */
export function normaliseTags(
  tags: readonly TagRows[],
  writer: Writer,
  sets: readonly string[],
): NormalisedTags {
  const isEpoch = ({ tag }: TagRows): boolean => tag === 'epoch' || tag === 'train/epoch';
  const epochs = tags.find(isEpoch) ?? null;
  const groups = new Map<string, Candidate[]>();
  for (const rows of tags) {
    if (isEpoch(rows) || rows.step.length === 0) continue;
    const meaning = meaningOfTag(rows.tag, rows.folder, writer, sets);
    if (meaning === null) continue;
    const key = `${meaning.split}\n${meaning.evaluationSet ?? ''}\n${meaning.quantity}`;
    const group = groups.get(key);
    if (group) group.push({ rows, meaning });
    else groups.set(key, [{ rows, meaning }]);
  }
  const evaluationSteps = longestEvaluation([...groups.values()].flat());
  const series: Series[] = [];
  for (const candidates of groups.values()) {
    candidates.sort((a, b) => preference(b) - preference(a) || b.rows.step.length - a.rows.step.length);
    candidates.forEach((candidate, place) => {
      series.push(toSeries(candidate, place === 0, writer, epochs, evaluationSteps));
    });
  }
  const lastStep = series.reduce((max, s) => Math.max(max, s.step.at(-1) ?? 0), 0);
  return {
    series,
    lastStep: lastStep > 0 ? lastStep : null,
    lastEpoch: lastEpochOf(writer, epochs, lastStep),
  };
}

function preference({ rows, meaning }: Candidate): number {
  const byForm = meaning.form === 'epoch' ? (rows.step.length >= 3 ? 1 : -1) : 0;
  return (meaning.explicit ? 4 : 0) + byForm;
}

/** Steps of the validation loss, or of any evaluation: a training loss at exactly these steps is a mean over epochs. */
function longestEvaluation(candidates: readonly Candidate[]): Float64Array | null {
  const evaluations = candidates.filter(({ meaning }) => meaning.split === 'validation');
  const losses = evaluations.filter(({ meaning }) => meaning.quantity === 'loss');
  return (losses[0] ?? evaluations[0])?.rows.step ?? null;
}

function toSeries(
  { rows, meaning }: Candidate,
  isFirst: boolean,
  writer: Writer,
  epochs: TagRows | null,
  evaluationSteps: Float64Array | null,
): Series {
  const plain = rows.tag.replaceAll(/[/\s.-]+/g, '_');
  // Keras counts epochs from 0; a value logged at epoch 0 describes the end of the first.
  const step = writer === 'keras' ? rows.step.map((epoch) => epoch + 1) : rows.step;
  return {
    tag: rows.tag,
    quantity: isFirst
      ? meaning.quantity
      : plain === meaning.quantity
        ? `${plain}_${rows.folder ?? 'other'}`
        : plain,
    split: meaning.split,
    evaluationSet: meaning.evaluationSet,
    step,
    epoch: writer === 'hf-trainer' ? epochsAt(rows.step, epochs) : null,
    time: rows.time,
    value: rows.value,
    averaging: meaning.averaging ?? guessAveraging(rows.step, evaluationSteps),
    decimals: roundedTo(rows.value, meaning.decimals),
    file: rows.file,
  };
}

/**
 * A training value whose tag does not say what it is: logged together with every evaluation it is the mean over the
 * epoch, as training loops write it; otherwise it is taken for a single step.
 */
function guessAveraging(step: Float64Array, evaluations: Float64Array | null): Averaging {
  const together =
    evaluations !== null && step.length === evaluations.length && step.every((s, i) => s === evaluations[i]);
  return together ? 'epoch-mean' : 'point';
}

/** The Trainer logs the fraction of epochs with every row. NaN where a row has none. */
function epochsAt(step: Float64Array, epochs: TagRows | null): Float64Array | null {
  if (epochs === null) return null;
  const values = new Float64Array(step.length).fill(Number.NaN);
  let j = 0;
  for (let i = 0; i < step.length; i++) {
    while (j < epochs.step.length && epochs.step[j]! < step[i]!) j++;
    if (epochs.step[j] === step[i]) values[i] = epochs.value[j]!;
  }
  return values;
}

/** Lightning counts epochs from 0, the Trainer logs how many have passed. */
function lastEpochOf(writer: Writer, epochs: TagRows | null, lastStep: number): number | null {
  if (writer === 'keras') return lastStep > 0 ? lastStep : null;
  const last = epochs?.value.at(-1);
  if (last === undefined || !Number.isFinite(last)) return null;
  return writer === 'lightning' ? last + 1 : last;
}
