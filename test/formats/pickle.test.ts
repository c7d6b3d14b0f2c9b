import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unpickle } from '../../src/formats/pickle.ts';
import { isArray, isGlobal, isMap, isObject, type PickleValue } from '../../src/formats/pickle-values.ts';
import { fixture, formatErrorOf, utf8 } from './bytes.ts';

const read = (name: string): PickleValue => unpickle(fixture(`pickle/${name}.pkl`)).value;

const entry = (value: PickleValue, key: PickleValue): PickleValue | undefined => {
  if (!isMap(value)) throw new Error('not a dict');
  return value.get(key);
};

describe.each([0, 1, 2, 3, 4, 5])('pickle protocol %i', (protocol) => {
  const value = read(`plain-${protocol}`);

  it.each<[string, PickleValue]>([
    ['none', null],
    ['yes', true],
    ['no', false],
    ['small', 7],
    ['negative', -3],
    ['word', 70_000],
    ['long', 2 ** 40],
    ['beyond', 2n ** 70n],
    ['below', -(2n ** 70n)],
    ['float', 0.1],
    ['infinite', Number.POSITIVE_INFINITY],
    ['list', [1, 2, [3, 'four']]],
    ['tuple', [1, [2, 3], []]],
    ['set', new Set([1, 2, 3])],
    [
      'ordered',
      new Map([
        ['b', 1],
        ['a', 2],
      ]),
    ],
    ['default', new Map([['k', [1]]])],
    [
      'counter',
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    ],
    ['when', '2024-02-29T13:05:07.000089'],
    ['took', 86_402.5],
  ])('reads %s', (key, expected) => {
    expect(entry(value, key)).toEqual(expected);
  });

  it('reads text beyond ASCII, also escaped', () => {
    expect(entry(value, 'text')).toBe('naïve 😀\nline');
  });

  it('reads bytes', () => {
    expect([...(entry(value, 'bytes') as Uint8Array)]).toEqual([0, 255]);
  });

  it('keeps __proto__ a key like any other', () => {
    expect(entry(entry(value, 'dict')!, '__proto__')).toBe('plain key');
    expect(({} as { plain?: string }).plain).toBeUndefined();
  });

  it('reads what is referred to twice as one value', () => {
    const [first, second] = entry(value, 'shared') as readonly PickleValue[];
    expect(first).toEqual(['twice', 1]);
    expect(second).toBe(first);
  });
});

describe.each([2, 4, 5])('NumPy in protocol %i', (protocol) => {
  const value = read(`numpy-${protocol}`);

  it('reads scalars as numbers', () => {
    expect(['f8', 'f4', 'f2', 'i8', 'bool'].map((key) => entry(value, key))).toEqual([
      0.25,
      0.5,
      -1.5,
      -9,
      true,
    ]);
  });

  it.each<[string, readonly number[], readonly PickleValue[]]>([
    ['row', [2], [1.5, 2.5]],
    ['big-endian', [3], [1, 2, 3]],
    ['matrix', [2, 3], [0, 1, 2, 3, 4, 5]],
    ['fortran', [2, 3], [0, 1, 2, 3, 4, 5]],
    ['strings', [2], ['a', 'bcd']],
    ['objects', [2], [null, new Map([['x', 1]])]],
  ])('reads the array "%s" in row-major order', (key, shape, values) => {
    const array = entry(value, key);
    if (!isArray(array)) throw new Error('not an array');
    expect(array.shape).toEqual(shape);
    expect([...array.values]).toEqual(values);
  });
});

describe('unpickle', () => {
  it('makes inert records of classes that it does not know', () => {
    const { value, globals } = unpickle(fixture('keras/history.pkl'));
    if (!isObject(value)) throw new Error('not an object');
    expect([value.module, value.name]).toEqual(['keras.src.callbacks.history', 'History']);
    expect(isMap(value.state)).toBe(true);
    expect(globals).toContain('keras.src.callbacks.history.History');
  });

  it('keeps a bare class as a name', () => {
    const value = unpickle(utf8('cmy.module\nMyClass\n.')).value;
    expect(isGlobal(value) && `${value.module}/${value.name}`).toBe('my.module/MyClass');
  });

  it.each(['os-system-0', 'os-system-2', 'os-system-4'])('refuses %s by name and runs nothing', (name) => {
    const error = formatErrorOf(() => read(name));
    expect(error.found).toContain('posix.system');
    expect(error.found).toContain('nothing of it was run');
    expect(existsSync('/tmp/afterfit-pickle-was-run')).toBe(false);
  });

  it('lists every name that it refuses', () => {
    expect(formatErrorOf(() => read('eval')).found).toMatch(/builtins\.eval, posix\.system/);
  });

  it('says what it refuses even when the pickle is cut off after it', () => {
    const bytes = fixture('pickle/os-system-2.pkl');
    expect(formatErrorOf(() => unpickle(bytes.subarray(0, bytes.length - 4))).found).toContain(
      'posix.system',
    );
  });

  it('reads a list that holds itself', () => {
    const value = read('loop') as readonly PickleValue[];
    expect(value[0]).toBe(value);
  });

  it('stops when a small file asks for ever more copies', () => {
    expect(formatErrorOf(() => read('copies')).found).toBe('many more');
  });

  it('holds declared lengths against the bytes that are there', () => {
    const declares2To40Bytes = Uint8Array.of(0x80, 4, 0x8e, 0, 0, 0, 0, 0, 1, 0, 0, 0x2e);
    expect(formatErrorOf(() => unpickle(declares2To40Bytes)).expected).toBe(`${2 ** 40} more bytes`);
  });

  it('takes ten thousand open lists without recursion', () => {
    const depth = 10_000;
    const nested = utf8(`${'('.repeat(depth)}${'l'.repeat(depth)}.`);
    expect(Array.isArray(unpickle(nested).value)).toBe(true);
  });

  it.each([
    ['an empty file', '', 'the end of the file'],
    ['text', 'hello', '0x68'],
    ['a pickle without an end', '(lp0\n', 'the end of the file'],
    ['a pop from nothing', '0.', 'none'],
    ['an extension code', '\x82\x01.', '0x82'],
  ])('says where %s goes wrong', (_, text, found) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const error = formatErrorOf(() => unpickle(bytes));
    if (text !== 'hello') expect(error.found).toContain(found);
    expect(error.position).toMatch(/^byte \d+$/);
  });
});
