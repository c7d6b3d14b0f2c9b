import { createRandom, type Random } from '../../src/stats/index.ts';
import { findingsOf, judgeFolder, type Row } from './folder.ts';
import { simulatedAnswer, type SimulatedModel } from './models.ts';
import { type Study, yes } from './study.ts';
import { HARD_TEXT, textOf, written } from './texts.ts';

const SIZE = 800;

const rowsOf = (model: SimulatedModel, long: boolean, r: Random): Row[] =>
  Array.from({ length: SIZE }, (): Row => {
    const answer = simulatedAnswer(model, r);
    const kind = long ? { ...HARD_TEXT, least: 15, most: 45 } : HARD_TEXT;
    return { ...answer, text: textOf(written(answer.label, model.labels, r, kind).words) };
  });

const EVEN: SimulatedModel = { labels: 3, certainty: 3.6 };
const HARDER: SimulatedModel = { labels: 3, certainty: 2.2 };
const OTHER_SHARES: SimulatedModel = { labels: 3, certainty: 3.6, shares: [0.55, 0.3, 0.15] };

/** Validation and test predictions of one model. */
export const shiftStudy: Study = {
  id: 'shift',
  title: 'validation and test',
  planted: 'test rows on which the model is right some 12 points less often and of longer texts (a), with other label shares (b), from the same source (c); 800 rows each',
  sets: 120,
  figures: [
    { id: 'shift/fall', what: 'a: val-test-shift, a risk or problem', goal: { atLeast: 0.9 } },
    { id: 'shift/shares', what: 'b: told as a difference', goal: { atLeast: 0.9 } },
    { id: 'shift/shares-fall', what: 'b: called worse on test', goal: { atMost: 0.05 } },
    { id: 'shift/null', what: 'c: told as a difference', goal: { atMost: 0.01 } },
    { id: 'shift/null-fall', what: 'c: called worse on test', goal: { atMost: 0.01 } },
  ],
  async run(seed) {
    const r = createRandom(20_000_003 + seed);
    const kind = ['fall', 'shares', 'null', 'null'][(seed >> 1) % 4]!;
    const model = kind === 'fall' ? HARDER : kind === 'shares' ? OTHER_SHARES : EVEN;
    const report = await judgeFolder({ labels: ['alpha', 'beta', 'gamma'], validation: rowsOf(EVEN, false, r), test: rowsOf(model, kind === 'fall', r) });
    const found = findingsOf(report, 'val-test-shift');
    const falls = found.some(({ severity }) => severity !== 'note');
    if (kind === 'fall') return [yes('shift/fall', falls)];
    return [yes(`shift/${kind}`, found.length > 0), yes(`shift/${kind}-fall`, falls)];
  },
};
