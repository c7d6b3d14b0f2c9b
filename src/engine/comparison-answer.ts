import type { PairComparison } from '../model/comparison.ts';
import type { Answer, AuditResult, Finding } from '../model/report.ts';
import { listOf, quantityName, spellRange, spellValue, whatDiffers } from '../text/comparison.ts';
import { formatCount, formatProbability, formatSeconds } from '../text/numbers.ts';
import { code, many, sentence } from '../text/words.ts';
import { actionsOf } from './actions.ts';
import { bestMember, type ComparisonBody, comparisonHeadline, forbids } from './comparison-headline.ts';

interface Input {
  readonly comparison: ComparisonBody;
  /** Of the comparison audits alone, most important first. */
  readonly findings: readonly Finding[];
  readonly results: readonly AuditResult[];
  readonly baseline: 'first' | 'best';
}

/** Audits that the headline or the counts already speak for. */
const spokenFor = new Set(['difference-real', 'difference-within-noise', 'multi-seed-verdict']);

/** The audits whose "cannot tell" is worth a sentence of the answer. */
const deciding = new Set([
  'not-comparable',
  'difference-real',
  'difference-within-noise',
  'multi-seed-verdict',
]);

/** What would make runs comparable that share nothing. */
const WOULD_DO =
  'Predictions of the same examples with their references, or one metric logged by both, would make it possible.';

const whoIsWho = ({ members }: ComparisonBody): string =>
  members.length > 4 ? '' : `${listOf(members.map((member) => `${member.letter} is ${code(member.title)}`))}`;

function differing(comparison: ComparisonBody): string {
  const what = whatDiffers(comparison.differences);
  const who = whoIsWho(comparison);
  // That seeds differ in the seed is their definition.
  if (comparison.kind === 'seeds') return who === '' ? '' : `${who}.`;
  const text =
    what === null
      ? comparison.equalSettings === 0
        ? 'no settings were recorded on both sides'
        : 'no recorded training setting differs'
      : `they differ in ${what}`;
  return who === '' ? sentence(text.charAt(0).toUpperCase() + text.slice(1)) : `${who}; ${text}.`;
}

function counted(comparison: ComparisonBody, pair: PairComparison): string | null {
  const [metric] = pair.metrics;
  const letter = (run: string) => comparison.members.find((member) => member.run === run)?.letter ?? '?';
  const [a, b] = [letter(pair.a), letter(pair.b)];
  if (metric === undefined || metric.a === null || metric.b === null) {
    const reason = metric?.reason ?? pair.reason;
    return reason === null || reason === undefined ? null : sentence(`They cannot be ranked: ${reason}`);
  }
  const values = `${spellValue(metric.a, metric.format)} in ${a}, ${spellValue(metric.b, metric.format)} in ${b}`;
  const name = quantityName({
    quantity: metric.metric,
    greaterIsBetter: true,
    format: metric.format,
    why: '',
  });
  const test = metric.test === null ? '' : ` (${metric.test.method}, p ${shownP(metric.test.p)})`;
  if (pair.joined === null) {
    const why = metric.reason ?? pair.reason;
    return `The ${name} was ${values}${test}.${why === null ? '' : ` ${sentence(why.charAt(0).toUpperCase() + why.slice(1))}`}`;
  }
  const { fixed, broken, bothWrong } = pair.joined;
  return `The ${name} was ${values}${test}: ${b} answered ${many(fixed, 'example')} right that ${a} had wrong, and ${formatCount(broken)} the other way round; ${formatCount(bothWrong)} were wrong in both.`;
}

const shownP = (p: number): string => (p < 0.01 ? formatProbability(p) : `= ${formatProbability(p)}`);

function cost({ members }: ComparisonBody): string | null {
  const [a, b] = members;
  if (members.length !== 2 || a?.trainSeconds == null || b?.trainSeconds == null) return null;
  const ratio = Math.max(a.trainSeconds, b.trainSeconds) / Math.min(a.trainSeconds, b.trainSeconds);
  // Clock noise of one machine is no difference worth a sentence.
  if (!(ratio >= 1.15)) return null;
  return `${b.letter} trained for ${formatSeconds(b.trainSeconds)}, ${a.letter} for ${formatSeconds(a.trainSeconds)}.`;
}

/** What the best of so many settings would be expected to reach, or null where there was no search. */
export function ofSearch(comparison: ComparisonBody): string | null {
  const { search, metric } = comparison;
  const best = bestMember(comparison);
  if (search === null || metric === null || best?.score == null) return null;
  const last = search.expectedBest.at(-1);
  const half = search.expectedBest[Math.floor(search.expectedBest.length / 2) - 1];
  if (last === undefined || half === undefined || half.k < 2) return null;
  return `Of ${formatCount(half.k)} such runs the best would be expected at ${spellValue(half.value, metric.format)}, of ${formatCount(last.k)} at ${spellValue(last.value, metric.format)}: the more settings are tried, the more the best one flatters itself.`;
}

function ofSettings(comparison: ComparisonBody): string | null {
  const { metric, settings } = comparison;
  if (metric === null || (comparison.kind !== 'settings' && comparison.kind !== 'seeds')) return null;
  const greater = metric.greaterIsBetter ? 1 : -1;
  const [top] = settings
    .filter((setting) => setting.mean !== null && setting.meanInterval !== null)
    .sort((a, b) => ((b.mean ?? 0) - (a.mean ?? 0)) * greater);
  if (top?.mean == null || top.meanInterval === null) return null;
  const n = top.runs.length - top.failed;
  const range = spellRange(top.meanInterval.low, top.meanInterval.high, metric.format);
  return comparison.kind === 'seeds'
    ? `The mean lies within ${range} (95 %, ${many(n, 'run')}).`
    : `The highest mean ${quantityName(metric)} has ${code(top.name)}: ${spellValue(top.mean, metric.format)} (95 %: ${range}, ${many(n, 'run')}).`.replace(
        'highest',
        metric.greaterIsBetter ? 'highest' : 'lowest',
      );
}

function verdictOf({ comparison, findings, baseline }: Input): Answer['verdict'] {
  const sure = findings.filter((finding) => finding.claim !== 'hint');
  if (sure.some((finding) => finding.severity === 'problem')) return 'problem';
  if (sure.some((finding) => finding.severity === 'risk')) return 'risk';
  if (comparison.kind === 'unrelated' || comparison.metric === null) {
    if (!comparison.pairs.some((pair) => pair.joined !== null)) return 'cannot-tell';
  }
  if (comparison.kind === 'pair' || (comparison.kind === 'search' && baseline === 'first')) {
    const open = comparison.pairs.every(
      (pair) => (pair.metrics[0]?.verdict ?? 'cannot-tell') === 'cannot-tell',
    );
    return open ? 'cannot-tell' : 'fine';
  }
  return 'fine';
}

/** What the runs say together: one sentence, then three to five, then at most three things to do. */
export function comparisonAnswer(input: Input): Answer {
  const { comparison, results } = input;
  // Among the seeds of one setting, what holds between two single runs is a detail of its own place.
  const findings = input.findings.filter(
    (finding) => comparison.kind !== 'seeds' || finding.subject.runs?.length !== 2,
  );
  const stopped = forbids(input.findings);
  const who = whoIsWho(comparison);
  const sentences: (string | null)[] =
    comparison.kind === 'unrelated'
      ? [who === '' ? null : `${who}.`, comparison.metric === null ? WOULD_DO : null]
      : [differing(comparison)];
  if (stopped === null) {
    if (comparison.kind === 'pair' && comparison.pairs[0] !== undefined)
      sentences.push(counted(comparison, comparison.pairs[0]));
    sentences.push(ofSettings(comparison), ofSearch(comparison));
  } else sentences.push(sentence(stopped.measured));
  const told = findings.filter((finding) => finding !== stopped && !spokenFor.has(finding.id));
  for (const finding of told.slice(0, 2)) sentences.push(sentence(finding.title));
  const open = results.find((result) => result.status === 'inconclusive' && deciding.has(result.id));
  if (open !== undefined) sentences.push(sentence(open.text));
  sentences.push(cost(comparison));
  const first = stopped ?? findings.find((finding) => spokenFor.has(finding.id)) ?? findings[0];
  const undecided = results.filter((result) => result.status === 'inconclusive').length;
  const actions = actionsOf({ findings, notChecked: [] });
  return {
    headline: comparisonHeadline(comparison, input.findings, input.baseline),
    sentences: [...new Set(sentences.filter((text) => text !== null && text !== ''))].slice(0, 5) as string[],
    doFirst: actions[0] ?? null,
    actions,
    levels: [
      ...(first === undefined ? [] : [{ claim: first.claim, text: 'what the records show together' }]),
      ...(undecided === 0
        ? []
        : [
            {
              claim: 'inconclusive' as const,
              text: undecided === 1 ? 'one check of the comparison' : `${undecided} checks of the comparison`,
            },
          ]),
    ],
    verdict: verdictOf(input),
  };
}
