import { normaliseQuantity } from '../hf-trainer/quantities.ts';

/**
 * Keras names a metric after the function that computes it: `sparse_categorical_accuracy` is what `accuracy` becomes
 * when it is passed as an object. A second compilation in one session numbers them: `precision_3`.
 */
export function kerasQuantity(name: string): string {
  const plain = name.replace(/(?<=[a-z])_\d+$/i, '');
  if (/^(?:sparse_)?(?:categorical|binary)_accuracy$/i.test(plain)) return 'accuracy';
  // `tf.keras.metrics.AUC` is the area under the ROC curve unless told otherwise.
  return normaliseQuantity(plain);
}
