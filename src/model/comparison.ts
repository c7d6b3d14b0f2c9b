import type { Interval } from './outcome.ts';
import type { Answer } from './report.ts';

/**
 * What the Report says about several runs together. Plain JSON; long columns lie in `Report.tables`. Runs are named by
 * their id; `letter` (A, B, …, Z, AA) is how figures and prose call them.
 */
export interface Comparison {
  /**
   * `pair`: two runs. `seeds`: one setting, several seeds. `settings`: several settings, at least one of them with several
   * seeds. `search`: several settings, one run each (three or more). `unrelated`: nothing says that they belong together.
   */
  readonly kind: 'pair' | 'seeds' | 'settings' | 'search' | 'unrelated';
  readonly answer: Answer;
  /** The number that the runs are compared by, or null when they share none. */
  readonly metric: {
    readonly quantity: string;
    readonly greaterIsBetter: boolean;
    /** `percent` when values are shares 0…1. */
    readonly format: 'percent' | 'score' | 'loss';
    readonly why: string;
  } | null;
  readonly members: readonly ComparisonMember[];
  /** What differs in the configuration, most important first; settings that are equal everywhere are only counted. */
  readonly differences: readonly SettingDifference[];
  readonly equalSettings: number;
  /** The first run (or the best one of a folder) against each other run, where both have predictions or a metric. */
  readonly pairs: readonly PairComparison[];
  /** Runs that differ only in the seed, together. */
  readonly settings: readonly SettingSummary[];
  readonly search: SearchSummary | null;
  readonly trajectories: ComparisonTrajectories | null;
}

export interface ComparisonMember {
  readonly run: string;
  readonly letter: string;
  readonly title: string;
  /** Index into `Comparison.settings`. */
  readonly setting: number;
  readonly seed: number | null;
  /** Why this run counts as failed (NaN, guess level, one class, divergence), or null. */
  readonly failed: string | null;
  readonly score: {
    readonly value: number;
    readonly interval: Interval | null;
    readonly step: number | null;
    readonly n: number | null;
  } | null;
  /** Validation loss at the end, or null. */
  readonly finalLoss: number | null;
  readonly trainSeconds: number | null;
  readonly updates: number | null;
}

export interface SettingDifference {
  readonly name: string;
  /** In the order of `members`; null is "not recorded". */
  readonly values: readonly (string | null)[];
  /** `training`: may change the model. `reading`: changes only how numbers are measured. `place`: paths, names, logging. */
  readonly kind: 'training' | 'reading' | 'place';
}

/** Two models on the same examples, or, without predictions, two recorded scores. */
export interface PairComparison {
  readonly a: string;
  readonly b: string;
  /** How the examples were joined, or null when there are no predictions on both sides or they cannot be joined. */
  readonly joined: {
    readonly by: 'id' | 'text' | 'position';
    readonly rows: number;
    readonly onlyA: number;
    readonly onlyB: number;
    readonly referencesDiffer: number;
    readonly bothRight: number;
    /** Wrong in A, right in B. */
    readonly fixed: number;
    /** Right in A, wrong in B. */
    readonly broken: number;
    readonly bothWrong: number;
  } | null;
  /** Why there is no join. */
  readonly reason: string | null;
  readonly metrics: readonly PairedMetric[];
  /** Table `what,row_a,row_b,id,text,reference,predicted_a,predicted_b,confidence_a,confidence_b`; `what` is fixed, broken or both-wrong. */
  readonly examples: {
    readonly table: string;
    readonly shown: number;
    readonly total: number;
    readonly textsLeftOut: boolean;
  } | null;
}

export interface PairedMetric {
  readonly metric: string;
  readonly format: 'percent' | 'score' | 'loss';
  readonly greaterIsBetter: boolean;
  readonly a: number | null;
  readonly b: number | null;
  /** b − a. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly test: { readonly method: string; readonly p: number } | null;
  /** Smallest |difference| that would have reached p < 0.05 here, in the metric's units. */
  readonly detectable: number | null;
  /** Equivalent: the whole interval lies inside ±margin. */
  readonly margin: number;
  readonly verdict: 'a-better' | 'b-better' | 'equivalent' | 'no-difference-shown' | 'cannot-tell';
  readonly reason: string | null;
}

export interface SettingSummary {
  /** The settings that tell it apart: `learning_rate 2e-5, batch 16`; empty when there is one setting only. */
  readonly name: string;
  readonly values: Readonly<Record<string, string | null>>;
  readonly runs: readonly string[];
  readonly seeds: readonly number[];
  readonly failed: number;
  /** Share of failed runs, Wilson. */
  readonly failureInterval: Interval | null;
  /** Of the runs that did not fail; null with fewer than one (mean, median) or two (sd). */
  readonly mean: number | null;
  readonly sd: number | null;
  readonly median: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** Of the mean, Student t over seeds; null with fewer than two. */
  readonly meanInterval: Interval | null;
  /** Spread that the size of the evaluation set alone explains, or null. */
  readonly samplingError: number | null;
}

export interface SearchSummary {
  /** Parameters that vary, with the test whether they moved the metric. */
  readonly parameters: readonly {
    readonly name: string;
    readonly values: readonly string[];
    readonly test: { readonly method: string; readonly p: number; readonly q: number } | null;
    readonly moved: 'yes' | 'not-shown' | 'cannot-tell';
    readonly reason: string;
  }[];
  /** Expected best of k runs drawn from these (Dodge 2019), k = 1 … n. */
  readonly expectedBest: readonly { readonly k: number; readonly value: number }[];
  /** Table for parallel coordinates: `run`, one column a parameter (number or string), `score`. */
  readonly table: string;
}

export interface ComparisonTrajectories {
  readonly quantity: string;
  readonly format: 'percent' | 'score' | 'loss';
  readonly greaterIsBetter: boolean;
  readonly axes: readonly {
    readonly id: 'step' | 'compute' | 'schedule';
    /** "optimiser steps", "examples seen", "share of the planned schedule". */
    readonly title: string;
    /** What may be read off here, one sentence. */
    readonly note: string;
    /** Column of the tables, or null when some run does not record what it takes. */
    readonly column: 'step' | 'compute' | 'fraction' | null;
    readonly reason: string | null;
  }[];
  /** Table of each line: `step,compute,fraction,value` (NaN where not known). */
  readonly lines: readonly { readonly run: string; readonly letter: string; readonly table: string }[];
}
