import { examineMultiLabel, type MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { Run } from '../model/run.ts';

const splitOrder = ['test', 'validation', undefined, 'train'];

/** The set of several labels a row that quality is judged on: what was run here, then unseen data, then the larger one. */
export function multiLabel(run: Run): MultiLabelExamination | null {
  const [first] = [...(run.multiLabelSets ?? [])].sort(
    (a, b) =>
      Number(b.ran === true) - Number(a.ran === true) ||
      splitOrder.indexOf(a.split?.value) - splitOrder.indexOf(b.split?.value) ||
      b.rows - a.rows,
  );
  return first === undefined ? null : examineMultiLabel(first);
}
