import { type MentionMatches, matchMentions, REPEATED } from '../scores/match.ts';
import { classifyOverlaps } from './classify.ts';
import { type EntityErrorInput, firstOfSentence } from './input.ts';
import { type ErrorKind, type ErrorLink, errorKinds, kindCode } from './kinds.ts';
import { overlapsOf } from './pairing.ts';

/** One row for each pair of mentions, and for each mention without one; in the order of the text. */
export interface ErrorRows {
  /** Index of `errorKinds`. */
  readonly kind: Uint8Array;
  readonly sentence: Int32Array;
  /** Number of the mention, −1 for a spurious one. */
  readonly reference: Int32Array;
  /** −1 for a missed one. */
  readonly predicted: Int32Array;
}

export interface ErrorTaxonomy {
  readonly rows: ErrorRows;
  /** Index of `errorKinds` for each mention; `NOT_COUNTED` for one that says what an earlier one of its side says. */
  readonly referenceKind: Uint8Array;
  readonly predictedKind: Uint8Array;
  /** The row that stands for a mention: the one that gave it its class; −1 when it is not counted. */
  readonly referenceRow: Int32Array;
  readonly predictedRow: Int32Array;
}

export const NOT_COUNTED = 254;
const OPEN = 255;

/** Classes of all mentions, on the matches that the score is counted from. The rules: docs/metrics/entity-errors.md. */
export function errorTaxonomy(
  input: EntityErrorInput,
  matches: MentionMatches = matchMentions(input.reference, input.predicted, input.types.length),
): ErrorTaxonomy {
  const { reference, predicted, sentences } = input;
  const { predictedOf, referenceOf } = matches;
  const [gold, found] = [firstOfSentence(reference, sentences), firstOfSentence(predicted, sentences)];
  const [golds, finds] = [reference.start.length, predicted.start.length];
  const referenceKind = new Uint8Array(golds).fill(OPEN);
  const predictedKind = new Uint8Array(finds).fill(OPEN);
  const referenceRow = new Int32Array(golds).fill(-1);
  const predictedRow = new Int32Array(finds).fill(-1);
  // Every row gives a class to a mention that had none, so there are no more rows than mentions.
  const columns = {
    kind: new Uint8Array(golds + finds),
    sentence: new Int32Array(golds + finds),
    reference: new Int32Array(golds + finds),
    predicted: new Int32Array(golds + finds),
  };
  let size = 0;
  const links: ErrorLink[] = [];
  const link = (kind: ErrorKind, r: number, p: number): void => {
    const code = kindCode(kind);
    const [gives, givesPredicted] = [
      r >= 0 && referenceKind[r] === OPEN,
      p >= 0 && predictedKind[p] === OPEN,
    ];
    links.push({
      kind: code,
      reference: r,
      predicted: p,
      stands: (gives ? 1 : 0) | (givesPredicted ? 2 : 0),
    });
    if (gives) referenceKind[r] = code;
    if (givesPredicted) predictedKind[p] = code;
  };
  const place = ({ reference: r, predicted: p }: ErrorLink): readonly [start: number, end: number] =>
    r >= 0 ? [reference.start[r]!, reference.end[r]!] : [predicted.start[p]!, predicted.end[p]!];

  for (let s = 0; s < sentences; s++) {
    const [rest, others]: [number[], number[]] = [[], []];
    links.length = 0;
    for (let r = gold[s]!; r < gold[s + 1]!; r++) {
      const match = predictedOf[r]!;
      if (match >= 0) link('correct', r, match);
      else if (match === REPEATED) referenceKind[r] = NOT_COUNTED;
      else rest.push(r);
    }
    for (let p = found[s]!; p < found[s + 1]!; p++) {
      if (referenceOf[p] === REPEATED) predictedKind[p] = NOT_COUNTED;
      else if (referenceOf[p]! < 0) others.push(p);
    }
    if (rest.length > 0 && others.length > 0) {
      const overlaps = overlapsOf(reference, predicted, rest, others);
      classifyOverlaps(reference, predicted, overlaps, (kind, one) =>
        link(kind, one.reference, one.predicted),
      );
    }
    for (const r of rest) if (referenceKind[r] === OPEN) link('missed', r, -1);
    for (const p of others) if (predictedKind[p] === OPEN) link('spurious', -1, p);
    if (links.length > 1)
      links.sort((a, b) => {
        const [one, two] = [place(a), place(b)];
        return one[0] - two[0] || one[1] - two[1] || a.reference - b.reference || a.predicted - b.predicted;
      });
    for (const { kind, reference: r, predicted: p, stands } of links) {
      columns.kind[size] = kind;
      columns.sentence[size] = s;
      columns.reference[size] = r;
      columns.predicted[size] = p;
      if ((stands & 1) !== 0) referenceRow[r] = size;
      if ((stands & 2) !== 0) predictedRow[p] = size;
      size++;
    }
  }
  return {
    rows: {
      kind: columns.kind.slice(0, size),
      sentence: columns.sentence.slice(0, size),
      reference: columns.reference.slice(0, size),
      predicted: columns.predicted.slice(0, size),
    },
    referenceKind,
    predictedKind,
    referenceRow,
    predictedRow,
  };
}

/** Rows that are errors: all but the correct ones. */
export function errorsOf({ rows }: ErrorTaxonomy, kind: ErrorKind | null = null): Int32Array {
  const wanted = kind === null ? -1 : errorKinds.indexOf(kind);
  const found: number[] = [];
  for (let row = 0; row < rows.kind.length; row++)
    if (wanted < 0 ? rows.kind[row] !== 0 : rows.kind[row] === wanted) found.push(row);
  return Int32Array.from(found);
}
