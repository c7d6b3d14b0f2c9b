import type { Averaging, Split } from '../../model/series.ts';
import { meaningOf } from '../hf-trainer/quantities.ts';
import { kerasQuantity } from '../keras/quantities.ts';
import { splitOfWord } from './layout.ts';

/** What a tag stands for. */
export interface TagMeaning {
  readonly quantity: string;
  readonly split: Split;
  readonly evaluationSet: string | null;
  /** Null where the tag does not tell; the shape of the log may. */
  readonly averaging: Averaging | null;
  readonly decimals: number | null;
  /** Lightning logs a value per step, per epoch, or both under two names. */
  readonly form: 'step' | 'epoch' | null;
  /** The tag itself names the split. */
  readonly explicit: boolean;
}

/** Who wrote the log, by its tags: decides what a loss is the mean of. */
export type Writer = 'hf-trainer' | 'keras' | 'lightning' | 'other';

export function writerOf(tags: readonly string[], texts: ReadonlySet<string>): Writer {
  const has = (pattern: RegExp): boolean => tags.some((tag) => pattern.test(tag));
  if (
    texts.has('args/text_summary') ||
    has(/^train\/(?:train_runtime|total_flos|epoch)$|^eval\/samples_per_second$/)
  ) {
    return 'hf-trainer';
  }
  if (has(/^epoch_(?:loss|accuracy|acc|lr|learning_rate)$/)) return 'keras';
  if (tags.includes('epoch') || has(/^hp_metric$|^lr-[A-Z]/) || has(/_(?:step|epoch)$/)) return 'lightning';
  return 'other';
}

/** The Trainer's own name of a tag: `eval/f1` → `eval_f1` (transformers, integrations/integration_utils.py, `rewrite_logs`). */
export function trainerKey(tag: string): string {
  const [, prefix, rest] = /^(train|eval|test)\/(.+)$/.exec(tag) ?? [];
  if (prefix === undefined) return tag;
  return prefix === 'train' ? rest! : `${prefix}_${rest}`;
}

/** Written once at the end of a training: the mean over the whole of it, or how long it took. Never a point. */
export const isTrainerSummary = (key: string): boolean =>
  /^(?:train_(?:runtime|samples_per_second|steps_per_second|tokens_per_second|loss)|total_flos)$/.test(key);

/**
 * What a tag means, or null when it is no quantity of the training: Lightning's placeholder `hp_metric`, a running best,
 * Keras' curves over iterations.
 */
export function meaningOfTag(
  tag: string,
  folder: Split | null,
  writer: Writer,
  sets: readonly string[],
): TagMeaning | null {
  if (writer === 'hf-trainer') {
    const meaning = meaningOf(trainerKey(tag), sets);
    return { ...meaning, form: null, explicit: true };
  }
  if (/(?:^|[_/])best(?:[_/]|$)/i.test(tag) || /^(?:hp_metric|hparam\/.*)$/.test(tag)) return null;
  if (writer === 'keras') return kerasMeaning(tag, folder);
  const { split, rest } = splitTag(tag);
  const [, stem, form] = /^(.+?)_(step|epoch)$/.exec(rest) ?? [];
  const quantity = /^lr-/.test(rest) ? 'learning_rate' : kerasQuantity((stem ?? rest).replaceAll('/', '_'));
  const where = split ?? folder ?? 'train';
  return {
    quantity,
    split: where,
    evaluationSet: null,
    averaging: where === 'train' ? trainAveraging(quantity, form) : 'point',
    decimals: null,
    form: form === 'step' || form === 'epoch' ? form : null,
    explicit: split !== null,
  };
}

function trainAveraging(quantity: string, form: string | undefined): Averaging | null {
  if (quantity === 'learning_rate') return 'point';
  if (quantity === 'grad_norm') return 'last-step';
  return form === 'epoch' ? 'epoch-mean' : form === 'step' ? 'point' : null;
}

/** The callback writes `epoch_<name>`; older versions wrote the bare name (keras/callbacks/tensorboard.py). */
function kerasMeaning(tag: string, folder: Split | null): TagMeaning | null {
  const [, name] = /^epoch_(.+)$/.exec(tag) ?? [];
  if (name === undefined) return null;
  const quantity = kerasQuantity(name);
  const split = quantity === 'learning_rate' ? 'train' : (folder ?? 'train');
  const averaging = split !== 'train' || quantity === 'learning_rate' ? 'point' : 'epoch-mean';
  return {
    quantity,
    split,
    evaluationSet: null,
    averaging,
    decimals: null,
    form: 'epoch',
    explicit: folder !== null,
  };
}

/** `val_loss`, `Loss/validation`, `loss.train`: the word for the split stands first or last. */
function splitTag(tag: string): { split: Split | null; rest: string } {
  for (const [pattern, word, rest] of [
    [/^([a-z]+)[/_\-. ](.+)$/i, 1, 2],
    [/^(.+)[/_\-. ]([a-z]+)$/i, 2, 1],
  ] as const) {
    const match = pattern.exec(tag);
    const split = match ? splitOfWord(match[word]!) : null;
    if (match && split !== null) return { split, rest: match[rest]! };
  }
  return { split: null, rest: tag };
}
