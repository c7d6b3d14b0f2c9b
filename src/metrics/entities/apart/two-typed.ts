import { copiedSentences, mentionGroups } from '../errors/copies.ts';
import type { EntityErrorInput, ErrorTaxonomy, TrainingIndex } from '../errors/index.ts';
import { errorKinds, NOT_COUNTED } from '../errors/index.ts';
import { foldedText, mentionTexts } from '../errors/words.ts';
import { compareMentions, type MentionComparison } from './compare.ts';

/** References whose text the training data show with another type, by whether their borders were right and their type wrong. */
interface TwoTypedNames {
  /** Wrong type among those names, against all other references. */
  readonly against: MentionComparison;
  /** Different texts in `rows`. */
  readonly texts: number;
  /** Reference mentions with a wrong type that the training data show for the text. */
  readonly rows: Int32Array;
}

/** Do names that training shows with several types (or another one) get the wrong type more often? Null when one side is empty. */
export function twoTypedNames(
  input: EntityErrorInput,
  taxonomy: ErrorTaxonomy,
  training: TrainingIndex,
  copied: Uint8Array = copiedSentences(input),
): TwoTypedNames | null {
  const { reference, predicted } = input;
  const { referenceKind, referenceRow, rows } = taxonomy;
  const texts = mentionTexts(reference, (s) => input.text(s));
  const chosen: number[] = [];
  for (let r = 0; r < referenceKind.length; r++)
    if (referenceKind[r] !== NOT_COUNTED && copied[reference.sentence[r]!] === 0) chosen.push(r);
  const wrongType = errorKinds.indexOf('type');
  const first = Uint8Array.from(chosen, (r) => {
    for (const type of training.typesOf(texts[r]!).keys()) if (type !== reference.type[r]) return 1;
    return 0;
  });
  const wrong = Float64Array.from(chosen, (r) => (referenceKind[r] === wrongType ? 1 : 0));
  const groups = mentionGroups(input);
  const groupOf = Int32Array.from(chosen, (r) => groups.of[reference.sentence[r]!]!);
  const against = compareMentions(first, wrong, groupOf, groups);
  if (against === null) return null;
  const learned: number[] = [];
  const names = new Set<string>();
  for (const [i, r] of chosen.entries()) {
    if (first[i] === 0 || wrong[i] === 0) continue;
    const p = rows.predicted[referenceRow[r]!]!;
    if (!training.typesOf(texts[r]!).has(predicted.type[p]!)) continue;
    learned.push(r);
    names.add(foldedText(texts[r]!));
  }
  return {
    against,
    texts: names.size,
    rows: Int32Array.from(learned),
  };
}
