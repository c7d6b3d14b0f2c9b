import type { RunFacts } from '../../facts/define.ts';
import type { ClassificationMeasures } from '../../metrics/text-classification/measures.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { isOutcome, judged, mostFindings, rangeText, rightOf, rowsOf, splitOf } from '../class-words.ts';
import { type ConfusedPair, confusedPairs, pairRule } from '../confusion-pairs.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';

/** From this share of the label's rows on it is a risk. */
const risky = 0.2;

function finding(
  facts: RunFacts,
  measures: ClassificationMeasures,
  pair: ConfusedPair,
  errors: number,
  more: number,
): FindingDraft {
  const { labels } = measures.confusion;
  const { main, back } = pair;
  const x = labels[main.reference]!;
  const y = labels[main.predicted]!;
  const share = main.count / main.support;
  const interval = wilson(main.count, main.support);
  const both = main.count + back.count;
  const rest = more > 0 ? `. ${many(more, 'more pair', 'more pairs')}` : '';
  return {
    claim: 'strong',
    severity: share >= risky ? 'risk' : 'note',
    subject: { ...splitOf(facts), class: x, otherClass: y },
    title: pair.mutual
      ? `${code(x)} and ${code(y)} were mixed up: ${formatCount(both)} of ${many(errors, 'error')}`
      : `${code(x)} was taken for ${code(y)} in ${formatPercent(share)} of ${many(main.support, 'example')}`,
    measured: `${formatCount(main.count)} of ${formatCount(main.support)} ${code(x)} were called ${code(y)} (${formatPercent(share)}, 95 %: ${rangeText(interval)}), ${formatCount(back.count)} of ${formatCount(back.support)} the other way. By base rates ${formatPercent(main.expected)} of the ${formatCount(main.errors)} errors on ${code(x)} would go there; ${formatPercent(main.count / main.errors)} did${rest}`,
    cause: {
      text: pair.mutual
        ? `the definitions of ${code(x)} and ${code(y)} overlap`
        : `${code(y)} is the default where the text says little, or the threshold favours it`,
      claim: 'hint',
    },
    mattersWhen: `${code(x)} and ${code(y)} lead to different actions`,
    advice: {
      text: pair.mutual
        ? `Sharpen the guideline for ${code(x)} against ${code(y)} on these ${formatCount(both)} examples, or merge the two labels`
        : `Add training examples of ${code(x)} that look like the ${formatCount(main.count)} called ${code(y)}`,
    },
    refutedBy: `Let a second person label ${formatCount(Math.min(both, 50))} of these examples: if they agree with the references, the guideline is not at fault`,
    evidence: [
      { name: `${x} predicted as ${y}`, value: main.count, unit: 'examples', n: main.support },
      {
        name: `share of ${x} predicted as ${y}`,
        value: share,
        interval,
        n: main.support,
        method: `Wilson; exact binomial test against base rates, q = ${main.q.toPrecision(2)} (Benjamini–Hochberg)`,
      },
      { name: `${y} predicted as ${x}`, value: back.count, unit: 'examples', n: back.support },
      { name: 'errors between the two', value: both, unit: 'examples', n: errors },
      { name: `errors on ${x}`, value: main.errors, unit: 'examples' },
      {
        name: `share of the errors on ${x} that went to ${y}`,
        value: main.count / main.errors,
        n: main.errors,
      },
      { name: 'share expected by base rates', value: main.expected },
      ...(more > 0 ? [{ name: 'further pairs', value: more }] : []),
    ],
    weight: Math.min(1, both / errors),
  };
}

/** C6 of the catalogue. */
export const confusedPair = defineAudit({
  id: 'confused-pair',
  family: 'classes',
  title: 'No two labels are mixed up',
  failureTitle: 'Two labels are mixed up',
  why: 'One sharper definition or one set of examples may remove many errors at once.',
  requires: ['predictions'],
  references: [
    'https://doi.org/10.1111/j.2517-6161.1995.tb02031.x',
    'https://doi.org/10.1080/01621459.1927.10502953',
  ],
  judge({ facts }): Outcome {
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const present = measures.classes.filter((each) => each.support > 0).length;
    if (present < 3) return notApplicable('with two labels there is one pair only; see `class-low-recall`');
    const rows = rowsOf(measures);
    const errors = rows - rightOf(measures);
    if (errors < pairRule.leastErrors) {
      return errors / rows < pairRule.leastOfLabel
        ? {
            kind: 'pass',
            measured: `${many(errors, 'error')} in ${many(rows, 'example')}: too few for a pair to stand out`,
            evidence: [{ name: 'errors', value: errors, unit: 'examples', n: rows }],
          }
        : inconclusive(
            `${many(errors, 'error')} are too few to tell which labels are mixed up`,
            `${pairRule.leastErrors} errors`,
          );
    }
    const pairs = confusedPairs(measures);
    if (pairs.length === 0) {
      return {
        kind: 'pass',
        measured: `The ${many(errors, 'error')} spread over the labels; no label gave a tenth of its examples to one other beyond what base rates explain`,
        evidence: [{ name: 'errors', value: errors, unit: 'examples', n: rows }],
      };
    }
    const shown = pairs.slice(0, mostFindings);
    return {
      kind: 'finding',
      findings: shown.map((pair, i) =>
        finding(facts, measures, pair, errors, i === shown.length - 1 ? pairs.length - shown.length : 0),
      ),
    };
  },
});
