import { shortRunSentence } from '../audits/exclusion-words.ts';
import type { RunFacts } from '../facts/define.ts';
import type { Answer, AuditResult, Finding } from '../model/report.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatCount, formatInterval, formatNumber, formatPercent } from '../text/numbers.ts';
import { sentence } from '../text/words.ts';
import { actionsOf } from './actions.ts';
import { entityHeadline, entitySentence } from './entities/said.ts';
import { aboutClasses, aboutErrors, headlineOf } from './headline.ts';
import { type AnswerInput, leftOut, onlyTellsApart, verdictOf } from './verdict.ts';

/** The audits whose "cannot tell" is worth a sentence of the answer. */
const deciding = [
  'no-better-than-trivial',
  'overfit-loss',
  'overfit-metric',
  'still-improving-at-end',
  'converged',
  'plateau-at-chance',
  'majority-collapse',
];

/** Examples that the quality is judged on; null where none were saved. */
const judgedRows = (facts: RunFacts): number | null =>
  facts.measures()?.confusion.rows ?? facts.multiLabel()?.measures().counts.n ?? null;

/** How good it is where a row can have several labels. */
function multiLabelSentence(facts: RunFacts): string | null {
  const examined = facts.multiLabel();
  if (examined === null) return null;
  const { overall, counts, classes } = examined.measures();
  const { f1_micro: micro, subset_accuracy: whole } = overall;
  if (micro?.value == null || micro.interval === null || whole?.value == null) return null;
  const split = examined.set.split === null ? '' : `${examined.set.split.value} `;
  const constant = examined.constant();
  const always =
    constant === null
      ? ''
      : `; always answering ${constant.labels.length > 3 ? `the same ${formatCount(constant.labels.length)} labels` : constant.labels.map((label) => `“${label}”`).join(', ')} would reach ${formatPercent(constant.f1Micro)}`;
  const perRow = examined.measures().labelsPerRow;
  const ratio = perRow === null ? 1 : perRow.predicted / perRow.reference;
  const calls =
    perRow === null || (ratio > 0.8 && ratio < 1.25)
      ? ''
      : `, and it gives ${formatNumber(perRow.predicted)} labels to an example where the references hold ${formatNumber(perRow.reference)}`;
  return `Over ${formatCount(classes.length)} labels its micro-F1 is **${formatPercent(micro.value)}** on ${formatCount(counts.n)} ${split}examples (95 % interval ${formatInterval(micro.interval, 'percent')})${always}; ${formatPercent(whole.value)} of the examples have exactly the right labels${calls}.`;
}

/** How good it is, as far as the folder shows; null when it does not. */
function qualitySentence(facts: RunFacts): string | null {
  const measures = facts.measures();
  const set = facts.predictions();
  if (measures !== null && set !== null) {
    const accuracy = measures.overall.accuracy;
    if (accuracy?.value != null && accuracy.interval !== null) {
      const rows = measures.confusion.rows;
      const split = set.split === null ? '' : `${set.split.value} `;
      const majority =
        measures.majority === null
          ? ''
          : `; always answering “${measures.majority.label}” would reach ${formatPercent(measures.majority.share)}`;
      return `It labels **${formatPercent(accuracy.value)}** of ${formatCount(rows)} ${split}examples correctly (95 % interval ${formatInterval(accuracy.interval, 'percent')})${majority}.`;
    }
  }
  const several = multiLabelSentence(facts) ?? entitySentence(facts);
  if (several !== null) return several;
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  if (target !== null && curve !== null && curve.n > 0) {
    const value = curve.value[curve.n - 1] as number;
    const shown = target.share ? formatPercent(value) : formatNumber(value);
    const size = facts.validationSize();
    const where =
      size === null
        ? 'on an evaluation set of unknown size'
        : `on ${formatCount(size.value)} ${target.series.split} examples`;
    return `${metricTitle(target.quantity)} was **${shown}** at the last evaluation, ${where}.`;
  }
  return null;
}

/** A note that is no praise: beside it nobody may say that nothing was found. */
const isBlemish = (finding: Finding): boolean =>
  finding.claim !== 'hint' && (aboutClasses.has(finding.id) || finding.id.startsWith('overfit-'));

function headline(input: AnswerInput, verdict: Answer['verdict']): string {
  const { facts, findings } = input;
  const serious = findings.filter((finding) => finding.severity !== 'note');
  const first = serious.find((finding) => headlineOf(finding) !== null);
  if (first !== undefined) {
    const own = headlineOf(first) as string;
    const other = serious.find(
      (finding) =>
        finding !== first &&
        aboutClasses.has(finding.id) !== aboutClasses.has(first.id) &&
        headlineOf(finding) !== null,
    );
    const also = other === undefined || first.severity === 'problem' ? null : headlineOf(other);
    return also === null ? own : `${own} ${also}`;
  }
  const rows = judgedRows(facts);
  switch (verdict) {
    case 'cannot-tell':
      if (onlyTellsApart(input))
        return 'It tells the classes apart, but is not shown to be right more often than one constant answer.';
      if (rows !== null)
        return `Whether it is better than a trivial answer cannot be told from these ${formatCount(rows)} examples.`;
      return qualitySentence(facts) === null
        ? 'This folder cannot show whether the model is good.'
        : 'Nothing alarming in what was logged, but it is too little to judge this training.';
    case 'fine':
      if (leftOut(input)) return 'The checks that were asked found no problem and no risk.';
      if (findings.some(isBlemish))
        return rows !== null
          ? `No serious weakness was found on these ${formatCount(rows)} examples.`
          : 'Nothing serious in what was logged; which examples fail cannot be told.';
      if (facts.entities() !== null && rows === null) return entityHeadline(facts);
      if (facts.measures() === null && rows !== null)
        return `No check of ${formatCount(facts.multiLabel()!.set.labels.length)} labels found a weakness on these ${formatCount(rows)} examples.`;
      if (rows !== null)
        return `Nothing to fix. No check found a ${findings.some(({ id, claim }) => aboutErrors.has(id) && claim !== 'hint') ? 'serious ' : ''}weakness on these ${formatCount(rows)} examples.`;
      return qualitySentence(facts) === null
        ? 'Nothing wrong in what was logged; how good the model is cannot be told.'
        : 'Nothing wrong in what was logged; which examples fail cannot be told.';
    case 'problem':
    case 'risk': {
      const any = findings[0];
      return any === undefined ? 'Something needs a look.' : `${any.title}.`;
    }
  }
}

function levelsOf(findings: readonly Finding[], results: readonly AuditResult[]): Answer['levels'] {
  const levels: { claim: Answer['levels'][number]['claim']; text: string }[] = [];
  const first = findings.find((finding) => finding.severity !== 'note') ?? findings[0];
  if (first !== undefined) {
    levels.push({ claim: first.claim, text: 'what the record shows' });
    if (first.cause !== undefined) levels.push({ claim: first.cause.claim, text: 'its cause' });
  }
  const open = results.filter((result) => result.status === 'inconclusive').length;
  if (open > 0) levels.push({ claim: 'inconclusive', text: open === 1 ? 'one check' : `${open} checks` });
  return levels;
}

/** Headline, three to five sentences, at most three actions: the first screen of one run. */
export function answerOf(input: AnswerInput): Answer {
  const { facts, findings, results, trajectory } = input;
  const verdict = verdictOf(input);
  const sentences: string[] = [];
  const quality = qualitySentence(facts);
  sentences.push(
    quality ?? 'How good the model is cannot be told: the folder holds no predictions and no metric.',
  );
  if (trajectory !== null) sentences.push(trajectory.summary);
  const said = headline(input, verdict);
  for (const finding of findings.filter((f) => f.severity !== 'note').slice(0, 2))
    sentences.push(sentence(finding.title));
  if (sentences.length < 5) {
    const optimism = findings.find((finding) => finding.id === 'best-of-many-optimism');
    const state = findings.find(
      (finding) =>
        finding.severity === 'note' &&
        finding !== optimism &&
        ['converged', 'still-improving-at-end', 'support-too-small'].includes(finding.id),
    );
    if (optimism !== undefined) sentences.push(sentence(optimism.title));
    else if (state !== undefined) sentences.push(sentence(state.title));
  }
  const excluded = findings.some(({ severity }) => severity !== 'note') ? null : shortRunSentence(facts);
  if (sentences.length < 5 && excluded !== null) sentences.push(sentence(excluded));
  const open = results.find((result) => result.status === 'inconclusive' && deciding.includes(result.id));
  if (sentences.length < 5 && open !== undefined) sentences.push(sentence(open.text));
  const actions = actionsOf(input);
  return {
    headline: said,
    sentences: sentences.slice(0, 5),
    doFirst: actions[0] ?? null,
    actions,
    levels: levelsOf(findings, results),
    verdict,
  };
}
