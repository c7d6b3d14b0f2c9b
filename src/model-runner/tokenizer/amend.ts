import { isJsonObject, type JsonObject } from '../../formats/json.ts';
import { familyOf } from './families.ts';
import type { TokenizerSettings } from './settings.ts';

/**
 * What tokenizer_config.json says otherwise than tokenizer.json. transformers rebuilds the normaliser of BERT-like tokenizers, and
 * the prefix space of RoBERTa-like ones, from the configuration when it loads them; the training saw that, so it is
 * done here too, and said. Changes `whole` in place and returns a sentence for each change.
 *
 * Source: transformers, `BertTokenizerFast.__init__`, `RobertaTokenizerFast.__init__`.
 */
export function amendWholeTokenizer(whole: JsonObject, settings: TokenizerSettings): readonly string[] {
  const family = settings.className === null ? null : familyOf(settings.className);
  if (family === null || !settings.hasConfig) return [];
  const changes: string[] = [];
  const change = (part: JsonObject, key: string, to: boolean | null, name: string) => {
    if (part[key] === undefined || part[key] === to) return;
    changes.push(
      `${name} ${to} from tokenizer_config.json, where tokenizer.json says ${String(part[key])}, as transformers does`,
    );
    (part as Record<string, boolean | null>)[key] = to;
  };
  const normalizer = whole.normalizer;
  if (family.kind === 'WordPiece' && isJsonObject(normalizer) && normalizer.type === 'BertNormalizer') {
    const { do_lower_case, strip_accents, tokenize_chinese_chars } = settings.config;
    change(normalizer, 'lowercase', do_lower_case !== false, 'do_lower_case');
    change(
      normalizer,
      'strip_accents',
      typeof strip_accents === 'boolean' ? strip_accents : null,
      'strip_accents',
    );
    change(normalizer, 'handle_chinese_chars', tokenize_chinese_chars !== false, 'tokenize_chinese_chars');
  }
  const preTokenizer = whole.pre_tokenizer;
  if (family.kind === 'byte-level BPE' && isJsonObject(preTokenizer) && preTokenizer.type === 'ByteLevel')
    change(preTokenizer, 'add_prefix_space', settings.config.add_prefix_space === true, 'add_prefix_space');
  return changes;
}

/**
 * Words of a file that is split already begin with a space in byte-level vocabularies; transformers refuses to encode such words
 * without `add_prefix_space`. Changes `whole` in place; returns the sentence that says so, or null when nothing changed.
 */
export function prefixSpaceForWords(whole: JsonObject): string | null {
  const part = whole.pre_tokenizer;
  const inside = isJsonObject(part) && Array.isArray(part.pretokenizers) ? part.pretokenizers : [part];
  for (const one of inside) {
    if (!isJsonObject(one) || one.type !== 'ByteLevel' || one.add_prefix_space !== false) continue;
    (one as Record<string, boolean>).add_prefix_space = true;
    return 'add_prefix_space true for words that are split already; the file says false, with which transformers refuses such data';
  }
  return null;
}
