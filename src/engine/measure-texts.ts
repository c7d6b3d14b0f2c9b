import { measure } from '../metrics/index.ts';
import { overlapOf } from '../metrics/texts/overlap.ts';
import { overlapGain } from '../metrics/texts/overlap-gain.ts';
import type { Example, PredictionSet } from '../model/predictions.ts';
import type { Run } from '../model/run.ts';
import type { TextMeasures, TextOverlap } from '../model/texts.ts';
import { measureLengths } from './measure-lengths.ts';
import { measureShift } from './measure-shift.ts';
import type { ReadSet } from './read-set.ts';
import { latestSets } from './set-series.ts';
import { type ReadTexts, readTexts, trainLabels } from './train-texts.ts';

/** Texts of fewer words occur twice by nature: `thank you`, `good morning`. */
const SHORT = 5;
const MOST_PAIRS = 5;
/** Of a set in a database at most so many rows are brought into memory. */
const MOST_ROWS = 50_000;

/** All texts of a set that does not fit in memory are not asked for. */
export const tooLarge = ({ large, rows }: PredictionSet): boolean => large === true && rows > MOST_ROWS;

/** Of each part of the data that was not trained on, the set with the most rows. */
function unseenSets(sets: readonly PredictionSet[]): readonly PredictionSet[] {
  const largest = new Map<string, PredictionSet>();
  for (const set of sets) {
    const split = set.split?.value ?? 'unknown';
    const known = largest.get(split);
    if (split !== 'train' && (known === undefined || set.rows > known.rows)) largest.set(split, set);
  }
  return [...largest.values()];
}

/**
 * Counts in texts and rows what audits ask about them, as audits see neither: overlap with the training texts, lengths, and
 * validation against test predictions. Training texts that cannot be read any more count as not there.
 */
export async function measureTexts(run: Run): Promise<TextMeasures> {
  const train = run.trainTexts === null ? null : await readTexts(run.trainTexts);
  const all = (set: PredictionSet): Uint32Array => Uint32Array.from({ length: set.rows }, (_, row) => row);
  const sets: ReadSet[] = [];
  const latest = latestSets(run.predictions);
  const unseen = unseenSets(latest.filter((set) => !tooLarge(set)));
  const compared = new Set(unseen.map(({ split }) => split?.value)).size > 1;
  for (const set of unseen)
    if (compared || set.hasText || set.extraColumns.length > 0)
      sets.push({ set, examples: await set.examples(all(set)) });
  const overlaps: TextOverlap[] = [];
  if (train !== null)
    for (const one of sets) {
      const overlap = await measureOverlap(one, train);
      if (overlap !== null) overlaps.push(overlap);
    }
  return {
    overlaps,
    lengths: measureLengths(run, sets, train),
    shift: await measureShift(sets),
    evaluationTexts: latest.some((set) => set.split?.value !== 'train' && set.hasText),
    trainTexts: train !== null,
    ...(latest.some(tooLarge) ? { tooLarge: true } : {}),
  };
}

async function measureOverlap({ set, examples }: ReadSet, train: ReadTexts): Promise<TextOverlap | null> {
  // One column against a pair of columns: the same example is written differently in the two files.
  const pairs = examples.some(({ text }) => text?.includes(' ‖ ') === true);
  if (!set.hasText || pairs !== train.from.columns.length > 1) return null;
  const { kind, trainRow, words, nearCompared, equalRows } = overlapOf(
    train.texts,
    examples.map(({ text }) => text),
  );
  const labelOf = trainLabels(train, set.labels);
  const counted = { rows: 0, exact: 0, near: 0, short: 0, sameLabel: 0, labelled: 0 };
  const found: [number, number][] = [];
  for (const [row, { reference }] of examples.entries()) {
    if (words[row] === 0) continue;
    counted.rows++;
    if (kind[row] === 0) continue;
    if (kind[row] === 1) counted.exact++;
    else counted.near++;
    if (words[row]! < SHORT) counted.short++;
    if (found.length < MOST_PAIRS) found.push([row, trainRow[row]!]);
    const labels = (kind[row] === 1 ? equalRows(row) : [trainRow[row]!]).map(labelOf);
    if (reference === null || labels.every((label) => label === null)) continue;
    counted.labelled++;
    if (mostFrequent(labels) === reference) counted.sameLabel++;
  }
  const judged = examples.filter(
    ({ row, reference, predicted }) => reference !== null && predicted !== null && words[row]! > 0,
  );
  const gain = overlapGain(
    judged.map(({ row, reference, predicted }) => ({
      overlaps: kind[row] !== 0,
      right: reference === predicted,
      label: reference!,
      words: words[row]!,
    })),
  );
  const macroF1 = async (rows: readonly Example[]): Promise<number | null> => {
    const selection = { kind: 'rows', rows: Uint32Array.from(rows, ({ row }) => row) } as const;
    return measure(await set.confusion(selection), null, { set: set.id }).overall.f1_macro?.value ?? null;
  };
  return {
    set: set.id,
    split: set.split?.value ?? null,
    file: set.file,
    trainFile: train.from.file,
    trainRows: train.from.rows,
    ...counted,
    nearCompared,
    ...gain,
    macroF1: {
      all: await macroF1(judged),
      clean: await macroF1(judged.filter(({ row }) => kind[row] === 0)),
    },
    pairs: found,
  };
}

function mostFrequent(labels: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  let best: string | null = null;
  for (const [label, count] of counts) if (best === null || count > counts.get(best)!) best = label;
  return best;
}
