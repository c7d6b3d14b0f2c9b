import { looksBinary } from '../../formats/text-encoding.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { formatCount } from '../../text/numbers.ts';
import { isWorkList } from '../../text/work-list.ts';
import { fileByFlag } from '../predictions/files.ts';
import { splitFromPath } from '../predictions/split.ts';
import { readConll } from './conll.ts';
import { conllLayout, layoutOf } from './conll-layout.ts';
import { sampleLines } from './conll-sample.ts';
import { holdContext } from './held-context.ts';
import { couldHoldMarks, type MarkFileKind, markFileKind, readMarkFile } from './mark-files.ts';
import type { ReadSide } from './read-side.ts';
import { type OneSided, roleOfPath } from './roles.ts';
import { MOST_BYTES, speaksOfPredictions } from './sniff.ts';
import { MOST_TAGS } from './tag-ids.ts';
import { areTagLines, readTagLines } from './tag-lines.ts';
import { textBytes } from './text-bytes.ts';

/** What the beginning of a file promises. `pair`: both sides in one file. */
export interface Candidate extends OneSided {
  readonly file: SourceFile;
  readonly kind: 'pair' | 'columns' | 'tag-lines' | MarkFileKind;
  /** Where looking took reading it whole. */
  readonly whole?: ToldFile;
}

/** A file as it was read. */
type FoundFile =
  | {
      readonly kind: 'pair';
      readonly path: string;
      readonly reference: ReadSide;
      readonly predicted: ReadSide;
    }
  | { readonly kind: 'single'; readonly path: string; readonly side: ReadSide };

/** A file with what was said about it, told when it is used. */
export interface ToldFile {
  readonly found: FoundFile;
  tell(): void;
}

const HEAD = 65_536;

/** What a file is, from its beginning; null when it holds no tokens and no tags. */
export async function lookAtFile(file: SourceFile, context: ReadContext): Promise<Candidate | null> {
  if (couldHoldMarks(file)) return lookAtMarks(file, context);
  const head = await file.readRange(0, Math.min(file.bytes, HEAD));
  if (looksBinary(head)) return null;
  const { bytes } = textBytes(wholeLines(head, file.bytes));
  const sample = sampleLines(bytes);
  if (isWorkList(sample.lines.slice(0, 40).join('\n'))) return null;
  const { path } = file;
  const role = roleOfPath(path);
  if (areTagLines(sample)) return { file, path, role, kind: 'tag-lines' };
  const layout = layoutOf(sample, namedColumns(context), speaksOfPredictions(path));
  if (layout === null) return null;
  return { file, path, role, kind: layout.single < 0 ? 'pair' : 'columns' };
}

/** Documents of spaCy, JSON with marks, brat. Whether JSON holds both sides is known when it was read. */
async function lookAtMarks(file: SourceFile, context: ReadContext): Promise<Candidate | null> {
  const kind = await markFileKind(file);
  if (kind === null) return null;
  const { path } = file;
  const role = roleOfPath(path);
  const candidate: Candidate = { file, path, role, kind };
  if (kind !== 'span-lines' || splitFromPath(path)?.value === 'train') return candidate;
  const whole = await readFound(candidate, context);
  if (whole === null) return null;
  return { ...candidate, kind: whole.found.kind === 'pair' ? 'pair' : kind, whole };
}

/** A head that was cut in a line is cut before it. */
function wholeLines(head: Uint8Array, all: number): Uint8Array {
  if (head.length === all) return head;
  const end = head.lastIndexOf(10);
  return end < 0 ? head : head.subarray(0, end + 1);
}

const namedColumns = ({ options }: ReadContext) => ({
  token: options.textColumn,
  reference: options.labelColumn,
  predicted: options.predictionColumn,
});

/**
 * Reads a file whole. What there is to say waits until the file is used; a file that cannot be read at all says so at once, when
 * its name speaks of predictions or a flag names it.
 */
export async function readFound(
  candidate: Candidate,
  context: ReadContext,
  named = false,
): Promise<ToldFile | null> {
  if (candidate.whole !== undefined) return candidate.whole;
  const held = holdContext(context);
  const found = await readWhole(candidate, held.context);
  if (found === null) {
    if (named || candidate.role === 'predicted') held.tell();
    return null;
  }
  return { found, tell: held.tell };
}

async function readWhole(
  { file, path, kind, role }: Candidate,
  context: ReadContext,
): Promise<FoundFile | null> {
  if (kind === 'doc-bin' || kind === 'span-lines' || kind === 'brat')
    return readMarkFile(file, kind, role, context);
  const problem = (expected: string, found: string, nextStep: string): null => {
    context.problem({ file: path, position: null, expected, found, nextStep, partial: false });
    return null;
  };
  if (file.bytes > MOST_BYTES)
    return problem(
      `at most ${formatCount(MOST_BYTES / 1e6)} MB`,
      `${formatCount(Math.round(file.bytes / 1e6))} MB`,
      'split the file at an empty line',
    );
  const { bytes, note } = textBytes(await file.read());
  if (note !== null) context.assume(`${path}: ${note}.`);
  const tooMany = () =>
    problem(
      `at most ${formatCount(MOST_TAGS)} different tags`,
      'more',
      'name the column of tags with --label-column or --prediction-column',
    );
  if (kind === 'tag-lines') {
    const side = readTagLines(path, bytes);
    return side === null ? tooMany() : { kind: 'single', path, side };
  }
  const layout = conllLayout(bytes, namedColumns(context), speaksOfPredictions(path));
  if (layout === null)
    return problem(
      'rows of a token and its tags',
      'rows of other kinds further down',
      'save one token and its tags a line',
    );
  const { labelColumn, predictionColumn } = context.options;
  const given = (labelColumn ?? predictionColumn) !== undefined;
  const read = readConll(path, bytes, layout, given);
  if (read === null) return tooMany();
  for (const sentence of read.said) context.assume(`${path}: ${sentence}.`);
  for (const row of read.scan.odd.slice(0, 5))
    context.problem({
      file: path,
      position: `line ${formatCount(row.line)}`,
      expected: `${layout.columns} columns`,
      found: `${row.found}: ${row.text}`,
      nextStep: 'write a token and its tags on a line, and an empty line between sentences',
      partial: true,
    });
  if (read.scan.oddRows > 5)
    context.problem({
      file: path,
      position: null,
      expected: `${layout.columns} columns on every line`,
      found: `${formatCount(read.scan.oddRows)} lines with other numbers; the first five are listed`,
      nextStep: 'write a token and its tags on a line, and an empty line between sentences',
      partial: true,
    });
  if (read.scan.sentences === 0) return null;
  if (read.single !== null) return { kind: 'single', path, side: read.single };
  return { kind: 'pair', path, reference: read.reference!, predicted: read.predicted! };
}

/** The file that a flag names. */
export const flagged = (
  context: ReadContext,
  flag: '--reference' | '--predictions' | '--data',
): SourceFile | null => {
  const { reference, predictions, data } = context.options;
  const path = flag === '--reference' ? reference : flag === '--predictions' ? predictions : data;
  if (path === undefined) return null;
  // The reader of tables says when there is no such file.
  return fileByFlag({ ...context, problem: () => undefined }, flag, path);
};
