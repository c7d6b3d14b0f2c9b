import { audits } from '../../src/audits/index.ts';
import { earlyStopPremature } from '../../src/audits/stopping/early-stop-premature.ts';
import { judge } from '../../src/engine/judge.ts';
import { type Excluded, exclusions } from '../../src/facts/exclusions.ts';
import { createFacts } from '../../src/facts/index.ts';
import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { createRandom, normalQuantile, type Random } from '../../src/stats/index.ts';
import { makeRun, series } from '../../test/support/runs.ts';
import { verdict } from '../../test/support/verdict.ts';
import { Tally } from './tally.ts';

declare const process: { env: Record<string, string | undefined> };
const FIRST = process.env.HALF === 'even' ? 2 : 1;
const SEEDS = Number(process.env.SEEDS ?? 14_000);

type Kind = 'healthy' | 'overfit loss ×1.5' | 'overfit loss ×2' | 'overfit loss ×2, −8 points' | 'still improving' | 'collapsed' | 'never learned';

/** Population values at each evaluation and one epoch further on. */
interface Truth {
  readonly kind: Kind;
  readonly k: number;
  readonly n: number;
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;
const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();

/** One value more than evaluations: the last is what another epoch would have brought. Checkpoints differ by up to half a point of themselves. */
function truthOf(random: Random, kind: Kind): Truth {
  const k = 2 + random.integer(4);
  const n = pick(random, [100, 300, 1000, 5000]);
  const epochs = Array.from({ length: k + 1 }, (_, i) => i + 1);
  const best = between(random, 0.7, 0.96);
  const level = between(random, 0.2, 0.6);
  const speed = kind === 'still improving' ? between(random, 2, 4) : between(random, 0.4, 1.2);
  const left = epochs.map((e) => Math.exp(-e / speed));
  const jitter = epochs.map(() => pick(random, [0, 0.0025, 0.005]) * random.normal());
  const rough = pick(random, [0, 0.01, 0.02]);
  let accuracy = left.map((l, i) => best - 0.2 * l + jitter[i]!);
  let loss = left.map((l) => level * (1 + rough * random.normal()) + 0.35 * l);
  const turn = Math.floor((k - 1) / 2);
  const past = (i: number): number => Math.max(0, i - turn) / Math.max(1, k - 1 - turn);
  const overfits = (rise: number, drop: number): void => {
    const base = loss[turn]!;
    loss = loss.map((v, i) => (i <= turn ? v : base * (1 + rise * past(i))));
    accuracy = accuracy.map((v, i) => v - drop * past(i));
  };
  switch (kind) {
    case 'overfit loss ×1.5':
      overfits(0.5, 0);
      break;
    case 'overfit loss ×2':
      overfits(1, 0);
      break;
    case 'overfit loss ×2, −8 points':
      overfits(1, 0.08);
      break;
    case 'collapsed':
      loss = loss.map((v, i) => (i >= k - 1 ? Math.LN2 + 0.002 * Math.abs(random.normal()) : v));
      accuracy = accuracy.map((v, i) => (i >= k - 1 ? 0.5 : v));
      break;
    case 'never learned':
      loss = loss.map(() => Math.LN2 + 0.004 * Math.abs(random.normal()));
      accuracy = accuracy.map(() => 0.5);
      break;
    default:
  }
  return { kind, k, n, loss, accuracy: accuracy.map((p) => Math.min(0.995, Math.max(0.02, p))) };
}

/** Right or wrong, example by example: a common difficulty makes two checkpoints agree as two of one training do. */
function accuracies(random: Random, { accuracy, k, n }: Truth, agreement: number): number[] {
  const limits = accuracy.slice(0, k).map((p) => normalQuantile(p));
  const right = new Float64Array(k);
  const own = Math.sqrt(1 - agreement);
  const common = Math.sqrt(agreement);
  for (let example = 0; example < n; example++) {
    const difficulty = common * random.normal();
    for (let at = 0; at < k; at++) if (difficulty + own * random.normal() < limits[at]!) right[at]!++;
  }
  return Array.from(right, (hits) => hits / n);
}

/** The run as Trainer logs it: an evaluation an epoch, and every row, one row or no row of training loss. */
function logged(random: Random, truth: Truth): Run {
  const { k, n } = truth;
  // Fewer than 200 updates are a fault of their own (`too-few-updates`).
  const perEpoch = 120 + random.integer(400);
  const last = perEpoch * k;
  const rho = pick(random, [0.5, 0.8, 0.9]);
  const sd = pick(random, [0.6, 1.2, 1.75]);
  const shared = Math.sqrt(rho) * random.normal();
  const constant = truth.kind === 'collapsed' || truth.kind === 'never learned';
  const observed = accuracies(random, truth, pick(random, [0.5, 0.8, 0.95]));
  const one = random.binomial(n, 0.5) / n;
  const accuracy = observed.map((a, i) => (constant && truth.accuracy[i] === 0.5 ? one : a));
  const flat = truth.kind === 'never learned';
  const spread = (value: number): number => (Math.abs(value - Math.LN2) < 0.03 && constant ? 0.01 : sd);
  const loss = truth.loss
    .slice(0, k)
    .map((v) => Math.max(0.001, v + (spread(v) / Math.sqrt(n)) * (shared + Math.sqrt(1 - rho) * random.normal())));
  const log = random.integer(3);
  const every = log === 0 ? 500 : 10;
  const rows: [number, number][] = [];
  if (log < 2)
    for (let step = every; step <= last; step += every) {
      const late = truth.kind === 'collapsed' && step > last - perEpoch / 2;
      rows.push([step, (flat || late ? Math.LN2 : 0.05 + 0.6 * Math.exp((-3 * step) / last)) + 0.02 * random.normal()]);
    }
  const at = (values: readonly number[]): [number, number][] => values.map((v, i) => [perEpoch * (i + 1), v]);
  return makeRun({
    series: [
      ...(rows.length === 0 ? [] : [series('loss', rows)]),
      series('eval_loss', at(loss)),
      series('eval_accuracy', at(accuracy)),
      ...(constant && random.next() < 0.5 ? [series('eval_f1', at(accuracy.map((a, i) => (truth.accuracy[i] === 0.5 ? 0 : a))))] : []),
    ],
    validationSize: n,
    trainSize: 16 * perEpoch,
    learningRate: 3e-5,
    run: { lastStep: last, lastEpoch: k, plannedSteps: stated(last, 'x') },
  });
}

const kinds: readonly Kind[] = ['healthy', 'still improving', 'overfit loss ×1.5', 'overfit loss ×2', 'overfit loss ×2, −8 points', 'collapsed', 'never learned'];
const expected: Readonly<Record<Kind, readonly string[]>> = {
  healthy: [],
  'still improving': ['still-improving-at-end'],
  'overfit loss ×1.5': ['overfit-loss', 'overfit-confidence-only', 'overfit-metric'],
  'overfit loss ×2': ['overfit-loss', 'overfit-confidence-only'],
  'overfit loss ×2, −8 points': ['overfit-loss', 'overfit-metric'],
  collapsed: ['majority-collapse', 'sudden-collapse', 'plateau-at-chance', 'overfit-metric', 'overfit-loss', 'loss-diverged'],
  'never learned': ['majority-collapse', 'plateau-at-chance'],
};

/** Not what was planted, but true of it all the same. */
const alsoTrue: Readonly<Record<Kind, readonly string[]>> = {
  healthy: [],
  'still improving': ['too-few-updates'],
  'overfit loss ×1.5': [],
  'overfit loss ×2': ['overfit-metric'],
  'overfit loss ×2, −8 points': ['overfit-confidence-only'],
  collapsed: ['too-few-updates'],
  'never learned': ['too-few-updates'],
};

/** "No measurable gain after …": wrong when the population metric still gained more than one point after that step. */
const isWaste = (id: string): boolean => id === 'wasted-after-best' || id === 'too-many-epochs';
function missedGain(run: Run, truth: Truth, step: number): boolean {
  const row = Math.round((step / (run.lastStep ?? 1)) * truth.k) - 1;
  const made = truth.accuracy.slice(0, truth.k);
  return Math.max(...made.slice(row)) - made[row]! > 0.01;
}

function coverage(run: Run, truth: Truth, tallies: Record<'fall' | 'rise' | 'pace', ReturnType<typeof Tally>>): void {
  const found = exclusions(createFacts(run));
  const { k } = truth;
  const names = [`n = ${truth.n}`, `${k} evaluations`, truth.kind];
  const say = (tally: ReturnType<typeof Tally>, excluded: Excluded | null, change: number, limit: number | null): void => {
    if (excluded !== null && limit !== null) for (const name of names) tally.add(name, change <= limit + 1e-12);
  };
  const last = truth.accuracy[k - 1]!;
  say(tallies.fall, found.metric, Math.max(...truth.accuracy.slice(0, k - 1)) - last, found.metric?.atMost ?? null);
  const lastLoss = truth.loss[k - 1]!;
  say(tallies.rise, found.loss, lastLoss - Math.min(...truth.loss.slice(0, k - 1)), found.loss?.atMost ?? null);
  if (truth.kind === 'healthy' || truth.kind === 'still improving')
    say(tallies.pace, found.metric, truth.accuracy[k]! - last, found.metric?.nextEpoch ?? null);
}

/** Four evaluations an epoch, stopped as Trainer's callback does it; planned for 40 evaluations. */
function stoppedEarly(random: Random, improves: boolean): { readonly run: Run; readonly more: number } | null {
  const n = pick(random, [300, 1000, 5000]);
  const patience = pick(random, [1, 2, 3, 5]);
  const best = between(random, 0.75, 0.92);
  const speed = improves ? between(random, 8, 20) : between(random, 1, 3);
  const all = Array.from({ length: 40 }, (_, i) => best - 0.2 * Math.exp(-(i + 1) / speed));
  const losses = all.map((a) => 0.3 + 2 * (best - a));
  const truth: Truth = { kind: 'healthy', k: 40, n, loss: losses, accuracy: all };
  const seen = accuracies(random, truth, pick(random, [0.5, 0.8, 0.95]));
  let top = 0;
  let end = 1;
  while (end < 40 && end - top <= patience) {
    if (seen[end]! > seen[top]!) top = end;
    if (end - top >= patience) break;
    end++;
  }
  if (end >= 39) return null;
  const k = end + 1;
  const every = 60;
  const shared = Math.sqrt(0.8) * random.normal();
  const at = (values: readonly number[]): [number, number][] => values.slice(0, k).map((v, i) => [every * (i + 1), v]);
  const run = makeRun({
    series: [
      series('eval_loss', at(losses.map((v) => v + (1.2 / Math.sqrt(n)) * (shared + Math.sqrt(0.2) * random.normal())))),
      series('eval_accuracy', at(seen)),
    ],
    validationSize: n,
    learningRate: 3e-5,
    hyperparameters: { raw: { early_stopping_patience: patience } },
    run: {
      lastStep: every * k,
      lastEpoch: k / 4,
      plannedSteps: stated(every * 40, 'x'),
      selection: { metric: 'accuracy', greaterIsBetter: true, loadBestAtEnd: true, bestValue: null, bestCheckpoint: null, bestStep: every * (top + 1) },
    },
  });
  return { run, more: all[39]! - all[end]! };
}

function earlyStops(): void {
  const tally = Tally();
  for (let seed = FIRST; seed < SEEDS / 2; seed += 2) {
    const improves = seed % 4 === FIRST;
    const stopped = stoppedEarly(createRandom(12_000_000 + seed), improves);
    if (stopped === null) continue;
    const outcome = verdict(earlyStopPremature, stopped.run);
    const sure = outcome.kind === 'finding' && outcome.findings[0]!.claim !== 'hint';
    const afterFirst = (stopped.run.lastEpoch ?? 0) >= 1 ? 'after the first epoch' : 'in the first epoch';
    tally.add(`${stopped.more > 0.01 ? 'more than a point' : stopped.more > 0.005 ? 'half a point to a point' : 'nothing (less than half a point)'} was left, ${afterFirst}`, sure);
  }
  console.log(tally.table('`early-stop-premature` at likely'));
}

export async function run(): Promise<void> {
  earlyStops();
  const alarms = { sure: Tally(), likely: Tally(), each: Tally() };
  const recall = Tally();
  const wrong = Tally();
  const waste = Tally();
  const covered = { fall: Tally(), rise: Tally(), pace: Tally() };
  const size = new Map<number, number[]>();
  for (let seed = FIRST; seed < SEEDS; seed += 2) {
    const random = createRandom(11_000_000 + seed);
    const kind = kinds[((seed - FIRST) / 2) % kinds.length]!;
    const truth = truthOf(random, kind);
    const one = logged(random, truth);
    coverage(one, truth, covered);
    const facts = createFacts(one);
    const { findings } = await judge(audits, facts, null);
    const grave = findings.filter((f) => f.severity !== 'note');
    for (const f of findings.filter((each) => isWaste(each.id) && each.claim !== 'hint'))
      waste.add(`${f.id}, ${f.claim}`, missedGain(one, truth, f.evidence[0]!.step!));
    // Few updates are no false alarm where another epoch would have brought a point.
    const another = truth.accuracy[truth.k]! - truth.accuracy[truth.k - 1]! > 0.01;
    const fits = (id: string): boolean => expected[kind].includes(id) || alsoTrue[kind].includes(id) || isWaste(id) || (id === 'too-few-updates' && another);
    if (kind === 'healthy' || kind === 'still improving') {
      const limit = exclusions(facts).metric?.atMost;
      if (limit !== undefined) size.set(truth.n, [...(size.get(truth.n) ?? []), limit]);
      const false_ = grave.filter((f) => !fits(f.id));
      for (const name of [`${kind}, n = ${truth.n}`, `${kind}, ${truth.k} evaluations`]) {
        alarms.sure.add(name, false_.some((f) => f.claim === 'strong' || f.claim === 'fact'));
        alarms.likely.add(name, false_.some((f) => f.claim === 'likely'));
      }
      for (const f of false_) alarms.each.add(`${f.id}, ${f.claim}`, true);
      if (process.env.SHOW !== undefined) for (const f of false_) console.log(kind, truth.n, truth.k, f.id, f.claim, f.measured);
    } else {
      const hit = grave.some((f) => expected[kind].includes(f.id));
      recall.add(`${kind}, n = ${truth.n}`, hit);
      wrong.add(kind, grave.some((f) => !fits(f.id)));
      if (process.env.SHOW !== undefined) for (const f of grave.filter((g) => !fits(g.id))) console.log(kind, truth.n, truth.k, f.id, f.claim, f.title);
    }
  }
  console.log(alarms.sure.table('not faulty: a wrong risk or problem at strong or fact'));
  console.log(alarms.likely.table('not faulty: a wrong risk or problem at likely'));
  console.log(alarms.each.table('which ones'));
  console.log(recall.table('faulty: found, as a risk or problem'));
  console.log(wrong.table('faulty: another risk or problem, at any claim above a hint'));
  console.log(waste.table('"no measurable gain" where more than a point was gained'));
  console.log(covered.fall.table('"a loss of more than … is excluded": it was no larger'));
  console.log(covered.rise.table('"a rise of more than … is excluded": it was no larger'));
  console.log(covered.pace.table('"one more epoch would raise … by at most": it did not raise it more'));
  for (const [n, values] of [...size].sort((a, b) => a[0] - b[0]))
    console.log(`n = ${n}: median excluded loss ${(100 * values.sort((a, b) => a - b)[values.length >> 1]!).toFixed(1)} points`);
}
