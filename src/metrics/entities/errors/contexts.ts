import type { TokenColumns } from '../../../model/entities.ts';
import type { Occurrences } from './occurrences.ts';

/** Weight of the share in all places against what stands in like contexts. Figures: docs/thresholds/entity-errors.md. */
const PRIOR = 5;
const WEIGHT_ONE = 1;
const WEIGHT_BOTH = 3;
const WEIGHT_SENTENCE = 10;

/** How many other places of the same text have a label. */
export interface LabelSupport {
  /** With the label given here. */
  readonly given: number;
  /** With the other label. */
  readonly other: number;
}

export interface LabelWeights {
  /** Label with most weight against the one given; −1: not tagged. */
  readonly other: number;
  /** All other places. */
  readonly everywhere: LabelSupport;
  /** Places with the same word before or after it. */
  readonly alike: LabelSupport;
  /** Places in a sentence with the very same text. */
  readonly sameSentence: LabelSupport;
  /** Share that the given label is expected to have in such a place, 0…1; the smaller, the more suspect. */
  readonly expected: number;
}

export interface Contexts {
  /** Places with a context, by label. */
  count(key: string, label: number): number;
}

/** Contexts of a place: `l`: word before · `r`: word after · `b`: both · `s`: the whole sentence. Null where it says nothing. */
export interface ContextKeys {
  readonly left: string | null;
  readonly right: string | null;
  readonly both: string | null;
  readonly sentence: string;
}

export function keysOf(
  at: number,
  { sentence, from, to, folded }: Occurrences,
  words: TokenColumns,
  sentenceText: readonly number[],
  informative: readonly boolean[],
): ContextKeys {
  const s = sentence[at]!;
  const [a, b] = [from[at]!, to[at]!];
  const [opens, ends] = [words.firstOfSentence[s]!, words.firstOfSentence[s + 1]!];
  const left = a > opens ? folded[a - 1]! : -1;
  const right = b < ends ? folded[b]! : -1;
  const [tellsLeft, tellsRight] = [left >= 0 && informative[left]!, right >= 0 && informative[right]!];
  return {
    left: tellsLeft ? `l${left}` : null,
    right: tellsRight ? `r${right}` : null,
    both: tellsLeft || tellsRight ? `b${left},${right}` : null,
    sentence: `s${sentenceText[s]},${a - opens}`,
  };
}

export function contextsOf(
  own: readonly number[],
  keys: readonly ContextKeys[],
  label: Int32Array,
): Contexts {
  const counts = new Map<string, number>();
  for (const [i, at] of own.entries())
    for (const key of Object.values(keys[i]!) as (string | null)[]) {
      if (key === null) continue;
      const one = `${key}:${label[at]}`;
      counts.set(one, (counts.get(one) ?? 0) + 1);
    }
  return { count: (key, of) => counts.get(`${key}:${of}`) ?? 0 };
}

/**
 * The label with most weight against the one given, and the share that the given one is to be expected in such a place. Null with one label
 * only.
 */
export function weighLabels(
  given: number,
  keys: ContextKeys,
  placesOf: ReadonlyMap<number, number>,
  contexts: Contexts,
): LabelWeights | null {
  let places = 0;
  for (const count of placesOf.values()) places += count;
  const seen = (label: number) => {
    const self = label === given ? 1 : 0;
    const of = (key: string | null): number => (key === null ? 0 : contexts.count(key, label) - self);
    const [both, sentence] = [of(keys.both), of(keys.sentence)];
    const one = of(keys.left) + of(keys.right);
    // A place with both neighbours the same is in three counts, one of the same sentence in four, or in two where neighbours say nothing.
    const sides = (keys.left === null ? 0 : 1) + (keys.right === null ? 0 : 1);
    const single = one - sides * both;
    const pairs = Math.max(0, both - sentence);
    return {
      everywhere: placesOf.get(label)! - self,
      alike: single + Math.max(both, sentence),
      sentence,
      weight: WEIGHT_ONE * single + WEIGHT_BOTH * pairs + WEIGHT_SENTENCE * sentence,
    };
  };
  const own = seen(given);
  let best: { readonly label: number; readonly of: ReturnType<typeof seen> } | null = null;
  let against = 0;
  for (const label of placesOf.keys()) {
    if (label === given) continue;
    const of = seen(label);
    against += of.weight;
    if (
      best === null ||
      of.weight > best.of.weight ||
      (of.weight === best.of.weight && of.everywhere > best.of.everywhere)
    )
      best = { label, of };
  }
  if (best === null) return null;
  const share = (own.everywhere + 0.5) / places;
  const expected = (own.weight + share * PRIOR) / (own.weight + against + PRIOR);
  return {
    other: best.label,
    everywhere: { given: own.everywhere, other: best.of.everywhere },
    alike: { given: own.alike, other: best.of.alike },
    sameSentence: { given: own.sentence, other: best.of.sentence },
    expected,
  };
}

/** How much a place says about another one of the same text: 0 where only the text is the same. */
export function likeness(a: ContextKeys, b: ContextKeys): number {
  if (a.sentence === b.sentence) return WEIGHT_SENTENCE;
  if (a.both !== null && a.both === b.both) return WEIGHT_BOTH;
  return (a.left !== null && a.left === b.left) || (a.right !== null && a.right === b.right) ? WEIGHT_ONE : 0;
}
