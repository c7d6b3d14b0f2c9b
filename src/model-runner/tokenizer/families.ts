import type { TokenRole } from './settings.ts';

/** How a tokenizer without `tokenizer.json` is put together. */
export interface TokenizerFamily {
  readonly kind: 'WordPiece' | 'byte-level BPE' | 'Unigram';
  /** Tokens where no file names them. */
  readonly tokens: Readonly<Record<TokenRole, string | null>>;
  /** The mask token takes the space before it along. */
  readonly maskTakesSpace: boolean;
  /** Ids of the vocabulary: as in the file, or shifted as fairseq did. */
  readonly vocabulary: 'as it lies' | 'XLM-RoBERTa' | 'CamemBERT';
  /** `[CLS] A [SEP] B [SEP]` with segments 0 and 1, or `<s> A </s></s> B </s>`. */
  readonly template: 'BERT' | 'RoBERTa';
}

const bertTokens = {
  bos_token: null,
  eos_token: null,
  unk_token: '[UNK]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  mask_token: '[MASK]',
} as const;

const robertaTokens = {
  bos_token: '<s>',
  eos_token: '</s>',
  unk_token: '<unk>',
  sep_token: '</s>',
  pad_token: '<pad>',
  cls_token: '<s>',
  mask_token: '<mask>',
} as const;

const bert: TokenizerFamily = {
  kind: 'WordPiece',
  tokens: bertTokens,
  maskTakesSpace: false,
  vocabulary: 'as it lies',
  template: 'BERT',
};
const roberta: TokenizerFamily = {
  kind: 'byte-level BPE',
  tokens: robertaTokens,
  maskTakesSpace: true,
  vocabulary: 'as it lies',
  template: 'RoBERTa',
};
const xlmRoberta: TokenizerFamily = { ...roberta, kind: 'Unigram', vocabulary: 'XLM-RoBERTa' };

/**
 * Families by the class of transformers. Source of tokens and templates: transformers, `convert_slow_tokenizer.py` and the
 * classes' own defaults.
 */
const byClass: Readonly<Record<string, TokenizerFamily>> = {
  BertTokenizer: bert,
  DistilBertTokenizer: bert,
  ElectraTokenizer: bert,
  ConvBertTokenizer: bert,
  MobileBertTokenizer: bert,
  SqueezeBertTokenizer: bert,
  MPNetTokenizer: {
    ...bert,
    tokens: { ...robertaTokens, unk_token: '[UNK]' },
    maskTakesSpace: true,
    template: 'RoBERTa',
  },
  RobertaTokenizer: roberta,
  LongformerTokenizer: roberta,
  XLMRobertaTokenizer: xlmRoberta,
  CamembertTokenizer: { ...xlmRoberta, vocabulary: 'CamemBERT' },
  AlbertTokenizer: {
    kind: 'Unigram',
    tokens: { ...bertTokens, bos_token: '[CLS]', eos_token: '[SEP]', unk_token: '<unk>', pad_token: '<pad>' },
    maskTakesSpace: true,
    vocabulary: 'as it lies',
    template: 'BERT',
  },
  DebertaV2Tokenizer: {
    kind: 'Unigram',
    tokens: { ...bertTokens, bos_token: '[CLS]', eos_token: '[SEP]' },
    maskTakesSpace: false,
    vocabulary: 'as it lies',
    template: 'BERT',
  },
};

const classOfModel: Readonly<Record<string, string>> = {
  bert: 'BertTokenizer',
  distilbert: 'DistilBertTokenizer',
  electra: 'ElectraTokenizer',
  mpnet: 'MPNetTokenizer',
  roberta: 'RobertaTokenizer',
  longformer: 'LongformerTokenizer',
  'xlm-roberta': 'XLMRobertaTokenizer',
  camembert: 'CamembertTokenizer',
  albert: 'AlbertTokenizer',
  'deberta-v2': 'DebertaV2Tokenizer',
};

export const knownTokenizerClasses: readonly string[] = Object.keys(byClass);

/** The class that the configuration names, else the one that goes with `model_type` of config.json; null for none. */
export function tokenizerClassOf(className: string | null, modelType: string | null): string | null {
  const generic =
    className === null || className === 'PreTrainedTokenizer' || className === 'TokenizersBackend';
  if (!generic) return className;
  return modelType === null ? null : (classOfModel[modelType] ?? null);
}

export const familyOf = (className: string): TokenizerFamily | null =>
  Object.hasOwn(byClass, className) ? byClass[className]! : null;
