import { isJsonObject, type JsonValue, parseJson } from '../../formats/json.ts';
import type { TokenizerFamily } from './families.ts';
import { TokenizerProblem } from './problem.ts';
import { PIECE, type SentencePieceModel } from './sentencepiece-model.ts';

/** A vocabulary ready for `tokenizer.json`: ids by token, and the `model` part without what the family adds. */
export interface Vocabulary {
  readonly idOf: ReadonlyMap<string, number>;
  /** `vocab` of the model as JSON. Built as text: a token named `__proto__` is a token like others. */
  readonly json: string;
  /** Number of ids: the highest and one more. */
  readonly size: number;
}

/**
 * `vocab.txt`: a token a line, its number the id; the later of two equal lines counts. Lines end as Python reads them.
 */
export function vocabularyOfLines(text: string): Vocabulary {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const idOf = new Map<string, number>();
  lines.forEach((token, id) => {
    idOf.set(token, id);
  });
  return byToken(idOf);
}

/** `vocab.json`: an object of ids by token. Throws TokenizerProblem when it is none. */
export function vocabularyOfJson(text: string): Vocabulary {
  const parsed = parseJson(text);
  const idOf = new Map<string, number>();
  if (parsed.ok && isJsonObject(parsed.value))
    for (const token in parsed.value) {
      const id: JsonValue | undefined = parsed.value[token];
      if (typeof id === 'number') idOf.set(token, id);
    }
  if (idOf.size === 0)
    throw new TokenizerProblem(
      'vocab.json holds no ids by token. Copy it again from the folder that the training wrote.',
    );
  return byToken(idOf);
}

function byToken(idOf: ReadonlyMap<string, number>): Vocabulary {
  let size = 0;
  const entries: string[] = [];
  for (const [token, id] of idOf) {
    if (id >= size) size = id + 1;
    entries.push(`${JSON.stringify(token)}:${id}`);
  }
  return { idOf, json: `{${entries.join(',')}}`, size };
}

/** `merges.txt`: a pair of symbols a line, best first; a first line `#version` is passed over. As JSON. */
export function mergesAsJson(text: string): string {
  const pairs: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith('#version') || line === '') continue;
    const space = line.indexOf(' ');
    if (space > 0)
      pairs.push(`[${JSON.stringify(line.slice(0, space))},${JSON.stringify(line.slice(space + 1))}]`);
  }
  return `[${pairs.join(',')}]`;
}

/**
 * Pieces and scores in the order of the model's ids. fairseq gave the first ids to its own special tokens, so XLM-RoBERTa and
 * CamemBERT count differently from the file. Source: transformers, `XLMRobertaConverter`, `CamembertConverter`,
 * `AlbertConverter`.
 */
export function vocabularyOfPieces(
  model: SentencePieceModel,
  arrangement: TokenizerFamily['vocabulary'],
  lowersNumbersWithComma: boolean,
): Vocabulary & { readonly unknownId: number } {
  const entries: string[] = [];
  const idOf = new Map<string, number>();
  const add = (piece: string, score: number) => {
    if (!idOf.has(piece)) idOf.set(piece, entries.length);
    entries.push(`[${JSON.stringify(piece)},${score}]`);
  };
  let first = 0;
  let unknownId = model.unknownId;
  if (arrangement === 'XLM-RoBERTa') {
    for (const piece of ['<s>', '<pad>', '</s>', '<unk>']) add(piece, 0);
    first = 3;
    unknownId = 3;
  } else if (arrangement === 'CamemBERT') {
    for (const piece of ['<s>NOTUSED', '<pad>', '</s>NOTUSED', '<unk>']) add(piece, 0);
    add('<unk>NOTUSED', -100);
    first = 1;
    unknownId = 3;
  }
  for (let at = first; at < model.pieces.length; at++) {
    const piece = model.pieces[at]!;
    const score = model.scores[at]!;
    add(piece, lowersNumbersWithComma && /\p{Nd},$/u.test(piece) ? score - 100 : score);
  }
  if (arrangement !== 'as it lies') add('<mask>', 0);
  return { idOf, json: `[${entries.join(',')}]`, size: entries.length, unknownId };
}

/** Pieces that the file marks as special or as the user's own: matched as they stand, before anything else. */
export function markedPieces(
  model: SentencePieceModel,
): readonly { readonly content: string; readonly special: boolean }[] {
  const marked: { content: string; special: boolean }[] = [];
  model.types.forEach((type, at) => {
    if (type === PIECE.control || type === PIECE.userDefined)
      marked.push({ content: model.pieces[at]!, special: type === PIECE.control });
  });
  return marked;
}
