import type { RunFacts } from '../facts/define.ts';
import type { MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { Subject } from '../model/outcome.ts';

/** What audits say of tasks in which a row can have several labels. */

/** The set that is judged, or null where rows have one label (then that is what audits speak of). */
export const labelSets = (facts: RunFacts): MultiLabelExamination | null =>
  facts.measures() === null ? facts.multiLabel() : null;

/** Why a check of texts says nothing there. */
export const textsOfLabelSets = 'texts are not compared where a row can have several labels';

/** Split of the judged set, for the subject of a finding. */
export const splitOfSets = ({ set }: MultiLabelExamination): Pick<Subject, 'split'> =>
  set.split === null ? {} : { split: set.split.value };
