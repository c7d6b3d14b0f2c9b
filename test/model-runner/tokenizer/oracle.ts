import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenizerFiles } from '../../../src/model-runner/tokenizer/index.ts';
import type { Aggregation } from '../../../src/node/runner/spans.ts';

/** What lab/oracles/tokenizing.py recorded. */
export interface TokenizerOracle {
  readonly tool: string;
  readonly hostile: readonly string[];
  readonly pairs: readonly (readonly [string, string])[];
  readonly words: readonly (readonly string[])[];
  readonly limit: number;
  readonly kinds: readonly {
    readonly kind: string;
    readonly source: string;
    readonly file: string | null;
    readonly config: Readonly<Record<string, string | boolean>>;
    readonly modelType: string;
    readonly texts: readonly { readonly ids: readonly number[]; readonly offsets: readonly number[] }[];
    readonly pairs: readonly { readonly ids: readonly number[]; readonly types: readonly number[] }[];
    readonly words: readonly { readonly ids: readonly number[]; readonly words: readonly number[] }[];
    readonly cut: readonly (readonly number[])[];
    readonly cutPairs: readonly (readonly number[])[];
  }[];
  readonly spanLabels: readonly string[];
  readonly spans: readonly {
    readonly kind: string;
    readonly text: string;
    readonly logits: readonly number[];
    readonly answers: Readonly<Record<Aggregation, readonly (readonly [string, number, number, number])[]>>;
  }[];
}

export const oracle: TokenizerOracle = JSON.parse(readFileSync('test/oracles/tokenizers.json', 'utf8'));

export const noFiles: TokenizerFiles = {
  whole: null,
  vocabularyLines: null,
  vocabularyJson: null,
  merges: null,
  sentencePiece: null,
  config: null,
  specialTokens: null,
  addedTokens: null,
  otherNames: [],
};

/** The files of a kind as a user's folder would hold them. */
export function filesOfKind(kind: TokenizerOracle['kinds'][number]): TokenizerFiles {
  const folder = join('test/fixtures/tokenizers', kind.source);
  const text = (name: string): string | null =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null;
  return {
    ...noFiles,
    vocabularyLines: text('vocab.txt'),
    vocabularyJson: text('vocab.json'),
    merges: text('merges.txt'),
    sentencePiece: existsSync(join(folder, 'm.model'))
      ? { name: kind.file ?? '', bytes: readFileSync(join(folder, 'm.model')) }
      : null,
    config: JSON.stringify(kind.config),
  };
}

export const configOf = (kind: TokenizerOracle['kinds'][number]) => ({
  model_type: kind.modelType,
  type_vocab_size: 2,
});
