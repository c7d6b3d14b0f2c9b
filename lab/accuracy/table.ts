import { wilson } from '../../src/stats/index.ts';
import type { ScoredPair } from './pairs.ts';
import type { Scored } from './score.ts';
import { isMeasured } from './truth.ts';

/** One line of the published table: a share with its interval, and the goal it is held against. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly hits: number;
  readonly of: number;
  readonly goal: string;
  readonly reached: boolean | null;
}

export const figure = (
  id: string,
  what: string,
  hits: number,
  of: number,
  goal: { readonly atLeast?: number; readonly atMost?: number },
): Figure => ({
  id,
  what,
  hits,
  of,
  goal: goal.atLeast !== undefined ? `≥ ${100 * goal.atLeast} %` : `≤ ${100 * (goal.atMost ?? 0)} %`,
  reached:
    of === 0 ? null : goal.atLeast !== undefined ? hits / of >= goal.atLeast : hits / of <= (goal.atMost ?? 0),
});

const count = <T>(rows: readonly T[], holds: (row: T) => boolean): number => rows.filter(holds).length;

/** The figures of one half of the seeds. */
export function figuresOf(scored: readonly Scored[]): readonly Figure[] {
  const tiny = scored.filter((row) => row.run.encoder === 'tiny');
  const sample = scored.filter((row) => row.run.encoder === 'minilm');
  const sampled = sample.filter((row) => !row.isControl && row.present);
  const plants = tiny.filter((row) => !row.isControl && row.present);
  const dense = plants.filter((row) => row.run.variant === 'dense');
  const controls = tiny.filter((row) => row.isControl);
  const short = tiny.filter((row) => row.run.variant === 'short');
  const decidable = short.filter((row) => !row.isControl && row.present && row.decidable);
  return [
    figure('recall', 'planted cause named first or second', count(dense, (r) => r.found), dense.length, {
      atLeast: 0.95,
    }),
    figure(
      'cause',
      'of these, plants with a cause behind a symptom: the cause itself is a finding',
      count(dense, (r) => r.causeNamed === true),
      count(dense, (r) => r.causeNamed !== null),
      { atLeast: 0.95 },
    ),
    figure(
      'false-strong',
      'healthy runs with a wrong finding at `strong` or `fact` (problem or risk)',
      count(controls, (r) => r.wrongSure.length > 0),
      controls.length,
      { atMost: 0.02 },
    ),
    figure(
      'false-likely',
      'healthy runs with a wrong finding at `likely` (problem or risk)',
      count(controls, (r) => r.wrongLikely.length > 0),
      controls.length,
      { atMost: 0.05 },
    ),
    figure('short-recall', 'short runs: decidable plants found', count(decidable, (r) => r.found), decidable.length, {
      atLeast: 0.9,
    }),
    figure(
      'short-wrong',
      'short runs with a wrong finding at `likely` or more (problem or risk)',
      count(short, (r) => r.wrongSure.length + r.wrongLikely.length > 0),
      short.length,
      { atMost: 0.02 },
    ),
    figure(
      'recall-minilm',
      'a sample with MiniLM: planted cause named first or second',
      count(sampled, (r) => r.found),
      sampled.length,
      { atLeast: 0.95 },
    ),
    figure(
      'wrong-minilm',
      'the same: runs with a wrong finding at `strong` or `fact` (problem or risk)',
      count(sample, (r) => r.wrongSure.length > 0),
      sample.length,
      { atMost: 0.02 },
    ),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const lineOf = (one: Figure): string => {
  if (one.of === 0) return `| ${one.what} | – | no run | ${one.goal} | – |`;
  const interval = wilson(one.hits, one.of);
  return `| ${one.what} | ${percent(one.hits / one.of)} (${one.hits} of ${one.of}) | ${percent(interval.low)} to ${percent(interval.high)} | ${one.goal} | ${one.reached === true ? 'yes' : 'no'} |`;
};

export const tableOf = (figures: readonly Figure[]): string =>
  ['| | measured | 95 % interval (Wilson) | goal | reached |', '| --- | --- | --- | --- | --- |', ...figures.map(lineOf)].join(
    '\n',
  );

/** One line a plant: found, missed, wrong; for the page. */
export function perPlant(scored: readonly Scored[]): string {
  const plants = [...new Set(scored.map((row) => row.run.plant))];
  const lines = plants.map((plant) => {
    const cell = (variant: 'dense' | 'short'): string => {
      const rows = scored.filter(
        (row) => row.run.plant === plant && row.run.variant === variant && row.run.encoder === 'tiny',
      );
      const there = rows.filter((row) => row.present);
      const wrong = count(rows, (r) => r.wrongSure.length + r.wrongLikely.length > 0);
      const found = rows[0]?.isControl
        ? ''
        : `${count(there, (r) => r.found)} of ${there.length}${rows.some((r) => !r.decidable) ? ' (not decidable)' : ''}`;
      return `${found} | ${wrong} of ${rows.length}`;
    };
    return `| ${plant} | ${cell('dense')} | ${cell('short')} |`;
  });
  return [
    '| plant or control | dense: found | dense: wrong | short: found | short: wrong |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** Seeds of one setting called really different although a set ten times as large does not show it. */
export const pairFigure = (pairs: readonly ScoredPair[]): Figure =>
  figure(
    'pairs',
    'pairs of seeds of one setting wrongly called different',
    count(pairs, (pair) => pair.wrong),
    pairs.length,
    { atMost: 0.05 },
  );

/** What a re-run has to gain on the 4,000 texts to be better, where the book has no measure for the fault itself. */
const BETTER = 0.05;

/**
 * First advice followed and re-run: the large test set does not show the fault any more, or accuracy on it is five points higher, or
 * a problem or risk that was said of the fault is not said again (of a fault without a measure: it is not found again). `before`: the runs that the advice was for, by key.
 */
export function isMended(row: Scored, before: ReadonlyMap<string, Scored>): boolean {
  const then = before.get(row.run.key);
  if (!row.present) return true;
  if (then === undefined) return false;
  if (!isMeasured(row.run.plant) && then.found && !row.found) return true;
  return (then.grave && !row.grave) || (row.accuracy ?? 0) >= (then.accuracy ?? 1) + BETTER;
}

export const advisedFigure = (rerun: readonly Scored[], before: ReadonlyMap<string, Scored>): Figure =>
  figure(
    'advice',
    'first advice followed and re-run: fault gone',
    count(rerun, (row) => isMended(row, before)),
    rerun.length,
    { atLeast: 0.95 },
  );
