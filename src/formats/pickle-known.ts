import { FormatError } from './error.ts';
import { arrayFromBuffer, numpyScalar, rawBytes, reconstructArray } from './pickle-numpy.ts';
import {
  isArray,
  isGlobal,
  isList,
  isMap,
  type PickleGlobal,
  type PickleObject,
  type PickleValue,
  pickleObject,
} from './pickle-values.ts';

/** Told how many values a call copies, so that a small pickle cannot ask for unbounded work. */
export type Spend = (values: number) => void;
type Construct = (args: readonly PickleValue[], spend: Spend) => PickleValue;

/** Python 2 spelled some modules otherwise. */
const moduleAliases: ReadonlyMap<string, string> = new Map([
  ['__builtin__', 'builtins'],
  ['copy_reg', 'copyreg'],
  ['numpy._core.multiarray', 'numpy.core.multiarray'],
  ['numpy._core.numeric', 'numpy.core.numeric'],
]);

/** A name as Python 3 with NumPy 1 would write it. */
const canonicalName = (global: PickleGlobal): string =>
  `${moduleAliases.get(global.module) ?? global.module}.${global.name}`;

const inert = (global: PickleGlobal, args: readonly PickleValue[]): PickleObject =>
  pickleObject(moduleAliases.get(global.module) ?? global.module, global.name, args);

function listOf(value: PickleValue | undefined, spend: Spend): readonly PickleValue[] {
  if (value === undefined) return [];
  const items = isList(value)
    ? value
    : value instanceof Set
      ? [...value]
      : isMap(value)
        ? [...value.keys()]
        : null;
  if (items === null) throw new FormatError(null, 'a list', 'something else');
  spend(items.length);
  return items;
}

function mapOf(value: PickleValue | undefined, spend: Spend): Map<PickleValue, PickleValue> {
  if (value === undefined) return new Map();
  if (isMap(value)) {
    spend(value.size);
    return new Map(value);
  }
  const map = new Map<PickleValue, PickleValue>();
  for (const pair of listOf(value, spend)) {
    if (!isList(pair) || pair.length !== 2)
      throw new FormatError(null, 'pairs of key and value', 'something else');
    map.set(pair[0]!, pair[1]!);
  }
  return map;
}

const set: Construct = (args, spend) => new Set(listOf(args[0], spend));
const list: Construct = (args, spend) => [...listOf(args[0], spend)];

const two = (n: number): string => String(n).padStart(2, '0');

/** Ten bytes: year, month, day, hour, minute, second, microsecond (cpython Modules/_datetimemodule.c). */
function datetime(args: readonly PickleValue[]): PickleValue {
  const b = rawBytes(args[0]);
  if (b === null || (b.length !== 10 && b.length !== 4)) return pickleObject('datetime', 'datetime', args);
  const date = `${String(b[0]! * 256 + b[1]!).padStart(4, '0')}-${two(b[2]! & 127)}-${two(b[3]!)}`;
  if (b.length === 4) return date;
  const micro = (b[7]! << 16) | (b[8]! << 8) | b[9]!;
  return `${date}T${two(b[4]!)}:${two(b[5]!)}:${two(b[6]!)}${micro ? `.${String(micro).padStart(6, '0')}` : ''}`;
}

/** Days, seconds, microseconds, as seconds. */
const timedelta: Construct = (args) =>
  args.every((part) => typeof part === 'number')
    ? Number(args[0] ?? 0) * 86_400 + Number(args[1] ?? 0) + Number(args[2] ?? 0) / 1e6
    : pickleObject('datetime', 'timedelta', args);

const encode: Construct = (args, spend) => {
  const bytes = rawBytes(args[0]);
  if (bytes === null) throw new FormatError(null, 'a string of bytes', 'something else');
  spend(bytes.length);
  return bytes;
};

/** The only calls that yield anything but an inert record. Each only copies data. */
const constructors: ReadonlyMap<string, Construct> = new Map<string, Construct>([
  ['builtins.set', set],
  ['builtins.frozenset', set],
  ['builtins.list', list],
  ['builtins.tuple', list],
  ['builtins.dict', (args, spend) => mapOf(args[0], spend)],
  ['builtins.bytearray', (args, spend) => (args.length === 0 ? new Uint8Array(0) : encode(args, spend))],
  ['builtins.bytes', (args, spend) => (args.length === 0 ? new Uint8Array(0) : encode(args, spend))],
  ['_codecs.encode', encode],
  ['collections.OrderedDict', (args, spend) => mapOf(args[0], spend)],
  ['collections.Counter', (args, spend) => mapOf(args[0], spend)],
  ['collections.defaultdict', (args, spend) => mapOf(args[1], spend)],
  ['collections.deque', list],
  ['datetime.datetime', datetime],
  ['datetime.date', datetime],
  ['datetime.timedelta', timedelta],
  ['numpy.core.multiarray.scalar', numpyScalar],
  ['numpy.core.multiarray._reconstruct', reconstructArray],
  ['numpy.core.numeric._frombuffer', arrayFromBuffer],
]);

/** What a call, `__new__` or `__reduce__` yields: known data, or a record of what would have been called. */
export function construct(target: PickleValue, args: readonly PickleValue[], spend: Spend): PickleValue {
  if (!isGlobal(target)) {
    if (isArray(target)) throw new FormatError(null, 'a class to construct', 'an array');
    return pickleObject('', 'call of a value', [target, ...args.slice(0, 8)]);
  }
  const name = canonicalName(target);
  // `copyreg._reconstructor(class, base, state)` is how protocols 0 and 1 write any object.
  if (name === 'copyreg._reconstructor' && isGlobal(args[0])) {
    return inert(args[0], args[2] === null || args[2] === undefined ? [] : [args[2]]);
  }
  const known = constructors.get(name);
  return known ? known(args, spend) : inert(target, args);
}

/**
 * Modules and names that have no business in a record of a training. Nothing is ever imported, so they could be kept
 * as inert records too; a file that names them is refused because its other contents deserve no trust either.
 */
const refusedModules = new Set(
  (
    'os posix nt posixpath ntpath subprocess sys shutil socket pty commands importlib imp runpy code codeop ctypes ' +
    'multiprocessing threading signal webbrowser pip setuptools asyncio http urllib requests ftplib smtplib telnetlib ' +
    'tempfile glob platform popen2 pdb bdb timeit cProfile profile trace marshal pickle _pickle cPickle dill cloudpickle ' +
    'shelve sqlite3 zipimport pkgutil inspect gc types'
  ).split(' '),
);
const refusedNames = new Set(
  'eval exec execfile compile open __import__ input breakpoint globals locals vars setattr delattr'
    .split(' ')
    .map((name) => `builtins.${name}`),
);

/** True for names such as `os.system` or `builtins.eval`. */
export function isRefused(global: PickleGlobal): boolean {
  const top = global.module.split('.', 1)[0]!;
  return refusedModules.has(top) || refusedNames.has(canonicalName(global));
}
