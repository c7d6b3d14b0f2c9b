import type { Known } from './known.ts';
import type { Split } from './series.ts';

/** Mentions of entities as columns, ordered by sentence, then start, then end. Offsets are UTF-16 units in the text of the sentence, `end` exclusive. */
export interface MentionColumns {
  readonly sentence: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Index of the types of the set. */
  readonly type: Int32Array;
  /** Probability of the mention, NaN where not known; null when none was saved. */
  readonly score: Float64Array | null;
}

/** Words as the file cut them. Offsets are UTF-16 units in the text of the sentence, `end` exclusive. */
export interface TokenColumns {
  /** First token of each sentence, and one more entry: the number of tokens. */
  readonly firstOfSentence: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

/** One tag a token, as written. */
export interface TagColumn {
  /** Index of `names`; −1 where the tag is missing or left out on purpose (`-`, −100). */
  readonly tags: Int32Array;
  readonly names: readonly string[];
}

/** How tags spell mentions. `bare`: prefixes without a type (`B`, `I`, `O`). `plain`: types without prefixes (`PER`, `O`), the same as IO. */
export type TaggingScheme = 'IO' | 'IOB1' | 'IOB2' | 'IOE1' | 'IOE2' | 'IOBES' | 'BILOU' | 'BMES';

/** A sentence or a mention of a file that is not in the score, counted. */
export interface EntityExclusion {
  /**
   * `truncated`: prediction ends before the reference · `unaligned`: borders that fall inside a character or have no counterpart ·
   * `ignored`: −100 or `-` · `missing-annotation` · `duplicate`: the same sentence again · `whitespace`: a mention of white space ·
   * `split-entity`: cut by the end of a sentence · `unmatched`: a sentence that only one side has · `unreadable`.
   */
  readonly kind:
    | 'truncated'
    | 'unaligned'
    | 'ignored'
    | 'missing-annotation'
    | 'duplicate'
    | 'whitespace'
    | 'split-entity'
    | 'unmatched'
    | 'unreadable';
  readonly side: 'reference' | 'predicted' | 'both';
  readonly tokens: number;
  readonly mentions: number;
  readonly sentences: number;
  /** Plain sentence: what and why. */
  readonly text: string;
  /** The first few places as the user finds them: `test.txt, line 812 (token 14: "Bank")`. */
  readonly places: readonly string[];
  /** Sentences concerned, for a score without them; they are in the set all the same when the numbers are ascending and in range. */
  readonly rows: Int32Array;
}

/**
 * Reference and predicted mentions of the same sentences: what token classification is scored on, whatever the files looked
 * like. Held in memory as columns; texts are made when asked for.
 */
export interface EntitySet {
  readonly id: string;
  readonly task: 'token-classification';
  readonly split: Known<Split> | null;
  /** Of the predictions; `files` names all. */
  readonly file: string;
  readonly files: readonly string[];
  /** True: the model was run here, the answers are no record of another program's. */
  readonly ran?: boolean;
  /** Entity types by name, without prefixes. */
  readonly types: readonly string[];
  readonly sentences: number;
  /** First sentence of each document, and one more entry: the number of sentences. Null when the files mark no documents. */
  readonly firstOfDocument: Int32Array | null;
  /** Null when the file holds texts and mentions only. */
  readonly tokens: TokenColumns | null;
  readonly reference: MentionColumns;
  readonly predicted: MentionColumns;
  /** Null when the files hold mentions and no tags. Both columns run over `tokens`. */
  readonly tags: { readonly reference: TagColumn; readonly predicted: TagColumn } | null;
  /** The scheme of each side with the evidence for it; null without tags. */
  readonly schemes: {
    readonly reference: Known<TaggingScheme>;
    readonly predicted: Known<TaggingScheme>;
  } | null;
  /** False when the files hold tags and no words, or texts were left out of a saved run: `text` then tells nothing. Absent means true. */
  readonly hasText?: boolean;
  /** Text of a sentence; tokens without white space known are joined by one space. */
  text(sentence: number): string;
  /** Where it stands in the file of the predictions: `line 812`, `document 3`, or an id. */
  place(sentence: number): string;
  /** Columns of the user, a value a sentence, for subsets. */
  readonly extra: ReadonlyMap<string, readonly (string | null)[]>;
  /** What was taken for what: `tokens ← column 1`, … Printed for the user. */
  readonly columns: Readonly<Record<string, string>>;
  readonly excluded: readonly EntityExclusion[];
}

/**
 * One side as a reader found it, before it is joined with the other: a reference or a prediction. Token offsets, tags and
 * mentions as in `EntitySet`; a sentence here is whatever unit the file has (a document, when it has no sentences).
 */
export interface EntitySide {
  readonly file: string;
  readonly role: 'reference' | 'predicted' | 'unknown';
  readonly types: readonly string[];
  readonly sentences: number;
  readonly firstOfDocument: Int32Array | null;
  readonly tokens: TokenColumns | null;
  readonly tags: TagColumn | null;
  /** Null while the tags have not been decoded: then `tags` is there. */
  readonly mentions: MentionColumns | null;
  readonly ids: readonly (string | null)[] | null;
  text(sentence: number): string;
  place(sentence: number): string;
  readonly extra: ReadonlyMap<string, readonly (string | null)[]>;
  readonly excluded: readonly EntityExclusion[];
}
