import { createRandom } from '../../src/stats/index.ts';
import { otherLabel } from '../thresholds/planted-texts.ts';
import { findingsOf, type Folder, isSerious, judgeFolder, type Row, type TrainingRow } from './folder.ts';
import { answersOf, simulatedAnswer, trainedOn } from './models.ts';
import { type Count, type Study, yes } from './study.ts';
import { EASY_TEXT, textOf, written } from './texts.ts';

const NAMES = ['alpha', 'beta', 'gamma', 'delta'];
const REVIEWED = 50;
const FLIPPED = 0.1;

interface Planted {
  readonly folder: Folder;
  readonly flipped: Uint8Array;
}

/** References of which one in ten was changed, answered by a calibrated model. */
export function simulated(labels: number, seed: number): Planted {
  const r = createRandom(10_000_019 + seed);
  const flipped = new Uint8Array(1000);
  const test = Array.from({ length: 1000 }, (_, i): Row => {
    const answer = simulatedAnswer({ labels, certainty: labels === 2 ? 3.2 : 3.8 }, r);
    flipped[i] = r.next() < FLIPPED ? 1 : 0;
    const label = flipped[i] === 1 ? otherLabel(answer.label, labels, r) : answer.label;
    return { ...answer, label, text: textOf(written(answer.label, labels, r, EASY_TEXT).words) };
  });
  return { folder: { labels: NAMES.slice(0, labels), test }, flipped };
}

/** A bag of words trained on texts of which three labels in ten were changed. */
export function trained(labels: number, seed: number): Planted {
  const r = createRandom(10_500_019 + seed);
  const make = (share: number): TrainingRow & { readonly changed: boolean } => {
    const label = r.integer(labels);
    const text = textOf(written(label, labels, r, EASY_TEXT).words);
    const changed = r.next() < share;
    return { text, label: changed ? otherLabel(label, labels, r) : label, changed };
  };
  const train = Array.from({ length: 2000 }, () => make(0.3));
  const rows = Array.from({ length: 1000 }, () => make(FLIPPED));
  const flipped = Uint8Array.from(rows, ({ changed }) => (changed ? 1 : 0));
  return { folder: { labels: NAMES.slice(0, labels), test: answersOf(trainedOn(train, labels), rows, labels), train }, flipped };
}

export const labelsStudy: Study = {
  id: 'labels',
  title: 'wrong labels (row 5)',
  planted: '10 % of 1,000 evaluation labels changed at random (2 and 4 labels)',
  sets: 32,
  figures: [
    { id: 'labels/first', what: 'changed labels among the first 50 to review: calibrated model (precision@50)', goal: { atLeast: 0.6 } },
    { id: 'labels/lift', what: 'sets in which that is five times the share of changed labels', goal: { atLeast: 0.9 } },
    { id: 'labels/first-trained', what: 'the same, a bag of words trained on 30 % changed labels (precision@50)', goal: { atLeast: 0.6 } },
    { id: 'labels/lift-trained', what: 'the same: sets with a lift of five', goal: { atLeast: 0.9 } },
    { id: 'labels/recall', what: 'changed labels in the 50: share of all changed ones (100 or so; at most one half)', goal: null },
    { id: 'labels/told', what: 'label-errors-suspected speaks', goal: { atLeast: 0.9 } },
    { id: 'labels/likely', what: 'the same, likely or surer', goal: null },
    { id: 'labels/range', what: 'the range told holds the true share of changed labels', goal: { atLeast: 0.9 } },
    { id: 'labels/silent', what: 'memorising-below-noise-floor speaks though no rate was stated', goal: { atMost: 0 } },
    { id: 'labels/other', what: 'another problem or risk, likely or surer', goal: { atMost: 0.05 } },
  ],
  async run(seed) {
    const place = seed >> 1;
    const labels = place % 2 === 0 ? 2 : 4;
    const real = place % 4 >= 2;
    const { folder, flipped } = real ? trained(labels, seed) : simulated(labels, seed);
    const report = await judgeFolder(folder);
    const [finding] = findingsOf(report, 'label-errors-suspected');
    const rows = (finding?.examples?.rows ?? []).slice(0, REVIEWED);
    const all = flipped.reduce((sum, one) => sum + one, 0);
    const hits = rows.filter((row) => flipped[row] === 1).length;
    const range = finding?.evidence.find(({ name }) => name === 'share of wrong labels')?.interval;
    const share = all / flipped.length;
    const kind = real ? '-trained' : '';
    // Against changed labels the model is too sure, a bag of words is as good as itself, and words of one label under the name of another are in truth wrong more often.
    const expected = ['label-errors-suspected', 'over-confident', 'bag-of-words-suffices', 'under-confident', 'weak-subset', 'error-cluster'];
    return [
      [`labels/first${kind}`, hits, Math.max(rows.length, REVIEWED)] satisfies Count,
      yes(`labels/lift${kind}`, hits / Math.max(1, rows.length) >= 5 * share),
      ['labels/recall', hits, all],
      yes('labels/told', finding !== undefined),
      yes('labels/likely', finding !== undefined && finding.claim !== 'hint'),
      yes('labels/range', range !== undefined && range.low <= share && share <= range.high),
      yes('labels/silent', findingsOf(report, 'memorising-below-noise-floor').length > 0),
      yes('labels/other', report.findings.some((one) => isSerious(one) && one.claim !== 'hint' && !expected.includes(one.id))),
    ];
  },
};
