import type { DocBin } from '../../formats/doc-bin.ts';

/** How the tokens of a DocBin are cut into units: sentences, or documents. */
export interface Units {
  readonly count: number;
  /** First token of each unit, and one more entry: the number of tokens. */
  readonly firstToken: Int32Array;
  /** First unit of each document, and one more entry: the number of units. */
  readonly firstOfDocument: Int32Array;
  readonly bySentence: boolean;
}

export interface Place {
  /** `document 3`, or `document 3, sentence 2`. */
  of(unit: number): string;
}

/**
 * Cuts at sentence starts when the file has them and `sentences` is true. A start inside a mention is no cut: half of a
 * mention would be scored as two wrong ones. An empty document is one empty unit, so that documents keep their places.
 */
export function unitsOf(
  bin: DocBin,
  mentions: { readonly start: readonly number[]; readonly end: readonly number[] },
  sentences: boolean,
): Units {
  const starts = sentences ? bin.sentenceStart : null;
  const covered = new Uint8Array(bin.word.length);
  if (starts !== null)
    for (let m = 0; m < mentions.start.length; m++)
      for (let i = mentions.start[m]! + 1; i < mentions.end[m]!; i++) covered[i] = 1;
  const firstToken: number[] = [];
  const firstOfDocument = new Int32Array(bin.documents + 1);
  for (let d = 0; d < bin.documents; d++) {
    firstOfDocument[d] = firstToken.length;
    const from = bin.firstToken[d]!;
    firstToken.push(from);
    if (starts === null) continue;
    for (let i = from + 1; i < bin.firstToken[d + 1]!; i++)
      if (starts[i] === 1 && covered[i] === 0) firstToken.push(i);
  }
  firstOfDocument[bin.documents] = firstToken.length;
  const count = firstToken.length;
  firstToken.push(bin.word.length);
  return { count, firstToken: Int32Array.from(firstToken), firstOfDocument, bySentence: starts !== null };
}

export function placeOfUnits({ firstOfDocument, bySentence }: Units): Place {
  return {
    of(unit) {
      let low = 0;
      let high = firstOfDocument.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (firstOfDocument[middle]! <= unit) low = middle;
        else high = middle;
      }
      const document = `document ${low + 1}`;
      return bySentence ? `${document}, sentence ${unit - firstOfDocument[low]! + 1}` : document;
    },
  };
}
