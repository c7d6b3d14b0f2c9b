import type { Known } from '../model/known.ts';
import type { Split } from '../model/series.ts';
import { decodeBase64 } from './base64.ts';

/** Reads parts of a saved value; each throws an Error that names the key, what was expected and what was found. */
export interface SavedValues {
  fail(key: string, expected: string, found: unknown): never;
  record(value: unknown, key: string): Readonly<Record<string, unknown>>;
  list(value: unknown, key: string): readonly unknown[];
  strings(value: unknown, key: string): string[];
  /** Exactly `rows` strings or nulls. */
  optionalStrings(value: unknown, key: string, rows: number): (string | null)[];
  /** Exactly `expected` bytes of base64, in a buffer of their own. */
  bytes(value: unknown, key: string, expected: number): Uint8Array<ArrayBuffer>;
  /** Name and text of each column; pairs, since `__proto__` is a possible name. */
  columns(value: unknown): Record<string, string>;
  known<T>(value: unknown, key: string, read: (value: unknown) => T | null): Known<T> | null;
  split(value: unknown): Known<Split> | null;
}

/** `what`: how errors name the value. */
export function savedValues(what: string): SavedValues {
  const fail = (key: string, expected: string, found: unknown): never => {
    throw new Error(`${what}, /${key}: expected ${expected}, found ${String(found)}`);
  };
  const list = (value: unknown, key: string): readonly unknown[] =>
    Array.isArray(value) ? value : fail(key, 'a list', typeof value);
  const record = (value: unknown, key: string): Readonly<Record<string, unknown>> =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? fail(key, 'an object', typeof value)
      : (value as Record<string, unknown>);
  const strings = (value: unknown, key: string): string[] =>
    list(value, key).map((entry) => (typeof entry === 'string' ? entry : fail(key, 'strings', typeof entry)));
  const known = <T>(value: unknown, key: string, read: (value: unknown) => T | null): Known<T> | null => {
    if (value == null) return null;
    const { value: own, origin, from } = record(value, key);
    const found = read(own);
    if (found === null) return fail(key, 'a known value', own);
    if (origin !== 'stated' && origin !== 'derived' && origin !== 'given')
      return fail(`${key}/origin`, 'an origin', origin);
    return { value: found, origin, from: String(from) };
  };
  return {
    fail,
    list,
    record,
    strings,
    known,
    optionalStrings(value, key, rows) {
      const values = list(value, key);
      if (values.length !== rows) fail(key, `${rows} rows`, values.length);
      return values.map((entry) =>
        entry === null || typeof entry === 'string' ? entry : fail(key, 'strings', typeof entry),
      );
    },
    bytes(value, key, expected) {
      if (typeof value !== 'string') return fail(key, 'base64', typeof value);
      const decoded = decodeBase64(value);
      if (decoded === null) return fail(key, 'base64', 'other characters');
      if (decoded.length !== expected) return fail(key, `${expected} bytes`, decoded.length);
      return decoded as Uint8Array<ArrayBuffer>;
    },
    columns(value) {
      const columns: Record<string, string> = Object.create(null);
      for (const pair of list(value ?? [], 'columns')) {
        const [name, text] = strings(pair, 'columns');
        if (name !== undefined) columns[name] = text ?? '';
      }
      return columns;
    },
    split: (value) =>
      known(value, 'split', (split) =>
        split === 'train' || split === 'validation' || split === 'test' ? split : null,
      ),
  };
}
