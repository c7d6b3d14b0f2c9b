import type { Audit } from '../../src/audits/define.ts';
import { createFacts } from '../../src/facts/index.ts';
import { type ExaminedRows, examine } from '../../src/metrics/examination/index.ts';
import type { Outcome, ProbeAnswer } from '../../src/model/outcome.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import { createRandom } from '../../src/stats/index.ts';
import { validation } from './facts.ts';
import { makeRun } from './runs.ts';

/** Sentences of two labels; `of` says of the row what stands in it and how often such a row is wrong. */
export interface SentencePlan {
  readonly rows: number;
  readonly labels?: readonly string[];
  /** Row number and chance 0…1 → extra words, share wrong, values of columns, fillers of the sentence. */
  readonly of: (
    row: number,
    chance: () => number,
  ) => {
    readonly words?: string;
    readonly wrong: number;
    readonly fillers?: number;
    readonly label?: number;
    readonly column?: string;
  };
}

/** Words that differ from row to row, so that no two texts are alike. */
const NOUNS = 'lamp kettle ladder bridge garden cellar window harbour engine pillow basket candle'.split(' ');

function sentencesOf({ rows, labels = ['fine', 'bad'], of }: SentencePlan): ExaminedRows {
  const random = createRandom(7);
  const chance = () => random.next();
  const made = Array.from({ length: rows }, (_, row) => ({ row, ...of(row, chance) }));
  const reference = Int32Array.from(made, ({ label, row }) => label ?? row % labels.length);
  return {
    set: 'predictions.csv',
    labels,
    reference,
    predicted: reference.map((label, row) =>
      chance() < made[row]!.wrong ? (label + 1) % labels.length : label,
    ),
    probabilities: null,
    texts: made.map(({ words, fillers = 5 + random.integer(8), row }) =>
      [words, ...Array.from({ length: fillers }, () => NOUNS[random.integer(NOUNS.length)]!), `x${row}`]
        .filter((word) => word !== undefined && word !== '')
        .join(' '),
    ),
    columns: made.some(({ column }) => column !== undefined)
      ? [{ name: 'source', values: made.map(({ column }) => column ?? null) }]
      : [],
    tokenLimit: null,
    training: null,
    source: 'out-of-sample',
    rows: Uint32Array.from({ length: rows }, (_, row) => row + 1000),
    of: rows,
  };
}

/**
 * What an audit says of these sentences. `model` answers what it is asked: a text, and the answer that was given to the whole one that came
 * before it.
 */
export function judgeSentences(
  audit: Audit,
  plan: SentencePlan,
  more: Partial<ExaminedRows> = {},
  model?: (text: string, given: number) => number,
): Outcome {
  const run = makeRun();
  const examined = { ...sentencesOf(plan), ...more };
  const examination = examine(examined);
  const facts = {
    ...createFacts(run),
    examination: () => examination,
    predictions: (): PredictionSet => validation,
  };
  const answers = new Map<string, ProbeAnswer>();
  const judge = () =>
    audit.judge({ run, facts, probe: (key) => answers.get(key) ?? null, canProbe: model !== undefined });
  const outcome = judge();
  if (outcome.kind !== 'needs-probe' || model === undefined) return outcome;
  const { key, texts } = outcome.probe;
  let given = 0;
  const scores = texts.map((text) => {
    const row = examined.texts?.indexOf(text) ?? -1;
    if (row >= 0) given = examined.predicted[row]!;
    const answer = row >= 0 ? given : model(text, given);
    return Float64Array.from(examined.labels, (_, label) => (label === answer ? 1 : 0));
  });
  answers.set(key, { key, scores });
  return judge();
}
