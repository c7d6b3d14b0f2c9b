import type { PairedAnswers } from '../facts/group/define.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { AnswerVariation, ChangingExample, VariationSet } from '../model/variation.ts';
import { formatPercent } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { joinAnswers } from './comparison-join.ts';
import { leadingSet, type SetSeries, setSeries } from './set-series.ts';

/** Sets that share fewer of the leading one's rows are of other examples. */
const LEAST_SHARED = 0.9;
/** The first of so many epochs is left out: everything changes after it (Swayamdipta et al. 2020 leave out the first too). */
const LEAST_WITH_FIRST = 4;
/** A set this far below the best one is an epoch before learning, or a seed that failed. */
const FAR_BELOW = 0.1;
/**
 * Mean probability of the reference of an ambiguous example, and how much it has to vary. A rank among the examples (the tenth that
 * varies most) picks those that were learned late instead; see docs/thresholds/ambiguous-examples.md.
 */
const MIDDLE = { low: 0.3, high: 0.7 } as const;
const LEAST_DEVIATION = 0.1;
/** Examples that are kept; the counts are of all. */
const MOST_KEPT = 500;

interface Joined {
  readonly set: PredictionSet;
  readonly at: number;
  readonly by: AnswerVariation['joinedBy'];
  /** By row of the leading set, in its labels; −1 without an answer. */
  readonly predicted: Int32Array;
  /** Probability of the reference; null without scores. */
  readonly probability: Float64Array | null;
}

/** How the answers varied over the epochs, checkpoints or seeds that the leading set is one of; null when it is the only one. */
export async function measureVariation(sets: readonly PredictionSet[]): Promise<AnswerVariation | null> {
  const lead = leadingSet(sets);
  const series = setSeries(sets).find(({ members }) => members.some(({ set }) => set === lead));
  return lead === null || series === undefined ? null : variationOf(lead, series);
}

async function variationOf(
  lead: PredictionSet,
  { kind, members }: SetSeries,
): Promise<AnswerVariation | null> {
  const answers = await lead.answers();
  const joined: Joined[] = [];
  for (const { set, at } of members) {
    if (set === lead) {
      const probability = answers.loss === null ? null : answers.loss.map((loss) => Math.exp(-loss));
      joined.push({ set, at, by: 'id', predicted: Int32Array.from(answers.predicted), probability });
      continue;
    }
    const pair = joinAnswers(
      { member: 0, set: lead, answers },
      { member: 1, set, answers: await set.answers() },
    );
    if ('reason' in pair || pair.reference.length < LEAST_SHARED * Math.max(lead.rows, set.rows)) continue;
    joined.push({ set, at, by: pair.by, ...byRow(pair, lead.rows) });
  }
  if (joined.length < 2) return null;
  const { reference } = answers;
  const shared: number[] = [];
  for (let row = 0; row < lead.rows; row++)
    if (reference[row]! >= 0 && joined.every(({ predicted }) => predicted[row]! >= 0)) shared.push(row);
  if (shared.length === 0) return null;
  const sets = judgeSets(kind, joined, reference, shared);
  const compared = joined.filter((_, index) => sets[index]!.leftOut === null);
  return {
    kind,
    lead: lead.id,
    joinedBy: joined.find(({ set }) => set !== lead)!.by,
    sets,
    rows: shared.length,
    ...count(kind, compared, lead, reference, shared),
  };
}

function byRow(pair: PairedAnswers, rows: number): Pick<Joined, 'predicted' | 'probability'> {
  const predicted = new Int32Array(rows).fill(-1);
  const probability = pair.lossB === null ? null : new Float64Array(rows).fill(Number.NaN);
  for (let i = 0; i < pair.reference.length; i++) {
    const row = pair.rowA[i]!;
    predicted[row] = pair.predictedB[i]!;
    if (probability !== null) probability[row] = Math.exp(-pair.lossB![i]!);
  }
  return { predicted, probability };
}

function judgeSets(
  kind: AnswerVariation['kind'],
  joined: readonly Joined[],
  reference: ArrayLike<number>,
  shared: readonly number[],
): readonly VariationSet[] {
  const accuracies = joined.map(
    ({ predicted }) => shared.filter((row) => predicted[row] === reference[row]).length / shared.length,
  );
  const best = Math.max(...accuracies);
  return joined.map(({ set, at }, index) => {
    const accuracy = accuracies[index]!;
    const below = best - accuracy > FAR_BELOW;
    const first = kind !== 'seed' && index === 0 && joined.length >= LEAST_WITH_FIRST;
    return {
      id: set.id,
      file: set.file,
      at,
      accuracy,
      leftOut: below
        ? `its accuracy was ${formatPercent(accuracy)}, more than 10 points below the best`
        : first
          ? `it is the first ${kind === 'epoch' ? 'epoch' : 'checkpoint'}, after which most answers still change`
          : null,
    };
  });
}

type Counted = Pick<
  AnswerVariation,
  'scored' | 'changed' | 'differing' | 'errors' | 'ambiguousRows' | 'ambiguous' | 'errorsAmong'
>;

function count(
  kind: AnswerVariation['kind'],
  compared: readonly Joined[],
  lead: PredictionSet,
  reference: ArrayLike<number>,
  shared: readonly number[],
): Counted {
  const own = compared.find(({ set }) => set === lead) ?? compared.at(-1)!;
  const scored = compared.every(({ probability }) => probability !== null);
  const means = new Float64Array(shared.length);
  const deviations = new Float64Array(shared.length);
  const changes = new Int32Array(shared.length);
  const differs = new Uint8Array(shared.length);
  let errors = 0;
  shared.forEach((row, index) => {
    for (let at = 1; at < compared.length; at++) {
      if (compared[at]!.predicted[row] !== compared[at - 1]!.predicted[row]) changes[index]!++;
      if (compared[at]!.predicted[row] !== compared[0]!.predicted[row]) differs[index] = 1;
    }
    if (own.predicted[row] !== reference[row]) errors++;
    if (!scored) return;
    const values = compared.map(({ probability }) => probability![row]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    means[index] = mean;
    deviations[index] = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
    );
  });
  const isAmbiguous = (index: number): boolean =>
    kind === 'seed'
      ? differs[index] === 1
      : changes[index]! >= 2 &&
        (!scored ||
          (deviations[index]! >= LEAST_DEVIATION &&
            means[index]! >= MIDDLE.low &&
            means[index]! <= MIDDLE.high));
  const found: ChangingExample[] = [];
  let errorsAmong = 0;
  const changed = { never: 0, once: 0, oftener: 0 };
  shared.forEach((row, index) => {
    if (changes[index] === 0) changed.never++;
    else if (changes[index] === 1) changed.once++;
    else changed.oftener++;
    if (!isAmbiguous(index)) return;
    const wrong = own.predicted[row] !== reference[row];
    if (wrong) errorsAmong++;
    found.push({
      row,
      answers: compared.map(({ predicted }) => lead.labels[predicted[row]!] ?? '?'),
      changes: changes[index]!,
      mean: scored ? means[index]! : null,
      deviation: scored ? deviations[index]! : null,
      wrong,
    });
  });
  found.sort((a, b) => b.changes - a.changes || (b.deviation ?? 0) - (a.deviation ?? 0) || a.row - b.row);
  return {
    scored,
    changed,
    differing: differs.reduce((sum, one) => sum + one, 0),
    errors,
    ambiguousRows: found.length,
    ambiguous: found.slice(0, MOST_KEPT),
    errorsAmong,
  };
}

const word = { epoch: 'epoch', step: 'step', seed: 'seed' } as const;

/** Which of several files quality is judged on, and the others by name. */
export function variationSentences(variation: AnswerVariation | null): readonly string[] {
  if (variation === null) return [];
  const { kind, sets, lead, rows, joinedBy } = variation;
  const own = sets.find(({ id }) => id === lead)!;
  const others = sets.filter((set) => set !== own);
  const listed = others
    .slice(0, 8)
    .map(
      ({ file, at, accuracy }) =>
        `\`${file.replaceAll('`', 'ˋ')}\` (${word[kind]} ${at}, accuracy ${formatPercent(accuracy)})`,
    );
  const more = others.length - listed.length;
  return [
    `Quality is that of \`${own.file.replaceAll('`', 'ˋ')}\` (${word[kind]} ${own.at}, accuracy ${formatPercent(own.accuracy)}); the same ${many(rows, 'example')}, matched by ${joinedBy === 'position' ? 'their place' : joinedBy}, are also in ${listed.join(', ')}${more > 0 ? ` and ${many(more, 'more file')}` : ''}.`,
  ];
}
