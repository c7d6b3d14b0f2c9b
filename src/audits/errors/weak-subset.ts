import type { RunFacts } from '../../facts/define.ts';
import type { Examination } from '../../metrics/examination/index.ts';
import type { Subset, SubsetSearch } from '../../metrics/subsets/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent, formatProbability, formatSigned } from '../../text/numbers.ts';
import { code, many, upperFirst } from '../../text/words.ts';
import { splitOf } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { claimOf, examplesOf, keptBack, pointsText, severityOf, shareOf } from '../error-words.ts';
import { measure } from '../wording.ts';

/** The worst so many are findings; the table of subsets holds all. */
const MOST_FINDINGS = 3;

const chance = (p: number): string => (p < 0.01 ? formatProbability(p) : `= ${formatProbability(p)}`);

function finding(
  facts: RunFacts,
  examination: Examination,
  search: SubsetSearch,
  subset: Subset,
  more: number,
): FindingDraft {
  const { all, confirmation, withinLabels, familyWise, name, againstParts } = subset;
  const claim = claimOf(subset);
  const errors = search.errors ?? 0;
  const { tests } = search.tested;
  const within =
    withinLabels?.difference == null
      ? ''
      : `; within the same labels ${formatSigned(100 * withinLabels.difference)} points`;
  // Of a crossing with a hard label most of the difference is the label's: the parts outside it are the fair comparison.
  const parts = againstParts.map(
    (one) => `; to the other rows with ${code(one.part)} ${pointsText(one.difference, one.interval)}`,
  );
  const least = [confirmation, ...againstParts].reduce((a, b) => (b.interval.low < a.interval.low ? b : a));
  const rest = more > 0 ? `. ${many(more, 'more subset')} in the table of subsets` : '';
  return {
    claim,
    severity: severityOf(claim, least.interval, all.errors, errors),
    subject: { ...splitOf(facts), slice: name },
    title: `${code(name)}: ${formatPercent(confirmation.rate)} of these examples were wrong, and ${formatPercent(confirmation.otherRate)} of the others`,
    measured: `${formatCount(all.rows)} of ${many(search.rows, 'example')} are in it, and ${formatCount(all.errors)} of ${many(errors, 'error')}. It was chosen on one half; on the other ${shareOf(confirmation.errors, confirmation.rows)} were wrong against ${shareOf(confirmation.otherErrors, confirmation.otherRows)}: ${pointsText(confirmation.difference, confirmation.interval)}${parts.join('')}${within}. Of ${many(tests, 'test')}, the chance that any is false is ${familyWise < 0.01 ? 'below 0.01' : formatProbability(familyWise)} (Holm)${rest}`,
    mattersWhen: 'examples like these are frequent, or dear, where the model is used',
    advice: {
      text: `Read the ${many(all.errors, 'wrong example')} of this subset: mend their labels if these are wrong, otherwise add training examples like them`,
      effort: 'data',
    },
    refutedBy: `Label ${formatCount(Math.max(50, Math.min(200, all.rows)))} fresh examples of this kind: if the error rate on them is that of the others, the subset was chance`,
    evidence: [
      measure('definition', subset.definition),
      measure('examples in the subset', all.rows, { n: search.rows }),
      measure('errors in the subset', all.errors, { n: errors }),
      measure('error rate, confirming half', confirmation.rate, { n: confirmation.rows }),
      measure('error rate of the others, confirming half', confirmation.otherRate, {
        n: confirmation.otherRows,
      }),
      measure('difference', confirmation.difference, {
        interval: confirmation.interval,
        method: `${subset.method}, p ${chance(subset.p)}; q ${chance(subset.q)} (Benjamini–Hochberg)`,
      }),
      ...againstParts.map((one) =>
        measure(`difference to the other rows with ${one.part}`, one.difference, {
          interval: one.interval,
          n: one.otherRows,
        }),
      ),
      measure('p over all tests', familyWise, { n: tests, method: 'Holm' }),
      ...(withinLabels === null
        ? []
        : [
            measure('difference within labels', withinLabels.difference, {
              method: `${withinLabels.method}, q ${chance(withinLabels.q)}`,
              ...(withinLabels.difference === null ? { reason: 'no label has examples on both sides' } : {}),
            }),
          ]),
      ...(subset.otherNames.length === 0
        ? []
        : [
            measure(
              'other names',
              subset.otherNames
                .slice(0, 3)
                .map((one) => one.name)
                .join('; '),
            ),
          ]),
      ...(more > 0 ? [measure('further subsets', more)] : []),
    ],
    examples: examplesOf(examination, subset.worst, spansOf(subset)),
    weight: Math.min(1, all.errors / Math.max(1, errors) + confirmation.difference / 2),
  };
}

/** What to mark: all that makes the parts true. */
function spansOf({ parts }: Subset): Subset['parts'][number]['spans'] {
  const those = parts.flatMap((part) => (part.spans === null ? [] : [part.spans]));
  if (those.length === 0) return null;
  return (text) => those.flatMap((spans) => spans(text)).sort((a, b) => a.start - b.start);
}

/** The gap that a subset of a usual size would have had to show. */
function visibleText(search: SubsetSearch): string {
  const usual = search.detectable.filter((one) => one.difference !== null);
  const one = usual.find((each) => each.rows >= 200) ?? usual.at(-1);
  return one === undefined || one.difference === null
    ? ''
    : `; one of ${many(one.rows, 'example')} would have shown from +${(100 * one.difference).toFixed(0)} points on`;
}

function passed(search: SubsetSearch, kept: readonly ReturnType<typeof keptBack>[]): Outcome {
  const { tested } = search;
  const tried = `${many(tested.values, 'value')} of ${many(tested.properties, 'property', 'properties')} and ${many(tested.crossings, 'crossing')} were looked at, ${formatCount(tested.tests)} tested`;
  const count = (reason: ReturnType<typeof keptBack>): number => kept.filter((why) => why === reason).length;
  const names = [
    ...(count('function words') > 0
      ? [`${formatCount(count('function words'))} that only function words name`]
      : []),
    ...(count('weak word') > 0
      ? [`${formatCount(count('weak word'))} named by words that may be chance`]
      : []),
    ...(count('other check') > 0 ? [`${formatCount(count('other check'))} that another finding tells`] : []),
  ];
  const said =
    kept.length === 0
      ? `No subset was confirmed as worse${visibleText(search)}`
      : `Confirmed as worse: ${names.join(', ')} (see the table of subsets)`;
  return {
    kind: 'pass',
    measured: `${said}. ${upperFirst(tried)}`,
    evidence: [
      measure('values', tested.values),
      measure('properties', tested.properties),
      measure('crossings', tested.crossings),
      measure('tests', tested.tests),
      measure('confirmed subsets', kept.length),
    ],
  };
}

/** 5.2 of the evaluation notes: what the wrong examples share, found on one half and confirmed on the other. */
export const weakSubset = defineAudit({
  id: 'weak-subset',
  family: 'errors',
  title: 'No kind of example is worse than the rest',
  failureTitle: 'A kind of example is worse than the rest',
  why: 'A good score on the whole can hide a kind of example on which the model mostly fails.',
  requires: ['examples'],
  references: [
    'https://doi.org/10.1111/j.2517-6161.1995.tb02031.x',
    'https://doi.org/10.1109/TKDE.2019.2916074',
  ],
  judge({ facts }): Outcome {
    const examination = facts.examination();
    if (examination === null) return notApplicable('no examples were read', 'save-predictions');
    const search = examination.subsets();
    if (search.rows === 0)
      return notApplicable('no row has both a reference and a prediction', 'save-predictions');
    if (search.reason !== null) {
      return search.errors === 0
        ? { kind: 'pass', measured: `No error in ${many(search.rows, 'example')}` }
        : inconclusive(`Which kinds of example are worse cannot be told: ${search.reason}`, '500 examples');
    }
    const judged = search.found.map((subset) => ({ subset, why: keptBack(subset, examination) }));
    const speaking = judged.flatMap(({ subset, why }) => (why === null ? [subset] : []));
    if (speaking.length === 0)
      return passed(
        search,
        judged.map(({ why }) => why),
      );
    const shown = speaking.slice(0, MOST_FINDINGS);
    const more = speaking.length - shown.length;
    return {
      kind: 'finding',
      findings: shown.map((subset, at) =>
        finding(facts, examination, search, subset, at === shown.length - 1 ? more : 0),
      ),
    };
  },
});
