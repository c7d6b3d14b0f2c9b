import type { SettingSummary } from '../../model/comparison.ts';
import { mean, meanInterval, median, sd, wilson } from '../../stats/index.ts';
import { settingText } from '../../text/comparison.ts';
import type { GroupFacts, Setting } from './define.ts';

/** Names as they are typed, without what every reader knows. */
const SHORT: Readonly<Record<string, string>> = {
  per_device_train_batch_size: 'batch',
  num_train_epochs: 'epochs',
  lr_scheduler_type: 'schedule',
};
const MOST_IN_A_NAME = 3;

/** Settings that tell settings apart: those with more than one value among them. */
function telling(settings: readonly Setting[]): readonly string[] {
  const first = settings[0];
  if (first === undefined) return [];
  return Object.keys(first.values).filter((name) =>
    settings.some((s) => s.values[name] !== first.values[name]),
  );
}

/** Spread of a score that the size of the evaluation set explains alone: root mean square of the intervals' half widths. */
function samplingError(group: GroupFacts, members: readonly number[]): number | null {
  let squares = 0;
  let n = 0;
  for (const member of members) {
    const interval = group.score(member)?.interval ?? null;
    if (interval === null) continue;
    squares += ((interval.high - interval.low) / 3.92) ** 2;
    n++;
  }
  return n === 0 ? null : Math.sqrt(squares / n);
}

/** Scores of the members that did not fail, in order of members. */
export const healthyScores = (group: GroupFacts, members: readonly number[]): readonly number[] =>
  members
    .filter((member) => group.failure(member) === null)
    .map((member) => group.score(member)?.value ?? null)
    .filter((value) => value !== null);

const summaries = new WeakMap<GroupFacts, readonly SettingSummary[]>();

/** One summary a setting, in the order of `group.settings()`; worked out once a group. */
export function settingSummaries(group: GroupFacts): readonly SettingSummary[] {
  const before = summaries.get(group);
  if (before !== undefined) return before;
  const made = summarise(group);
  summaries.set(group, made);
  return made;
}

function summarise(group: GroupFacts): readonly SettingSummary[] {
  const settings = group.settings();
  const names = telling(settings);
  return settings.map(({ members, seeds, values }) => {
    const failed = members.filter((member) => group.failure(member) !== null).length;
    const scores = healthyScores(group, members);
    const shown = names
      .slice(0, MOST_IN_A_NAME)
      .map(
        (name) =>
          `${SHORT[name] ?? name} ${values[name] == null ? 'not recorded' : settingText(values[name])}`,
      );
    const more = names.length - shown.length;
    return {
      name: more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', '),
      values: Object.fromEntries(names.map((name) => [name, values[name] ?? null])),
      runs: members.map((member) => group.members[member]!.facts.run.id),
      seeds,
      failed,
      failureInterval: members.length > 1 ? wilson(failed, members.length) : null,
      mean: scores.length === 0 ? null : mean(scores),
      sd: scores.length < 2 ? null : sd(scores),
      median: scores.length === 0 ? null : median(scores),
      lowest: scores.length === 0 ? null : Math.min(...scores),
      highest: scores.length === 0 ? null : Math.max(...scores),
      meanInterval: meanInterval(scores),
      samplingError: samplingError(group, members),
    };
  });
}
