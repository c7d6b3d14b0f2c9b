/** What JSON can hold. Objects may have an own key `__proto__`; never copy keys onto a plain object. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export interface JsonError {
  readonly expected: string;
  readonly found: string;
  /** Characters from the start of the text; line and column count from 1. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export type JsonResult =
  | {
      readonly ok: true;
      readonly value: JsonValue /** Not valid JSON, but understood: NaN, a trailing comma, … */;
      readonly lenient: boolean;
    }
  | {
      readonly ok: false;
      readonly error: JsonError /** What stood before the error, with unfinished objects left out. */;
      readonly partial: JsonValue | undefined;
    };

/** Deeper nesting is refused: no training log has it, and code that walks the value must not overflow the stack. */
export const maximumDepth = 100;
