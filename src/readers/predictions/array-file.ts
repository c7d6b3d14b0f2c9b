import type { ColumnFile, FileColumn } from '../../formats/column-file.ts';
import { FormatError } from '../../formats/error.ts';
import { MOST_NPY_HEADER, type NpyHeader, readNpy, readNpyHeader } from '../../formats/npy.ts';
import { readZipEntry, type ZipEntry, zipEntries } from '../../formats/zip.ts';
import type { SourceFile } from '../../model/source.ts';
import { isScoreName } from './names.ts';

/** One array of NumPy: a `.npy` file or an entry of an `.npz`. */
export interface NamedArray {
  /** Name without `.npy`. */
  readonly name: string;
  readonly file: SourceFile;
  /** `logits.npy`, `eval.npz/logits`. */
  readonly label: string;
  readonly rows: number;
  /** Values a row: 1 for a list. */
  readonly width: number;
  readonly numeric: boolean;
  readonly whole: boolean;
  /** Columns of numbers or text. Rejects with a `FormatError`. */
  columns(): Promise<readonly (readonly unknown[])[]>;
}

/** What is read at once; a matrix of 10 million scores. */
const MAX_BYTES = 400_000_000;
/** Deflate makes at most so many bytes of one (zlib technical notes). */
const MOST_EXPANSION = 1032;

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The arrays of a file, and why others in it cannot be one. */
export interface Arrays {
  readonly arrays: readonly NamedArray[];
  readonly refused: readonly FormatError[];
}

/** The arrays of a file by their headers. Rejects with a `FormatError` when the file itself is none. */
export async function arraysIn(file: SourceFile): Promise<Arrays> {
  const base = baseOf(file.path);
  if (/\.npy$/i.test(base)) {
    const header = readNpyHeader(await file.readRange(0, Math.min(file.bytes, MOST_NPY_HEADER)), file.bytes);
    return {
      arrays: [named(base.replace(/\.npy$/i, ''), base, file, header, () => limited(file))],
      refused: [],
    };
  }
  const bytes = await limited(file);
  const arrays: NamedArray[] = [];
  const refused: FormatError[] = [];
  for (const entry of zipEntries(bytes).filter(({ name }) => name.endsWith('.npy'))) {
    const name = entry.name.replace(/\.npy$/, '');
    try {
      const content = readEntry(bytes, entry);
      const header = readNpyHeader(content.subarray(0, MOST_NPY_HEADER), content.length);
      arrays.push(named(name, `${base}/${name}`, file, header, async () => content));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      const position = error.position === null || error.position === entry.name ? '' : `, ${error.position}`;
      refused.push(new FormatError(`${entry.name}${position}`, error.expected, error.found));
    }
  }
  return { arrays, refused };
}

/** An entry, when its compressed bytes can become as many as it declares. */
function readEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const most = Math.min(MAX_BYTES, MOST_EXPANSION * entry.compressedBytes + 64);
  if (entry.bytes > most)
    throw new FormatError(
      null,
      `at most ${most} bytes from ${entry.compressedBytes}`,
      `${entry.bytes} declared`,
    );
  return readZipEntry(bytes, entry, most);
}

async function limited(file: SourceFile): Promise<Uint8Array> {
  if (file.bytes > MAX_BYTES)
    throw new FormatError(null, `at most ${MAX_BYTES / 1e6} MB`, `${Math.round(file.bytes / 1e6)} MB`);
  return file.read();
}

function named(
  name: string,
  label: string,
  file: SourceFile,
  { shape, code }: NpyHeader,
  content: () => Promise<Uint8Array>,
): NamedArray {
  // n × C, n × 1 and n; anything with more axes is no score a class.
  const flat = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const width = flat ? 1 : shape.length === 2 ? shape[1]! : 0;
  const rows = shape[0] ?? 0;
  return {
    name,
    label,
    file,
    rows,
    width,
    numeric: !code.startsWith('U'),
    whole: /^[iub]/.test(code),
    async columns() {
      const { values } = readNpy(await content());
      return Array.from({ length: width }, (_, column) =>
        Array.from({ length: rows }, (_, row) => values[row * width + column]),
      );
    },
  };
}

/** Arrays as a table: those with as many rows as most of them have, matrices as a column a class. */
export async function openArrays(file: SourceFile): Promise<ColumnFile> {
  const { arrays: all, refused } = await arraysIn(file);
  const arrays = all.filter(({ rows, width }) => rows > 0 && width > 0);
  if (arrays.length === 0 && refused.length > 0) throw refused[0]!;
  const counts = new Map<number, number>();
  for (const { rows } of arrays) counts.set(rows, (counts.get(rows) ?? 0) + 1);
  const [rows = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  const columns: (FileColumn & { readonly array: NamedArray; readonly index: number })[] = [];
  for (const array of arrays.filter((one) => one.rows === rows)) {
    const prefix = isScoreName(array.name) ? array.name : 'score';
    for (let index = 0; index < array.width; index++) {
      const name = array.width === 1 ? array.name : `${prefix}_${index}`;
      columns.push({ name, kind: array.numeric ? 'number' : 'text', width: 1, array, index });
    }
  }
  return {
    columns,
    rows,
    metadata: new Map(),
    refused,
    async read(names) {
      const read = new Map<NamedArray, Promise<readonly (readonly unknown[])[]>>();
      const cells = new Map<string, readonly unknown[]>();
      for (const { name, array, index } of columns.filter((column) => names.includes(column.name))) {
        const values = read.get(array) ?? array.columns();
        read.set(array, values);
        cells.set(name, (await values)[index]!);
      }
      return cells;
    },
  };
}
