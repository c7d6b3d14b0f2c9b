import type { Examples } from './examples.ts';
import type { Mask } from './mask.ts';
import type { Reading } from './reading.ts';

/** Part of a text, in UTF-16 units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One value of a property: the rows that have it. */
export interface PropertyValue {
  /** Label of the subset: `contains a number`, `9 to 14 words`, `region = north`. */
  readonly name: string;
  /** Exactly what puts a row in. */
  readonly definition: string;
  readonly rows: Mask;
  /** The list that defines it, when it is a short list of words or phrases. */
  readonly words: readonly string[];
  /** The label, for a partner. */
  readonly label?: { readonly of: 'reference' | 'predicted'; readonly code: number };
  /** What in a text makes it true; null when it is no part of the text. */
  readonly spans: ((text: string) => readonly Span[]) | null;
}

/**
 * `slice`: may be reported by itself and crossed. `partner`: only crossed, as the measure is no fair one within it (the labels).
 * `expected`: worse by nature (low confidence), reported and said so.
 */
export type PropertyRole = 'slice' | 'partner' | 'expected';

export interface PropertyAnswer {
  /** Distinguishes the user's columns from each other and from the properties found here. */
  readonly id: string;
  readonly title: string;
  readonly role: PropertyRole;
  readonly values: readonly PropertyValue[];
  /** Why there are no values, or fewer than could be. */
  readonly leftOut: string | null;
}

export interface PropertyInput {
  readonly examples: Examples;
  readonly rows: number;
  /** Null without texts. */
  readonly reading: Reading | null;
  /** Error or loss of each row. */
  readonly outcome: Float64Array;
  /** Values with fewer rows need not be built. */
  readonly leastRows: number;
  readonly mostWords: number;
  readonly mostBigrams: number;
}

/** One file a property; `find` gives one answer, or one for each column. */
export interface Property {
  readonly id: string;
  find(input: PropertyInput): readonly PropertyAnswer[];
}

export const absent = (id: string, title: string, leftOut: string): readonly PropertyAnswer[] => [
  { id, title, role: 'slice', values: [], leftOut },
];

export const NO_TEXTS = 'no texts were given';
