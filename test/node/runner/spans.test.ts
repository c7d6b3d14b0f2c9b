import { describe, expect, it } from 'vitest';
import { planTokenizer, unitsOfCodePoints } from '../../../src/model-runner/tokenizer/index.ts';
import { collectRows } from '../../../src/node/runner/results.ts';
import { readyRows } from '../../../src/node/runner/serve.ts';
import { type Aggregation, spansOf } from '../../../src/node/runner/spans.ts';
import { loadTokenizer } from '../../../src/node/runner/tokenizer.ts';
import { configOf, filesOfKind, oracle } from '../../model-runner/tokenizer/oracle.ts';

/** Mentions in one text from made-up logits, as the runner makes them. */
async function spansFor(kindName: string, text: string, logits: readonly number[], aggregation: Aggregation) {
  const kind = oracle.kinds.find((one) => one.kind === kindName)!;
  const plan = planTokenizer(filesOfKind(kind), configOf(kind), { maxLength: 5000, words: false });
  const encoded = await (await loadTokenizer(plan)).texts([text], true);
  const labelCount = oracle.spanLabels.length;
  const { rows } = readyRows(
    encoded,
    Int32Array.of(0),
    encoded.ids.length,
    Float32Array.from(logits),
    { labels: labelCount, head: 'token' },
    { kind: 'texts', texts: [text] },
    plan,
  );
  return spansOf({ ...collectRows(1, [rows]), labelCount, labels: oracle.spanLabels }, 0, text, aggregation);
}

describe.each(['none', 'simple', 'first', 'average', 'max'] as const)(
  'mentions by the strategy %s',
  (aggregation) => {
    it.each(oracle.spans)(
      'are those of the reference: $kind, $text',
      async ({ kind, text, logits, answers }) => {
        const spans = await spansFor(kind, text, logits, aggregation);
        const units = unitsOfCodePoints(text);
        const unit = (point: number): number => (units === null ? point : units[point]!);
        // White space at the borders is cut off here and not there, and a mention of white space alone is none.
        const trimmed = answers[aggregation].map(([type, start, end, score]) => {
          const part = text.slice(unit(start), unit(end));
          const from = unit(start) + part.length - part.trimStart().length;
          return { type, start: from, end: from + part.trim().length, score };
        });
        const expected = trimmed.filter(({ start, end }) => start < end);
        expect(spans.map(({ type, start, end }) => ({ type, start, end }))).toEqual(
          expected.map(({ type, start, end }) => ({ type, start, end })),
        );
        spans.forEach(({ score }, at) => {
          expect(score).toBeCloseTo(expected[at]!.score, 5);
        });
      },
    );
  },
);
