import { plateauAtChance } from '../../src/audits/chance/plateau-at-chance.ts';
import { lossDiverged } from '../../src/audits/collapse/loss-diverged.ts';
import { majorityCollapse } from '../../src/audits/collapse/majority-collapse.ts';
import type { Audit } from '../../src/audits/define.ts';
import { underfit } from '../../src/audits/fit/underfit.ts';
import { lrTooHigh } from '../../src/audits/learning-rate/lr-too-high.ts';
import { lrTooLow } from '../../src/audits/learning-rate/lr-too-low.ts';
import { tooFewUpdates } from '../../src/audits/learning-rate/too-few-updates.ts';
import { nanHiddenInLog } from '../../src/audits/numerics/nan-hidden-in-log.ts';
import { nanInfLoss } from '../../src/audits/numerics/nan-inf-loss.ts';
import { stated } from '../../src/model/known.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import type { Run } from '../../src/model/run.ts';
import { makeRun, series } from '../../test/support/runs.ts';
import { verdict } from '../../test/support/verdict.ts';
import { healthy } from './curves.ts';
import { Tally } from './tally.ts';

const audits: readonly Audit[] = [nanHiddenInLog, nanInfLoss, majorityCollapse, lossDiverged, plateauAtChance, lrTooHigh, lrTooLow, tooFewUpdates, underfit];
const SEEDS = 8000;

/** An ordinary run around a healthy curve: 3 epochs (or 10), an evaluation an epoch with binomial accuracy, every, one or no training row. */
function ordinary(random: Random): Run {
  const curve = healthy(random);
  const updates = 150 + random.integer(3000);
  const epochs = random.next() < 0.7 ? 3 : 10;
  const n = [100, 400, 872, 3000][random.integer(4)]!;
  const guess = Math.log(curve.classes);
  const share = curve.end / guess;
  const best = 1 - (1 - 1 / curve.classes) * Math.min(0.95, 0.9 * share + 0.05);
  const evaluations = Array.from({ length: epochs }, (_, e) => {
    const done = 1 - 0.5 * Math.exp(-1.5 * (e + 1));
    const accuracy = 1 / curve.classes + (best - 1 / curve.classes) * done;
    return { step: Math.round((updates * (e + 1)) / epochs), loss: guess * (1 - done) + (curve.end + 0.08) * done + 0.6 * random.normal() / Math.sqrt(n), accuracy: random.binomial(n, accuracy) / n };
  });
  const logs = random.integer(3);
  const all = curve.values.map((v, i): [number, number] => [((i + 1) * updates) / curve.values.length, v]);
  const loss = logs === 0 ? [] : logs === 1 ? [[Math.min(500, updates), curve.values.reduce((a, b) => a + b, 0) / curve.values.length] as [number, number]] : all;
  return makeRun({
    series: [
      ...(loss.length > 0 ? [series('loss', loss)] : []),
      series('eval_loss', evaluations.map((e) => [e.step, Math.max(0.001, e.loss)])),
      series('eval_accuracy', evaluations.map((e) => [e.step, e.accuracy])),
    ],
    validationSize: random.next() < 0.8 ? n : undefined,
    labels: Array.from({ length: curve.classes }, (_, i) => `c${i}`),
    learningRate: [1e-5, 2e-5, 3e-5, 5e-5, 1e-4][random.integer(5)]!,
    run: { lastStep: updates, lastEpoch: epochs, plannedSteps: stated(updates, 'x') },
  });
}

/** How often each audit says anything above a note about a healthy run. */
export function run(): void {
  const tally = Tally();
  for (let seed = 1; seed < SEEDS; seed += 2) {
    const one = ordinary(createRandom(3_000_000 + seed));
    for (const audit of audits) {
      const outcome = verdict(audit, one);
      tally.add(audit.id, outcome.kind === 'finding' && outcome.findings.some((f) => f.severity !== 'note' && f.claim !== 'hint'));
      if (process.env.SHOW === audit.id && outcome.kind === 'finding') console.log(JSON.stringify(outcome.findings[0]?.measured));
    }
  }
  console.log(tally.table('findings above a note and above a hint on healthy runs'));
}
declare const process: { env: Record<string, string | undefined> };
