import { format as d3Format } from 'd3-format';
import type { Interval } from '../model/outcome.ts';

/** How a number is to be read. `percent` takes a share 0…1. */
export type NumberFormat = 'percent' | 'score' | 'seconds' | 'loss' | 'count' | 'rate' | 'bytes' | 'number';

const minus = '−';
const twoDecimals = d3Format('.2f');
const grouped = d3Format(',.0f');

/** The typographic minus for numbers that are read; code that is typed keeps its hyphen. */
export const trueMinus = (text: string): string => (text.includes('-') ? text.replace(/-/g, minus) : text);

const notFinite = (value: number): string | null =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? null : value > 0 ? '∞' : `${minus}∞`;

/** `-0.00` would claim a direction that the digits do not show. */
const clean = (text: string): string => trueMinus(/^-0(\.0*)?$/.test(text) ? text.slice(1) : text);

/** Share 0…1 → `86.2 %`; what is no number gets no unit. */
export const formatPercent = (share: number, decimals = 1): string =>
  notFinite(share) ?? `${percentDigits(share, decimals)} %`;

const percentDigits = (share: number, decimals = 1): string =>
  notFinite(share) ?? clean((100 * share).toFixed(decimals));

/** Score with two decimals: `0.67`. */
export const formatScore = (value: number): string => notFinite(value) ?? clean(twoDecimals(value));

/** Loss: two decimals; below 0.1 two significant digits, so that 0.0043 does not become 0.00. */
export function formatLoss(value: number): string {
  const size = Math.abs(value);
  if (notFinite(value) !== null) return notFinite(value)!;
  if (size === 0) return '0';
  if (size >= 1e5 || size < 1e-4) return formatExponent(value);
  if (size >= 100) return clean(grouped(value));
  if (size >= 10) return clean(value.toFixed(1));
  if (size >= 0.095) return formatScore(value);
  return clean(String(Number(value.toPrecision(2))));
}

/** `1,092`; a count that is not whole keeps one decimal. */
export const formatCount = (value: number): string =>
  // Most counts are short, and a folder of a thousand runs has a million of them.
  isShort(value)
    ? String(value)
    : (notFinite(value) ?? clean(Number.isInteger(value) ? grouped(value) : d3Format(',.1f')(value)));

const isShort = (value: number): boolean => Number.isInteger(value) && value > 0 && value < 1000;

/** How many times: 9.97 → `10`, 3.25 → `3.3`, 1240 → `1,240`. */
export const formatTimes = (ratio: number): string =>
  ratio >= 9.95 ? formatCount(Math.round(ratio)) : clean(ratio.toFixed(1).replace(/\.0$/, ''));

/** A duration in the unit people would say: `0.42 s`, `45 s`, `21.4 min`, `3.2 h`, `2.5 days`. */
export function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (notFinite(seconds) !== null) return notFinite(seconds)!;
  if (size < 1) return `${clean(String(Number(seconds.toPrecision(2))))} s`;
  if (size < 9.95) return `${clean(seconds.toFixed(1))} s`;
  if (size < 90) return `${clean(seconds.toFixed(0))} s`;
  if (size < 90 * 60) return `${clean((seconds / 60).toFixed(1))} min`;
  if (size < 48 * 3600) return `${clean((seconds / 3600).toFixed(1))} h`;
  return `${clean((seconds / 86_400).toFixed(1))} days`;
}

/** A learning rate as one would type it: `3e-5`, `0.01`. ASCII hyphen on purpose. */
export function formatRate(value: number): string {
  if (notFinite(value) !== null) return notFinite(value)!;
  if (value === 0) return '0';
  if (Math.abs(value) >= 0.0095 && Math.abs(value) < 1e4) return String(Number(value.toPrecision(2)));
  return Number(value.toPrecision(2)).toExponential().replace('e+', 'e');
}

const formatExponent = (value: number): string =>
  trueMinus(Number(value.toPrecision(2)).toExponential().replace('e+', 'e'));

/** Decimal units, as disks are sold and file managers count: `31 kB`, `0.3 MB`, `1.7 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 9.95 ? Number(value.toFixed(1)) : grouped(value)} ${unit}`;
}

/** Any number with three significant digits: for evidence of unknown kind. */
export function formatNumber(value: number): string {
  if (notFinite(value) !== null) return notFinite(value)!;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return formatCount(value);
  if (size < 1e-3 || size >= 1e7) return formatExponent(value);
  return size >= 1000 ? clean(grouped(value)) : clean(String(Number(value.toPrecision(3))));
}

/** p or q value: two decimals, `< 0.01` below. */
export const formatProbability = (p: number): string => (p < 0.01 ? '< 0.01' : formatScore(p));

/** With its sign: `+1.0`, `−1.6`, `0.0`. */
export const formatSigned = (value: number, decimals = 1): string => {
  const text = clean(value.toFixed(decimals));
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
};

/** A share of few is written as a fraction: `1 of 3`; from 10 on as a percentage. */
export const formatShare = (part: number, whole: number, decimals = 0): string =>
  whole < 10 ? `${formatCount(part)} of ${formatCount(whole)}` : formatPercent(part / whole, decimals);

/** A value in the given format; undefined is an en dash, never 0. */
export function formatValue(value: number | null, format: NumberFormat): string {
  if (value === null) return '–';
  switch (format) {
    case 'percent':
      return formatPercent(value);
    case 'score':
      return formatScore(value);
    case 'seconds':
      return formatSeconds(value);
    case 'loss':
      return formatLoss(value);
    case 'count':
      return formatCount(value);
    case 'rate':
      return formatRate(value);
    case 'bytes':
      return formatBytes(value);
    case 'number':
      return formatNumber(value);
  }
}

/** Range with an en dash, or with "to" when an end is negative: `83.9–88.2`, `−1.6 to +1.0`. No unit for percent. */
export function formatRange(low: number, high: number, format: NumberFormat = 'score'): string {
  const one = (value: number) => (format === 'percent' ? percentDigits(value) : formatValue(value, format));
  const [from, to] = [one(low), one(high)];
  if (low >= 0 && high >= 0) return `${from}–${to}`;
  return `${from} to ${high > 0 && !to.startsWith('+') ? `+${to}` : to}`;
}

/** The two ends of an interval; see {@link formatRange}. */
export const formatInterval = (interval: Interval, format: NumberFormat = 'score'): string =>
  formatRange(interval.low, interval.high, format);
