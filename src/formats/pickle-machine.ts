import { FormatError } from './error.ts';
import { construct, isRefused } from './pickle-known.ts';
import { fillArray } from './pickle-numpy.ts';
import {
  type Building,
  isArray,
  isList,
  isMap,
  isObject,
  type PickleGlobal,
  type PickleObject,
  type PickleValue,
} from './pickle-values.ts';

/** Far above what a record of a training holds; below what would trouble the host. */
const MAX_STACK = 4_000_000;
const MAX_MEMO = 8_000_000;

export const fail = (expected: string, found: string): never => {
  throw new FormatError(null, expected, found);
};

/** Reads numbers, bytes and lines one after another; throws `FormatError` or `RangeError` at the end of the bytes. */
export function createCursor(bytes: Uint8Array, start: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const utf8 = new TextDecoder();
  let p = start;
  const advance = (length: number): number => {
    p += length;
    return p - length;
  };
  const take = (length: number): Uint8Array => {
    if (length < 0 || length > bytes.length - p) fail(`${length} more bytes`, `${bytes.length - p}`);
    const from = advance(length);
    return bytes.subarray(from, p);
  };
  const takeLine = (): Uint8Array => {
    const end = bytes.indexOf(10, p);
    if (end < 0) fail('a line', 'the end of the file');
    return take(end + 1 - p).subarray(0, -1);
  };
  return {
    position: (): number => p,
    take,
    byte: (): number => (p < bytes.length ? bytes[p++]! : fail('more of the pickle', 'the end of the file')),
    u16: (): number => view.getUint16(advance(2), true),
    u32: (): number => view.getUint32(advance(4), true),
    i32: (): number => view.getInt32(advance(4), true),
    u64: (): number => Number(view.getBigUint64(advance(8), true)),
    /** Big-endian, the only such number of the format. */
    f64: (): number => view.getFloat64(advance(8)),
    text: (length: number): string => utf8.decode(take(length)),
    latin1: (length: number): string => latin1(take(length)),
    line: (): string => utf8.decode(takeLine()),
    latin1Line: (): string => latin1(takeLine()),
  };
}

function latin1(part: Uint8Array): string {
  let text = '';
  for (let i = 0; i < part.length; i += 8192) text += String.fromCharCode(...part.subarray(i, i + 8192));
  return text;
}

/** Stack, marks and memo of the pickle machine, and what its opcodes do to them. Values are data only. */
export function createMachine(byteCount: number) {
  const stack: PickleValue[] = [];
  /** Stack heights at which marks were set. */
  const marks: number[] = [];
  const memo = new Map<number, PickleValue>();
  const globals = new Set<string>();
  const refused = new Set<string>();
  let budget = 65_536 + 4 * byteCount;

  /** Copies are paid for, so that a small file cannot ask for unbounded work. */
  const spend = (values: number): void => {
    budget -= values;
    if (budget < 0) fail(`values in proportion to the ${byteCount} bytes of the file`, 'many more');
  };
  const floor = (): number => marks.at(-1) ?? 0;
  const push = (value: PickleValue): void => {
    if (stack.length >= MAX_STACK) fail(`at most ${MAX_STACK} open values`, 'more');
    stack.push(value);
  };
  const pop = (): PickleValue =>
    stack.length > floor() ? stack.pop()! : fail('a value on the stack', 'none');
  const top = (): PickleValue =>
    stack.length > floor() ? stack.at(-1)! : fail('a value on the stack', 'none');
  const popToMark = (): PickleValue[] => stack.splice(marks.pop() ?? fail('a mark on the stack', 'none'));

  return {
    globals,
    refused,
    push,
    pop,
    top,
    popToMark,
    mark: (): void => void marks.push(stack.length),
    /** POP also takes away a mark that nothing was put on. */
    drop: (): void => void (marks.length > 0 && stack.length === floor() ? marks.pop() : pop()),
    tuple: (length: number): void => {
      if (stack.length - floor() < length) fail(`${length} values on the stack`, 'fewer');
      push(stack.splice(stack.length - length));
    },
    arguments: (): readonly PickleValue[] => {
      const value = pop();
      return isList(value) ? value : fail('a tuple of arguments', 'something else');
    },
    remember: (index: number = memo.size): void => {
      if (memo.size >= MAX_MEMO) fail(`at most ${MAX_MEMO} remembered values`, 'more');
      memo.set(index, top());
    },
    recall: (index: number): void => {
      const value = memo.get(index);
      push(value === undefined ? fail(`remembered value ${index}`, 'none') : value);
    },
    global: (module: PickleValue, name: PickleValue): PickleGlobal => {
      if (typeof module !== 'string' || typeof name !== 'string')
        return fail('a name of a class', 'something else');
      const global: PickleGlobal = { kind: 'global', module, name };
      globals.add(`${module}.${name}`);
      if (isRefused(global)) refused.add(`${module}.${name}`);
      return global;
    },
    construct: (target: PickleValue, args: readonly PickleValue[]): void =>
      push(construct(target, args, spend)),
    setItems: (target: PickleValue, pairs: readonly PickleValue[]): PickleValue => {
      if (pairs.length % 2) fail('pairs of key and value', 'an odd number');
      for (let i = 0; i < pairs.length; i += 2) {
        if (isMap(target)) (target as Map<PickleValue, PickleValue>).set(pairs[i]!, pairs[i + 1]!);
        else if (isObject(target))
          (target.entries as [PickleValue, PickleValue][]).push([pairs[i]!, pairs[i + 1]!]);
        else fail('a dict to put items into', 'something else');
      }
      return target;
    },
    append: (target: PickleValue, items: readonly PickleValue[]): void => {
      for (const item of items) {
        if (isList(target)) (target as PickleValue[]).push(item);
        else if (target instanceof Set) target.add(item);
        else if (isObject(target)) (target.items as PickleValue[]).push(item);
        else fail('a list to append to', 'something else');
      }
    },
    /** State of a known container (a dict subclass with attributes) and of a class itself is dropped. */
    build: (target: PickleValue, state: PickleValue): void => {
      if (isArray(target)) fillArray(target, state, spend);
      else if (isObject(target)) (target as Building<PickleObject>).state = state;
    },
  };
}

export type Cursor = ReturnType<typeof createCursor>;
export type Machine = ReturnType<typeof createMachine>;
