import type { RunFacts } from '../facts/define.ts';
import type { RunReport } from '../model/report.ts';
import { formatCount } from '../text/numbers.ts';

/** `bert-base-uncased · text-classification, 5 classes · 1,092 steps, 6 epochs`. */
export function describe(facts: RunFacts): string {
  const { run } = facts;
  const parts: string[] = [];
  const model = run.model.base ?? run.model.architecture;
  if (model !== null)
    parts.push(run.model.adapter === null ? model : `${model} with ${run.model.adapter.kind}`);
  const entities = facts.entities();
  const classes =
    entities?.set.types.length ??
    run.model.labels?.length ??
    facts.predictions()?.labels.length ??
    facts.multiLabel()?.set.labels.length ??
    null;
  const kind = (n: number): string =>
    entities === null ? (n === 1 ? 'class' : 'classes') : n === 1 ? 'entity type' : 'entity types';
  if (run.task !== null)
    parts.push(
      classes === null
        ? run.task.value
        : `${run.task.value}, ${formatCount(classes)} ${kind(classes)}${facts.multiLabel() === null ? '' : ', several a row'}`,
    );
  const updates = facts.updates();
  const epochs = facts.epochs();
  const length = [
    updates === null ? null : `${formatCount(updates.value)} ${updates.value === 1 ? 'step' : 'steps'}`,
    epochs === null ? null : `${Number(epochs.toFixed(2))} ${epochs === 1 ? 'epoch' : 'epochs'}`,
  ].filter((x) => x !== null);
  if (length.length > 0) parts.push(length.join(', '));
  if (run.framework === 'none') parts.push('predictions only');
  if (run.framework === 'keras') parts.push('Keras history');
  if (run.framework === 'tensorboard') parts.push('TensorBoard log');
  return parts.join(' · ');
}

/** The settings that were read, in the order a reader looks for them. */
export function settingsOf(facts: RunFacts): RunReport['settings'] {
  const h = facts.run.hyperparameters;
  const list: RunReport['settings'][number][] = [];
  const add = (name: string, known: { readonly value: unknown; readonly from: string } | null) => {
    if (known !== null) list.push({ name, value: String(known.value), from: known.from });
  };
  add('learning rate', h.learningRate);
  add('scheduler', h.scheduler);
  add('warm-up steps', h.warmupSteps);
  add('warm-up ratio', h.warmupRatio);
  add('epochs', h.epochs);
  add('batch per device', h.perDeviceTrainBatchSize);
  add('gradient accumulation', h.gradientAccumulationSteps);
  add('devices', h.devices);
  add('optimiser', h.optimizer);
  add('weight decay', h.weightDecay);
  add('label smoothing', h.labelSmoothing);
  add('gradient clipping', h.maxGradNorm);
  add('precision', h.precision);
  add('seed', h.seed);
  add('logging steps', h.loggingSteps);
  add('evaluation', h.evaluationStrategy);
  const { selection } = facts.run;
  if (selection.metric !== null)
    list.push({ name: 'checkpoint chosen by', value: selection.metric, from: 'training arguments' });
  if (selection.loadBestAtEnd !== null)
    list.push({
      name: 'best loaded at end',
      value: selection.loadBestAtEnd ? 'yes' : 'no',
      from: 'training arguments',
    });
  return list;
}
