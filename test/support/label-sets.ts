import type { Audit } from '../../src/audits/define.ts';
import { createFacts } from '../../src/facts/index.ts';
import { derived, stated } from '../../src/model/known.ts';
import type { MultiLabelSet } from '../../src/model/multi-label.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { createMultiLabelSet } from '../../src/predictions/multi-label.ts';
import { createRandom } from '../../src/stats/index.ts';
import { makeRun } from './runs.ts';

/** How a label behaves: how often it is set, and how well the scores know it. */
export interface DrawnLabel {
  readonly name: string;
  /** Added to the logit: rare below 0. */
  readonly bias: number;
  /** Standard deviation of the logit that the scores know; 0: they know nothing. */
  readonly knows: number;
  /** Added to the stated logit only. */
  readonly shift?: number;
}

/**
 * Rows × labels drawn from true probabilities; what is stated are these, shifted. All by seed, so that a test sees the same rows each
 * time.
 */
export function drawLabelSet(
  rows: number,
  drawn: readonly DrawnLabel[],
  { seed = 5, split = 'test' as 'train' | 'validation' | 'test' | null, texts = false } = {},
): MultiLabelSet {
  const random = createRandom(seed);
  const size = drawn.length;
  const reference = new Uint8Array(rows * size);
  const predicted = new Uint8Array(rows * size);
  const probabilities = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++)
    drawn.forEach(({ bias, knows, shift = 0 }, k) => {
      const logit = bias + knows * random.normal();
      const at = row * size + k;
      reference[at] = random.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
      const shown = knows === 0 ? bias + shift + random.normal() : logit + shift;
      probabilities[at] = 1 / (1 + Math.exp(-shown));
      predicted[at] = probabilities[at]! >= 0.5 ? 1 : 0;
    });
  return createMultiLabelSet({
    id: 'labels.csv',
    file: 'labels.csv',
    split: split === null ? null : stated(split, 'labels.csv'),
    labels: drawn.map(({ name }) => name),
    reference,
    predicted,
    probabilities,
    threshold: derived(0.5, 'default'),
    texts: texts ? Array.from({ length: rows }, (_, row) => `text ${row}`) : null,
    ids: null,
    columns: {},
  });
}

/** The same with other predictions. */
export const answering = (
  set: MultiLabelSet,
  answer: (row: number, label: number) => 0 | 1,
): MultiLabelSet => {
  const size = set.labels.length;
  const predicted = Uint8Array.from(set.predicted, (_, at) => answer(Math.floor(at / size), at % size));
  return { ...set, predicted, probabilities: null, threshold: null };
};

/** What an audit says of a run that holds nothing but this set. */
export function judgeLabelSet(audit: Audit, set: MultiLabelSet): Outcome {
  const run = { ...makeRun({}), multiLabelSets: [set] };
  return audit.judge({ run, facts: createFacts(run), probe: () => null });
}
