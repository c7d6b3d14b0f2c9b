/**
 * What a pickle may decode to. Tuples and lists are arrays, dicts (also ordered and default ones) are Maps, so that a
 * key `__proto__` is a key like any other. Integers beyond 2^53 stay `bigint`. Values may refer to themselves: walk
 * them with a depth limit.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PickleValue[]
  | ReadonlyMap<PickleValue, PickleValue>
  | ReadonlySet<PickleValue>
  | PickleArray
  | PickleObject
  | PickleGlobal
  | PicklePersistent;

/** A class or function that was named. It is not imported: a name is all there is. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** What would have been an instance (or the result of a call). Nothing was called; the recipe is kept. */
export interface PickleObject {
  readonly kind: 'object';
  readonly module: string;
  readonly name: string;
  readonly args: readonly PickleValue[];
  /** What `__setstate__` or `__dict__.update` would have been given; null when nothing. */
  readonly state: PickleValue;
  /** `object[key] = value` of dict subclasses, in order. */
  readonly entries: readonly (readonly [PickleValue, PickleValue])[];
  /** `object.append(item)` of list subclasses, in order. */
  readonly items: readonly PickleValue[];
}

/** A NumPy array, row-major. Numbers as Float64Array (64-bit integers lose what is beyond 2^53), others as a list. */
export interface PickleArray {
  readonly kind: 'array';
  /** `f4`, `i8`, `O`, `U12`, … without byte order. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: Float64Array | readonly PickleValue[];
}

/** Something stored outside the pickle, such as a tensor's storage. */
interface PicklePersistent {
  readonly kind: 'persistent';
  readonly id: PickleValue;
}

/** The same with writable fields, while it is being built. */
export type Building<T> = { -readonly [K in keyof T]: T[K] };

const record =
  <K extends 'global' | 'object' | 'array' | 'persistent'>(kind: K) =>
  (value: PickleValue | undefined): value is Extract<PickleValue, { kind: K }> =>
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

export const isGlobal = record('global');
export const isObject = record('object');
export const isArray = record('array');
export const isList = (value: PickleValue | undefined): value is readonly PickleValue[] =>
  Array.isArray(value);
export const isMap = (value: PickleValue | undefined): value is ReadonlyMap<PickleValue, PickleValue> =>
  value instanceof Map;

export const pickleObject = (module: string, name: string, args: readonly PickleValue[]): PickleObject => ({
  kind: 'object',
  module,
  name,
  args,
  state: null,
  entries: [],
  items: [],
});
