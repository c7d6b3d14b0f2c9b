import { bestPermutation, fisherExact, median, normalCdf, ranks } from '../stats/index.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';

/** Two answers to the same examples, row by row: what a checkpoint gave here, and what a file recorded. */
export interface AnswerRows {
  /** 1 where the two answers differ. */
  readonly differs: Uint8Array;
  /** Characters or words of each text; null where texts are not known. */
  readonly length: Float64Array | null;
  /** 1 where the text has a capital letter; null where texts are not known. */
  readonly capital: Uint8Array | null;
  /** How far the two likeliest labels of the run are apart, 0 to 1; NaN where not known, null without probabilities. */
  readonly margin: Float64Array | null;
}

/** Answers as counts: `counts[recorded * labels.length + given]`. */
export interface AnswerCounts {
  readonly labels: readonly string[];
  readonly counts: Float64Array;
}

export const hasCapital = (text: string): boolean => /\p{Lu}/u.test(text);

/** Fewer differences show no pattern. */
const FEWEST = 5;
/** Rows or words that may break a pattern. */
const MOST = 0.05;
const ALPHA = 0.01;
/** Two labels this near change places by rounding: half precision keeps three digits of a logit. */
const TIE = 0.02;
/** How often a text with a difference is the longer one of two; 0.5 is chance. */
const LONGER = 0.85;
/** So many texts on either side are needed to see what capitals do. */
const FEWEST_TEXTS = 20;

/**
 * Why a file says something else than the checkpoint, as sentences with the evidence; the last resort is that nothing gathers. Each
 * pattern rests on a test at 0.01 or on nearly all differences, and is called likely: hard examples may look like it.
 */
export function reasonsFor(rows: AnswerRows, counts: AnswerCounts | null): readonly string[] {
  const order = counts === null ? null : labelOrder(counts);
  if (order !== null) return [order];
  const different = rows.differs.reduce((sum, one) => sum + one, 0);
  const tie = ties(rows, different);
  if (tie !== null) return [tie];
  if (different < FEWEST) return ['These are too few to tell why.'];
  const found = [longerTexts(rows), capitals(rows, different)].filter((reason) => reason !== null);
  if (found.length > 0) return found;
  return [
    rows.length === null
      ? 'Nothing in the labels explains it; another checkpoint or other settings may have written the file.'
      : 'They are spread over short and long texts, and no swap of labels explains them: another checkpoint or other settings likely wrote the file. `--checkpoint NAME` runs another one.',
  ];
}

/** The differences are labels that stand for each other. */
function labelOrder({ labels, counts }: AnswerCounts): string | null {
  const n = labels.length;
  if (n < 2) return null;
  const place = bestPermutation(counts, n);
  let all = 0;
  let same = 0;
  let permuted = 0;
  for (let recorded = 0; recorded < n; recorded++)
    for (let given = 0; given < n; given++) {
      const count = counts[recorded * n + given]!;
      all += count;
      if (recorded === given) same += count;
      if (place[recorded] === given) permuted += count;
    }
  const repaired = permuted - same;
  if (repaired < FEWEST || all - permuted > MOST * all || repaired < (1 - MOST) * (all - same)) return null;
  const moved = [...place.keys()].filter(
    (recorded) => place[recorded] !== recorded && counts[recorded * n + place[recorded]!]! > 0,
  );
  const named = moved
    .slice(0, 4)
    .map((recorded) => `${code(labels[recorded]!)} in the file is ${code(labels[place[recorded]!]!)} here`);
  return `Read in another order of the labels they agree on ${formatCount(permuted)} of ${formatCount(all)} (${named.join(', ')}${moved.length > 4 ? ', …' : ''}): \`id2label\` of the configuration is likely not the order that wrote the file.`;
}

/** Every difference is between two labels that the run could not tell apart. */
function ties({ differs, margin }: AnswerRows, different: number): string | null {
  if (margin === null) return null;
  let near = 0;
  differs.forEach((one, row) => {
    if (one === 1 && margin[row]! < TIE) near++;
  });
  return near === different
    ? `In ${different === 1 ? 'it' : 'each of them'} the two likeliest labels are less than ${formatPercent(TIE, 0)} apart here: rounding (half precision, another machine) does that.`
    : null;
}

/** The differences gather in longer texts: rank sum test (Mann and Whitney), normal approximation. */
function longerTexts({ differs, length }: AnswerRows): string | null {
  if (length === null) return null;
  const rank = ranks(length);
  const [others, own] = [0, 1].map((side) => [...length].filter((_, row) => differs[row] === side));
  const [n, m] = [own!.length, others!.length];
  if (m < FEWEST) return null;
  const sum = rank.reduce((total, one, row) => total + (differs[row] === 1 ? one : 0), 0);
  const wins = (sum - (n * (n + 1)) / 2) / (n * m);
  const z = (wins - 0.5) / Math.sqrt((n + m + 1) / (12 * n * m));
  if (wins < LONGER || 1 - normalCdf(z) > ALPHA) return null;
  return `They gather in longer texts (half of them have more than ${formatCount(Math.round(median(own!)))} characters, half of the others fewer than ${formatCount(Math.round(median(others!)))}): the file was likely written with another limit of tokens. \`--max-length\` sets that of this run.`;
}

/** No text without capitals differs. */
function capitals({ differs, capital }: AnswerRows, different: number): string | null {
  if (capital === null) return null;
  let withCapital = 0;
  let differsWith = 0;
  capital.forEach((has, row) => {
    withCapital += has;
    differsWith += has & differs[row]!;
  });
  const without = capital.length - withCapital;
  if (without < FEWEST_TEXTS || withCapital < FEWEST_TEXTS || differsWith !== different) return null;
  if (fisherExact(differsWith, withCapital - differsWith, 0, without, 'greater') > ALPHA) return null;
  return `All are in texts with capital letters, none in the ${many(without, 'text')} without: upper and lower case were likely taken otherwise (\`do_lower_case\` of the tokenizer).`;
}
