import type { Known } from './known.ts';
import type { Split } from './series.ts';

/** The texts that a run was trained on. A seam: nothing is read before somebody asks. A run saved without texts has none. */
export interface TrainTexts {
  readonly file: string;
  readonly rows: number;
  /** The columns of the text: one, or a pair. */
  readonly columns: readonly string[];
  /** One entry a row in the order of the file; null where a row lacks it. Rejects when the file cannot be read any more. */
  read(): Promise<{
    readonly texts: readonly (string | null)[];
    /** In the spelling of the file; null when no column of labels is known. */
    readonly labels: readonly (string | null)[] | null;
  }>;
}

/** What the file of the tokenizer says about the length of inputs. */
export interface TokenizerFacts {
  /** The length that texts were last cut to, special tokens included; null when it was saved without truncation. */
  readonly cutAt: Known<number> | null;
  /** What the tokenizer cuts at when it is told to cut and to no length (`model_max_length`); null when not known. */
  readonly cutByDefault: Known<number> | null;
  /** Side that was cut off. */
  readonly cutFrom: 'end' | 'start';
  /** All inputs were padded to this length. */
  readonly paddedTo: number | null;
  /** `WordPiece`, `BPE`, `Unigram`, … */
  readonly kind: string | null;
}

/** How many of some rows the model got right; rows without reference or prediction are not counted. */
export interface RightOf {
  readonly rows: number;
  readonly right: number;
}

/** Which texts of one prediction set also occur among the training texts. */
export interface TextOverlap {
  readonly set: string;
  readonly split: Split | null;
  readonly file: string;
  readonly trainFile: string;
  readonly trainRows: number;
  /** Texts of the set that hold words; only these can be compared. */
  readonly rows: number;
  /** Equal after normalisation. */
  readonly exact: number;
  /** Nearly equal, not counted in `exact`. */
  readonly near: number;
  /** Of both, those of so few words that they occur twice by nature. */
  readonly short: number;
  /** Equal training text has the label of the evaluation text, out of `labelled` where both are known. */
  readonly sameLabel: number;
  readonly labelled: number;
  /** False: too many words to look for near matches; only equal texts were counted. */
  readonly nearCompared: boolean;
  readonly overlapping: RightOf;
  readonly clean: RightOf;
  readonly macroF1: { readonly all: number | null; readonly clean: number | null };
  /** Fisher's exact test that the model is right more often on overlapping texts, one-sided. */
  readonly p: number;
  /** The same within classes and lengths (Mantel–Haenszel), so that easy duplicates do not count as a gain. */
  readonly stratifiedP: number;
  /** Evaluation row and training row of the first few matches. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** The limit that texts were cut at, and how well it is known. */
export interface InputLimit {
  readonly tokens: number;
  readonly from: string;
  /**
   * `recorded`: the tokenizer was set to cut there. `default`: it cuts there unless it is told another length, and somebody
   * set that below what the model takes. `most`: the model cannot take more, the real limit may be lower.
   */
  readonly kind: 'recorded' | 'default' | 'most';
}

/** How long the texts of one file are, against the limit. */
export interface TextLengths {
  /** Id of the prediction set; null for the training texts. */
  readonly set: string | null;
  readonly split: Split | null;
  readonly file: string;
  readonly rows: number;
  readonly words: { readonly median: number; readonly q95: number; readonly max: number };
  /** Tokens where a column counted them; else null. */
  readonly tokens: {
    readonly median: number;
    readonly q95: number;
    readonly max: number;
    readonly column: string;
    /** All rows have the same length: padded, which says nothing. */
    readonly padded: boolean;
    /** No row is longer than the limit and some are exactly as long: counted after cutting. */
    readonly afterCut: boolean;
  } | null;
  readonly limit: InputLimit | null;
  /**
   * Rows that were cut. From token counts it is exact; from words alone it is a lower bound, since a tokenizer makes at
   * least one token of a word. Null without a limit.
   */
  readonly cut: number | null;
  readonly counted: 'tokens' | 'words';
  /** What was counted, at 0, 1, …, 100 % of the rows in ascending order; absent in runs saved before it was kept. */
  readonly quantiles?: readonly number[];
  /** Bytes without blanks for each word: above 12 blanks do not part words. */
  readonly bytesPerWord?: number | null;
  /** Rows that were surely not cut. */
  readonly whole: number;
  /** Median over the cut rows of what was lost, in tokens; a lower bound when words were counted; null when not known. */
  readonly medianLost: number | null;
  /** Of cut and of whole rows, for prediction sets. */
  readonly right: { readonly cut: RightOf; readonly whole: RightOf } | null;
  /** Logistic regression of "wrong" on being cut, with log length on each side of the limit beside it; null when it has no answer. */
  readonly harm: { readonly logOdds: number; readonly standardError: number; readonly p: number } | null;
}

/** Validation against test predictions of one run. */
export interface PredictionShift {
  readonly validation: { readonly set: string; readonly file: string; readonly rows: number };
  readonly test: { readonly set: string; readonly file: string; readonly rows: number };
  readonly labels: readonly string[];
  /** Shares of predicted labels, in the order of `labels`. */
  readonly predicted: { readonly validation: readonly number[]; readonly test: readonly number[] };
  /** Shares of reference labels. */
  readonly references: { readonly validation: readonly number[]; readonly test: readonly number[] };
  /** χ² over the predicted labels. */
  readonly predictedP: number;
  /** χ² over the reference labels. */
  readonly referenceP: number;
  /** Largest Kolmogorov–Smirnov distance of a class's probability; null without scores on both sides. */
  readonly probability: { readonly label: string; readonly distance: number; readonly p: number } | null;
  /** p of the above is multiplied by the number of classes. */
  readonly length: {
    readonly distance: number;
    readonly p: number;
    readonly medianWords: { readonly validation: number; readonly test: number };
  } | null;
  readonly right: { readonly validation: RightOf; readonly test: RightOf };
  /** Accuracy to be expected on the label shares of the test set with the recall of validation; null when a class is missing there. */
  readonly reweighted: { readonly value: number; readonly standardError: number } | null;
}

/** What was counted in texts and rows before the audits, which see no text. Kept in the run, so that a saved run is judged the same. */
export interface TextMeasures {
  readonly overlaps: readonly TextOverlap[];
  readonly lengths: readonly TextLengths[];
  readonly shift: PredictionShift | null;
  /** Prediction sets held texts. */
  readonly evaluationTexts: boolean;
  /** True: a set of predictions has too many rows for all of its texts to be looked at. */
  readonly tooLarge?: boolean;
  readonly trainTexts: boolean;
}
