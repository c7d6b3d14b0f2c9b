import { examineMultiLabel, type MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { Run } from '../model/run.ts';
import { leadingFirst } from './leading.ts';

/** The set of several labels a row that quality is judged on. */
export function multiLabel({ multiLabelSets }: Run): MultiLabelExamination | null {
  const [first] = leadingFirst(multiLabelSets ?? [], (set) => set.rows);
  return first === undefined ? null : examineMultiLabel(first);
}
