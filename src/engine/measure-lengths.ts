import { countBytes, countWords, harmOfCut, quantilesOf, spreadOf } from '../metrics/texts/lengths.ts';
import type { Example } from '../model/predictions.ts';
import type { ModelFacts, Run } from '../model/run.ts';
import type { InputLimit, TextLengths } from '../model/texts.ts';
import { type ReadSet, rightOf } from './read-set.ts';

/** Models with a table of absolute positions: longer inputs end in an error, so texts that were read were cut. */
const ABSOLUTE: Readonly<Record<string, number>> = {
  albert: 0,
  bert: 0,
  distilbert: 0,
  electra: 0,
  mobilebert: 0,
  ernie: 0,
  // Positions start behind the padding id (transformers, modeling_roberta.py): two are never used.
  camembert: 2,
  mpnet: 2,
  roberta: 2,
  'xlm-roberta': 2,
};
/** `[CLS]` and `[SEP]` of the models above. Of others it is not known how many tokens are added; none is on the safe side. */
const SPECIAL = 2;
/** Columns that hold token counts beyond doubt, and one that may. */
const TOKEN_COLUMN =
  /^(?:(?:num|n|number_of)_(?:input_)?tokens|tokens?_(?:count|length|len)|tokens in (?:attention_mask|input_ids)|input_ids_length)$/i;
const LENGTH_COLUMN = /^(?:length|len|seq_len|seq_length|sequence_length|input_length)$/i;

/** Where inputs end, as far as the record tells. */
export function inputLimit(model: ModelFacts, raw: Run['hyperparameters']['raw']): InputLimit | null {
  const cutAt = model.tokenizer?.cutAt ?? null;
  if (cutAt !== null) return { tokens: cutAt.value, from: cutAt.from, kind: 'recorded' };
  const given = raw.max_seq_length;
  if (typeof given === 'number' && given > 0)
    return { tokens: given, from: 'max_seq_length', kind: 'recorded' };
  const byDefault = model.tokenizer?.cutByDefault ?? null;
  if (byDefault !== null && (model.maxPositions === null || byDefault.value < model.maxPositions - 2))
    return { tokens: byDefault.value, from: byDefault.from, kind: 'default' };
  const unused = model.type === null ? undefined : ABSOLUTE[model.type];
  if (unused === undefined || model.maxPositions === null) return null;
  return {
    tokens: model.maxPositions - unused,
    from: 'config.json#/max_position_embeddings',
    kind: 'most',
  };
}

/** Lengths of the texts of every set and of the training texts, against the limit of the model's input. */
export function measureLengths(
  run: Run,
  sets: readonly ReadSet[],
  train: { readonly from: { readonly file: string }; readonly texts: readonly (string | null)[] } | null,
): readonly TextLengths[] {
  const limit = inputLimit(run.model, run.hyperparameters.raw);
  const special = run.model.type !== null && Object.hasOwn(ABSOLUTE, run.model.type) ? SPECIAL : 0;
  const lengths = sets.flatMap(({ set, examples }): TextLengths[] => {
    const texts = examples.map(({ text }) => text);
    const found = lengthsOf(texts, examples, set.extraColumns, limit, special);
    return found === null ? [] : [{ set: set.id, split: set.split?.value ?? null, file: set.file, ...found }];
  });
  const own = train === null ? null : lengthsOf(train.texts, null, [], limit, special);
  return own === null || train === null
    ? lengths
    : [...lengths, { set: null, split: 'train', file: train.from.file, ...own }];
}

function lengthsOf(
  texts: readonly (string | null)[],
  examples: readonly Example[] | null,
  extraColumns: readonly string[],
  limit: InputLimit | null,
  special: number,
): Omit<TextLengths, 'set' | 'split' | 'file'> | null {
  const words = Float64Array.from(texts, (text) => (text === null ? Number.NaN : countWords(text)));
  const counts = examples === null ? null : tokenColumn(examples, extraColumns, words);
  const known = counts?.values ?? words;
  const rows = known.filter((value) => !Number.isNaN(value)).length;
  if (rows === 0) return null;
  const padded = counts !== null && rows > 1 && counts.values.every((value) => value === counts.values[0]);
  const longest = greatest(known);
  const afterCut = counts !== null && !padded && limit !== null && longest === limit.tokens;
  const isCut = (row: number): boolean => {
    if (limit === null || padded) return false;
    if (counts !== null) return afterCut ? known[row] === limit.tokens : known[row]! > limit.tokens;
    return words[row]! + special > limit.tokens;
  };
  const isWhole = (row: number): boolean => {
    if (limit === null || padded) return false;
    if (counts !== null) return known[row]! <= limit.tokens && !isCut(row);
    const text = texts[row];
    // Bytes and blanks bound the tokens from above.
    return text !== null && text !== undefined && countBytes(text) + words[row]! + special <= limit.tokens;
  };
  // Where the real limit may be lower, a short text need not be whole.
  const wholeIsKnown = limit?.kind === 'recorded' || counts !== null;
  const cut = new Uint8Array(known.length);
  const whole = new Uint8Array(known.length);
  const lost: number[] = [];
  for (let row = 0; row < known.length; row++) {
    if (Number.isNaN(known[row])) continue;
    if (isCut(row)) {
      cut[row] = 1;
      lost.push(known[row]! + (counts === null ? special : 0) - limit!.tokens);
    } else if (wholeIsKnown && isWhole(row)) whole[row] = 1;
  }
  const total = (flags: Uint8Array): number => flags.reduce((a, b) => a + b, 0);
  return {
    rows,
    words: spreadOf(words.filter((value) => !Number.isNaN(value))),
    tokens:
      counts === null
        ? null
        : {
            ...spreadOf(counts.values.filter((value) => !Number.isNaN(value))),
            column: counts.column,
            padded,
            afterCut,
          },
    limit,
    cut: limit === null || padded ? null : total(cut),
    counted: counts === null ? 'words' : 'tokens',
    quantiles: quantilesOf(known.filter((value) => !Number.isNaN(value))),
    bytesPerWord: bytesPerWord(texts, words),
    whole: total(whole),
    medianLost: lost.length === 0 || afterCut ? null : spreadOf(Float64Array.from(lost)).median,
    right:
      examples === null
        ? null
        : {
            cut: rightOf(examples, (row) => cut[row] === 1),
            whole: rightOf(examples, (row) => whole[row] === 1),
          },
    // From words alone cut and whole texts lie so far apart in length that the two cannot be told apart.
    harm: examples === null || counts === null ? null : harmOf(examples, known, cut, whole, words),
  };
}

/** Over the first rows, which is enough to see whether blanks part words. */
function bytesPerWord(texts: readonly (string | null)[], words: Float64Array): number | null {
  let [bytes, counted] = [0, 0];
  for (let row = 0; row < Math.min(1000, texts.length); row++) {
    const text = texts[row];
    if (text === null || text === undefined || !(words[row]! > 0)) continue;
    bytes += countBytes(text);
    counted += words[row]!;
  }
  return counted === 0 ? null : bytes / counted;
}

/** The greatest value; NaN, a row without a length, is passed over. */
function greatest(values: Float64Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

function harmOf(
  examples: readonly Example[],
  known: Float64Array,
  cut: Uint8Array,
  whole: Uint8Array,
  words: Float64Array,
): TextLengths['harm'] {
  const rows = examples.filter(
    ({ row, reference, predicted }) =>
      reference !== null && predicted !== null && (cut[row] === 1 || whole[row] === 1),
  );
  // The words of the text are its length before the cut; a token count may be that after it.
  const lengthOf = (row: number): number => (Number.isNaN(words[row]) ? known[row]! : words[row]!);
  return harmOfCut(
    rows.map(({ row }) => lengthOf(row)),
    rows.map(({ row }) => cut[row]!),
    rows.map(({ reference, predicted }) => (reference === predicted ? 0 : 1)),
  );
}

/** The column that counted tokens, NaN where a row has no number; null when there is none, or it counted something else. */
function tokenColumn(
  examples: readonly Example[],
  names: readonly string[],
  words: Float64Array,
): { readonly column: string; readonly values: Float64Array } | null {
  for (const column of [
    ...names.filter((name) => TOKEN_COLUMN.test(name)),
    ...names.filter((name) => LENGTH_COLUMN.test(name)),
  ]) {
    const values = Float64Array.from(examples, ({ extra }) => {
      const cell = Object.hasOwn(extra, column) ? extra[column]! : '';
      return /^\d+(\.0)?$/.test(cell) ? Number(cell) : Number.NaN;
    });
    const numbers = values.filter((value) => !Number.isNaN(value)).length;
    if (numbers < 0.99 * examples.length) continue;
    if (TOKEN_COLUMN.test(column) || countsTokens(values, words)) return { column, values };
  }
  return null;
}

/** A column called `length` may count characters or words: tokens are at least the words, and one to three a word. */
function countsTokens(values: Float64Array, words: Float64Array): boolean {
  const longest = greatest(values);
  let compared = 0;
  let fewer = 0;
  let ratio = 0;
  for (let row = 0; row < values.length; row++) {
    // The longest may have been counted after a cut.
    if (!(words[row]! > 0) || !(values[row]! < longest)) continue;
    compared++;
    if (values[row]! < words[row]!) fewer++;
    ratio += values[row]! / words[row]!;
  }
  return compared > 0 && fewer <= 0.01 * compared && ratio / compared > 1.05 && ratio / compared < 3;
}
