import type { Run } from '../model/run.ts';

const flag = (value: boolean): string => (value ? 'true' : 'false');

/**
 * What the run was trained with, under the names that advice uses (Trainer's arguments; Keras' `epochs`), spelled as
 * `canonical` spells values. Absent: not recorded.
 */
export function ownSettings(run: Run): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  const put = (name: string, value: string | number | boolean | null | undefined): void => {
    if (value !== null && value !== undefined && !own.has(name))
      own.set(name, canonical(typeof value === 'boolean' ? flag(value) : String(value)));
  };
  const { hyperparameters: h, selection } = run;
  put('learning_rate', h.learningRate?.value);
  put('lr_scheduler_type', h.scheduler?.value);
  put('warmup_steps', h.warmupSteps?.value);
  put('warmup_ratio', h.warmupRatio?.value);
  put(run.framework === 'keras' ? 'epochs' : 'num_train_epochs', h.epochs?.value);
  if ((h.maxSteps?.value ?? 0) > 0) put('max_steps', h.maxSteps?.value);
  put('per_device_train_batch_size', h.perDeviceTrainBatchSize?.value);
  put('per_device_eval_batch_size', h.perDeviceEvalBatchSize?.value);
  put('gradient_accumulation_steps', h.gradientAccumulationSteps?.value);
  put('max_grad_norm', h.maxGradNorm?.value);
  put('weight_decay', h.weightDecay?.value);
  put('label_smoothing_factor', h.labelSmoothing?.value);
  put('optim', h.optimizer?.value);
  put('logging_steps', h.loggingSteps?.value);
  put('eval_strategy', h.evaluationStrategy?.value);
  put('eval_steps', h.evalSteps?.value);
  put('logging_nan_inf_filter', h.nanFilter?.value);
  put('load_best_model_at_end', selection.loadBestAtEnd);
  put('metric_for_best_model', selection.metric);
  put('greater_is_better', selection.greaterIsBetter);
  if (h.precision !== null) for (const name of ['fp16', 'bf16']) put(name, flag(h.precision.value === name));
  for (const [name, value] of Object.entries(h.raw)) put(name, value);
  return own;
}

/** One spelling for one value: `"linear"`, `SchedulerType.LINEAR` and `linear`; `True` and `true`; `0.10` and `1e-1`. */
export function canonical(value: string): string {
  const text = value
    .trim()
    .replace(/^["'](.*)["']$/, '$1')
    .replace(/^[A-Za-z]+(?:Type|Names|Strategy)\./, '')
    .replace(/^eval_/, '')
    .toLowerCase();
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? String(Number(number.toPrecision(3))) : text;
}
