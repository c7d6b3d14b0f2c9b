import type { RunFacts } from '../../facts/define.ts';
import type { PredictionAnswers } from '../../model/predictions.ts';
import type { Finding, WorkAction, WorkItem } from '../../model/report.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent, formatScore } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { examplesToHalve } from './halving.ts';
import { counterOf } from './phrases.ts';

/** What a finding asks for, before rows that serve several findings are joined. */
export type Task = Pick<WorkItem, 'action' | 'set' | 'row' | 'suggested' | 'why' | 'gain'>;

/** The run that the finding is about, and every answer of its judged set. */
export interface Work {
  readonly finding: Finding;
  readonly facts: RunFacts;
  readonly set: string;
  readonly labels: readonly string[];
  readonly answers: PredictionAnswers;
}

const rowTask = (
  work: Pick<Work, 'set'>,
  row: number,
  action: WorkAction,
  why: string,
  suggested: string | null = null,
): Task => ({ action, set: work.set, row, suggested, why, gain: null });

const isWrong = ({ answers: { reference, predicted } }: Work, row: number): boolean =>
  reference[row]! >= 0 && predicted[row]! >= 0 && reference[row] !== predicted[row];

/** The errors that a condition picks, those of highest loss first; without scores in the order of the file. */
function errorsOf(work: Work, picks: (reference: number, predicted: number) => boolean): readonly number[] {
  const { reference, predicted, loss } = work.answers;
  const rows: number[] = [];
  for (let row = 0; row < reference.length; row++)
    if (isWrong(work, row) && picks(reference[row]!, predicted[row]!)) rows.push(row);
  const weight = (row: number) => (Number.isNaN(loss?.[row] ?? Number.NaN) ? -1 : loss![row]!);
  return rows.sort((a, b) => weight(b) - weight(a) || a - b);
}

const review = (work: Work, rows: readonly number[], why: (row: number) => string): readonly Task[] =>
  rows.map((row) => rowTask(work, row, 'review', why(row)));

const called = ({ labels, answers: { reference, predicted } }: Work, row: number): string =>
  `labelled ${code(labels[reference[row]!] ?? 'nothing')}, called ${code(labels[predicted[row]!] ?? 'nothing')}`;

/** Of whatever else names rows: those rows, to be read. */
function shownRows(work: Work): readonly Task[] {
  const { examples } = work.finding;
  if (examples === undefined) return [];
  return examples.rows.map((row) =>
    rowTask(
      { set: examples.set },
      row,
      'review',
      examples.set === work.set && row < work.answers.reference.length
        ? called(work, row)
        : 'shows what was found',
    ),
  );
}

/** Whether a piece of evidence is about this label, not about all of them: `recall of mixed`, but not `accuracy`. */
const isAbout = (name: string, label: string): boolean =>
  ` ${name.replaceAll('`', '')} `.includes(` ${label} `);

/**
 * Examples to add, where the finding counts a share of the examples of one label or the errors of one kind of text: as many as halve the
 * interval of that share.
 */
function collect(work: Work): readonly Task[] {
  const { evidence, subject } = work.finding;
  const { class: label, slice } = subject;
  const counted = evidence.find(
    ({ name, value, n, unit }) =>
      typeof value === 'number' &&
      value >= 0 &&
      value <= 1 &&
      n !== undefined &&
      unit === undefined &&
      (/^error rate\b/.test(name) || (label !== undefined && /^recall\b/.test(name) && isAbout(name, label))),
  );
  if (counted === undefined) return [];
  const [share, n] = [counted.value as number, counted.n as number];
  const more = examplesToHalve(share, n);
  if (more === null) return [];
  const { low, high } = counted.interval ?? wilson(share * n, n);
  const kind =
    slice !== undefined
      ? `the subset ${code(slice)}`
      : label !== undefined
        ? `examples of ${code(label)}`
        : counted.name.replace(/^error rate\b/, 'examples');
  return [
    {
      action: 'collect',
      set: null,
      row: null,
      suggested: many(more, 'more example'),
      why: `${kind}: ${many(more, 'more labelled example')} would halve the 95 % interval of the ${counted.name} (now ${formatPercent(low)} to ${formatPercent(high)}, n = ${formatCount(n)}), if the share stays`,
      gain: null,
    },
  ];
}

const ofClass = ({ finding, labels }: Work): number => labels.indexOf(finding.subject.class ?? '');

function checkLabels(work: Work): readonly Task[] {
  const examination = work.facts.examination();
  const answer = examination?.labelErrors();
  if (!examination || !answer || !('suspects' in answer)) return shownRows(work);
  const { rows } = examination.examined;
  return answer.suspects.map(({ row, reference, suggested, selfConfidence }) =>
    rowTask(
      work,
      rows[row]!,
      'check-label',
      `the label ${code(work.labels[reference] ?? '')} had a probability of ${formatScore(selfConfidence)}; expect about half of such rows to be wrong`,
      work.labels[suggested] ?? null,
    ),
  );
}

function adjudicate(work: Work): readonly Task[] {
  const examination = work.facts.examination();
  const conflicts = examination?.conflicts()?.conflicts;
  if (!examination || !conflicts) return shownRows(work);
  return conflicts.flatMap((equal, index) =>
    Array.from(equal.rows, (row) =>
      rowTask(
        work,
        examination.examined.rows[row]!,
        'adjudicate',
        `conflict ${formatCount(index + 1)}: the same text is ${equal.labels
          .map((one) => `${code(work.labels[one.label]!)} in ${many(one.rows, 'row')}`)
          .join(' and ')}`,
      ),
    ),
  );
}

function confused(work: Work): readonly Task[] {
  const from = ofClass(work);
  const to = work.labels.indexOf(work.finding.subject.otherClass ?? '');
  if (from < 0 || to < 0) return shownRows(work);
  const between = (reference: number, predicted: number) =>
    (reference === from && predicted === to) || (reference === to && predicted === from);
  return review(work, errorsOf(work, between), (row) => called(work, row));
}

function missed(work: Work): readonly Task[] {
  const label = ofClass(work);
  if (label < 0) return shownRows(work);
  return [
    ...review(
      work,
      errorsOf(work, (reference) => reference === label),
      (row) => called(work, row),
    ),
    ...collect(work),
  ];
}

function falsePositives(work: Work): readonly Task[] {
  const label = ofClass(work);
  if (label < 0) return shownRows(work);
  return review(
    work,
    errorsOf(work, (_, predicted) => predicted === label),
    (row) => called(work, row),
  );
}

function threshold(work: Work): readonly Task[] {
  const gain = work.facts.examination()?.threshold();
  const label = gain ? work.labels[gain.label] : undefined;
  if (!gain || gain.best === null || gain.heldOut === null || label === undefined) return shownRows(work);
  return [
    {
      action: 'set-threshold',
      set: null,
      row: null,
      suggested: String(Number(gain.best.toPrecision(3))),
      why: `probability of ${code(label)} from which a text is called so; ${formatScore(gain.current)} is in use`,
      gain: { metric: `F1 of ${label}`, interval: gain.heldOut.interval },
    },
  ];
}

/** Subsets are collected, phrases countered; the rows that show it are read. */
function pattern(work: Work): readonly Task[] {
  const counter = counterOf(work.finding, work.facts);
  return [
    ...shownRows(work),
    ...(counter === null
      ? []
      : [
          {
            action: 'counter' as const,
            set: null,
            row: null,
            suggested: `${counter.template} → ${counter.label}`,
            why: counter.why,
            gain: null,
          },
        ]),
    ...(counter === null ? collect(work) : []),
  ];
}

/** Findings whose rows can be told beyond the few that they show. All others give the rows they show. */
const tasks: Readonly<Record<string, (work: Work) => readonly Task[]>> = {
  'label-errors-suspected': checkLabels,
  'conflicting-duplicates': adjudicate,
  'confused-pair': confused,
  'class-low-recall': missed,
  'class-low-precision': falsePositives,
  'threshold-off': threshold,
};

/** Findings about a class or subset too small to judge: nothing to read, examples to add. */
const toCollect = new Set(['support-too-small']);

export function tasksOf(work: Work): readonly Task[] {
  const { id } = work.finding;
  if (toCollect.has(id)) return collect(work);
  return (Object.hasOwn(tasks, id) ? tasks[id]! : pattern)(work);
}
