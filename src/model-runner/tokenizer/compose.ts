import { familyOf, knownTokenizerClasses, type TokenizerFamily, tokenizerClassOf } from './families.ts';
import { missingFile, SAVE_WHOLE, type TokenizerParts } from './parts.ts';
import { TokenizerProblem } from './problem.ts';
import type { AddedToken, TokenizerFiles, TokenizerSettings, TokenSettings } from './settings.ts';
import { unigramParts } from './unigram.ts';
import { mergesAsJson, vocabularyOfJson, vocabularyOfLines } from './vocabulary.ts';

/** A composed `tokenizer.json` and where it came from. */
export interface Composed {
  readonly json: string;
  readonly kind: TokenizerFamily['kind'];
  readonly files: readonly string[];
  readonly assumptions: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
}

/**
 * A `tokenizer.json` from `vocab.txt`, `vocab.json` with `merges.txt`, or a SentencePiece model, as transformers converts
 * them. `modelType` is that of config.json. Throws TokenizerProblem when no file fits or the class is not known.
 *
 * Source: transformers, `convert_slow_tokenizer.py`; huggingface/tokenizers, the serialised form of each part.
 */
export function composeFromVocabulary(
  files: TokenizerFiles,
  settings: TokenizerSettings,
  modelType: string | null,
): Composed {
  const className = tokenizerClassOf(settings.className, modelType);
  const assumptions: string[] = [];
  if (className === null)
    throw new TokenizerProblem(
      `No tokenizer.json, and neither tokenizer_config.json (tokenizer_class) nor config.json (model_type) says which tokenizer this is. ${SAVE_WHOLE}`,
    );
  if (settings.className !== className)
    assumptions.push(`tokenizer ← ${className}, from model_type ${modelType} of config.json`);
  const family = familyOf(className);
  if (family === null)
    throw new TokenizerProblem(
      `No tokenizer.json, and a ${className} cannot be put together from its vocabulary here (known: ${knownTokenizerClasses.join(', ')}). ${SAVE_WHOLE}`,
    );
  if (files.otherNames.includes('bpe.codes'))
    throw new TokenizerProblem(`No tokenizer.json, and bpe.codes (fastBPE) is not read. ${SAVE_WHOLE}`);

  const token = (role: keyof TokenizerFamily['tokens']): string | null =>
    settings.roles.get(role)?.content ?? family.tokens[role];
  const parts =
    family.kind === 'WordPiece'
      ? wordPieceParts(files, settings, token('unk_token') ?? '[UNK]')
      : family.kind === 'byte-level BPE'
        ? byteLevelParts(files, settings)
        : unigramParts(files, settings, family, className);
  const added = addedTokensOf(parts, settings, family);
  const idOf = new Map(parts.vocabulary.idOf);
  for (const { content, id } of added) idOf.set(content, id);
  const first = token('cls_token')!;
  const last = token('sep_token')!;
  const processor = postProcessor(family, settings, first, last, idOf);
  const json = `{"version":"1.0","truncation":null,"padding":null,"added_tokens":${JSON.stringify(added)},"normalizer":${JSON.stringify(
    parts.normalizer,
  )},"pre_tokenizer":${JSON.stringify(parts.preTokenizer)},"post_processor":${JSON.stringify(processor)},"decoder":null,"model":${parts.model}}`;
  return { json, kind: family.kind, files: parts.files, assumptions, idOf };
}

function wordPieceParts(files: TokenizerFiles, settings: TokenizerSettings, unknown: string): TokenizerParts {
  if (files.vocabularyLines === null) throw missingFile('vocab.txt');
  const vocabulary = vocabularyOfLines(files.vocabularyLines);
  if (!vocabulary.idOf.has(unknown))
    throw new TokenizerProblem(
      `vocab.txt does not hold the unknown token ${unknown}. Copy the vocabulary that the training used.`,
    );
  const { do_lower_case, strip_accents, tokenize_chinese_chars } = settings.config;
  return {
    vocabulary,
    model: `{"type":"WordPiece","unk_token":${JSON.stringify(unknown)},"continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":${vocabulary.json}}`,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: tokenize_chinese_chars !== false,
      strip_accents: typeof strip_accents === 'boolean' ? strip_accents : null,
      lowercase: do_lower_case !== false,
    },
    preTokenizer: { type: 'BertPreTokenizer' },
    marked: [],
    files: ['vocab.txt'],
  };
}

function byteLevelParts(files: TokenizerFiles, settings: TokenizerSettings): TokenizerParts {
  if (files.vocabularyJson === null) throw missingFile('vocab.json');
  if (files.merges === null) throw missingFile('merges.txt');
  const vocabulary = vocabularyOfJson(files.vocabularyJson);
  return {
    vocabulary,
    model: `{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":false,"byte_fallback":false,"vocab":${vocabulary.json},"merges":${mergesAsJson(files.merges)}}`,
    normalizer: null,
    preTokenizer: {
      type: 'ByteLevel',
      add_prefix_space: settings.config.add_prefix_space === true,
      trim_offsets: true,
      use_regex: true,
    },
    marked: [],
    files: ['vocab.json', 'merges.txt'],
  };
}

/** Tokens matched before the model sees the text. Order decides the ids of those that the vocabulary lacks. */
function addedTokensOf(
  parts: TokenizerParts,
  settings: TokenizerSettings,
  family: TokenizerFamily,
): readonly AddedToken[] {
  const plain = (content: string, special: boolean): TokenSettings => ({
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: !special,
    special,
  });
  const byContent = new Map<string, TokenSettings>();
  const put = (token: TokenSettings) => {
    if (!byContent.has(token.content)) byContent.set(token.content, token);
  };
  for (const token of settings.added) put(token);
  for (const role of Object.keys(family.tokens) as (keyof typeof family.tokens)[]) {
    const given = settings.roles.get(role);
    const token = given ?? (family.tokens[role] === null ? null : plain(family.tokens[role], true));
    if (token === null) continue;
    const takesSpace = role === 'mask_token' && family.maskTakesSpace && !token.lstrip;
    put(takesSpace ? { ...token, lstrip: true } : token);
  }
  for (const token of settings.additional) put(token);
  if (family.vocabulary === 'CamemBERT')
    for (const content of ['<s>NOTUSED', '</s>NOTUSED', '<unk>NOTUSED']) put(plain(content, true));
  for (const { content, special } of parts.marked) put({ ...plain(content, special), normalized: false });
  let next = parts.vocabulary.size;
  const added = [...byContent.values()].map((token): AddedToken => {
    const { content, single_word, lstrip, rstrip, normalized, special } = token;
    const id = parts.vocabulary.idOf.get(content) ?? next++;
    return { id, content, single_word, lstrip, rstrip, normalized, special };
  });
  return added.sort((a, b) => a.id - b.id);
}

function postProcessor(
  family: TokenizerFamily,
  settings: TokenizerSettings,
  first: string,
  last: string,
  idOf: ReadonlyMap<string, number>,
): object {
  const firstId = idOf.get(first)!;
  const lastId = idOf.get(last)!;
  if (family.kind !== 'Unigram' && family.template === 'RoBERTa')
    return {
      type: 'RobertaProcessing',
      sep: [last, lastId],
      cls: [first, firstId],
      trim_offsets: settings.config.trim_offsets !== false,
      add_prefix_space: settings.config.add_prefix_space === true,
    };
  const second = family.template === 'BERT' ? 1 : 0;
  const special = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const sequence = (id: 'A' | 'B', type_id: number) => ({ Sequence: { id, type_id } });
  const single = [special(first, 0), sequence('A', 0), special(last, 0)];
  const between = family.template === 'BERT' ? [] : [special(last, 0)];
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, ...between, sequence('B', second), special(last, second)],
    special_tokens: {
      [first]: { id: first, ids: [firstId], tokens: [first] },
      [last]: { id: last, ids: [lastId], tokens: [last] },
    },
  };
}
