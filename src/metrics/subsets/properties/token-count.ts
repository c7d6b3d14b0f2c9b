import { bands, wholeNumberBand } from '../bands.ts';
import { maskWhere } from '../mask.ts';
import { absent, type Property, type PropertyValue } from '../property.ts';

/** Length in the model's own tokens, and what the limit cut. */
export const tokenCount: Property = {
  id: 'token-count',
  find({ examples, rows }) {
    const title = 'length in tokens';
    const counts = examples.tokenCounts;
    if (!counts) return absent('token-count', title, 'no token counts were given');
    const known = Float64Array.from({ length: rows }, (_, row) =>
      counts[row]! >= 0 ? counts[row]! : Number.NaN,
    );
    const values: PropertyValue[] = [
      ...bands(
        known,
        wholeNumberBand('tokens'),
        'tokens of the text before it was cut, in quarters of this set',
      ),
    ];
    const limit = examples.tokenLimit ?? null;
    if (limit !== null)
      values.push({
        name: `cut at ${limit} tokens`,
        definition: `the text had more than ${limit} tokens and its end was not read`,
        words: [],
        spans: null,
        rows: maskWhere(rows, (row) => known[row]! > limit),
      });
    const leftOut = limit === null ? 'the token limit is not known, so what was cut is not' : null;
    return [{ id: 'token-count', title, role: 'slice', values, leftOut }];
  },
};
