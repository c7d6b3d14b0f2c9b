/**
 * Coverage of 95 % intervals of scores from probabilities and of multi-label scores, false alarms of the calibration tests and of the
 * threshold gain. Prints the tables of docs/metrics/probability-intervals.md; the first argument is the number of
 * samples a cell, the second the name of one section.
 *
 *     npx esbuild lab/coverage/probability-intervals.ts --bundle --format=esm --platform=node --outfile=/tmp/coverage.mjs
 *     node /tmp/coverage.mjs 1000
 */
import { measureMultiLabel } from '../../src/metrics/multi-label/index.ts';
import {
  calibrationError,
  calibrationNull,
  confidenceGap,
  labelRanking,
  properScores,
  rankings,
  type ScoredRows,
  scoredRows,
  spiegelhalter,
  temperatureGain,
  thresholdGain,
  topLabels,
} from '../../src/metrics/probabilities/index.ts';
import type { Interval } from '../../src/model/outcome.ts';
import { assignBins, defaultBinning } from '../../src/metrics/probabilities/bins.ts';
import { createRandom, quantile, type Random } from '../../src/stats/index.ts';

const samples = Number(process.argv[2] ?? 300);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Counts how often intervals hold the truth. */
function coverage() {
  const held = new Map<string, [number, number, number]>();
  return {
    see(name: string, interval: Interval | null, truth: number): void {
      if (interval === null) return;
      const seen = held.get(name) ?? [0, 0, 0];
      seen[0] += interval.low <= truth && truth <= interval.high ? 1 : 0;
      seen[1]++;
      seen[2] += interval.high - interval.low;
      held.set(name, seen);
    },
    print(title: string): void {
      const cells = [...held].map(([name, [hits, n, sum]]) => `${name} ${percent(hits / n)} (width ${(sum / n).toFixed(3)}, ${n})`);
      console.log(`${title}: ${cells.join(' · ')}`);
    },
  };
}

/** A binary task: positives score d higher; a share of labels is wrong. */
function binary(random: Random, n: number, share: number, d: number, noise: number) {
  const score = new Float64Array(n);
  const positive = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const truth = random.next() < share ? 1 : 0;
    score[i] = random.normal() + truth * d;
    positive[i] = random.next() < noise ? 1 - truth : truth;
  }
  return { score, positive };
}

/** Rows of k labels whose probabilities are the softmax of `heat` times the true logits. */
function softmaxRows(random: Random, n: number, k: number, spread: number, heat: number): ScoredRows {
  const probabilities = new Float64Array(n * k);
  const reference = new Int32Array(n);
  const logits = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    let total = 0;
    for (let j = 0; j < k; j++) {
      logits[j] = random.normal() * spread;
      total += Math.exp(logits[j]!);
    }
    let u = random.next() * total;
    let label = 0;
    while (label < k - 1 && u >= Math.exp(logits[label]!)) u -= Math.exp(logits[label++]!);
    reference[i] = label;
    let stated = 0;
    for (let j = 0; j < k; j++) stated += Math.exp(heat * logits[j]!);
    for (let j = 0; j < k; j++) probabilities[i * k + j] = Math.exp(heat * logits[j]!) / stated;
  }
  return scoredRows(reference, probabilities, Array.from({ length: k }, (_, j) => `label ${j}`));
}

function rankingCoverage(): void {
  for (const [n, share] of [[20, 0.5], [50, 0.2], [200, 0.05], [200, 0.5], [1000, 0.03], [1000, 0.3]] as const) {
    for (const [d, noise] of [[0.5, 0], [1.5, 0], [3, 0], [3, 0.1]] as const) {
      const truth = binary(createRandom(7), 300_000, share, d, noise);
      const population = labelRanking('yes', truth.positive, truth.score);
      const random = createRandom(2 * n + 100 * share + d + 1);
      const seen = coverage();
      for (let k = 0; k < samples; k++) {
        const drawn = binary(random, n, share, d, noise);
        const found = labelRanking('yes', drawn.positive, drawn.score);
        seen.see('AUC', found.rocAuc.interval, population.rocAuc.value!);
        if (found.rocAuc.value !== null) seen.see('AP', found.averagePrecision.interval, population.averagePrecision.value!);
      }
      seen.print(`n ${n}, ${share} positive, AUC ${population.rocAuc.value!.toFixed(3)}, AP ${population.averagePrecision.value!.toFixed(3)}`);
    }
  }
}

function severalCoverage(): void {
  for (const [n, k, spread, heat] of [[100, 3, 1, 1], [100, 3, 4, 2], [500, 4, 2, 2], [500, 4, 3, 0.6], [2000, 10, 4, 1.5]] as const) {
    const population = softmaxRows(createRandom(3), 60_000, k, spread, heat);
    const proper = properScores(population);
    const { overall } = rankings(population);
    const gap = confidenceGap(topLabels(population).confidence, topLabels(population).correct)!.gap;
    const { confidence, correct } = topLabels(population);
    const accuracy = correct.reduce((a, b) => a + b, 0) / correct.length;
    const seen = coverage();
    const random = createRandom(n + k + 1);
    for (let draw = 0; draw < samples; draw++) {
      const rows = softmaxRows(random, n, k, spread, heat);
      const top = topLabels(rows);
      const own = properScores(rows);
      seen.see('gap', confidenceGap(top.confidence, top.correct)!.interval, gap);
      seen.see('Brier', own.brierSum.interval, proper.brierSum.value!);
      seen.see('log loss', own.negativeLogLikelihood.interval, proper.negativeLogLikelihood.value!);
      seen.see('temperature', temperatureGain(rows, { seed: draw }).fit.interval, heat);
      if (draw % 4 > 0) continue;
      for (const name of ['roc_auc_ovr_macro', 'roc_auc_ovr_weighted', 'roc_auc_ovo_macro', 'average_precision_macro']) {
        seen.see(name, rankings(rows).overall[name]!.interval, overall[name]!.value!);
      }
    }
    seen.print(`n ${n}, ${k} labels, accuracy ${accuracy.toFixed(3)}, T ${heat}, ECE ${calibrationError(confidence, correct).expected!.toFixed(3)}`);
  }
}

function calibrationAlarms(): void {
  for (const [n, k, spread] of [[100, 3, 1], [500, 4, 3], [500, 2, 6], [3000, 4, 3]] as const) {
    for (const heat of [1, 1.2, 1.5]) {
      const random = createRandom(n * 3 + k);
      let alarms = 0;
      let z = 0;
      let zTested = 0;
      for (let draw = 0; draw < samples; draw++) {
        const rows = softmaxRows(random, n, k, spread, heat);
        const { confidence, correct } = topLabels(rows);
        const error = calibrationError(confidence, correct).expected;
        if (calibrationNull(confidence, error, undefined, { draws: 500, seed: draw })!.p! < 0.01) alarms++;
        const { p } = spiegelhalter(rows);
        if (p === null) continue;
        zTested++;
        if (p < 0.01) z++;
      }
      console.log(`true T ${heat}, n ${n}, ${k} labels: ECE null rejected ${percent(alarms / samples)}, Spiegelhalter ${percent(z / zTested)} of ${zTested}`);
    }
  }
}

/** Why the error has no interval: how often would a bootstrap of the bins' differences hold the population's error? */
function bootstrapOfError(): void {
  for (const n of [100, 500, 3000]) {
    for (const heat of [1, 1.2, 1.5, 2.5]) {
      const whole = topLabels(softmaxRows(createRandom(3), 200_000, 4, 3, heat));
      const truth = calibrationError(whole.confidence, whole.correct).expected!;
      const random = createRandom(n + 1);
      const seen = coverage();
      for (let k = 0; k < Math.ceil(samples / 2); k++) {
        const { confidence, correct } = topLabels(softmaxRows(random, n, 4, 3, heat));
        const { bin, count } = assignBins(confidence, defaultBinning);
        const gap = new Float64Array(count);
        const squares = new Float64Array(count);
        for (let i = 0; i < n; i++) {
          const difference = confidence[i]! - correct[i]!;
          gap[bin[i]!]! += difference;
          squares[bin[i]!]! += difference * difference;
        }
        const error = gap.reduce((sum, one) => sum + Math.abs(one) / n, 0);
        const drawn = Float64Array.from({ length: 400 }, () =>
          gap.reduce((sum, one, b) => sum + Math.abs(one + Math.sqrt(squares[b]!) * random.normal()) / n, 0),
        );
        const [low, high] = [quantile(drawn, 0.025), quantile(drawn, 0.975)];
        seen.see('percentile', { low, high, level: 0.95, method: '' }, truth);
        seen.see('reflected', { low: Math.max(0, 2 * error - high), high: Math.max(0, 2 * error - low), level: 0.95, method: '' }, truth);
      }
      seen.print(`error ${truth.toFixed(3)}, n ${n}`);
    }
  }
}

function thresholdAlarms(): void {
  // The best threshold of F1 is 0.5 nowhere, so the current one is set to the population's best: every gain is chance.
  for (const [n, share, shift] of [[100, 0.3, 0], [500, 0.1, 0], [500, 0.3, 0], [500, 0.3, 1.5], [500, 0.1, 1.5]] as const) {
    const probability = (score: number): number => 1 / (1 + Math.exp(-(1.5 * score - 1.125 + Math.log(share / (1 - share)) - shift)));
    const truth = binary(createRandom(7), 300_000, share, 1.5, 0);
    const population = thresholdGain(truth.positive, truth.score.map(probability), { splits: 1, draws: 2 });
    const random = createRandom(n + 1);
    const current = shift === 0 ? population.best! : 0.5;
    const possible = shift === 0 ? 0 : population.valueAtBest - population.valueAtCurrent;
    let above = 0;
    let held = 0;
    let sum = 0;
    const times = Math.ceil(samples / 4);
    for (let draw = 0; draw < times; draw++) {
      const rows = binary(random, n, share, 1.5, 0);
      const { heldOut } = thresholdGain(rows.positive, rows.score.map(probability), { current, seed: draw, draws: 300 });
      if (heldOut === null) continue;
      sum += heldOut.gain / times;
      if (heldOut.interval.low > 0) above++;
      if (heldOut.interval.low <= possible && possible <= heldOut.interval.high) held++;
    }
    console.log(`threshold, n ${n}, ${share} positive, possible gain ${possible.toFixed(3)}: mean gain ${sum.toFixed(3)}, interval above 0 in ${percent(above / times)}, holds the possible gain in ${percent(held / times)}`);
  }
}

/** Rows with correlated labels: a hidden factor moves all of a row's labels, and whether they are hit. */
function indicatorRows(random: Random, n: number, k: number, density: number, hit: number) {
  const reference = new Uint8Array(n * k);
  const predicted = new Uint8Array(n * k);
  for (let i = 0; i < n; i++) {
    const easy = random.next() < 0.7;
    for (let j = 0; j < k; j++) {
      const own = (density * 2 * (j + 1)) / (k + 1);
      const a = random.next() < own ? 1 : 0;
      const right = random.next() < (easy ? hit : hit - 0.4);
      reference[i * k + j] = a;
      predicted[i * k + j] = a === 1 ? (right ? 1 : 0) : random.next() < (easy ? 0.02 : 0.1) ? 1 : 0;
    }
  }
  return { reference, predicted };
}

function multiLabelCoverage(): void {
  for (const [n, k, density, hit] of [[50, 5, 0.2, 0.9], [200, 5, 0.2, 0.9], [200, 20, 0.1, 0.9], [1000, 20, 0.1, 0.95]] as const) {
    const labels = Array.from({ length: k }, (_, j) => `label ${j}`);
    const whole = indicatorRows(createRandom(5), 200_000, k, density, hit);
    const population = measureMultiLabel(whole.reference, whole.predicted, labels);
    const seen = coverage();
    const random = createRandom(n + k + 1);
    for (let draw = 0; draw < samples; draw++) {
      const rows = indicatorRows(random, n, k, density, hit);
      const { overall } = measureMultiLabel(rows.reference, rows.predicted, labels);
      for (const [name, score] of Object.entries(overall)) seen.see(name, score.interval, population.overall[name]!.value!);
    }
    seen.print(`multi-label, n ${n}, ${k} labels`);
  }
}

const sections = { calibrationAlarms, bootstrapOfError, severalCoverage, thresholdAlarms, multiLabelCoverage, rankingCoverage };
for (const [name, section] of Object.entries(sections)) {
  if ((process.argv[3] ?? name) === name) section();
}
