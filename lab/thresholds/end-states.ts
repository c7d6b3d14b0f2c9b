import { converged } from '../../src/audits/end-state/converged.ts';
import { lrDecayedTooSoon } from '../../src/audits/end-state/lr-decayed-too-soon.ts';
import { stillImprovingAtEnd } from '../../src/audits/end-state/still-improving-at-end.ts';
import type { Audit } from '../../src/audits/define.ts';
import type { FindingDraft } from '../../src/model/outcome.ts';
import type { Run } from '../../src/model/run.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { verdict } from '../../test/support/verdict.ts';
import { between, pick } from './curves.ts';
import { Tally } from './tally.ts';
import { healthyRecipe, level, logOf, type Recipe } from './traces.ts';

const SEEDS = 8_000;
const schedules = ['constant', 'linear', 'cosine', 'stable-then-decay'] as const;

const found = (audit: Audit, run: Run): FindingDraft | null => {
  const outcome = verdict(audit, run);
  return outcome.kind === 'finding' ? (outcome.findings[0] ?? null) : null;
};
const sure = (finding: FindingDraft | null): boolean => finding !== null && finding.claim !== 'hint';

/** What the loss, without noise, still lost over the last 30 % of the run, as a share of its end. */
function fallAtEnd(recipe: Recipe): number {
  const end = level(recipe, recipe.updates, []);
  return (level(recipe, 0.7 * recipe.updates, []) - end) / end;
}

const plain = (random: Random): Recipe => ({
  ...healthyRecipe(random),
  memorised: false,
  order: { kind: 'shuffled' },
  seamAt: null,
  jitter: pick(random, [0, 0.0025, 0.005]),
  evaluations: pick(random, [3, 5, 8, 12, 20]),
  schedule: pick(random, schedules),
});

const kindOf = (fall: number): string => (fall < 0.01 ? 'flat (below 1 %)' : fall < 0.05 ? 'falling by 1 to 5 %' : fall < 0.15 ? 'falling by 5 to 15 %' : 'falling by 15 % or more');
const size = (recipe: Recipe): string => (recipe.evaluations < 6 ? '3 or 5 evaluations' : '8 to 20 evaluations');

/** Even seeds choose (`HALF=even`), odd seeds are quoted. */
export function run(): void {
  const first = process.env.HALF === 'even' ? 0 : 1;
  const [improving, strong, level_, bySchedule] = [Tally(), Tally(), Tally(), Tally()];
  for (let seed = first; seed < SEEDS; seed += 2) {
    const random = createRandom(31_000_000 + seed);
    const recipe = plain(random);
    const run = logOf(random, recipe);
    const kind = kindOf(fallAtEnd(recipe));
    const finding = found(stillImprovingAtEnd, run);
    improving.add(`${kind}, ${size(recipe)}`, sure(finding));
    strong.add(kind, finding?.claim === 'strong');
    level_.add(`${kind}, ${size(recipe)}`, found(converged, run) !== null);
    if (kind.startsWith('flat')) bySchedule.add(`${recipe.schedule}: still-improving-at-end`, sure(finding));
    if (kind.startsWith('flat')) bySchedule.add(`${recipe.schedule}: lr-decayed-too-soon`, sure(found(lrDecayedTooSoon, run)));
  }
  console.log(improving.table('`still-improving-at-end` at likely or more'));
  console.log(strong.table('`still-improving-at-end`, strong'));
  console.log(level_.table('`converged`, any claim'));
  console.log(bySchedule.table('flat curves by schedule, likely or more'));
  ranOut(first);
}

function ranOut(first: number): void {
  const [planted, alarms] = [Tally(), Tally()];
  for (let seed = first; seed < SEEDS / 2; seed += 2) {
    const random = createRandom(32_000_000 + seed);
    const base = { ...plain(random), slow: 0, form: 'exponential' as const, updates: 2000, every: 5 };
    // Progress in proportion to the rate, most of it still to come when the rate is gone.
    const soon = { ...base, driven: true, speed: between(random, 0.4, 1), floor: between(random, 0.05, 0.3), schedule: pick(random, ['linear', 'cosine'] as const), evaluations: pick(random, [8, 12, 20]) };
    planted.add(`noise of ${100 * soon.spread} %, ${soon.schedule}`, sure(found(lrDecayedTooSoon, logOf(random, soon))));
    // Progress that stops by itself: the same schedules, done by the middle.
    const done = { ...base, driven: false, speed: between(random, 4, 12), floor: between(random, 0.5, 0.85), schedule: pick(random, ['linear', 'cosine'] as const) };
    alarms.add(`noise of ${100 * done.spread} %, ${done.schedule}`, sure(found(lrDecayedTooSoon, logOf(random, done))));
  }
  console.log(planted.table('`lr-decayed-too-soon` on runs whose rate ran out'));
  console.log(alarms.table('`lr-decayed-too-soon` on runs that were done'));
}
declare const process: { env: Record<string, string | undefined> };
