import type {
  Comparison,
  ComparisonMember,
  PairComparison,
  PairedMetric,
  SettingSummary,
} from '../model/comparison.ts';
import type { Report } from '../model/report.ts';
import { spellDifference } from '../text/comparison.ts';

/** The comparison to show, or null: runs that do not belong together are not set side by side. */
export const shownComparison = (report: Report): Comparison | null =>
  report.comparison === null || report.comparison.kind === 'unrelated' ? null : report.comparison;

/** The user asked for the comparison: then its answer is the report's. */
export const comparisonLeads = (report: Report): boolean =>
  report.comparison !== null && report.comparison.answer.headline === report.answer.headline;

/** More runs than this are not all listed, and have no chapters of their own. */
export const MOST_CHAPTERS = 12;

/** Of more runs than are listed the best ones are. */
export const BEST_LISTED = 20;

/** Members, the best by the group's metric first; failed ones and those without a score last, in their own order. */
export function bestFirst({ members, metric }: Comparison): readonly ComparisonMember[] {
  const direction = metric?.greaterIsBetter === false ? -1 : 1;
  const worth = (member: ComparisonMember): number =>
    member.failed !== null || member.score === null || Number.isNaN(member.score.value)
      ? Number.NEGATIVE_INFINITY
      : direction * member.score.value;
  return members
    .map((member, index) => ({ member, index, worth: worth(member) }))
    .sort((a, b) => (a.worth === b.worth ? a.index - b.index : b.worth - a.worth))
    .map(({ member }) => member);
}

/** Settings, the best mean first; those without a mean last. */
export function bestSettingFirst({ settings, metric }: Comparison): readonly SettingSummary[] {
  const direction = metric?.greaterIsBetter === false ? -1 : 1;
  const worth = (setting: SettingSummary): number =>
    setting.mean === null ? Number.NEGATIVE_INFINITY : direction * setting.mean;
  return [...settings].sort((a, b) => {
    const [one, other] = [worth(a), worth(b)];
    return one === other ? 0 : other - one;
  });
}

/** What a metric says of a pair, in a few words. */
export function verdictWords(metric: PairedMetric, a: string, b: string): string {
  switch (metric.verdict) {
    case 'a-better':
      return `${a} better`;
    case 'b-better':
      return `${b} better`;
    case 'equivalent':
      return `equal within ${spellDifference(metric.margin, metric.format)}`;
    case 'no-difference-shown':
      return 'no difference shown';
    case 'cannot-tell':
      return 'cannot tell';
  }
}

/** Pairs worth showing: of a group of seeds without common predictions, single pairs say nothing. */
export function shownPairs(comparison: Comparison): readonly PairComparison[] {
  const pairs = comparison.pairs.filter((pair) => pair.metrics.length > 0 || pair.joined !== null);
  return comparison.kind === 'seeds' && pairs.every((pair) => pair.joined === null) ? [] : pairs;
}

/** Why no pair could be decided, where none could; null as soon as one was. */
export function undecided(pairs: readonly PairComparison[]): string | null {
  if (pairs.length < 2) return null;
  const firsts = pairs.map((pair) => pair.metrics[0]);
  if (firsts.some((metric) => metric !== undefined && metric.verdict !== 'cannot-tell')) return null;
  return firsts[0]?.reason ?? pairs[0]?.reason ?? null;
}

export const letterOf = (comparison: Comparison, run: string): string =>
  comparison.members.find((member) => member.run === run)?.letter ?? '?';
