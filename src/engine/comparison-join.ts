import type { PairedAnswers, Unjoined } from '../facts/group/define.ts';
import type { PredictionAnswers, PredictionSet } from '../model/predictions.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { type LabelMapping, labelMappings, mappingFromReferences } from './comparison-labels.ts';
import { matchRows, type RowMatch } from './comparison-rows.ts';

/** One side of a join, with the answers fetched once for all pairs. */
export interface JoinSide {
  readonly member: number;
  readonly set: PredictionSet;
  readonly answers: PredictionAnswers;
}

/** Where nothing but the references says that two rows are the same example, more differing ones than this refute it. */
const MOST_DIFFERING = 0.02;

/**
 * The examples that two runs both answered: matched by unique ids, else by equal texts, else by position where rows and
 * references agree throughout. Labels meet by name, or, where the names have nothing in common, as the references of the
 * same examples pair them. What cannot be matched safely is not matched; the reason says why.
 */
export function joinAnswers(a: JoinSide, b: JoinSide): PairedAnswers | Unjoined {
  const refuse = (reason: string): Unjoined => ({ a: a.member, b: b.member, reason });
  let reason = whyNone(a, b);
  for (const match of matchRows(a.answers, b.answers)) {
    if (match.rowA.length === 0) continue;
    const mapping = bestMapping(a, b, match);
    if (mapping === null) {
      reason = `the label names of the two prediction files cannot be matched: ${sample(a.set.labels)} and ${sample(b.set.labels)}`;
      continue;
    }
    const { differing, both } = countDiffering(a, b, match, mapping);
    // Ids that only count rows, and positions, prove nothing by themselves.
    const most = match.sure ? 1 : match.by === 'position' ? 0 : MOST_DIFFERING;
    if (both > 0 && differing > most * both) {
      reason = `${match.by === 'position' ? 'rows in the same place' : 'rows of the same number'} have different references in ${formatPercent(differing / both, 0)} of ${formatCount(both)} cases, so they are not the same examples`;
      continue;
    }
    if (!match.sure && !isMixed(a.answers.reference)) {
      reason =
        'the files have neither ids nor texts in common, and few rows, or rows sorted by label, cannot be matched by their place';
      continue;
    }
    return pair(a, b, match, mapping);
  }
  return refuse(reason);
}

function whyNone(a: JoinSide, b: JoinSide): string {
  const has = (key: 'ids' | 'textHashes') => a.answers[key] !== null && b.answers[key] !== null;
  if (has('textHashes')) return 'the prediction files share no texts: they are of different examples';
  if (has('ids')) return 'the prediction files share no ids';
  return `the prediction files have neither ids nor texts in common, and ${formatCount(a.set.rows)} and ${formatCount(b.set.rows)} rows`;
}

const sample = (labels: readonly string[]): string =>
  `${labels
    .slice(0, 3)
    .map((label) => `“${label.slice(0, 24)}”`)
    .join(', ')}${labels.length > 3 ? ', …' : ''}`;

/** By name or id, and where the references contradict that in most rows, as the references pair the labels. */
function bestMapping(a: JoinSide, b: JoinSide, match: RowMatch): LabelMapping | null {
  const named = labelMappings(a.set.labels, b.set.labels);
  const byReferences = () =>
    mappingFromReferences(a.set.labels, b.set.labels, a.answers.reference, b.answers.reference, match);
  for (const mapping of named) {
    const { differing, both } = countDiffering(a, b, match, mapping);
    if (mapping.by === 'name' || both === 0 || differing <= MOST_DIFFERING * both) return mapping;
  }
  return byReferences();
}

function countDiffering(
  a: JoinSide,
  b: JoinSide,
  match: RowMatch,
  mapping: LabelMapping,
): { differing: number; both: number } {
  let differing = 0;
  let both = 0;
  for (let i = 0; i < match.rowA.length; i++) {
    const one = a.answers.reference[match.rowA[i]!]!;
    const other = b.answers.reference[match.rowB[i]!]!;
    if (one < 0 || other < 0) continue;
    both += 1;
    if (mapping.place[other] !== one) differing += 1;
  }
  return { differing, both };
}

/** Rows in an order that chance does not repeat: at least half of the changes of label that a shuffled file would have. */
function isMixed(reference: Int16Array | Int32Array): boolean {
  const counts = new Map<number, number>();
  let changes = 0;
  for (let row = 0; row < reference.length; row++) {
    const label = reference[row]!;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    if (row > 0 && label !== reference[row - 1]) changes += 1;
  }
  const n = reference.length;
  let same = 0;
  let entropy = 0;
  for (const count of counts.values()) {
    same += (count / n) ** 2;
    entropy -= (count / n) * Math.log(count / n);
  }
  // 14 nats: one order in a million agrees by chance.
  return n * entropy >= 14 && changes >= 0.5 * (n - 1) * (1 - same);
}

function pair(a: JoinSide, b: JoinSide, match: RowMatch, mapping: LabelMapping): PairedAnswers {
  const most = match.rowA.length;
  const scored = a.answers.loss !== null && b.answers.loss !== null;
  const reference = new Int32Array(most);
  const predictedA = new Int32Array(most);
  const predictedB = new Int32Array(most);
  const lossA = scored ? new Float64Array(most) : null;
  const lossB = scored ? new Float64Array(most) : null;
  const rowA = new Uint32Array(most);
  const rowB = new Uint32Array(most);
  const has = (side: JoinSide, row: number) => side.answers.predicted[row]! >= 0;
  let [n, differ, onlyA, onlyB] = [0, 0, match.onlyA, match.onlyB];
  for (let i = 0; i < most; i++) {
    const [one, other] = [match.rowA[i]!, match.rowB[i]!];
    const fromA = a.answers.reference[one]!;
    const codeB = b.answers.reference[other]!;
    const fromB = codeB < 0 ? -1 : mapping.place[codeB]!;
    const label = fromA >= 0 ? fromA : fromB;
    if (label < 0) continue;
    if (fromA >= 0 && fromB >= 0 && fromA !== fromB) {
      differ += 1;
      continue;
    }
    // An example that one of them left without an answer was answered by the other alone.
    if (!has(a, one) || !has(b, other)) {
      if (has(a, one)) onlyA += 1;
      if (has(b, other)) onlyB += 1;
      continue;
    }
    reference[n] = label;
    predictedA[n] = a.answers.predicted[one]!;
    predictedB[n] = mapping.place[b.answers.predicted[other]!]!;
    if (lossA !== null && lossB !== null) {
      lossA[n] = a.answers.loss![one]!;
      lossB[n] = b.answers.loss![other]!;
    }
    rowA[n] = one;
    rowB[n] = other;
    n += 1;
  }
  return {
    a: a.member,
    b: b.member,
    by: match.by,
    labels: mapping.labels,
    reference: reference.subarray(0, n),
    predictedA: predictedA.subarray(0, n),
    predictedB: predictedB.subarray(0, n),
    lossA: lossA?.subarray(0, n) ?? null,
    lossB: lossB?.subarray(0, n) ?? null,
    rowA: rowA.subarray(0, n),
    rowB: rowB.subarray(0, n),
    onlyA,
    onlyB,
    referencesDiffer: differ,
  };
}
