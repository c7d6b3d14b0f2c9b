/** One file of a source. Nothing is read before it is asked for. */
export interface SourceFile {
  /** Path inside the source, `/`-separated, without a leading slash. */
  readonly path: string;
  readonly bytes: number;
  /** Whole content. Rejects when it cannot be read. */
  read(): Promise<Uint8Array>;
  /** `length` bytes from `offset` (fewer at the end of the file). */
  readRange(offset: number, length: number): Promise<Uint8Array>;
}

/** A folder, some files, a dropped folder, bytes in memory: whatever holds a run. Never written to. */
export interface Source {
  /** How the user named it: `./outputs`. */
  readonly name: string;
  /** The folder that the paths of the files start from; null when there are several. Absent: `name` is that folder. */
  readonly folder?: string | null;
  readonly files: readonly SourceFile[];
  /** What could not even be listed. */
  readonly problems: readonly InputProblem[];
}

/** A file or a part of it that could not be used; the rest of the run is still judged. */
export interface InputProblem {
  readonly file: string;
  /** Byte offset, row, or JSON pointer; null when it concerns the whole file. */
  readonly position: string | null;
  readonly expected: string;
  readonly found: string;
  readonly nextStep: string;
  /** True when other parts of the same file were used. */
  readonly partial: boolean;
}

/** A file that was read, with what was found in it. */
export interface InputEntry {
  readonly file: string;
  readonly reader: string;
  /** A short plain phrase: `12 evaluations, 109 training rows`. */
  readonly found: string;
}
