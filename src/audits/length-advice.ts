import type { RunFacts } from '../facts/define.ts';
import { ENOUGH_UPDATES, MOST_EPOCHS } from '../facts/recommended-settings.ts';
import type { Advice } from '../model/outcome.ts';
import { formatCount, formatRate } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { changesOf } from './setting-words.ts';

/** A smaller batch on the devices there were, with the rate that goes with it; empty when none is proposed. */
export function smallerBatchSettings(facts: RunFacts): Readonly<Record<string, string>> {
  const batch = facts.recommended().smallerBatch;
  if (batch === null || facts.run.framework === 'keras') return {};
  return {
    per_device_train_batch_size: String(batch.perDevice),
    gradient_accumulation_steps: '1',
    ...(batch.learningRate === null ? {} : { learning_rate: formatRate(batch.learningRate) }),
  };
}

/** `num_train_epochs` (`max_steps` where that was set), or Keras' `epochs`, of a run that is longer; empty when the number of epochs is not known. */
export function longerRunSettings(facts: RunFacts): Readonly<Record<string, string>> {
  const longer = facts.recommended().longer;
  if (longer === null) return {};
  // Trainer ignores the epochs where `max_steps` is set.
  const limit = facts.run.hyperparameters.maxSteps?.value ?? -1;
  const [updates, epochs] = [facts.updates()?.value ?? null, facts.epochs()];
  if (limit > 0 && updates !== null && epochs !== null && epochs > 0)
    return { max_steps: String(Math.round((longer.value * updates) / epochs)) };
  return { [facts.run.framework === 'keras' ? 'epochs' : 'num_train_epochs']: String(longer.value) };
}

/** About 1,000 updates: more epochs, 20 at most, and where those are not enough a smaller batch. */
export function moreUpdates(facts: RunFacts): Advice {
  const { longer, rule, smallerBatch } = facts.recommended();
  const updates = facts.updates()?.value ?? 0;
  const keras = facts.run.framework === 'keras';
  if (longer === null)
    return {
      text: `Train for ${rule}`,
      settings: keras ? {} : { max_steps: String(ENOUGH_UPDATES) },
      effort: 'longer-rerun',
    };
  const batch = smallerBatchSettings(facts);
  const smaller = smallerBatch === null ? '' : `a batch of ${smallerBatch.value}`;
  if (longer.exhausted)
    // A batch of 16 leaves little to halve.
    return smaller === '' || (facts.effectiveBatchSize()?.value ?? 0) <= 16
      ? {
          text: `Label more examples: ${many(updates, 'update')} already took ${many(Math.round(facts.epochs() ?? MOST_EPOCHS), 'pass', 'passes')} over the data`,
          effort: 'data',
        }
      : {
          text: `Use ${smaller}: ${many(updates, 'update')} already took ${many(Math.round(facts.epochs() ?? MOST_EPOCHS), 'pass', 'passes')} over the data`,
          settings: changesOf(facts, batch).settings,
          effort: 'rerun',
        };
  const epochs = longerRunSettings(facts);
  const { settings } = changesOf(facts, { ...epochs, ...batch });
  const about = longer.updates === null ? '' : `, about ${formatCount(longer.updates)} updates`;
  return {
    text: `Set \`${Object.entries(epochs)[0]!.join('=')}\`${smaller === '' ? '' : ` and ${smaller}`}${about}`,
    settings,
    effort: 'longer-rerun',
  };
}
