import type { Report } from '../../src/model/report.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { inserted, otherLabel } from '../thresholds/planted-texts.ts';
import { findingsOf, type Folder, judgeFolder, type Row } from './folder.ts';
import { simulatedAnswer } from './models.ts';
import { type Count, type FigureKind, type Study, yes } from './study.ts';
import { textOf, written } from './texts.ts';

const LABELS = ['alpha', 'beta', 'gamma', 'delta'];
const MODEL = { labels: 4, certainty: 3.6 };
const SIZE = 1000;
const SHARE = 0.1;

const KINDS = ['word', 'phrase', 'column', 'crossing'] as const;
type Kind = (typeof KINDS)[number];
const GAPS = [0.2, 0.3] as const;

interface Planted {
  readonly folder: Folder;
  readonly member: Uint8Array;
}

function cellsOf(kind: Kind, member: boolean, r: Random): readonly [string, string] {
  if (kind === 'column' && member) return ['fax', r.next() < 0.5 ? 'north' : 'south'];
  if (kind === 'crossing' && member) return ['phone', 'south'];
  const source = ['web', 'mail', 'phone'][r.integer(3)]!;
  // The plant is the only corner of the table that is worse; its two sides are as frequent as the rest.
  const region = kind === 'crossing' && source === 'phone' ? 'north' : ['north', 'south'][r.integer(2)]!;
  return [source, region];
}

/** One kind of row in ten is wrong more often by `gap`, because the model is sure of another label there. */
export function withSlice(kind: Kind, gap: number, seed: number): Planted {
  const r = createRandom(8_000_003 + seed);
  const member = new Uint8Array(SIZE);
  const test = Array.from({ length: SIZE }, (_, i): Row => {
    member[i] = r.next() < SHARE ? 1 : 0;
    const answer = simulatedAnswer(MODEL, r);
    const turned = member[i] === 1 && answer.label === answer.predicted && r.next() < gap / 0.86;
    const label = turned ? otherLabel(answer.predicted, 4, r) : answer.label;
    let { words } = written(label, 4, r);
    // In the place of other words, so that these texts are no longer than the rest.
    if (member[i] === 1 && kind === 'word') words = inserted(words.slice(1), 'refund', r);
    if (member[i] === 1 && kind === 'phrase') words = inserted(words.slice(2), 'frozen account', r);
    return { ...answer, label, text: textOf(words), cells: cellsOf(kind, member[i] === 1, r) };
  });
  return { folder: { labels: LABELS, columns: ['source', 'region'], test }, member };
}

/** Findings of the two audits that search, each with whether what it shows is the plant: half of its wrong rows or more. */
export function told(report: Report, member: Uint8Array): readonly { readonly id: string; readonly planted: boolean; readonly sure: boolean; readonly serious: boolean }[] {
  return findingsOf(report, 'weak-subset', 'error-cluster').map(({ id, claim, severity, examples }) => {
    const rows = examples?.rows ?? [];
    return {
      id,
      planted: rows.length > 0 && 2 * rows.filter((row) => member[row] === 1).length >= rows.length,
      sure: claim !== 'hint',
      serious: severity !== 'note',
    };
  });
}

const figures: readonly FigureKind[] = [
  ...KINDS.map((kind): FigureKind => ({ id: `slices/${kind}/0.3`, what: `a ${kind === 'crossing' ? 'crossing of two columns' : kind === 'column' ? 'value of a column' : kind} in 100 of 1,000 rows, 30 points worse: found`, goal: { atLeast: 0.9 } })),
  ...KINDS.map((kind): FigureKind => ({ id: `slices/${kind}/0.2`, what: `the same, 20 points worse: ${kind}`, goal: null })),
  { id: 'slices/found', what: 'a word, phrase or value of a column, 30 points worse: weak-subset or error-cluster names it', goal: { atLeast: 0.9 } },
  { id: 'slices/first', what: 'of those found, the planted one comes first among findings about kinds of examples', goal: { atLeast: 0.9 } },
  { id: 'slices/false', what: 'named kinds of examples that are not the plant (false discovery rate)', goal: { atMost: 0.05 } },
  { id: 'slices/false-sure', what: 'the same, strong only', goal: { atMost: 0.05 } },
  { id: 'slices/asked', what: 'negation-weakness or length-effect speak, which were not planted (0.01 each)', goal: { atMost: 0.02 } },
  { id: 'slices/labels', what: 'all labels are right: label-errors-suspected at likely, or a risk', goal: { atMost: 0.05 } },
  { id: 'slices/twice', what: 'sets in which two audits tell of the same planted kind', goal: { atMost: 0.01 } },
];

export const slicesStudy: Study = {
  id: 'slices',
  title: 'kinds of examples',
  planted: 'a kind of example, 10 % of the rows, on which the model is sure and wrong more often',
  sets: 80,
  figures,
  async run(seed) {
    const place = seed >> 1;
    const kind = KINDS[place % 4]!;
    const gap = GAPS[(place >> 2) % 4 === 0 ? 0 : 1]!;
    const { folder, member } = withSlice(kind, gap, seed);
    const report = await judgeFolder(folder);
    const all = told(report, member);
    const right = all.filter(({ planted }) => planted);
    const sure = all.filter((one) => one.sure);
    return [
      yes(`slices/${kind}/${gap}`, right.length > 0),
      ...(kind !== 'crossing' && gap === 0.3 ? [yes('slices/found', right.length > 0)] : []),
      ...(right.length > 0 ? [yes('slices/first', all[0]!.planted)] : []),
      ['slices/false', all.length - right.length, all.length],
      ['slices/false-sure', sure.filter(({ planted }) => !planted).length, sure.length],
      yes('slices/asked', findingsOf(report, 'negation-weakness', 'length-effect').length > 0),
      yes('slices/labels', findingsOf(report, 'label-errors-suspected').some(({ claim, severity }) => claim !== 'hint' || severity !== 'note')),
      yes('slices/twice', new Set(right.map(({ id }) => id)).size > 1),
    ];
  },
};
