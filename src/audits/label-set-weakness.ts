import type { MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { FindingDraft, Outcome } from '../model/outcome.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';
import { leastExamples, type Weakness, weakSetLabels } from './class-weakness.ts';
import { mostFindings, scoreEvidence, scoreText } from './class-words.ts';
import { inconclusive } from './define.ts';
import { gainedLabels } from './label-set-thresholds.ts';
import { splitOfSets } from './label-set-words.ts';

/** A rare label drowns in wrong calls although hardly any row of the rest is called it: a choice of threshold, not a fault. */
const FEW_WRONG_CALLS = 0.1;

function missedFinding(examined: MultiLabelExamination, weak: Weakness, more: string): FindingDraft {
  const { label, support, predicted } = weak.scores;
  const missed = support - weak.right;
  const set = gainedLabels(examined).find(
    (each) => each.label === label && each.gain.best! < each.gain.current,
  )?.gain;
  return {
    claim: weak.claim,
    severity: weak.severity,
    subject: { ...splitOfSets(examined), class: label },
    title: `${code(label)} was missed ${weak.severity === 'risk' ? 'often' : 'more often than the other labels'}: recall ${scoreText(weak.score)}`,
    measured: `${formatCount(missed)} of ${many(support, 'example')} with ${code(label)} were not given it; the other labels’ mean recall was ${formatPercent(weak.others)}${more}`,
    cause: set
      ? {
          text: `the threshold of ${set.current} is too high for it: \`threshold-off\``,
          claim: 'likely',
        }
      : predicted < support
        ? {
            text: `it was predicted ${many(predicted, 'time')} for ${many(support, 'example')}: too few training examples, or a threshold too high for it`,
            claim: 'hint',
          }
        : { text: `${code(label)} was not given to examples in the same way throughout`, claim: 'hint' },
    mattersWhen: `an overlooked ${code(label)} costs more than a false one`,
    advice: {
      text: set
        ? `Set the threshold of ${code(label)} first; read what is still missed after that`
        : `Read ${missed > 30 ? '30 of the' : `the ${formatCount(missed)}`} missed examples of ${code(label)}, mend wrong labels, and add training examples like the rest`,
    },
    refutedBy: `Label the missed examples again without seeing the old labels: if most do not get ${code(label)}, the references are at fault`,
    evidence: [
      {
        ...scoreEvidence(`recall of ${label}`, weak.score, support),
        method: `Wilson; exact binomial test against ${formatPercent(weak.target)}, q = ${weak.q.toPrecision(2)} (Benjamini–Hochberg)`,
      },
      { name: 'mean recall of the other labels', value: weak.others },
      { name: `missed examples of ${label}`, value: missed, unit: 'examples', n: support },
      { name: `predictions of ${label}`, value: predicted, unit: 'examples' },
    ],
    weight: Math.min(1, weak.others - (weak.score.value ?? 0)),
  };
}

function wrongFinding(examined: MultiLabelExamination, weak: Weakness, more: string): FindingDraft {
  const { label, support, predicted } = weak.scores;
  const { counts, classes } = examined.measures();
  const rows = counts.n;
  const wrong = predicted - weak.right;
  const mean = classes.reduce((sum, each) => sum + each.support, 0) / Math.max(1, classes.length);
  const called = wrong / Math.max(1, rows - support);
  const byRarity = support < mean / 2 && called <= FEW_WRONG_CALLS;
  const severity = byRarity ? 'note' : weak.severity;
  return {
    claim: weak.claim,
    severity,
    subject: { ...splitOfSets(examined), class: label },
    title: `${code(label)} was predicted wrongly ${severity === 'risk' ? 'often' : 'more often than the other labels'}: precision ${scoreText(weak.score)}`,
    measured: `${formatCount(wrong)} of ${many(predicted, 'prediction')} of ${code(label)} were for examples without it; the other labels’ mean precision was ${formatPercent(weak.others)}${more}`,
    cause: byRarity
      ? {
          text: `only ${formatPercent(support / rows)} of the examples have ${code(label)}, so that giving it to ${formatPercent(called)} of the others outweighs them`,
          claim: 'fact',
        }
      : {
          text:
            predicted > support
              ? `it was predicted ${many(predicted, 'time')} for ${many(support, 'example')}: a threshold too low for it, or references that leave it out`
              : `the references of some examples leave ${code(label)} out`,
          claim: 'hint',
        },
    mattersWhen: `someone acts on every predicted ${code(label)}`,
    advice: {
      text: `Review ${formatCount(Math.min(wrong, 20))} wrong predictions of ${code(label)}: where several labels can hold, references often lack one`,
    },
    refutedBy: `Label ${formatCount(Math.min(wrong, 50))} of its wrong predictions again without seeing the old labels: if most get ${code(label)}, the references are at fault`,
    evidence: [
      {
        ...scoreEvidence(`precision of ${label}`, weak.score, predicted),
        method: `Wilson; exact binomial test against ${formatPercent(weak.target)}, q = ${weak.q.toPrecision(2)} (Benjamini–Hochberg)`,
      },
      { name: 'mean precision of the other labels', value: weak.others },
      { name: `wrong predictions of ${label}`, value: wrong, unit: 'examples', n: predicted },
      { name: `examples of ${label}`, value: support, unit: 'examples', n: rows },
      { name: `share of examples with ${label}`, value: support / rows, n: rows },
      { name: `other examples given ${label}`, value: called, n: rows - support },
    ],
    weight: Math.min(1, weak.others - (weak.score.value ?? 0)),
  };
}

/** C4 and C5 of the catalogue where a row can have several labels: the same tests, without a label that it was taken for. */
export function weakLabelSets(examined: MultiLabelExamination, side: 'precision' | 'recall'): Outcome {
  const { counts, classes } = examined.measures();
  const { tested, weak } = weakSetLabels(classes, counts.truePositives, side);
  const times = side === 'recall' ? 'examples' : 'predictions';
  if (tested === 0)
    return inconclusive(
      side === 'recall'
        ? `No two labels have ${leastExamples.hint} examples, so their recall cannot be compared`
        : `No two labels were predicted ${leastExamples.hint} times, so their precision cannot be compared`,
      `${leastExamples.claim} ${times} of each label`,
    );
  const rowsOf = (each: { readonly support: number; readonly predicted: number }): number =>
    side === 'recall' ? each.support : each.predicted;
  if (weak.length === 0) {
    const graded = classes.filter((each) => rowsOf(each) >= leastExamples.hint && each.support > 0);
    const lowest = graded.reduce((a, b) => ((b[side].value ?? 1) < (a[side].value ?? 1) ? b : a));
    return {
      kind: 'pass',
      measured: `Lowest of ${many(tested, 'label')}: ${code(lowest.label)}, ${side} ${scoreText(lowest[side])} of ${many(rowsOf(lowest), side === 'recall' ? 'example' : 'prediction')}, not shown to be 10 points below the others`,
      evidence: [
        scoreEvidence(`${side} of ${lowest.label}`, lowest[side], rowsOf(lowest)),
        { name: 'labels compared', value: tested },
      ],
    };
  }
  const shown = weak.slice(0, mostFindings);
  const rest = weak.length - shown.length;
  const findingOf = side === 'recall' ? missedFinding : wrongFinding;
  return {
    kind: 'finding',
    findings: shown.map((each, at) => {
      const last = at === shown.length - 1 && rest > 0;
      const draft = findingOf(
        examined,
        each,
        last ? `. ${formatCount(rest)} more ${rest === 1 ? 'label has' : 'labels have'} low ${side}` : '',
      );
      return last
        ? {
            ...draft,
            evidence: [
              ...draft.evidence,
              { name: `further labels with low ${side}`, value: rest, unit: 'labels' },
            ],
          }
        : draft;
    }),
  };
}
