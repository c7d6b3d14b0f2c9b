import type { SettingDifference } from '../../model/comparison.ts';
import type { Member, Setting } from './define.ts';
import { isSeed } from './setting-kind.ts';

const SEED_IN_NAME = /(?:^|[^a-z])(?:seed|rs|s)[-_= ]?(\d+)(?![\d.])/i;

/** The seed as configured, else as the folder's name tells it (`seed-13`), else null. */
function seedOf(member: Member): number | null {
  const stated = member.facts.run.hyperparameters.seed?.value;
  if (stated !== undefined) return stated;
  const told = SEED_IN_NAME.exec(member.facts.run.title) ?? SEED_IN_NAME.exec(member.facts.run.id);
  return told === null ? null : Number(told[1]);
}

/** Enough of the configuration is recorded to say that two runs had the same one. */
const isConfigured = (member: Member): boolean =>
  member.facts.run.hyperparameters.learningRate !== null &&
  (member.facts.run.hyperparameters.perDeviceTrainBatchSize !== null ||
    member.facts.run.hyperparameters.epochs !== null ||
    member.facts.run.hyperparameters.maxSteps !== null);

/**
 * Members whose recorded settings are equal but for seeds, paths and logging. A run without a recorded configuration stands alone,
 * unless its name differs from another's in the seed only.
 */
export function settingsOf(
  members: readonly Member[],
  differences: readonly SettingDifference[],
): readonly Setting[] {
  const telling = differences.filter((d) => d.kind !== 'place' && !isSeed(d.name));
  const groups = new Map<string, number[]>();
  for (const member of members) {
    const title = member.facts.run.title;
    const named = SEED_IN_NAME.test(title) ? title.replace(SEED_IN_NAME, '') : null;
    const who = isConfigured(member)
      ? 'configured'
      : named === null
        ? `alone ${member.index}`
        : `named ${named}`;
    const key = JSON.stringify([
      who,
      member.facts.run.framework,
      ...telling.map((d) => d.values[member.index]),
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member.index]);
    else group.push(member.index);
  }
  return [...groups.values()].map((inside) => {
    const seeds = inside.map((index) => seedOf(members[index]!)).filter((seed) => seed !== null);
    const one = inside[0]!;
    return {
      members: inside,
      seeds: [...new Set(seeds)],
      values: Object.fromEntries(telling.map((d) => [d.name, d.values[one] ?? null])),
    };
  });
}
