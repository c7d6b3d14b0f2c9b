import { parseLeniently } from './json-lenient.ts';
import { type JsonObject, type JsonResult, type JsonValue, maximumDepth } from './json-value.ts';

export { type JsonObject, type JsonResult, type JsonValue, maximumDepth } from './json-value.ts';

/**
 * Parses JSON as Python's `json` module writes it. Strict first (the engine's own parser, fast); when that fails, a
 * lenient one that also takes `NaN`, `Infinity`, `-Infinity` (Python writes them bare, though RFC 8259 has none), a
 * byte order mark and trailing commas. Never throws.
 */
export function parseJson(text: string): JsonResult {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const strict = parseStrictly(body);
  if (strict.ok) return { ok: true, value: strict.value, lenient: body.length !== text.length };
  const quoted = bareNumber.test(body) ? parseStrictly(quoteBareNumbers(body)) : strict;
  if (quoted.ok) return { ok: true, value: unquote(quoted.value), lenient: true };
  return parseLeniently(body);
}

/** The same from bytes: UTF-8, or UTF-16 when it begins with that byte order mark (PowerShell redirection writes it). */
export function parseJsonBytes(bytes: Uint8Array): JsonResult {
  return parseJson(decodeText(bytes));
}

/** Text of unknown origin: UTF-16 by its byte order mark, otherwise UTF-8 with bad bytes replaced by U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Short description of a value for error messages: `null`, `the text "abc"`, `a list`. */
export function describeJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  return String(value);
}

/** Engines parse without recursion, so depth is checked afterwards; the lenient parser then says where it is too deep. */
function parseStrictly(
  text: string,
): { readonly ok: true; readonly value: JsonValue } | { readonly ok: false } {
  try {
    const value = JSON.parse(text) as JsonValue;
    return nestsNoDeeperThan(value, maximumDepth) ? { ok: true, value } : { ok: false };
  } catch {
    return { ok: false };
  }
}

/**
 * NaN and infinities as values. Putting them in quotes lets the engine's parser do the work, three times as fast as ours.
 * Inside a string the quotes would end that string, so that the parser fails and ours takes over. What stands around a
 * word is looked at only where the word is, so that long runs of spaces cost nothing.
 */
const bareNumber = /(?:NaN|-?Infinity)(?<=[:,[]\s*(?:NaN|-?Infinity))(?=\s*[,\]}])/;
const quoteBareNumbers = (text: string): string => text.replace(new RegExp(bareNumber, 'g'), '"\\u0001$&"');

function unquote(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.charCodeAt(0) === 1 ? (numbers.get(value) ?? value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const container = value as Record<string, JsonValue>;
  for (const key in container) {
    const inner = container[key]!;
    if (typeof inner !== 'string' && typeof inner !== 'object') continue;
    const plain = unquote(inner);
    if (plain !== inner)
      Object.defineProperty(container, key, {
        value: plain,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return value;
}

const numbers: ReadonlyMap<string, number> = new Map([
  ['\u0001NaN', Number.NaN],
  ['\u0001Infinity', Number.POSITIVE_INFINITY],
  ['\u0001-Infinity', Number.NEGATIVE_INFINITY],
]);

/** Recursion is bounded by `levels`, so that a hostile file cannot overflow the stack here either. */
function nestsNoDeeperThan(value: JsonValue | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!nestsNoDeeperThan(item, levels - 1)) return false;
    return true;
  }
  const object = value as JsonObject;
  for (const key in object) {
    const item = object[key];
    if (typeof item === 'object' && !nestsNoDeeperThan(item, levels - 1)) return false;
  }
  return true;
}
