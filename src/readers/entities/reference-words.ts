import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import type { ReadSide } from './read-side.ts';
import { lookAtFile, readFound } from './sides.ts';

/** A reference without predictions: what a token classifier is run over. */
export interface ReferenceWords {
  readonly side: ReadSide;
  /** The words of each sentence; null when the file holds texts and mentions only. */
  readonly words: readonly (readonly string[])[] | null;
}

/** Null when the file holds no mentions, no words, or predictions beside the reference. */
export async function referenceWords(file: SourceFile, context: ReadContext): Promise<ReferenceWords | null> {
  const candidate = await lookAtFile(file, context);
  if (candidate === null || candidate.kind === 'pair' || candidate.kind === 'tag-lines') return null;
  const told = await readFound(candidate, context);
  if (told?.found.kind !== 'single' || !told.found.side.hasText) return null;
  told.tell();
  const side: ReadSide = { ...told.found.side, role: 'reference' };
  return { side, words: side.tokens === null ? null : wordsOf(side, side.tokens) };
}

const wordsOf = (side: ReadSide, tokens: NonNullable<ReadSide['tokens']>): readonly (readonly string[])[] =>
  Array.from({ length: side.sentences }, (_, sentence) => {
    const text = side.text(sentence);
    const from = tokens.firstOfSentence[sentence]!;
    return Array.from({ length: tokens.firstOfSentence[sentence + 1]! - from }, (__, i) =>
      text.slice(tokens.start[from + i]!, tokens.end[from + i]!),
    );
  });
