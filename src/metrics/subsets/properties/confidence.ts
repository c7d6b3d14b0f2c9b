import { bands, numberBand } from '../bands.ts';
import { absent, type Property } from '../property.ts';

/** Probability of the predicted label, in quarters. Low confidence is expected to be wrong more often. */
export const confidence: Property = {
  id: 'confidence',
  find({ examples, rows }) {
    const title = 'confidence';
    const { probabilities, predicted, labels } = examples;
    if (probabilities === null) return absent('confidence', title, 'no probabilities were given');
    const values = Float64Array.from(
      { length: rows },
      (_, row) => probabilities[row * labels.length + predicted[row]!]!,
    );
    return [
      {
        id: 'confidence',
        title,
        role: 'expected',
        values: bands(
          values,
          numberBand('confidence'),
          'probability of the predicted label, in quarters of this set',
        ),
        leftOut: null,
      },
    ];
  },
};
