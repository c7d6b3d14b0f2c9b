import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isJsonObject,
  type JsonValue,
  maximumDepth,
  parseJson,
  parseJsonBytes,
} from '../../src/formats/json.ts';

const valueIn = (text: string): JsonValue => {
  const parsed = parseJson(text);
  if (!parsed.ok)
    throw new Error(
      `${parsed.error.line}:${parsed.error.column} expected ${parsed.error.expected}, found ${parsed.error.found}`,
    );
  return parsed.value;
};

describe('JSON as Python writes it', () => {
  test('bare NaN and infinities are numbers', () => {
    expect(valueIn('{"a": NaN, "b": [Infinity, -Infinity], "c": {"d": NaN}}')).toEqual({
      a: Number.NaN,
      b: [Infinity, -Infinity],
      c: { d: Number.NaN },
    });
  });

  test('the word NaN inside a text stays text, also next to a bare one', () => {
    expect(valueIn('{"a": "x, NaN, y", "b": NaN, "c": "\\"Infinity\\", NaN ]"}')).toEqual({
      a: 'x, NaN, y',
      b: Number.NaN,
      c: '"Infinity", NaN ]',
    });
  });

  test('trailing commas and a byte order mark are understood and said', () => {
    expect(parseJson('\uFEFF{"a": [1, 2,],}')).toEqual({ ok: true, value: { a: [1, 2] }, lenient: true });
    expect(parseJson('{"a": [1, 2]}')).toEqual({ ok: true, value: { a: [1, 2] }, lenient: false });
  });

  test('UTF-16 with its mark is decoded', () => {
    const text = '{"a": 1}';
    const bytes = new Uint8Array(2 + 2 * text.length);
    bytes.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++) bytes[2 + 2 * i] = text.charCodeAt(i);
    expect(parseJsonBytes(bytes)).toMatchObject({ ok: true, value: { a: 1 } });
  });

  test.each([
    '{a: 1}',
    "{'a': 1}",
    '{"a": 1} x',
    '[1 2]',
    '{"a" 1}',
    '01x',
    '--1',
    'nul',
    '"abc',
    '{"a": undefined}',
    '[1,,2]',
    '',
  ])('%s is refused', (text) => {
    expect(parseJson(text).ok).toBe(false);
  });

  test('an error says where, what was expected and what was found', () => {
    expect(parseJson('{\n  "a": 1,\n  "b": oops\n}')).toMatchObject({
      ok: false,
      error: { line: 3, column: 8, offset: 19, expected: 'a value', found: '"oops"' },
    });
  });

  test('what stands before a cut is kept, without the object that was cut in two', () => {
    expect(parseJson('{"n": 3, "rows": [{"step": 1}, {"step": 2}, {"step": 3, "lo')).toMatchObject({
      ok: false,
      error: { found: 'the end of the file' },
      partial: { n: 3, rows: [{ step: 1 }, { step: 2 }] },
    });
  });

  test(`more than ${maximumDepth} levels are refused, as text the engine would take and as text it would not`, () => {
    const deep = (n: number, core: string): string => `${'['.repeat(n)}${core}${']'.repeat(n)}`;
    expect(parseJson(deep(maximumDepth, '1')).ok).toBe(true);
    expect(parseJson(deep(maximumDepth, 'NaN')).ok).toBe(true);
    for (const n of [maximumDepth + 1, 200, 200_000]) {
      for (const core of ['1', 'NaN'])
        expect(parseJson(deep(n, core))).toMatchObject({
          ok: false,
          error: { expected: `at most ${maximumDepth} levels of nesting` },
        });
    }
    expect(parseJson('{"a":'.repeat(50_000)).ok).toBe(false);
  });

  test('a key __proto__ is a key, in strict and in lenient reading', () => {
    for (const text of [
      '{"__proto__": {"polluted": 1}}',
      '{"__proto__": {"polluted": 1},}',
      '{"__proto__": {"polluted": NaN}}',
    ]) {
      const value = valueIn(text);
      expect(Object.keys(value as object)).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
  });

  test('long runs of spaces around the word NaN take no time', () => {
    const spaces = ' '.repeat(200_000);
    const started = performance.now();
    expect(valueIn(`[${spaces}NaN${spaces},${spaces}NaN${spaces}]`)).toEqual([Number.NaN, Number.NaN]);
    expect(parseJson(`${spaces}NaN x`.repeat(5)).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('whatever JSON.stringify writes reads the same, also through the lenient parser', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const plain = JSON.parse(text) as JsonValue;
        expect(valueIn(text)).toEqual(plain);
        expect(valueIn(`[${text},]`)).toEqual([plain]);
        expect(valueIn(`[NaN, ${text}]`)).toEqual([Number.NaN, plain]);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('any text is answered, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[]",:\\ntNaIfy-1e.0 \n'), maxLength: 40 }),
        (text) => {
          const parsed = parseJson(text);
          if (!parsed.ok) expect(parsed.error.offset).toBeLessThanOrEqual(text.length);
        },
      ),
      { seed: 4, numRuns: 3_000 },
    );
  });

  test('arrays are no objects', () => {
    expect([isJsonObject({}), isJsonObject([]), isJsonObject(null), isJsonObject(undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
