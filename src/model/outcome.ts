/** How sure: `fact` is arithmetic on the record, `strong` a passed test with imitators excluded, `likely`, `hint`. */
export type Claim = 'fact' | 'strong' | 'likely' | 'hint';
/** How much it matters, apart from how sure it is. */
export type Severity = 'problem' | 'risk' | 'note';

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0.95 unless said otherwise. */
  readonly level: number;
  /** `Wilson`, `bootstrap of examples, 2,000 draws`, … */
  readonly method: string;
}

/** One measured number. Every number in prose also stands in an evidence list. */
export interface Evidence {
  readonly name: string;
  /** null means undefined; `reason` then says why. */
  readonly value: number | string | null;
  readonly unit?: string;
  readonly interval?: Interval;
  readonly n?: number;
  readonly step?: number;
  /** Test or formula. */
  readonly method?: string;
  readonly reason?: string;
}

export interface Subject {
  /** null for a finding about several runs together. */
  readonly run: string | null;
  /** The runs that a comparison is about, by id. */
  readonly runs?: readonly string[];
  readonly split?: 'train' | 'validation' | 'test';
  readonly class?: string;
  readonly otherClass?: string;
  readonly slice?: string;
}

export interface Advice {
  /** One imperative sentence. */
  readonly text: string;
  /** Settings to change, in the user's framework's own words. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What following it takes; absent: told from the finding and the settings (docs/advice.md). */
  readonly effort?: Effort;
  /** Key of the finding whose advice comes first, because the two cannot both be followed; this one is then no action. */
  readonly after?: string;
  /** Right even where the finding is not, as keeping the best checkpoint is: then a hint may be acted on. */
  readonly safe?: boolean;
}

/** Nothing to run · an evaluation · a run of the same length · a longer one · labelling or mending data. */
export type Effort = 'none' | 'evaluate' | 'rerun' | 'longer-rerun' | 'data';

/** What an audit says; the engine adds id, run and rank. */
export interface FindingDraft {
  readonly claim: Claim;
  readonly severity: Severity;
  readonly subject?: Partial<Subject>;
  /** What the record shows, one sentence without a full stop, past tense. */
  readonly title: string;
  /** The numbers, one or two sentences. */
  readonly measured: string;
  /** Why, with its own, usually lower, level. */
  readonly cause?: { readonly text: string; readonly claim: Claim };
  /** The use in which it hurts, so that a reader can drop it. */
  readonly mattersWhen: string;
  readonly advice: Advice | null;
  /** The cheap experiment that would refute it. */
  readonly refutedBy: string | null;
  readonly evidence: readonly Evidence[];
  /** Rows of the prediction set that show it, most telling first, with what to mark in their texts (UTF-16 offsets). */
  readonly examples?: {
    readonly set: string;
    readonly rows: readonly number[];
    readonly spans?: readonly (readonly (readonly [number, number])[])[];
  };
  /** 0…1: how much the reader loses by not knowing it, within its severity. Used for ordering only. */
  readonly weight?: number;
}

export type Outcome =
  | { readonly kind: 'pass'; readonly measured: string; readonly evidence?: readonly Evidence[] }
  | { readonly kind: 'finding'; readonly findings: readonly FindingDraft[] }
  | {
      readonly kind: 'inconclusive';
      /** What cannot be told, as a sentence. */
      readonly reason: string;
      /** What would be enough. */
      readonly enough: string;
      readonly evidence?: readonly Evidence[];
    }
  | {
      readonly kind: 'not-applicable';
      readonly reason: string /** null when nothing could be done about it. */;
      readonly enable: EnableId | null;
    }
  | { readonly kind: 'needs-probe'; readonly probe: ProbeRequest };

/** Names of the how-to snippets in `engine/enable.ts`; each opens a set of audits. */
export type EnableId =
  | 'evaluate-during-training'
  | 'evaluate-more-often'
  | 'log-training-loss'
  | 'log-metric'
  | 'log-learning-rate'
  | 'log-gradient-norm'
  | 'state-evaluation-size'
  | 'save-predictions'
  | 'save-entity-predictions'
  | 'save-scores'
  | 'save-texts'
  | 'name-training-data'
  | 'save-checkpoints'
  | 'keep-configuration';

/** A question to the model that only running it can answer; the engine runs it once and judges again. */
export interface ProbeRequest {
  /** `predict`: labels and scores for the given texts. */
  readonly kind: 'predict';
  /** Same key, same answer: probes are kept in the run by key. */
  readonly key: string;
  readonly texts: readonly string[];
}

export interface ProbeAnswer {
  readonly key: string;
  readonly scores: readonly Float64Array[];
}
