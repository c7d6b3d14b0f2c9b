import type { EntitySet, MentionColumns } from '../model/entities.ts';
import { many } from '../text/words.ts';
import type { Agreement } from './recorded.ts';
import { type AnswerCounts, hasCapital, reasonsFor } from './recorded-reasons.ts';

/** At least this share of the sentences of the run has to be in the file. */
const ENOUGH = 0.5;

/**
 * Tags of a file and of the checkpoint over the same words; mentions where one of them has no tags, or other words. Null when they are
 * not of the same sentences.
 */
export function compareMentions(ran: EntitySet, saved: EntitySet): Agreement | null {
  const partner = partnersOf(ran, saved);
  const shared = [...partner.keys()].filter((sentence) => partner[sentence]! >= 0);
  if (shared.length === 0 || shared.length < ENOUGH * ran.sentences) return null;
  const byTag =
    ran.tags !== null && saved.tags !== null && sameWords(ran, saved, partner, shared)
      ? countTags(ran, saved, partner, shared)
      : null;
  const byMention =
    byTag !== null && byTag.same === byTag.of ? null : countMentions(ran, saved, partner, shared);
  // The same mentions in another scheme: spaCy begins one where a tag continues nothing.
  const spelling =
    byTag !== null && byMention !== null && byMention.same === byMention.of && byMention.of > 0;
  const compared = byTag === null || spelling ? byMention! : byTag;
  const { same, of, unseen, differs, counts } = compared;
  if (of === 0) return null;
  const reasons =
    same === of
      ? []
      : reasonsFor(
          {
            differs,
            length: ran.hasText === false ? null : Float64Array.from(shared, (s) => ran.text(s).length),
            capital:
              ran.hasText === false
                ? null
                : Uint8Array.from(shared, (s) => (hasCapital(ran.text(s)) ? 1 : 0)),
            margin: null,
          },
          counts,
        );
  const left =
    unseen === 0
      ? []
      : [
          `${many(unseen, 'word')} that one of the two did not see ${unseen === 1 ? 'is' : 'are'} not counted.`,
        ];
  const spelled = spelling
    ? [`${many(byTag.of - byTag.same, 'tag')} of them spell the same in another way.`]
    : [];
  return {
    file: saved.file,
    unit: compared === byTag ? 'tags' : 'mentions',
    same,
    of,
    reasons: [...reasons, ...spelled, ...left],
  };
}

interface Compared {
  readonly same: number;
  readonly of: number;
  /** Words without a tag on one side. */
  readonly unseen: number;
  /** By shared sentence. */
  readonly differs: Uint8Array;
  readonly counts: AnswerCounts | null;
}

/** Sentences of the file by those of the run: in order where the numbers and words agree, else the n-th of several like texts. */
function partnersOf(ran: EntitySet, saved: EntitySet): Int32Array {
  const partner = new Int32Array(ran.sentences).fill(-1);
  if (ran.hasText === false || saved.hasText === false) {
    if (ran.sentences === saved.sentences) for (let s = 0; s < partner.length; s++) partner[s] = s;
    return partner;
  }
  const places = new Map<string, number[]>();
  for (let s = saved.sentences - 1; s >= 0; s--) {
    const key = saved.text(s).replace(/\s+/g, '');
    const known = places.get(key);
    if (known === undefined) places.set(key, [s]);
    else known.push(s);
  }
  for (let s = 0; s < partner.length; s++)
    partner[s] = places.get(ran.text(s).replace(/\s+/g, ''))?.pop() ?? -1;
  return partner;
}

function sameWords(
  ran: EntitySet,
  saved: EntitySet,
  partner: Int32Array,
  shared: readonly number[],
): boolean {
  if (ran.tokens === null || saved.tokens === null) return false;
  const words = ({ tokens }: EntitySet, s: number): number =>
    tokens!.firstOfSentence[s + 1]! - tokens!.firstOfSentence[s]!;
  return shared.every((s) => words(ran, s) === words(saved, partner[s]!));
}

function countTags(
  ran: EntitySet,
  saved: EntitySet,
  partner: Int32Array,
  shared: readonly number[],
): Compared {
  const [a, b] = [ran.tags!.predicted, saved.tags!.predicted];
  const labels = [...new Set([...a.names, ...b.names])];
  const code = new Map(labels.map((label, index) => [label, index]));
  const place = b.names.map((name) => code.get(name)!);
  const own = a.names.map((name) => code.get(name)!);
  const counts = new Float64Array(labels.length ** 2);
  const differs = new Uint8Array(shared.length);
  let same = 0;
  let of = 0;
  let unseen = 0;
  shared.forEach((s, at) => {
    const from = ran.tokens!.firstOfSentence[s]!;
    const other = saved.tokens!.firstOfSentence[partner[s]!]!;
    const words = ran.tokens!.firstOfSentence[s + 1]! - from;
    for (let word = 0; word < words; word++) {
      const given = a.tags[from + word]!;
      const recorded = b.tags[other + word]!;
      if (given < 0 || recorded < 0) {
        if (given !== recorded) unseen++;
        continue;
      }
      of++;
      if (own[given] === place[recorded]) same++;
      else differs[at] = 1;
      counts[place[recorded]! * labels.length + own[given]!]! += 1;
    }
  });
  return { same, of, unseen, differs, counts: { labels, counts } };
}

/** Mentions of either side; the same are those of the same place and type. */
function countMentions(
  ran: EntitySet,
  saved: EntitySet,
  partner: Int32Array,
  shared: readonly number[],
): Compared {
  const ofRun = mentionsBySentence(ran.predicted, ran.types);
  const ofFile = mentionsBySentence(saved.predicted, saved.types);
  const differs = new Uint8Array(shared.length);
  let same = 0;
  let of = 0;
  shared.forEach((s, at) => {
    const own = ofRun.get(s) ?? none;
    const other = ofFile.get(partner[s]!) ?? none;
    let both = 0;
    for (const mention of own) if (other.has(mention)) both++;
    same += both;
    of += own.size + other.size - both;
    if (both < own.size || both < other.size) differs[at] = 1;
  });
  return { same, of, unseen: 0, differs, counts: null };
}

const none: ReadonlySet<string> = new Set();

function mentionsBySentence(
  { sentence, start, end, type }: MentionColumns,
  types: readonly string[],
): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>();
  for (let m = 0; m < sentence.length; m++) {
    const key = `${start[m]} ${end[m]} ${types[type[m]!]}`;
    const known = found.get(sentence[m]!);
    if (known === undefined) found.set(sentence[m]!, new Set([key]));
    else known.add(key);
  }
  return found;
}
