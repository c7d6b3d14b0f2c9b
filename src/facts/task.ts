import type { Run, Task } from '../model/run.ts';

const PRETRAINED_HEAD = /For(MaskedLM|PreTraining)$/;

/**
 * The task as trained. Adapter folders and logs often keep the configuration of the base model, whose architecture is the
 * pre-training one; labels of the user's own (three or more, or with names) then show that a classifier was trained.
 */
export function trainedTask(run: Run): Task | null {
  const { architecture, labels } = run.model;
  const stated = run.task?.value ?? null;
  const pretrained = stated === 'fill-mask' || (architecture !== null && PRETRAINED_HEAD.test(architecture));
  if (!pretrained || labels === null) return stated;
  const own = labels.length >= 3 || labels.some((label) => !/^LABEL_\d+$/.test(label));
  return own && labels.length >= 2 ? 'text-classification' : stated;
}

/** The architecture, unless it is the pre-training one of a base model that a classifier was put on. */
export const trainedArchitecture = (run: Run): string | null =>
  run.model.architecture !== null &&
  PRETRAINED_HEAD.test(run.model.architecture) &&
  trainedTask(run) === 'text-classification'
    ? null
    : run.model.architecture;
