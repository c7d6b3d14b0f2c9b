import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { JsonValue } from '../../src/formats/json.ts';
import {
  type BuiltGraph,
  type CheckpointDescription,
  isRefusal,
  openWeights,
  type Refusal,
  type WeightFile,
  type Weights,
} from '../../src/model-runner/index.ts';

/** What lab/oracles/checkpoints.py recorded of one checkpoint. */
export interface RecordedCheckpoint {
  readonly head: 'sequence' | 'token';
  readonly rows: readonly (readonly number[])[];
  readonly types: readonly (readonly number[])[] | null;
  readonly pad: number;
  /** Of each row: labels, or tokens × labels without the padding. */
  readonly logits: readonly (readonly number[])[];
  readonly seeds: readonly {
    readonly row: number;
    readonly position: number | null;
    readonly label: number;
  }[];
  /** Of each seed: tokens × width. */
  readonly gradients: readonly (readonly number[])[];
}

const oracle = JSON.parse(readFileSync(new URL('../oracles/checkpoints.json', import.meta.url), 'utf8'));
export const recorded: Readonly<Record<string, RecordedCheckpoint>> = oracle.checkpoints;
export const recordedBuckets: {
  readonly mpnet: readonly number[];
  readonly debertaV2: readonly {
    readonly buckets: number;
    readonly positions: number;
    readonly values: readonly number[];
  }[];
} = oracle.buckets;

export const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/checkpoints/${name}/`, import.meta.url));

export function filesOf(folder: string): readonly WeightFile[] {
  return readdirSync(folder).map((name) => ({
    name,
    bytes: statSync(folder + name).size,
    readRange: async (offset, length) => {
      const handle = openSync(folder + name, 'r');
      const bytes = new Uint8Array(length);
      const read = readSync(handle, bytes, 0, length, offset);
      closeSync(handle);
      return bytes.subarray(0, read);
    },
  }));
}

/** A file that exists only in memory. */
export const fileInMemory = (name: string, bytes: Uint8Array): WeightFile => ({
  name,
  bytes: bytes.length,
  readRange: async (offset, length) => bytes.slice(offset, offset + length),
});

export const configOf = (folder: string): { readonly [key: string]: JsonValue } =>
  JSON.parse(readFileSync(`${folder}config.json`, 'utf8'));

export function accepted<T extends object>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(value.sentence);
  return value;
}

export function refused(value: object): Refusal {
  if (isRefusal(value)) return value;
  throw new Error('nothing was refused');
}

export const weightsOf = async (folder: string): Promise<Weights> =>
  accepted(await openWeights(filesOf(folder)));

/** A session on the graph, weights taken from the files of the folder. */
export const sessionOf = (graph: BuiltGraph, folder: string): Promise<InferenceSession> =>
  InferenceSession.create(graph.bytes, {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  });

export const wholeNumbers = (values: readonly number[], dimensions: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), dimensions);
export const realNumbers = (values: readonly number[], dimensions: readonly number[]): Tensor =>
  new Tensor('float32', Float32Array.from(values), dimensions);

/** Token ids, mask and, where the model has them, token types of the rows, padded to the longest. */
export function inputsOf(
  rows: readonly (readonly number[])[],
  types: readonly (readonly number[])[] | null,
  pad: number,
): Record<string, Tensor> {
  const length = Math.max(...rows.map((row) => row.length));
  const padded = (lists: readonly (readonly number[])[], filler: number): Tensor =>
    wholeNumbers(
      lists.flatMap((list) => [...list, ...Array<number>(length - list.length).fill(filler)]),
      [rows.length, length],
    );
  return {
    input_ids: padded(rows, pad),
    attention_mask: padded(
      rows.map((row) => row.map(() => 1)),
      0,
    ),
    ...(types ? { token_type_ids: padded(types, 0) } : {}),
  };
}

export async function logitsOf(
  session: InferenceSession,
  description: CheckpointDescription,
  rows: readonly (readonly number[])[],
  types: readonly (readonly number[])[] | null,
  pad: number,
): Promise<readonly Float32Array[]> {
  const { logits } = await session.run(inputsOf(rows, types, pad));
  const values = logits!.data as Float32Array;
  const labels = description.labels.length;
  const length = description.head === 'token' ? Math.max(...rows.map((row) => row.length)) : 1;
  return rows.map((row, i) => {
    const start = i * length * labels;
    return values.slice(start, start + (description.head === 'token' ? row.length : 1) * labels);
  });
}

/** The largest difference, as a part of the range of the reference. */
export function relativeDifference(got: ArrayLike<number>, expected: readonly number[]): number {
  if (got.length !== expected.length) throw new Error(`${got.length} values instead of ${expected.length}`);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!);
    if (!(difference <= largest)) largest = difference;
  }
  const range = Math.max(...expected) - Math.min(...expected);
  return largest / (range || Math.max(1e-3, Math.abs(expected[0] ?? 0)));
}

export function largestAt(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[from + i]! > values[from + best]!) best = i;
  return best;
}

/** With AFTERFIT_FIGURES=file, what was measured goes there; lab/oracles/families_table.py makes the table of docs/model-runner/families.md of it. */
export function note(figure: Readonly<Record<string, unknown>>): void {
  const file = process.env.AFTERFIT_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
