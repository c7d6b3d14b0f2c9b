import { suddenCollapse } from '../../src/audits/collapse/sudden-collapse.ts';
import type { Audit } from '../../src/audits/define.ts';
import { dataNotShuffled } from '../../src/audits/shape/data-not-shuffled.ts';
import { epochBoundarySteps } from '../../src/audits/shape/epoch-boundary-steps.ts';
import { lossSpike } from '../../src/audits/shape/loss-spike.ts';
import { oscillating } from '../../src/audits/shape/oscillating.ts';
import { plateauLate } from '../../src/audits/shape/plateau-late.ts';
import { aboveGuess } from '../../src/facts/above-guess.ts';
import { createFacts } from '../../src/facts/index.ts';
import { epochProfile } from '../../src/facts/epoch-profile.ts';
import { latePlateau } from '../../src/facts/late-plateau.ts';
import { oscillation } from '../../src/facts/oscillation.ts';
import type { FindingDraft } from '../../src/model/outcome.ts';
import type { Run } from '../../src/model/run.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { verdict } from '../../test/support/verdict.ts';
import { between, pick } from './curves.ts';
import { ordinaryTraining, trainedInOrder, type Training } from './ordered-batches.ts';
import { Tally } from './tally.ts';
import { healthyRecipe, logOf, type Recipe } from './traces.ts';

const audits: readonly Audit[] = [plateauLate, lossSpike, oscillating, suddenCollapse, epochBoundarySteps, dataNotShuffled];
const HEALTHY = 10_000;
const PLANTED = 3_000;

const found = (audit: Audit, run: Run): FindingDraft | null => {
  const outcome = verdict(audit, run);
  return outcome.kind === 'finding' ? (outcome.findings[0] ?? null) : null;
};
const sure = (finding: FindingDraft | null): boolean => finding !== null && finding.claim !== 'hint';
const loud = (finding: FindingDraft | null): boolean => sure(finding) && finding!.severity !== 'note';

type Change = (recipe: Recipe, random: Random) => Partial<Recipe>;
function sketch(seed: number, change: Change, then: (run: Run) => Run = (run) => run): { recipe: Recipe; run: Run; rows: number } {
  const random = createRandom(seed);
  const base = healthyRecipe(random);
  const recipe = { ...base, ...change(base, random) };
  const run = then(logOf(random, recipe));
  return { recipe, run, rows: run.series[0]!.value.length };
}

/** The same log written as the mean since the start of the epoch, as progress bars do. */
function asRunningMean(run: Run): Run {
  const loss = run.series[0]!;
  const steps = run.lastStep! / run.lastEpoch!;
  let [sum, n, epoch] = [0, 0, 0];
  const value = loss.value.map((v, i) => {
    const now = Math.floor((loss.step[i]! - 1) / steps);
    if (now !== epoch) [sum, n, epoch] = [0, 0, now];
    sum += v;
    n++;
    return sum / n;
  });
  return { ...run, series: [{ ...loss, value }, ...run.series.slice(1)] };
}

const imitators: Readonly<Record<string, { readonly change: Change; readonly then?: (run: Run) => Run }>> = {
  'cosine restarts': { change: () => ({ schedule: 'restarts', memorised: false }) },
  'constant, then decay': { change: () => ({ schedule: 'stable-then-decay', memorised: false }) },
  'grouped by length, not recorded': { change: () => ({ order: { kind: 'by-length' }, memorised: false }) },
  'one fixed order': { change: () => ({ order: { kind: 'fixed' }, memorised: false }) },
  'resumed in the middle': { change: (_, random) => ({ seamAt: between(random, 0.2, 0.8), memorised: false }) },
  'memorised, every step logged': { change: () => ({ memorised: true, epochs: 8, updates: 600, every: 1 }) },
  'mean since the start of the epoch': { change: () => ({ memorised: false }), then: asRunningMean },
  'staircase of 15 %': { change: () => ({ staircase: 0.15, epochs: 5, memorised: false }) },
  'one jump in the last row': { change: () => ({ spikes: [{ at: 1, times: 6, lasts: 1 }], memorised: false }) },
  'fit, settled, memorised': {
    change: (_, random) => ({ plateau: { from: 0.2, to: between(random, 0.45, 0.6), done: 0.5 }, memorised: false }),
  },
};

function choosing(): void {
  const cells = new Map<string, [number, number]>();
  const add = (name: string, hit: boolean): void => {
    const [hits, n] = cells.get(name) ?? [0, 0];
    cells.set(name, [hits + (hit ? 1 : 0), n + 1]);
  };
  const look = (label: string, change: Change, seeds: number): void => {
    for (let seed = 0; seed < seeds; seed += 2) {
      const facts = createFacts(sketch(21_000_000 + seed, change).run);
      for (const z of [3, 3.5, 4, 5]) add(`${label}: plateau, z > ${z}`, latePlateau(facts, { z, bicGain: 10 }) !== null);
      const swing = oscillation(facts);
      if (swing?.pBound != null)
        for (const points of [0.01, 0.015, 0.02]) add(`${label}: swing, p < 0.01 at the largest error and ${100 * points} points`, swing.pBound < 0.01 && swing.swing > points && swing.turns >= 3);
      const profile = epochProfile(facts);
      if (profile.kind === 'measured')
        for (const r of [0.3, 0.4, 0.5, 0.6]) add(`${label}: profiles alike, r > ${r}`, profile.profile.correlation > r && profile.profile.z > 2.3263);
    }
  };
  look('healthy', (r) => (r.order.kind === 'by-length' ? { order: { kind: 'shuffled' } } : {}), 4_000);
  look('a plateau', (_, random) => plateauOf(random), 1_600);
  look('swings of 4 points', () => ({ jitter: 0.04, evaluations: 12 }), 1_600);
  look('blocks', (_, random) => blocksOf(random), 1_600);
  console.log('choosing, even seeds');
  for (const [name, [hits, n]] of cells) console.log(`  ${name}: ${((100 * hits) / n).toFixed(2)} % of ${n}`);
}

const plateauOf = (random: Random): Partial<Recipe> => {
  const from = between(random, 0.1, 0.3);
  return { plateau: { from, to: from + between(random, 0.25, 0.45), done: between(random, 0.3, 0.7) }, memorised: false, schedule: 'linear' };
};
const blocksOf = (random: Random): Partial<Recipe> => ({
  order: { kind: 'blocks', blocks: 2 + random.integer(4), strength: between(random, 0.5, 1) },
  memorised: false,
});

function falseAlarms(): void {
  const [any, likely, above] = [Tally(), Tally(), Tally()];
  const groups = Tally();
  for (let seed = 1; seed < HEALTHY; seed += 2) {
    const { recipe, run, rows } = sketch(21_000_000 + seed, () => ({}));
    const hits = audits.map((audit) => found(audit, run));
    audits.forEach((audit, i) => {
      any.add(audit.id, hits[i] !== null);
      likely.add(audit.id, sure(hits[i]!));
      above.add(audit.id, loud(hits[i]!));
    });
    const name = recipe.memorised ? 'memorised' : recipe.order.kind === 'by-length' ? 'grouped by length' : recipe.spread >= 0.3 ? 'noise of 30 %' : rows < 40 ? 'fewer than 40 rows' : 'ordinary';
    groups.add(name, hits.some(sure));
  }
  console.log(any.table('healthy runs: any finding'));
  console.log(likely.table('healthy runs: likely or more'));
  console.log(above.table('healthy runs: likely or more, above a note'));
  console.log(groups.table('healthy runs: any of the six at likely or more'));
}

function imitated(): void {
  const tally = Tally();
  for (const [name, { change, then }] of Object.entries(imitators))
    for (let seed = 1; seed < PLANTED; seed += 2) {
      const { run } = sketch(22_000_000 + seed, change, then);
      for (const audit of audits) tally.add(`${name}: ${audit.id}`, sure(found(audit, run)));
    }
  console.log(tally.table('imitators: findings at likely or more'));
}

function planted(title: string, audit: Audit, change: Change, groupOf: (recipe: Recipe, rows: number, run: Run) => string): void {
  const tally = Tally();
  const hints = Tally();
  for (let seed = 1; seed < PLANTED; seed += 2) {
    const { recipe, run, rows } = sketch(23_000_000 + seed, change);
    if (verdict(audit, run).kind === 'not-applicable') continue;
    const finding = found(audit, run);
    tally.add(groupOf(recipe, rows, run), sure(finding));
    hints.add('any claim', finding !== null);
  }
  console.log(tally.table(`${title}: \`${audit.id}\` at likely or more`));
  console.log(hints.table(`${title}: any claim`).split('\n').at(-1));
}

type Order = (random: Random) => Partial<Training>;
const unrest = (random: Random): number => between(random, 0.1, 0.5);
const wrong = (random: Random): number => between(random, 0.1, 0.4);
const tiny = (random: Random): Partial<Training> => ({ batch: pick(random, [1, 2, 4]), examples: 300 + random.integer(700), rows: pick(random, [100, 200, 400]) });

const mixedOrders: Readonly<Record<string, Order>> = {
  shuffled: () => ({}),
  'shuffled, 10 to 40 % wrong labels': (random) => ({ wrong: wrong(random) }),
  'shuffled, weighted for rare labels': (random) => ({ weighted: true, skew: pick(random, [0.6, 0.3, 0.1]) }),
  'shuffled, unrest': (random) => ({ step: unrest(random) }),
  'shuffled, unrest and wrong labels': (random) => ({ step: unrest(random), wrong: wrong(random) }),
  'shuffled, unrest, batches of 1 to 4': (random) => ({ ...tiny(random), step: unrest(random) }),
  'shuffled, unrest and wrong labels, batches of 1 to 4': (random) => ({ ...tiny(random), step: unrest(random), wrong: wrong(random) }),
};
const sortedOrders: Readonly<Record<string, Order>> = {
  'sorted by label': () => ({ buffer: 0 }),
  'sorted by label, 5 to 45 updates a label, quick learner': (random) => {
    const [batch, classes] = [pick(random, [8, 16, 32]), pick(random, [2, 3, 4, 5, 8])];
    return { buffer: 0, batch, classes, skew: pick(random, [1, 0.6]), examples: classes * batch * (5 + random.integer(40)), epochs: 3 + random.integer(3), step: between(random, 0.1, 0.5) };
  },
  'sorted by label, drawn from a buffer of a tenth': () => ({ buffer: 0.1 }),
};

function ordered(title: string, orders: Readonly<Record<string, Order>>): void {
  const [rule, audit] = [Tally(), Tally()];
  for (const [name, change] of Object.entries(orders))
    for (let seed = 1; seed < 2_000; seed += 2) {
      const random = createRandom(24_000_000 + seed);
      const one = trainedInOrder(random, { ...ordinaryTraining(random), ...change(random) });
      if (verdict(dataNotShuffled, one).kind === 'not-applicable') continue;
      rule.add(name, aboveGuess(createFacts(one)) !== null);
      audit.add(name, sure(found(dataNotShuffled, one)));
    }
  console.log(rule.table(`${title}: above guess level`));
  console.log(audit.table(`${title}: \`data-not-shuffled\` at likely or more`));
}

function choosingAbove(): void {
  for (const [name, change] of Object.entries({ ...mixedOrders, ...sortedOrders })) {
    const hits = [1.08, 1.15, 1.2, 1.3].map((above) => ({ above, n: 0 }));
    for (let seed = 0; seed < 600; seed += 2) {
      const random = createRandom(24_000_000 + seed);
      const facts = createFacts(trainedInOrder(random, { ...ordinaryTraining(random), ...change(random) }));
      for (const hit of hits) if (aboveGuess(facts, hit.above) !== null) hit.n++;
    }
    console.log(`  ${name}: ${hits.map(({ above, n }) => `${above} × guess level ${n} of 300`).join(', ')}`);
  }
}

export function run(): void {
  choosing();
  choosingAbove();
  ordered('order of the data, trained', mixedOrders);
  ordered('order of the data, trained', sortedOrders);
  falseAlarms();
  imitated();
  const noise = (recipe: Recipe): string => `noise of ${100 * recipe.spread} %`;
  planted('plateau of 25 to 45 % of the run', plateauLate, (_, random) => plateauOf(random), noise);
  planted('one jump of 4 to 10 times, 1 to 3 rows', lossSpike, (_, random) => ({ memorised: false, spikes: [{ at: between(random, 0.35, 0.95), times: between(random, 4, 10), lasts: 1 + random.integer(3) }] }), (r) => `${noise(r)}, ${r.floor < 0.3 ? 'low' : 'high'} loss`);
  planted('accuracy swings by 4 points, 12 evaluations', oscillating, () => ({ jitter: 0.04, evaluations: 12 }), (r) => `n = ${r.validationSize}`);
  planted('accuracy swings by 8 points, 12 evaluations', oscillating, () => ({ jitter: 0.08, evaluations: 12 }), (r) => `n = ${r.validationSize}`);
  planted('accuracy alternates by 4 points, 12 evaluations', oscillating, () => ({ jitter: 0.04, evaluations: 12, alternating: true }), (r) => `n = ${r.validationSize}`);
  planted('collapse at 30 to 80 % of the run', suddenCollapse, (_, random) => ({ collapse: between(random, 0.3, 0.8), memorised: false }), (r) => (r.evaluations < 5 ? '2 to 4 evaluations' : '5 to 20 evaluations'));
  planted('staircase of 10 %, 5 epochs', epochBoundarySteps, () => ({ staircase: 0.1, epochs: 5, memorised: false }), noise);
  planted('staircase of 20 %, 5 epochs', epochBoundarySteps, () => ({ staircase: 0.2, epochs: 5, memorised: false }), noise);
  planted('sawtooth of 20 %, 8 epochs', epochBoundarySteps, () => ({ staircase: 0.2, climb: 1, epochs: 8, memorised: false }), noise);
  planted('2 to 5 blocks of one class', dataNotShuffled, (_, random) => blocksOf(random), (r, rows) => `${rows / r.epochs < 30 ? '15 to 29' : '30 and more'} rows in an epoch`);
}
