import type { LearningRateRange, RunFacts } from '../facts/define.ts';
import { gradientCourse } from '../facts/gradients.ts';
import { headRange } from '../facts/learning-rates.ts';
import { warmedUp } from '../facts/recommended-settings.ts';
import type { Advice, Claim } from '../model/outcome.ts';
import { formatCount, formatLoss, formatRate, formatTimes } from '../text/numbers.ts';
import { moreUpdates } from './length-advice.ts';
import { partOf } from './parameter-words.ts';
import { type Changes, changesOf } from './setting-words.ts';

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

const usual = (range: LearningRateRange): string =>
  `${formatRate(range.low)} to ${formatRate(range.high)} is usual for ${range.family} (${range.source})`;

/** `learning_rate` to lower, and what goes with it; `how` says `a third` where it is no value of the table. */
function lowerSettings(facts: RunFacts, clip: boolean): Changes {
  const { learningRate, warmUp } = facts.recommended();
  const { lower } = learningRate;
  // A warm-up belongs to a rate of the table and to a run that failed at a careful one.
  const warm = (lower === null || lower.how === null) && !warmedUp(facts);
  return changesOf(
    facts,
    {
      ...(lower === null ? {} : { learning_rate: formatRate(lower.value) }),
      ...(warm ? warmUp.settings : {}),
      ...(clip ? { max_grad_norm: '1.0' } : {}),
    },
    { learning_rate: lower?.how ?? null },
  );
}

/**
 * For an unstable or failed run: a lower rate, a warm-up where there was none, clipping if asked for. A run that already used
 * the careful rate of the table is not told to use it again. Null when the rate is not known.
 */
export function steadier(facts: RunFacts, { clip = false }: { readonly clip?: boolean } = {}): Advice | null {
  const peak = facts.peakLearningRate();
  if (peak === null || !(peak.value > 0)) return null;
  const { lower, range } = facts.recommended().learningRate;
  const { clause, settings } = lowerSettings(facts, clip);
  if (lower === null)
    return {
      text: `Keep the learning rate, ${clause === '' ? 'and' : `set ${clause}, and`} repeat with another seed`,
      settings,
      effort: 'rerun',
    };
  // Nothing in a log tells a head or an adapter that was trained alone from a whole model, and those take higher rates.
  const alone =
    peak.value >= ONLY_A_PART && facts.run.model.adapter === null && range !== headRange
      ? '; if only an adapter was trained, 2e-4'
      : '';
  return {
    text: `Set ${clause}${lower.how === null && range !== null ? `; ${usual(range)}${alone}` : ''}`,
    settings,
    effort: 'rerun',
  };
}

/**
 * Advice on the learning rate, with its source. `lower` after a failed or unstable run, `raise` after a crawling one. Null when
 * the model has no row in the table.
 */
export function rateAdvice(facts: RunFacts, direction: 'lower' | 'raise'): Advice | null {
  const found = rateAgainstTable(facts);
  if (found === null) return null;
  if (direction === 'lower') return steadier(facts);
  const { raise } = facts.recommended().learningRate;
  if (raise === null || found.peak >= found.range.low) return null;
  return {
    text: `Set \`learning_rate=${formatRate(raise.value)}\`; ${usual(found.range)}`,
    settings: { learning_rate: formatRate(raise.value) },
    effort: 'rerun',
  };
}

/** The first rate to try with Adam for this model, as typed; null when the model has no row in the table. */
export function rateOfAdam(facts: RunFacts): string | null {
  const { withAdam } = facts.recommended().learningRate;
  return withAdam === null ? null : formatRate(withAdam.value);
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
  const rate = rateOfAdam(facts);
  const { range } = facts.recommended().learningRate;
  return {
    text: `plain SGD at a learning rate of ${formatRate(peak.value)}: rates of that size are meant for Adam, SGD hardly moves with them`,
    claim: 'likely',
    advice: {
      text: `Set \`optim="adamw_torch"\`${rate === null || range === null ? '' : ` and \`learning_rate=${rate}\`; ${usual(range)}`}`,
      settings: {
        optim: '"adamw_torch"',
        ...(rate === null ? {} : { learning_rate: rate }),
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
      advice: moreUpdates(facts),
    };
  }
  const gradients = gradientCourse(facts);
  if (gradients?.vanished === true) {
    const warm = changesOf(facts, warmedUp(facts) ? {} : facts.recommended().warmUp.settings);
    return {
      text: `hardly any gradient reached the weights (median norm ${formatLoss(gradients.last)} in the last third of the log): a failed start, a frozen encoder, or weights that the optimiser does not hold`,
      claim: 'hint',
      advice: {
        text: `Print the number of parameters with \`requires_grad\`; if it is that of all, start again with another seed${warm.clause === '' ? '' : ` and ${warm.clause}`}`,
        settings: warm.settings,
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
