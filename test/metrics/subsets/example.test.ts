import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/formats/csv.ts';
import { findSubsets } from '../../../src/metrics/subsets/index.ts';

/** The bundled run with known faults: negated guidance (44 rows) is wrong in two of three. */
describe('examples/finance-sentiment', () => {
  const { columns, cells } = readCsv(
    new Uint8Array(readFileSync('examples/finance-sentiment/predictions/eval_predictions.csv')),
    {},
  );
  const column = (name: string): string[] => cells[columns.indexOf(name)]!.map(String);
  const labels = ['negative', 'neutral', 'positive', 'mixed', 'litigious'];
  const codes = (name: string): Int32Array => Int32Array.from(column(name), (label) => labels.indexOf(label));
  const examples = {
    reference: codes('label'),
    predicted: codes('predicted'),
    labels,
    probabilities: null,
    texts: column('text'),
    columns: ['source', 'topic'].map((name) => ({ name, values: column(name) })),
  };
  const planted = JSON.parse(readFileSync('examples/finance-sentiment/planted.json', 'utf8')) as {
    negated_guidance: { validation?: string[] } | string[];
  };
  const ids = new Set(
    Array.isArray(planted.negated_guidance) ? planted.negated_guidance : planted.negated_guidance.validation,
  );
  const rows = new Set(column('id').flatMap((id, row) => (ids.has(id) ? [row] : [])));

  it.each([1, 2, 3])('finds what was planted, with seed %i', (seed) => {
    expect(rows.size).toBe(44);
    const { found } = findSubsets(examples, { seed });
    const negation = found.find(({ name }) => name.includes('negation'))!;
    expect([...negation.rows].filter((row) => rows.has(row))).toHaveLength(44);
    expect(negation.confirmation.interval.low).toBeGreaterThan(0.05);
    expect(found.some(({ name }) => name.includes('guidance'))).toBe(true);
    expect(found.length).toBeLessThanOrEqual(4);
  });
});
