/** Tasks in which a row can hold any number of labels. */
export { type ConstantSet, constantSet } from './constant-set.ts';
export { MISSING, type MultiLabelCounts, multiLabelCounts } from './counts.ts';
export { examineMultiLabel, type MultiLabelExamination } from './examine.ts';
export { type MultiLabelClass, type MultiLabelMeasures, measureMultiLabel } from './measure.ts';
export { type MultiLabelRankings, multiLabelRankings } from './rankings.ts';
export type { MultiLabelScore } from './score.ts';
export { type LabelThreshold, type LabelThresholds, labelThresholds } from './thresholds.ts';
