import type { Run } from './run.ts';
import type { InputEntry, InputProblem, Source, SourceFile } from './source.ts';

/** What the user said on the command line about how to read. All optional. */
export interface ReadOptions {
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly predictionColumn?: string;
  /** Path inside the source. */
  readonly data?: string;
  readonly reference?: string;
  readonly predictions?: string;
  readonly trainData?: string;
  /** True: the host runs the checkpoint over `data`, so that nobody has to ask for predictions. */
  readonly runsData?: boolean;
  readonly trainSize?: number;
  readonly evalSize?: number;
  /** Share of the training labels that are wrong, 0 to 1. */
  readonly labelNoise?: number;
  /** Name of the GPUs that trained, and how many. */
  readonly gpu?: string;
  readonly gpus?: number;
  /** Money for an hour of one GPU. */
  readonly price?: number;
  /** Mean watts of one GPU. */
  readonly power?: number;
  /** Grams of CO₂ equivalent for a kilowatt-hour. */
  readonly grid?: number;
  /** Power of the site over that of its computers, 1 or more. */
  readonly pue?: number;
}

/**
 * One format. Sniffing may look at path, size and the first bytes only; reading touches no disk, console or network
 * except through the files it was given, and knows no audit.
 */
export interface Reader {
  /** Folder name under `src/readers/` and page name under `docs/formats/`. */
  readonly id: string;
  readonly title: string;
  /** What it reads, as file name patterns for `afterfit formats`. */
  readonly files: readonly string[];
  /** Cheap: from the path and size alone. A claimed file is not offered to later readers unless `shares` is true. */
  claims(file: SourceFile, source: Source): boolean;
  /** True when other readers may also look at the files this one claims (predictions look at CSV files that Keras refused). */
  readonly shares?: boolean;
  /** True when the user's flags name files for this reader: then it is asked even if it claims none (a file called `label`). */
  isAskedBy?(options: ReadOptions): boolean;
  read(files: readonly SourceFile[], context: ReadContext): Promise<readonly RunFragment[]>;
}

export interface ReadContext {
  readonly source: Source;
  readonly options: ReadOptions;
  /** Record that a file was read. */
  found(entry: InputEntry): void;
  /** Record that a file or a part of it could not be used. Never throw for a bad file. */
  problem(problem: InputProblem): void;
  /** Record what was taken for what, or a question to the user that names the flag. */
  assume(sentence: string): void;
  progress(done: number, total: number, what: string): void;
}

/**
 * What a reader found out about one run. The engine merges fragments of different readers into Runs: an `owner` becomes
 * a run of its own; an `addition` joins the owner whose `root` encloses it and whose values it does not contradict,
 * otherwise it becomes a run of its own.
 */
export interface RunFragment {
  readonly role: 'owner' | 'addition';
  /** Folder (inside the source, `` for the root) that this run's files lie in. */
  readonly root: string;
  readonly reader: string;
  readonly run: Partial<Omit<Run, 'id' | 'predictions'>> &
    Pick<Run, 'title' | 'files'> & { readonly id?: string; readonly predictions?: Run['predictions'] };
}
