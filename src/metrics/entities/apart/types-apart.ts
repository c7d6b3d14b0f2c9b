import { copiedSentences, mentionGroups } from '../errors/copies.ts';
import type { EntityErrorInput, ErrorTaxonomy } from '../errors/index.ts';
import { NOT_COUNTED } from '../errors/index.ts';
import { compareMentions, type MentionComparison } from './compare.ts';

/** How often mentions of one type are wrong, against those of all other types together. */
export interface TypeApart {
  readonly type: number;
  readonly against: MentionComparison;
}

/**
 * References by type whether they were missed, or predictions by type whether they were wrong, each type against the rest.
 * Sentences that are copies are left out.
 */
export function typesApart(
  input: EntityErrorInput,
  taxonomy: ErrorTaxonomy,
  side: 'reference' | 'predicted',
  copied: Uint8Array = copiedSentences(input),
): readonly TypeApart[] {
  const kinds = side === 'reference' ? taxonomy.referenceKind : taxonomy.predictedKind;
  const { sentence, type } = input[side];
  const rows: number[] = [];
  for (let i = 0; i < kinds.length; i++)
    if (kinds[i] !== NOT_COUNTED && copied[sentence[i]!] === 0) rows.push(i);
  const groups = mentionGroups(input);
  const groupOf = Int32Array.from(rows, (i) => groups.of[sentence[i]!]!);
  const wrong = Float64Array.from(rows, (i) => (kinds[i] === 0 ? 0 : 1));
  const there = [...new Set(rows.map((i) => type[i]!))].sort((a, b) => a - b);
  return there.flatMap((one) => {
    const first = Uint8Array.from(rows, (i) => (type[i] === one ? 1 : 0));
    const against = compareMentions(first, wrong, groupOf, groups);
    return against === null ? [] : [{ type: one, against }];
  });
}
