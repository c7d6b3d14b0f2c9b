import type { EntityExclusion } from '../../model/entities.ts';
import { formatCount } from '../../text/numbers.ts';
import { detectScheme, readTagName, styleOfTags } from '../../text/tags/index.ts';
import { many } from '../../text/words.ts';
import type { ConllLayout } from './conll-layout.ts';
import { textOfRows } from './conll-row.ts';
import { type ScannedFile, scanConll } from './conll-scan.ts';
import { exclusion, linePlace } from './ledger.ts';
import type { ReadSide } from './read-side.ts';

/** One file of tokens: both sides, or the only one. */
export interface TokenFile {
  readonly path: string;
  readonly layout: ConllLayout;
  readonly scan: ScannedFile;
  readonly reference: ReadSide | null;
  readonly predicted: ReadSide | null;
  readonly single: ReadSide | null;
  /** Sentences for the user. */
  readonly said: readonly string[];
}

const MOST_LOOKED_AT = 200_000;
/** BERT-NER writes the prediction before the reference; some of its copies turned them round. */
const PREDICTION_FIRST = /(?:^|\/)label_test\.txt$/i;

/**
 * Reads the rows of a file whose layout is known. Where nothing names the two columns of tags, the reference stands first, as
 * conlleval wants it; in a file of BERT-NER the prediction does, when it is the only one that breaks its scheme.
 */
export function readConll(
  path: string,
  bytes: Uint8Array,
  layout: ConllLayout,
  given: boolean,
): TokenFile | null {
  const read = readColumns(path, bytes, layout);
  if (read === null || read.predicted === null || read.reference === null || layout.header !== null || given)
    return read;
  const broken = ({ tags, tokens }: ReadSide): number => {
    // The beginning of a large file tells enough.
    const all = tokens!.firstOfSentence;
    let sentences = all.length - 1;
    while (sentences > 1 && all[sentences]! > MOST_LOOKED_AT) sentences >>= 1;
    return detectScheme(tags!.tags.subarray(0, all[sentences]), tags!.names, all.subarray(0, sentences + 1))
      .broken;
  };
  const first = broken(read.reference);
  const second = broken(read.predicted);
  if (first < 5 || second > 0) return read;
  const columns = `column ${layout.reference + 1} breaks its tagging scheme ${many(first, 'time')} and column ${layout.predicted + 1} never`;
  if (!PREDICTION_FIRST.test(path))
    return {
      ...read,
      said: [
        ...read.said,
        `${columns}, as if the prediction stood first; if it does, say --label-column ${layout.predicted + 1} --prediction-column ${layout.reference + 1} (precision and recall change places)`,
      ],
    };
  const turned = readColumns(path, bytes, {
    ...layout,
    reference: layout.predicted,
    predicted: layout.reference,
  });
  return turned === null
    ? null
    : {
        ...turned,
        said: [
          ...turned.said,
          `the prediction stands before the reference, as BERT-NER writes ${path.slice(path.lastIndexOf('/') + 1)}: ${columns}`,
        ],
      };
}

/** Null when a column of tags holds more different cells than any tag set. */
function readColumns(path: string, bytes: Uint8Array, layout: ConllLayout): TokenFile | null {
  const scan = scanConll(bytes, layout);
  if (scan === null) return null;
  const said = [...layout.said];
  const missing = missingTags(scan.names);
  const column = (tags: Int32Array) => withoutMissing(tags, missing);
  const first = column(scan.first);
  if (scan.second !== null) settlePieces(scan.first, scan.second, scan.names, said);
  const second = scan.second === null ? null : column(scan.second);
  const unread = unreadable(path, scan, said);
  const tokens = { firstOfSentence: scan.firstOfSentence, start: scan.start, end: scan.end };
  const { sentences, byteOfSentence, lineOfSentence, ids } = scan;
  const text = (sentence: number): string =>
    textOfRows(bytes, byteOfSentence[sentence]!, byteOfSentence[sentence + 1]!, layout);
  const place = (sentence: number): string => `line ${formatCount(lineOfSentence[sentence]!)}`;
  const idList = ids.size === 0 ? null : Array.from({ length: sentences }, (_, s) => ids.get(s) ?? null);
  const side = (
    role: ReadSide['role'],
    tags: Int32Array,
    left: Left,
    tagColumn: number,
    scores: Float32Array | null,
    shared: readonly EntityExclusion[],
  ): ReadSide => ({
    file: path,
    role,
    types: [],
    sentences,
    firstOfDocument: scan.firstOfDocument,
    tokens,
    tags: { tags, names: scan.names },
    mentions: null,
    ids: idList,
    text,
    place,
    extra: new Map(),
    excluded: [...shared, ...leftOut(left, role)],
    sums: layout.token < 0 ? null : scan.sums,
    tokenScores: scores,
    hasText: layout.token >= 0,
    whiteTokens: scan.whiteTokens,
    columns: columnsText(layout, tagColumn, role),
  });
  if (second === null)
    return {
      ...{ path, layout, scan, said, reference: null, predicted: null },
      single: side('unknown', first.tags, first, layout.single, null, unread),
    };
  return {
    ...{ path, layout, scan, said, single: null },
    // What concerns the rows of the file is told once, with the reference.
    reference: side('reference', first.tags, first, layout.reference, null, unread),
    predicted: side('predicted', second.tags, second, layout.predicted, scan.scores, []),
  };
}

interface Left {
  readonly tags: Int32Array;
  readonly ignored: number;
  readonly unannotated: number;
}

/** By tag index: 1 left out on purpose, 2 not annotated, 0 a tag. */
function missingTags(names: readonly string[]): Uint8Array | null {
  const style = styleOfTags(names);
  const kinds = Uint8Array.from(names, (name) => {
    if (/^\[##WordPiece\]$/i.test(name)) return 1;
    if (readTagName(name, style).form !== 'missing') return 0;
    return name === '-' ? 2 : 1;
  });
  return kinds.some((kind) => kind > 0) ? kinds : null;
}

function withoutMissing(tags: Int32Array, missing: Uint8Array | null): Left {
  if (missing === null) return { tags, ignored: 0, unannotated: 0 };
  let ignored = 0;
  let unannotated = 0;
  for (let i = 0; i < tags.length; i++) {
    const kind = tags[i]! < 0 ? 0 : missing[tags[i]!]!;
    if (kind === 0) continue;
    if (kind === 1) ignored++;
    else unannotated++;
    tags[i] = -1;
  }
  return { tags, ignored, unannotated };
}

/**
 * `X` marks later pieces of words in old BERT code, which drops the rows whose reference is X. Predicted for a word, it is an
 * answer that names no entity.
 */
function settlePieces(first: Int32Array, second: Int32Array, names: readonly string[], said: string[]): void {
  const piece = names.indexOf('X');
  if (piece < 0 || styleOfTags(names) === 'plain') return;
  let answers = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i] === piece) second[i] = piece;
    else if (second[i] === piece) {
      second[i] = -1;
      answers++;
    }
  }
  if (answers > 0)
    said.push(
      `${many(answers, 'word')} predicted as X, the mark of later pieces of words, count as no entity; conlleval counts them as a type of its own`,
    );
}

function leftOut({ ignored, unannotated }: Left, role: ReadSide['role']): EntityExclusion[] {
  const side = role === 'predicted' ? 'predicted' : 'reference';
  return [
    ...(ignored === 0
      ? []
      : [
          exclusion({
            kind: 'ignored',
            side,
            tokens: ignored,
            text: `${many(ignored, 'token')} with a label that training leaves out (−100, [PAD], …)`,
          }),
        ]),
    ...(unannotated === 0
      ? []
      : [
          exclusion({
            kind: 'missing-annotation',
            side,
            tokens: unannotated,
            text: `${many(unannotated, 'token')} marked \`-\`: nobody said what they are`,
          }),
        ]),
  ];
}

/** What the rows of the file had that no column explains. */
function unreadable(path: string, scan: ScannedFile, said: string[]): EntityExclusion[] {
  const found: EntityExclusion[] = [];
  if (scan.oddRows > 0)
    found.push(
      exclusion({
        kind: 'unreadable',
        side: 'both',
        tokens: scan.oddRows,
        sentences: new Set(scan.odd.map((row) => row.sentence)).size,
        text: `${many(scan.oddRows, 'line')} of another number of columns; the word was kept, its tags were not read where cells lack`,
        places: scan.odd
          .slice(0, 10)
          .map((row) => `${linePlace(path, row.line)}: \`${row.text}\` (${row.found})`),
      }),
    );
  if (scan.pieces > 0)
    found.push(
      exclusion({
        kind: 'ignored',
        side: 'both',
        tokens: scan.pieces,
        text: `${many(scan.pieces, 'later piece')} of words: the tag of the first piece stands for the word`,
      }),
    );
  if (scan.specials > 0)
    said.push(`${many(scan.specials, 'row')} of special tokens ([CLS], [SEP], …) were left out`);
  return found;
}

function columnsText(layout: ConllLayout, tags: number, role: ReadSide['role']): Record<string, string> {
  const name = (column: number): string => layout.header?.[column] ?? `column ${column + 1}`;
  const key = role === 'unknown' ? 'tags' : role;
  return {
    ...(layout.token < 0 ? {} : { tokens: name(layout.token) }),
    [key]: name(tags),
    ...(role === 'predicted' && layout.score >= 0 ? { confidence: name(layout.score) } : {}),
  };
}
