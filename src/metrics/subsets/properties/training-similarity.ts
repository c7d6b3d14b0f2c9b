import { bands, numberBand } from '../bands.ts';
import { absent, type Property } from '../property.ts';

/** How near the nearest training example is, in quarters: coverage of the training data. */
export const trainingSimilarity: Property = {
  id: 'training-similarity',
  find({ examples }) {
    const title = 'similarity to the nearest training example';
    if (!examples.trainingSimilarity)
      return absent('training-similarity', title, 'no similarities to training examples were given');
    const values = bands(
      examples.trainingSimilarity,
      numberBand('similarity'),
      `${title}, in quarters of this set`,
    );
    const leftOut = values.length === 0 ? 'all similarities are equal' : null;
    return [{ id: 'training-similarity', title, role: 'slice', values, leftOut }];
  },
};
