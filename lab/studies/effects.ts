import { createRandom } from '../../src/stats/index.ts';
import { inserted, otherLabel } from '../thresholds/planted-texts.ts';
import { findingsOf, type Folder, isSerious, judgeFolder, type Row } from './folder.ts';
import { simulatedAnswer } from './models.ts';
import { type FigureKind, type Study, yes } from './study.ts';
import { HARD_TEXT, ORDINARY_MANNER, textOf, written } from './texts.ts';

const LABELS = ['alpha', 'beta', 'gamma'];
const MODEL = { labels: 3, certainty: 3.4 };
const SIZE = 1000;

type Kind = 'negation' | 'length' | 'group';

/** Chance that a right answer to these words is turned into a wrong one. */
function harmOf(kind: Kind, words: readonly string[], negated: boolean): number {
  if (kind === 'negation') return negated ? 0.25 : 0;
  // From the shortest quarter to the longest about 20 points.
  if (kind === 'length') return Math.max(0, Math.min(0.3, 0.2 * Math.log(words.length / 10)));
  return 0;
}

export function planted(kind: Kind, seed: number): Folder {
  const r = createRandom(9_000_011 + seed);
  const test = Array.from({ length: SIZE }, (): Row => {
    const answer = simulatedAnswer(MODEL, r);
    const draft = written(answer.label, 3, r);
    const turned = answer.label === answer.predicted && r.next() < harmOf(kind, draft.words, draft.negated);
    const label = turned ? otherLabel(answer.label, 3, r) : answer.label;
    // The reference is right and the model wrong: the words are those of the reference.
    const [least, negation] = [draft.size, draft.negated ? 1 : 0];
    let { words } = turned ? written(label, 3, r, { ...HARD_TEXT, least, most: least }, { ...ORDINARY_MANNER, negation }) : draft;
    let { predicted, probabilities } = answer;
    if (kind === 'group' && r.next() < 0.2) {
      words = inserted(words, 'muslim', r);
      // Texts that name the group are called beta too often, whatever they are.
      if (label !== 1 && r.next() < 0.25) [predicted, probabilities] = [1, Float64Array.of(0.1, 0.8, 0.1)];
    }
    return { text: textOf(words), label, predicted, probabilities };
  });
  return { labels: LABELS, test };
}

const study = (kind: Kind, audit: string, what: string, isIt: (report: Awaited<ReturnType<typeof judgeFolder>>) => boolean): Study => ({
  id: kind,
  title: { negation: 'negation', length: 'length', group: 'words for groups of people' }[kind],
  planted: what,
  sets: 30,
  figures: [
    { id: `${kind}/found`, what: `${audit}: ${what}: found`, goal: { atLeast: 0.9 } },
    { id: `${kind}/labels`, what: 'the same sets, all labels right: label-errors-suspected at likely, or a risk', goal: { atMost: 0.05 } },
    { id: `${kind}/likely`, what: 'the same sets: other audits with a problem or risk, likely or surer', goal: { atMost: 0.05 } },
  ] satisfies readonly FigureKind[],
  async run(seed) {
    const report = await judgeFolder(planted(kind, seed));
    // Rows on which it is sure and wrong make it too sure on the whole.
    const own = ['weak-subset', 'error-cluster', audit, 'spurious-cue', 'over-confident', 'class-low-precision'];
    return [
      yes(`${kind}/found`, isIt(report)),
      yes(`${kind}/labels`, findingsOf(report, 'label-errors-suspected').some(({ claim, severity }) => claim !== 'hint' || severity !== 'note')),
      yes(`${kind}/likely`, report.findings.some((one) => isSerious(one) && one.claim !== 'hint' && !own.includes(one.id))),
    ];
  },
});

export const effectStudies: readonly Study[] = [
  study('negation', 'negation-weakness', '15 % of 1,000 texts have a negation and are wrong 20 points more often', (report) => findingsOf(report, 'negation-weakness').length > 0),
  study('length', 'length-effect', 'errors grow by 20 points from the shortest to the longest quarter of 1,000 texts', (report) => findingsOf(report, 'length-effect').length > 0),
  study('group', 'subgroup-gap', 'a label is given wrongly 20 points more often to texts that name a group (200 of 1,000)', (report) =>
    findingsOf(report, 'subgroup-gap').some(({ subject }) => subject.class === 'beta' && /muslim/i.test(subject.slice ?? ''))),
];
