import type { ComparisonAudit } from '../../src/audits/define.ts';
import type { GroupFacts, Member, PairedAnswers, Unjoined } from '../../src/facts/group/define.ts';
import { createGroupFacts, type GroupOptions } from '../../src/facts/group/index.ts';
import { createFacts } from '../../src/facts/index.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Run } from '../../src/model/run.ts';
import { measuresOf } from './facts.ts';

/** Answers of two models to the same examples, as `[reference, first, second, how often]`, with losses if given. */
export function answers(
  labels: readonly string[],
  cells: readonly (readonly [number, number, number, number])[],
  more: Partial<PairedAnswers> & { readonly losses?: readonly (readonly [number, number])[] } = {},
): PairedAnswers {
  const { losses, ...rest } = more;
  const rows = cells.flatMap(([r, a, b, n]) => Array.from({ length: n }, () => [r, a, b] as const));
  const code = (part: 0 | 1 | 2): Int32Array => Int32Array.from(rows, (row) => row[part]);
  const spread = (side: 0 | 1): Float64Array | null =>
    losses === undefined
      ? null
      : Float64Array.from(
          cells.flatMap(([, , , n], cell) =>
            Array.from({ length: n }, () => losses[cell]?.[side] ?? Number.NaN),
          ),
        );
  const ids = Uint32Array.from(rows, (_, row) => row);
  return {
    a: 0,
    b: 1,
    by: 'id',
    labels,
    reference: code(0),
    predictedA: code(1),
    predictedB: code(2),
    lossA: spread(0),
    lossB: spread(1),
    rowA: ids,
    rowB: ids,
    onlyA: 0,
    onlyB: 0,
    referencesDiffer: 0,
    ...rest,
  };
}

/** Two models of two labels: `both` right, only the first, only the second, both wrong; half of the rows have each label. */
export const flips = (both: number, onlyA: number, onlyB: number, wrong: number): PairedAnswers =>
  answers(
    ['no', 'yes'],
    [0, 1].flatMap((r) => {
      const half = (n: number): number => (r === 0 ? Math.ceil(n / 2) : Math.floor(n / 2));
      return [
        [r, r, r, half(both)],
        [r, r, 1 - r, half(onlyA)],
        [r, 1 - r, r, half(onlyB)],
        [r, 1 - r, 1 - r, half(wrong)],
      ] as const;
    }),
  );

const letter = (index: number): string => String.fromCharCode(65 + (index % 26));

export interface GroupSketch extends Partial<GroupOptions> {
  readonly joined?: readonly (PairedAnswers | Unjoined)[];
  /** Split of the saved predictions of every run; `null` leaves it untold. */
  readonly split?: 'validation' | 'test' | null;
  /** Confusion tables of the members' own predictions, for groups without a training log. */
  readonly tables?: readonly {
    readonly labels: readonly string[];
    readonly counts: readonly (readonly number[])[];
  }[];
}

/** A group of runs, asked for unless the sketch says otherwise. Run ids are made unique. */
export function groupOf(runs: readonly Run[], sketch: GroupSketch = {}): GroupFacts {
  const { joined = [], split, tables, ...options } = sketch;
  const members = runs.map((run, index): Member => {
    const table = tables?.[index];
    const set =
      split === undefined && table === undefined
        ? null
        : ({
            split: split == null ? null : { value: split, origin: 'stated', from: 'name' },
            file: 'p.csv',
          } as unknown as PredictionSet);
    const own = {
      ...run,
      id: `${run.id}-${index + 1}`,
      title: run.title === 'run' ? `run-${index + 1}` : run.title,
    };
    return {
      index,
      letter: letter(index),
      facts: createFacts(
        own,
        set === null || table === undefined
          ? null
          : { set, measures: measuresOf(table.labels, table.counts) },
      ),
      set,
    };
  });
  return createGroupFacts(members, joined, { asked: true, ...options });
}

/** What a comparison audit says of these runs. */
export const judgeRuns = (audit: ComparisonAudit, runs: readonly Run[], sketch: GroupSketch = {}): Outcome =>
  audit.judge(groupOf(runs, sketch));
