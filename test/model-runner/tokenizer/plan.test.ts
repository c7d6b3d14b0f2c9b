import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/formats/json.ts';
import {
  planTokenizer,
  type TokenizerFiles,
  TokenizerProblem,
} from '../../../src/model-runner/tokenizer/index.ts';
import { readSentencePieceModel } from '../../../src/model-runner/tokenizer/sentencepiece-model.ts';
import { longestFirst } from '../../../src/model-runner/tokenizer/truncate.ts';
import { noFiles } from './oracle.ts';

const plan = (
  files: Partial<TokenizerFiles>,
  config: JsonObject = { model_type: 'bert' },
  maxLength: number | null = null,
) => planTokenizer({ ...noFiles, ...files }, config, { maxLength, words: false });

const refusal = (files: Partial<TokenizerFiles>, config?: JsonObject): string => {
  try {
    plan(files, config);
  } catch (error) {
    if (error instanceof TokenizerProblem) return error.message;
    throw error;
  }
  return 'nothing was refused';
};

const vocabulary = '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n';
const whole = (changes: object = {}): string =>
  JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [{ id: 0, content: '[PAD]', special: true }],
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      vocab: { '[PAD]': 0, '[UNK]': 1 },
    },
    ...changes,
  });

describe('the limit of tokens', () => {
  const config = { model_type: 'bert', max_position_embeddings: 512 };

  it.each([
    ['the user', 64, 64, '--max-length'],
    ['the truncation that was on in training', null, 128, 'truncation of tokenizer.json'],
  ])('comes from %s first', (_, wanted, tokens, source) => {
    const files = { whole: whole({ truncation: { max_length: 128 } }), config: '{"model_max_length":256}' };
    expect(plan(files, config, wanted).limit).toEqual({ tokens, source, note: null });
  });

  it('then from tokenizer_config.json, then from the positions', () => {
    const from = (tokenizer: string) => plan({ whole: whole(), config: tokenizer }, config).limit;
    expect(from('{"model_max_length":256}')).toMatchObject({
      tokens: 256,
      source: 'model_max_length of tokenizer_config.json',
    });
    expect(from('{"model_max_length":1000000000000000019884624838656}')).toMatchObject({ tokens: 512 });
    expect(plan({ whole: whole() }, { model_type: 'deberta-v2' }).limit).toMatchObject({
      tokens: 512,
      source: 'no file says one, so BERT’s',
    });
  });

  it('is never beyond the positions, and says so', () => {
    expect(plan({ whole: whole() }, config, 9999).limit).toEqual({
      tokens: 512,
      source: 'the position embeddings of config.json',
      note: '--max-length says 9999, but the model has positions for 512 tokens',
    });
    // RoBERTa's positions begin after the padding id.
    expect(
      plan({ whole: whole() }, { model_type: 'roberta', max_position_embeddings: 514 }).limit.tokens,
    ).toBe(512);
  });
});

describe('tokenizer.json beside another configuration', () => {
  it('is read as transformers reads it: the configuration counts', () => {
    const files = { whole: whole(), config: '{"tokenizer_class":"BertTokenizer","do_lower_case":false}' };
    const { json, assumptions } = plan(files);
    expect(JSON.parse(json).normalizer.lowercase).toBe(false);
    expect(assumptions[0]).toBe(
      'do_lower_case false from tokenizer_config.json, where tokenizer.json says true, as transformers does',
    );
  });

  it('stays byte for byte when both agree, or the class is the general one', () => {
    const text = whole();
    expect(plan({ whole: text, config: '{"tokenizer_class":"BertTokenizer"}' }).json).toBe(text);
    expect(
      plan({ whole: text, config: '{"tokenizer_class":"PreTrainedTokenizerFast","do_lower_case":false}' })
        .json,
    ).toBe(text);
  });

  it('gives words that are split already their space', () => {
    const text = whole({ normalizer: null, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false } });
    const { json, assumptions } = planTokenizer(
      { ...noFiles, whole: text },
      {},
      { maxLength: null, words: true },
    );
    expect(JSON.parse(json).pre_tokenizer.add_prefix_space).toBe(true);
    expect(assumptions[0]).toContain('add_prefix_space true for words');
  });
});

describe('tokens that files add to the vocabulary', () => {
  const added = (files: Partial<TokenizerFiles>) =>
    JSON.parse(plan({ vocabularyLines: vocabulary, ...files }).json).added_tokens as {
      id: number;
      content: string;
      special: boolean;
    }[];

  it('follow it in the order of their ids', () => {
    const tokens = added({ addedTokens: '{"<url>":8,"<user>":7}' });
    expect(tokens.slice(-2)).toMatchObject([
      { id: 7, content: '<user>', special: false },
      { id: 8, content: '<url>', special: false },
    ]);
  });

  it('keep the settings of newer configurations', () => {
    const config = '{"added_tokens_decoder":{"7":{"content":"<e>","lstrip":true,"special":true}}}';
    expect(added({ config }).at(-1)).toMatchObject({ id: 7, content: '<e>', lstrip: true, special: true });
  });

  it('count the later of two equal lines, as Python does, and take any token for its name', () => {
    const { model } = JSON.parse(plan({ vocabularyLines: `${vocabulary}__proto__\r\na\n` }).json);
    expect(model.vocab.a).toBe(8);
    expect(Object.hasOwn(model.vocab, '__proto__')).toBe(true);
  });
});

describe('what is refused', () => {
  it.each<[string, Partial<TokenizerFiles>, JsonObject, string]>([
    ['nothing at all', {}, { model_type: 'bert' }, 'Neither tokenizer.json nor vocab.txt is in the folder.'],
    [
      'a class of its own',
      { vocabularyLines: 'a', config: '{"tokenizer_class":"BertJapaneseTokenizer"}' },
      {},
      'a BertJapaneseTokenizer cannot be put together',
    ],
    [
      'fastBPE',
      { vocabularyLines: vocabulary, otherNames: ['bpe.codes'] },
      { model_type: 'bert' },
      'bpe.codes (fastBPE) is not read',
    ],
    ['an unknown model', { vocabularyLines: vocabulary }, {}, 'says which tokenizer this is'],
    [
      'a vocabulary without [UNK]',
      { vocabularyLines: 'a\nb\n' },
      { model_type: 'bert' },
      'does not hold the unknown token [UNK]',
    ],
    [
      'half a byte-level vocabulary',
      { vocabularyJson: '{"a":0}' },
      { model_type: 'roberta' },
      'Neither tokenizer.json nor merges.txt',
    ],
    [
      'a vocabulary that is a list',
      { vocabularyJson: '[1]', merges: '' },
      { model_type: 'roberta' },
      'vocab.json holds no ids by token',
    ],
    ['a broken tokenizer.json', { whole: '{' }, {}, 'tokenizer.json is not a JSON object'],
    ['a tokenizer.json of nothing', { whole: '{}' }, {}, 'tokenizer.json holds no model'],
  ])('%s', (_, files, config, sentence) => {
    expect(refusal(files, config)).toContain(sentence);
  });

  it('a SentencePiece model that was cut off or damaged, at every byte', () => {
    const bytes = readFileSync('test/fixtures/tokenizers/fairseq/m.model');
    expect(readSentencePieceModel(bytes).pieces.length).toBeGreaterThan(100);
    for (let at = 0; at < bytes.length; at += 37) {
      const broken = Uint8Array.from(bytes);
      broken[at]! ^= 0xff;
      for (const hostile of [broken, bytes.subarray(0, at)]) {
        try {
          readSentencePieceModel(hostile);
        } catch (error) {
          expect((error as Error).name).toBe('FormatError');
        }
      }
    }
  });
});

describe('cutting two texts to one limit', () => {
  it.each([
    [3, 4, 10, 3, 4],
    [30, 4, 10, 6, 4],
    [4, 30, 10, 4, 6],
    [30, 30, 9, 4, 5],
    [30, 31, 9, 4, 5],
  ])('%d and %d in %d', (first, second, room, a, b) => {
    expect(longestFirst(first, second, room)).toEqual({ first: a, second: b });
  });
});

describe('tokenizers of strangers', () => {
  const corpus = process.env.AFTERFIT_CORPUS;

  it.skipIf(corpus === undefined)('load, or are refused with a sentence', () => {
    let planned = 0;
    let refused = 0;
    for (const folder of readdirSync(corpus!, { recursive: true, withFileTypes: true })) {
      if (!folder.isFile() || !['tokenizer.json', 'vocab.txt'].includes(folder.name)) continue;
      const text = (name: string): string | null =>
        existsSync(join(folder.parentPath, name))
          ? readFileSync(join(folder.parentPath, name), 'utf8')
          : null;
      try {
        const config = text('config.json');
        plan(
          {
            whole: text('tokenizer.json'),
            vocabularyLines: text('vocab.txt'),
            config: text('tokenizer_config.json'),
            specialTokens: text('special_tokens_map.json'),
            addedTokens: text('added_tokens.json'),
          },
          config?.startsWith('{') ? JSON.parse(config) : {},
        );
        planned++;
      } catch (error) {
        expect(error).toBeInstanceOf(TokenizerProblem);
        refused++;
      }
    }
    expect(planned).toBeGreaterThan(refused);
  });
});
