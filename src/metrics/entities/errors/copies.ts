import { type EntityErrorInput, firstOfSentence } from './input.ts';

/**
 * Sentences that say what an earlier one says: same text, same reference, same prediction. The model answers them the same way, so they
 * are no further evidence, and would make chance look certain. 1 for a copy.
 */
export function copiedSentences(input: EntityErrorInput): Uint8Array {
  const { sentences, reference, predicted } = input;
  const copied = new Uint8Array(sentences);
  const known = new Set<string>();
  const sides = [reference, predicted].map((side) => ({ ...side, first: firstOfSentence(side, sentences) }));
  for (let s = 0; s < sentences; s++) {
    const text = input.text(s);
    if (text.trim() === '') continue;
    let key = '';
    for (const { start, end, type, first } of sides) {
      // Types of one place stand in any order.
      const places: string[] = [];
      for (let i = first[s]!; i < first[s + 1]!; i++) places.push(`${start[i]},${end[i]},${type[i]}`);
      key += `${places.sort().join(' ')}|`;
    }
    key += text;
    if (known.has(key)) copied[s] = 1;
    else known.add(key);
  }
  return copied;
}

/** What does not stand alone: mentions of one document, or of one sentence where documents are not known or too few to be halved. */
export interface MentionGroups {
  readonly unit: 'document' | 'sentence';
  readonly count: number;
  /** Name of the group of each sentence. Equal texts have equal names, whatever their order. */
  readonly names: readonly string[];
  /** Number of the group of each sentence. */
  readonly of: Int32Array;
}

const LEAST_DOCUMENTS = 20;

export function mentionGroups({ sentences, firstOfDocument, text }: EntityErrorInput): MentionGroups {
  const documents = (firstOfDocument?.length ?? 1) - 1;
  const byDocument = documents >= LEAST_DOCUMENTS;
  const names = new Array<string>(sentences);
  if (byDocument)
    for (let d = 0; d < documents; d++) {
      const [from, to] = [firstOfDocument![d]!, firstOfDocument![d + 1]!];
      if (from === to) continue;
      const name = `${to - from}\n${text(from)}\n${text(to - 1)}`;
      for (let s = from; s < to; s++) names[s] = name;
    }
  // A sentence before the first document stands alone.
  for (let s = 0; s < sentences; s++) names[s] ??= text(s);
  const numbers = new Map<string, number>();
  const of = Int32Array.from(names, (name) => {
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
  return { unit: byDocument ? 'document' : 'sentence', count: numbers.size, names, of };
}
