import { createRandom, type Random } from '../../src/stats/index.ts';
import { evidenceOf, findingsOf, type Folder, isSerious, judgeFolder, type Row, type TrainingRow } from './folder.ts';
import { answersOf, placeOfMost, simulatedAnswer, type SimulatedModel, softmax, trainedOn } from './models.ts';
import { type Count, type Study, yes } from './study.ts';
import { EASY_TEXT, HARD_TEXT, textOf, written } from './texts.ts';

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];

function rareTexts(n: number, share: number, r: Random): TrainingRow[] {
  return Array.from({ length: n }, () => {
    const label = r.next() < share ? 1 : 0;
    return { label, text: textOf(written(label, 2, r, HARD_TEXT).words) };
  });
}

const isSaid = (seen: readonly { readonly id: string }[], id: string): boolean => seen.some((one) => one.id === id);

/** A bag of words on 95 : 5 without weights misses most of the rare label and ranks it well; a collapsed model knows nothing. */
export const imbalanceStudy: Study = {
  id: 'imbalance',
  title: 'a rare label (row 7)',
  planted: '95 : 5 with an unweighted bag of words (a), and the same with one answer for everything and scores that rank nothing (b)',
  sets: 40,
  figures: [
    { id: 'imbalance/told', what: 'a: accuracy-hides-minority, strong', goal: { atLeast: 0.9 } },
    { id: 'imbalance/remedy', what: 'a: a threshold with its gain on rows that did not choose it', goal: { atLeast: 0.9 } },
    { id: 'imbalance/collapse', what: 'b: majority-collapse or no better than trivial, in its place', goal: { atLeast: 0.9 } },
    { id: 'imbalance/no-threshold', what: 'b: a threshold is advised all the same', goal: { atMost: 0.01 } },
    { id: 'imbalance/no-collapse', what: 'a: called collapsed or stuck at chance although it ranks', goal: { atMost: 0.05 } },
  ],
  async run(seed) {
    const r = createRandom(14_000_029 + seed);
    const collapsed = (seed >> 1) % 2 === 1;
    const rows = rareTexts(2000, 0.05, r);
    const test = collapsed
      ? rows.map(({ text, label }): Row => {
          const p = 0.03 + 0.04 * r.next();
          return { text, label, predicted: 0, probabilities: Float64Array.of(1 - p, p) };
        })
      : answersOf(trainedOn(rareTexts(2000, 0.05, r), 2), rows, 2);
    const { findings } = await judgeFolder({ labels: ['common', 'rare'], test });
    const atChance = ['majority-collapse', 'no-better-than-trivial', 'plateau-at-chance'];
    if (collapsed)
      return [
        yes('imbalance/collapse', findings[0] !== undefined && atChance.includes(findings[0].id) && !isSaid(findings, 'class-low-recall')),
        yes('imbalance/no-threshold', isSaid(findings, 'threshold-off')),
      ];
    return [
      yes('imbalance/told', findingsOf({ findings } as never, 'accuracy-hides-minority').some(({ claim }) => claim === 'strong' || claim === 'fact')),
      yes('imbalance/remedy', isSaid(findings, 'threshold-off')),
      yes('imbalance/no-collapse', findings.some(({ id, severity }) => ['plateau-at-chance', 'majority-collapse'].includes(id) && severity !== 'note')),
    ];
  },
};

/** Answers under other names: a cycle of four labels, two swapped, ratings counted from 1. */
export const mappingStudy: Study = {
  id: 'mapping',
  title: 'permuted labels (row 8)',
  planted: 'names of the labels permuted between references and answers: 0→1→2→3→0, two swapped',
  sets: 40,
  figures: [
    { id: 'mapping/exact', what: 'four labels: permutation recovered exactly, strong', goal: { atLeast: 0.95 } },
    { id: 'mapping/swapped', what: 'two labels: told as a problem (likely is the most two labels allow)', goal: { atLeast: 0.95 } },
    { id: 'mapping/accuracy', what: 'accuracy after renaming within one point of the truth', goal: { atLeast: 0.95 } },
    { id: 'mapping/other', what: 'val-test-shift, no-better-than-trivial or majority-collapse beside it', goal: { atMost: 0 } },
    { id: 'mapping/control', what: 'control, names in order, 55 to 90 % right: called permuted', goal: { atMost: 0 } },
  ],
  async run(seed) {
    const r = createRandom(15_000_017 + seed);
    const kind = (seed >> 1) % 4;
    const labels = kind === 1 ? 2 : 4;
    const certainty = kind >= 2 ? 1.5 + 2 * r.next() : 3;
    let right = 0;
    const test = Array.from({ length: 600 }, (): Row => {
      const answer = simulatedAnswer({ labels, certainty }, r);
      if (answer.label === answer.predicted) right++;
      const text = textOf(written(answer.label, labels, r).words);
      if (kind >= 2) return { ...answer, text };
      const turned = (label: number): number => (label + 1) % labels;
      const probabilities = new Float64Array(labels);
      for (let i = 0; i < labels; i++) probabilities[turned(i)] = answer.probabilities[i]!;
      return { text, label: answer.label, predicted: turned(answer.predicted), probabilities };
    });
    const report = await judgeFolder({ labels: NAMES.slice(0, labels), test });
    const [finding] = findingsOf(report, 'label-mapping-wrong');
    if (kind >= 2) return [yes('mapping/control', finding !== undefined)];
    const wanted = NAMES.slice(0, labels).map((from, i) => `${from} predicted as ${NAMES[(i + 1) % labels]}`);
    const exact = finding !== undefined && wanted.every((name) => evidenceOf(finding, name) !== null) && evidenceOf(finding, 'labels renamed') === labels;
    const after = evidenceOf(finding, 'accuracy after renaming the predictions');
    return [
      kind === 0 ? yes('mapping/exact', exact && finding.claim === 'strong') : yes('mapping/swapped', exact && finding.severity === 'problem'),
      yes('mapping/accuracy', after !== null && Math.abs(after - right / test.length) <= 0.01),
      yes('mapping/other', findingsOf(report, 'val-test-shift', 'no-better-than-trivial', 'majority-collapse').length > 0),
    ];
  },
};

/** Five labels, of which the second is taken for the third in a quarter of its texts. */
export const pairStudy: Study = {
  id: 'pair',
  title: 'a confused pair',
  planted: 'one label of five (100 of 500 texts) is taken for another in 25 %',
  sets: 30,
  figures: [
    { id: 'pair/found', what: 'confused-pair names the two', goal: { atLeast: 0.9 } },
    { id: 'pair/false', what: 'another pair is named', goal: { atMost: 0.01 } },
    { id: 'pair/other', what: 'another problem or risk, likely or surer, but the recall and precision of the two', goal: { atMost: 0.05 } },
  ],
  async run(seed) {
    const r = createRandom(16_000_057 + seed);
    const test = Array.from({ length: 500 }, (): Row => {
      const answer = simulatedAnswer({ labels: 5, certainty: 4 }, r);
      const text = textOf(written(answer.label, 5, r).words);
      if (answer.label !== 1 || r.next() > 0.25) return { ...answer, text };
      const probabilities = softmax(Float64Array.from({ length: 5 }, (_, i) => (i === 2 ? 2.5 : i === 1 ? 1.5 : 0) + r.normal() / 2));
      return { text, label: 1, predicted: placeOfMost(probabilities), probabilities };
    });
    const { findings } = await judgeFolder({ labels: NAMES, test });
    const pairs = findings.filter(({ id }) => id === 'confused-pair');
    const isIt = ({ subject }: (typeof pairs)[number]): boolean => [subject.class, subject.otherClass].sort().join() === 'beta,gamma';
    const own = ['confused-pair', 'class-low-recall', 'class-low-precision', 'prior-shifted-predictions', 'over-confident'];
    return [
      yes('pair/found', pairs.some(isIt)),
      yes('pair/false', pairs.some((one) => !isIt(one))),
      yes('pair/other', findings.some((one) => isSerious(one) && one.claim !== 'hint' && !own.includes(one.id))),
    ];
  },
};

/** Macro and weighted F1 of so many answers that chance hardly counts. */
function averages(model: SimulatedModel, r: Random): number {
  const [n, k] = [40_000, model.labels];
  const counts = new Float64Array(k * k);
  for (let i = 0; i < n; i++) {
    const { label, predicted } = simulatedAnswer(model, r);
    counts[label * k + predicted]!++;
  }
  let [macro, weighted] = [0, 0];
  for (let c = 0; c < k; c++) {
    let [support, called] = [0, 0];
    for (let d = 0; d < k; d++) {
      support += counts[c * k + d]!;
      called += counts[d * k + c]!;
    }
    const f1 = support + called > 0 ? (2 * counts[c * k + c]!) / (support + called) : 0;
    macro += f1 / k;
    weighted += (f1 * support) / n;
  }
  return macro - weighted;
}

export const averageStudy: Study = {
  id: 'average',
  title: 'macro and weighted F1',
  planted: 'a rare label (8 %) that is found half as well as the others, so that macro and weighted F1 differ by 8 points or more in truth',
  sets: 30,
  figures: [
    { id: 'average/found', what: 'average-choice-matters says so on 1,000 rows', goal: { atLeast: 0.9 } },
    { id: 'average/named', what: 'of these, the rare label is named first', goal: { atLeast: 0.9 } },
  ],
  async run(seed) {
    const r = createRandom(17_000_023 + seed);
    const model: SimulatedModel = { labels: 3, shares: [0.6, 0.32, 0.08], certainty: [3.5, 3.5, 1.5] };
    if (Math.abs(averages(model, createRandom(5))) < 0.08) throw new Error('the plant is too weak');
    const folder: Folder = {
      labels: NAMES.slice(0, 3),
      test: Array.from({ length: 1000 }, (): Row => {
        const answer = simulatedAnswer(model, r);
        return { ...answer, text: textOf(written(answer.label, 3, r).words) };
      }),
    };
    const [finding] = findingsOf(await judgeFolder(folder), 'average-choice-matters');
    return [
      yes('average/found', finding !== undefined),
      ...(finding === undefined ? [] : [yes('average/named', /mostly because of `?gamma/.test(finding.title))]),
    ] satisfies readonly Count[];
  },
};

/** Is the model worth more than its words? Three models of known worth beside a bag of words. */
export const bagStudy: Study = {
  id: 'bag',
  title: 'a bag of words as good',
  planted: 'the model is another bag of words trained on as many texts (a), one trained on a tenth of them (b), or right on 15 points more (c)',
  sets: 36,
  figures: [
    { id: 'bag/equal', what: 'a: bag-of-words-suffices says that a bag of words does as well', goal: { atLeast: 0.9 } },
    { id: 'bag/equal-not-better', what: 'a: said to be better than a bag of words', goal: { atMost: 0.05 } },
    { id: 'bag/worse', what: 'b: found as a risk', goal: { atLeast: 0.9 } },
    { id: 'bag/better', what: 'c: called equalled (false alarm)', goal: { atMost: 0.01 } },
  ],
  async run(seed) {
    const r = createRandom(18_000_041 + seed);
    const texts = (n: number): TrainingRow[] =>
      Array.from({ length: n }, () => {
        const label = r.integer(3);
        return { label, text: textOf(written(label, 3, r, EASY_TEXT).words) };
      });
    const kind = (seed >> 1) % 3;
    const train = texts(800);
    if (kind === 2) {
      const test = Array.from({ length: 1000 }, (): Row => {
        const answer = simulatedAnswer({ labels: 3, certainty: 4.5 }, r);
        return { ...answer, text: textOf(written(answer.label, 3, r, HARD_TEXT).words) };
      });
      const hard = train.map(({ label }) => ({ label, text: textOf(written(label, 3, r, HARD_TEXT).words) }));
      const report = await judgeFolder({ labels: NAMES.slice(0, 3), test, train: hard });
      return [yes('bag/better', findingsOf(report, 'bag-of-words-suffices').length > 0)];
    }
    const own = trainedOn(texts(kind === 0 ? 800 : 80), 3);
    const report = await judgeFolder({ labels: NAMES.slice(0, 3), test: answersOf(own, texts(1000), 3), train });
    const found = findingsOf(report, 'bag-of-words-suffices');
    if (kind === 1) return [yes('bag/worse', found.some(isSerious))];
    const passed = report.audits.some(({ id, status }) => id === 'bag-of-words-suffices' && status === 'pass');
    return [yes('bag/equal', found.length > 0), yes('bag/equal-not-better', passed)];
  },
};
