import type { Interval } from './outcome.ts';
import type { ClassScores, Score, WeakSubset } from './report.ts';

/** Token-classification quality on one set of mentions: exact spans lead, everything else stands beside them. */
export interface EntityQuality {
  readonly set: string;
  readonly split: 'train' | 'validation' | 'test' | null;
  /** Of the predictions. */
  readonly file: string;
  readonly files: readonly string[];
  readonly sentences: number;
  /** Null when the files mark none. */
  readonly documents: number | null;
  readonly tokens: number | null;
  /** Of all types; mentions that say what an earlier one of their side says are not counted. */
  readonly mentions: { readonly reference: number; readonly predicted: number; readonly correct: number };
  /** How mentions were read, in one sentence; stands beside the scores. */
  readonly convention: string;
  /** The tagging scheme of each side and the evidence for it; null without tags. */
  readonly schemes: {
    readonly reference: { readonly name: string; readonly evidence: string };
    readonly predicted: { readonly name: string; readonly evidence: string };
  } | null;
  /** `precision_micro`, `recall_micro`, `f1_micro`, then macro, weighted, … */
  readonly overall: readonly Score[];
  readonly types: readonly EntityTypeScores[];
  /** What intervals were resampled by. */
  readonly resampled: {
    readonly by: 'sentences' | 'documents';
    readonly units: number;
    readonly draws: number;
  };
  /** SemEval-2013: `strict`, `boundary`, `partial`, `type`. */
  readonly overlap: readonly OverlapRow[];
  /** Single tokens: beside the score, never instead of it. Null without tags. */
  readonly tokenScores: {
    readonly accuracy: Score;
    readonly f1: Score;
    /** Share of tokens outside mentions. */
    readonly outside: number | null;
    readonly caution: string | null;
  } | null;
  /** Mean F1 of documents; null when the files mark none. */
  readonly byDocument: { readonly macro: Score; readonly empty: number } | null;
  /** The same file as other tools score it; null without tags. */
  readonly conventions: Conventions | null;
  /** Tags that their scheme does not allow; null without tags. */
  readonly transitions: Transitions | null;
  /** What is not in the score, or in doubt. */
  readonly ledger: readonly LedgerRow[];
  readonly errors: readonly ErrorShare[];
  /** Cells that hold something. A null reference is the row of spurious, a null prediction the column of missed mentions. */
  readonly confusion: readonly {
    readonly reference: string | null;
    readonly predicted: string | null;
    readonly count: number;
    readonly sameBorders: number;
  }[];
  /** Predictions in no cell: further pieces of references that are in one. */
  readonly furtherPieces: number;
  /** Recall by what the training data show; null without training mentions. */
  readonly seen: readonly SeenRow[] | null;
  readonly borders: readonly BorderRow[];
  /** Kinds of mention that are found less often, or are wrong more often; chosen on one half, confirmed on the other. */
  readonly subsets: {
    readonly reference: EntitySubsets;
    readonly predicted: EntitySubsets;
  };
  /**
   * Table of sentences with an error, the worst first, then of others that a finding names: `sentence`, `place`, `text`, `reference` and
   * `predicted` (`0-7:PER 12-15:ORG`, UTF-16 units; blanks in types as %20), `errors` (kinds, each once, by blanks), `pairs`
   * (`boundary:0>1 missed:2> spurious:>3`: places in the two lists) and the user's columns. `total` counts those with an error.
   */
  readonly sentencesTable: {
    readonly table: string;
    readonly shown: number;
    readonly total: number;
    readonly textsLeftOut: boolean;
  };
}

export interface EntityTypeScores extends ClassScores {
  readonly correct: number;
}

export interface OverlapRow {
  readonly scheme: string;
  /** When a mention counts as right. */
  readonly rightWhen: string;
  readonly correct: number;
  readonly incorrect: number;
  readonly partial: number;
  readonly missed: number;
  readonly spurious: number;
  readonly precision: Score;
  readonly recall: Score;
  readonly f1: Score;
}

export interface Conventions {
  readonly rows: readonly ConventionLine[];
  /** Sentences about scores that look better or worse than they are. */
  readonly notes: readonly string[];
}

export interface ConventionLine {
  readonly tool: string;
  /** The scheme that the tool was told, in its own word; null when it takes none. */
  readonly readAs: string | null;
  /** Why it gives no number; null when it gives one. */
  readonly refused: string | null;
  readonly reference: number | null;
  readonly predicted: number | null;
  readonly correct: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Mentions that the headline has and the tool has not, and the other way round. */
  readonly leftOut: number;
  readonly added: number;
  /** The first few of them: `test.txt line 12: "Paris" LOC left out of the predictions`. */
  readonly examples: readonly string[];
}

export interface Transitions {
  readonly reference: number;
  readonly predicted: number;
  readonly kinds: readonly {
    readonly side: 'reference' | 'predicted';
    readonly kind: string;
    readonly count: number;
  }[];
  /** F1 with the mentions that are not spelt as the scheme wants left out on both sides. */
  readonly discardedF1: number | null;
  /** The first ones, with place, word and tags. */
  readonly examples: readonly {
    readonly side: 'reference' | 'predicted';
    /** Of the sentence; `token` counts from 1 in it. */
    readonly place: string;
    readonly token: number;
    readonly kind: string;
    readonly word: string;
    readonly before: string;
    readonly tag: string;
  }[];
}

export interface LedgerRow {
  readonly kind: string;
  readonly side: 'reference' | 'predicted' | 'both';
  readonly text: string;
  readonly sentences: number;
  readonly tokens: number;
  readonly mentions: number;
  readonly places: readonly string[];
  /** Micro F1 without the sentences concerned; null where that cannot be told. */
  readonly f1Without: number | null;
}

interface ErrorShare {
  readonly kind: string;
  readonly count: number;
  /** Of all errors. */
  readonly share: number;
}

export interface SeenRow {
  readonly kind: string;
  readonly definition: string;
  readonly mentions: number;
  readonly found: number;
  readonly recall: number | null;
  readonly interval: Interval | null;
}

export interface BorderRow {
  readonly word: string;
  readonly side: 'left' | 'right';
  readonly change: 'added' | 'cut';
  readonly mentions: number;
  readonly moved: number;
  readonly difference: number;
  readonly interval: Interval;
  readonly q: number;
}

export interface EntitySubsets {
  readonly mentions: number;
  readonly wrong: number;
  readonly reason: string | null;
  readonly tests: number;
  readonly found: readonly WeakSubset[];
  readonly more: number;
}
