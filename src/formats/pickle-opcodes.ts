import { type Cursor, fail, type Machine } from './pickle-machine.ts';
import { isMap } from './pickle-values.ts';

/** A longer integer has no place in a record of a training, and decoding one costs the square of its length. */
const MAX_INTEGER_BYTES = 1024;

type Opcode = (m: Machine, c: Cursor) => void;

/**
 * Every opcode of protocols 0–5 that data can need, by its byte. Left out on purpose, and so refused: extension codes
 * (EXT1, EXT2, EXT4) and out-of-band buffers (NEXT_BUFFER), which need something that is not in the file. STOP is the
 * caller's. Source: cpython Lib/pickletools.py.
 */
export const opcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  // Frame, marks, stack
  [0x80, (_, c) => void c.byte()], // PROTO
  [0x95, (_, c) => void c.u64()], // FRAME
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => m.drop()], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  // Constants and numbers
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x49, (m, c) => m.push(integerOrBoolean(c.line()))], // INT
  [0x4c, (m, c) => m.push(decimal(c.line().replace(/L$/, '')))], // LONG
  [0x4a, (m, c) => m.push(c.i32())], // BININT
  [0x4b, (m, c) => m.push(c.byte())], // BININT1
  [0x4d, (m, c) => m.push(c.u16())], // BININT2
  [0x8a, (m, c) => m.push(integer(c, c.byte()))], // LONG1
  [0x8b, (m, c) => m.push(integer(c, c.i32()))], // LONG4
  [0x46, (m, c) => m.push(floating(c.line()))], // FLOAT
  [0x47, (m, c) => m.push(c.f64())], // BINFLOAT
  // Strings and bytes
  [0x53, (m, c) => m.push(unquoted(c.latin1Line()))], // STRING
  [0x54, (m, c) => m.push(c.latin1(c.i32()))], // BINSTRING
  [0x55, (m, c) => m.push(c.latin1(c.byte()))], // SHORT_BINSTRING
  [0x56, (m, c) => m.push(unescaped(c.latin1Line()))], // UNICODE
  [0x58, (m, c) => m.push(c.text(c.u32()))], // BINUNICODE
  [0x8c, (m, c) => m.push(c.text(c.byte()))], // SHORT_BINUNICODE
  [0x8d, (m, c) => m.push(c.text(c.u64()))], // BINUNICODE8
  [0x42, (m, c) => m.push(c.take(c.u32()))], // BINBYTES
  [0x43, (m, c) => m.push(c.take(c.byte()))], // SHORT_BINBYTES
  [0x8e, (m, c) => m.push(c.take(c.u64()))], // BINBYTES8
  [0x96, (m, c) => m.push(c.take(c.u64()))], // BYTEARRAY8
  [0x98, () => undefined], // READONLY_BUFFER
  // Containers
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x64, (m) => m.push(m.setItems(new Map(), m.popToMark()))], // DICT
  [0x73, setItem], // SETITEM
  [0x75, setItems], // SETITEMS
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x29, (m) => m.push([])], // EMPTY_TUPLE
  [0x6c, (m) => m.push(m.popToMark())], // LIST
  [0x74, (m) => m.push(m.popToMark())], // TUPLE
  [0x85, (m) => m.tuple(1)], // TUPLE1
  [0x86, (m) => m.tuple(2)], // TUPLE2
  [0x87, (m) => m.tuple(3)], // TUPLE3
  [0x61, append], // APPEND
  [0x65, appendAll], // APPENDS
  [0x8f, (m) => m.push(new Set())], // EMPTY_SET
  [0x90, appendAll], // ADDITEMS
  [0x91, (m) => m.push(new Set(m.popToMark()))], // FROZENSET
  // Memo
  [0x70, (m, c) => m.remember(Number(c.line()))], // PUT
  [0x71, (m, c) => m.remember(c.byte())], // BINPUT
  [0x72, (m, c) => m.remember(c.u32())], // LONG_BINPUT
  [0x94, (m) => m.remember()], // MEMOIZE
  [0x67, (m, c) => m.recall(Number(c.line()))], // GET
  [0x68, (m, c) => m.recall(c.byte())], // BINGET
  [0x6a, (m, c) => m.recall(c.u32())], // LONG_BINGET
  // Classes and calls: names and recipes only
  [0x63, (m, c) => m.push(m.global(c.line(), c.line()))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x81, reduce], // NEWOBJ
  [0x92, newObjectWithKeywords], // NEWOBJ_EX
  [0x69, (m, c) => m.construct(m.global(c.line(), c.line()), m.popToMark())], // INST
  [0x6f, constructFromMark], // OBJ
  [0x62, build], // BUILD
  [0x50, (m, c) => m.push({ kind: 'persistent', id: c.line() })], // PERSID
  [0x51, (m) => m.push({ kind: 'persistent', id: m.pop() })], // BINPERSID
]);

function setItem(m: Machine): void {
  const value = m.pop();
  const key = m.pop();
  m.setItems(m.top(), [key, value]);
}

function setItems(m: Machine): void {
  const pairs = m.popToMark();
  m.setItems(m.top(), pairs);
}

function append(m: Machine): void {
  const item = m.pop();
  m.append(m.top(), [item]);
}

function appendAll(m: Machine): void {
  const items = m.popToMark();
  m.append(m.top(), items);
}

function stackGlobal(m: Machine): void {
  const name = m.pop();
  m.push(m.global(m.pop(), name));
}

function reduce(m: Machine): void {
  const args = m.arguments();
  m.construct(m.pop(), args);
}

function newObjectWithKeywords(m: Machine): void {
  const keywords = m.pop();
  const args = m.arguments();
  m.construct(m.pop(), isMap(keywords) && keywords.size === 0 ? args : [...args, keywords]);
}

function constructFromMark(m: Machine): void {
  const [target, ...args] = m.popToMark();
  m.construct(target ?? fail('a class', 'none'), args);
}

function build(m: Machine): void {
  const state = m.pop();
  m.build(m.top(), state);
}

const narrow = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/** Little-endian two's complement. */
function integer(c: Cursor, length: number): number | bigint {
  if (length > MAX_INTEGER_BYTES) fail(`an integer of at most ${MAX_INTEGER_BYTES} bytes`, `${length}`);
  const part = c.take(length);
  let value = 0n;
  for (let i = part.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(part[i]!);
  if (part.length > 0 && part[part.length - 1]! & 128) value -= 1n << BigInt(8 * part.length);
  return narrow(value);
}

const decimal = (text: string): number | bigint =>
  /^\s*[+-]?\d{1,1000}\s*$/.test(text)
    ? narrow(BigInt(text.trim().replace('+', '')))
    : fail('an integer', text.slice(0, 40));

/** Protocol 0 writes booleans as integers of two digits. */
const integerOrBoolean = (text: string): number | bigint | boolean =>
  text === '01' ? true : text === '00' ? false : decimal(text);

function floating(text: string): number {
  const value = Number(text.replace(/^([+-]?)inf$/i, '$1Infinity'));
  return Number.isNaN(value) && !/^[+-]?nan$/i.test(text) ? fail('a number', text.slice(0, 40)) : value;
}

/** Python's raw-unicode-escape: Latin-1, with what lies beyond it (and line ends) as `\u` or `\U` and hex digits. */
const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (whole, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** A string literal of Python 2. */
const unquoted = (text: string): string =>
  text
    .trim()
    .replace(/^(['"])(.*)\1$/s, '$2')
    .replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex, character) =>
      hex === undefined
        ? (escapes.get(character) ?? character)
        : String.fromCharCode(Number.parseInt(hex, 16)),
    );
