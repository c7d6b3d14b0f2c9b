import type { RunFacts } from '../facts/define.ts';
import { formatCount } from '../text/numbers.ts';
import { changesOf } from './setting-words.ts';

/** How to evaluate often enough next time, with this run's own numbers. */
export interface Oftener {
  /** `Evaluate four times an epoch, 12 times in all: …`, without a full stop. */
  readonly text: string;
  /** The settings alone, for "enough would be": `12 evaluations or more (…)`. */
  readonly enough: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Enough for a slope of the last 30 % and a smoothed minimum; more cost time and add little (catalogue E8: 20 at most). */
const LEAST = 8;
const MOST = 20;

const words = [
  '',
  'once',
  'twice',
  'three times',
  'four times',
  'five times',
  'six times',
  'seven times',
  'eight times',
];

/**
 * Four evaluations an epoch, but 8 to 20 in all. `eval_steps` is written as the number of steps that it comes to, because a
 * share of the run is not understood by old versions of Trainer.
 */
export function evaluateOftener(facts: RunFacts): Oftener {
  const epochs = facts.epochs();
  if (facts.run.framework === 'keras')
    return {
      text: 'Evaluate four times an epoch: `steps_per_epoch` of a quarter of the data, and four times the epochs',
      enough: 'Six evaluations or more (more epochs, or `steps_per_epoch` of a quarter of the data)',
      settings: {},
    };
  const updates = facts.updates()?.value ?? null;
  if (updates === null || updates < LEAST)
    return {
      text: 'Evaluate ten times a run: `eval_strategy="steps"`, `eval_steps=0.1`',
      enough: 'Six evaluations or more: `eval_strategy="steps"`, `eval_steps=0.1`',
      settings: { eval_strategy: '"steps"', eval_steps: '0.1' },
    };
  const wanted = Math.min(MOST, Math.max(LEAST, Math.round(4 * (epochs ?? 2.5))));
  const every = Math.max(1, Math.floor(updates / wanted));
  const total = Math.floor(updates / every);
  const each = epochs === null ? 0 : Math.round(total / epochs);
  const often = each >= 2 && each < words.length ? `${words[each]} an epoch, ` : '';
  const wantedSettings = { eval_strategy: '"steps"', eval_steps: String(every) };
  const changed = changesOf(facts, wantedSettings).settings;
  const settings = Object.keys(changed).length === 0 ? wantedSettings : changed;
  const setting = Object.entries(settings)
    .map(([name, value]) => `\`${name}=${value}\``)
    .join(', ');
  return {
    text: `Evaluate ${often}${formatCount(total)} times in all: ${setting}`,
    enough: `Six evaluations or more: ${setting} makes ${formatCount(total)} of a run like this`,
    settings,
  };
}
