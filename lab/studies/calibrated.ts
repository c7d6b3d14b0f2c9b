import { createRandom } from '../../src/stats/index.ts';
import { evidenceOf, findingsOf, judgeFolder, type Row } from './folder.ts';
import { simulatedAnswer, softmax } from './models.ts';
import { type Study, yes } from './study.ts';
import { textOf, written } from './texts.ts';

const KINDS = [1, 1, 1, 1.6, 0.6] as const;

/** References drawn from true probabilities; what is stated is the softmax of the logits times a factor. */
export const calibrationStudy: Study = {
  id: 'calibration',
  title: 'calibration',
  planted: 'logits of a calibrated model times 1, 1.6 (too sure) or 0.6 (not sure enough), 500 to 2,000 rows, 2 or 4 labels',
  sets: 300,
  figures: [
    { id: 'calibration/null', what: 'calibrated: called too sure or not sure enough', goal: { atMost: 0.01 } },
    { id: 'calibration/null-risk', what: 'calibrated: a risk of it', goal: { atMost: 0.01 } },
    { id: 'calibration/over', what: 'times 1.6: over-confident', goal: { atLeast: 0.9 } },
    { id: 'calibration/under', what: 'times 0.6: under-confident', goal: { atLeast: 0.9 } },
    { id: 'calibration/temperature', what: 'of those found, the temperature told is within 15 % of the factor', goal: { atLeast: 0.9 } },
  ],
  async run(seed) {
    const r = createRandom(19_000_013 + seed);
    const factor = KINDS[(seed >> 1) % KINDS.length]!;
    const labels = r.next() < 0.5 ? 2 : 4;
    const n = [500, 1000, 2000][r.integer(3)]!;
    const test = Array.from({ length: n }, (): Row => {
      const { label, predicted, probabilities } = simulatedAnswer({ labels, certainty: 2.5 }, r);
      const text = n > 500 ? textOf(written(label, labels, r).words.slice(0, 8)) : `row ${r.integer(1e9)}`;
      return { label, predicted, text, probabilities: softmax(probabilities.map((p) => factor * Math.log(p))) };
    });
    const report = await judgeFolder({ labels: ['alpha', 'beta', 'gamma', 'delta'].slice(0, labels), test });
    const found = findingsOf(report, 'over-confident', 'under-confident');
    if (factor === 1)
      return [yes('calibration/null', found.length > 0), yes('calibration/null-risk', found.some(({ severity }) => severity !== 'note'))];
    const wanted = factor > 1 ? 'over-confident' : 'under-confident';
    const [right] = found.filter(({ id }) => id === wanted);
    const temperature = evidenceOf(right, 'temperature that fits best');
    return [
      yes(`calibration/${factor > 1 ? 'over' : 'under'}`, right !== undefined),
      ...(right === undefined ? [] : [yes('calibration/temperature', temperature !== null && Math.abs(temperature / factor - 1) < 0.15)]),
    ];
  },
};
