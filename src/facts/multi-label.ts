import { examineMultiLabel, type MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { Run } from '../model/run.ts';

const splitOrder = ['test', 'validation', undefined, 'train'];

/** The set of several labels a row that quality is judged on: unseen data first, then the larger one. */
export function multiLabel(run: Run): MultiLabelExamination | null {
  const [first] = [...(run.multiLabelSets ?? [])].sort(
    (a, b) => splitOrder.indexOf(a.split?.value) - splitOrder.indexOf(b.split?.value) || b.rows - a.rows,
  );
  return first === undefined ? null : examineMultiLabel(first);
}
