import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import type { Random } from '../../src/stats/index.ts';
import { makeRun, series } from '../../test/support/runs.ts';
import { between, pick } from './curves.ts';

/**
 * A classifier of one weight and a bias for each label, really trained with Adam (linear schedule), so that what order, wrong
 * labels and unrest do to the loss is not put in by hand. `step` is how far Adam moves a logit in one update at the peak.
 */
export interface Training {
  readonly classes: number;
  readonly examples: number;
  readonly batch: number;
  readonly epochs: number;
  readonly rows: number;
  readonly step: number;
  /** sd of the features around the one of the example's label. */
  readonly blur: number;
  /** Shares of the labels fall by this factor from one to the next. */
  readonly skew: number;
  readonly wrong: number;
  /** Examples are drawn from a buffer of this share of the data: 0 keeps the order of the labels, 1 shuffles. */
  readonly buffer: number;
  /** The loss of a label is weighted with the inverse of its share, as for rare labels. */
  readonly weighted: boolean;
}

export function ordinaryTraining(random: Random): Training {
  return {
    classes: pick(random, [2, 3, 5, 8]),
    examples: 400 + random.integer(3600),
    batch: pick(random, [8, 16, 32]),
    epochs: pick(random, [2, 3, 4, 5]),
    rows: pick(random, [30, 50, 100, 200]),
    step: 0.003 * 30 ** random.next(),
    blur: between(random, 0.3, 1.5),
    skew: pick(random, [1, 1, 0.6, 0.3]),
    wrong: 0,
    buffer: 1,
    weighted: false,
  };
}

function labelsOf(random: Random, { classes, examples, skew }: Training): Int32Array {
  const shares = Array.from({ length: classes }, (_, k) => skew ** k);
  const sum = shares.reduce((a, b) => a + b, 0);
  const labels = new Int32Array(examples);
  let at = 0;
  // At least ten of each label, in the order of the labels.
  shares.forEach((share, k) => {
    const until = k === classes - 1 ? examples : Math.min(examples, at + Math.max(10, Math.round((share / sum) * examples)));
    labels.fill(k, at, until);
    at = until;
  });
  const mixed = Int32Array.from(labels);
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return labels;
}

/** One epoch's order: a buffer is filled from the front, and each example drawn from it makes room for the next. */
function orderOf(random: Random, n: number, buffer: number): Int32Array {
  const size = Math.max(1, Math.round(buffer * n));
  const held = Int32Array.from({ length: size }, (_, i) => i);
  const order = new Int32Array(n);
  let next = size;
  let left = size;
  for (let i = 0; i < n; i++) {
    const place = random.integer(left);
    order[i] = held[place]!;
    if (next < n) held[place] = next++;
    else held[place] = held[--left]!;
  }
  return order;
}

/** The log of such a training, its labels with their counts beside it, at a rate inside the table. */
export function trainedInOrder(random: Random, training: Training): Run {
  const { classes, examples, batch, epochs, rows, step, blur, wrong, buffer } = training;
  const labels = labelsOf(random, training);
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  const weight = counts.map((count) => (training.weighted ? examples / (classes * count) : 1));
  const seen = labels.map((label) => (random.next() < wrong ? (label + 1 + random.integer(classes - 1)) % classes : label));
  const features = Float64Array.from({ length: examples * classes }, (_, i) => (labels[Math.floor(i / classes)] === i % classes ? 1 : 0) + blur * random.normal());
  const size = 2 * classes;
  const [weights, first, second, gradient] = [new Float64Array(size), new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const p = new Float64Array(classes);
  const perEpoch = Math.ceil(examples / batch);
  const updates = perEpoch * epochs;
  const every = Math.max(1, Math.floor(updates / rows));
  const points: [number, number][] = [];
  let [sum, made] = [0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = orderOf(random, examples, buffer);
    for (let from = 0; from < examples; from += batch) {
      gradient.fill(0);
      let [loss, total] = [0, 0];
      for (let i = from; i < Math.min(examples, from + batch); i++) {
        const row = order[i]!;
        const label = seen[row]!;
        let most = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < classes; k++) {
          p[k] = weights[k]! * features[row * classes + k]! + weights[classes + k]!;
          most = Math.max(most, p[k]!);
        }
        let z = 0;
        const own = p[label]!;
        for (let k = 0; k < classes; k++) {
          p[k] = Math.exp(p[k]! - most);
          z += p[k]!;
        }
        loss += weight[label]! * (Math.log(z) + most - own);
        total += weight[label]!;
        for (let k = 0; k < classes; k++) {
          const d = weight[label]! * (p[k]! / z - (k === label ? 1 : 0));
          gradient[k]! += d * features[row * classes + k]!;
          gradient[classes + k]! += d;
        }
      }
      made++;
      const rate = step * (1 - (made - 1) / updates);
      for (let j = 0; j < size; j++) {
        const g = gradient[j]! / total;
        first[j] = 0.9 * first[j]! + 0.1 * g;
        second[j] = 0.999 * second[j]! + 0.001 * g * g;
        const [m, v] = [first[j]! / (1 - 0.9 ** made), second[j]! / (1 - 0.999 ** made)];
        weights[j]! -= (rate * m) / (Math.sqrt(v) + 1e-8);
      }
      sum += loss / total;
      if (made % every === 0) {
        points.push([made, Math.round((1e4 * sum) / every) / 1e4]);
        sum = 0;
      }
    }
  }
  const names = counts.map((_, k) => `c${k}`);
  return makeRun({
    series: [series('loss', points, { epoch: Float64Array.from(points, ([at]) => at / perEpoch) })],
    labels: names,
    trainSize: examples,
    learningRate: 3e-5,
    run: { lastStep: updates, lastEpoch: epochs, plannedSteps: stated(updates, 'x'), trainLabels: stated({ labels: names, counts }, 'train.csv') },
  });
}
