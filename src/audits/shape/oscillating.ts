import type { RunFacts } from '../../facts/define.ts';
import { type Oscillation, oscillation } from '../../facts/oscillation.ts';
import { isCyclic } from '../../facts/rate-events.ts';
import { rateOver } from '../../facts/rate-over.ts';
import type { Advice, Claim, Evidence, Outcome } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatRate, formatTimes } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { rateAgainstTable, steadier } from '../learning-rate-advice.ts';
import { changesOf } from '../setting-words.ts';
import { differenceText, lossText, measure, place } from '../wording.ts';

const LEAST_EVALUATIONS = 8;
/** Measured in docs/thresholds/curve-shapes.md. */
const ALPHA = 0.01;
/** Swings below this are nobody's worry: one and a half points, or a twentieth of a value that is no share. */
const LEAST_SHARE = 0.015;
const LEAST_RELATIVE = 0.05;
/** One outlier turns twice. */
const LEAST_TURNS = 3;

const nameOf = (found: Oscillation): string =>
  found.what === 'metric' ? metricName(found.name) : found.name;

/** A swing in the unit of its series. */
function sizeText(facts: RunFacts, found: Oscillation, size: number): string {
  const target = facts.targetMetric();
  return found.what === 'metric' && target !== null ? differenceText(target, size) : lossText(size);
}

function isMaterial(facts: RunFacts, found: Oscillation): boolean {
  const share = found.what === 'metric' && facts.targetMetric()?.share === true;
  return found.swing >= (share ? LEAST_SHARE : LEAST_RELATIVE * Math.abs(found.level));
}

function evidenceOf(facts: RunFacts, found: Oscillation): readonly Evidence[] {
  const list: Evidence[] = [
    measure(`swing of ${nameOf(found)} from evaluation to evaluation`, found.swing, {
      n: found.judged,
      step: found.from,
      method: 'standard deviation around a parabola',
    }),
    measure('swing over the last four evaluations', found.late),
    measure('turns', found.turns),
  ];
  if (found.bound !== null)
    list.push(
      measure('standard error of a difference of two evaluations, at most', found.bound, {
        n: found.n ?? undefined,
      }),
    );
  if (found.pBound !== null)
    list.push(
      measure('chance of it from the evaluation set alone, at the largest possible error', found.pBound, {
        method: 'chi-square test, the largest deviation left out',
      }),
    );
  if (found.alternates)
    list.push(measure('lag-1 autocorrelation', found.rho, { n: found.judged, method: 'one-sided 1 %' }));
  if (found.grows && found.growth !== null)
    list.push(measure('swing of the last third ÷ first third', found.growth, { method: 'F test, 1 %' }));
  const table = rateAgainstTable(facts);
  if (table !== null && table.overHigh >= 1)
    list.push(
      measure('peak learning rate', table.peak),
      measure('upper end of the usual range', table.range.high, { method: table.range.source }),
    );
  return list;
}

function calm(facts: RunFacts): Advice {
  const { lower } = facts.recommended().learningRate;
  if (lower === null)
    return { text: 'Halve the learning rate and let it fall to 0, or average the last 3 to 5 checkpoints' };
  if (lower.how === null) return steadier(facts)!;
  const { clause, settings } = changesOf(
    facts,
    {
      learning_rate: formatRate(lower.value),
      ...(facts.run.framework === 'keras' ? {} : { lr_scheduler_type: '"linear"' }),
    },
    { learning_rate: lower.how },
  );
  return { text: `Set ${clause}, or average the last 3 to 5 checkpoints`, settings };
}

function tell(facts: RunFacts, found: Oscillation, claim: Claim): Outcome {
  const { run } = facts;
  const table = rateAgainstTable(facts);
  const last = run.lastStep ?? found.from;
  const rate = rateOver(facts, found.from, last);
  // A schedule that ends near 0 quiets the run by itself, and then the last checkpoint is no lottery ticket.
  const quiet =
    found.late < 0.5 * found.swing || (rate !== null && rate.end < 0.1 && found.late < found.swing);
  const over = table !== null && table.overHigh >= 1;
  const size = sizeText(facts, found, found.swing);
  return {
    kind: 'finding',
    findings: [
      {
        claim,
        severity: claim === 'hint' || quiet ? 'note' : 'risk',
        subject: { split: 'validation' },
        title: `${upperFirst(nameOf(found))} ${claim === 'hint' ? 'possibly' : 'likely'} swung from evaluation to evaluation by more than its sampling error`,
        measured: `It swung by ${size} around its course over the last ${many(found.judged, 'evaluation')} (standard deviation)${found.bound === null ? '' : `; ${formatCount(found.n ?? 0)} examples explain a difference of ${sizeText(facts, found, found.bound)} at most (one standard error)`}${found.alternates ? '; up and down took turns' : ''}${found.grows ? '; the swings grew' : ''}`,
        cause: over
          ? {
              text: `the learning rate of ${formatRate(table.peak)} was ${table.overHigh > 1 ? `${formatTimes(table.overHigh)} times` : 'at'} the upper end of what is usual for ${table.range.family} (${formatRate(table.range.high)})`,
              claim: claim === 'hint' ? 'hint' : 'likely',
            }
          : {
              text: 'steps that are too large for the size of the batch, or too few examples in an update',
              claim: 'hint',
            },
        mattersWhen: 'you use the last checkpoint, or compare two runs by their last evaluation',
        advice: calm(facts),
        refutedBy: `Evaluate two neighbouring checkpoints from after ${place(run, found.from)} on ten times as many examples, some minutes: no difference would refute it`,
        evidence: evidenceOf(facts, found),
        weight: 0.4,
      },
    ],
  };
}

/** A11 of the catalogue. Sign changes are never counted: white noise has plenty. */
export const oscillating = defineAudit({
  id: 'oscillating',
  family: 'learning-rate',
  title: 'Evaluations did not swing by more than their sampling error',
  failureTitle: 'Results swung from one evaluation to the next',
  why: 'Where neighbouring checkpoints differ a lot, the last one is a matter of luck.',
  requires: [],
  requiresOneOf: ['validation-loss', 'validation-metric'],
  references: [
    'Izmailov et al. 2018, arXiv 1803.05407 (averaging of checkpoints)',
    'docs/thresholds/curve-shapes.md',
  ],
  judge({ facts }) {
    const found = oscillation(facts);
    if (found === null) {
      const n = Math.max(facts.targetCurve()?.n ?? 0, facts.validationLoss()?.n ?? 0);
      return notApplicable(
        `${many(n, 'evaluation')}, and it takes ${LEAST_EVALUATIONS} to tell a swing from a trend`,
        'evaluate-more-often',
      );
    }
    const name = upperFirst(nameOf(found));
    const size = sizeText(facts, found, found.swing);
    if (!isMaterial(facts, found) || found.turns < LEAST_TURNS)
      return pass(
        `${name} swung by ${size} around its course over the last ${many(found.judged, 'evaluation')}${found.turns < LEAST_TURNS && isMaterial(facts, found) ? ', without turning often' : ', too little to matter'}`,
      );
    if (found.bound === null || found.expected === null)
      return inconclusive(
        `${name} swung by ${size} around its course, but whether the model or the evaluation set did cannot be told: ${found.errorReason ?? 'its sampling error is unknown'}`,
        'The size of the evaluation set, and saved predictions of two neighbouring evaluations',
      );
    const claim: Claim | null =
      found.pBound !== null && found.pBound < ALPHA
        ? 'likely'
        : found.pExpected !== null && found.pExpected < ALPHA
          ? 'hint'
          : null;
    if (claim === null)
      return pass(
        `${name} swung by ${size} around its course, which ${formatCount(found.n ?? 0)} examples explain (one standard error of a difference is ${sizeText(facts, found, found.bound)} at most)`,
      );
    if (isCyclic(facts))
      return inconclusive(
        `${name} swung by ${size}, but the learning rate went up and down as well`,
        'Evaluations at the end of each cycle only, or a schedule without restarts',
      );
    return tell(facts, found, claim);
  },
});
