import type { RunFacts } from '../facts/define.ts';
import type { EntitySet } from '../model/entities.ts';

/** The F1 that the run logged for the data of a set of mentions. */
export interface LoggedF1 {
  readonly name: string;
  readonly value: number;
  readonly from: string;
}

const F1 = /^(?:overall_|entity_|seqeval_)?f1(?:_score|_micro)?$/;

/**
 * F1 of the last evaluation of the split that the set is of: from the files of results, else the last one of the log where the model
 * is the one of the end. Null when there is none, or it cannot be told whether it is of the same model.
 */
export function loggedF1({ run }: RunFacts, set: EntitySet): LoggedF1 | null {
  const split = set.split?.value ?? null;
  if (split === null) return null;
  const share = (value: number): number | null =>
    value >= 0 && value <= 1 ? value : value > 1 && value <= 100 ? value / 100 : null;
  for (const { split: of, quantity, value, from } of run.finalValues ?? []) {
    const read = of === split && F1.test(quantity) ? share(value) : null;
    if (read !== null) return { name: quantity, value: read, from };
  }
  if (run.selection?.loadBestAtEnd === true) return null;
  const series = run.series.find((one) => one.split === split && F1.test(one.quantity));
  const last = series?.value.at(-1);
  const read = last === undefined ? null : share(last);
  return series === undefined || read === null
    ? null
    : { name: series.quantity, value: read, from: series.file };
}
