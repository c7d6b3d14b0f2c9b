import type { EntitySet, MentionColumns, TokenColumns } from '../../../model/entities.ts';
import type { TrainingMentions } from '../errors/index.ts';
import { wordRanges, wordsOf } from '../errors/words.ts';

/** Mentions that a list finds in the sentences of a set. */
export interface LookUp {
  readonly mentions: MentionColumns;
  /** Different texts in the list. */
  readonly entries: number;
}

/** Longer mentions are not listed. */
const MOST_WORDS = 12;

/** Words of both texts under common numbers. */
class Vocabulary {
  private readonly numbers = new Map<string, number>();

  get size(): number {
    return this.numbers.size;
  }

  columnOf(words: TokenColumns, sentences: number, text: (sentence: number) => string): Int32Array {
    const column = new Int32Array(words.start.length);
    for (let s = 0; s < sentences; s++) {
      const whole = text(s);
      for (let at = words.firstOfSentence[s]!; at < words.firstOfSentence[s + 1]!; at++) {
        const word = whole.slice(words.start[at]!, words.end[at]!);
        let number = this.numbers.get(word);
        if (number === undefined) {
          number = this.numbers.size;
          this.numbers.set(word, number);
        }
        column[at] = number;
      }
    }
    return column;
  }
}

/** The list as a tree of words: `node * size + word` leads on. */
class Tree {
  private readonly next = new Map<number, number>();
  private nodes = 1;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  step(node: number, word: number): number | undefined {
    return this.next.get(node * this.size + word);
  }

  add(column: Int32Array, from: number, to: number): number {
    let node = 0;
    for (let at = from; at < to; at++) {
      const key = node * this.size + column[at]!;
      let into = this.next.get(key);
      if (into === undefined) {
        into = this.nodes++;
        this.next.set(key, into);
      }
      node = into;
    }
    return node;
  }
}

/**
 * Finds the training mentions again, word by word as they are written: the longest first, from left to right, each with the type that
 * it has most often in training. A text that training leaves untagged more often than it tags it is not in the list (Tjong Kim Sang
 * and De Meulder 2003 score such a list as the baseline of CoNLL-2003, with texts of one type only).
 */
export function lookUp(
  set: Pick<EntitySet, 'types' | 'sentences' | 'tokens' | 'text'>,
  training: TrainingMentions,
): LookUp {
  const own = wordsOf(training);
  const words = wordsOf(set);
  const vocabulary = new Vocabulary();
  const trained = vocabulary.columnOf(own, training.sentences, (s) => training.text(s));
  const column = vocabulary.columnOf(words, set.sentences, (s) => set.text(s));
  const tree = new Tree(vocabulary.size);
  const codes = training.types.map((type) => set.types.indexOf(type));
  const { mentions } = training;
  const ranges = wordRanges(mentions, own);
  const tagged = new Map<number, Map<number, number>>();
  const inside = new Uint8Array(own.start.length);
  for (let i = 0; i < mentions.start.length; i++) {
    const [from, to] = [ranges.from[i]!, ranges.to[i]!];
    for (let at = from; at < to; at++) inside[at] = 1;
    if (to === from || to - from > MOST_WORDS) continue;
    const node = tree.add(trained, from, to);
    const counts = tagged.get(node) ?? new Map<number, number>();
    const type = codes[mentions.type[i]!] ?? -1;
    counts.set(type, (counts.get(type) ?? 0) + 1);
    tagged.set(node, counts);
  }
  const untagged = new Map<number, number>();
  for (let s = 0; s < training.sentences; s++) {
    const last = own.firstOfSentence[s + 1]!;
    for (let from = own.firstOfSentence[s]!; from < last; from++) {
      if (inside[from] === 1) continue;
      let node: number | undefined = 0;
      for (let at = from; at < Math.min(last, from + MOST_WORDS) && inside[at] === 0; at++) {
        node = tree.step(node, trained[at]!);
        if (node === undefined) break;
        if (tagged.has(node)) untagged.set(node, (untagged.get(node) ?? 0) + 1);
      }
    }
  }
  const typeOf = new Map<number, number>();
  for (const [node, counts] of tagged) {
    let [best, most, all] = [-1, 0, 0];
    for (const [type, count] of counts) {
      all += count;
      if (count > most || (count === most && type < best)) [best, most] = [type, count];
    }
    if (best >= 0 && all >= (untagged.get(node) ?? 0)) typeOf.set(node, best);
  }
  const rows: [sentence: number, start: number, end: number, type: number][] = [];
  for (let s = 0; s < set.sentences; s++) {
    const last = words.firstOfSentence[s + 1]!;
    for (let from = words.firstOfSentence[s]!; from < last; ) {
      let node: number | undefined = 0;
      let [end, type] = [-1, -1];
      for (let at = from; at < Math.min(last, from + MOST_WORDS); at++) {
        node = tree.step(node, column[at]!);
        if (node === undefined) break;
        const known = typeOf.get(node);
        if (known !== undefined) [end, type] = [at + 1, known];
      }
      if (end < 0) from++;
      else {
        rows.push([s, words.start[from]!, words.end[end - 1]!, type]);
        from = end;
      }
    }
  }
  const part = (k: 0 | 1 | 2 | 3): Int32Array => Int32Array.from(rows, (row) => row[k]);
  return {
    mentions: { sentence: part(0), start: part(1), end: part(2), type: part(3), score: null },
    entries: typeOf.size,
  };
}
