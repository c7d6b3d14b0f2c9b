import type { ClassificationMeasures } from '../../metrics/text-classification/measures.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import type { ClassScores, Score } from '../../model/report.ts';
import { benjaminiHochberg, binomialTest } from '../../stats/index.ts';
import { formatCount } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { isOutcome, judged, listed, rowsOf, scoreEvidence, scoreText, splitOf } from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';

/** Accuracy that a reader would take for good. */
const high = 0.8;
/** A label of which fewer than half are found is mostly missed. */
const half = 0.5;
/** Examples needed to claim, and to hint. */
const least = { claim: 30, hint: 10 } as const;
const alpha = 0.01;
/** Points between accuracy and balanced accuracy, shares. */
const gap = 0.1;

interface Missed {
  readonly scores: ClassScores;
  readonly q: number;
}

/** Labels rarer than an even share whose recall is below one half, after Benjamini–Hochberg over all that were tested. */
function missedLabels(measures: ClassificationMeasures, rows: number): readonly Missed[] {
  const even = rows / measures.classes.filter((each) => each.support > 0).length;
  const tested = measures.classes.filter((each) => each.support >= least.hint && each.support < even);
  const q = benjaminiHochberg(
    tested.map((each) =>
      binomialTest(Math.round((each.recall.value ?? 0) * each.support), each.support, half, 'less'),
    ),
  );
  return tested
    .map((scores, i) => ({ scores, q: q[i]! }))
    .filter((each) => each.q < alpha)
    .sort((a, b) => b.scores.support - a.scores.support);
}

function found(
  measures: ClassificationMeasures,
  rows: number,
  accuracy: Score,
  balanced: Score,
  missed: readonly Missed[],
  rare: number,
): FindingDraft {
  const sure = missed.filter((each) => each.scores.support >= least.claim);
  const named = sure.length > 0 ? sure : missed;
  const strong = named.length > 0 ? sure.length > 0 : rare >= least.claim;
  const macro = measures.overall.f1_macro!;
  const mcc = measures.overall.mcc!;
  const worst = named[0]?.scores ?? null;
  const perLabel: Evidence[] = missed.slice(0, 20).map((each) => ({
    ...scoreEvidence(`recall of ${each.scores.label}`, each.scores.recall, each.scores.support),
    method: `exact binomial test against one half, q = ${each.q.toPrecision(2)} (Benjamini–Hochberg)`,
  }));
  return {
    claim: strong ? 'strong' : 'hint',
    severity: strong ? 'risk' : 'note',
    title:
      worst === null
        ? `Accuracy ${scoreText(accuracy)} hid that rarer labels were found less often`
        : `Accuracy ${scoreText(accuracy)} hid that ${listed(named.map((each) => each.scores.label))} ${named.length === 1 ? 'was' : 'were'} mostly missed`,
    measured: [
      worst === null
        ? `Of ${many(rows, 'example')}`
        : `Of ${many(worst.support, 'example')} of ${code(worst.label)}, ${formatCount((worst.recall.value ?? 0) * worst.support)} were found: recall ${scoreText(worst.recall)}`,
      `the mean recall over labels (balanced accuracy) was ${scoreText(balanced)}, macro-F1 ${scoreText(macro)}`,
    ].join(worst === null ? ', ' : '; '),
    mattersWhen: 'the rare labels are what the model is for, as in screening or alerts',
    advice: {
      text: 'Choose checkpoints by macro-F1 and weight the loss by 1/√n of each label',
      settings: { metric_for_best_model: '"f1_macro"', greater_is_better: 'True' },
    },
    refutedBy:
      'Rank the examples by the score of the rare label: if most of its examples come first, only the decision threshold is off',
    evidence: [
      scoreEvidence('accuracy', accuracy, rows),
      scoreEvidence('balanced accuracy', balanced, rows),
      scoreEvidence('macro-F1', macro, rows),
      scoreEvidence('MCC', mcc, rows),
      ...(worst === null
        ? []
        : [
            {
              name: `examples of ${worst.label} found`,
              value: (worst.recall.value ?? 0) * worst.support,
              unit: 'examples',
            },
          ]),
      ...perLabel,
    ],
    weight: Math.min(1, (accuracy.value ?? 0) - (balanced.value ?? 0) + 0.3),
    ...(named.length === 1 ? { subject: { class: named[0]!.scores.label } } : {}),
  };
}

/** C1 of the catalogue. */
export const accuracyHidesMinority = defineAudit({
  id: 'accuracy-hides-minority',
  family: 'evaluation',
  title: 'Accuracy speaks for the rare labels too',
  failureTitle: 'High accuracy, but a rare label is mostly missed',
  why: 'Accuracy is dominated by the frequent labels; a model can be right nearly always and useless for the label that matters.',
  requires: ['predictions'],
  references: ['https://arxiv.org/abs/1911.03347', 'https://doi.org/10.1093/oxfordjournals.pan.a004868'],
  judge({ facts }): Outcome {
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const rows = rowsOf(measures);
    const labels = measures.classes.filter((each) => each.support > 0);
    if (labels.length < 2) return notApplicable('all references are the same label');
    const accuracy = measures.overall.accuracy!;
    const balanced = measures.overall.balanced_accuracy!;
    const missed = (accuracy.value ?? 0) >= high ? missedLabels(measures, rows) : [];
    const rare = labels
      .filter((each) => each.support < rows / labels.length)
      .reduce((sum, each) => sum + each.support, 0);
    const apart =
      rare >= least.hint &&
      (accuracy.value ?? 0) >= high &&
      balanced.interval !== null &&
      balanced.interval.high + gap < (accuracy.value ?? 0);
    if (missed.length === 0 && !apart) {
      const rarest = labels.reduce((a, b) => (b.support < a.support ? b : a));
      const evidence = [
        scoreEvidence('accuracy', accuracy, rows),
        scoreEvidence('balanced accuracy', balanced, rows),
        scoreEvidence(`recall of ${rarest.label}`, rarest.recall, rarest.support),
      ];
      const difference = (accuracy.value ?? 0) - (balanced.value ?? 0);
      if (difference >= gap && (accuracy.value ?? 0) >= high) {
        return {
          kind: 'inconclusive',
          reason: `Whether the accuracy of ${scoreText(accuracy)} hides missed labels cannot be told: balanced accuracy was ${scoreText(balanced)}, and ${code(rarest.label)} has ${many(rarest.support, 'example')}`,
          enough: `About ${least.claim} examples of each label`,
          evidence,
        };
      }
      return {
        kind: 'pass',
        measured: `Accuracy was ${scoreText(accuracy)}, the mean recall over labels ${scoreText(balanced)}; the rarest label, ${code(rarest.label)}, had recall ${scoreText(rarest.recall)} on ${many(rarest.support, 'example')}`,
        evidence,
      };
    }
    const draft = found(measures, rows, accuracy, balanced, missed, rare);
    return { kind: 'finding', findings: [{ ...draft, subject: { ...splitOf(facts), ...draft.subject } }] };
  },
});
