import type { RunFacts } from '../../facts/define.ts';
import { type Movement, movement } from '../../facts/movement.ts';
import type { Claim, Evidence } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatRate, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { rateAdvice, rateAgainstTable, TOO_LOW } from '../learning-rate-advice.ts';
import { lossText } from '../wording.ts';

/** Less of the possible drop than this is crawling (catalogue A17). */
const CRAWLING = 0.3;
const ALPHA = 0.001;
const ENOUGH_ROWS = 10;

/** A training loss that came down to this part of its first value did not crawl, however few its rows are. */
const CAME_DOWN = 0.6;
/** A validation loss that turned by a twentieth: a run that crawls does not overfit. */
const TURNED = 1.05;

/** What shows that the weights moved, although the loss of the whole course changed little; null when nothing does. */
function didMove(facts: RunFacts, moved: Movement): string | null {
  const train = facts.trainLoss();
  if (train !== null && train.n >= 3 && train.value[train.n - 1]! < CAME_DOWN * train.value[0]!)
    return `training loss came down from ${lossText(train.value[0]!)} to ${lossText(train.value[train.n - 1]!)}`;
  const validation = facts.validationLoss();
  if (moved.source !== 'validation' || validation === null) return null;
  const lowest = validation.value.reduce((a, b) => Math.min(a, b));
  const last = validation.value[validation.n - 1]!;
  return last > TURNED * lowest
    ? `validation loss turned at ${lossText(lowest)} and rose to ${lossText(last)}, which a run that crawls does not do`
    : null;
}

/** Strong: many rows that fall all along on a nearly straight line. Anything less leaves a frozen encoder open. */
function claimOf(moved: Movement, underLow: number): Claim {
  const crawls = moved.n >= ENOUGH_ROWS && (moved.pFalling ?? 1) < ALPHA && moved.straight === true;
  if (crawls) return 'strong';
  return moved.n >= ENOUGH_ROWS || underLow >= 10 ? 'likely' : 'hint';
}

function evidenceOf(facts: RunFacts, moved: Movement): Evidence[] {
  const table = rateAgainstTable(facts)!;
  return [
    { name: 'peak learning rate', value: table.peak, method: facts.peakLearningRate()!.from },
    { name: 'lower end of the usual range', value: table.range.low, method: table.range.source },
    {
      name: `${moved.source === 'train' ? 'training' : 'validation'} loss at the start`,
      value: moved.start,
      n: moved.n,
    },
    {
      name: `${moved.source === 'train' ? 'training' : 'validation'} loss at the end`,
      value: moved.end,
      n: moved.n,
    },
    {
      name: 'updates',
      value: facts.updates()?.value ?? null,
      reason: facts.updates() === null ? 'not recorded' : undefined,
    },
    {
      name: 'share of the possible drop',
      value: moved.share,
      method: '(start − end) / (start − a tenth of guess level)',
    },
  ];
}

export const lrTooLow = defineAudit({
  id: 'lr-too-low',
  family: 'learning-rate',
  title: 'The learning rate was not too low',
  failureTitle: 'The learning rate was too low: the loss crawled',
  why: 'Far below the usual range the weights hardly move, and the compute is spent for nothing.',
  requires: ['learning-rate'],
  requiresOneOf: ['train-loss', 'validation-loss'],
  references: ['Devlin et al. 2019, appendix A.3', 'Mosbach et al. 2021, section 6'],
  judge({ facts }) {
    const table = rateAgainstTable(facts);
    const peak = facts.peakLearningRate()!;
    if (table === null) return notApplicable('the usual rates of this model are not in the table');
    const { range, underLow } = table;
    const ends = `usual for ${range.family}: ${formatRate(range.low)} to ${formatRate(range.high)}`;
    if (underLow <= TOO_LOW) return pass(`Peak ${formatRate(peak.value)}; ${ends}`);
    const learned = facts.learned();
    if (learned.verdict === 'far-above')
      return pass(
        `Peak ${formatRate(peak.value)} is below what is ${ends}, but ${metricName(learned.quantity!)} reached ${lossText(learned.value!)}`,
      );
    const moved = movement(facts);
    if (moved === null)
      return inconclusive(
        `Peak ${formatRate(peak.value)} is below what is ${ends}; too few rows of loss to see whether it crawled`,
        '10 rows of training loss',
      );
    if (moved.share >= CRAWLING)
      return pass(
        `Peak ${formatRate(peak.value)} is below what is ${ends}, but the loss came down from ${lossText(moved.start)} to ${lossText(moved.end)}`,
      );
    const shown = didMove(facts, moved);
    if (shown !== null) return pass(`Peak ${formatRate(peak.value)} is below what is ${ends}, but ${shown}`);
    const updates = facts.updates();
    const claim = claimOf(moved, underLow);
    return {
      kind: 'finding',
      findings: [
        {
          claim,
          severity: claim === 'hint' ? 'risk' : 'problem',
          title: `The learning rate of ${formatRate(peak.value)} was ${claim === 'strong' ? '' : claim === 'likely' ? 'likely ' : 'possibly '}too low`,
          measured: `${formatRate(peak.value)} is ${formatTimes(underLow)} times below the lower end of what is usual for ${range.family} (${formatRate(range.low)}); ${moved.source === 'train' ? 'training' : 'validation'} loss went from ${lossText(moved.start)} to ${lossText(moved.end)} in ${updates === null ? many(moved.n, 'row') : many(updates.value, 'update')}`,
          mattersWhen: 'always: the run learned next to nothing for its cost',
          advice: rateAdvice(facts, 'raise'),
          refutedBy: `Repeat a tenth of the steps with \`learning_rate=${formatRate(range.firstTry)}\`: a loss that falls no faster points to frozen weights instead`,
          evidence: evidenceOf(facts, moved),
          weight: 0.8,
        },
      ],
    };
  },
});
