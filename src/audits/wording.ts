import type { TargetMetric } from '../facts/define.ts';
import type { Evidence, Interval } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';
import { formatCount, formatLoss, formatPercent, trueMinus } from '../text/numbers.ts';

/** What audits write besides plain numbers and names (`src/text`): losses to compare, metrics in their own unit, places. */

/** One digit more than in a figure, so that two losses of one sentence can be told apart: `0.693`, `12.3`, `0.0043`. */
export const lossText = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 0.1 && size < 10) return trueMinus(value.toFixed(3));
  if (size >= 10 && size < 1000) return trueMinus(value.toFixed(1));
  return formatLoss(value);
};

/** A value of the target metric: percent when it is a share, else three significant digits. */
export const metricText = (target: TargetMetric, value: number): string =>
  target.share ? formatPercent(value) : trueMinus(String(Number(value.toPrecision(3))));

/** A difference of two values of the target metric: `1.8 points` when it is a share. */
export function differenceText(target: TargetMetric, difference: number, signed = false): string {
  const size = target.share ? 100 * difference : difference;
  const digits = target.share ? size.toFixed(1) : String(Number(size.toPrecision(2)));
  const sign = signed && Number(digits) > 0 ? '+' : '';
  const text = `${sign}${trueMinus(/^-0(\.0*)?$/.test(digits) ? digits.slice(1) : digits)}`;
  return target.share ? `${text} ${text === '1.0' || text === '+1.0' ? 'point' : 'points'}` : text;
}

/** `step 364`, or `epoch 3` when the log counts epochs. */
export const place = (run: Run, step: number): string =>
  `${run.axis} ${Number.isInteger(step) ? formatCount(step) : step}`;

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
