import type { MentionColumns } from '../../../model/entities.ts';
import { formatCount } from '../../../text/numbers.ts';
import type { MentionCounts } from './counts.ts';
import { matchMentions, REPEATED, UNMATCHED } from './match.ts';

/** Fate of the mentions of one type, or of all, under two models. */
export interface FlipCounts {
  readonly bothRight: number;
  readonly bothWrong: number;
  /** Wrong in the first model, right in the second. */
  readonly fixed: number;
  readonly broken: number;
  /** Spurious mentions of the first that the second does not give. */
  readonly spuriousRemoved: number;
  readonly spuriousAdded: number;
  readonly spuriousInBoth: number;
}

export interface Flips {
  readonly all: FlipCounts;
  /** A type each. */
  readonly types: readonly FlipCounts[];
  /** Positions among the reference mentions. */
  readonly fixed: Int32Array;
  readonly broken: Int32Array;
  /** Positions among the predictions of the first model, and of the second. */
  readonly spuriousRemoved: Int32Array;
  readonly spuriousAdded: Int32Array;
}

/** Why two counts cannot be compared; null when they can. */
export function whyNotComparable(first: MentionCounts, second: MentionCounts): string | null {
  if (first.types !== second.types) {
    return `the sets know ${formatCount(first.types)} and ${formatCount(second.types)} types`;
  }
  if (first.sentences !== second.sentences) {
    return `the sets have ${formatCount(first.sentences)} and ${formatCount(second.sentences)} sentences`;
  }
  const [a, b] = [first.mentions.reference, second.mentions.reference];
  if (a.type.length !== b.type.length) {
    return `the references hold ${formatCount(a.type.length)} and ${formatCount(b.type.length)} mentions`;
  }
  for (const [name, x, y] of columnsOf(a, b)) {
    const at = x.findIndex((value, i) => value !== y[i]);
    if (at >= 0) return `the ${name} of reference mention ${formatCount(at + 1)} differs`;
  }
  return null;
}

const columnsOf = (a: MentionColumns, b: MentionColumns): [string, Int32Array, Int32Array][] => [
  ['sentence', a.sentence, b.sentence],
  ['start', a.start, b.start],
  ['end', a.end, b.end],
  ['type', a.type, b.type],
];

type Counting = { -readonly [K in keyof FlipCounts]: number };
const none = (): Counting => ({
  bothRight: 0,
  bothWrong: 0,
  fixed: 0,
  broken: 0,
  spuriousRemoved: 0,
  spuriousAdded: 0,
  spuriousInBoth: 0,
});

/** Sorts the mentions of two comparable counts by their fate. Linear. */
export function countFlips(first: MentionCounts, second: MentionCounts): Flips {
  const all = none();
  const types = Array.from({ length: first.types }, none);
  const bump = (type: number, fate: keyof FlipCounts): void => {
    all[fate]++;
    types[type]![fate]++;
  };
  const places = {
    fixed: [] as number[],
    broken: [] as number[],
    spuriousRemoved: [] as number[],
    spuriousAdded: [] as number[],
  };
  const { type } = first.mentions.reference;
  for (let i = 0; i < type.length; i++) {
    if (first.matches.predictedOf[i] === REPEATED) continue;
    const [before, after] = [first.matches.predictedOf[i]! >= 0, second.matches.predictedOf[i]! >= 0];
    const fate = before ? (after ? 'bothRight' : 'broken') : after ? 'fixed' : 'bothWrong';
    bump(type[i]!, fate);
    if (fate === 'fixed' || fate === 'broken') places[fate].push(i);
  }
  const [a, b] = [first.mentions.predicted, second.mentions.predicted];
  const same = matchMentions(a, b, first.types);
  for (let j = 0; j < a.type.length; j++) {
    if (first.matches.referenceOf[j] !== UNMATCHED) continue;
    const stays = same.predictedOf[j]! >= 0;
    bump(a.type[j]!, stays ? 'spuriousInBoth' : 'spuriousRemoved');
    if (!stays) places.spuriousRemoved.push(j);
  }
  for (let j = 0; j < b.type.length; j++) {
    if (second.matches.referenceOf[j] !== UNMATCHED || same.referenceOf[j]! >= 0) continue;
    bump(b.type[j]!, 'spuriousAdded');
    places.spuriousAdded.push(j);
  }
  return {
    all,
    types,
    fixed: Int32Array.from(places.fixed),
    broken: Int32Array.from(places.broken),
    spuriousRemoved: Int32Array.from(places.spuriousRemoved),
    spuriousAdded: Int32Array.from(places.spuriousAdded),
  };
}
