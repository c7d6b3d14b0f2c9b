import type { SettingDifference } from '../../model/comparison.ts';
import type { Interval } from '../../model/outcome.ts';
import type { PredictionSet } from '../../model/predictions.ts';
import type { Split } from '../../model/series.ts';
import type { RunFacts } from '../define.ts';

/** One run of a group. */
export interface Member {
  readonly index: number;
  /** A, B, …, Z, AA. */
  readonly letter: string;
  readonly facts: RunFacts;
  /** The set that quality is judged on, or null. */
  readonly set: PredictionSet | null;
}

/**
 * The examples that two runs both answered, joined before facts are asked (facts never wait). All arrays have one entry a
 * joined example whose references agree. Codes index `labels`.
 */
export interface PairedAnswers {
  readonly a: number;
  readonly b: number;
  readonly by: 'id' | 'text' | 'position';
  readonly labels: readonly string[];
  readonly reference: Int32Array;
  readonly predictedA: Int32Array;
  readonly predictedB: Int32Array;
  /** −log p(reference) in nats, or null without scores. */
  readonly lossA: Float64Array | null;
  readonly lossB: Float64Array | null;
  /** Row ids of the two prediction sets, for showing. */
  readonly rowA: Uint32Array;
  readonly rowB: Uint32Array;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly referencesDiffer: number;
}

/** Why two prediction sets could not be joined. */
export interface Unjoined {
  readonly a: number;
  readonly b: number;
  readonly reason: string;
}

/** The number that a group is compared by. */
export interface GroupMetric {
  readonly quantity: string;
  readonly greaterIsBetter: boolean;
  readonly share: boolean;
  readonly why: string;
  /** The evaluations during training, or saved predictions of one split where runs have no log. */
  readonly from: 'evaluations' | 'predictions';
  readonly split: Split | null;
}

export interface MemberScore {
  readonly member: number;
  /** Best value by the group's metric, or the recorded final value. */
  readonly value: number;
  readonly step: number | null;
  readonly n: number | null;
  readonly interval: Interval | null;
  /** Evaluations it was chosen among; 1 when it was not chosen. */
  readonly chosenAmong: number;
}

/** Members that differ only in the seed. */
export interface Setting {
  readonly members: readonly number[];
  readonly seeds: readonly number[];
  readonly values: Readonly<Record<string, string | null>>;
}

/**
 * Memoised questions about several runs; comparison audits see only this, run audits never see a second run. Member order
 * is the order in which the user named the runs; the first is the baseline.
 */
export interface GroupFacts {
  readonly members: readonly Member[];
  /** True when the user asked for a comparison (`afterfit compare`); false for a folder that holds several runs. */
  readonly asked: boolean;
  /** Margin of equivalence in the metric's units (0.01 is one point of a share). */
  readonly margin: number;
  /** What the other members are set against in `pairs()`. */
  readonly baseline: 'first' | 'best';
  metric(): GroupMetric | null;
  score(member: number): MemberScore | null;
  /** Why this member failed (NaN, guess level, one class, divergence), or null. */
  failure(member: number): string | null;
  differences(): readonly SettingDifference[];
  /** Settings that are the same wherever they are recorded. */
  equalSettings(): number;
  settings(): readonly Setting[];
  /** Joined examples of two members, in either order of asking. */
  paired(a: number, b: number): PairedAnswers | null;
  /** Why there is no join; null when there is one or nobody tried. */
  unjoined(a: number, b: number): string | null;
  /** Pairs worth a statement: the baseline (the best one in a folder) against each other member, at most 20. */
  pairs(): readonly (readonly [number, number])[];
}
