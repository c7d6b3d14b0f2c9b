/**
 * Bytes that are not what their format says. Readers turn it into an `InputProblem`; it never leaves a reader.
 * A class because callers tell it from a defect of our own by `instanceof`.
 */
export class FormatError extends Error {
  /** Byte offset, row, or name inside the file; null when it concerns the whole file. */
  readonly position: string | null;
  readonly expected: string;
  readonly found: string;

  constructor(position: string | null, expected: string, found: string) {
    super(`${position === null ? '' : `${position}: `}expected ${expected}, found ${found}`);
    this.name = 'FormatError';
    this.position = position;
    this.expected = expected;
    this.found = found;
  }
}

/** What to tell the user about anything thrown while bytes were decoded. */
export function describeError(error: unknown): {
  readonly position: string | null;
  readonly expected: string;
  readonly found: string;
} {
  if (error instanceof FormatError)
    return { position: error.position, expected: error.expected, found: error.found };
  return {
    position: null,
    expected: 'a readable file',
    found: error instanceof Error ? error.message : String(error),
  };
}
