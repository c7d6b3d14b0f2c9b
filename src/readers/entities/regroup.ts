import { alignCharacters, createBudget } from './align-characters.ts';
import { type Cuts, cutSide, type Regrouped } from './cut-side.ts';
import { type ReadSide, sumsOf } from './read-side.ts';
import { FACTOR_A, FACTOR_B, isWhite, power, type TextSums } from './text-sum.ts';

/** A run of units of the finer side that is one unit of the coarser. */
interface Range {
  readonly coarse: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts the prediction as the reference is cut, where the one has documents and the other sentences of the same text, or one file
 * has no empty lines. Null when the texts are not the same.
 */
export function regroup(reference: ReadSide, predicted: ReadSide): Regrouped | null {
  const finer = predicted.sentences > reference.sentences;
  const ranges = finer ? findRanges(reference, predicted) : findRanges(predicted, reference);
  const covered = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  if (covered < 0.5 * Math.max(reference.sentences, predicted.sentences))
    return byCharacters(reference, predicted);
  return finer ? putTogether(reference, predicted, ranges) : cutApart(reference, predicted, ranges);
}

/** Texts that have nothing in common are not searched without end. */
const MOST_LOOKS = 5_000_000;

/** In order; where a unit has no counterpart, the search goes on behind it. */
function findRanges(coarse: ReadSide, fine: ReadSide): readonly Range[] {
  const a = sumsOf(coarse);
  const b = prefixSums(sumsOf(fine));
  const n = fine.sentences;
  const found: Range[] = [];
  let from = 0;
  let looks = MOST_LOOKS;
  for (let c = 0; c < coarse.sentences && from < n; c++) {
    const bytes = a.bytes[c]!;
    if (bytes === 0) continue;
    for (let start = from; start < n && looks-- > 0; start++) {
      const stop = endOf(b.bytes, start, bytes);
      if (stop < 0 || !sumsAgree(a, c, b, start, stop)) continue;
      found.push({ coarse: c, from: start, to: stop });
      from = stop;
      break;
    }
  }
  return found;
}

interface PrefixSums {
  readonly bytes: Float64Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** Sums of the text from the beginning to each unit. */
function prefixSums({ bytes, first, second }: TextSums): PrefixSums {
  const n = bytes.length;
  const sums = {
    bytes: new Float64Array(n + 1),
    first: new Int32Array(n + 1),
    second: new Int32Array(n + 1),
  };
  for (let s = 0; s < n; s++) {
    sums.bytes[s + 1] = sums.bytes[s]! + bytes[s]!;
    sums.first[s + 1] = (Math.imul(sums.first[s]!, power(FACTOR_A, bytes[s]!)) + first[s]!) | 0;
    sums.second[s + 1] = (Math.imul(sums.second[s]!, power(FACTOR_B, bytes[s]!)) + second[s]!) | 0;
  }
  return sums;
}

/** The unit before which exactly `bytes` have passed since `start`, −1 when there is none. */
function endOf(prefix: Float64Array, start: number, bytes: number): number {
  const wanted = prefix[start]! + bytes;
  let low = start;
  let high = prefix.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (prefix[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return prefix[low] === wanted ? low : -1;
}

function sumsAgree(a: TextSums, c: number, b: PrefixSums, start: number, stop: number): boolean {
  const bytes = a.bytes[c]!;
  const range = (sums: Int32Array, factor: number): number =>
    (sums[stop]! - Math.imul(sums[start]!, power(factor, bytes))) | 0;
  return range(b.first, FACTOR_A) === a.first[c] && range(b.second, FACTOR_B) === a.second[c];
}

/** Sentences of the prediction become one unit, joined by a space. */
function putTogether(reference: ReadSide, predicted: ReadSide, ranges: readonly Range[]): Regrouped {
  const partner = new Int32Array(reference.sentences).fill(-1);
  const shift = new Int32Array(predicted.sentences);
  ranges.forEach(({ coarse, from, to }, unit) => {
    partner[coarse] = unit;
    let at = 0;
    for (let s = from; s < to; s++) {
      shift[s] = at;
      at += predicted.text(s).length + 1;
    }
  });
  const unitOf = new Int32Array(predicted.sentences).fill(-1);
  for (const [unit, { from, to }] of ranges.entries()) unitOf.fill(unit, from, to);
  const side: ReadSide = {
    ...predicted,
    sentences: ranges.length,
    firstOfDocument: null,
    ids: null,
    sums: null,
    ...moveTokens(predicted, ranges, shift),
    mentions: moveMentions(predicted, unitOf, shift),
    text: (unit) => {
      const { from, to } = ranges[unit]!;
      return Array.from({ length: to - from }, (_, i) => predicted.text(from + i)).join(' ');
    },
    place: (unit) => predicted.place(ranges[unit]!.from),
    extra: new Map(),
  };
  return { side, partner };
}

function moveTokens(
  side: ReadSide,
  ranges: readonly Range[],
  shift: Int32Array,
): Pick<ReadSide, 'tokens' | 'tags' | 'tokenScores'> {
  const { tokens, tags, tokenScores } = side;
  if (tokens === null) return { tokens, tags, tokenScores };
  const kept: number[] = [];
  const first = [0];
  const start: number[] = [];
  const end: number[] = [];
  for (const { from, to } of ranges) {
    for (let s = from; s < to; s++)
      for (let i = tokens.firstOfSentence[s]!; i < tokens.firstOfSentence[s + 1]!; i++) {
        kept.push(i);
        start.push(tokens.start[i]! + shift[s]!);
        end.push(tokens.end[i]! + shift[s]!);
      }
    first.push(kept.length);
  }
  return {
    tokens: {
      firstOfSentence: Int32Array.from(first),
      start: Int32Array.from(start),
      end: Int32Array.from(end),
    },
    tags: tags === null ? null : { names: tags.names, tags: Int32Array.from(kept, (i) => tags.tags[i]!) },
    tokenScores: tokenScores === null ? null : Float32Array.from(kept, (i) => tokenScores[i]!),
  };
}

function moveMentions(side: ReadSide, unitOf: Int32Array, shift: Int32Array): ReadSide['mentions'] {
  const { mentions } = side;
  if (mentions === null) return null;
  const kept = [...mentions.sentence.keys()].filter((m) => unitOf[mentions.sentence[m]!]! >= 0);
  const moved = (values: Int32Array): Int32Array =>
    Int32Array.from(kept, (m) => values[m]! + shift[mentions.sentence[m]!]!);
  return {
    sentence: Int32Array.from(kept, (m) => unitOf[mentions.sentence[m]!]!),
    start: moved(mentions.start),
    end: moved(mentions.end),
    type: Int32Array.from(kept, (m) => mentions.type[m]!),
    score: mentions.score === null ? null : Float64Array.from(kept, (m) => mentions.score![m]!),
  };
}

/** Texts beyond this length are not compared character by character as one. */
const MOST_CHARACTERS = 5_000_000;

/** Texts that differ here and there: all of the prediction becomes one unit, cut where its characters meet the next sentence. */
function byCharacters(reference: ReadSide, predicted: ReadSide): Regrouped | null {
  const all = { coarse: 0, from: 0, to: predicted.sentences };
  const { side } = putTogether({ ...reference, sentences: 1 }, predicted, [all]);
  const text = side.text(0);
  const starts: number[] = [];
  let other = '';
  for (let s = 0; s < reference.sentences && other.length <= MOST_CHARACTERS; s++) {
    starts.push(other.length);
    other += `${reference.text(s)} `;
  }
  if (other.length > MOST_CHARACTERS || text.length > MOST_CHARACTERS) return null;
  const map = alignCharacters(text, other, createBudget());
  if (map === null) return null;
  const cuts: Cuts = { partner: new Int32Array(reference.sentences).fill(-1), unit: [], from: [], to: [] };
  let s = -1;
  for (let i = 0; i < text.length; i++) {
    const at = map.at[i]!;
    if (at < 0) continue;
    let next = Math.max(0, s);
    while (next + 1 < starts.length && starts[next + 1]! <= at) next++;
    if (next !== s) {
      s = next;
      cuts.partner[s] = cuts.unit.length;
      cuts.unit.push(0);
      cuts.from.push(i);
      cuts.to.push(i + 1);
    } else cuts.to[cuts.to.length - 1] = i + 1;
  }
  return cuts.unit.length === 0 ? null : cutSide(side, cuts);
}

/** A unit of the prediction is cut where sentences of the reference end. */
function cutApart(reference: ReadSide, predicted: ReadSide, ranges: readonly Range[]): Regrouped {
  const partner = new Int32Array(reference.sentences).fill(-1);
  const unit: number[] = [];
  const cutFrom: number[] = [];
  const cutTo: number[] = [];
  for (const { coarse, from, to } of ranges) {
    const text = predicted.text(coarse);
    let at = 0;
    for (let s = from; s < to; s++) {
      partner[s] = unit.length;
      while (at < text.length && isWhite(text.charCodeAt(at))) at++;
      const start = at;
      for (let left = bareLength(reference.text(s)); left > 0 && at < text.length; at++)
        if (!isWhite(text.charCodeAt(at))) left--;
      unit.push(coarse);
      cutFrom.push(start);
      cutTo.push(at);
    }
  }
  return cutSide(predicted, { partner, unit, from: cutFrom, to: cutTo });
}

function bareLength(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) if (!isWhite(text.charCodeAt(i))) n++;
  return n;
}
