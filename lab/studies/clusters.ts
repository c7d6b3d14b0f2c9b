import { createRandom } from '../../src/stats/index.ts';
import { inserted, otherLabel } from '../thresholds/planted-texts.ts';
import { findingsOf, judgeFolder, type Row } from './folder.ts';
import { simulatedAnswer } from './models.ts';
import { told } from './slices.ts';
import { type Study, yes } from './study.ts';
import { textOf, written } from './texts.ts';

const SIZE = 2000;

/** Four words of thirty that belong to one subject: no single one stands in all of its texts. */
export const clusterStudy: Study = {
  id: 'cluster',
  title: 'a subject without a common phrase',
  planted: 'a subject in 10 % of 2,000 texts, told by four words of thirty, on which the model is sure and wrong 40 points more often',
  sets: 20,
  figures: [
    { id: 'cluster/found', what: 'error-cluster names a group of it', goal: { atLeast: 0.9 } },
    { id: 'cluster/any', what: 'error-cluster or weak-subset names it', goal: { atLeast: 0.9 } },
    { id: 'cluster/false', what: 'named kinds of examples that are not of the subject', goal: { atMost: 0.05 } },
  ],
  async run(seed) {
    const r = createRandom(24_000_017 + seed);
    const member = new Uint8Array(SIZE);
    const test = Array.from({ length: SIZE }, (_, i): Row => {
      member[i] = r.next() < 0.1 ? 1 : 0;
      const answer = simulatedAnswer({ labels: 4, certainty: 3.6 }, r);
      const turned = member[i] === 1 && answer.label === answer.predicted && r.next() < 0.4 / 0.86;
      const label = turned ? otherLabel(answer.predicted, 4, r) : answer.label;
      let { words } = written(label, 4, r);
      if (member[i] === 1) words = words.slice(4);
      if (member[i] === 1) for (let k = 0; k < 4; k++) words = inserted(words, `subject${'abcdefghijklmnopqrstuvwxyzäöüß'[r.integer(30)]}`, r);
      return { ...answer, label, text: textOf(words) };
    });
    const report = await judgeFolder({ labels: ['alpha', 'beta', 'gamma', 'delta'], test });
    const all = told(report, member);
    const right = all.filter(({ planted }) => planted);
    return [
      yes('cluster/found', findingsOf(report, 'error-cluster').length > 0 && right.some(({ id }) => id === 'error-cluster')),
      yes('cluster/any', right.length > 0),
      ['cluster/false', all.length - right.length, all.length],
    ];
  },
};
