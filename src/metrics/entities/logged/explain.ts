import type { EntityExamination } from '../examination/index.ts';
import { f1WithoutMissed, f1WithoutSentences } from '../without/index.ts';

/** One way of scoring, in words that follow "the log's number is", and what it gives here. */
interface F1Reading {
  /** `tool`: another convention · `average`: another mean · `tokens` · `left-out`: a part was not asked for. */
  readonly kind: 'tool' | 'average' | 'tokens' | 'left-out';
  readonly text: string;
  readonly f1: number;
  /** Reference mentions that this reading does not ask for. */
  readonly leftOut: number;
}

/** Logs round to four digits or more. */
const SAME = 0.00051;

const averages: readonly (readonly [id: string, text: string])[] = [
  ['f1_macro', 'the mean of F1 over the types (macro)'],
  ['f1_weighted', 'the mean of F1 weighted by the mentions of each type'],
];

/** Every way of scoring that is known here, the plain ones first. */
function readings(examined: EntityExamination): readonly F1Reading[] {
  const { set, counts } = examined;
  const list: F1Reading[] = [];
  const add = (kind: F1Reading['kind'], text: string, f1: number | null | undefined, leftOut = 0): void => {
    if (f1 !== null && f1 !== undefined && Number.isFinite(f1)) list.push({ kind, text, f1, leftOut });
  };
  const { sides } = counts;
  const all = {
    correct: counts.correct.reduce((sum, one) => sum + one, 0),
    reference: sides.reference.mentions,
    predicted: sides.predicted.mentions,
  };
  const tools = (examined.conventions()?.rows ?? []).flatMap((row) =>
    row.counts === null ? [] : [{ name: row.name, counts: row.counts, f1: row.scores?.f1 ?? null }],
  );
  const left = set.excluded.filter(({ mentions, kind }) => mentions > 0 && kind !== 'duplicate');
  const cuts = [...left, ...(left.length > 1 ? [null] : [])].map((row) =>
    row === null
      ? { text: 'everything that has no prediction', mentions: left.reduce((n, one) => n + one.mentions, 0) }
      : {
          text: row.kind === 'truncated' ? 'the mentions behind the cut' : `what is ${row.kind}`,
          mentions: row.mentions,
        },
  );
  for (const cut of cuts)
    add('left-out', `the F1 without ${cut.text}`, f1WithoutMissed(all, cut.mentions), cut.mentions);
  for (const row of set.excluded)
    if (row.rows.length > 0)
      add(
        'left-out',
        row.kind === 'duplicate'
          ? 'the F1 without repeated sentences'
          : `the F1 without sentences that are ${row.kind}`,
        f1WithoutSentences(counts, row.rows),
        row.mentions,
      );
  for (const tool of tools) add('tool', `the F1 of ${tool.name}`, tool.f1);
  const { overall } = examined.scores();
  for (const [id, text] of averages) add('average', text, overall[id]?.value);
  add('tokens', 'the F1 of single tokens', examined.tokens()?.f1.value);
  for (const cut of cuts)
    for (const tool of tools)
      add(
        'tool',
        `the F1 of ${tool.name} without ${cut.text}`,
        f1WithoutMissed(tool.counts, cut.mentions),
        cut.mentions,
      );
  return list;
}

/** The first way of scoring that gives `logged` to four digits, or null. */
export const explainLoggedF1 = (examined: EntityExamination, logged: number): F1Reading | null =>
  readings(examined).find(({ f1 }) => Math.abs(f1 - logged) < SAME) ?? null;
