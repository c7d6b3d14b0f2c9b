/** A mention as a file writes it: numbers unchecked, in whatever unit the file counts. */
export interface WrittenSpan {
  readonly start: number;
  readonly end: number;
  /** Empty when the file gives none. */
  readonly label: string;
  /** The words as the file repeats them, to hold the offsets against; null when it does not. */
  readonly text: string | null;
  /** NaN where not known. */
  readonly score: number;
}

/** A token as a file writes it; −1 when it gives no offsets. */
export interface WrittenToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What one side says about a unit: spans, or a tag a token (a name, an id, or null where there is none). */
export type Annotation =
  | { readonly spans: readonly WrittenSpan[] }
  | { readonly tags: readonly (string | number | null)[] };

export const hasSpans = (
  annotation: Annotation | null,
): annotation is { readonly spans: readonly WrittenSpan[] } => annotation !== null && 'spans' in annotation;
export const hasTags = (
  annotation: Annotation | null,
): annotation is { readonly tags: readonly (string | number | null)[] } =>
  annotation !== null && 'tags' in annotation;

/** A text with what was said about it. */
export interface WrittenUnit {
  /** Null when the file holds tokens only. */
  readonly text: string | null;
  readonly tokens: readonly WrittenToken[] | null;
  readonly reference: Annotation | null;
  readonly predicted: Annotation | null;
  /** As the user finds it: `line 812`. */
  readonly place: string;
  readonly id: string | null;
  /** Equal for units of one document; null when nothing says. */
  readonly document: string | null;
  readonly extra: ReadonlyMap<string, string | null> | null;
}
