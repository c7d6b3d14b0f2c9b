/**
 * How often a run that is called "on course to pass the other" would pass it. Validation loss of two runs whose noise-free course is
 * known beyond their end. Prints the tables of docs/thresholds/overtaking.md; the rule was chosen before, so that no seed chose anything.
 *
 *     node lab/thresholds/run.mjs overtaking            (SEED=1 REPS=2000)
 */
import { trajectoryWouldOvertake } from '../../src/audits/comparison/trajectory-would-overtake.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { groupOf } from '../../test/support/groups.ts';
import { makeRun, series } from '../../test/support/runs.ts';
import type { Run } from '../../src/model/run.ts';
import { between, pick } from './curves.ts';
import { Tally } from './tally.ts';

const environment = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process.env;
const seed = Number(environment.SEED ?? 1);
const repeats = Number(environment.REPS ?? 2000);

/** Loss at a share of the common budget; defined beyond 1. */
type Course = (share: number) => number;

const exponential = (floor: number, height: number, speed: number): Course => (s) => floor + height * Math.exp(-speed * s);
const power = (floor: number, height: number, bend: number): Course => (s) => floor + height / (1 + 8 * s) ** bend;
/** Falls, turns up at `at`: the one behind that overfits later. */
const turning = (floor: number, height: number, speed: number, at: number): Course => (s) =>
  floor + height * Math.exp(-speed * Math.min(s, at)) + 0.4 * Math.max(0, s - at);

interface Scene {
  readonly name: string;
  make(random: Random): readonly [ahead: Course, behind: Course];
}

const scenes: readonly Scene[] = [
  {
    name: 'two seeds of one setting',
    make(random) {
      const own = [between(random, 0.2, 0.5), between(random, 0.3, 0.8), between(random, 1.5, 6)] as const;
      const wobble = (): Course => exponential(own[0] * between(random, 0.98, 1.02), own[1], own[2] * between(random, 0.95, 1.05));
      return [wobble(), wobble()];
    },
  },
  {
    name: 'one is slower, same floor',
    make(random) {
      const floor = between(random, 0.2, 0.5);
      const height = between(random, 0.3, 0.8);
      const fast = between(random, 3, 8);
      return [exponential(floor, height, fast), exponential(floor, height, fast * between(random, 0.3, 0.7))];
    },
  },
  {
    name: 'one is slower, lower floor',
    make(random) {
      const floor = between(random, 0.3, 0.5);
      const height = between(random, 0.3, 0.8);
      return [
        exponential(floor, height, between(random, 4, 8)),
        exponential(floor - between(random, 0.05, 0.25), height + 0.2, between(random, 0.8, 2)),
      ];
    },
  },
  {
    name: 'one is slower, higher floor',
    make(random) {
      const floor = between(random, 0.2, 0.4);
      const height = between(random, 0.3, 0.8);
      return [
        exponential(floor, height, between(random, 4, 8)),
        exponential(floor + between(random, 0.01, 0.1), height, between(random, 1.5, 4)),
      ];
    },
  },
  {
    name: 'power laws',
    make(random) {
      const floor = between(random, 0.1, 0.3);
      return [
        power(floor, between(random, 0.3, 0.6), between(random, 0.5, 1.2)),
        power(floor - between(random, -0.05, 0.1), between(random, 0.6, 1), between(random, 0.4, 1)),
      ];
    },
  },
  {
    name: 'the one behind turns up soon after',
    make(random) {
      const floor = between(random, 0.3, 0.5);
      const height = between(random, 0.3, 0.8);
      return [
        exponential(floor, height, between(random, 4, 8)),
        turning(floor - between(random, 0.05, 0.2), height + 0.2, between(random, 0.8, 2), between(random, 1, 1.2)),
      ];
    },
  },
];

const STEPS = 1000;

function simulated(random: Random, course: Course, evaluations: number, spread: number, id: string): Run {
  const at = Array.from({ length: evaluations }, (_, i) => (i + 1) / evaluations);
  // A rate that was constant: its end says nothing of the schedule.
  const rate = series('learning_rate', at.map((s) => [Math.round(s * STEPS), 2e-5] as const));
  const loss = series('eval_loss', at.map((s) => [Math.round(s * STEPS), Math.max(0.001, course(s) * (1 + spread * random.normal()))] as const));
  return makeRun({
    series: [loss, rate],
    validationSize: 1000,
    trainSize: 16_000,
    labels: ['a', 'b', 'c'],
    learningRate: 2e-5,
    hyperparameters: {
      perDeviceTrainBatchSize: { value: 32, origin: 'stated', from: 'training_args.bin' },
      gradientAccumulationSteps: { value: 1, origin: 'stated', from: 'training_args.bin' },
      devices: { value: 1, origin: 'stated', from: 'training_args.bin' },
      labelSmoothing: { value: 0, origin: 'stated', from: 'training_args.bin' },
    },
    run: { id },
  });
}

export function run(): void {
  const claimed = Tally();
  const wrong = Tally();
  const found = Tally();
  const random = createRandom(seed);
  const statuses = new Map<string, number>();
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const scene of scenes) {
      const evaluations = pick(random, [8, 10, 15, 30]);
      const spread = pick(random, [0.005, 0.01, 0.03]);
      const courses = scene.make(random);
      const runs = courses.map((course, i) => simulated(random, course, evaluations, spread, `run-${i}`));
      const outcome = trajectoryWouldOvertake.judge(groupOf(runs), {} as never);
      statuses.set(outcome.kind, (statuses.get(outcome.kind) ?? 0) + 1);
      const [a, b] = courses;
      // Which is really behind, without noise, at the common end; does it pass within half as many steps again?
      const behind = b(1) > a(1) ? b : a;
      const ahead = behind === b ? a : b;
      const best = (course: Course): number => Math.min(...Array.from({ length: 16 }, (_, i) => course(1 + (0.5 * i) / 15)));
      const passes = best(behind) < best(ahead);
      const says = outcome.kind === 'finding';
      claimed.add(scene.name, says);
      if (says) wrong.add(scene.name, !passes);
      if (passes && behind(1) - ahead(1) > 0.005) found.add(scene.name, says);
    }
  console.log(JSON.stringify([...statuses]));
  console.log(claimed.table('claims, of all pairs'));
  console.log(`\n${wrong.table('wrong, of the claims')}`);
  console.log(`\n${found.table('found, of the pairs that do pass')}`);
}

