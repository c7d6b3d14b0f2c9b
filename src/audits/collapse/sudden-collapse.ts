import { checkpointOnDisk } from '../../facts/best-checkpoint.ts';
import { type Collapse, collapse, collapseCanShow, rateAtBreak } from '../../facts/collapse.ts';
import type { RunFacts } from '../../facts/define.ts';
import type { Advice, Claim, Evidence, FindingDraft } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatRate, formatTimes } from '../../text/numbers.ts';
import { code, many, upperFirst } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { rateAgainstTable, steadier } from '../learning-rate-advice.ts';
import { lossText, measure, metricText, place } from '../wording.ts';

/** Rows of training loss that show it when only one evaluation follows. */
const LEAST_ROWS_AFTER = 5;
/** A rate still so high at the break can have caused it. */
const RATE_WAS_HIGH = 0.2;

const valueText = (facts: RunFacts, found: Collapse, value: number): string => {
  const target = facts.targetMetric();
  return found.by === 'metric' && target !== null ? metricText(target, value) : lossText(value);
};

/** Null when the record does not show it well enough. */
function claimOf(found: Collapse): Claim | null {
  const { evaluations, trainSays, train } = found;
  if (trainSays === 'denies') return null;
  if (evaluations >= 2) return trainSays === 'confirms' ? 'strong' : 'likely';
  return trainSays === 'confirms' && (train?.rows ?? 0) >= LEAST_ROWS_AFTER ? 'likely' : 'hint';
}

function evidenceOf(facts: RunFacts, found: Collapse): readonly Evidence[] {
  const name = found.by === 'metric' ? metricName(found.name) : found.name;
  const list: Evidence[] = [
    measure(`${name} before the break`, found.before.value, {
      step: found.before.step,
      n: found.n ?? undefined,
    }),
    measure(`${name} after the break`, found.after.value, {
      step: found.after.step,
      n: found.n ?? undefined,
    }),
    measure('guess level', found.baseline, {
      method:
        found.by === 'metric'
          ? 'what a constant answer scores'
          : 'entropy of the label shares, or ln of the number of labels',
    }),
    measure('evaluations at guess level, to the end', found.evaluations),
  ];
  if (found.train !== null)
    list.push(
      measure('training loss before the break', found.train.before),
      measure('training loss after it', found.train.after, { n: found.train.rows, method: 'median' }),
    );
  const table = rateAgainstTable(facts);
  if (table !== null)
    list.push(
      measure('peak learning rate', table.peak),
      measure('upper end of the usual range', table.range.high, { method: table.range.source }),
    );
  const rate = rateAtBreak(facts, found.after.step);
  if (rate !== null) list.push(measure('learning rate at the break', rate, { unit: 'of its peak' }));
  return list;
}

function causeOf(facts: RunFacts, found: Collapse): NonNullable<FindingDraft['cause']> {
  if (found.beside === 'restart')
    return { text: 'the learning rate was raised again just before', claim: 'likely' };
  const table = rateAgainstTable(facts);
  const rate = rateAtBreak(facts, found.after.step);
  const high = rate === null || rate >= RATE_WAS_HIGH;
  if (table !== null && table.overHigh > 1 && high)
    return {
      text: `the learning rate of ${formatRate(table.peak)} was ${formatTimes(table.overHigh)} times the upper end of what is usual for ${table.range.family} (${formatRate(table.range.high)})`,
      claim: 'likely',
    };
  return { text: 'an update that was too large; the record does not say why', claim: 'hint' };
}

function adviceOf(facts: RunFacts, found: Collapse): Advice {
  const { run } = facts;
  const disk = checkpointOnDisk(run, found.before.step);
  const use =
    disk.onDisk === true && disk.path !== null
      ? `Use ${code(disk.path.split('/').at(-1) ?? disk.path)}, from before the break`
      : disk.onDisk === false
        ? `The checkpoint of ${place(run, found.before.step)} no longer exists`
        : `Use the checkpoint of ${place(run, found.before.step)} if you kept it`;
  const next: Advice = steadier(facts, { clip: true }) ?? {
    text: 'Divide the learning rate by 3 and set `max_grad_norm=1.0`',
    settings: { max_grad_norm: '1.0' },
  };
  return {
    ...next,
    text: `${use}; for the next run, ${next.text[0]!.toLowerCase()}${next.text.slice(1)}`,
  };
}

/** A30 of the catalogue. */
export const suddenCollapse = defineAudit({
  id: 'sudden-collapse',
  family: 'collapse',
  title: 'The model did not fall back to guessing',
  failureTitle: 'It worked, then fell back to guessing',
  why: 'The last checkpoint is of no use, while the one before the break may be fine.',
  requires: [],
  requiresOneOf: ['validation-loss', 'validation-metric'],
  references: [
    'huggingface/transformers issue 297 (one class within an epoch)',
    'Dodge et al. 2020, arXiv 2002.06305 (trials that diverge part of the way through)',
    'docs/thresholds/curve-shapes.md',
  ],
  judge({ run, facts }) {
    if (!collapseCanShow(facts)) {
      const n = Math.max(facts.targetCurve()?.n ?? 0, facts.validationLoss()?.n ?? 0);
      return n < 3
        ? notApplicable('fewer than three evaluations', 'evaluate-more-often')
        : notApplicable('what a model that only guesses would score is not known');
    }
    const found = collapse(facts);
    if (found === null)
      return pass('No evaluation fell from clearly learned to guess level and stayed there to the end');
    const name = upperFirst(found.by === 'metric' ? metricName(found.name) : found.name);
    const fall = `from ${valueText(facts, found, found.before.value)} at ${place(run, found.before.step)} to ${valueText(facts, found, found.after.value)} at ${place(run, found.after.step)}`;
    const went = `${name} went ${fall}`;
    if (found.beside === 'not-finite')
      return notApplicable('a loss or gradient that is not finite came before the break (`nan-inf-loss`)');
    if (found.beside === 'resume')
      return inconclusive(
        `${went}, but the run was resumed in between: a fresh head or another loss would look the same`,
        'A log of one unbroken run',
      );
    const claim = claimOf(found);
    if (claim === null)
      return inconclusive(
        `${went}, guess level, while training loss stayed at ${lossText(found.train!.after)}: the evaluation changed, or the model only knows its training data`,
        'The checkpoint of the break evaluated again on the same examples, and on 1,000 training examples',
      );
    const loss =
      found.train === null || found.trainSays !== 'confirms'
        ? ''
        : `; training loss went from ${lossText(found.train.before)} to ${lossText(found.train.after)}`;
    const word = claim === 'strong' ? '' : claim === 'likely' ? 'likely ' : 'possibly ';
    return {
      kind: 'finding',
      findings: [
        {
          claim,
          severity: 'problem',
          subject: { split: 'validation' },
          title: `It worked, then ${word}fell back to guessing between ${place(run, found.before.step)} and ${place(run, found.after.step)}`,
          measured: `${went}; guessing is ${valueText(facts, found, found.baseline)}, and it stayed there for ${many(found.evaluations, 'evaluation')}${loss}`,
          cause: causeOf(facts, found),
          mattersWhen: 'you use the last checkpoint',
          advice: adviceOf(facts, found),
          refutedBy:
            'Evaluate the last checkpoint again on the same examples, some minutes: a value as before the break would refute it',
          evidence: evidenceOf(facts, found),
          weight: 1,
        },
      ],
    };
  },
});
