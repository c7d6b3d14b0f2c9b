import type { RunFacts } from '../facts/define.ts';
import type { ExaminedRows } from '../metrics/examination/index.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { Run } from '../model/run.ts';
import { createRandom } from '../stats/index.ts';
import { formatCount } from '../text/numbers.ts';
import { inputLimit } from './measure-lengths.ts';
import { tooLarge } from './measure-texts.ts';
import { readTexts, trainLabels } from './train-texts.ts';

/** Of larger sets a random sample is looked at example by example; counts and scores are of all rows. */
const MOST_EXAMINED = 50_000;
const SEED = 1;

function sampled(rows: number): Uint32Array {
  if (rows <= MOST_EXAMINED) return Uint32Array.from({ length: rows }, (_, row) => row);
  // Selection sampling (Knuth, The Art of Computer Programming 2, algorithm S): in order, each row as likely as any other.
  const random = createRandom(SEED);
  const chosen = new Uint32Array(MOST_EXAMINED);
  let found = 0;
  for (let row = 0; found < MOST_EXAMINED; row++)
    if ((rows - row) * random.next() < MOST_EXAMINED - found) chosen[found++] = row;
  return chosen;
}

/** The rows of the set that quality is judged on, with the training texts where they were found. */
export async function examinedRows(run: Run, set: PredictionSet): Promise<ExaminedRows> {
  const rows = sampled(set.rows);
  const { extra, ...table } = await set.table(rows);
  const train = run.trainTexts === null ? null : await readTexts(run.trainTexts);
  const labelOf = train === null ? null : trainLabels(train, set.labels);
  const place = new Map(set.labels.map((label, index) => [label, index]));
  const split = set.split?.value;
  return {
    set: set.id,
    labels: set.labels,
    ...table,
    columns: [...extra].map(([name, values]) => ({ name, values })),
    tokenLimit: inputLimit(run.model, run.hyperparameters.raw)?.tokens ?? null,
    training:
      train === null || labelOf === null
        ? null
        : {
            texts: train.texts,
            labels: Int32Array.from(train.texts, (_, row) => place.get(labelOf(row) ?? '') ?? -1),
          },
    source: split === 'train' ? 'in-sample' : split === undefined ? 'unknown' : 'out-of-sample',
    rows,
    of: set.rows,
  };
}

/** Says that single examples were looked at in a sample, where they were; empty otherwise. */
export function sampleSentences(facts: RunFacts): readonly string[] {
  const examined = facts.examination()?.examined ?? null;
  const set = facts.predictions();
  const large = set !== null && tooLarge(set);
  const notCompared = large
    ? [
        'The predictions are too many for memory: their texts were not compared with training texts or with those of another part of the data.',
      ]
    : [];
  if (examined === null || examined.rows.length === examined.of) return notCompared;
  return [
    ...notCompared,
    `What is said of subsets, words, calibration and single examples is of a random sample of ${formatCount(examined.rows.length)} of ${formatCount(examined.of)} rows; scores and counts are of all.`,
  ];
}
