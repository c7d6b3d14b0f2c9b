import type { TokenColumns } from '../../../model/entities.ts';
import {
  type ContextKeys,
  contextsOf,
  keysOf,
  type LabelWeights,
  likeness,
  weighLabels,
} from './contexts.ts';
import { copiedSentences } from './copies.ts';
import type { EntityErrorInput } from './input.ts';
import { COVERED, type Occurrences, occurrencesOf } from './occurrences.ts';
import { foldedText, wordsOf } from './words.ts';

/** A place whose label is unlike that of the same text elsewhere: suspected, to be looked at by a person. */
export interface LabelSuspect extends LabelWeights {
  readonly text: string;
  readonly sentence: number;
  /** UTF-16 units in the text of the sentence. */
  readonly start: number;
  readonly end: number;
  /** Reference mention there; −1 where nothing is tagged. */
  readonly mention: number;
  /** Types; −1: not tagged. */
  readonly given: number;
  /** What the model says of this place: `other` makes it more suspect, `given` less. `neither`: other borders, or a third label. */
  readonly model: 'given' | 'other' | 'neither';
  /** Places with the other label, those in like contexts first; at most five. */
  readonly against: readonly { readonly sentence: number; readonly start: number; readonly end: number }[];
}

/** A text that is labelled in more than one way. */
export interface VaryingText {
  readonly text: string;
  /** −1: not tagged. Most frequent first. */
  readonly labels: readonly {
    readonly label: number;
    readonly places: number;
    readonly sentences: Int32Array;
  }[];
}

export interface LabelConsistency {
  /** Texts of reference mentions, those that stand in two places or more, and those of them with more than one label. */
  readonly texts: number;
  readonly repeated: number;
  readonly varying: readonly VaryingText[];
  /** Places compared. */
  readonly places: number;
  /** The most suspect first. */
  readonly suspects: readonly LabelSuspect[];
  /** Of the suspects, by what the model says. */
  readonly model: Readonly<Record<LabelSuspect['model'], number>>;
  /** Texts in so many places that they were not compared. */
  readonly tooMany: readonly string[];
  readonly method: string;
}

/** A text in more places is not compared. */
const MOST_PLACES = 20_000;
/** Suspected from here down. */
const LEAST_EXPECTED = 0.1;
const SHOWN = 5;

const METHOD =
  'share of the given label among other places of the same text (smoothed), as five places, with places in like contexts: one same neighbour counts 1, both 3, the same sentence 10; suspected at 0.1 or less';

const NO_WORD = /^[^\p{L}\p{M}\p{N}]*$/u;

/** Texts of reference mentions that are labelled unlike the same text in like contexts. */
export function labelConsistency(
  input: EntityErrorInput,
  copied: Uint8Array = copiedSentences(input),
): LabelConsistency {
  const words = wordsOf(input);
  const found = occurrencesOf(input, words, copied);
  const { strings, first, reference } = found;
  const sentences = new Map<string, number>();
  const sentenceText = Array.from({ length: input.sentences }, (_, s) => {
    const text = foldedText(input.text(s));
    const known = sentences.get(text) ?? sentences.size;
    sentences.set(text, known);
    return known;
  });
  const informative = found.foldedWords.map((word) => !NO_WORD.test(word));
  const varying: VaryingText[] = [];
  const suspects: LabelSuspect[] = [];
  const tooMany: string[] = [];
  let repeated = 0;
  let places = 0;
  for (const [string, text] of strings.entries()) {
    const own: number[] = [];
    for (let at = first[string]!; at < first[string + 1]!; at++) if (reference[at] !== COVERED) own.push(at);
    if (own.length < 2) continue;
    repeated++;
    places += own.length;
    const byLabel = groupsOf(own, (at) => reference[at]!);
    if (byLabel.size < 2) continue;
    varying.push({
      text,
      labels: [...byLabel]
        .sort(([a, one], [b, two]) => two.length - one.length || a - b)
        .map(([label, of]) => ({
          label,
          places: of.length,
          sentences: Int32Array.from(of, (at) => found.sentence[at]!),
        })),
    });
    if (own.length > MOST_PLACES) {
      tooMany.push(text);
      continue;
    }
    const keys = own.map((at) => keysOf(at, found, words, sentenceText, informative));
    const contexts = contextsOf(own, keys, reference);
    const placesOf = new Map([...byLabel].map(([label, of]) => [label, of.length]));
    for (const [i, at] of own.entries()) {
      const suspect = weighLabels(reference[at]!, keys[i]!, placesOf, contexts);
      if (suspect === null || suspect.expected > LEAST_EXPECTED) continue;
      const { other } = suspect;
      const model =
        found.predicted[at] === reference[at] ? 'given' : found.predicted[at] === other ? 'other' : 'neither';
      suspects.push({
        text,
        ...placeOf(at, found, words),
        mention: found.mention[at]!,
        given: reference[at]!,
        model,
        against: nearest(other, keys[i]!, own, keys, reference).map((one) => placeOf(one, found, words)),
        ...suspect,
      });
    }
  }
  const rank = { other: 0, neither: 1, given: 2 } as const;
  suspects.sort(
    (a, b) =>
      rank[a.model] - rank[b.model] ||
      a.expected - b.expected ||
      a.sentence - b.sentence ||
      a.start - b.start,
  );
  varying.sort((a, b) => b.labels[1]!.places - a.labels[1]!.places || (a.text < b.text ? -1 : 1));
  const said = (model: LabelSuspect['model']): number => suspects.filter((one) => one.model === model).length;
  return {
    texts: strings.length,
    repeated,
    varying,
    places,
    suspects,
    model: { given: said('given'), other: said('other'), neither: said('neither') },
    tooMany,
    method: METHOD,
  };
}

/** Places with a label, those most like `keys` first. */
function nearest(
  label: number,
  keys: ContextKeys,
  own: readonly number[],
  all: readonly ContextKeys[],
  labels: Int32Array,
): readonly number[] {
  const byLikeness = new Map<number, number[]>();
  for (let i = 0; i < own.length; i++) {
    if (labels[own[i]!] !== label) continue;
    const like = likeness(all[i]!, keys);
    const list = byLikeness.get(like);
    if (list === undefined) byLikeness.set(like, [own[i]!]);
    else if (list.length < SHOWN) list.push(own[i]!);
  }
  return [...byLikeness]
    .sort(([a], [b]) => b - a)
    .flatMap(([, places]) => places)
    .slice(0, SHOWN);
}

function placeOf(at: number, { sentence, from, to }: Occurrences, words: TokenColumns) {
  return { sentence: sentence[at]!, start: words.start[from[at]!]!, end: words.end[to[at]! - 1]! };
}

function groupsOf(rows: readonly number[], key: (row: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}
