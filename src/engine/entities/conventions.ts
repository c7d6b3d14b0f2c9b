import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import type { MentionDifference } from '../../metrics/entities/tags/index.ts';
import type { EntitySet } from '../../model/entities.ts';
import type { Conventions, Transitions } from '../../model/entity-report.ts';
import { breakKinds } from '../../text/tags/index.ts';

const MOST_EXAMPLES = 5;
const MOST_TRANSITIONS = 100;

/** Words from one token to another, without `end`. */
function wordsOf(set: EntitySet, sentence: number, first: number, end: number): string {
  const { tokens } = set;
  if (tokens === null) return '';
  const from = tokens.start[Math.max(first, tokens.firstOfSentence[sentence]!)];
  const to = tokens.end[Math.min(end, tokens.firstOfSentence[sentence + 1]!) - 1];
  return from === undefined || to === undefined ? '' : set.text(sentence).slice(from, to);
}

const different = (set: EntitySet, one: MentionDifference, texts: boolean): string =>
  [
    set.place(one.sentence),
    ...(texts ? [`“${wordsOf(set, one.sentence, one.first, one.end)}”`] : []),
    `${one.type} ${one.kind === 'added' ? 'added to' : 'left out of'} the ${one.side === 'reference' ? 'reference' : 'predictions'}`,
  ].join(' ');

/** The same file under the conventions of other tools. */
export function conventionsOf(examined: EntityExamination, texts: boolean): Conventions | null {
  const table = examined.conventions();
  if (table === null) return null;
  return {
    rows: table.rows.map((row) => ({
      tool: row.name,
      readAs: row.readAs,
      refused: row.refused,
      reference: row.counts?.reference ?? null,
      predicted: row.counts?.predicted ?? null,
      correct: row.counts?.correct ?? null,
      precision: row.scores?.precision ?? null,
      recall: row.scores?.recall ?? null,
      f1: row.scores?.f1 ?? null,
      leftOut: row.differences?.leftOut ?? 0,
      added: row.differences?.added ?? 0,
      examples: (row.differences?.listed ?? [])
        .slice(0, MOST_EXAMPLES)
        .map((one) => different(examined.set, one, texts)),
    })),
    notes: table.notes.map(({ text }) => text),
  };
}

/** Tags that their scheme does not allow, counted and the first ones shown. */
export function transitionsOf(examined: EntityExamination, texts: boolean): Transitions | null {
  const found = examined.transitions();
  const { tags } = examined.set;
  if (found === null || tags === null) return null;
  const sides = ['reference', 'predicted'] as const;
  const nameOf = (side: 'reference' | 'predicted', tag: number): string =>
    tag < 0 ? '' : (tags[side].names[tag] ?? '');
  return {
    reference: found.reference.token.length,
    predicted: found.predicted.token.length,
    kinds: sides.flatMap((side) =>
      breakKinds.flatMap((kind) => {
        const count = found[side].counts[kind];
        return count > 0 ? [{ side, kind, count }] : [];
      }),
    ),
    discardedF1: examined.conventions()?.discarded.scores.f1 ?? null,
    examples: sides.flatMap((side) => {
      const list = found[side];
      return Array.from({ length: Math.min(list.token.length, MOST_TRANSITIONS) }, (_, i) => ({
        side,
        place: examined.set.place(list.sentence[i]!),
        token: list.token[i]! - (examined.set.tokens?.firstOfSentence[list.sentence[i]!] ?? 0) + 1,
        kind: breakKinds[list.kind[i]!] ?? '',
        word: texts ? wordsOf(examined.set, list.sentence[i]!, list.token[i]!, list.token[i]! + 1) : '',
        before: nameOf(side, list.tagBefore[i]!),
        tag: nameOf(side, list.tag[i]!),
      }));
    }),
  };
}
