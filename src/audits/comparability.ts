import type { GroupFacts, Member } from '../facts/group/define.ts';
import { smoothingOf } from '../facts/group/loss-definition.ts';
import { trainedTask } from '../facts/task.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';

/** One reason why numbers of two runs must not be set against each other. */
export interface Obstacle {
  readonly a: number;
  readonly b: number;
  /** What it spoils: every number, recorded scores only (joined predictions stay usable), or losses only. */
  readonly spoils: 'all' | 'scores' | 'loss';
  readonly text: string;
  /** The sizes of the evaluation sets differ. */
  readonly size?: boolean;
}

/** References that disagree on more than this share of the joined examples are other labels, not a slip. */
const MOST_DISAGREEMENT = 0.005;
/** Below this share of common examples the two sets are different sets. */
const LEAST_COMMON = 0.95;
const near = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(1, 0.002 * Math.max(a, b));

const labelKey = (labels: readonly string[]): string =>
  JSON.stringify(labels.map((label) => label.toLowerCase()).sort());
const named = (labels: readonly string[] | null): readonly string[] | null =>
  labels === null || labels.every((label) => /^LABEL_\d+$/i.test(label)) ? null : labels;

function ofRuns(a: Member, b: Member): readonly Omit<Obstacle, 'a' | 'b'>[] {
  const [first, second] = [a.facts, b.facts];
  const out: Omit<Obstacle, 'a' | 'b'>[] = [];
  const tasks = [trainedTask(first.run), trainedTask(second.run)];
  if (tasks[0] !== null && tasks[1] !== null && tasks[0] !== tasks[1])
    out.push({ spoils: 'all', text: `${a.letter} does ${tasks[0]}, ${b.letter} ${tasks[1]}` });
  const [labelsA, labelsB] = [first.run.model.labels, second.run.model.labels];
  if (labelsA !== null && labelsB !== null && labelsA.length !== labelsB.length) {
    out.push({
      spoils: 'all',
      text: `${a.letter} has ${labelsA.length} labels, ${b.letter} ${labelsB.length}`,
    });
  } else {
    const [namesA, namesB] = [named(labelsA), named(labelsB)];
    if (namesA !== null && namesB !== null && labelKey(namesA) !== labelKey(namesB))
      out.push({ spoils: 'all', text: `${a.letter} and ${b.letter} have different label names` });
  }
  const [sizeA, sizeB] = [first.validationSize()?.value ?? null, second.validationSize()?.value ?? null];
  if (sizeA !== null && sizeB !== null && !near(sizeA, sizeB))
    out.push({
      spoils: 'scores',
      size: true,
      text: `${a.letter} was evaluated on ${formatCount(sizeA)} examples, ${b.letter} on ${formatCount(sizeB)}`,
    });
  const [smoothA, smoothB] = [smoothingOf(first), smoothingOf(second)];
  if (smoothA !== null && smoothB !== null && smoothA !== smoothB)
    out.push({
      spoils: 'loss',
      text: `label smoothing is ${smoothA} in ${a.letter} and ${smoothB} in ${b.letter}, so their losses have different floors`,
    });
  const [kindA, kindB] = [first.lossKind(), second.lossKind()];
  for (const [member, kind] of [
    [a, kindA],
    [b, kindB],
  ] as const)
    if (/multiplied/.test(kind.train.why) && kindA.train.kind !== kindB.train.kind)
      out.push({ spoils: 'loss', text: `${member.letter}: ${kind.train.why}` });
  const [onTest, other] = [first, second].map((facts) =>
    /^(test|predict)[_/]/.test(facts.run.selection.metric ?? ''),
  );
  if (onTest !== other)
    out.push({
      spoils: 'all',
      text: `${(onTest ? a : b).letter} chose its checkpoint on the test set (\`${(onTest ? first : second).run.selection.metric}\`)`,
    });
  return out;
}

function ofPredictions(group: GroupFacts, a: Member, b: Member): readonly Omit<Obstacle, 'a' | 'b'>[] {
  const pair = group.paired(a.index, b.index);
  if (pair === null) return [];
  const agreed = pair.reference.length;
  const joined = agreed + pair.referencesDiffer;
  const out: Omit<Obstacle, 'a' | 'b'>[] = [];
  if (joined > 0 && pair.referencesDiffer > Math.max(1, MOST_DISAGREEMENT * joined))
    out.push({
      spoils: 'all',
      text: `the references of ${a.letter} and ${b.letter} differ on ${formatCount(pair.referencesDiffer)} of ${formatCount(joined)} common examples`,
    });
  const largest = joined + Math.max(pair.onlyA, pair.onlyB);
  if (joined > 0 && joined / largest < LEAST_COMMON)
    out.push({
      spoils: 'scores',
      text: `the predictions of ${a.letter} and ${b.letter} have ${formatPercent(joined / largest, 0)} of their examples in common`,
    });
  return out;
}

/** Whether it spoils the number that the comparison of this pair rests on. */
export const isGrave = (group: GroupFacts, { a, b, spoils }: Obstacle): boolean =>
  spoils === 'all' ||
  (spoils === 'scores' && group.paired(a, b) === null) ||
  (spoils === 'loss' && group.metric()?.quantity === 'loss' && group.paired(a, b) === null);

/** Everything recorded that forbids to compare the members of a pair, pair by pair. */
export function obstaclesOf(group: GroupFacts): readonly Obstacle[] {
  return group.pairs().flatMap(([a, b]) => {
    const [first, second] = [group.members[a]!, group.members[b]!];
    return [...ofRuns(first, second), ...ofPredictions(group, first, second)].map((obstacle) => ({
      a,
      b,
      ...obstacle,
    }));
  });
}
