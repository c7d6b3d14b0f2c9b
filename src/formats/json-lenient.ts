import { type JsonError, type JsonResult, type JsonValue, maximumDepth } from './json-value.ts';

/** Thrown and caught inside this file only. */
class Failure {
  readonly expected: string;
  readonly offset: number;
  constructor(expected: string, offset: number) {
    this.expected = expected;
    this.offset = offset;
  }
}

/**
 * Our own parser, for what the engine's refuses: bare NaN and infinities, trailing commas. Where it fails it says so, and
 * hands over what stood before.
 */
export function parseLeniently(text: string): JsonResult {
  let at = 0;
  let depth = 0;
  let root: JsonValue | undefined;

  const fail = (expected: string, offset = at): never => {
    throw new Failure(expected, offset);
  };

  function skipSpace(): number {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) at++;
      else return code;
    }
  }

  function parseString(): string {
    const start = at + 1;
    let end = text.indexOf('"', start);
    for (;;) {
      if (end < 0) fail('a closing quotation mark', text.length);
      let slashes = 0;
      while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
      if (slashes % 2 === 0) break;
      end = text.indexOf('"', end + 1);
    }
    at = end + 1;
    const raw = text.slice(start, end);
    if (!raw.includes('\\')) return raw;
    try {
      return JSON.parse(
        `"${raw.replace(/[\u0000-\u001f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`,
      ) as string;
    } catch {
      return fail('a valid escape sequence in a string', start - 1);
    }
  }

  const word = (spelling: string, value: JsonValue): JsonValue => {
    if (!text.startsWith(spelling, at)) fail('a value');
    at += spelling.length;
    return value;
  };

  function parseNumber(): number {
    const start = at;
    if (text.startsWith('-Infinity', at)) {
      at += 9;
      return Number.NEGATIVE_INFINITY;
    }
    for (;;) {
      const code = text.charCodeAt(at);
      const partOfNumber =
        (code >= 0x30 && code <= 0x39) ||
        code === 0x2d ||
        code === 0x2b ||
        code === 0x2e ||
        code === 0x65 ||
        code === 0x45;
      if (!partOfNumber) break;
      at++;
    }
    const spelled = text.slice(start, at);
    if (!/^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(spelled)) fail('a value', start);
    return Number(spelled);
  }

  function parseValue(attach: (value: JsonValue) => void): void {
    const code = skipSpace();
    if (code === 0x7b) parseObject(attach);
    else if (code === 0x5b) parseArray(attach);
    else if (code === 0x22) attach(parseString());
    else if (code === 0x74) attach(word('true', true));
    else if (code === 0x66) attach(word('false', false));
    else if (code === 0x6e) attach(word('null', null));
    else if (code === 0x4e) attach(word('NaN', Number.NaN));
    else if (code === 0x49) attach(word('Infinity', Number.POSITIVE_INFINITY));
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) attach(parseNumber());
    else fail('a value');
  }

  function descend(): void {
    if (++depth > maximumDepth) fail(`at most ${maximumDepth} levels of nesting`);
    at++;
  }

  function parseObject(attach: (value: JsonValue) => void): void {
    descend();
    const object: Record<string, JsonValue> = {};
    let key = '';
    const put = (value: JsonValue): void => {
      // A plain assignment to `__proto__` would change the prototype instead of setting a key.
      if (key === '__proto__')
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      else object[key] = value;
    };
    // The outermost object is kept when the text breaks off; inner ones only count once they are complete.
    if (depth === 1) attach(object);
    for (;;) {
      const code = skipSpace();
      if (code === 0x7d) break;
      if (code !== 0x22) fail('a key in quotation marks or }');
      key = parseString();
      if (skipSpace() !== 0x3a) fail('a colon');
      at++;
      parseValue(put);
      const next = skipSpace();
      if (next === 0x2c) at++;
      else if (next !== 0x7d) fail('a comma or }');
    }
    at++;
    if (depth !== 1) attach(object);
    depth--;
  }

  function parseArray(attach: (value: JsonValue) => void): void {
    descend();
    const array: JsonValue[] = [];
    const put = (value: JsonValue): void => {
      array.push(value);
    };
    // Lists are attached at once: the rows of a log that broke off are worth keeping.
    attach(array);
    for (;;) {
      if (skipSpace() === 0x5d) break;
      parseValue(put);
      const next = skipSpace();
      if (next === 0x2c) at++;
      else if (next !== 0x5d) fail('a comma or ]');
    }
    at++;
    depth--;
  }

  try {
    parseValue((value) => {
      root = value;
    });
    skipSpace();
    if (at < text.length) fail('the end of the file');
    return { ok: true, value: root as JsonValue, lenient: true };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, error: locate(text, error), partial: root };
  }
}

function locate(text: string, failure: Failure): JsonError {
  const before = text.slice(0, failure.offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let i = before.indexOf('\n'); i >= 0; i = before.indexOf('\n', i + 1)) line++;
  const rest = text.slice(failure.offset, failure.offset + 24).split(/[\r\n]/)[0] ?? '';
  return {
    expected: failure.expected,
    found:
      failure.offset >= text.length
        ? 'the end of the file'
        : JSON.stringify(rest || text.charAt(failure.offset)),
    offset: failure.offset,
    line,
    column: failure.offset - lineStart + 1,
  };
}
