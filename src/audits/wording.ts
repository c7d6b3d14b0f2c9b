import type { TargetMetric } from '../facts/define.ts';
import type { Evidence, Interval } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';

/** Numbers and names as the user reads them; the one place for it, so that all audits write alike. */

/** 1092 → `1,092`. */
export const count = (n: number): string =>
  Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 row`, `12 rows`. */
export const plural = (n: number, noun: string, many = `${noun}s`): string =>
  `${count(n)} ${Math.round(n) === 1 ? noun : many}`;

/** 0.862 → `86.2 %`. */
export const percent = (share: number, decimals = 1): string => `${(100 * share).toFixed(decimals)} %`;

/** A loss with three significant places or so: 0.6931 → `0.693`, 12.34 → `12.3`. */
export const loss = (value: number): string =>
  !Number.isFinite(value)
    ? String(value)
    : Math.abs(value) >= 100
      ? value.toFixed(0)
      : Math.abs(value) >= 10
        ? value.toFixed(1)
        : value.toFixed(3);

/** 0.00005 → `5e-5`, 0.0000333 → `3.3e-5`. Valid Python. */
export function rate(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [mantissa, exponent] = value.toExponential(1).split('e') as [string, string];
  const short = mantissa.replace(/\.0$/, '');
  return exponent === '+0' ? short : `${short}e${exponent.replace('+', '')}`;
}

/** How many times, for a reader: 9.97 → `10`, 3.25 → `3.3`, 1240 → `1,240`. */
export const times = (ratio: number): string =>
  ratio >= 9.95 ? count(ratio) : ratio.toFixed(1).replace(/\.0$/, '');

/** `step 412`, or `epoch 3` for a log that counts epochs. */
export const at = (run: Run, step: number): string =>
  `${run.axis === 'epoch' ? 'epoch' : 'step'} ${count(step)}`;

/** `accuracy`, `macro-F1`, … for a quantity as normalised. */
export function metricName(quantity: string): string {
  const names: Readonly<Record<string, string>> = {
    f1: 'F1',
    f1_macro: 'macro-F1',
    f1_micro: 'micro-F1',
    f1_weighted: 'weighted F1',
    mcc: 'MCC',
    balanced_accuracy: 'balanced accuracy',
    roc_auc: 'ROC AUC',
    exact_match: 'exact match',
  };
  return Object.hasOwn(names, quantity) ? names[quantity]! : quantity.replaceAll('_', ' ');
}

/** A loss as written in sentences: three decimals below 10, two significant digits below 0.1. */
export function lossText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 10) return minus(value.toFixed(1));
  if (size >= 0.1) return minus(value.toFixed(3));
  return minus(
    size < 1e-4 ? Number(value.toPrecision(2)).toExponential() : String(Number(value.toPrecision(2))),
  );
}

const minus = (text: string): string => text.replace(/^-/, '−');

/** A value of the target metric: percent when it is a share, else three significant digits. */
export const metricText = (target: TargetMetric, value: number): string =>
  target.share ? minus(percent(value)) : minus(String(Number(value.toPrecision(3))));

/** A difference of two values of the target metric: `1.8 points` when it is a share. */
export function differenceText(target: TargetMetric, difference: number, signed = false): string {
  const size = target.share ? 100 * difference : difference;
  const digits = target.share ? size.toFixed(1) : String(Number(size.toPrecision(2)));
  const sign = signed && Number(digits) > 0 ? '+' : '';
  const text = `${sign}${minus(/^-0(\.0*)?$/.test(digits) ? digits.slice(1) : digits)}`;
  return target.share ? `${text} ${text === '1.0' || text === '+1.0' ? 'point' : 'points'}` : text;
}

/** `step 364`, or `epoch 3` when the log counts epochs. */
export const place = (run: Run, step: number): string =>
  `${run.axis} ${Number.isInteger(step) ? count(step) : step}`;

/** `3 evaluations`, `1 evaluation`. */
export const many = (n: number, one: string, more = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : more}`;

/** The metric's name as code, safe for prose. */
export const code = (name: string): string => `\`${name.replaceAll('`', 'ˋ')}\``;

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One measured number; absent fields are left out. */
export const measure = (
  name: string,
  value: Evidence['value'],
  more: Omit<Evidence, 'name' | 'value'> = {},
): Evidence => ({ name, value, ...more });

/** `value ± 1.96 standard errors`. */
export const normalInterval = (value: number, standardError: number, method: string): Interval => ({
  low: value - 1.959963984540054 * standardError,
  high: value + 1.959963984540054 * standardError,
  level: 0.95,
  method,
});
