import type { Member, PairedAnswers } from '../facts/group/define.ts';
import type { PairComparison } from '../model/comparison.ts';
import type { Example } from '../model/predictions.ts';
import type { Column, Table } from '../model/report.ts';
import { tellsNoText } from './plain-ids.ts';
import type { QualityOptions } from './quality.ts';

export type Change = 'fixed' | 'broken' | 'both-wrong';

interface Row {
  readonly what: Change;
  readonly rowA: number;
  readonly rowB: number;
  /** How far it went: the larger loss of the two, or 0 without scores. */
  readonly weight: number;
}

/** What became of one joined example, or null where both were right. */
export function changeOf(pair: PairedAnswers, index: number): Change | null {
  const reference = pair.reference[index];
  const [rightA, rightB] = [pair.predictedA[index] === reference, pair.predictedB[index] === reference];
  if (rightA && rightB) return null;
  if (!rightA && !rightB) return 'both-wrong';
  return rightB ? 'fixed' : 'broken';
}

/**
 * Which examples to show: fixed and broken ones get two thirds of the room in equal parts, both wrong the rest, and what one leaves
 * free the others take. Of each kind those that went furthest come first.
 */
function chooseRows(pair: PairedAnswers, limit: number): { chosen: readonly Row[]; total: number } {
  const kinds: Record<Change, Row[]> = { fixed: [], broken: [], 'both-wrong': [] };
  for (let index = 0; index < pair.reference.length; index++) {
    const what = changeOf(pair, index);
    if (what === null) continue;
    const [lossA, lossB] = [pair.lossA?.[index] ?? 0, pair.lossB?.[index] ?? 0];
    const weight = what === 'fixed' ? lossA : what === 'broken' ? lossB : Math.max(lossA, lossB);
    kinds[what].push({
      what,
      rowA: pair.rowA[index] as number,
      rowB: pair.rowB[index] as number,
      weight: Number.isFinite(weight) ? weight : 0,
    });
  }
  const lists = [kinds.fixed, kinds.broken, kinds['both-wrong']];
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  for (const list of lists) list.sort((a, b) => b.weight - a.weight || a.rowA - b.rowA);
  let room = Math.min(limit, total);
  const shares = lists.map(() => 0);
  // The shortest list first: what it does not need is shared by the others.
  const order = lists.map((_, index) => index).sort((a, b) => lists[a]!.length - lists[b]!.length);
  order.forEach((index, place) => {
    const share = Math.min(lists[index]!.length, Math.floor(room / (order.length - place)));
    shares[index] = share;
    room -= share;
  });
  return { chosen: lists.flatMap((list, index) => list.slice(0, shares[index])), total };
}

/** The table of the examples that two runs answered differently, or both wrongly. Added to `tables` under the pair's letters. */
export async function pairExamples(
  pair: PairedAnswers,
  a: Member,
  b: Member,
  options: QualityOptions,
  tables: Record<string, Table>,
): Promise<PairComparison['examples']> {
  if (a.set === null || b.set === null) return null;
  const limit = options.examples === 'all' ? pair.reference.length : options.examples;
  const { chosen, total } = chooseRows(pair, limit);
  if (total === 0) return null;
  const ofA = await a.set.examples(Uint32Array.from(chosen, (row) => row.rowA));
  const ofB = await b.set.examples(Uint32Array.from(chosen, (row) => row.rowB));
  const table = `comparison/examples/${a.letter}-${b.letter}`;
  tables[table] = tableOf(chosen, ofA, ofB, options.texts);
  return { table, shown: chosen.length, total, textsLeftOut: !options.texts };
}

function tableOf(
  rows: readonly Row[],
  ofA: readonly Example[],
  ofB: readonly Example[],
  texts: boolean,
): Table {
  const strings = (name: string, value: (index: number) => string | null): Column => ({
    name,
    type: 'string',
    values: rows.map((_, index) => value(index)),
  });
  const numbers = (name: string, value: (index: number) => number | null): Column => ({
    name,
    type: 'number',
    values: Float64Array.from(rows, (_, index) => value(index) ?? Number.NaN),
  });
  const ids = texts || [...ofA, ...ofB].every((example) => tellsNoText(example.id));
  return {
    rows: rows.length,
    columns: [
      strings('what', (index) => rows[index]!.what),
      numbers('row_a', (index) => rows[index]!.rowA),
      numbers('row_b', (index) => rows[index]!.rowB),
      strings('id', (index) => (ids ? (ofA[index]!.id ?? ofB[index]!.id) : null)),
      strings('text', (index) => (texts ? (ofA[index]!.text ?? ofB[index]!.text) : null)),
      strings('reference', (index) => ofA[index]!.reference ?? ofB[index]!.reference),
      strings('predicted_a', (index) => ofA[index]!.predicted),
      strings('predicted_b', (index) => ofB[index]!.predicted),
      numbers('confidence_a', (index) => ofA[index]!.confidence),
      numbers('confidence_b', (index) => ofB[index]!.confidence),
    ],
  };
}
