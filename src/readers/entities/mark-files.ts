import { looksLikeDocBin } from '../../formats/doc-bin.ts';
import { describeError } from '../../formats/error.ts';
import { decodeText, looksBinary } from '../../formats/text-encoding.ts';
import type { EntitySide } from '../../model/entities.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { type BratPair, bratSide } from './brat.ts';
import { docBinSide } from './doc-bin-file.ts';
import { asReadSide, type ReadSide } from './read-side.ts';
import { spanLineSides } from './span-lines.ts';
import { spanRecords } from './span-records.ts';
import { writtenFile } from './span-shapes.ts';
import type { TagNames } from './span-tags.ts';

/** Documents of spaCy, JSON with marks, or annotations of brat. */
export type MarkFileKind = 'doc-bin' | 'span-lines' | 'brat';

/** One or two sides of a file. */
export type MarkFile =
  | {
      readonly kind: 'pair';
      readonly path: string;
      readonly reference: ReadSide;
      readonly predicted: ReadSide;
    }
  | { readonly kind: 'single'; readonly path: string; readonly side: ReadSide };

/** A JSON file becomes objects before it becomes columns; this one takes about 2 GB. */
const MOST_JSON_BYTES = 300_000_000;
const HEAD = 65_536;

/** From the path alone. */
export const couldHoldMarks = ({ path, bytes }: Pick<SourceFile, 'path' | 'bytes'>): boolean =>
  bytes > 0 &&
  /\.(?:spacy|jsonl?|ndjson|ann)$/i.test(path) &&
  !/(?:^|\/)(?:package(?:-lock)?|tsconfig|tokenizer(?:_config)?|vocab|special_tokens_map|config|trainer_state|meta)\.json$/i.test(
    path,
  );

/** What a file holds, from its beginning; null when it holds no marks of entities. */
export async function markFileKind(file: SourceFile): Promise<MarkFileKind | null> {
  const head = await file.readRange(0, Math.min(file.bytes, HEAD));
  if (/\.spacy$/i.test(file.path) && looksLikeDocBin(head)) return 'doc-bin';
  if (looksBinary(head)) return null;
  if (/\.ann$/i.test(file.path)) return 'brat';
  const { text } = decodeText(head);
  // A head that ends in a line is read up to the line before; one list is read up to its last whole record.
  const end = head.length < file.bytes && /^\s*\{/.test(text) ? text.lastIndexOf('\n') : text.length;
  const records = spanRecords(end > 0 ? text.slice(0, end) : text);
  return records === null || writtenFile(records) === null ? null : 'span-lines';
}

/**
 * Reads a file of marks whole. Null, with the reason reported, when it cannot be read or holds no entities. A `.ann` file is read with
 * all others of its folder: give the first of them.
 */
export async function readMarkFile(
  file: SourceFile,
  kind: MarkFileKind,
  role: EntitySide['role'],
  context: ReadContext,
  tagNames: TagNames = null,
): Promise<MarkFile | null> {
  const { path } = file;
  const tell = (said: readonly string[]): void => {
    for (const sentence of said) context.assume(`${path}: ${sentence}`);
  };
  try {
    if (kind === 'brat') return await readBrat(file, role, context);
    if (kind === 'doc-bin') {
      const { side, columns, said, withoutMentions } = docBinSide(await file.read(), path, role);
      tell(said);
      return withoutMentions ? null : { kind: 'single', path, side: asReadSide({ ...side, columns }) };
    }
    if (file.bytes > MOST_JSON_BYTES) {
      context.problem({
        file: path,
        position: null,
        expected: `at most ${MOST_JSON_BYTES / 1e6} MB of JSON`,
        found: `${Math.round(file.bytes / 1e6)} MB`,
        nextStep: 'write the tokens and tags as columns, or split the file',
        partial: false,
      });
      return null;
    }
    const read = spanLineSides(decodeText(await file.read()).text, path, role, { tagNames });
    if (read === null) return null;
    tell(read.said);
    const [first, second] = read.sides;
    if (first === undefined || read.onlyErrors) return null;
    const side = asReadSide({ ...first, columns: read.columns });
    return second === undefined
      ? { kind: 'single', path, side }
      : { kind: 'pair', path, reference: side, predicted: asReadSide({ ...second, columns: read.columns }) };
  } catch (error) {
    context.problem({
      file: path,
      ...describeError(error),
      nextStep:
        kind === 'doc-bin'
          ? 'write the documents again with DocBin.to_disk'
          : 'check that the file can be opened',
      partial: false,
    });
    return null;
  }
}

/** All annotations of a folder are one side. */
async function readBrat(
  file: SourceFile,
  role: EntitySide['role'],
  context: ReadContext,
): Promise<MarkFile | null> {
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
  const here = context.source.files
    .filter(({ path }) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const texts = new Map(here.map((one) => [one.path, one]));
  const pairs: BratPair[] = [];
  for (const one of here) {
    if (!/\.ann$/i.test(one.path)) continue;
    const text = texts.get(one.path.replace(/ann$/i, 'txt'));
    pairs.push({
      path: one.path.slice(folder.length),
      annotations: decodeText(await one.read()).text,
      text: text === undefined ? null : decodeText(await text.read()).text,
    });
  }
  const { side, columns, said } = bratSide(pairs, file.path, role);
  for (const sentence of said) context.assume(`${folder === '' ? file.path : folder}: ${sentence}`);
  return side === null ? null : { kind: 'single', path: file.path, side: asReadSide({ ...side, columns }) };
}
