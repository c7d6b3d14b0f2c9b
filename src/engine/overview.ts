import { greaterIsBetterByName } from '../facts/target-metric.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Answer, Finding, RunReport } from '../model/report.ts';
import { metricName } from '../text/metric-names.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { sentence } from '../text/words.ts';
import { isSpoiled } from './comparison.ts';
import { ofSearch } from './comparison-answer.ts';

const worst: readonly Answer['verdict'][] = ['problem', 'risk', 'cannot-tell', 'fine'];

/**
 * The answer over several runs of one source: how many, the best by their own metric, what they say together, the most
 * serious finding.
 */
export function overviewAnswer(
  runs: readonly RunReport[],
  findings: readonly Finding[],
  comparison: Comparison | null = null,
): Answer {
  const verdict = worst.find((v) => runs.some((run) => run.answer.verdict === v)) ?? 'cannot-tell';
  const count = (v: Answer['verdict']) => runs.filter((run) => run.answer.verdict === v).length;
  const parts = [
    [count('problem'), 'with a problem'],
    [count('risk'), 'with a risk'],
    [count('fine'), 'without a problem or risk'],
    [count('cannot-tell'), 'that logged too little to judge'],
  ] as const;
  const split = parts
    .filter(([n]) => n > 0)
    .map(([n, text]) => `${n} ${text}`)
    .join(', ');
  const sentences: string[] = [];
  const said = together(comparison, isSpoiled(findings));
  const quantities = new Set(runs.flatMap((run) => (run.best === null ? [] : [run.best.quantity])));
  if (quantities.size === 1) {
    const quantity = [...quantities][0] as string;
    const lowerIsBetter = quantity === 'validation loss' || greaterIsBetterByName(quantity) === false;
    const ordered = runs
      .filter((run) => run.best !== null)
      .sort((a, b) => ((b.best?.value ?? 0) - (a.best?.value ?? 0)) * (lowerIsBetter ? -1 : 1));
    const top = ordered[0];
    if (top?.best != null && ordered.length > 1) {
      const step = top.best.step === null ? '' : ` at step ${formatCount(top.best.step)}`;
      const open =
        said.length === 0 ? ' Whether that is more than noise takes a comparison on the same examples.' : '';
      sentences.push(
        `The best ${metricName(quantity)} is **${formatNumber(top.best.value)}** in \`${top.title}\`${step}.${open}`,
      );
    }
  } else if (quantities.size > 1)
    sentences.push('The runs logged different metrics, so they are not ranked.');
  sentences.push(...said);
  const first = findings.find((finding) => finding.severity !== 'note' && finding.subject.run !== null);
  if (first !== undefined) {
    const run = runs.find((r) => r.id === first.subject.run);
    sentences.push(sentence(`Most serious, in \`${run?.title ?? first.subject.run ?? ''}\`: ${first.title}`));
  }
  const action = runs.find((run) => run.id === first?.subject.run)?.answer.doFirst ?? null;
  return {
    headline: `${formatCount(runs.length)} runs: ${split}.`,
    sentences,
    doFirst: action,
    actions: action === null ? [] : [action],
    levels: first === undefined ? [] : [{ claim: first.claim, text: 'the most serious finding' }],
    verdict,
  };
}

/** What the group says, where the runs belong together. */
function together(comparison: Comparison | null, spoiled: boolean): readonly string[] {
  if (comparison === null) return [];
  // What was measured on different examples is compared only where the same examples lie in both.
  if (spoiled && !(comparison.kind === 'pair' && comparison.pairs[0]?.joined)) return [];
  const { answer, kind } = comparison;
  switch (kind) {
    case 'unrelated':
      return [];
    case 'pair': {
      const verdict = comparison.pairs[0]?.metrics[0]?.verdict ?? 'cannot-tell';
      return verdict === 'cannot-tell' ? [] : [answer.headline, ...answer.sentences.slice(0, 1)];
    }
    case 'seeds':
    case 'settings':
      return [answer.headline];
    case 'search': {
      const sentence = ofSearch(comparison);
      return sentence === null ? [] : [sentence];
    }
  }
}
