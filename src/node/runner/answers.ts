import { isJsonObject } from '../../formats/json.ts';
import type { ProblemType } from '../../model-runner/index.ts';
import type { OpenedCheckpoint } from './open.ts';

/** What the logits mean. A graph of the user says it by the config.json beside it, as far as there is one. */
export interface AnswerMeaning {
  readonly labels: readonly string[];
  /** False when the configuration names none and they are `LABEL_0`, `LABEL_1`, … */
  readonly labelsAreNamed: boolean;
  readonly problemType: ProblemType;
}

/** `count`: logits of one answer. */
export function meaningOf({ model, config }: OpenedCheckpoint, count: number): AnswerMeaning {
  if (model.kind === 'weights') {
    const { labels, labelsAreNamed, problemType } = model.description;
    return { labels, labelsAreNamed, problemType };
  }
  const named = config.id2label;
  const labels = Array.from({ length: count }, (_, id) => {
    const name = isJsonObject(named) ? named[String(id)] : undefined;
    return typeof name === 'string' ? name : `LABEL_${id}`;
  });
  const problemType =
    config.problem_type === 'multi_label_classification'
      ? 'multi-label'
      : config.problem_type === 'regression' || count === 1
        ? 'regression'
        : 'single-label';
  return { labels, labelsAreNamed: labels.some((name, id) => name !== `LABEL_${id}`), problemType };
}
