import { addRow, emptyMask } from '../mask.ts';
import type { Property, PropertyAnswer, PropertyInput } from '../property.ts';

function byLabel(
  { examples, rows, leastRows }: PropertyInput,
  codes: ArrayLike<number>,
  of: 'reference' | 'predicted',
): PropertyAnswer {
  const id = `${of}-label`;
  const title = of === 'reference' && examples.labelTitle !== undefined ? examples.labelTitle : `${of} label`;
  const masks = examples.labels.map(() => emptyMask(rows));
  const counts = new Int32Array(masks.length);
  for (let row = 0; row < rows; row++) {
    addRow(masks[codes[row]!]!, row);
    counts[codes[row]!] = counts[codes[row]!]! + 1;
  }
  const values = examples.labels.flatMap((label, code) =>
    counts[code]! < leastRows
      ? []
      : [
          {
            name: `${title} = ${label}`,
            definition: `the ${title} is ${label}`,
            rows: masks[code]!,
            label: { of, code },
            words: [],
            spans: null,
          },
        ],
  );
  return { id, title, role: 'partner', values, leftOut: null };
}

/**
 * Partners in crossings only: an error rate within a label is that label's recall or precision, which has its own audits. A loss of
 * another kind is not tied to what was predicted.
 */
export const labels: Property = {
  id: 'labels',
  find: (input) => [
    byLabel(input, input.examples.reference, 'reference'),
    ...(input.examples.loss ? [] : [byLabel(input, input.examples.predicted, 'predicted')]),
  ],
};
