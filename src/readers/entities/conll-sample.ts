/** Lines from a few places of a file, enough to tell what its columns hold. */
export interface LineSample {
  readonly lines: readonly string[];
  /** The first line of the file is the first of these. */
  readonly first: string;
  /** Empty lines among them. */
  readonly empty: number;
}

const WINDOW = 65_536;
const WINDOWS = 5;

/** Whole lines from the beginning and from evenly spread places: the first hundred sentences of a file may hold no mention. */
export function sampleLines(bytes: Uint8Array): LineSample {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const lines: string[] = [];
  let empty = 0;
  const windows = bytes.length <= WINDOW * WINDOWS ? 1 : WINDOWS;
  const size = windows === 1 ? bytes.length : WINDOW;
  for (let w = 0; w < windows; w++) {
    let from = windows === 1 ? 0 : Math.floor(((bytes.length - size) * w) / (windows - 1));
    let to = Math.min(bytes.length, from + size);
    if (from > 0) {
      const next = bytes.indexOf(10, from);
      if (next < 0 || next >= to) continue;
      from = next + 1;
    }
    if (to < bytes.length) {
      const last = bytes.lastIndexOf(10, to - 1);
      if (last > from) to = last;
    }
    for (const line of decoder.decode(bytes.subarray(from, to)).split(/\r?\n/)) {
      if (line.trim() === '') empty++;
      else lines.push(line);
    }
  }
  return { lines, first: lines[0] ?? '', empty };
}

/** The cells of a line: between tabs, or between runs of blanks. */
export const cellsOf = (line: string, tabs: boolean): readonly string[] =>
  tabs ? line.replace(/\r+$/, '').split('\t') : line.trim().split(/[ \t]+/);
