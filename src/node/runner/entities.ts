import type { EntityExclusion, EntitySide, MentionColumns, TokenColumns } from '../../model/entities.ts';
import type { RunnerInput } from './messages.ts';
import type { CheckpointResult } from './run.ts';
import { type Aggregation, spansOf } from './spans.ts';

/**
 * The answers of a token classifier as one side of a set of mentions: a tag a word for words that were split already, mentions for
 * texts. Sentences are the rows that were run. Words that the model did not see have no tag and are counted as excluded.
 */
export function entitySideOfRun(
  result: CheckpointResult,
  input: RunnerInput,
  file: string,
  aggregation: Aggregation = 'simple',
): EntitySide {
  const base = {
    file,
    role: 'predicted' as const,
    sentences: result.rows.length,
    firstOfDocument: null,
    ids: null,
    place: (sentence: number) => `row ${result.rows[sentence]! + 1}`,
    extra: new Map<string, readonly (string | null)[]>(),
  };
  if (input.kind === 'words') {
    const rows = Array.from(result.rows, (row) => input.rows[row]!);
    return {
      ...base,
      types: [],
      tokens: tokensOf(rows),
      tags: { tags: tagsOf(result), names: result.labels },
      mentions: null,
      text: (sentence) => rows[sentence]!.join(' '),
      excluded: unseen(result, rows, file),
    };
  }
  const texts = input.kind === 'texts' ? Array.from(result.rows, (row) => input.texts[row]!) : [];
  const { types, mentions } = mentionsOf(result, texts, aggregation);
  return {
    ...base,
    types,
    tokens: null,
    tags: null,
    mentions,
    text: (sentence) => texts[sentence]!,
    excluded: cutTexts(result, file),
  };
}

/** Texts whose end the model did not see. */
function cutTexts(
  { rows, tokensBeforeCut, maxLength }: CheckpointResult,
  file: string,
): readonly EntityExclusion[] {
  const cut = [...tokensBeforeCut.keys()].filter((at) => tokensBeforeCut[at]! > maxLength);
  if (cut.length === 0) return [];
  return [
    {
      kind: 'truncated',
      side: 'predicted',
      tokens: cut.reduce((sum, at) => sum + tokensBeforeCut[at]! - maxLength, 0),
      mentions: 0,
      sentences: cut.length,
      text: `${cut.length} texts have more than the ${maxLength} tokens that the model reads`,
      places: cut.slice(0, 5).map((at) => `${file}, row ${rows[at]! + 1}`),
      rows: Int32Array.from(cut),
    },
  ];
}

/** Words joined by one space. */
function tokensOf(rows: readonly (readonly string[])[]): TokenColumns {
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  const firstOfSentence = new Int32Array(rows.length + 1);
  const start = new Int32Array(total);
  const end = new Int32Array(total);
  let token = 0;
  rows.forEach((row, sentence) => {
    let at = 0;
    for (const word of row) {
      start[token] = at;
      end[token++] = at + word.length;
      at += word.length + 1;
    }
    firstOfSentence[sentence + 1] = token;
  });
  return { firstOfSentence, start, end };
}

function tagsOf({ logits, labelCount, firstUnit, rows }: CheckpointResult): Int32Array {
  const tags = new Int32Array(firstUnit[rows.length]!).fill(-1);
  for (let unit = 0; unit < tags.length; unit++) {
    let best = 0;
    for (let label = 1; label < labelCount; label++)
      if (logits[unit * labelCount + label]! > logits[unit * labelCount + best]!) best = label;
    if (!Number.isNaN(logits[unit * labelCount]!)) tags[unit] = best;
  }
  return tags;
}

/** Words beyond the limit of tokens, and words of nothing that the tokenizer keeps. */
function unseen(
  result: CheckpointResult,
  rows: readonly (readonly string[])[],
  file: string,
): readonly EntityExclusion[] {
  const counts = { truncated: 0, ignored: 0 };
  const concerned: { truncated: number[]; ignored: number[] } = { truncated: [], ignored: [] };
  const places: { truncated: string[]; ignored: string[] } = { truncated: [], ignored: [] };
  rows.forEach((row, sentence) => {
    const cut = result.tokensBeforeCut[sentence]! > result.maxLength;
    row.forEach((word, at) => {
      const unit = result.firstUnit[sentence]! + at;
      if (!Number.isNaN(result.logits[unit * result.labelCount]!)) return;
      const kind = cut ? 'truncated' : 'ignored';
      counts[kind]++;
      if (concerned[kind].at(-1) !== sentence) concerned[kind].push(sentence);
      if (places[kind].length < 5)
        places[kind].push(`${file}, row ${result.rows[sentence]! + 1} (word ${at + 1}: "${word}")`);
    });
  });
  return (['truncated', 'ignored'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => ({
      kind,
      side: 'predicted',
      tokens: counts[kind],
      mentions: 0,
      sentences: concerned[kind].length,
      text:
        kind === 'truncated'
          ? `${counts[kind]} words lie beyond the ${result.maxLength} tokens that the model reads`
          : `${counts[kind]} words hold nothing that the tokenizer keeps (control or zero-width characters)`,
      places: places[kind],
      rows: Int32Array.from(concerned[kind]),
    }));
}

function mentionsOf(
  result: CheckpointResult,
  texts: readonly string[],
  aggregation: Aggregation,
): { readonly types: readonly string[]; readonly mentions: MentionColumns } {
  const codes = new Map<string, number>();
  const sentence: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const type: number[] = [];
  const score: number[] = [];
  texts.forEach((text, row) => {
    for (const span of spansOf(result, row, text, aggregation)) {
      if (!codes.has(span.type)) codes.set(span.type, codes.size);
      sentence.push(row);
      start.push(span.start);
      end.push(span.end);
      type.push(codes.get(span.type)!);
      score.push(span.score);
    }
  });
  return {
    types: [...codes.keys()],
    mentions: {
      sentence: Int32Array.from(sentence),
      start: Int32Array.from(start),
      end: Int32Array.from(end),
      type: Int32Array.from(type),
      score: Float64Array.from(score),
    },
  };
}
