import type { LearningRateRange, RunFacts } from '../facts/define.ts';
import { gradientCourse } from '../facts/gradients.ts';
import { adamRange } from '../facts/learning-rates.ts';
import type { Advice, Claim } from '../model/outcome.ts';
import { formatCount, formatLoss, formatRate, formatTimes } from '../text/numbers.ts';
import { partOf } from './parameter-words.ts';

/** Outside the table by so much the rate alone explains a failed run (catalogue A4, A16, A17). */
export const FAR_TOO_HIGH = 5;
export const TOO_HIGH = 3;
export const TOO_LOW = 3;
const FAR_TOO_LOW = 20;
/** From here on a rate is one that heads and adapters take. */
const ONLY_A_PART = 1e-3;

/** Peak rate ÷ the ends of the usual range, or null when either is not known. */
export function rateAgainstTable(facts: RunFacts): {
  readonly peak: number;
  readonly range: LearningRateRange;
  readonly overHigh: number;
  readonly underLow: number;
} | null {
  const peak = facts.peakLearningRate();
  const range = facts.learningRateRange();
  if (peak === null || range === null || !(peak.value > 0)) return null;
  return { peak: peak.value, range, overHigh: peak.value / range.high, underLow: range.low / peak.value };
}

/** After a failure: the careful end of a narrow range, the middle of a wide one. Always inside the range. */
const carefulRate = (range: LearningRateRange): number =>
  range.high / range.low > 4 ? range.firstTry : range.low;

const usual = (range: LearningRateRange): string =>
  `${formatRate(range.low)} to ${formatRate(range.high)} is usual for ${range.family} (${range.source})`;

/**
 * Advice on the learning rate, with its source. `lower` after a failed or unstable run, `raise` after a crawling one. A run
 * that already used the careful rate is not told to use it again. Null when the model has no row in the table.
 */
export function rateAdvice(facts: RunFacts, direction: 'lower' | 'raise'): Advice | null {
  const found = rateAgainstTable(facts);
  if (found === null) return null;
  const { peak, range } = found;
  if (direction === 'raise') {
    if (peak >= range.low) return null;
    return {
      text: `Set \`learning_rate=${formatRate(range.firstTry)}\`; ${usual(range)}`,
      settings: { learning_rate: formatRate(range.firstTry) },
    };
  }
  const target = carefulRate(range);
  const settings = { learning_rate: formatRate(target), warmup_ratio: '0.1' };
  if (peak <= target * 1.01)
    return {
      text: 'Keep the learning rate, set `warmup_ratio=0.1`, and repeat with another seed',
      settings: { warmup_ratio: '0.1' },
    };
  // Nothing in a log tells a head or an adapter that was trained alone from a whole model, and those take higher rates.
  const alone =
    peak >= ONLY_A_PART && facts.run.model.adapter === null ? '; if only an adapter was trained, 2e-4' : '';
  return {
    text: `Set \`learning_rate=${formatRate(target)}\` and \`warmup_ratio=0.1\`; ${usual(range)}${alone}`,
    settings,
  };
}

/** The first rate to try with Adam for this model, as typed; null when the model has no row in the table. */
export function rateOfAdam(run: RunFacts['run']): string | null {
  const range = adamRange(run);
  return range === null ? null : formatRate(range.firstTry);
}

export interface Cause {
  readonly text: string;
  readonly claim: Claim;
  readonly advice: Advice | null;
}

const FEW_UPDATES = 100;

/** Below this rate plain SGD hardly moves an encoder (catalogue A34). */
const SGD_NEEDS = 1e-2;

function plainSgd(facts: RunFacts): Cause | null {
  const optimizer = facts.run.hyperparameters.optimizer?.value ?? '';
  const peak = facts.peakLearningRate();
  if (!/^sgd$/i.test(optimizer) || peak === null || peak.value >= SGD_NEEDS) return null;
  const range = adamRange(facts.run);
  return {
    text: `plain SGD at a learning rate of ${formatRate(peak.value)}: rates of that size are meant for Adam, SGD hardly moves with them`,
    claim: 'likely',
    advice: {
      text: `Set \`optim="adamw_torch"\`${range === null ? '' : ` and \`learning_rate=${formatRate(range.firstTry)}\`; ${usual(range)}`}`,
      settings: {
        optim: '"adamw_torch"',
        ...(range === null ? {} : { learning_rate: formatRate(range.firstTry) }),
      },
    },
  };
}

/**
 * Why a run learned nothing, in the order of the catalogue (0.1, line 5): frozen weights, rate too high, rate too low or too
 * few updates, no gradient, and only then the labels or the task. At most `likely`; what cannot be told is a hint.
 */
export function causeOfFailure(facts: RunFacts): Cause {
  const table = rateAgainstTable(facts);
  const trained = facts.trainedParameters();
  if (trained?.kind === 'head' && (table === null || table.underLow >= TOO_LOW)) {
    return {
      text: `${partOf(trained)} were trained, a head alone on an encoder that stayed as it was`,
      claim: 'likely',
      advice: null,
    };
  }
  if (table !== null && table.overHigh >= TOO_HIGH) {
    return {
      text: `the learning rate of ${formatRate(table.peak)} was ${formatTimes(table.overHigh)} times the upper end of what is usual for ${table.range.family} (${formatRate(table.range.high)})`,
      claim: table.overHigh >= FAR_TOO_HIGH ? 'likely' : 'hint',
      advice: rateAdvice(facts, 'lower'),
    };
  }
  if (table !== null && table.underLow >= TOO_LOW) {
    return {
      text: `the learning rate of ${formatRate(table.peak)} was ${formatTimes(table.underLow)} times below the lower end of what is usual for ${table.range.family} (${formatRate(table.range.low)})`,
      claim: table.underLow >= FAR_TOO_LOW ? 'likely' : 'hint',
      advice: rateAdvice(facts, 'raise'),
    };
  }
  const sgd = plainSgd(facts);
  if (sgd !== null) return sgd;
  const updates = facts.updates();
  if (updates !== null && updates.value < FEW_UPDATES && facts.run.axis === 'step') {
    return {
      text: `only ${formatCount(updates.value)} weight updates were made`,
      claim: 'likely',
      advice: { text: 'Train until at least 1,000 updates are made', settings: { max_steps: '1000' } },
    };
  }
  const gradients = gradientCourse(facts);
  if (gradients?.vanished === true) {
    return {
      text: `hardly any gradient reached the weights (median norm ${formatLoss(gradients.last)} in the last third of the log): a failed start, a frozen encoder, or weights that the optimiser does not hold`,
      claim: 'hint',
      advice: {
        text: 'Print the number of parameters with `requires_grad`; if it is that of all, start again with another seed and `warmup_ratio=0.1`',
        settings: { warmup_ratio: '0.1' },
      },
    };
  }
  return {
    text: 'labels that do not belong to their texts, a frozen encoder, or a task that the text does not decide',
    claim: 'hint',
    advice: {
      text: 'Read 20 decoded pairs of text and label, then train on 16 examples until their loss is below 0.05',
    },
  };
}
