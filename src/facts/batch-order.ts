import type { Run } from '../model/run.ts';

/**
 * The batches were put together by length (`group_by_length`, since version 5 `train_sampling_strategy`): every 50 of them
 * run from long to short, so that the loss has a period of its own.
 */
export function groupedByLength(run: Run): boolean {
  const { raw } = run.hyperparameters;
  return raw.group_by_length === true || /group_by_length/i.test(String(raw.train_sampling_strategy ?? ''));
}
