import type { GroupFacts, GroupMetric, Member } from '../facts/group/define.ts';
import type { PairedMetric } from '../model/comparison.ts';
import type { Evidence, Interval, Subject } from '../model/outcome.ts';
import { metricName } from '../text/metric-names.ts';
import { formatPercent, trueMinus } from '../text/numbers.ts';

/** How several runs are called and how their differences are written. */

export const lettersOf = (group: GroupFacts, members: readonly number[]): string => {
  const letters = members.map((member) => group.members[member]!.letter);
  if (letters.length > 6) return `${letters.slice(0, 5).join(', ')} and ${letters.length - 5} more`;
  return letters.length < 2 ? (letters[0] ?? '') : `${letters.slice(0, -1).join(', ')} and ${letters.at(-1)}`;
};

export const subjectOf = (group: GroupFacts, members: readonly number[]): Partial<Subject> => ({
  runs: members.map((member) => group.members[member]!.facts.run.id),
});

/** `macro-F1`, `validation loss`. */
export const quantityName = (quantity: string): string =>
  quantity === 'loss' ? 'validation loss' : quantity === 'log_loss' ? 'log loss' : metricName(quantity);

type Format = PairedMetric['format'];

export const formatOf = (metric: GroupMetric): Format =>
  metric.quantity === 'loss' ? 'loss' : metric.share ? 'percent' : 'score';

const plain = (value: number): string => {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return trueMinus(size < 10 ? String(Number(value.toFixed(3))) : String(Number(value.toPrecision(4))));
};

/** `86.2 %`, `0.412`. */
export const valueText = (format: Format, value: number): string =>
  format === 'percent' ? formatPercent(value) : plain(value);

/** A size without a sign: `1.8 points`, `0.012`. */
export function sizeText(format: Format, size: number): string {
  if (format !== 'percent') return plain(Math.abs(size));
  const points = (100 * Math.abs(size)).toFixed(1);
  return `${points} ${points === '1.0' ? 'point' : 'points'}`;
}

/** `−0.4 to +2.1 points`. */
export function rangeText(format: Format, { low, high }: Interval): string {
  const one = (value: number): string => {
    const shown = format === 'percent' ? (100 * value).toFixed(1) : String(Number(value.toFixed(3)));
    const clean = /^-0(\.0*)?$/.test(shown) ? shown.slice(1) : shown;
    return trueMinus(Number(clean) > 0 ? `+${clean}` : clean);
  };
  return `${one(low)} to ${one(high)}${format === 'percent' ? ' points' : ''}`;
}

export const probabilityText = (p: number): string =>
  p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;

/** One measured number of a comparison. */
export const figure = (
  name: string,
  value: Evidence['value'],
  more: Omit<Evidence, 'name' | 'value'> = {},
): Evidence => ({ name, value, ...more });

/** `A (baseline)` needs no title in figures, but prose of two runs does: A and B with their folder. */
export const calledBy = (member: Member): string =>
  member.facts.run.title === '' || member.facts.run.title.length > 40
    ? member.letter
    : `${member.letter} (\`${member.facts.run.title.replaceAll('`', 'ˋ')}\`)`;
