import type { PredictionAnswers } from '../model/predictions.ts';
import type { PredictionColumns } from './columns.ts';
import { logProbability } from './scores.ts';

/** Every row as codes and keys, for joining two sets. The arrays of codes are those of the set: not to be written to. */
export function answersOf(columns: PredictionColumns): PredictionAnswers {
  const { reference, predicted, scores, ids, texts } = columns;
  let loss: Float64Array | null = null;
  if (scores !== null) {
    loss = new Float64Array(reference.length);
    for (let row = 0; row < reference.length; row++) {
      const label = reference[row]!;
      loss[row] = label < 0 ? Number.NaN : -logProbability(scores, row, label);
    }
  }
  return {
    reference,
    predicted,
    loss,
    ids,
    textHashes: texts === null ? null : Float64Array.from(texts, (text) => hash(text ?? '')),
  };
}

/** Two multiplicative hashes of 32 bits with different seeds, 53 bits kept: about one clash in 10⁶ texts has odds of 10⁻⁴. */
export function hash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (0x1fffff & low) + (high >>> 0);
}
