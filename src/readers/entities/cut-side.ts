import type { ReadSide } from './read-side.ts';

/** Where units of the prediction are cut, piece by piece. */
export interface Cuts {
  readonly partner: Int32Array;
  /** Of the prediction: the unit that each piece is cut from, and where. */
  readonly unit: number[];
  readonly from: number[];
  readonly to: number[];
}

/** A prediction in other pieces; `partner` is the piece of each unit of the reference, −1 where there is none. */
export interface Regrouped {
  readonly side: ReadSide;
  readonly partner: Int32Array;
}

export function cutSide(predicted: ReadSide, { partner, unit, from: cutFrom, to: cutTo }: Cuts): Regrouped {
  const side: ReadSide = {
    ...predicted,
    sentences: unit.length,
    firstOfDocument: null,
    ids: null,
    sums: null,
    ...cutTokens(predicted, unit, cutFrom, cutTo),
    mentions: cutMentions(predicted, unit, cutFrom, cutTo),
    text: (sentence) => predicted.text(unit[sentence]!).slice(cutFrom[sentence]!, cutTo[sentence]!),
    place: (sentence) => predicted.place(unit[sentence]!),
    extra: new Map(),
  };
  return { side, partner };
}

/** A token belongs to the sentence that it begins in. */
function cutTokens(
  side: ReadSide,
  unit: readonly number[],
  cutFrom: readonly number[],
  cutTo: readonly number[],
): Pick<ReadSide, 'tokens' | 'tags' | 'tokenScores'> {
  const { tokens, tags, tokenScores } = side;
  if (tokens === null) return { tokens, tags, tokenScores };
  const kept: number[] = [];
  const first = [0];
  const start: number[] = [];
  const end: number[] = [];
  let i = 0;
  for (let s = 0; s < unit.length; s++) {
    const stop = tokens.firstOfSentence[unit[s]! + 1]!;
    if (s === 0 || unit[s] !== unit[s - 1]) i = tokens.firstOfSentence[unit[s]!]!;
    for (; i < stop && tokens.start[i]! < Math.max(cutTo[s]!, cutFrom[s]! + 1); i++) {
      kept.push(i);
      start.push(Math.max(0, tokens.start[i]! - cutFrom[s]!));
      end.push(Math.min(tokens.end[i]!, cutTo[s]!) - cutFrom[s]!);
    }
    first.push(kept.length);
  }
  return {
    tokens: {
      firstOfSentence: Int32Array.from(first),
      start: Int32Array.from(start),
      end: Int32Array.from(end),
    },
    tags: tags === null ? null : { names: tags.names, tags: Int32Array.from(kept, (at) => tags.tags[at]!) },
    tokenScores: tokenScores === null ? null : Float32Array.from(kept, (at) => tokenScores[at]!),
  };
}

/** A mention across the end of a sentence becomes one in each, as tags read by sentence would. */
function cutMentions(
  side: ReadSide,
  unit: readonly number[],
  cutFrom: readonly number[],
  cutTo: readonly number[],
): ReadSide['mentions'] {
  const { mentions } = side;
  if (mentions === null) return null;
  const rows: [sentence: number, start: number, end: number, mention: number][] = [];
  let s = 0;
  for (let m = 0; m < mentions.sentence.length; m++) {
    const of = mentions.sentence[m]!;
    while (s < unit.length && unit[s]! < of) s++;
    for (let t = s; t < unit.length && unit[t] === of; t++) {
      const start = Math.max(mentions.start[m]!, cutFrom[t]!);
      const end = Math.min(mentions.end[m]!, cutTo[t]!);
      if (start < end) rows.push([t, start - cutFrom[t]!, end - cutFrom[t]!, m]);
    }
  }
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return {
    sentence: Int32Array.from(rows, (row) => row[0]),
    start: Int32Array.from(rows, (row) => row[1]),
    end: Int32Array.from(rows, (row) => row[2]),
    type: Int32Array.from(rows, (row) => mentions.type[row[3]]!),
    score: mentions.score === null ? null : Float64Array.from(rows, (row) => mentions.score![row[3]]!),
  };
}
