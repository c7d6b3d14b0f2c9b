import { derived, type Known, stated } from '../../model/known.ts';
import type { Hyperparameters } from '../../model/run.ts';
import type { Settings } from './arguments.ts';
import type { Lineage } from './lineage.ts';
import type { TrainerState } from './state-file.ts';

/** Steps that the schedule was made for. */
export const plannedSteps = (
  state: TrainerState | null,
  maxSteps: Known<number> | null,
): Known<number> | null => (state?.maxSteps ? stated(state.maxSteps, `${state.file}#/max_steps`) : maxSteps);

/** The state file repeats a few settings; they serve where training_args.bin is missing. */
export function withState(
  settings: Hyperparameters,
  lineage: Lineage | null,
  files: readonly Settings[],
): Hyperparameters {
  if (!lineage) return settings;
  const state = lineage.last;
  const from = (value: number | null, key: string): Known<number> | null =>
    value === null ? null : stated(value, `${state.file}#/${key}`);
  const batch =
    state.batchSize === null
      ? null
      : derived(
          state.batchSize,
          `${state.file}#/train_batch_size, which counts the devices of one process together`,
        );
  return {
    ...settings,
    epochs: settings.epochs ?? from(state.epochs, 'num_train_epochs'),
    loggingSteps: hasOwnInterval(settings, state)
      ? settings.loggingSteps
      : logsBySteps(lineage, files)
        ? from(state.loggingSteps, 'logging_steps')
        : null,
    perDeviceTrainBatchSize: settings.perDeviceTrainBatchSize ?? batch,
    raw: { ...settings.raw, ...earlyStopping(state) },
  };
}

/** The callback is no training argument, but a setting of the run all the same; named as its own arguments are. */
const earlyStopping = ({ earlyStopping: callback }: TrainerState): Hyperparameters['raw'] =>
  callback === null
    ? {}
    : {
        early_stopping_patience: callback.patience,
        ...(callback.threshold === null ? {} : { early_stopping_threshold: callback.threshold }),
      };

/** A value below 1 is a share of all steps; the state holds the number it comes to. */
const hasOwnInterval = ({ loggingSteps }: Hyperparameters, state: TrainerState): boolean =>
  loggingSteps !== null && (loggingSteps.value >= 1 || state.loggingSteps === null);

/** The state repeats `logging_steps` even when the Trainer logs once an epoch; the rows show whether it had an effect. */
function logsBySteps({ rows, last: { loggingSteps } }: Lineage, files: readonly Settings[]): boolean {
  if (loggingSteps === null) return false;
  if (files.some(({ values }) => (values.get('logging_strategy') ?? 'steps') !== 'steps')) return false;
  const logged = rows.filter((row) => 'loss' in row);
  return (
    logged.length > 0 && logged.every((row) => (row.step as number) % loggingSteps === 0 || row === logged[0])
  );
}
