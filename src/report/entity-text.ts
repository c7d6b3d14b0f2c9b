import type { ConventionLine, EntityQuality } from '../model/entity-report.ts';
import { errorName } from '../text/entity-errors.ts';
import { formatCount } from '../text/numbers.ts';

/** F1 over all mentions; null when it is undefined. */
export const microF1 = ({ overall }: Pick<EntityQuality, 'overall'>): number | null =>
  overall.find(({ metric }) => metric === 'f1_micro')?.value ?? null;

/** Tools differ by less than two decimals show. */
export const threeDigits = (value: number): string => value.toFixed(3);

/** `130 boundary, 68 boundary and type, …`: most first; empty without errors. */
export const errorLine = ({ errors }: EntityQuality): string =>
  [...errors]
    .sort((a, b) => b.count - a.count)
    .map(({ kind, count }) => `${formatCount(count)} ${errorName(kind)}`)
    .join(', ');

/** Whether a tool gives the score of the report, from the same mentions. */
export const saysTheSame = ({ f1, leftOut, added }: ConventionLine, headline: number | null): boolean =>
  leftOut + added === 0 && (f1 === null || headline === null || Math.abs(f1 - headline) < 5e-4);

/** What other tools would say, in one line; null without tags. */
export function conventionLine(quality: EntityQuality): string | null {
  const rows = quality.conventions?.rows ?? [];
  const headline = microF1(quality);
  const told = rows.filter(({ refused, f1 }) => refused === null && f1 !== null);
  if (told.length === 0) return null;
  const refused = rows.filter((row) => row.refused !== null).map(({ tool }) => tool);
  const others = told.filter((row) => !saysTheSame(row, headline));
  const without = refused.length === 0 ? '' : `; ${refused.join(', ')}: no number`;
  if (others.length === 0)
    return `${told.length === rows.length ? `all ${formatCount(rows.length)} other tools` : `${formatCount(told.length)} of ${formatCount(rows.length)} other tools`} give the same F1${without}`;
  const same = told.length - others.length;
  return `F1 ${others.map(({ tool, f1 }) => `${threeDigits(f1!)} by ${tool}`).join(', ')}${same > 0 ? `; ${headline === null ? '' : `${threeDigits(headline)} by `}${formatCount(same)} others` : ''}${without}`;
}
