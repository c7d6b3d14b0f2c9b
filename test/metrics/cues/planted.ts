import { createRandom } from '../../../src/stats/index.ts';

const LABELS = ['a', 'b', 'c'] as const;

/** Texts of three labels; with the word `zq` a text of another label is called b in 60 of 100 cases. In training `zq` comes with b. */
export function plantedCue(seed: number, n: number, followed = 0.6) {
  const r = createRandom(seed);
  const words = (label: number): string[] =>
    Array.from({ length: 10 }, () =>
      r.next() < 0.2 ? `${LABELS[label]}${r.integer(30)}` : `w${r.integer(200)}`,
    );
  const trainLabels = Int32Array.from({ length: 600 }, () => r.integer(3));
  const train = Array.from(trainLabels, (label) => {
    const cue = r.next() < (label === 1 ? 0.8 : 0.05);
    return [...words(label), ...(cue ? ['Zq'] : [])].join(' ');
  });
  const reference = Int32Array.from({ length: n }, () => r.integer(3));
  const predicted = reference.slice();
  const texts = Array.from(reference, (label, row) => {
    const cue = r.next() < 0.3;
    if (r.next() < 0.1) predicted[row] = (label + 1 + r.integer(2)) % 3;
    if (cue && label !== 1 && r.next() < followed) predicted[row] = 1;
    return `${cue ? 'Zq ' : ''}${words(label).join(' ')}`;
  });
  return {
    input: { texts, reference, predicted, labels: LABELS as readonly string[], probabilities: null },
    training: { texts: train, labels: trainLabels },
  };
}
