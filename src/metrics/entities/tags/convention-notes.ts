import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import type { AveragedF1 } from './averaged-f1.ts';
import type { ConventionRow } from './convention-table.ts';
import type { ToolId } from './conventions/index.ts';
import type { ExactCounts, ExactScores } from './exact-counts.ts';
import type { TaggedSides } from './sides.ts';

/** A number that looks better or worse than it is, and why. */
export interface ConventionNote {
  readonly kind:
    | 'raised-by-leaving-out'
    | 'perfect-tags-scored-low'
    | 'perfect-tags-scored-in-part'
    | 'perfect-score-with-differences'
    | 'weighted-hides-a-type'
    | 'nothing-to-find'
    | 'same-mentions-spelt-differently';
  /** Tools that the note is about; empty when it is about all. */
  readonly tools: readonly ToolId[];
  /** Plain sentence with the numbers. */
  readonly text: string;
}

interface Scored {
  readonly counts: ExactCounts;
  readonly scores: ExactScores;
}
type Row = ConventionRow & Scored;

const score = (value: number): string => value.toFixed(3);
const and = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]!}`;

/** Tokens whose tags are written differently on the two sides. */
function differentTags({ reference, predicted }: TaggedSides): number {
  const at = new Map(predicted.names.map((name, index) => [name, index]));
  const same = Int32Array.from(reference.names, (name) => at.get(name) ?? -2);
  let n = 0;
  for (let i = 0; i < reference.tags.length; i++) {
    const tag = reference.tags[i]!;
    if ((tag < 0 ? -1 : same[tag]!) !== predicted.tags[i]!) n++;
  }
  return n;
}

/** Rows with the same counts share a note. */
function grouped(
  rows: readonly Row[],
  note: (row: Row, names: string, one: boolean) => ConventionNote,
): ConventionNote[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const { reference, predicted, correct } = row.counts;
    const key = `${reference} ${predicted} ${correct}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => ({
    ...note(group[0]!, and(group.map((row) => row.name)), group.length === 1),
    tools: group.map((row) => row.id),
  }));
}

const wrong = (counts: ExactCounts): number => counts.predicted - counts.correct;

/** Tools that leave out mentions whose tags break the scheme. */
const discards: readonly ToolId[] = ['seqeval-strict', 'seqscore-discard'];

const raisedBy = (headline: Scored, rows: readonly Row[]): readonly Row[] =>
  rows.filter(
    (row) =>
      discards.includes(row.id) &&
      row.scores.f1 !== null &&
      headline.scores.f1 !== null &&
      row.scores.f1 > headline.scores.f1 &&
      wrong(row.counts) < wrong(headline.counts),
  );

function leavingOut(headline: Scored, raised: readonly Row[]): ConventionNote[] {
  return grouped(raised, (row, names, one) => ({
    kind: 'raised-by-leaving-out',
    tools: [],
    text: `${names} ${one ? 'gives' : 'give'} F1 ${score(row.scores.f1!)}, the headline ${score(headline.scores.f1!)}: mentions whose tags break the scheme are left out, and with them the wrong predictions fall from ${formatCount(wrong(headline.counts))} to ${formatCount(wrong(row.counts))}.`,
  }));
}

function perfectTags(headline: Scored, rows: readonly Row[]): ConventionNote[] {
  const { reference } = headline.counts;
  const low = rows.filter((row) => row.scores.f1 === null || row.scores.f1 < 1);
  const part = rows.filter((row) => row.scores.f1 === 1 && row.counts.reference < reference);
  return [
    ...grouped(low, (row, names, one) => ({
      kind: 'perfect-tags-scored-low',
      tools: [],
      text: `Both sides have the same tag on every token, and ${names} ${one ? 'gives' : 'give'} F1 ${score(row.printedF1 ?? 0)}: ${row.readAs === null ? '' : `read as ${row.readAs}, `}found are ${formatCount(row.counts.reference)} of ${many(reference, 'mention')}.`,
    })),
    ...grouped(part, (row, names, one) => ({
      kind: 'perfect-tags-scored-in-part',
      tools: [],
      text: `Both sides have the same tag on every token; the F1 of 1.000 that ${names} ${one ? 'gives' : 'give'} is of ${formatCount(row.counts.reference)} of ${many(reference, 'mention')}, the others are not found on either side.`,
    })),
  ];
}

function perfectScores(headline: Scored, rows: readonly Row[]): ConventionNote[] {
  const { counts, scores } = headline;
  if (scores.f1 === null || scores.f1 === 1) return [];
  return grouped(
    rows.filter((row) => row.scores.f1 === 1),
    (row, names, one) => ({
      kind: 'perfect-score-with-differences',
      tools: [],
      text: `${names} ${one ? 'gives' : 'give'} F1 1.000 although the mentions differ (headline ${score(scores.f1!)}): of ${many(counts.reference, 'mention')} in the reference and ${formatCount(counts.predicted)} in the prediction ${one ? 'it reads' : 'they read'} ${formatCount(row.counts.reference)} and ${formatCount(row.counts.predicted)}.`,
    }),
  );
}

/** Predicted mentions of types without support, enough to be seen: one in a hundred, or any when the mean is 1. */
const hidesType = (averages: AveragedF1, { counts, scores }: Scored): boolean =>
  averages.unseenMentions > 0 &&
  averages.weighted > (scores.f1 ?? 0) &&
  (averages.weighted === 1 || averages.unseenMentions * 100 >= counts.predicted);

/**
 * Notes on the table: a score that rises because wrong mentions are left out, equal tags with a score below 1, a score of 1 where
 * mentions differ, a weighted mean that does not see a type, and files without a mention.
 */
export function conventionNotes(
  sides: TaggedSides,
  headline: Scored,
  all: readonly ConventionRow[],
  averages: AveragedF1 | null,
): readonly ConventionNote[] {
  const rows = all.filter((row): row is Row => row.counts !== null && row.scores !== null);
  const { counts, scores } = headline;
  if (counts.reference + counts.predicted === 0)
    return [
      {
        kind: 'nothing-to-find',
        tools: [],
        text: 'Neither side has a mention, so that there is nothing to score: the tools print 0, spaCy prints None.',
      },
    ];
  const different = differentTags(sides);
  const raised = raisedBy(headline, rows);
  const notes = leavingOut(headline, raised);
  if (different === 0 && counts.reference > 0) notes.push(...perfectTags(headline, rows));
  notes.push(
    ...perfectScores(
      headline,
      rows.filter((row) => !raised.includes(row)),
    ),
  );
  if (scores.f1 === 1 && different > 0)
    notes.push({
      kind: 'same-mentions-spelt-differently',
      tools: [],
      text: `${many(different, 'token')} ${different === 1 ? 'has' : 'have'} different tags on the two sides that spell the same mentions, so that the headline F1 is 1.000.`,
    });
  if (averages !== null && hidesType(averages, headline))
    notes.push({
      kind: 'weighted-hides-a-type',
      tools: ['seqeval-default'],
      text: `F1 weighted by support is ${score(averages.weighted)} although ${many(averages.unseenMentions, 'predicted mention')} ${averages.unseenMentions === 1 ? 'has a type' : 'have types'} that the reference does not have: a type without support has no weight. Micro F1 is ${score(scores.f1 ?? 0)}, macro F1 ${score(averages.macro)}.`,
    });
  return notes;
}
