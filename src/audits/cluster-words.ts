import type { ErrorGroup, ErrorGroups } from '../metrics/error-groups/index.ts';
import type { Examination, ExaminedRows } from '../metrics/examination/index.ts';
import type { NearDuplicates } from '../metrics/label-errors/index.ts';
import { type ConfidenceGap, confidenceGap } from '../metrics/probabilities/index.ts';
import type { Claim, Evidence, FindingDraft, Subject } from '../model/outcome.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';
import { listed } from './class-words.ts';
import { probabilityText } from './overlap-words.ts';
import { shownExamples } from './shown-examples.ts';
import { measure } from './wording.ts';

/** How a group of texts that share something and are wrong more often is said, alone or together with others. */

const STRONG = 0.01;
/** So much surer than right, beyond its 99 % interval: the model does not know that these are hard. */
const SURER = 0.15;
const SURE_LEVEL = 0.99;

/** Copies fall into both halves and confirm each other: from this share of a group's rows on it is no more than a hint. */
const MOST_COPIES = 0.2;

/** Share of a group's rows that equal or nearly equal another of them. */
function copiesIn(group: ErrorGroup, duplicates: NearDuplicates | null): number {
  const own = new Set(group.rows);
  let copies = 0;
  for (const rows of duplicates?.groups ?? []) {
    const inside = rows.filter((row) => own.has(row)).length;
    if (inside > 1) copies += inside;
  }
  return copies / group.rows.length;
}

function claimOf({ adjustedP }: ErrorGroup, copies: number): Claim {
  if (copies >= MOST_COPIES) return 'hint';
  return adjustedP < STRONG ? 'strong' : 'likely';
}

type Rate = ErrorGroup['judged'];
const counts = ({ wrong, rows }: Rate): string => `${formatCount(wrong)} of ${formatCount(rows)}`;

/** Mean confidence less accuracy on the rows of a group; null without probabilities. */
export function gapOf({ probabilities, labels, reference, predicted }: ExaminedRows, rows: Uint32Array) {
  if (probabilities === null) return null;
  const confidence = Float64Array.from(rows, (row) => probabilities[row * labels.length + predicted[row]!]!);
  if (confidence.some(Number.isNaN)) return null;
  const right = Uint8Array.from(rows, (row) => (reference[row] === predicted[row] ? 1 : 0));
  return confidenceGap(confidence, right, SURE_LEVEL);
}

export const isSurer = (gap: ConfidenceGap | null): boolean =>
  gap !== null && gap.gap >= SURER && gap.interval.low > 0;

const sharedBy = ({ kind, terms }: ErrorGroup): string =>
  kind === 'phrase'
    ? `Texts with ${code(terms[0]!)}`
    : terms.length === 0
      ? 'A group of texts of similar words'
      : `Texts around ${listed(terms)}`;

function evidenceOf(group: ErrorGroup, found: ErrorGroups, gap: ConfidenceGap | null): readonly Evidence[] {
  return [
    measure(`wrong texts of the group ${group.name}, in the half that judges`, group.judged.wrong, {
      n: group.judged.rows,
      interval: group.judged.interval,
      method: `${found.method}: adjusted p = ${group.adjustedP.toPrecision(2)}; Fisher ${group.p.toPrecision(2)}; within reference labels ${group.stratifiedP.toPrecision(2)}`,
    }),
    measure('wrong texts outside, in that half', group.rest.wrong, {
      n: group.rest.rows,
      interval: group.rest.interval,
    }),
    measure('wrong texts of the group in all', group.all.wrong, { n: group.all.rows }),
    measure('adjusted p', group.adjustedP, { method: 'Holm over the groups judged' }),
    measure('p within reference labels', group.stratifiedP),
    measure('most frequent error of the group', group.commonest.count, { n: group.all.wrong }),
    measure('groups judged', found.judged, { n: found.rows }),
    ...(gap === null
      ? []
      : [
          measure('mean confidence in the group', gap.meanConfidence, { n: gap.n }),
          measure('mean confidence less accuracy in the group', gap.gap, {
            interval: gap.interval,
            n: gap.n,
          }),
        ]),
  ];
}

export function alone(
  group: ErrorGroup,
  found: ErrorGroups,
  { examined, duplicates }: Examination,
  subject: Partial<Subject>,
): FindingDraft {
  const gap = gapOf(examined, group.rows);
  const copies = copiesIn(group, duplicates());
  const claim = claimOf(group, copies);
  const surer = claim !== 'hint' && isSurer(gap);
  const { reference, predicted, count } = group.commonest;
  const error = `${code(examined.labels[reference]!)} called ${code(examined.labels[predicted]!)}`;
  const confident =
    gap === null
      ? ''
      : `. Its mean confidence on them was ${formatPercent(gap.meanConfidence)}, where ${formatPercent(gap.frequency)} were right`;
  return {
    claim,
    severity: surer && claim === 'strong' ? 'risk' : 'note',
    subject: { ...subject, slice: group.name || 'texts of similar words' },
    title: `${sharedBy(group)} were wrong more often than others: ${counts(group.judged)}, elsewhere ${counts(group.rest)}`,
    measured: `Counted on the half of the texts that had no part in finding the group (${probabilityText(group.adjustedP)}, adjusted over ${many(found.judged, 'group')}); in all ${counts(group.all)}, mostly ${error} (${formatCount(count)}). Their labels alone do not explain it (within labels ${probabilityText(group.stratifiedP)})${confident}${claim === 'hint' ? `. But ${formatPercent(copies, 0)} of them nearly equal another, so that the two halves are hardly independent` : ''}`,
    cause: {
      text: surer
        ? 'a kind of text that training hardly showed, or showed with other labels: the model does not know that it is unsure here'
        : 'a kind of text that is hard or has more than one reading',
      claim: 'hint',
    },
    mattersWhen: 'such texts are frequent or costly in use',
    advice: {
      text: `Read the ${many(group.all.wrong, 'wrong text')} of this group; where the references are right, label 50 to 100 more of the kind for training`,
      effort: 'data',
    },
    refutedBy:
      'Label 50 new texts of this kind and let the model answer them: if it is wrong on them as seldom as elsewhere, the group was chance',
    evidence: [
      ...evidenceOf(group, found, gap),
      ...(gap === null ? [] : [measure('right in the group', gap.frequency, { n: gap.n })]),
      measure('share of the group that nearly equals another text of it', copies, { n: group.all.rows }),
    ],
    examples: shownExamples(examined, group.wrongRows, group.terms),
    weight: Math.min(1, 0.2 + (group.all.wrong / found.errors) * 2),
  };
}

/** Several groups that the model knows to be hard: one note for all. */
export function together(
  groups: readonly ErrorGroup[],
  found: ErrorGroups,
  { examined, duplicates }: Examination,
  subject: Partial<Subject>,
): FindingDraft {
  const shown = groups.slice(0, 3);
  const claims = shown.map((group) => claimOf(group, copiesIn(group, duplicates())));
  return {
    claim: (['hint', 'likely'] as const).find((claim) => claims.includes(claim)) ?? 'strong',
    severity: 'note',
    subject,
    title: `${many(groups.length, 'group')} of texts were wrong more often than others: ${listed(groups.map(({ terms }) => terms[0] ?? 'similar words'))}`,
    measured: `On the half that had no part in finding it: ${shown.map((group) => `${sharedBy(group)} ${counts(group.judged)}, elsewhere ${counts(group.rest)}`).join('; ')}. Their labels alone do not explain it`,
    cause: { text: 'kinds of texts that are hard or have more than one reading', claim: 'hint' },
    mattersWhen: 'such texts are frequent or costly in use',
    advice: {
      text: 'Read the wrong texts of these groups: where people disagree on the label, settle it in the guideline',
      effort: 'data',
    },
    refutedBy:
      'Label 50 new texts of one group and let the model answer them: if it is wrong on them as seldom as elsewhere, the group was chance',
    evidence: [
      measure('groups confirmed', groups.length, { n: found.judged }),
      ...shown.flatMap((group) => evidenceOf(group, found, gapOf(examined, group.rows))),
    ],
    examples: shownExamples(
      examined,
      shown.flatMap(({ wrongRows }) => [...wrongRows].slice(0, 10)),
      shown.flatMap(({ terms }) => terms),
    ),
    weight: 0.2,
  };
}
