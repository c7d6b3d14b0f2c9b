import type { Comparison, PairedMetric, SettingDifference } from '../model/comparison.ts';
import type { Interval } from '../model/outcome.ts';
import { metricName } from './metric-names.ts';
import { formatLoss, formatPercent, formatRange, formatRate, trueMinus } from './numbers.ts';
import { code } from './words.ts';

type Format = PairedMetric['format'];

const numerals = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
] as const;

/** Up to twelve in words, as at the start of a sentence: `ten`; larger numbers in digits. */
export const inWords = (n: number): string => numerals[n] ?? n.toLocaleString('en-GB');

/** A value of a metric as it is read: `88.1 %`, `0.883`, `0.41`. */
export const spellValue = (value: number, format: Format): string =>
  format === 'percent'
    ? formatPercent(value)
    : format === 'loss'
      ? formatLoss(value)
      : trueMinus(value.toFixed(3));

/** A difference without its sign: `2.1 points` for shares, otherwise the bare number. */
export function spellDifference(difference: number, format: Format): string {
  const size = Math.abs(difference);
  if (format === 'percent') return `${(100 * size).toFixed(1)} ${size === 0.01 ? 'point' : 'points'}`;
  return size !== 0 && size < 0.001 ? formatLoss(size) : size.toFixed(3);
}

/** Its interval without unit, `better` as the positive direction: `0.6 to 3.6`, `−0.4 to +0.7`. */
export function spellInterval(
  interval: Pick<Interval, 'low' | 'high'>,
  format: Format,
  turned = false,
): string {
  const [low, high] = turned ? [-interval.high, -interval.low] : [interval.low, interval.high];
  const digits = format === 'percent' ? 1 : 3;
  const scale = format === 'percent' ? 100 : 1;
  const one = (value: number, signed: boolean): string => {
    const text = (scale * value).toFixed(digits);
    const zero = Number(text) === 0;
    return trueMinus(`${signed && value > 0 && !zero ? '+' : ''}${zero ? (0).toFixed(digits) : text}`);
  };
  const signed = low < 0;
  return `${one(low, false)} to ${one(high, signed)}`;
}

/** A range of values: `86.4 to 89.3 %`. */
export const spellRange = (low: number, high: number, format: Format): string =>
  format === 'percent'
    ? `${formatRange(low, high, 'percent').replace('–', ' to ')} %`
    : `${spellValue(low, format)} to ${spellValue(high, format)}`;

/** Letters as a list: `B`, `B and C`, `B, C and D`; long lists are cut. */
export function listOf(names: readonly string[], most = 6): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A recorded setting as one would type it: `0.00002` is `2e-5`; what was not recorded is an en dash. */
export function settingText(value: string | null): string {
  if (value === null) return '–';
  const number = /^-?\d*\.?\d+(e[-+]?\d+)?$/i.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number !== 0 && Math.abs(number) < 1e-3 ? formatRate(number) : value;
}

/** `learning_rate` (2e-5, 3e-5) and 2 more settings; null when no training setting is known to differ. */
export function whatDiffers(differences: readonly SettingDifference[]): string | null {
  const training = differences.filter((difference) => difference.kind === 'training');
  const [first] = training;
  if (first === undefined) return null;
  const values = [...new Set(first.values)].map((value) =>
    value === null ? 'not recorded' : settingText(value),
  );
  const shown =
    values.length > 4 ? `${values.length} values` : values.map((value) => value.slice(0, 40)).join(', ');
  const more = training.length - 1;
  return `${code(first.name)} (${shown.replaceAll('`', 'ˋ').replaceAll('*', '∗')})${more === 0 ? '' : ` and ${more} more ${more === 1 ? 'setting' : 'settings'}`}`;
}

/** The quantity in a sentence: `accuracy`, `macro-F1`, `validation loss`. */
export const quantityName = (metric: NonNullable<Comparison['metric']>): string =>
  metric.quantity === 'loss' ? 'validation loss' : metricName(metric.quantity);
