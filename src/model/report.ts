import type { Comparison } from './comparison.ts';
import type { EntityQuality } from './entity-report.ts';
import type { Claim, EnableId, Evidence, FindingDraft, Interval, Severity, Subject } from './outcome.ts';
import type { Framework, Task } from './run.ts';
import type { InputEntry, InputProblem } from './source.ts';

/**
 * The only thing a renderer knows. Everything here is plain JSON except `tables`, whose columns may be typed arrays;
 * the JSON renderer writes them beside the report.
 */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'afterfit'; readonly version: string };
  /** ISO time given by the host, or null (the core never reads a clock). */
  readonly generatedAt: string | null;
  readonly source: string;
  /** The answer for the whole source: that of the only run, or an overview over several. */
  readonly answer: Answer;
  readonly runs: readonly RunReport[];
  /** What the runs say together; null for fewer than two. */
  readonly comparison: Comparison | null;
  /** All runs' findings, most important first. */
  readonly findings: readonly Finding[];
  readonly audits: readonly AuditResult[];
  /** What cannot be said and how to make it sayable, most useful first. */
  readonly notChecked: readonly NotChecked[];
  readonly inputs: Inputs;
  /** What to do by hand, example by example; null unless it was asked for. */
  readonly worklist: WorkList | null;
  readonly tables: Readonly<Record<string, Table>>;
}

/** Items in the order of the findings they come from. */
export interface WorkList {
  readonly items: readonly WorkItem[];
  /** Table `row,id,text,reference,predicted,confidence`, one row an item; undefined cells where the item has no example. */
  readonly table: string;
  readonly textsLeftOut: boolean;
}

/**
 * `check-label`: a suspected wrong label · `adjudicate`: equal texts with different labels · `review`: an error to read ·
 * `collect`: examples to add · `counter`: counter-examples to write · `set-threshold`: a value to set.
 */
export type WorkAction = 'check-label' | 'adjudicate' | 'review' | 'collect' | 'counter' | 'set-threshold';

export interface WorkItem {
  readonly action: WorkAction;
  /** Keys of the findings that it serves, most important first. */
  readonly findings: readonly string[];
  readonly run: string;
  /** Prediction set and row (from 0) of the example; null where the item is about none. */
  readonly set: string | null;
  readonly row: number | null;
  /** A label, a threshold, a text to fill in or a number of examples, as text; null where nothing is suggested. */
  readonly suggested: string | null;
  readonly why: string;
  /** What following it would bring, on examples that did not choose it; null where no interval is known. */
  readonly gain: { readonly metric: string; readonly interval: Interval } | null;
}

export interface Inputs {
  readonly read: readonly InputEntry[];
  readonly unreadable: readonly InputProblem[];
  /** Files that no reader wanted: count and a few names. */
  readonly ignored: { readonly count: number; readonly examples: readonly string[] };
  /** What was taken for what, and which questions stay open: plain sentences. */
  readonly assumptions: readonly string[];
}

export interface Answer {
  /** Names the subject, no score: "A usable model, but not for mixed news." */
  readonly headline: string;
  /** Three to five plain sentences. `**bold**` and `` `code` `` only. */
  readonly sentences: readonly string[];
  readonly doFirst: DoFirst | null;
  /** At most three, the first is `doFirst`. */
  readonly actions: readonly DoFirst[];
  /** Claim levels of what was said: "strong: what the curves show". */
  readonly levels: readonly { readonly claim: Claim | 'inconclusive'; readonly text: string }[];
  readonly verdict: 'problem' | 'risk' | 'fine' | 'cannot-tell';
}

export interface DoFirst {
  readonly text: string;
  /** Settings to change, name → value as typed; may be empty. */
  readonly settings: Readonly<Record<string, string>>;
  /** A snippet to paste instead of settings, or null. */
  readonly code: string | null;
  /** `python` for Trainer arguments. */
  readonly language: 'python' | 'shell';
  /** Id of the finding it mends, or null when it is a logging change. */
  readonly finding: string | null;
}

export interface Finding extends FindingDraft {
  /** The audit's id. */
  readonly id: string;
  /** Unique: `run/id/subject`. */
  readonly key: string;
  readonly subject: Subject;
  /** 1 is the most important of the report. */
  readonly rank: number;
}

export interface AuditResult {
  readonly id: string;
  /** null for a check of several runs together. */
  readonly run: string | null;
  readonly status: 'pass' | 'finding' | 'inconclusive' | 'not-applicable' | 'superseded' | 'crashed';
  readonly title: string;
  /** What was measured, why it cannot be told, or what superseded it. */
  readonly text: string;
  /** What would be enough (inconclusive) or null. */
  readonly enough: string | null;
  readonly enable: EnableId | null;
  readonly supersededBy: string | null;
  readonly evidence: readonly Evidence[];
}

export interface NotChecked {
  readonly enable: EnableId;
  readonly run: string;
  /** "Is it good, which class is weak" */
  readonly opens: string;
  readonly audits: readonly string[];
  readonly why: string;
  readonly snippet: { readonly language: string; readonly code: string };
}

export interface RunReport {
  readonly id: string;
  readonly title: string;
  readonly framework: Framework;
  readonly task: Task | null;
  /** `bert-base-uncased · sentiment, 5 classes · 1,092 steps, 6 epochs` */
  readonly description: string;
  readonly answer: Answer;
  readonly keyFigures: readonly KeyFigure[];
  readonly trajectory: Trajectory | null;
  readonly quality: Quality | null;
  /** Of mentions of entities; absent and null mean none. */
  readonly entities?: EntityQuality | null;
  /** Of predictions with several labels a row; absent and null mean none. */
  readonly multiLabel?: MultiLabelQuality | null;
  /** How answers changed over several epochs, checkpoints or seeds; absent and null mean that there is one set. */
  readonly changing?: ChangingAnswers | null;
  readonly cost: Cost;
  readonly settings: readonly { readonly name: string; readonly value: string; readonly from: string }[];
  readonly checkpoints: readonly {
    readonly step: number;
    readonly path: string;
    readonly bytes: number;
    readonly hasWeights: boolean;
  }[];
  /** Best value of the user's own metric, for the line of an overview. */
  readonly best: {
    readonly quantity: string;
    readonly value: number;
    readonly interval: Interval | null;
    readonly step: number | null;
  } | null;
  readonly notes: readonly string[];
}

/** One of the (up to four) figures of the first screen. */
export interface KeyFigure {
  readonly id:
    | 'accuracy'
    | 'macro-f1'
    | 'micro-f1'
    | 'subset-accuracy'
    | 'metric'
    | 'loss'
    | 'gap'
    | 'cost'
    | 'size';
  readonly name: string;
  readonly value: number | null;
  /** `percent` values are shares 0…1. */
  readonly format: 'percent' | 'score' | 'seconds' | 'loss' | 'count';
  readonly interval: Interval | null;
  readonly note: string;
  /** A reference to show as a dashed mark ("always neutral, 56.5 %"). */
  readonly reference: { readonly value: number; readonly label: string } | null;
  /** For `cost`: share 0…1 spent after the best checkpoint, or null. */
  readonly spentAfterBest?: number | null;
}

/** The picture of a training: panels over one step axis. Values lie in tables; nothing is computed by the plot. */
export interface Trajectory {
  readonly title: string;
  /** One sentence: what the picture shows. */
  readonly summary: string;
  readonly axis: {
    readonly unit: 'step' | 'epoch';
    readonly from: number;
    readonly to: number;
    /** Positions of whole epochs on a step axis, or null. */
    readonly epochs: readonly { readonly epoch: number; readonly at: number }[] | null;
  };
  readonly panels: readonly Panel[];
  /** Vertical mark through all panels. */
  readonly best: { readonly at: number; readonly label: string; readonly exists: boolean | null } | null;
  readonly warmup: { readonly from: number; readonly to: number } | null;
  readonly seams: readonly { readonly at: number; readonly label: string }[];
  /** Faint accent field, only when a claim is at least strong. */
  readonly wasted: { readonly from: number; readonly to: number; readonly label: string } | null;
  /** Where validation loss turned up: point and interval. */
  readonly onset: {
    readonly at: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly label: string;
  } | null;
}

export interface Panel {
  readonly id: 'metric' | 'loss' | 'learning-rate' | 'gradient-norm';
  readonly title: string;
  /** Unit, n, what the number is. */
  readonly note: string;
  readonly format: 'percent' | 'score' | 'loss' | 'rate';
  readonly lines: readonly Line[];
  /** Horizontal dashed references ("guessing, ln 3", "clip limit 1.0"). */
  readonly references: readonly { readonly value: number; readonly label: string }[];
}

export interface Line {
  readonly name: string;
  readonly split: 'train' | 'validation' | 'test';
  /** Table with columns `step`, `value`, and, with an error band, `low` and `high`. */
  readonly table: string;
  /** `points`: hollow points with whiskers, joined only from 3 on. `curve`: thin raw line with a running median over it. */
  readonly kind: 'points' | 'curve';
  readonly band: string | null;
}

/** Text-classification quality on one prediction set. */
export interface Quality {
  readonly set: string;
  readonly split: 'train' | 'validation' | 'test' | null;
  readonly file: string;
  readonly rows: number;
  readonly unlabelled: number;
  readonly overall: readonly Score[];
  readonly classes: readonly ClassScores[];
  readonly majority: { readonly label: string; readonly share: number } | null;
  /** `counts[reference][predicted]` in the order of `labels`. */
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] };
  /** Largest mix-ups, most first; `ofReference` is how many rows the reference label has. */
  readonly confused: readonly {
    readonly reference: string;
    readonly predicted: string;
    readonly count: number;
    readonly ofReference: number;
  }[];
  /** Table of misclassified examples: `row,id,text,reference,predicted,confidence,reference_probability`, `attribution` where words were weighed (`12-18:0.43`: UTF-16 offsets and weight over the largest size in the text), + extra columns. */
  readonly examples: {
    readonly table: string;
    readonly shown: number;
    readonly total: number;
    readonly textsLeftOut: boolean;
  } | null;
  readonly conventions: readonly string[];
  /** What its probabilities are worth; null without 50 examples with probabilities, or when single examples were not looked at. */
  readonly calibration: Calibration | null;
  /** Kinds of example in which it is worse; null when single examples were not looked at. */
  readonly subsets: Subsets | null;
  /** How words of errors were weighed; absent and null mean that they were not. */
  readonly attributions?: AttributionSummary | null;
}

/** Words weighed by the model itself, between the label that was given and the reference. */
export interface AttributionSummary {
  /** `gradient × input`, … */
  readonly method: string;
  /** Errors with weights (column `attribution` of the table of examples), of so many. */
  readonly examples: number;
  readonly total: number;
  /** Why not more, as a sentence; null when all that were wanted are there. */
  readonly leftOut: string | null;
  /** Of Integrated Gradients: how far the weights are from adding up, over the sum of their sizes. */
  readonly gap: { readonly median: number; readonly largest: number; readonly steps: number } | null;
  /** In how many of so many examples the word whose absence changed the answer most is among the three heaviest, and in how many by chance. */
  readonly check: { readonly rows: number; readonly found: number; readonly chance: number } | null;
  /** Words that pushed errors to the label they were wrongly given, surest first. */
  readonly words: readonly {
    readonly word: string;
    readonly label: string;
    /** Errors with it, and in how many it pushed more than most words of its text. */
    readonly rows: number;
    readonly pushing: number;
    readonly interval: Interval;
    /** Median share of all weight in its text. */
    readonly share: number;
    readonly q: number;
    /** The same in right examples of other labels, weighed towards the same label; p of the difference. */
    readonly right: { readonly rows: number; readonly share: number; readonly p: number } | null;
  }[];
  /** Words and labels tested, and how. */
  readonly tested: number;
  readonly wordMethod: string;
}

/** The search for subsets: every value of every property and crossings of two, chosen on one half of the rows and confirmed on the other. */
export interface Subsets {
  /** Examples searched: with reference and prediction, copies counted once; all counts are of these. */
  readonly rows: number;
  readonly leftOut: number;
  readonly copies: number;
  readonly errors: number;
  /** Why nothing could be searched; null when it was. */
  readonly reason: string | null;
  readonly tested: {
    readonly properties: number;
    readonly values: number;
    readonly crossings: number;
    /** Tests in the confirming half, over which q and familyWise go. */
    readonly tests: number;
    /** Rows of the two halves. */
    readonly discovery: number;
    readonly confirmation: number;
  };
  /** Every property with the number of its values, and why values are missing. */
  readonly properties: readonly {
    readonly title: string;
    readonly values: number;
    readonly leftOut: string | null;
  }[];
  /** Confirmed, the worst first; `more` were left out of the report. */
  readonly found: readonly WeakSubset[];
  readonly more: number;
  /** Worse, but no worse than other rows of the same labels. */
  readonly explainedByLabels: readonly WeakSubset[];
  /** Smallest difference of error rate that a subset of so many rows would have shown with 80 % power; null: none would. */
  readonly detectable: readonly { readonly rows: number; readonly difference: number | null }[];
  readonly detectableMethod: string;
  /** Table of the worst rows: `subset` (place in `found`), `row,id,text,reference,predicted,confidence`, `marks` (`12-18 30-34`, UTF-16). */
  readonly table: string;
  readonly textsLeftOut: boolean;
}

export interface WeakSubset {
  readonly name: string;
  readonly definition: string;
  /** In all rows. */
  readonly rows: number;
  readonly errors: number;
  /** The half that did not choose it: the figures to quote. `rest` are the rows outside. */
  readonly confirmation: {
    readonly rows: number;
    readonly errors: number;
    readonly rest: { readonly rows: number; readonly errors: number };
    readonly difference: number;
    readonly interval: Interval;
  };
  readonly p: number;
  readonly method: string;
  /** Benjamini–Hochberg over all tests. */
  readonly q: number;
  /** Holm over all tests: the chance that any of them is false. */
  readonly familyWise: number;
  /** Within reference labels; null when a label is part of the subset. */
  readonly withinLabels: {
    readonly difference: number | null;
    readonly q: number;
    readonly method: string;
  } | null;
  /** What the same rows, or what it shares with others, is also called. */
  readonly otherNames: readonly { readonly name: string; readonly rows: number }[];
}

/** Stated probabilities of the most probable label against how often it was right, and how well they rank. */
export interface Calibration {
  /** Rows with a reference and probabilities that add up to 1, and labelled rows without. */
  readonly rows: number;
  readonly leftOut: number;
  /** Bins with rows, ascending (`error.binning`): one point each of a reliability figure. */
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error, a share. `ifTrue`: what it is for true probabilities at this number of rows. */
  readonly error: {
    readonly value: number;
    readonly binning: string;
    readonly ifTrue: {
      readonly median: number;
      readonly below95: number;
      readonly p: number;
      readonly method: string;
    } | null;
  };
  /** Mean confidence − accuracy, a share. */
  readonly gap: {
    readonly value: number;
    readonly interval: Interval;
    readonly confidence: number;
    readonly accuracy: number;
  };
  /** The logits are divided by it; null with a reason when none fits. */
  readonly temperature: {
    readonly value: number | null;
    readonly interval: Interval | null;
    readonly reason: string | null;
  };
  /** Before and after a temperature, each half of the rows with that of the other half. */
  readonly heldOut: {
    /** Nats. */
    readonly loss: { readonly before: number; readonly after: number; readonly saved: Interval | null };
    /** Summed over labels. */
    readonly brier: { readonly before: number; readonly after: number };
    readonly error: { readonly before: number; readonly after: number };
  } | null;
  /** ROC AUC and average precision over all labels (of two: of the second). */
  readonly rankings: readonly Score[];
  readonly labels: readonly {
    readonly label: string;
    readonly rocAuc: Score;
    readonly averagePrecision: Score;
  }[];
  /** Accuracy of the most confident rows, by the share of rows kept. */
  readonly coverage: readonly {
    readonly share: number;
    readonly rows: number;
    readonly threshold: number;
    readonly accuracy: number;
    readonly interval: Interval;
  }[];
}

export interface ReliabilityBin {
  readonly rows: number;
  /** Lowest, highest and mean stated probability. */
  readonly lowest: number;
  readonly highest: number;
  readonly confidence: number;
  readonly accuracy: number;
  readonly interval: Interval;
}

/** A score with its interval; `value` null means undefined by its definition, `reason` says why. */
export interface Score {
  readonly metric: string;
  /** `macro over labels present in reference or prediction`, … */
  readonly convention: string;
  readonly value: number | null;
  readonly reason: string | null;
  readonly interval: Interval | null;
}

export interface ClassScores {
  readonly label: string;
  readonly support: number;
  readonly predicted: number;
  readonly precision: Score;
  readonly recall: Score;
  readonly f1: Score;
}

/** Quality of predictions in which a row can have several labels. */
export interface MultiLabelQuality {
  readonly set: string;
  readonly split: 'train' | 'validation' | 'test' | null;
  readonly file: string;
  /** Rows with all references and predictions, and the others. */
  readonly rows: number;
  readonly leftOut: number;
  /** `f1_micro`, …, `f1_samples`, `subset_accuracy`, `hamming_loss`, and with probabilities `roc_auc_macro`. */
  readonly overall: readonly Score[];
  readonly labels: readonly LabelScores[];
  /** Mean number of labels a row. */
  readonly labelsPerRow: { readonly reference: number; readonly predicted: number } | null;
  /** Rows without any label. */
  readonly empty: { readonly reference: number; readonly predicted: number; readonly both: number };
  /** The best answer that is the same for every row. */
  readonly constant: { readonly labels: readonly string[]; readonly f1Micro: number } | null;
  /** Probability from which on a label was called; null where it is not known. */
  readonly threshold: number | null;
  /** Table of the rows with most wrong labels: `row,id,text,missed,wrong`; the last two are lists, parted by `, `. */
  readonly examples: {
    readonly table: string;
    readonly shown: number;
    readonly total: number;
    readonly textsLeftOut: boolean;
  };
  readonly conventions: readonly string[];
}

/** One of the labels that a row can have. */
export interface LabelScores extends ClassScores {
  /** Null without probabilities. */
  readonly rocAuc: Score | null;
  readonly averagePrecision: Score | null;
  /** What another threshold brings on rows that did not choose it; null without probabilities or a known threshold. */
  readonly threshold: {
    readonly best: number | null;
    /** Rare labels share one, chosen on all of their cells; `gain` is that of all of them then. */
    readonly shared: boolean;
    /** Of F1, a share; the interval holds for all labels together. */
    readonly gain: { readonly value: number; readonly interval: Interval } | null;
  } | null;
}

/** The same examples at several epochs, checkpoints or seeds. */
export interface ChangingAnswers {
  readonly kind: 'epoch' | 'step' | 'seed';
  readonly joinedBy: 'id' | 'text' | 'position';
  readonly rows: number;
  /** Ascending; `lead` is the one that quality is judged on; `leftOut` says why a set was not compared. */
  readonly sets: readonly {
    readonly file: string;
    readonly at: number;
    readonly accuracy: number;
    readonly lead: boolean;
    readonly leftOut: string | null;
  }[];
  /** Examples by how often the answer changed. */
  readonly changed: { readonly never: number; readonly once: number; readonly oftener: number };
  readonly ambiguous: number;
  /** Table of ambiguous examples: `row,id,text,reference,answers,changes,mean,deviation`; answers are parted by ` → `. */
  readonly table: string;
  readonly textsLeftOut: boolean;
}

export interface Cost {
  readonly items: readonly {
    readonly name: string;
    readonly value: number | null;
    readonly format: 'seconds' | 'count' | 'rate' | 'percent' | 'bytes' | 'text';
    readonly note: string;
  }[];
  readonly trainSeconds: number | null;
  readonly secondsAfterBest: number | null;
  readonly shareAfterBest: number | null;
  readonly notLogged: readonly string[];
}

export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

export type Column =
  | { readonly name: string; readonly type: 'number'; readonly values: Float64Array }
  | { readonly name: string; readonly type: 'string'; readonly values: readonly (string | null)[] };

export type { Claim, Severity };
