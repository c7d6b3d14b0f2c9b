import type { JsonValue } from '../../formats/json.ts';
import type { SpanRecords } from './span-records.ts';
import type { WrittenUnit } from './span-units.ts';

/** What a file was read as. */
export interface WrittenFile {
  /** `doccano`, `Prodigy`, `Label Studio`, `spaCy 2 training data`, `spaCy JSON`, `Dataturks`, or `records`. */
  readonly shape: string;
  readonly units: readonly WrittenUnit[];
  readonly columns: Readonly<Record<string, string>>;
  readonly said: readonly string[];
  /** Records that were left out on purpose: rejected or skipped by the annotator. */
  readonly leftOut: readonly { readonly place: string; readonly why: string }[];
  /** Records in which nothing of the shape was found. */
  readonly odd: readonly string[];
  /** JavaScript wrote the offsets. */
  readonly utf16: boolean;
}

export type RecordList = Pick<SpanRecords, 'records' | 'places'>;

/** Nothing to say about it. */
export const plainFile = {
  said: [] as readonly string[],
  leftOut: [] as WrittenFile['leftOut'],
  odd: [] as readonly string[],
  utf16: false,
};

/** An id as text; null when there is none. */
export const idText = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;
