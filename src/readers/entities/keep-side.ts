import { keepDocuments, keepMentions, keepTags, keepTokens } from './keep-rows.ts';
import type { ReadSide } from './read-side.ts';

/** The side with some of its sentences only: `of` lists them, ascending. */
export function keepSide(side: ReadSide, of: Int32Array): ReadSide {
  if (of.length === side.sentences) return side;
  const rowOf = new Int32Array(side.sentences).fill(-1);
  of.forEach((sentence, row) => {
    rowOf[sentence] = row;
  });
  const tokens = keepTokens(side.tokens, of);
  const pick = <T>(values: readonly T[]): readonly T[] => Array.from(of, (sentence) => values[sentence]!);
  return {
    ...side,
    sentences: of.length,
    firstOfDocument: keepDocuments(side.firstOfDocument, rowOf),
    tokens,
    tags: side.tags === null ? null : { ...side.tags, tags: keepTags(side.tags.tags, side, of) },
    mentions: side.mentions === null ? null : keepMentions(side.mentions, rowOf),
    ids: side.ids === null ? null : pick(side.ids),
    sums: null,
    tokenScores: null,
    whiteTokens: null,
    text: (row) => side.text(of[row]!),
    place: (row) => side.place(of[row]!),
    extra: new Map([...side.extra].map(([name, values]) => [name, pick(values)])),
    excluded: side.excluded.flatMap((entry) => {
      const rows = entry.rows.map((sentence) => rowOf[sentence] ?? -1).filter((row) => row >= 0);
      // How much of it lies in these sentences was not counted.
      return rows.length === 0
        ? []
        : [{ ...entry, rows, sentences: rows.length, text: `${entry.text} (counted in the whole file)` }];
    }),
  };
}
