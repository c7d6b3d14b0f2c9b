import type { RunFacts } from '../facts/define.ts';
import { greaterIsBetterByName } from '../facts/target-metric.ts';
import type {
  Answer,
  AuditResult,
  DoFirst,
  Finding,
  NotChecked,
  RunReport,
  Trajectory,
} from '../model/report.ts';
import { metricName, metricTitle } from '../text/metric-names.ts';
import { formatCount, formatInterval, formatNumber, formatPercent } from '../text/numbers.ts';
import { actionFor } from './enable.ts';
import { aboutClasses, headlineOf } from './headline.ts';

export interface AnswerInput {
  readonly facts: RunFacts;
  readonly findings: readonly Finding[];
  readonly results: readonly AuditResult[];
  readonly notChecked: readonly NotChecked[];
  readonly trajectory: Trajectory | null;
}

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

interface Question {
  readonly ids: readonly string[];
  /** `all`: no check of the group may be undecided. `one`: a single answer is enough. */
  readonly takes: 'all' | 'one';
}

/** "Nothing to fix" takes more than silence: each of these questions must have got an answer. */
const questions: Readonly<Record<'predictions' | 'training', readonly Question[]>> = {
  predictions: [{ ids: ['no-better-than-trivial'], takes: 'all' }],
  training: [
    { ids: ['overfit-loss', 'overfit-confidence-only', 'overfit-metric'], takes: 'all' },
    { ids: ['plateau-at-chance', 'majority-collapse'], takes: 'one' },
    { ids: ['converged', 'still-improving-at-end', 'lr-decayed-too-soon'], takes: 'all' },
  ],
};

const decided: ReadonlySet<AuditResult['status']> = new Set(['pass', 'finding', 'superseded']);

const asked = ({ facts }: AnswerInput): readonly Question[] =>
  facts.measures() === null ? questions.training : questions.predictions;

const saidOf = (input: AnswerInput, { ids }: Question): readonly AuditResult[] =>
  input.results.filter((result) => ids.includes(result.id));

/** A question was left out by `--only` or `--skip`: it is not held against the run, and "nothing to fix" is not said. */
const leftOut = (input: AnswerInput): boolean =>
  asked(input).some((question) => saidOf(input, question).length === 0);

const answered = (input: AnswerInput): boolean =>
  asked(input).every((question) => {
    const said = saidOf(input, question);
    if (said.length === 0) return true;
    // A hint is no answer: something may be there. (That the loss was flat at the end is nothing to fear.)
    const open =
      said.some((result) => result.status === 'inconclusive') ||
      input.findings.some(
        (finding) =>
          question.ids.includes(finding.id) && finding.id !== 'converged' && finding.claim === 'hint',
      );
    return said.some((result) => decided.has(result.status)) && (question.takes === 'one' || !open);
  });

function verdictOf(input: AnswerInput): Answer['verdict'] {
  const carries = input.findings.filter((finding) => finding.claim !== 'hint');
  if (carries.some((finding) => finding.severity === 'problem')) return 'problem';
  if (carries.some((finding) => finding.severity === 'risk')) return 'risk';
  return answered(input) && !onlyTellsApart(input) ? 'fine' : 'cannot-tell';
}

/** Its answers go with the labels, but its accuracy is not shown to be above that of one constant answer. */
function onlyTellsApart({ results }: AnswerInput): boolean {
  const trivial = results.find(
    (result) => result.id === 'no-better-than-trivial' && result.status === 'pass',
  );
  const difference = trivial?.evidence.find((evidence) => evidence.name === 'accuracy less that share');
  return difference?.interval !== undefined && !(difference.interval.low > 0);
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
  const measures = facts.measures();
  switch (verdict) {
    case 'cannot-tell':
      if (onlyTellsApart(input))
        return 'It tells the classes apart, but is not shown to be right more often than one constant answer.';
      if (measures !== null)
        return `Whether it is better than a trivial answer cannot be told from these ${formatCount(measures.confusion.rows)} examples.`;
      return qualitySentence(facts) === null
        ? 'This folder cannot show whether the model is good.'
        : 'Nothing alarming in what was logged, but it is too little to judge this training.';
    case 'fine':
      if (leftOut(input)) return 'The checks that were asked found no problem and no risk.';
      if (findings.some(isBlemish))
        return measures !== null
          ? `No serious weakness was found on these ${formatCount(measures.confusion.rows)} examples.`
          : 'Nothing serious in what was logged; which examples fail cannot be told.';
      if (measures !== null)
        return `Nothing to fix. No check found a weakness on these ${formatCount(measures.confusion.rows)} examples.`;
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

function actionsOf(input: AnswerInput): readonly DoFirst[] {
  const actions: DoFirst[] = [];
  const taken = new Map<string, string>();
  for (const finding of input.findings) {
    if (actions.length === 3) break;
    if (finding.advice === null || (finding.severity === 'note' && finding.claim === 'hint')) continue;
    const settings: Record<string, string> = {};
    let contradicts = false;
    for (const [key, value] of Object.entries(finding.advice.settings ?? {})) {
      const before = taken.get(key);
      if (before !== undefined && before !== value) contradicts = true;
      // A setting that an earlier action has too is repeated, so that each action can be pasted alone.
      settings[key] = value;
    }
    if (contradicts || actions.some((action) => action.text === finding.advice?.text)) continue;
    for (const [key, value] of Object.entries(settings)) taken.set(key, value);
    actions.push({
      text: finding.advice.text,
      settings,
      code: null,
      language: 'python',
      finding: finding.key,
    });
  }
  const open = input.notChecked[0];
  if (actions.length === 0 && open !== undefined) {
    actions.push({
      text: actionFor(open.enable),
      settings: {},
      code: open.snippet.code,
      language: open.snippet.language === 'shell' ? 'shell' : 'python',
      finding: null,
    });
  }
  return actions;
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

const full = (sentence: string): string => (/[.?!]$/.test(sentence) ? sentence : `${sentence}.`);

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
    sentences.push(full(finding.title));
  if (sentences.length < 5) {
    const optimism = findings.find((finding) => finding.id === 'best-of-many-optimism');
    const state = findings.find(
      (finding) =>
        finding.severity === 'note' &&
        finding !== optimism &&
        ['converged', 'still-improving-at-end', 'support-too-small'].includes(finding.id),
    );
    if (optimism !== undefined) sentences.push(full(optimism.title));
    else if (state !== undefined) sentences.push(full(state.title));
  }
  const open = results.find((result) => result.status === 'inconclusive' && deciding.includes(result.id));
  if (sentences.length < 5 && open !== undefined) sentences.push(full(open.text));
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

const worst: readonly Answer['verdict'][] = ['problem', 'risk', 'cannot-tell', 'fine'];

/** The answer over several runs of one source: how many, the best by their own metric, the most serious finding. */
export function overviewAnswer(runs: readonly RunReport[], findings: readonly Finding[]): Answer {
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
      sentences.push(
        `The best ${metricName(quantity)} is **${formatNumber(top.best.value)}** in \`${top.title}\`${step}. Whether that is more than noise takes a comparison on the same examples.`,
      );
    }
  } else if (quantities.size > 1)
    sentences.push('The runs logged different metrics, so they are not ranked.');
  const first = findings.find((finding) => finding.severity !== 'note');
  if (first !== undefined) {
    const run = runs.find((r) => r.id === first.subject.run);
    sentences.push(full(`Most serious, in \`${run?.title ?? first.subject.run ?? ''}\`: ${first.title}`));
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
