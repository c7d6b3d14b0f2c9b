import type { SeenDifference, SeenRecall, SeenSummary } from '../../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent, formatSigned } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { rangeText } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import {
  hasTexts,
  isEntityOutcome,
  judgedEntities,
  mentionPlace,
  placedExamples,
  splitOfEntities,
  withoutTexts,
} from '../entity-words.ts';
import { pointsText } from '../error-words.ts';
import { LEAST_SEEN, unseenGaps } from '../unseen-words.ts';
import { measure } from '../wording.ts';

/** Much worse, and on many mentions: a note otherwise. */
const LARGE = { gap: 0.2, ofMentions: 0.05 };

const kindText = {
  unseen: 'training does not show',
  'partly seen': 'training shows in part only',
  'other type': 'training shows with another type',
} as const;

const recallOf = ({ recall }: SeenSummary, kind: SeenRecall['kind'], type: number): SeenRecall | undefined =>
  recall.find((row) => row.kind === kind && row.type === type);

function finding(
  examined: EntityExamination,
  seen: SeenSummary,
  gap: SeenDifference,
  types: readonly SeenDifference[],
): FindingDraft {
  const { set } = examined;
  const own = recallOf(seen, gap.kind, gap.type)!;
  const known = recallOf(seen, 'seen', gap.type)!;
  const mentions = examined.counts.sides.reference.mentions;
  const large = gap.interval.low >= LARGE.gap && gap.others >= LARGE.ofMentions * mentions;
  const one = types.length === 1 ? types[0]! : null;
  const type = gap.type >= 0 ? set.types[gap.type]! : one === null ? null : set.types[one.type]!;
  const of = gap.type >= 0 ? `${code(set.types[gap.type]!)} mentions` : 'mentions';
  const byType = types
    .filter((each) => each.type !== gap.type)
    .slice(0, 3)
    .map(
      (each) =>
        `${code(set.types[each.type]!)} ${formatPercent(each.seenFound / each.seen)} of ${formatCount(each.seen)} seen and ${formatPercent(each.othersFound / each.others)} of ${formatCount(each.others)} others`,
    );
  const { taxonomy } = examined;
  const missed = [...own.rows].filter((r) => taxonomy().referenceKind[r] !== 0);
  return {
    claim: 'strong',
    severity: large ? 'risk' : 'note',
    subject: { ...splitOfEntities(examined), ...(type === null ? {} : { class: type }) },
    title: `Of ${of} that ${kindText[gap.kind]} it found ${formatPercent(gap.othersFound / gap.others)}, of those that training shows ${formatPercent(gap.seenFound / gap.seen)}`,
    measured: `${formatCount(gap.othersFound)} of ${formatCount(gap.others)} against ${formatCount(gap.seenFound)} of ${formatCount(gap.seen)}: ${pointsText(gap.difference, gap.interval)}, and ${formatSigned(100 * (gap.within.difference ?? 0))} points among mentions of the same type and length${byType.length === 0 ? '' : `. By type: ${byType.join('; ')}`}. Found by heart and found by its sentence are not the same: on new names expect the lower figure${seen.sharedSentences > 0 ? `. ${many(seen.sharedSentences, 'sentence')} of ${formatCount(seen.sentences)} ${seen.sharedSentences === 1 ? 'is' : 'are'} a training sentence too, which makes seen mentions easy` : ''}`,
    cause: { text: 'the model knows names rather than the places where names stand', claim: 'likely' },
    mattersWhen: 'new names come up where the model is used',
    advice: {
      text: `Exchange ${type === null ? 'names' : `${code(type)} names`} in training sentences for names from a list that training does not have, or collect documents that name others`,
      effort: 'data',
    },
    refutedBy:
      'Put seen names in the place of the missed ones in these sentences and predict again: if they are missed too, the sentences are hard and not the names',
    evidence: [
      measure(`recall of mentions that ${kindText[gap.kind]}`, gap.othersFound / gap.others, {
        n: gap.others,
        ...(own.interval === null ? {} : { interval: own.interval, method: own.interval.method }),
      }),
      measure('found among them', gap.othersFound, { n: gap.others }),
      measure('recall of mentions that training shows', gap.seenFound / gap.seen, {
        n: gap.seen,
        ...(known.interval === null ? {} : { interval: known.interval, method: known.interval.method }),
      }),
      measure('found among those', gap.seenFound, { n: gap.seen }),
      measure('difference', gap.difference, {
        interval: gap.interval,
        method: `${gap.method}, p = ${gap.p.toPrecision(2)}`,
      }),
      measure('difference within type and length', gap.within.difference, {
        method: `${gap.within.method}, p = ${gap.within.p.toPrecision(2)}`,
      }),
      ...types.slice(0, 3).flatMap((each) => [
        measure(`recall of seen ${set.types[each.type]!}`, each.seenFound / each.seen, { n: each.seen }),
        measure(`recall of other ${set.types[each.type]!}`, each.othersFound / each.others, {
          n: each.others,
        }),
      ]),
      measure('mentions in training', seen.trainingMentions),
      measure('sentences that training has too', seen.sharedSentences, { n: seen.sentences }),
    ],
    examples: placedExamples(
      set,
      missed.map((r) => mentionPlace(set.reference, r)),
    ),
    weight: Math.min(1, gap.difference),
  };
}

/** D4 of the catalogue. */
export const unseenEntities = defineAudit({
  id: 'unseen-entities',
  family: 'entities',
  title: 'Unseen mentions are found like seen ones',
  failureTitle: 'Mentions that training does not show are found less often',
  why: 'Evaluation data share names with training data; documents of next month do not, and recall there is the lower one.',
  requires: ['entities'],
  references: ['https://doi.org/10.1016/j.csl.2017.01.012', 'https://aclanthology.org/2021.eacl-srw.21/'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    if (!hasTexts(examined)) return withoutTexts();
    const seen = examined.seen();
    if (seen === null)
      return notApplicable('no training mentions were found to compare with', 'name-training-data');
    const gaps = unseenGaps(seen);
    const first = gaps[0];
    const rows = seen.recall.filter(({ type }) => type === -1);
    const evidence = rows.map(({ kind, recall, mentions, interval }) =>
      measure(`recall of mentions ${kind}`, recall, {
        n: mentions,
        ...(interval === null ? {} : { interval, method: interval.method }),
        ...(recall === null ? { reason: 'there is none' } : {}),
      }),
    );
    if (first === undefined) {
      const count = (kind: SeenRecall['kind']): number =>
        rows.find((row) => row.kind === kind)?.mentions ?? 0;
      const others = count('unseen') + count('partly seen');
      if (Math.min(count('seen'), others) < LEAST_SEEN)
        return {
          ...inconclusive(
            `Whether unseen mentions are found less often cannot be told: training shows ${formatCount(count('seen'))} of the mentions and does not show, or only in part, ${formatCount(others)}`,
            `${LEAST_SEEN} mentions of either kind`,
          ),
          evidence,
        } as Outcome;
      return {
        kind: 'pass',
        measured: `Found: ${rows
          .filter(({ mentions }) => mentions > 0)
          .map(
            ({ kind, found, mentions, interval }) =>
              `${formatPercent(found / mentions)} of ${formatCount(mentions)} ${kind}${interval === null ? '' : ` (95 %: ${rangeText(interval)})`}`,
          )
          .join(', ')}; no gap of 10 points is sure`,
        evidence,
      };
    }
    const types = gaps.filter(({ type, kind }) => type >= 0 && kind === first.kind);
    return { kind: 'finding', findings: [finding(examined, seen, first, types)] };
  },
});
