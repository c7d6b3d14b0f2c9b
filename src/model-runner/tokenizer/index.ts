import { isJsonObject, type JsonObject } from '../../formats/json.ts';
import { amendWholeTokenizer, prefixSpaceForWords } from './amend.ts';
import { composeFromVocabulary } from './compose.ts';
import { type LengthLimit, lengthLimit, positionsOf } from './length-limit.ts';
import { TokenizerProblem } from './problem.ts';
import { objectOf, readTokenizerSettings, type TokenizerFiles } from './settings.ts';

export { unitsOfCodePoints } from './code-points.ts';
export { TokenizerProblem } from './problem.ts';
export type { TokenizerFiles } from './settings.ts';
export { longestFirst } from './truncate.ts';

/** A tokenizer ready to be loaded, and what the user should know of it. */
export interface TokenizerPlan {
  /** The content of a `tokenizer.json`; truncation and padding in it are for the host to switch off. */
  readonly json: string;
  readonly kind: 'tokenizer.json' | 'WordPiece' | 'byte-level BPE' | 'Unigram';
  readonly files: readonly string[];
  /** Plain sentences: what was taken for what. */
  readonly assumptions: readonly string[];
  readonly limit: LengthLimit;
  /** Which end of a text is cut. */
  readonly cut: 'end' | 'start';
  readonly padId: number;
  /** False when the model has one kind of segment, or the tokenizer was set to give none: then all are 0. */
  readonly usesSegments: boolean;
  /** The vocabulary marks pieces inside a word (`##ing`); otherwise words are told apart by spaces. */
  readonly marksSubwords: boolean;
  /** Of Unigram vocabularies; null for others. */
  readonly unknownId: number | null;
}

export interface PlanOptions {
  /** Most tokens a text, special ones among them; null for what the files say. */
  readonly maxLength: number | null;
  /** The data are words that are split already. */
  readonly words: boolean;
  /** Most tokens that the model has positions for, null for any number; absent: as config.json suggests. */
  readonly positions?: number | null;
}

/**
 * What tokenizer a folder holds. `config` is config.json. `tokenizer.json` counts where it is; otherwise one is composed from
 * the vocabulary. Throws TokenizerProblem with a sentence that says what is missing.
 */
export function planTokenizer(
  files: TokenizerFiles,
  config: JsonObject,
  options: PlanOptions,
): TokenizerPlan {
  const settings = readTokenizerSettings(files);
  const modelType = typeof config.model_type === 'string' ? config.model_type : null;
  const assumptions: string[] = [];
  let whole: JsonObject;
  let json: string;
  let kind: TokenizerPlan['kind'] = 'tokenizer.json';
  let names: readonly string[] = ['tokenizer.json'];
  if (files.whole !== null) {
    whole = objectOf(files.whole, 'tokenizer.json');
    if (!isJsonObject(whole.model))
      throw new TokenizerProblem(
        'tokenizer.json holds no model. Copy it again from the folder that the training wrote.',
      );
    const changes = amendWholeTokenizer(whole, settings);
    assumptions.push(...changes);
    json = changes.length === 0 ? files.whole : JSON.stringify(whole);
  } else {
    const composed = composeFromVocabulary(files, settings, modelType);
    json = composed.json;
    kind = composed.kind;
    names = composed.files;
    whole = objectOf(json, 'tokenizer.json');
    assumptions.push(
      ...composed.assumptions,
      `tokenizer ← ${kind}, put together from ${names.join(' and ')}`,
    );
  }
  if (options.words) {
    const change = prefixSpaceForWords(whole);
    if (change !== null) {
      assumptions.push(change);
      json = JSON.stringify(whole);
    }
  }
  const limit = lengthLimit(
    options.maxLength,
    whole,
    settings.config,
    options.positions === undefined ? positionsOf(config) : options.positions,
  );
  assumptions.push(
    `texts are cut after ${limit.tokens} tokens ← ${limit.source}${limit.note === null ? '' : ` (${limit.note})`}`,
  );
  const truncation = isJsonObject(whole.truncation) ? whole.truncation.direction : undefined;
  const inputs = settings.config.model_input_names;
  const model = isJsonObject(whole.model) ? whole.model : {};
  return {
    json,
    kind,
    files: names,
    assumptions,
    limit,
    cut: settings.config.truncation_side === 'left' || truncation === 'Left' ? 'start' : 'end',
    padId: padIdOf(whole, config, settings.roles.get('pad_token')?.content ?? null),
    usesSegments:
      typeof config.type_vocab_size === 'number' &&
      config.type_vocab_size > 1 &&
      !(Array.isArray(inputs) && !inputs.includes('token_type_ids')),
    marksSubwords:
      typeof model.continuing_subword_prefix === 'string' && model.continuing_subword_prefix !== '',
    unknownId: typeof model.unk_id === 'number' ? model.unk_id : null,
  };
}

/** The padding id of the configuration, of the tokenizer's padding, of the pad token; 0 where none says one. */
function padIdOf(whole: JsonObject, config: JsonObject, content: string | null): number {
  if (typeof config.pad_token_id === 'number') return config.pad_token_id;
  if (isJsonObject(whole.padding) && typeof whole.padding.pad_id === 'number') return whole.padding.pad_id;
  const tokens = Array.isArray(whole.added_tokens) ? whole.added_tokens : [];
  for (const token of tokens)
    if (isJsonObject(token) && token.content === (content ?? '[PAD]') && typeof token.id === 'number')
      return token.id;
  return 0;
}
