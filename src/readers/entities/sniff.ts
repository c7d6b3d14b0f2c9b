import { decodeText, looksBinary } from '../../formats/text-encoding.ts';
import type { SourceFile } from '../../model/source.ts';
import { layoutOf } from './conll-layout.ts';

/** Offsets into the bytes are 32 bits wide; a set of this size needs about 3 GB. */
export const MOST_BYTES = 1_000_000_000;

const endings =
  /\.(?:conll[\w.]*|iob2?|bio(?:es|ul)?|bilou|ner|tsv|tab|txt|utf8|tags?|labels?|out|pred(?:s|ictions?)?)$/i;
const withoutEnding = /(?:^|\/)(?:seq\.(?:in|out)|[\w-]*(?:predictions?|gold|reference|tags|output))$/i;
/** Texts that every repository and trainer has, never tokens. */
const otherTexts =
  /(?:^|\/)(?:requirements[\w.-]*|licen[cs]e|readme|vocab|merges|changelog|(?:all|train|eval|test|predict|dev|valid(?:ation)?)_results|labels|classes|notes|cmakelists|robots|dependency_links|sources|top_level|entry_points)\.(?:txt|tsv)$/i;

/** From the path alone: could this be a file of tokens or of tags? */
export const couldHoldTokens = ({ path, bytes }: Pick<SourceFile, 'path' | 'bytes'>): boolean =>
  bytes > 0 && (endings.test(path) || withoutEnding.test(path)) && !otherTexts.test(path);

/** Does the name say that predictions are inside? Flair writes `test.tsv`, BERT-NER `label_test.txt`. */
export const speaksOfPredictions = (path: string): boolean =>
  /pred|output|result|hypothes|system|label_test|(?:^|\/)(?:test|dev)\.tsv$/i.test(path);

/** From the beginning of a file: are these rows of tokens with tags? Tables of examples are not. */
export function headIsTokens(head: Uint8Array): boolean {
  if (looksBinary(head)) return false;
  const lines = decodeText(head).text.split(/\r?\n/);
  // The last line may be cut.
  if (lines.length > 2) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const sample = { lines: filled, first: filled[0] ?? '', empty: lines.length - filled.length };
  const layout = layoutOf(sample, {}, false);
  if (layout === null) return false;
  // A table of two classes could be called B and I: sentences, or many rows of one word, make tokens of it.
  return filled.length >= 3 && (sample.empty > 0 || layout.header === null || layout.columns > 3);
}
