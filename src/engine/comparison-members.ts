import type { RunFacts } from '../facts/define.ts';
import type { GroupFacts, Member } from '../facts/group/define.ts';
import type { ComparisonMember } from '../model/comparison.ts';
import type { PredictionSet } from '../model/predictions.ts';

/** A, B, …, Z, AA, AB, …: as columns of a spreadsheet are called. */
function letterOf(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** The runs of a group in the order in which they were named. */
export const membersOf = (
  judged: readonly { readonly facts: RunFacts; readonly set: PredictionSet | null }[],
): readonly Member[] =>
  judged.map(({ facts, set }, index) => ({ index, letter: letterOf(index), facts, set }));

/** A title that several runs have tells nothing apart; their ids do. */
function distinctTitles(members: readonly Member[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { facts } of members) counts.set(facts.run.title, (counts.get(facts.run.title) ?? 0) + 1);
  return members.map(({ facts: { run } }) => ((counts.get(run.title) ?? 0) > 1 ? run.id : run.title));
}

/** What the report says of each run of the group. */
export function describeMembers(group: GroupFacts): readonly ComparisonMember[] {
  const titles = distinctTitles(group.members);
  const settingOf = new Map<number, number>();
  group.settings().forEach((setting, index) => {
    for (const member of setting.members) settingOf.set(member, index);
  });
  return group.members.map((member): ComparisonMember => {
    const { facts, index } = member;
    const score = group.score(index);
    const loss = facts.validationLoss();
    return {
      run: facts.run.id,
      letter: member.letter,
      title: titles[index] as string,
      setting: settingOf.get(index) ?? 0,
      seed: facts.run.hyperparameters.seed?.value ?? null,
      failed: group.failure(index),
      score:
        score === null
          ? null
          : { value: score.value, interval: score.interval, step: score.step, n: score.n },
      finalLoss: loss === null || loss.n === 0 ? null : (loss.value[loss.n - 1] as number),
      trainSeconds: facts.run.timing.trainSeconds?.value ?? null,
      updates: facts.updates()?.value ?? null,
    };
  });
}
