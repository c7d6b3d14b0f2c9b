import { deletionPairs, judgeDeletion } from '../../src/metrics/cues/index.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { inserted } from '../thresholds/planted-texts.ts';
import { findingsOf, judgeFolder, type TrainingRow } from './folder.ts';
import { answersOf, placeOfMost, trainedOn } from './models.ts';
import { type Count, type Study, yes } from './study.ts';
import { HARD_TEXT, textOf, written } from './texts.ts';

const LABELS = ['alpha', 'beta', 'gamma', 'delta'];
const CUE = 'zq';

function texts(n: number, cue: (label: number) => number, r: Random): TrainingRow[] {
  return Array.from({ length: n }, () => {
    const label = r.integer(4);
    const { words } = written(label, 4, r, HARD_TEXT);
    return { label, text: textOf(r.next() < cue(label) ? inserted(words, CUE, r) : words) };
  });
}

/** The model is the bag of words itself, trained on texts with the cue: it follows the cue in truth. */
export const cuesStudy: Study = {
  id: 'cues',
  title: 'a spurious cue (row 14)',
  planted: 'the token “zq” in 90 % of the training texts of one label and 5 % of the others, in half of all test texts; a bag of words trained on them',
  sets: 30,
  figures: [
    { id: 'cues/first', what: 'spurious-cue names it, first among words', goal: { atLeast: 0.9 } },
    { id: 'cues/likely', what: 'at level b (tied in training): likely, a risk', goal: { atLeast: 0.9 } },
    { id: 'cues/deletion', what: 'the model asked again without it relies on it (level c)', goal: { atLeast: 0.9 } },
    { id: 'cues/other', what: 'another word above a hint', goal: { atMost: 0.1 } },
    { id: 'cues/none', what: 'control, the same texts without the cue: any word above a hint', goal: { atMost: 0.01 } },
    { id: 'cues/fair', what: 'control, the cue tied to the label in the test texts too: called an artefact', goal: { atMost: 0.1 } },
  ],
  async run(seed) {
    const r = createRandom(13_000_027 + seed);
    const planted = (label: number): number => (label === 1 ? 0.9 : 0.05);
    const judgeOf = async (train: readonly TrainingRow[], rows: readonly TrainingRow[]) => {
      const bag = trainedOn(train, 4);
      const test = answersOf(bag, rows, 4);
      const words = findingsOf(await judgeFolder({ labels: LABELS, test, train }), 'spurious-cue');
      return { bag, test, words };
    };
    const kind = (seed >> 1) % 3;
    if (kind === 1) {
      const { words } = await judgeOf(texts(1500, () => 0, r), texts(1000, () => 0, r));
      return [yes('cues/none', words.some(({ claim }) => claim !== 'hint'))];
    }
    const { bag, test, words } = await judgeOf(texts(1500, planted, r), texts(1000, kind === 2 ? planted : () => 0.5, r));
    const sure = words.filter(({ claim }) => claim !== 'hint');
    const isCue = ({ subject, title }: (typeof words)[number]): boolean => (subject.slice ?? title).split(/[\s`]+/).includes(CUE);
    if (kind === 2) return [yes('cues/fair', sure.some(isCue))];
    const asked = test.flatMap(({ text, label, predicted }, row) => (label !== 1 && predicted === 1 && text.split(' ').includes(CUE) ? [row] : []));
    const pairs = deletionPairs(test.map(({ text }) => text), asked, CUE);
    const changed = (of: (pair: (typeof pairs)[number]) => string): Uint8Array => {
      const all = bag.predict(pairs.map(of));
      return Uint8Array.from(pairs, ({ row }, i) => (placeOfMost(all.slice(4 * i, 4 * i + 4)) === test[row]!.predicted ? 0 : 1));
    };
    const deletion = judgeDeletion(changed(({ withoutTerm }) => withoutTerm), changed(({ withoutOther }) => withoutOther));
    const counts: readonly Count[] = [
      yes('cues/first', words[0] !== undefined && isCue(words[0])),
      yes('cues/likely', sure.some(isCue)),
      yes('cues/deletion', deletion.relied),
      yes('cues/other', sure.some((one) => !isCue(one))),
    ];
    return counts;
  },
};
