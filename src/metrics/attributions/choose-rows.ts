import type { AttributionRequest } from '../../model/attributions.ts';
import { createRandom } from '../../stats/index.ts';
import { forEachToken } from '../words/index.ts';

export interface LabelledTexts {
  readonly texts: readonly (string | null)[];
  /** −1 is missing. */
  readonly reference: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/** A word in fewer errors is not asked about. */
const LEAST_ERRORS = 8;
/** Right examples with one word. */
const MOST_PER_WORD = 8;

/**
 * Which rows to weigh: the errors given, each between the label it was given and its own, then right examples of other labels that hold words of several
 * errors, weighed between that same wrong label and their own. at most `most` of these.
 */
export function rowsToWeigh(
  { texts, reference, predicted }: LabelledTexts,
  errors: readonly number[],
  most: number,
  seed = 1,
): AttributionRequest {
  const wrong = errors.filter((row) => isWrong(row) && texts[row] !== null);
  function isWrong(row: number): boolean {
    return reference[row]! >= 0 && predicted[row]! >= 0 && reference[row] !== predicted[row];
  }
  const rows = [...wrong];
  const toward = wrong.map((row) => predicted[row]!);
  const against = wrong.map((row) => reference[row]!);

  const wordsOf = (row: number): ReadonlySet<string> => {
    const words = new Set<string>();
    forEachToken(texts[row]!, (word) => words.add(word));
    return words;
  };
  /** Words of the errors by the label that was given: how many errors hold them. */
  const asked = new Map<number, Map<string, number>>();
  for (const row of wrong) {
    const counts = asked.get(predicted[row]!) ?? new Map<string, number>();
    asked.set(predicted[row]!, counts);
    for (const word of wordsOf(row)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  for (const counts of asked.values())
    for (const [word, count] of counts) if (count < LEAST_ERRORS) counts.delete(word);

  const order = Array.from({ length: texts.length }, (_, row) => row).filter(
    (row) => texts[row] !== null && reference[row]! >= 0 && reference[row] === predicted[row],
  );
  const random = createRandom(seed);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const held = new Map<string, number>();
  for (const row of order) {
    if (rows.length >= wrong.length + most) break;
    const words = wordsOf(row);
    for (const [label, counts] of asked) {
      if (label === reference[row]) continue;
      const wanted = [...words].filter(
        (word) => counts.has(word) && (held.get(`${label} ${word}`) ?? 0) < MOST_PER_WORD,
      );
      if (wanted.length === 0 || rows.length >= wrong.length + most) continue;
      for (const word of wanted) held.set(`${label} ${word}`, (held.get(`${label} ${word}`) ?? 0) + 1);
      rows.push(row);
      toward.push(label);
      against.push(reference[row]!);
    }
  }
  return {
    texts: rows.map((row) => texts[row]!),
    rows: Int32Array.from(rows),
    toward: Int32Array.from(toward),
    against: Int32Array.from(against),
  };
}
