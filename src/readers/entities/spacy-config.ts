import { type JsonValue, parseJson } from '../../formats/json.ts';
import { noHyperparameters } from '../../model/empty.ts';
import { type Known, stated } from '../../model/known.ts';
import type { Hyperparameters } from '../../model/run.ts';

/** `training.optimizer.learn_rate` → its value. */
export type SpacyConfig = ReadonlyMap<string, JsonValue>;

const MOST_LINES = 20_000;
const MOST_RAW = 400;

/**
 * Reads a `config.cfg` of spaCy: sections in brackets, values in JSON, `${section.key}` for a value elsewhere. Null when the text is no
 * such file.
 */
export function readSpacyConfig(text: string): SpacyConfig | null {
  const values = new Map<string, JsonValue>();
  let section = '';
  for (const line of text.split(/\r?\n/, MOST_LINES)) {
    const named = /^\[([\w.\-*]+)\]\s*$/.exec(line);
    if (named !== null) {
      section = named[1]!;
      continue;
    }
    const pair = /^([@\w.-]+)\s*=\s*(.*)$/.exec(line);
    if (pair === null || section === '') continue;
    const parsed = parseJson(pair[2]!);
    values.set(`${section}.${pair[1]!}`, parsed.ok ? parsed.value : pair[2]!.trim());
  }
  if (!values.has('nlp.lang') && !values.has('nlp.pipeline') && !values.has('training.max_steps'))
    return null;
  for (const [key, value] of values) {
    const reference = typeof value === 'string' ? /^\$\{([\w.-]+)\}$/.exec(value)?.[1] : undefined;
    if (reference !== undefined && values.has(reference)) values.set(key, values.get(reference)!);
  }
  return values;
}

/** Settings out of a configuration. spaCy's 0 for `max_epochs` and `max_steps` means no limit and is left out. */
export function spacySettings(config: SpacyConfig, file: string): Hyperparameters {
  const number = (key: string, positive = false): Known<number> | null => {
    const value = config.get(key);
    return typeof value === 'number' && (!positive || value > 0) ? stated(value, `${file}#/${key}`) : null;
  };
  const text = (key: string): Known<string> | null => {
    const value = config.get(key);
    return typeof value === 'string' ? stated(value, `${file}#/${key}`) : null;
  };
  const raw: Record<string, string | number | boolean | null> = {};
  let kept = 0;
  for (const [key, value] of config) {
    if ((typeof value === 'object' && value !== null && !Array.isArray(value)) || kept >= MOST_RAW) continue;
    raw[key] = Array.isArray(value)
      ? value.join(', ').slice(0, 500)
      : (value as string | number | boolean | null);
    kept++;
  }
  const rate = 'training.optimizer.learn_rate';
  return {
    ...noHyperparameters,
    learningRate: number(rate) ?? number(`${rate}.initial_rate`),
    scheduler: text(`${rate}.@schedules`),
    warmupSteps: number(`${rate}.warmup_steps`),
    epochs: number('training.max_epochs', true),
    maxSteps: number('training.max_steps', true),
    gradientAccumulationSteps: number('training.accumulate_gradient', true),
    maxGradNorm: number('training.optimizer.grad_clip'),
    weightDecay:
      config.get('training.optimizer.L2_is_weight_decay') === true ? number('training.optimizer.L2') : null,
    optimizer: text('training.optimizer.@optimizers'),
    seed: number('training.seed'),
    evaluationStrategy: config.has('training.eval_frequency')
      ? stated('steps', `${file}#/training.eval_frequency`)
      : null,
    evalSteps: number('training.eval_frequency', true),
    raw,
  };
}
