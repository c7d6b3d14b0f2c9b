import type { RunFacts } from '../facts/define.ts';
import type { GroupFacts } from '../facts/group/define.ts';
import type { EnableId, Outcome, ProbeAnswer } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';

/**
 * Evidence an audit cannot do without. The engine checks it before the audit is asked; what is missing becomes a
 * `not-applicable` result that says how to log it next time.
 */
export type Requirement =
  | 'train-loss' // at least one finite or non-finite row of training loss
  | 'validation-loss'
  | 'validation-metric' // a task metric besides loss at the evaluations
  | 'learning-rate' // logged rate or configured peak
  | 'gradient-norm'
  | 'steps' // how many updates were made
  | 'validation-size'
  | 'predictions' // references and predictions of a classification
  | 'multi-label' // the same with several labels a row
  | 'entities' // mentions of a token classification, in references and predictions
  | 'scores' // probabilities or logits
  | 'examples' // references and predictions row by row
  | 'texts'; // and their texts

/** One place of the order of precedence (see engine/precedence.ts). */
export type Family =
  | 'record' // the log itself: resume, averaging
  | 'numerics' // NaN, infinity
  | 'labels' // label mapping
  | 'collapse' // divergence, one class
  | 'chance'
  | 'learning-rate'
  | 'optimiser'
  | 'fit' // underfit, overfit
  | 'end-state'
  | 'selection'
  | 'evaluation'
  | 'data' // what texts show: overlap, truncation, shift
  | 'classes'
  | 'calibration' // probabilities and thresholds
  | 'errors' // which examples fail, and what they share
  | 'entities' // mentions: their score, and which of them fail
  | 'resources';

export interface AuditContext {
  readonly run: Run;
  readonly facts: RunFacts;
  probe(key: string): ProbeAnswer | null;
  /** Whether the model can be asked; absent: no. An audit that can judge without asks only where this is true. */
  readonly canProbe?: boolean;
}

/** One diagnosis. `id` is the noun of the failing state, and the name of its file, test and page. */
export interface Audit {
  readonly id: string;
  readonly family: Family;
  /** What holds when nothing is found, short: "Validation loss did not rise". */
  readonly title: string;
  readonly failureTitle: string;
  /** Why it matters, one sentence. */
  readonly why: string;
  readonly requires: readonly Requirement[];
  /** Alternatives: at least one of these must be there. */
  readonly requiresOneOf?: readonly Requirement[];
  /** Papers, specifications, files of the tool that writes the log. */
  readonly references: readonly string[];
  /** Pure and synchronous; no clock, no file format. */
  judge(context: AuditContext): Outcome;
}

/**
 * One diagnosis about several runs together (a pair, seeds, a search). It sees only the group; what it finds has no single
 * run as its subject. Asked when at least two runs are there.
 */
export interface ComparisonAudit {
  readonly id: string;
  readonly family: 'comparison';
  readonly title: string;
  readonly failureTitle: string;
  readonly why: string;
  readonly references: readonly string[];
  /** Pure and synchronous; no clock, no file format. */
  judge(group: GroupFacts): Outcome;
}

export const defineAudit = (audit: Audit): Audit => audit;
export const defineComparisonAudit = (audit: ComparisonAudit): ComparisonAudit => audit;

export const pass = (measured: string): Outcome => ({ kind: 'pass', measured });
export const notApplicable = (reason: string, enable: EnableId | null = null): Outcome => ({
  kind: 'not-applicable',
  reason,
  enable,
});
export const inconclusive = (reason: string, enough: string): Outcome => ({
  kind: 'inconclusive',
  reason,
  enough,
});
