import type { Finding } from '../../src/model/report.ts';
import { createRandom } from '../../src/stats/index.ts';
import { type Folder, isSerious, judgeFolder } from './folder.ts';
import { type SimulatedModel, simulatedAnswer } from './models.ts';
import { type Count, type FigureKind, type Study, yes } from './study.ts';
import { HARD_TEXT, ORDINARY_MANNER, textOf, written } from './texts.ts';

export const JUDGED = [
  'average-choice-matters',
  'bag-of-words-suffices',
  'error-cluster',
  'label-errors-suspected',
  'length-effect',
  'near-duplicates',
  'negation-weakness',
  'spurious-cue',
  'subgroup-gap',
  'weak-subset',
] as const;

/** The figure that says how often each was found where it was planted. */
export const FOUND_BY: Readonly<Record<(typeof JUDGED)[number], string>> = {
  'average-choice-matters': 'average/found',
  'bag-of-words-suffices': 'bag/equal',
  'error-cluster': 'cluster/found',
  'label-errors-suspected': 'labels/told',
  'length-effect': 'length/found',
  'near-duplicates': 'duplicates/found',
  'negation-weakness': 'negation/found',
  'spurious-cue': 'cues/likely',
  'subgroup-gap': 'group/found',
  'weak-subset': 'slices/found',
};

/** Alarms by how loud they are: a hint, a note that is surer, a risk or problem. */
export const LOUDNESS = ['hint', 'note', 'risk'] as const;
export type Loudness = (typeof LOUDNESS)[number];
export const loudnessOf = (finding: Finding): Loudness =>
  isSerious(finding) ? 'risk' : finding.claim === 'hint' ? 'hint' : 'note';

interface Kind {
  readonly id: string;
  readonly n: number;
  readonly train: number;
  readonly model: SimulatedModel;
  /** Negations, people and long texts go with the label that is hardest, and are no harder within it. */
  readonly imitates: boolean;
  /** What is true of these sets although nothing was planted. */
  readonly true: readonly string[];
}

export const KINDS: readonly Kind[] = [
  { id: 'even labels', n: 800, train: 600, model: { labels: 4, certainty: 3.6 }, imitates: false, true: [] },
  {
    id: 'labels of different difficulty, imitated',
    n: 800,
    train: 600,
    model: { labels: 2, certainty: [4, 1.2] },
    imitates: true,
    true: ['class-low-recall', 'class-low-precision', 'prior-shifted-predictions'],
  },
  { id: 'two labels, 70 : 30', n: 800, train: 600, model: { labels: 2, shares: [0.7, 0.3], certainty: 3 }, imitates: false, true: [] },
  { id: 'even labels, many rows', n: 2000, train: 0, model: { labels: 3, certainty: 2.8 }, imitates: false, true: [] },
];

export function healthy(kind: Kind, seed: number): Folder {
  const r = createRandom(7_000_001 + seed);
  const { labels } = kind.model;
  const write = (label: number): string => {
    const hard = kind.imitates && label === 1;
    const manner = hard ? { ...ORDINARY_MANNER, negation: 0.4, people: 0.8 } : ORDINARY_MANNER;
    return textOf(written(label, labels, r, hard ? { ...HARD_TEXT, least: 20, most: 45 } : HARD_TEXT, manner).words);
  };
  const test = Array.from({ length: kind.n }, () => {
    const answer = simulatedAnswer(kind.model, r);
    const cells = [['web', 'mail', 'phone'][r.integer(3)]!, ['north', 'south'][r.integer(2)]!];
    return { ...answer, text: write(answer.label), cells };
  });
  const train = Array.from({ length: kind.train }, () => {
    const { label } = simulatedAnswer(kind.model, r);
    return { text: write(label), label };
  });
  return {
    labels: ['alpha', 'beta', 'gamma', 'delta'].slice(0, labels),
    columns: ['source', 'region'],
    test,
    ...(kind.train > 0 ? { train } : {}),
  };
}

export const falseAlarm = (id: string, loudness: Loudness): string => `healthy/${id}/${loudness}`;

const figures: readonly FigureKind[] = [
  ...JUDGED.flatMap((id) =>
    LOUDNESS.map((loudness): FigureKind => ({
      id: falseAlarm(id, loudness),
      what: `${id} on healthy sets: ${{ hint: 'hint', note: 'note, surer than a hint', risk: 'risk or problem' }[loudness]}`,
      goal: loudness === 'hint' ? null : { atMost: 0.01 },
    })),
  ),
  {
    id: 'healthy/any',
    what: 'healthy sets with a problem or risk, likely or surer, of any audit',
    goal: { atMost: 0.05 },
  },
];

export const healthyStudy: Study = {
  id: 'healthy',
  title: 'nothing to find',
  planted: 'nothing',
  sets: 240,
  figures,
  async run(seed) {
    const kind = KINDS[(seed >> 1) % KINDS.length]!;
    const report = await judgeFolder(healthy(kind, seed));
    const asked = (id: string): boolean => !['not-applicable', 'superseded'].includes(report.audits.find((one) => one.id === id)?.status ?? '');
    return [
      ...JUDGED.filter(asked).flatMap((id): readonly Count[] =>
        LOUDNESS.map((loudness) =>
          yes(
            falseAlarm(id, loudness),
            report.findings.some((finding) => finding.id === id && loudnessOf(finding) === loudness),
          ),
        ),
      ),
      yes(
        'healthy/any',
        report.findings.some((finding) => isSerious(finding) && finding.claim !== 'hint' && !kind.true.includes(finding.id)),
      ),
    ];
  },
};
