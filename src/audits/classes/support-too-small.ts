import type { Evidence, FindingDraft } from '../../model/outcome.ts';
import type { ClassScores } from '../../model/report.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { judged, listed, rangeText, scoreEvidence, splitOf } from '../class-words.ts';
import { defineAudit } from '../define.ts';
import { labelSets, splitOfSets } from '../label-set-words.ts';

/** Below this a label is reported without being graded: at 30 examples and 80 % Wilson's interval spans 27 points. */
const least = 30;
/** Below this nothing is said about it: at 10 examples and 80 % it spans 45 points. */
const silent = 10;

/** Examples for ± 5 points at this recall: n = p(1 − p)·(1.96/0.05)² ≈ 1,537·p(1 − p), rounded up to tens, at least 30. */
function enough(each: ClassScores): number {
  const centre = wilson((each.recall.value ?? 0.8) * each.support, each.support);
  const share = each.support > 0 ? (centre.low + centre.high) / 2 : 0.8;
  return Math.max(least, Math.ceil((1537 * share * (1 - share)) / 10) * 10);
}

function evidence(each: ClassScores): readonly Evidence[] {
  return [
    { name: `examples of ${each.label}`, value: each.support, unit: 'examples' },
    scoreEvidence(`recall of ${each.label}`, each.recall, each.support),
    {
      name: `examples of ${each.label} for ± 5 points`,
      value: enough(each),
      unit: 'examples',
      method: '1,537·p(1 − p) at the centre of the interval',
    },
  ];
}

const title = (each: ClassScores): string =>
  each.recall.interval === null
    ? `Cannot judge ${code(each.label)}: no example of it`
    : each.support < silent
      ? `Cannot judge ${code(each.label)}: ${many(each.support, 'example')}, recall ${rangeText(each.recall.interval, 0)}`
      : `${code(each.label)} has only ${many(each.support, 'example')}: recall ${rangeText(each.recall.interval, 0)}`;

function one(each: ClassScores): Pick<FindingDraft, 'title' | 'measured' | 'advice' | 'evidence'> {
  const need = enough(each);
  return {
    title: title(each),
    measured:
      each.recall.value === null || each.recall.interval === null
        ? `The references hold no example of ${code(each.label)}, which was predicted ${many(each.predicted, 'time')}`
        : `${formatCount((each.recall.value ?? 0) * each.support)} of ${many(each.support, 'example')} were right, ${formatPercent(each.recall.value)} (95 %: ${rangeText(each.recall.interval)}). For ± 5 points it takes about ${formatCount(need)}`,
    advice: {
      text: `Collect about ${formatCount(need)} evaluation examples of ${code(each.label)}, or report it without a grade`,
    },
    evidence: [
      ...evidence(each),
      {
        name: `right examples of ${each.label}`,
        value: (each.recall.value ?? 0) * each.support,
        unit: 'examples',
      },
      { name: `predictions of ${each.label}`, value: each.predicted, unit: 'examples' },
    ],
  };
}

function several(
  labels: readonly ClassScores[],
): Pick<FindingDraft, 'title' | 'measured' | 'advice' | 'evidence'> {
  const fewest = labels[0]!.support;
  const most = labels.at(-1)!.support;
  const need = Math.max(...labels.map(enough));
  const names = listed(labels.map((each) => each.label));
  const span = fewest === most ? many(most, 'example') : `${formatCount(fewest)} to ${many(most, 'example')}`;
  return {
    title: `${most < silent ? 'Cannot judge' : 'Too few examples to grade'} ${names}: ${span} each`,
    measured: `${formatCount(labels.length)} labels have fewer than ${least} examples; ${code(labels[0]!.label)} has ${formatCount(fewest)}${labels[0]!.recall.interval === null ? '' : `, recall ${rangeText(labels[0]!.recall.interval)}`}. For ± 5 points it takes up to ${formatCount(need)} of a label`,
    advice: {
      text: `Collect about ${formatCount(need)} evaluation examples of each, merge labels, or report them without a grade`,
    },
    evidence: [
      { name: `labels with fewer than ${least} examples`, value: labels.length, unit: 'labels' },
      { name: 'fewest examples of a label', value: fewest, unit: 'examples' },
      { name: 'most examples among them', value: most, unit: 'examples' },
      { name: 'examples for ± 5 points', value: need, unit: 'examples' },
      ...labels.slice(0, 20).flatMap(evidence),
    ],
  };
}

/** C3 of the catalogue. A count, so a fact; a note, because nothing is wrong with the model. */
export const supportTooSmall = defineAudit({
  id: 'support-too-small',
  family: 'classes',
  title: 'Every label has enough examples to be judged',
  failureTitle: 'Too few examples of a label to judge it',
  why: 'The score of a label with few examples moves by 10 to 30 points on a new sample.',
  requires: [],
  requiresOneOf: ['predictions', 'multi-label'],
  references: ['https://doi.org/10.1214/ss/1009213286', 'https://doi.org/10.1080/01621459.1927.10502953'],
  judge({ facts }) {
    const sets = labelSets(facts);
    const judgedRows = sets === null ? judged(facts) : sets.measures();
    if ('kind' in judgedRows) return judgedRows;
    const measures: { readonly classes: readonly ClassScores[] } = judgedRows;
    const subject = sets === null ? splitOf(facts) : splitOfSets(sets);
    const small = measures.classes
      .filter((each) => each.support < least && (each.support > 0 || each.predicted > 0))
      .sort((a, b) => a.support - b.support);
    const smallest = measures.classes
      .filter((each) => each.support > 0)
      .reduce((a, b) => (b.support < a.support ? b : a));
    if (small.length === 0) {
      return {
        kind: 'pass',
        measured: `The rarest label, ${code(smallest.label)}, has ${many(smallest.support, 'example')}`,
        evidence: [{ name: `examples of ${smallest.label}`, value: smallest.support, unit: 'examples' }],
      };
    }
    const drafts =
      small.length <= 2
        ? small.map((each) => ({ ...one(each), subject: { ...subject, class: each.label } }))
        : [{ ...several(small), subject }];
    return {
      kind: 'finding',
      findings: drafts.map((draft) => ({
        claim: 'fact',
        severity: 'note',
        mattersWhen: 'the label is one that the model is for',
        refutedBy: null,
        weight: small.length / measures.classes.length,
        ...draft,
      })),
    };
  },
});
