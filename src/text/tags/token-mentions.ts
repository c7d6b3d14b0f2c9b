import type { MentionColumns, TokenColumns } from '../../model/entities.ts';

/** Mentions as columns over tokens, ordered by first token. Tokens are counted through the whole file; `end` is exclusive. */
export interface TokenMentions {
  readonly sentence: Int32Array;
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Index of the types that the caller numbered. */
  readonly type: Int32Array;
}

/** Collects mentions into columns that grow. */
export class MentionList {
  private size = 0;
  private capacity: number;
  private sentences: Int32Array;
  private firsts: Int32Array;
  private ends: Int32Array;
  private types: Int32Array;

  constructor(capacity = 1024) {
    this.capacity = Math.max(16, capacity);
    this.sentences = new Int32Array(this.capacity);
    this.firsts = new Int32Array(this.capacity);
    this.ends = new Int32Array(this.capacity);
    this.types = new Int32Array(this.capacity);
  }

  add(sentence: number, first: number, end: number, type: number): void {
    if (this.size === this.capacity) this.grow();
    const at = this.size++;
    this.sentences[at] = sentence;
    this.firsts[at] = first;
    this.ends[at] = end;
    this.types[at] = type;
  }

  columns(): TokenMentions {
    const n = this.size;
    return {
      sentence: this.sentences.slice(0, n),
      first: this.firsts.slice(0, n),
      end: this.ends.slice(0, n),
      type: this.types.slice(0, n),
    };
  }

  private grow(): void {
    this.capacity *= 2;
    const wider = (column: Int32Array): Int32Array => {
      const next = new Int32Array(this.capacity);
      next.set(column);
      return next;
    };
    this.sentences = wider(this.sentences);
    this.firsts = wider(this.firsts);
    this.ends = wider(this.ends);
    this.types = wider(this.types);
  }
}

/** The same mentions with offsets in the text of their sentence instead of tokens. */
export function mentionColumns(mentions: TokenMentions, tokens: TokenColumns): MentionColumns {
  const n = mentions.first.length;
  const start = new Int32Array(n);
  const end = new Int32Array(n);
  for (let m = 0; m < n; m++) {
    start[m] = tokens.start[mentions.first[m]!]!;
    end[m] = tokens.end[mentions.end[m]! - 1]!;
  }
  return { sentence: mentions.sentence, start, end, type: mentions.type, score: null };
}
