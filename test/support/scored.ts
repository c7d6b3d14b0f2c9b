import type { Audit } from '../../src/audits/define.ts';
import { createFacts } from '../../src/facts/index.ts';
import { type Examination, type ExaminedRows, examine } from '../../src/metrics/examination/index.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import { createRandom } from '../../src/stats/index.ts';
import { validation } from './facts.ts';
import { makeRun, type RunSketch } from './runs.ts';

/** Probabilities of two labels: in each group so many rows say `stated` for the second label, and `happened` of them carry it. */
export interface Group {
  readonly rows: number;
  readonly stated: number;
  readonly happened: number;
}

/** Rows of the groups, in an order that the halves cannot know. */
export function scoredRowsOf(groups: readonly Group[], more: Partial<ExaminedRows> = {}): ExaminedRows {
  const all = groups.flatMap(({ rows, stated, happened }) =>
    Array.from({ length: rows }, (_, i) => ({ stated, label: i < happened ? 1 : 0 })),
  );
  const random = createRandom(3);
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  const n = all.length;
  return {
    set: 'predictions.csv',
    labels: ['fine', 'fraud'],
    reference: Int32Array.from(all, ({ label }) => label),
    predicted: Int32Array.from(all, ({ stated }) => (stated >= 0.5 ? 1 : 0)),
    probabilities: Float64Array.from(all.flatMap(({ stated }) => [1 - stated, stated])),
    texts: null,
    columns: [],
    tokenLimit: null,
    training: null,
    source: 'out-of-sample',
    rows: Uint32Array.from({ length: n }, (_, i) => i),
    of: n,
    ...more,
  };
}

/** What an audit says of these rows. */
export function judgeScored(
  audit: Audit,
  groups: readonly Group[],
  more: Partial<ExaminedRows> = {},
  sketch: RunSketch = {},
): Outcome {
  const run = makeRun(sketch);
  const examination: Examination = examine(scoredRowsOf(groups, more));
  const facts = {
    ...createFacts(run),
    examination: () => examination,
    predictions: (): PredictionSet => validation,
  };
  return audit.judge({ run, facts, probe: () => null });
}
