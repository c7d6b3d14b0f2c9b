import { alignCharacters, type CharacterMap, createBudget } from './align-characters.ts';
import { sameSums } from './match.ts';
import { type ReadSide, sumsOf } from './read-side.ts';

/**
 * How the predicted sentence lies on that of the reference. `same`: the same tokens · `cut`: the same tokens, but fewer ·
 * `characters`: the same or a similar text in other tokens · `longer`: tags without words, more than there are words ·
 * `foreign`: another text · `none`: the prediction has no such sentence.
 */
type Relation = 'same' | 'cut' | 'characters' | 'longer' | 'foreign' | 'none';

/** Of each sentence of the reference. */
export interface SentencePairs {
  readonly relation: readonly Relation[];
  /** For `characters`: from the predicted text into that of the reference. */
  readonly maps: ReadonlyMap<number, CharacterMap>;
}

export function pairSentences(reference: ReadSide, predicted: ReadSide, partner: Int32Array): SentencePairs {
  const relation: Relation[] = [];
  const maps = new Map<number, CharacterMap>();
  const words = reference.hasText && predicted.hasText;
  const a = words ? sumsOf(reference) : null;
  const b = words ? sumsOf(predicted) : null;
  const budget = createBudget();
  for (let s = 0; s < partner.length; s++) {
    const p = partner[s]!;
    if (p < 0) relation.push('none');
    else if (a === null || b === null) relation.push(byLength(reference, predicted, s, p));
    else if (sameSums(a, s, b, p) && commonTokens(reference, predicted, s, p) === 'all')
      relation.push('same');
    else {
      const own = predicted.text(p);
      const other = reference.text(s);
      if (own === other && (reference.tokens === null || predicted.tokens === null)) {
        relation.push('same');
        continue;
      }
      const map = alignCharacters(own, other, budget);
      if (map === null) relation.push('foreign');
      else if (map.kind === 'prefix' && commonTokens(reference, predicted, s, p) !== 'none')
        relation.push('cut');
      else {
        relation.push('characters');
        maps.set(s, map);
      }
    }
  }
  return { relation, maps };
}

const size = (side: ReadSide, s: number): number =>
  side.tokens!.firstOfSentence[s + 1]! - side.tokens!.firstOfSentence[s]!;

function byLength(reference: ReadSide, predicted: ReadSide, s: number, p: number): Relation {
  const words = size(reference, s);
  const tags = size(predicted, p);
  return words === tags ? 'same' : tags < words ? 'cut' : 'longer';
}

/** Do the tokens stand at the same places: all of both, those of the shorter prediction, or not? */
function commonTokens(
  reference: ReadSide,
  predicted: ReadSide,
  s: number,
  p: number,
): 'all' | 'first' | 'none' {
  const x = reference.tokens;
  const y = predicted.tokens;
  if (x === null || y === null) return 'none';
  const from = x.firstOfSentence[s]!;
  const own = y.firstOfSentence[p]!;
  const n = size(predicted, p);
  if (n > size(reference, s)) return 'none';
  for (let i = 0; i < n; i++)
    if (x.start[from + i] !== y.start[own + i] || x.end[from + i] !== y.end[own + i]) return 'none';
  return n === size(reference, s) ? 'all' : 'first';
}
