import type { ComparisonAudit } from '../audits/define.ts';
import type { RunFacts } from '../facts/define.ts';
import type { GroupFacts } from '../facts/group/define.ts';
import { createGroupFacts, type GroupOptions, settingSummaries } from '../facts/group/index.ts';
import type { Comparison } from '../model/comparison.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { AuditResult, Table } from '../model/report.ts';
import { comparisonAnswer } from './comparison-answer.ts';
import { judgeGroup } from './comparison-judge.ts';
import { describeMembers, membersOf } from './comparison-members.ts';
import { describePairs, joinPairs, joinSentences } from './comparison-pairs.ts';
import { searchOf } from './comparison-search.ts';
import { trajectoriesOf } from './comparison-trajectories.ts';
import { rank, type UnrankedFinding } from './judge.ts';
import type { QualityOptions } from './quality.ts';
import { reconcileAdvice } from './reconcile.ts';

export interface ComparisonOptions extends QualityOptions, GroupOptions {}

export interface ComparisonResult {
  readonly comparison: Comparison;
  readonly findings: readonly UnrankedFinding[];
  readonly results: readonly AuditResult[];
  /** How examples were matched: plain sentences. */
  readonly assumptions: readonly string[];
}

/** Everything that is said about several runs together. Long columns and example texts are added to `tables`. */
export async function compareRuns(
  judged: readonly { readonly facts: RunFacts; readonly set: PredictionSet | null }[],
  audits: readonly ComparisonAudit[],
  options: ComparisonOptions,
  tables: Record<string, Table>,
): Promise<ComparisonResult> {
  const members = membersOf(judged);
  // Which pairs are worth a statement does not depend on the joins, so that only those are made.
  const pairs = createGroupFacts(members, [], options).pairs();
  const joined = await joinPairs(members, pairs);
  const group = createGroupFacts(members, joined, options);
  const judgement = judgeGroup(audits, group);
  const kind = kindOf(group);
  const metric = group.metric();
  const body: Omit<Comparison, 'answer'> = {
    kind,
    metric:
      metric === null
        ? null
        : {
            quantity: metric.quantity,
            greaterIsBetter: metric.greaterIsBetter,
            format: metric.share ? 'percent' : metric.quantity === 'loss' ? 'loss' : 'score',
            why: metric.why,
          },
    members: describeMembers(group),
    differences: group.differences(),
    equalSettings: group.equalSettings(),
    pairs: await describePairs(group, options, tables),
    settings: settingSummaries(group),
    // Numbers that must not be compared have no best among them.
    search: isSearched(group, kind) && !isSpoiled(judgement.findings) ? searchOf(group, tables) : null,
    trajectories: trajectoriesOf(group, tables),
  };
  const findings = reconcileAdvice(rank(judgement.findings, new Map()), () => null);
  return {
    comparison: {
      ...body,
      answer: comparisonAnswer({
        comparison: body,
        findings,
        results: judgement.results,
        baseline: group.baseline,
      }),
    },
    findings: judgement.findings,
    results: judgement.results,
    assumptions: joinSentences(members, joined),
  };
}

/** Some of the runs were measured differently. */
export const isSpoiled = (findings: readonly { readonly id: string }[]): boolean =>
  findings.some(({ id }) => id === 'not-comparable');

/** Fewer settings are a pair or a handful, not a search. */
const FEWEST_SEARCHED = 3;

const isSearched = (group: GroupFacts, kind: Comparison['kind']): boolean =>
  (kind === 'search' || kind === 'settings') && group.settings().length >= FEWEST_SEARCHED;

function kindOf(group: GroupFacts): Comparison['kind'] {
  const shared = group.metric() !== null || group.pairs().some(([a, b]) => group.paired(a, b) !== null);
  if (!shared || !(group.asked || belongTogether(group))) return 'unrelated';
  if (group.members.length === 2) return 'pair';
  const settings = group.settings();
  if (settings.length === 1) return 'seeds';
  return settings.some(({ members }) => members.length > 1) ? 'settings' : 'search';
}

/** Runs that merely lie in one folder belong together when nothing that was recorded says otherwise: task, labels, evaluation set. */
function belongTogether(group: GroupFacts): boolean {
  const oneOf = (values: readonly (string | null | undefined)[]): boolean =>
    new Set(values.filter((value) => value !== null && value !== undefined)).size <= 1;
  const runs = group.members.map(({ facts }) => facts.run);
  const labels = runs.map(({ model }) =>
    model.labels === null ? null : JSON.stringify(model.labels.map((label) => label.toLowerCase()).sort()),
  );
  return (
    oneOf(runs.map(({ task }) => task?.value)) &&
    oneOf(labels) &&
    oneOf(runs.map(({ validationSize }) => validationSize?.value.toString()))
  );
}
