import { toBase64 } from './base64.ts';
import type { TokenizerFamily } from './families.ts';
import { missingFile, SAVE_WHOLE, type TokenizerParts } from './parts.ts';
import { TokenizerProblem } from './problem.ts';
import { readSentencePieceModel } from './sentencepiece-model.ts';
import type { TokenizerFiles, TokenizerSettings } from './settings.ts';
import { markedPieces, vocabularyOfPieces } from './vocabulary.ts';

/**
 * Parts of a tokenizer over a SentencePiece model. Normalisers and their order are those of `SpmConverter`, `AlbertConverter` and
 * `DebertaV2Converter` in transformers; where the model itself says that it adds no space in front, or keeps spaces, it counts.
 */
export function unigramParts(
  files: TokenizerFiles,
  settings: TokenizerSettings,
  family: TokenizerFamily,
  className: string,
): TokenizerParts {
  if (files.sentencePiece === null) throw missingFile('spiece.model or sentencepiece.bpe.model');
  const model = readSentencePieceModel(files.sentencePiece.bytes);
  if (model.algorithm !== 'Unigram')
    throw new TokenizerProblem(
      `${files.sentencePiece.name} is a SentencePiece model of the kind ${model.algorithm}; only Unigram is put together here. ${SAVE_WHOLE}`,
    );
  const albert = className === 'AlbertTokenizer';
  const vocabulary = vocabularyOfPieces(model, family.vocabulary, albert);
  const { do_lower_case, keep_accents, split_by_punct } = settings.config;
  const map = model.characterMap.length === 0 ? [] : [precompiled(model.characterMap)];
  const oneSpace = model.removeExtraWhitespaces ? [replace({ Regex: ' {2,}' }, ' ')] : [];
  const metaspace = {
    type: 'Metaspace',
    replacement: '▁',
    prepend_scheme: model.addDummyPrefix && settings.config.add_prefix_space !== false ? 'always' : 'never',
    split: true,
  };
  let normalizers: readonly object[];
  let preTokenizer: object = metaspace;
  if (albert) {
    const plain = keep_accents === true ? [] : [{ type: 'NFKD' }, { type: 'StripAccents' }];
    const lower = do_lower_case === false ? [] : [{ type: 'Lowercase' }];
    normalizers = [
      replace({ String: '``' }, '"'),
      replace({ String: "''" }, '"'),
      ...plain,
      ...lower,
      ...map,
      ...oneSpace,
    ];
  } else if (className === 'DebertaV2Tokenizer') {
    const lower = do_lower_case === true ? [{ type: 'Lowercase' }] : [];
    const strip = { type: 'Strip', strip_left: true, strip_right: true };
    normalizers = [...lower, strip, ...map, ...oneSpace];
    const isolate = split_by_punct === true ? [{ type: 'Punctuation', behavior: 'Isolated' }] : [];
    preTokenizer = { type: 'Sequence', pretokenizers: [...isolate, metaspace] };
  } else {
    const tidy = model.removeExtraWhitespaces
      ? [{ type: 'Strip', strip_left: false, strip_right: true }, replace({ Regex: ' {2,}' }, '▁')]
      : [];
    normalizers = [...map, ...tidy];
  }
  return {
    vocabulary,
    model: `{"type":"Unigram","unk_id":${vocabulary.unknownId},"byte_fallback":false,"vocab":${vocabulary.json}}`,
    normalizer: { type: 'Sequence', normalizers },
    preTokenizer,
    marked: markedPieces(model),
    files: [files.sentencePiece.name],
  };
}

const precompiled = (bytes: Uint8Array): object => ({
  type: 'Precompiled',
  precompiled_charsmap: toBase64(bytes),
});
const replace = (pattern: object, content: string): object => ({ type: 'Replace', pattern, content });
