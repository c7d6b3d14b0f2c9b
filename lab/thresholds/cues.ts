/**
 * Rank of planted cues, and false cues, of src/metrics/cues/. Even seeds choose, odd seeds are quoted in docs/thresholds/cues.md.
 *
 *     node lab/thresholds/run.mjs cues
 */
import { falsePositiveCues, misleadingTerms, unseenWords } from '../../src/metrics/cues/index.ts';
import { inserted, otherLabel, plantedText, seeded, seedsOf } from './planted-texts.ts';
import { Tally } from './tally.ts';

const LABELS = ['l0', 'l1', 'l2', 'l3'];
const CUE = 'zq';

type Kind = 'no cue' | 'in the texts, not followed' | 'label 2 taken for 1' | 'followed to 40 points' | 'followed to 15 points' | 'followed, not in training';

interface Setting {
  /** Share of training texts of label 1, and of the others, with the cue. */
  readonly train: readonly [number, number];
  readonly evaluation: number;
  /** Chance that a text of another label with the cue is called 1 on account of it. */
  readonly followed: number;
  readonly confused: number;
}

const SETTINGS: Readonly<Record<Kind, Setting>> = {
  'no cue': { train: [0, 0], evaluation: 0, followed: 0, confused: 0 },
  'in the texts, not followed': { train: [0.9, 0.05], evaluation: 0.5, followed: 0, confused: 0 },
  'label 2 taken for 1': { train: [0, 0], evaluation: 0, followed: 0, confused: 0.35 },
  'followed to 40 points': { train: [0.9, 0.05], evaluation: 0.5, followed: 0.4, confused: 0 },
  'followed to 15 points': { train: [0.9, 0.05], evaluation: 0.5, followed: 0.15, confused: 0 },
  'followed, not in training': { train: [0.1, 0.1], evaluation: 0.1, followed: 0.4, confused: 0 },
};

function planted(kind: Kind, n: number, seed: number) {
  const setting = SETTINGS[kind];
  const r = seeded(seed, kind, n);
  const trainLabels = Int32Array.from({ length: 2000 }, () => r.integer(4));
  const train = Array.from(trainLabels, (label) => {
    const words = plantedText(label, 4, r);
    return (r.next() < setting.train[label === 1 ? 0 : 1]! ? inserted(words, CUE, r) : words).join(' ');
  });
  const reference = Int32Array.from({ length: n }, () => r.integer(4));
  const predicted = new Int32Array(n);
  const texts = Array.from(reference, (label, row) => {
    const words = plantedText(label, 4, r);
    const cue = r.next() < setting.evaluation;
    predicted[row] = r.next() < 0.88 ? label : otherLabel(label, 4, r);
    if (cue && label !== 1 && r.next() < setting.followed) predicted[row] = 1;
    if (label === 2 && r.next() < setting.confused) predicted[row] = 1;
    return (cue ? inserted(words, CUE, r) : words).join(' ');
  });
  return { input: { texts, reference, predicted, labels: LABELS, probabilities: null }, training: { texts: train, labels: trainLabels } };
}

export function run(): void {
  for (const odd of process.argv.includes('--choose') ? [false, true] : [true]) {
    console.log(odd ? '\nodd seeds (quoted)' : '\neven seeds (choosing)');
    const [first, b, others, othersB, pairs, unseen] = Array.from({ length: 6 }, Tally);
    for (const kind of Object.keys(SETTINGS) as Kind[])
      for (const n of [500, 1000, 3000])
        for (const seed of seedsOf(odd, 25)) {
          const { input, training } = planted(kind, n, seed);
          const { cues } = falsePositiveCues(input, training);
          const name = `${kind}, n = ${n}`;
          const isPlanted = (term: string): boolean => term.split(' ').includes(CUE);
          first!.add(name, cues[0] !== undefined && isPlanted(cues[0].term) && cues[0].label === 1);
          b!.add(name, cues.some(({ term, level }) => isPlanted(term) && level === 'b'));
          others!.add(kind, cues.some(({ term }) => !isPlanted(term)));
          othersB!.add(kind, cues.some(({ term, level }) => !isPlanted(term) && level === 'b'));
          pairs!.add(kind, misleadingTerms(input).terms.some(({ term }) => !isPlanted(term)));
          const words = unseenWords(input, training.texts.slice(0, 1000));
          if (!('reason' in words)) unseen!.add(kind, words.stratifiedP < 0.01);
        }
    console.log(first!.table('planted cue at rank 1'));
    console.log(b!.table('planted cue at level b'));
    console.log(others!.table('any other cue'));
    console.log(othersB!.table('any other cue at level b'));
    console.log(pairs!.table('any term that misleads within a pair but the cue'));
    console.log(unseen!.table('unseen words called harmful (they are not), p < 0.01'));
  }
}
