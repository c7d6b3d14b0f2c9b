import { createRandom } from '../../src/stats/index.ts';
import { evidenceOf, findingsOf, type Folder, isSerious, judgeFolder, type Row, type TrainingRow } from './folder.ts';
import { simulatedAnswer } from './models.ts';
import { type Count, type Study, yes } from './study.ts';
import { edited, textOf, written } from './texts.ts';
import { otherLabel } from '../thresholds/planted-texts.ts';

const LABELS = ['alpha', 'beta', 'gamma', 'delta'];
const MODEL = { labels: 4, certainty: 3 };

interface Leaked {
  readonly folder: Folder;
  readonly verbatim: number;
  readonly changed: number;
  readonly clean: { readonly right: number; readonly rows: number };
}

/** A share of the test texts stand in the training file, half of them edited, and are remembered. */
function leaked(share: number, seed: number): Leaked {
  const r = createRandom(11_000_027 + seed);
  let [verbatim, changed, right, rows] = [0, 0, 0, 0];
  const train: TrainingRow[] = Array.from({ length: 1500 }, () => {
    const label = r.integer(4);
    return { label, text: textOf(written(label, 4, r).words) };
  });
  const test = Array.from({ length: 1000 }, (_, i): Row => {
    const answer = simulatedAnswer(MODEL, r);
    const text = textOf(written(answer.label, 4, r).words);
    if (i >= 1000 * share) {
      rows++;
      if (answer.label === answer.predicted) right++;
      return { ...answer, text };
    }
    const whole = i % 2 === 0;
    if (whole) verbatim++;
    else changed++;
    train.push({ label: answer.label, text: whole ? text : edited(text, r) });
    if (r.next() > 0.98) return { ...answer, text };
    const probabilities = Float64Array.from({ length: 4 }, (_unused, j) => (j === answer.label ? 0.97 : 0.01));
    return { label: answer.label, predicted: answer.label, probabilities, text };
  });
  return { folder: { labels: LABELS, test, train }, verbatim, changed, clean: { right, rows } };
}

/** Case and punctuation are folded away before texts are compared, so that such an edit counts as equal. */
export const leakageStudy: Study = {
  id: 'leakage',
  title: 'leaked texts (row 6)',
  planted: '30 % or 2 % of 1,000 test texts in the training file, half verbatim, half with one edit',
  sets: 30,
  figures: [
    { id: 'leakage/exact', what: 'verbatim copies counted exactly (edits of case and punctuation count as equal)', goal: { atLeast: 1 } },
    { id: 'leakage/edited', what: 'edited copies found', goal: { atLeast: 0.9 } },
    { id: 'leakage/false', what: 'other test texts matched (false matches)', goal: { atMost: 0.01 } },
    { id: 'leakage/inflated', what: '30 %: flattered at p < 0.01', goal: { atLeast: 0.9 } },
    { id: 'leakage/inflated-weak', what: '2 %: flattered at p < 0.01', goal: null },
    { id: 'leakage/told', what: '2 %: the overlap is told', goal: { atLeast: 0.9 } },
    { id: 'leakage/clean', what: 'the accuracy on clean texts that is told is theirs, within 0.5 points', goal: { atLeast: 0.9 } },
    { id: 'leakage/shift', what: 'val-test-shift speaks', goal: { atMost: 0 } },
    { id: 'leakage/other', what: 'another problem or risk, likely or surer', goal: { atMost: 0.05 } },
  ],
  async run(seed) {
    const weak = (seed >> 1) % 2 === 1;
    const { folder, verbatim, changed, clean } = leaked(weak ? 0.02 : 0.3, seed);
    const report = await judgeFolder(folder);
    const [finding] = findingsOf(report, 'leakage-suspected');
    const equal = evidenceOf(finding, 'equal texts') ?? 0;
    const near = evidenceOf(finding, 'nearly equal texts') ?? 0;
    const all = Math.min(equal + near, verbatim + changed);
    const told = evidenceOf(finding, 'accuracy on clean texts');
    const flattered = finding !== undefined && finding.severity !== 'note' && finding.claim !== 'fact';
    return [
      yes('leakage/exact', equal >= verbatim && equal <= verbatim + changed),
      ['leakage/edited', Math.max(0, all - verbatim), changed],
      ['leakage/false', Math.max(0, equal + near - verbatim - changed), clean.rows],
      yes(weak ? 'leakage/inflated-weak' : 'leakage/inflated', flattered),
      ...(weak ? [yes('leakage/told', finding !== undefined)] : []),
      yes('leakage/clean', told !== null && Math.abs(told - clean.right / clean.rows) < 0.005),
      yes('leakage/shift', findingsOf(report, 'val-test-shift').length > 0),
      yes('leakage/other', report.findings.some((one) => isSerious(one) && one.claim !== 'hint' && one.id !== 'leakage-suspected')),
    ];
  },
};

export const duplicatesStudy: Study = {
  id: 'duplicates',
  title: 'copies inside the evaluation data',
  planted: '100 of 900 evaluation texts copied, half verbatim, half with one edit; a fifth of the copies carries another label',
  sets: 30,
  figures: [
    { id: 'duplicates/found', what: 'near-duplicates speaks', goal: { atLeast: 0.95 } },
    { id: 'duplicates/recall', what: 'copies found', goal: { atLeast: 0.9 } },
    { id: 'duplicates/false', what: 'other texts joined to one (false matches)', goal: { atMost: 0.01 } },
    { id: 'duplicates/conflicts', what: 'conflicting-duplicates speaks', goal: { atLeast: 0.95 } },
  ],
  async run(seed) {
    const r = createRandom(12_000_017 + seed);
    const rows: Row[] = Array.from({ length: 900 }, (): Row => {
      const answer = simulatedAnswer(MODEL, r);
      return { ...answer, text: textOf(written(answer.label, 4, r).words) };
    });
    for (let i = 0; i < 100; i++) {
      const one = rows[i]!;
      const label = r.next() < 0.2 ? otherLabel(one.label, 4, r) : one.label;
      rows.push({ ...one, label, text: i % 2 === 0 ? one.text : edited(one.text, r) });
    }
    const report = await judgeFolder({ labels: LABELS, test: rows });
    const [finding] = findingsOf(report, 'near-duplicates');
    const joined = evidenceOf(finding, 'rows that equal or nearly equal another') ?? 0;
    const kept = evidenceOf(finding, 'different texts') ?? rows.length;
    const surplus = rows.length - kept;
    return [
      yes('duplicates/found', finding !== undefined),
      ['duplicates/recall', Math.min(100, surplus), 100] satisfies Count,
      ['duplicates/false', Math.max(0, joined - 200), 800],
      yes('duplicates/conflicts', findingsOf(report, 'conflicting-duplicates').length > 0),
    ];
  },
};
