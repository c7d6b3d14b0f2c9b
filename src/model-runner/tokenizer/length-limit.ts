import { isJsonObject, type JsonObject } from '../../formats/json.ts';

/** How many tokens of a text the model reads, special tokens among them, and who says so. */
export interface LengthLimit {
  readonly tokens: number;
  /** Plain words: `truncation of tokenizer.json`. */
  readonly source: string;
  /** What else was said, for the user: `position embeddings end at 512`. Null when nothing disagreed. */
  readonly note: string | null;
}

/** transformers writes 1e30 for "no limit"; nothing that is meant reaches this. */
const MEANT = 1e6;

/** Where nothing says a limit, BERT's. */
const DEFAULT = 512;

/** Families whose positions begin after the padding id: two embeddings are never used. */
const SHIFTED = new Set(['roberta', 'xlm-roberta', 'camembert', 'longformer', 'mpnet']);
/** Positions are relative, so a limit of the embedding table does not bind. */
const RELATIVE = new Set(['deberta-v2', 'modernbert']);

/**
 * The limit by precedence: the user's own, the truncation that was on when tokenizer.json was saved (that of the training),
 * `max_length` and `model_max_length` of tokenizer_config.json, then the position embeddings of config.json, which also
 * bound all others.
 */
export function lengthLimit(
  wanted: number | null,
  whole: JsonObject | null,
  tokenizerConfig: JsonObject,
  places: number | null,
): LengthLimit {
  const truncation = whole !== null && isJsonObject(whole.truncation) ? whole.truncation.max_length : null;
  const candidates: readonly (readonly [number | null, string])[] = [
    [wanted, '--max-length'],
    [numberOrNull(truncation), 'truncation of tokenizer.json'],
    [numberOrNull(tokenizerConfig.max_length), 'max_length of tokenizer_config.json'],
    [numberOrNull(tokenizerConfig.model_max_length), 'model_max_length of tokenizer_config.json'],
    [places, 'the position embeddings of config.json'],
    [DEFAULT, 'no file says one, so BERT’s'],
  ];
  const [tokens, source] = candidates.find((entry): entry is readonly [number, string] => entry[0] !== null)!;
  if (places !== null && tokens > places)
    return {
      tokens: places,
      source: 'the position embeddings of config.json',
      note: `${source} says ${tokens}, but the model has positions for ${places} tokens`,
    };
  return { tokens, source, note: null };
}

/** Tokens that the position embeddings of a configuration have room for; null when nothing but memory limits them. */
export function positionsOf(config: JsonObject): number | null {
  const total = numberOrNull(config.max_position_embeddings);
  const type = typeof config.model_type === 'string' ? config.model_type : '';
  if (total === null || RELATIVE.has(type)) return null;
  return SHIFTED.has(type) ? total - 2 : total;
}

const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value > 2 && value < MEANT ? value : null;
