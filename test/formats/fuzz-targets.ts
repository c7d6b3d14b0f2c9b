import { readdirSync } from 'node:fs';
import { openArrow } from '../../src/formats/arrow.ts';
import type { ColumnFile } from '../../src/formats/column-file.ts';
import { readCsv } from '../../src/formats/csv.ts';
import { readDocBin, readDocBinMessage } from '../../src/formats/doc-bin.ts';
import { FormatError } from '../../src/formats/error.ts';
import { parseJson } from '../../src/formats/json.ts';
import { readNpy } from '../../src/formats/npy.ts';
import { openParquet } from '../../src/formats/parquet.ts';
import { unpickle } from '../../src/formats/pickle.ts';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { decodeText, looksBinary } from '../../src/formats/text-encoding.ts';
import { attributes, readTorchArchive } from '../../src/formats/torch-archive.ts';
import { readTorchTensors } from '../../src/formats/torch-weights.ts';
import { readZipEntry, zipEntries } from '../../src/formats/zip.ts';
import { inflateZlib } from '../../src/formats/zlib.ts';
import type { Reader } from '../../src/model/reader.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { readers } from '../../src/readers/index.ts';
import { readEventFile } from '../../src/readers/tensorboard/event-file.ts';
import { createEventLog, createEventWalk } from '../../src/readers/tensorboard/events.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { createRandom } from '../../src/stats/index.ts';
import { fixtureFiles, readWith } from '../readers/read-fixture.ts';
import { utf8 } from './bytes.ts';

/** Something that reads bytes of strangers: it may refuse them with a `FormatError`, and nothing else may happen. */
export interface FuzzTarget {
  readonly name: string;
  /** Sound files, to be damaged. */
  readonly seeds: readonly Uint8Array[];
  /** `bytes` is a damaged copy of `seed`. Resolves when they were read or refused; rejects for a defect. */
  run(bytes: Uint8Array, seed: Uint8Array): Promise<void>;
}

const seedsIn = (...folders: string[]): readonly Uint8Array[] =>
  folders.flatMap((folder) => Object.values(fixtureFiles(folder)));

const target = (
  name: string,
  seeds: readonly Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
): FuzzTarget => ({
  name,
  seeds,
  async run(bytes) {
    try {
      await read(bytes);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  },
});

const csvSeeds = [
  utf8('epoch,accuracy,loss,val_loss\n0,0.5,0.9,0.8\n1,0.7,0.6,NA\n'),
  utf8('text\tlabel\n"a ""quoted"" text"\t1\r\nüöä\t0\r\n'),
  utf8('\ufeffa;b;c\n1;2;3\n4;5;6\n'),
];

const jsonSeeds = [
  utf8('{"loss": [0.5, NaN, 1e-5], "a": {"b": [true, null, "\\u00e9"]}, "__proto__": 1}'),
  ...seedsIn('keras').slice(0, 1),
];

const columnar = (ending: string): readonly Uint8Array[] =>
  Object.entries(fixtureFiles('columnar')).flatMap(([name, bytes]) => (name.endsWith(ending) ? [bytes] : []));

const docBins = (): readonly Uint8Array[] => seedsIn('doc-bin');

/** Opens a file of columns and reads each by itself, so that one that is refused hides no other. */
async function readColumns(
  bytes: Uint8Array,
  open: (file: SourceFile) => Promise<ColumnFile>,
): Promise<void> {
  const file = await open(memorySource('fuzz', { file: bytes }).files[0]!);
  for (const { name } of file.columns) {
    try {
      await file.read([name]);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }
}

/** Every format, each given damaged bytes directly. */
export const formatTargets: readonly FuzzTarget[] = [
  target('zip', seedsIn('zip'), (bytes) => {
    for (const entry of zipEntries(bytes)) readZipEntry(bytes, entry, 1024 * 1024);
  }),
  target('pickle', seedsIn('pickle', 'keras'), (bytes) => unpickle(bytes)),
  target('torch-archive', seedsIn('torch'), (bytes) => attributes(readTorchArchive(bytes))),
  target('torch-weights', seedsIn('torch'), (bytes) =>
    readTorchTensors(memorySource('fuzz', { file: bytes }).files[0]!),
  ),
  target('safetensors', seedsIn('checkpoints/bert-gamma'), (bytes) =>
    readSafetensors(memorySource('fuzz', { file: bytes }).files[0]!),
  ),
  target('event-file', seedsIn('tensorboard'), (bytes) =>
    readEventFile(memorySource('fuzz', { 'events.out.tfevents.1': bytes }).files[0]!),
  ),
  target('parquet', columnar('.parquet'), (bytes) => readColumns(bytes, openParquet)),
  target('arrow', [...columnar('.arrow'), ...columnar('.feather')], (bytes) => readColumns(bytes, openArrow)),
  target('npy', columnar('.npy'), (bytes) => readNpy(bytes)),
  target('doc-bin', docBins(), (bytes) => readDocBin(bytes)),
  target('csv', csvSeeds, (bytes) => readCsv(bytes)),
  target('json', jsonSeeds, (bytes) => parseJson(decodeText(bytes).text)),
  target('text-encoding', [...csvSeeds, utf8('naïve 😀')], (bytes) => [
    decodeText(bytes),
    looksBinary(bytes),
  ]),
];

/**
 * Checksums catch nearly every damage before the code behind them sees it. These targets repair nothing but leave the
 * checksums out: the bytes of single records and entries, damaged inside.
 */
export const innerTargets: readonly FuzzTarget[] = [
  target(
    'doc-bin message',
    docBins().map((bytes) => inflateZlib(bytes, 1e6)),
    (bytes) => readDocBinMessage(bytes),
  ),
  target('event-walk', seedsIn('tensorboard').flatMap(recordsOf), (data) => {
    const log = createEventLog();
    const walk = createEventWalk(data, log, 0, data.length);
    walk(0, data.length);
    walk(0, data.length);
  }),
];

function recordsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: Uint8Array[] = [];
  for (let p = 0; p + 16 <= bytes.length && records.length < 40; ) {
    const length = view.getUint32(p, true);
    records.push(bytes.subarray(p + 12, p + 12 + length));
    p += 16 + length;
  }
  return records;
}

/** Every registered reader, given its own recorded folders with one file damaged. */
export function readerTargets(): readonly FuzzTarget[] {
  return readers.flatMap((reader): readonly FuzzTarget[] => {
    const cases = casesOf(reader);
    if (cases.length === 0) return [];
    const entries = cases.flatMap((files) => Object.keys(files).map((path) => ({ files, path })));
    const bySeed = new Map(entries.map(({ files, path }) => [files[path]!, { files, path }]));
    return [
      {
        name: `reader ${reader.id}`,
        seeds: [...bySeed.keys()],
        async run(bytes, seed) {
          const { files, path } = bySeed.get(seed)!;
          // A reader never throws for a bad file: it reports a problem.
          await readWith(reader, memorySource('fuzz', { ...files, [path]: bytes }));
        },
      },
    ];
  });
}

function casesOf(reader: Reader): readonly Record<string, Uint8Array>[] {
  const root = new URL(`../fixtures/${reader.id}/`, import.meta.url);
  try {
    const entries = readdirSync(root, { withFileTypes: true });
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => fixtureFiles(`${reader.id}/${name}`));
    return folders.length > 0 ? folders : [fixtureFiles(reader.id)];
  } catch {
    return [];
  }
}

/** One damaged copy: flipped bytes, numbers replaced by extreme ones, a piece cut out, doubled, or the end cut off. */
function damage(seed: Uint8Array, random: ReturnType<typeof createRandom>): Uint8Array {
  if (seed.length === 0) return Uint8Array.of(random.integer(256));
  const kind = random.integer(10);
  if (kind === 0) return seed.slice(0, random.integer(seed.length));
  if (kind === 1) {
    const from = random.integer(seed.length);
    const to = Math.min(seed.length, from + 1 + random.integer(64));
    return Uint8Array.from([...seed.subarray(0, to), ...seed.subarray(from)]);
  }
  if (kind === 2) {
    const from = random.integer(seed.length);
    return Uint8Array.from([...seed.subarray(0, from), ...seed.subarray(from + 1 + random.integer(16))]);
  }
  const bytes = seed.slice();
  if (kind === 3) {
    const width = [1, 2, 4, 8][random.integer(4)]!;
    const at = random.integer(bytes.length);
    bytes.fill([0, 0x7f, 0x80, 0xff][random.integer(4)]!, at, at + width);
    return bytes;
  }
  for (let flips = 1 + random.integer(6); flips > 0; flips--) {
    const at = random.integer(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random.integer(8));
  }
  return bytes;
}

/** Slower than this for one small file means that the work is not bounded by the bytes. */
const SLOWEST_MS = 5000;

/** Runs `times` damaged files through a target. Rejects with the seed of the first that does harm. */
export async function fuzz(fuzzed: FuzzTarget, seed: number, times: number): Promise<void> {
  const random = createRandom(seed);
  for (let i = 0; i < times; i++) {
    const original = fuzzed.seeds[random.integer(fuzzed.seeds.length)]!;
    const bytes = damage(original, random);
    const started = performance.now();
    try {
      await fuzzed.run(bytes, original);
    } catch (error) {
      throw new Error(
        `${fuzzed.name}, seed ${seed}, file ${i} (${Buffer.from(bytes).toString('base64').slice(0, 2000)})`,
        {
          cause: error,
        },
      );
    }
    const took = performance.now() - started;
    if (took > SLOWEST_MS) throw new Error(`${fuzzed.name}, seed ${seed}, file ${i}: ${Math.round(took)} ms`);
  }
}
