import type { Comparison, PairComparison, PairedMetric } from '../model/comparison.ts';
import type { Finding } from '../model/report.ts';
import {
  inWords,
  listOf,
  quantityName,
  spellDifference,
  spellInterval,
  spellRange,
  spellValue,
} from '../text/comparison.ts';
import { formatCount } from '../text/numbers.ts';
import { many, upperFirst } from '../text/words.ts';

export type ComparisonBody = Omit<Comparison, 'answer'>;

/** So many runs can be spoken of one by one. */
const MOST_AGAINST_FIRST = 12;

/** The finding that voids every ranking, or null. */
export const forbids = (findings: readonly Finding[]): Finding | null =>
  findings.find(
    (finding) =>
      finding.id === 'not-comparable' && finding.claim !== 'hint' && finding.severity === 'problem',
  ) ?? null;

const letterOf = (comparison: ComparisonBody, run: string): string =>
  comparison.members.find((member) => member.run === run)?.letter ?? '?';

const lower = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** "On these 872 examples", or by what else the two were told apart. */
function ground(pair: PairComparison, metric: PairedMetric): string {
  if (pair.joined !== null) return `on these ${formatCount(pair.joined.rows)} examples`;
  return metric.format === 'loss' ? 'by the recorded loss' : 'by the recorded scores';
}

/** Short of `strong` a difference is likely, no more; a verdict without a finding of its own counts as likely too. */
function hedge(findings: readonly Finding[], pair: PairComparison): '' | 'likely ' {
  const finding = findings.find(
    ({ id, subject }) =>
      id === 'difference-real' && subject.runs?.includes(pair.a) && subject.runs.includes(pair.b),
  );
  return finding?.claim === 'strong' || finding?.claim === 'fact' ? '' : 'likely ';
}

function pairHeadline(
  comparison: ComparisonBody,
  pair: PairComparison,
  findings: readonly Finding[],
): string {
  const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
  const failed = comparison.members.filter((member) => member.failed !== null);
  const [metric] = pair.metrics;
  const decided = metric?.verdict === 'a-better' || metric?.verdict === 'b-better';
  if (failed.length === 2) return 'Both runs failed; which of them is better says nothing.';
  if (failed.length === 1 && !(decided && pair.joined !== null)) {
    const [bad] = failed;
    const good = comparison.members.find((member) => member !== bad);
    return `${bad?.letter} failed (${bad?.failed}); ${good?.letter} did not.`;
  }
  if (metric === undefined) return `Whether ${a} or ${b} is better cannot be told from these records.`;
  const where = ground(pair, metric);
  switch (metric.verdict) {
    case 'a-better':
    case 'b-better': {
      const [winner, loser] = metric.verdict === 'a-better' ? [a, b] : [b, a];
      const turned = (metric.difference ?? 0) < 0;
      const size =
        metric.difference === null ? '' : `, by ${spellDifference(metric.difference, metric.format)}`;
      const range =
        metric.interval === null ? '' : ` (${spellInterval(metric.interval, metric.format, turned)})`;
      return `${winner} is ${hedge(findings, pair)}better than ${loser} ${where}${size}${range}.`;
    }
    case 'equivalent':
      return `${a} and ${b} are equally good ${where}: they differ by less than ${spellDifference(metric.margin, metric.format).replace(/\.0 /, ' ')}${metric.interval === null ? '' : ` (${spellInterval(metric.interval, metric.format)})`}.`;
    case 'no-difference-shown':
      return `No difference between ${a} and ${b} can be shown ${where}${metric.detectable === null ? '' : `; ${spellDifference(metric.detectable, metric.format)} is the least that could have been seen`}.`;
    case 'cannot-tell':
      return `Whether ${a} or ${b} is better cannot be told from these records.`;
  }
}

/** One sentence over all runs that were set against the first: who is better, who is worse, for whom it cannot be said. */
function againstFirst(comparison: ComparisonBody, findings: readonly Finding[]): string {
  const first = comparison.members[0]?.letter ?? 'A';
  const by = (verdict: PairedMetric['verdict'], how: '' | 'likely ' | null): readonly string[] =>
    comparison.pairs
      .filter(
        (pair) =>
          (pair.metrics[0]?.verdict ?? 'cannot-tell') === verdict &&
          (how === null || hedge(findings, pair) === how),
      )
      .map((pair) => letterOf(comparison, pair.b));
  const is = (letters: readonly string[], what: string): string | null =>
    letters.length === 0 ? null : `${listOf(letters)} ${letters.length === 1 ? 'is' : 'are'} ${what}`;
  const [open, unknown] = [by('no-difference-shown', null), by('cannot-tell', null)];
  const parts = [
    is(by('b-better', ''), `better than ${first}`),
    is(by('b-better', 'likely '), `likely better than ${first}`),
    is(by('a-better', ''), `worse than ${first}`),
    is(by('a-better', 'likely '), `likely worse than ${first}`),
    is(by('equivalent', null), `as good as ${first}`),
    open.length === 0 ? null : `no difference from ${first} can be shown for ${listOf(open)}`,
    unknown.length === 0 ? null : `for ${listOf(unknown)} it cannot be told`,
  ].filter((part) => part !== null);
  return parts.length === 0
    ? 'Which of these runs is better cannot be told from these records.'
    : `${upperFirst(parts.join('; '))}.`;
}

const failures = (n: number): string => (n === 0 ? 'none failed' : `${inWords(n)} failed`);

function seedsHeadline(comparison: ComparisonBody): string {
  const [setting] = comparison.settings;
  const metric = comparison.metric;
  const n = comparison.members.length;
  const name = setting !== undefined && setting.seeds.length > 1 ? 'seeds' : 'runs';
  const start = `${upperFirst(inWords(n))} ${name} of one setting`;
  if (metric === null || setting === undefined || setting.mean === null)
    return `${start}: ${setting === undefined ? 'no metric was recorded in all of them' : failures(setting.failed)}.`;
  const spread =
    setting.lowest === null || setting.highest === null
      ? ''
      : `, ${spellRange(setting.lowest, setting.highest, metric.format)}`;
  const whose = setting.failed > 0 ? ' of those that did not fail' : '';
  return `${start}: ${quantityName(metric)} ${spellValue(setting.mean, metric.format)} on average${whose}${spread}; ${failures(setting.failed)}.`;
}

/** The best of the members that did not fail, or null without scores. */
export function bestMember(comparison: ComparisonBody): ComparisonBody['members'][number] | null {
  const greater = comparison.metric?.greaterIsBetter ?? true;
  let best: ComparisonBody['members'][number] | null = null;
  for (const member of comparison.members) {
    if (member.failed !== null || member.score === null) continue;
    const gain = best?.score == null ? 1 : member.score.value - best.score.value;
    if (greater ? gain > 0 : best?.score == null || gain < 0) best = member;
  }
  return best;
}

function searchHeadline(comparison: ComparisonBody): string {
  const { metric, members } = comparison;
  const best = bestMember(comparison);
  const start = `${upperFirst(inWords(members.length))} settings, one run each`;
  if (metric === null || best?.score == null) return `${start}: no score was recorded in all of them.`;
  const failed = members.filter((member) => member.failed !== null).length;
  return `${start}: the best ${quantityName(metric)} is ${spellValue(best.score.value, metric.format)}, in ${best.letter}; ${failures(failed)}.`;
}

function settingsHeadline(
  comparison: ComparisonBody,
  findings: readonly Finding[],
  baseline: 'first' | 'best',
): string {
  const verdict = findings.find((finding) => finding.id === 'multi-seed-verdict' && finding.claim !== 'hint');
  const { settings, members, metric } = comparison;
  const start = `${upperFirst(inWords(settings.length))} settings, ${many(members.length, 'run')}`;
  if (verdict !== undefined) return `${start}: ${lower(verdict.title)}.`;
  const greater = metric?.greaterIsBetter ?? true;
  const ordered = settings
    .filter((setting) => setting.mean !== null && setting.runs.length - setting.failed > 1)
    .sort((a, b) => ((b.mean ?? 0) - (a.mean ?? 0)) * (greater ? 1 : -1));
  if (metric === null || ordered.length < 2)
    return baseline === 'first' && members.length <= MOST_AGAINST_FIRST
      ? againstFirst(comparison, findings)
      : `${start}: too few seeds of each to tell the settings apart.`;
  return `${start}: no setting is shown to be better in ${quantityName(metric)} than all others.`;
}

/** The one sentence about the group. */
export function comparisonHeadline(
  comparison: ComparisonBody,
  findings: readonly Finding[],
  baseline: 'first' | 'best',
): string {
  const forbidden = forbids(findings);
  if (forbidden !== null) {
    const about = new Set(forbidden.subject.runs ?? []);
    const some = about.size > 0 && about.size < comparison.members.length;
    const [why] = forbidden.measured.split('; ');
    return `${some ? 'Some of these runs' : 'These runs'} must not be compared: ${lower(why ?? forbidden.title).replace(/\.$/, '')}.`;
  }
  switch (comparison.kind) {
    case 'unrelated':
      return comparison.metric === null
        ? `These runs share no number that ${comparison.members.length === 2 ? 'both' : 'at least two'} recorded, so they cannot be compared.`
        : 'Nothing says that these runs belong together, so they are not compared.';
    case 'pair':
      return comparison.pairs[0] === undefined
        ? 'Which of the two runs is better cannot be told from these records.'
        : pairHeadline(comparison, comparison.pairs[0], findings);
    case 'seeds':
      return seedsHeadline(comparison);
    case 'settings':
      return settingsHeadline(comparison, findings, baseline);
    case 'search':
      return baseline === 'first' && comparison.members.length <= MOST_AGAINST_FIRST
        ? againstFirst(comparison, findings)
        : searchHeadline(comparison);
  }
}
