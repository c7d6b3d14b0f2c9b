import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../formats/json.ts';
import { TokenizerProblem } from './problem.ts';

/** The files of a tokenizer as texts and bytes, null where the folder has none. */
export interface TokenizerFiles {
  /** `tokenizer.json` */
  readonly whole: string | null;
  /** `vocab.txt` */
  readonly vocabularyLines: string | null;
  /** `vocab.json` */
  readonly vocabularyJson: string | null;
  /** `merges.txt` */
  readonly merges: string | null;
  /** `spiece.model`, `sentencepiece.bpe.model` or `spm.model`. */
  readonly sentencePiece: { readonly name: string; readonly bytes: Uint8Array } | null;
  /** `tokenizer_config.json` */
  readonly config: string | null;
  /** `special_tokens_map.json` */
  readonly specialTokens: string | null;
  /** `added_tokens.json` */
  readonly addedTokens: string | null;
  /** Other names in the folder, to tell vocabularies that look alike apart (`bpe.codes`). */
  readonly otherNames: readonly string[];
}

/** An added token as `tokenizer.json` writes it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

export type TokenSettings = Omit<AddedToken, 'id'>;

export type TokenRole =
  | 'bos_token'
  | 'eos_token'
  | 'unk_token'
  | 'sep_token'
  | 'pad_token'
  | 'cls_token'
  | 'mask_token';

const ROLES: readonly TokenRole[] = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
];

export interface TokenizerSettings {
  /** `tokenizer_config.json`, empty when there is none. */
  readonly config: JsonObject;
  readonly hasConfig: boolean;
  /** `BertTokenizer` without `Fast`; null when the configuration names none. */
  readonly className: string | null;
  /** Tokens by what they are for, as the files say; what they leave open is not here. */
  readonly roles: ReadonlyMap<TokenRole, TokenSettings>;
  readonly additional: readonly TokenSettings[];
  /** Tokens with ids of their own, by id. */
  readonly added: readonly AddedToken[];
}

/** Settings of a tokenizer from its small files. Throws TokenizerProblem for a file that is no JSON object. */
export function readTokenizerSettings(files: TokenizerFiles): TokenizerSettings {
  const config = objectOf(files.config, 'tokenizer_config.json');
  const map = objectOf(files.specialTokens, 'special_tokens_map.json');
  const roles = new Map<TokenRole, TokenSettings>();
  for (const role of ROLES) {
    const token = tokenOf(config[role], true) ?? tokenOf(map[role], true);
    if (token !== null) roles.set(role, token);
  }
  const listed = config.additional_special_tokens ?? map.additional_special_tokens;
  const additional = (Array.isArray(listed) ? listed : [])
    .map((value) => tokenOf(value, true))
    .filter((token) => token !== null);
  const name = config.tokenizer_class;
  return {
    config,
    hasConfig: files.config !== null,
    className: typeof name === 'string' && name !== '' ? name.replace(/Fast$/, '') : null,
    roles,
    additional,
    added: addedTokens(config, objectOf(files.addedTokens, 'added_tokens.json'), roles, additional),
  };
}

/** A JSON object, empty when there is no file. */
export function objectOf(text: string | null, name: string): JsonObject {
  if (text === null) return {};
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value))
    throw new TokenizerProblem(
      `${name} is not a JSON object. Copy it again from the folder that the training wrote.`,
    );
  return parsed.value;
}

function tokenOf(value: JsonValue | undefined, special: boolean): TokenSettings | null {
  if (typeof value === 'string')
    return {
      content: value,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: !special,
      special,
    };
  if (!isJsonObject(value) || typeof value.content !== 'string') return null;
  return {
    content: value.content,
    single_word: value.single_word === true,
    lstrip: value.lstrip === true,
    rstrip: value.rstrip === true,
    normalized: typeof value.normalized === 'boolean' ? value.normalized : !special,
    special: typeof value.special === 'boolean' ? value.special : special,
  };
}

/** `added_tokens_decoder` of newer configurations, else `added_tokens.json` (content → id) of older ones. */
function addedTokens(
  config: JsonObject,
  byContent: JsonObject,
  roles: ReadonlyMap<TokenRole, TokenSettings>,
  additional: readonly TokenSettings[],
): readonly AddedToken[] {
  const added: AddedToken[] = [];
  const decoder = config.added_tokens_decoder;
  if (isJsonObject(decoder)) {
    for (const key in decoder) {
      const token = tokenOf(decoder[key], false);
      if (token !== null && /^\d+$/.test(key)) added.push({ id: Number(key), ...token });
    }
  } else {
    const special = new Set([...roles.values(), ...additional].map((token) => token.content));
    for (const content in byContent) {
      const id = byContent[content];
      if (typeof id === 'number') added.push({ id, ...tokenOf(content, special.has(content))! });
    }
  }
  return added.sort((a, b) => a.id - b.id);
}
