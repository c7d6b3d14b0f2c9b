export type { Audit, AuditContext, ComparisonAudit, Family, Requirement } from './audits/define.ts';
export { audits, comparisonAudits } from './audits/index.ts';
export {
  type AnalyseOptions,
  analyse,
  type Judgements,
  judgeRuns,
  type ReadResult,
  readRuns,
  report,
} from './engine/analyse.ts';
export { type Gathered, gatherRuns } from './engine/gather-runs.ts';
export { saveRuns } from './engine/save-run.ts';
export type { RunFacts } from './facts/define.ts';
export { createFacts } from './facts/index.ts';
export type * from './model/comparison.ts';
export { derived, given, type Known, stated } from './model/known.ts';
export type * from './model/outcome.ts';
export type * from './model/predictions.ts';
export type * from './model/reader.ts';
export type * from './model/report.ts';
export type * from './model/run.ts';
export type * from './model/series.ts';
export type * from './model/source.ts';
export { memorySource } from './sources/memory.ts';
export { version } from './version.ts';
