import { isJsonObject, type JsonValue } from '../../formats/json.ts';
import { isArray, isList, isMap, isObject, type PickleValue } from '../../formats/pickle-values.ts';
import { scalarOf } from '../../formats/torch-archive.ts';

/** One training as Keras records it: a list of values a quantity, one value an epoch. */
export interface KerasHistory {
  /** Place inside the file: `` or `/history`, `/fold_1`. */
  readonly pointer: string;
  readonly lists: ReadonlyMap<string, Float64Array>;
  /** `History.epoch`, the numbers of the epochs counted from 0, when it was saved along. */
  readonly epochs: Float64Array | null;
  /** `History.params` and whatever plain numbers stood beside the lists. */
  readonly params: ReadonlyMap<string, number>;
}

/** A foreign value seen as a mapping, a list, a number, or none of these. */
type Seen =
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, () => Seen])[] }
  | { readonly kind: 'list'; readonly numbers: Float64Array }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'other' };

/** A history may be wrapped (`{"history": …}`, folds, model names), but not deeply. */
const DEEPEST = 4;
/** More trainings in one file are not looked for. */
const MOST_HISTORIES = 200;

/** Every history in a JSON value. */
export const historiesInJson = (value: JsonValue): readonly KerasHistory[] => historiesIn(seeJson(value));
/** Every history in an unpickled value: a dict, or what a pickled `History` callback would have had as its state. */
export const historiesInPickle = (value: PickleValue): readonly KerasHistory[] =>
  historiesIn(seePickle(value));

/** Plain numbers of a mapping, such as a saved `History.params`. */
export function numbersInJson(value: JsonValue): ReadonlyMap<string, number> {
  const seen = seeJson(value);
  return seen.kind === 'map' ? numbersOf(seen.entries) : new Map();
}

function historiesIn(root: Seen): readonly KerasHistory[] {
  const found: KerasHistory[] = [];
  const walk = (seen: Seen, pointer: string, depth: number): void => {
    if (seen.kind !== 'map' || depth > DEEPEST || found.length >= MOST_HISTORIES) return;
    const history = asHistory(seen.entries, pointer);
    if (history) {
      found.push(history);
      return;
    }
    const before = found.length;
    for (const [key, open] of seen.entries)
      walk(open(), `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
    if (found.length !== before + 1) return;
    // `{"history": …, "epoch": …, "params": …}`, what vars(history) holds.
    const { epochs, params } = beside(seen.entries);
    const only = found[before]!;
    found[before] = { ...only, epochs: only.epochs ?? epochs, params: new Map([...params, ...only.params]) };
  };
  walk(root, '', 0);
  return found;
}

function beside(entries: readonly (readonly [string, () => Seen])[]) {
  let epochs: Float64Array | null = null;
  const params = new Map(numbersOf(entries));
  for (const [key, open] of entries) {
    const seen = open();
    if (key === 'epoch' && seen.kind === 'list') epochs = seen.numbers;
    else if (key === 'params' && seen.kind === 'map') {
      for (const [name, value] of numbersOf(seen.entries)) params.set(name, value);
    }
  }
  return { epochs, params };
}

function numbersOf(entries: readonly (readonly [string, () => Seen])[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [key, open] of entries) {
    const seen = open();
    if (seen.kind === 'number') numbers.set(key, seen.value);
  }
  return numbers;
}

const lossName = /^(?:loss|(?:train|training|tr)_loss)$/i;
const validationName = /^(?:val|valid|validation|dev|eval|test)_/i;

/**
 * A mapping is a history when it holds a list for the training loss, every list but those of the validation is as long
 * or shorter, and nothing else but numbers and lists of numbers is in it. A validation loss alone will do when a metric
 * of the training stands beside it.
 */
function asHistory(
  entries: readonly (readonly [string, () => Seen])[],
  pointer: string,
): KerasHistory | null {
  const lists = new Map<string, Float64Array>();
  const params = new Map<string, number>();
  let epochs: Float64Array | null = null;
  if (entries.length > 1000 || !entries.some(([key]) => /(?:^|_)loss$/i.test(key))) return null;
  for (const [key, open] of entries) {
    const seen = open();
    if (seen.kind === 'list') {
      if (/^epochs?$/i.test(key)) epochs = seen.numbers;
      else if (seen.numbers.length > 0) lists.set(key, seen.numbers);
    } else if (seen.kind === 'number') params.set(key, seen.value);
    else if (seen.kind === 'other' && lossName.test(key)) return null;
  }
  const names = [...lists.keys()];
  const hasLoss = names.some((name) => lossName.test(name));
  const hasValidationLoss = names.some((name) => validationName.test(name) && /_loss$/i.test(name));
  if (!hasLoss && !(hasValidationLoss && names.length > 1)) return null;
  return { pointer, lists, epochs, params };
}

function seeJson(value: JsonValue | undefined): Seen {
  if (typeof value === 'number') return { kind: 'number', value };
  if (Array.isArray(value)) return listOf(value.map(jsonNumber));
  if (!isJsonObject(value)) return { kind: 'other' };
  const keys = Object.keys(value);
  return (
    byIndex(keys, (i) => jsonNumber(value[keys[i]!])) ?? {
      kind: 'map',
      entries: keys.map((key) => [key, () => seeJson(value[key])] as const),
    }
  );
}

/** Numbers that `json.dump(…, default=str)` turned into strings, and lists of one, are taken for numbers too. */
function jsonNumber(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  if (typeof value === 'string') return numberInText(value);
  return Array.isArray(value) && value.length === 1 ? jsonNumber(value[0]) : null;
}

function numberInText(text: string): number | null {
  if (/^\s*nan\s*$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? null : value;
}

/** What pandas writes for a data frame: `{"loss": {"0": 0.7, "1": 0.5}}`. */
function byIndex(keys: readonly string[], at: (index: number) => number | null): Seen | null {
  if (keys.length === 0 || !keys.every((key, i) => key === String(i))) return null;
  const list = listOf(keys.map((_, i) => at(i)));
  return list.kind === 'list' ? list : null;
}

function listOf(values: readonly (number | null)[]): Seen {
  return values.length > 0 && values.every((value) => value !== null)
    ? { kind: 'list', numbers: Float64Array.from(values as readonly number[]) }
    : { kind: 'other' };
}

function seePickle(value: PickleValue | undefined): Seen {
  if (isMap(value)) return mapOf(value);
  if (isObject(value)) {
    // A pickled History object, or a dict subclass.
    if (value.entries.length > 0) return mapOf(new Map(value.entries));
    return isMap(value.state) ? mapOf(value.state) : numberOf(value);
  }
  if (isArray(value)) {
    const { values } = value;
    if (value.shape.length === 0 && values.length === 1 && !(values instanceof Float64Array))
      return seePickle(values[0]);
    if (value.shape.length !== 1) return { kind: 'other' };
    return values instanceof Float64Array
      ? { kind: 'list', numbers: values }
      : listOf(values.map(pickleNumber));
  }
  if (isList(value)) return listOf(value.map(pickleNumber));
  return numberOf(value);
}

const mapOf = (map: ReadonlyMap<PickleValue, PickleValue>): Seen => ({
  kind: 'map',
  entries: [...map]
    .filter((entry): entry is [string, PickleValue] => typeof entry[0] === 'string')
    .map(([key, value]) => [key, () => seePickle(value)] as const),
});

function numberOf(value: PickleValue | undefined): Seen {
  const number = pickleNumber(value);
  return number === null ? { kind: 'other' } : { kind: 'number', value: number };
}

function pickleNumber(value: PickleValue | undefined): number | null {
  if (typeof value === 'number') return value;
  if (value === null || typeof value === 'boolean') return null;
  if (isArray(value)) return value.values.length === 1 ? pickleNumber(value.values[0] as PickleValue) : null;
  const scalar = scalarOf(value);
  return typeof scalar === 'number' ? scalar : null;
}
