import { FormatError } from './error.ts';
import { unpickle } from './pickle.ts';
import { isGlobal, isList, isMap, isObject, type PickleObject, type PickleValue } from './pickle-values.ts';
import { looksLikeZip, readZipEntry, zipEntries } from './zip.ts';

/** First value of a file that `torch.save` wrote before version 1.6 (torch/serialization.py, `MAGIC_NUMBER`). */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;

/**
 * The object that `torch.save` wrote, as inert data: from a zip with a `data.pkl` (since 1.6), or from the pickles in a
 * row of before. Tensors' storages stay `persistent` ids; their numbers are not read. Nothing is imported or called.
 *
 * Throws `FormatError`, also for a Git LFS pointer that stands in the place of the file.
 */
export function readTorchArchive(bytes: Uint8Array): PickleValue {
  if (bytes.length === 0) throw new FormatError(null, 'a file written by torch.save', 'an empty file');
  if (looksLikeZip(bytes)) {
    const entry = zipEntries(bytes).find(({ name }) => name === 'data.pkl' || name.endsWith('/data.pkl'));
    if (!entry) throw new FormatError(null, 'a zip with an entry data.pkl', 'a zip without one');
    return unpickle(readZipEntry(bytes, entry)).value;
  }
  if (isGitLfsPointer(bytes)) {
    throw new FormatError(
      null,
      'a file written by torch.save',
      'a Git LFS pointer: the file itself was not fetched',
    );
  }
  const first = unpickle(bytes);
  if (first.value !== LEGACY_MAGIC) return first.value;
  // Then come the format's version, facts on the machine, and the object.
  const version = unpickle(bytes, first.end);
  const machine = unpickle(bytes, version.end);
  return unpickle(bytes, machine.end).value;
}

/** True for the three-line text file that Git leaves where large files were not fetched. */
export const isGitLfsPointer = (bytes: Uint8Array): boolean =>
  bytes.length < 1024 &&
  new TextDecoder().decode(bytes.subarray(0, 40)).startsWith('version https://git-lfs');

export type Scalar = string | number | boolean | null;

/**
 * The attributes of a pickled object (or the entries of a dict), those that are plain: numbers, strings, booleans,
 * None, enum members by value (`IntervalStrategy('epoch')` → `epoch`), paths, devices, and short lists of these joined
 * with commas. What is left is left out.
 */
export function attributes(value: PickleValue): ReadonlyMap<string, Scalar> {
  const plain = new Map<string, Scalar>();
  const add = (entries: Iterable<readonly [PickleValue, PickleValue]>): void => {
    for (const [key, entry] of entries) {
      const scalar = scalarOf(entry);
      if (typeof key === 'string' && scalar !== undefined) plain.set(key, scalar);
    }
  };
  if (isMap(value)) add(value);
  else if (isObject(value)) {
    add(value.entries);
    // A class with `__slots__` has a state of two parts.
    for (const part of isList(value.state) ? value.state.slice(0, 2) : [value.state])
      if (isMap(part)) add(part);
  }
  return plain;
}

const LONGEST_LIST = 64;

/** A plain value, or undefined when there is none. */
export function scalarOf(value: PickleValue | undefined): Scalar | undefined {
  const single = singleScalar(value);
  if (single !== undefined) return single;
  const items = isList(value) ? value : value instanceof Set ? [...value] : null;
  if (items === null || items.length > LONGEST_LIST) return undefined;
  const parts = items.map((item) => singleScalar(item));
  return parts.some((part) => part === undefined) ? undefined : parts.join(', ');
}

function singleScalar(value: PickleValue | undefined): Scalar | undefined {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'number'
  ) {
    return value;
  }
  if (typeof value === 'bigint') return value.toString();
  if (isGlobal(value)) return `${value.module}.${value.name}`;
  return isObject(value) ? objectScalar(value) : undefined;
}

function objectScalar(object: PickleObject): Scalar | undefined {
  const { module, name, args } = object;
  if (module.startsWith('pathlib')) return joined(args, '/')?.replace(/^\/\//, '/');
  if (module === 'torch' && name === 'device') return joined(args, ':');
  // Python 3.11 and later pickle some enum members as getattr(class, 'NAME'); the Trainer's values are lower-case names.
  if (module === 'builtins' && name === 'getattr') {
    return isGlobal(args[0]) && typeof args[1] === 'string' ? args[1].toLowerCase() : undefined;
  }
  const hasState = isMap(object.state) ? object.state.size > 0 : object.state !== null;
  const [only] = args;
  const isMember = args.length === 1 && (typeof only === 'string' || typeof only === 'number');
  return isMember && !hasState ? only : undefined;
}

const joined = (parts: readonly PickleValue[], by: string): string | undefined =>
  parts.every((part) => typeof part === 'string' || typeof part === 'number') ? parts.join(by) : undefined;
