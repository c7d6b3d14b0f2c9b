import { many } from '../../text/words.ts';
import { type ColumnLook, isChunkColumn, isMarkLine, lookAt, readsAsTag } from './conll-columns.ts';
import { cellsOf, type LineSample, sampleLines } from './conll-sample.ts';

/** Where in a row of tokens what stands. Columns are counted from 0; −1 is none. */
export interface ConllLayout {
  readonly tabs: boolean;
  readonly columns: number;
  /** Names of the columns, where the file has them. */
  readonly header: readonly string[] | null;
  /** −1: the file holds tags and no words. */
  readonly token: number;
  readonly reference: number;
  readonly predicted: number;
  /** The only column of tags, when a file holds one side. */
  readonly single: number;
  /** Probability of the predicted tag. */
  readonly score: number;
  /** How the later pieces of a word are marked. */
  readonly pieces: 'none' | 'continued' | 'started';
  /** `B-PER`, …: tags that were seen, to tell a token `#` from a comment. */
  readonly isTag: (cell: string) => boolean;
  /** Sentences for the user: what was chosen between. */
  readonly said: readonly string[];
}

const referenceName =
  /^(?:gold|gold[-_ ]?(?:tags?|labels?|ner)|true|y_true|true[-_ ]?(?:tags?|labels?)|reference|target|actual|expected)$/i;
const predictedName =
  /^(?:pred(?:icted|ictions?|s)?(?:[-_ ]?(?:tags?|labels?|ner))?|y_pred|output|system|hypothesis)$/i;
const tagName = /^(?:ner|ner[-_ ]?tags?|tags?|labels?|entity|entities|iob|bio|NE-COARSE-LIT)$/i;
const tokenName = /^(?:tokens?|words?|form|text)$/i;

/** Columns named by flags, by their header or by their number from 1. */
export interface NamedColumns {
  readonly token?: string | undefined;
  readonly reference?: string | undefined;
  readonly predicted?: string | undefined;
}

const byName = (header: readonly string[] | null, columns: number, name: string | undefined): number => {
  if (name === undefined) return -1;
  const found = header?.indexOf(name) ?? -1;
  if (found >= 0) return found;
  const number = /^\d+$/.test(name) ? Number(name) - 1 : -1;
  return number < columns ? number : -1;
};

/** What the columns of a token file hold, or null when it is none. */
export function conllLayout(
  bytes: Uint8Array,
  named: NamedColumns,
  speaksOfPredictions: boolean,
): ConllLayout | null {
  return layoutOf(sampleLines(bytes), named, speaksOfPredictions);
}

export function layoutOf(
  sample: LineSample,
  named: NamedColumns,
  speaksOfPredictions: boolean,
): ConllLayout | null {
  const lines = sample.lines.filter((line) => !isMarkLine(line));
  if (lines.length === 0) return null;
  const split = splitting(lines);
  if (split === null) return null;
  const { tabs, columns } = split;
  const rows = lines.map((line) => cellsOf(line, tabs)).filter((cells) => cells.length === columns);
  const header = headerOf(lines[0]!, sample.first, rows, tabs, columns);
  const body = header === null ? rows : rows.slice(1);
  if (body.length === 0) return null;
  const looks = Array.from({ length: columns }, (_, index) =>
    lookAt(
      index,
      header?.[index] ?? null,
      body.map((cells) => cells[index]!),
    ),
  );
  const chosen = choose(looks, header, named, speaksOfPredictions);
  if (chosen === null) return null;
  const { token, reference, predicted, single, said } = chosen;
  // Neither a word nor a type: numbers or letters of something else.
  const typed = [reference, predicted, single].some((column) => column >= 0 && looks[column]!.types.size > 0);
  if (token < 0 && !typed) return null;
  const tagColumns = [reference, predicted, single].filter((column) => column >= 0);
  const seen = new Set(tagColumns.flatMap((column) => [...looks[column]!.distinct.keys()]));
  const score =
    predicted < 0 ? -1 : (looks.find((look) => look.index > predicted && look.scores)?.index ?? -1);
  return {
    tabs,
    columns,
    header,
    token,
    reference,
    predicted,
    single,
    score,
    pieces: token < 0 ? 'none' : piecesOf(looks[token]!),
    isTag: (cell) => seen.has(cell) || readsAsTag(cell),
    said,
  };
}

/** The separator that gives most lines the same number of cells, and that number; null when there is none of two or more. */
function splitting(lines: readonly string[]): { readonly tabs: boolean; readonly columns: number } | null {
  const modal = (tabs: boolean): { columns: number; share: number } => {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const n = cellsOf(line, tabs).length;
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    const [columns, times] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
    return { columns, share: times / lines.length };
  };
  const tab = modal(true);
  const blank = modal(false);
  if (tab.columns >= 2 && tab.share >= Math.min(0.9, blank.share))
    return { tabs: true, columns: tab.columns };
  // Lines of tags or words have all lengths; rows of a table have one, but for broken ones.
  return blank.columns >= 2 && blank.share >= 0.6 ? { tabs: false, columns: blank.columns } : null;
}

function headerOf(
  line: string,
  first: string,
  rows: readonly (readonly string[])[],
  tabs: boolean,
  columns: number,
): readonly string[] | null {
  if (line !== first) return null;
  const cells = cellsOf(line, tabs);
  if (cells.length !== columns || rows.length < 2) return null;
  const names = cells.filter(
    (cell) =>
      referenceName.test(cell) || predictedName.test(cell) || tagName.test(cell) || tokenName.test(cell),
  );
  return names.length >= Math.min(2, columns) && !cells.some((cell) => cell === 'O') ? cells : null;
}

interface Chosen {
  readonly token: number;
  readonly reference: number;
  readonly predicted: number;
  readonly single: number;
  readonly said: readonly string[];
}

function choose(
  looks: readonly ColumnLook[],
  header: readonly string[] | null,
  named: NamedColumns,
  speaksOfPredictions: boolean,
): Chosen | null {
  const columns = looks.length;
  const tags = looks.filter((look) => look.tags);
  const token = ((): number => {
    const given = byName(header, columns, named.token);
    if (given >= 0) return given;
    const byHeader = header?.findIndex((name) => tokenName.test(name)) ?? -1;
    if (byHeader >= 0) return byHeader;
    const words = looks.find((look) => !look.tags && !look.counts && !look.scores);
    return words?.index ?? looks.find((look) => !look.tags && look.counts)?.index ?? -1;
  })();
  const candidates = tags.filter((look) => look.index !== token);
  let reference = byName(header, columns, named.reference);
  let predicted = byName(header, columns, named.predicted);
  if (header !== null) {
    const called = (pattern: RegExp): number =>
      header.findIndex((name, index) => pattern.test(name) && looks[index]!.tags);
    if (reference < 0) reference = called(referenceName);
    if (predicted < 0) predicted = called(predictedName);
    if (reference < 0 && predicted >= 0)
      reference = header.findIndex(
        (name, index) => index !== predicted && tagName.test(name) && looks[index]!.tags,
      );
  }
  if (reference >= 0 && predicted >= 0) return { token, reference, predicted, single: -1, said: [] };
  if (reference >= 0 || predicted >= 0) {
    const one = Math.max(reference, predicted);
    // One column named by a flag of a file that holds both sides.
    const other = candidates.filter((look) => look.index !== one);
    if (other.length === 1 && (named.reference ?? named.predicted) !== undefined)
      return reference >= 0
        ? { token, reference, predicted: other[0]!.index, single: -1, said: [] }
        : { token, reference: other[0]!.index, predicted, single: -1, said: [] };
    return { token, reference: -1, predicted: -1, single: one, said: [] };
  }
  if (candidates.length === 0) return null;
  const layer = header?.findIndex((name, index) => tagName.test(name) && looks[index]!.tags) ?? -1;
  if (layer >= 0) {
    const others = candidates.filter((look) => look.index !== layer).map((look) => look.name);
    const said =
      others.length === 0
        ? []
        : [
            `the tags were taken from the column ${header![layer]}; ${many(others.length, 'other column')} of tags (${others.slice(0, 4).join(', ')}) can be chosen with --label-column`,
          ];
    return { token, reference: -1, predicted: -1, single: layer, said };
  }
  const last = candidates.at(-1)!;
  const before = candidates.at(-2);
  if (before === undefined || !isPair(before, last, looks, speaksOfPredictions)) {
    const said =
      before === undefined || isChunkColumn(before)
        ? []
        : [
            `columns ${before.index + 1} and ${last.index + 1} both hold tags, but not a reference and its prediction (they hardly ever agree on a mention); name them with --label-column and --prediction-column if they are`,
          ];
    const single = before !== undefined && !isChunkColumn(before) ? before : last;
    return { token, reference: -1, predicted: -1, single: single.index, said };
  }
  return { token, reference: before.index, predicted: last.index, single: -1, said: [] };
}

/** Two columns of tags are a reference and its prediction, unless one holds chunks, or layers of nested entities. */
function isPair(a: ColumnLook, b: ColumnLook, looks: readonly ColumnLook[], speaks: boolean): boolean {
  if (isChunkColumn(a) !== isChunkColumn(b) && a.types.size > 0 && b.types.size > 0) return false;
  if (isChunkColumn(a) && b.types.size === 0) return false;
  const shared = [...b.types].some((type) => a.types.has(type));
  if (!shared && a.types.size > 0 && b.types.size > 0) return speaks;
  // GermEval 2014: a number, the word, outer and inner entities.
  const numbered = looks[0]!.counts && a.index === 2 && b.index === 3;
  return speaks || !numbered;
}

function piecesOf(look: ColumnLook): ConllLayout['pieces'] {
  let all = 0;
  let continued = 0;
  let started = 0;
  for (const [cell, times] of look.distinct) {
    all += times;
    if (cell.startsWith('##') && cell.length > 2) continued += times;
    if (/^[\u2581\u0120]./u.test(cell)) started += times;
  }
  if (started > 0.3 * all) return 'started';
  return continued > 0.01 * all ? 'continued' : 'none';
}
