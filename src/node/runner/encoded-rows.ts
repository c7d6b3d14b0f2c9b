/** Tokens of many rows, one after the other. Offsets and words run along `ids`. */
export interface EncodedRows {
  readonly rows: number;
  readonly ids: Int32Array;
  /** Segment of each token; null when all are 0. */
  readonly segments: Uint8Array | null;
  /** First token of each row, and one more entry: the number of tokens. */
  readonly first: Int32Array;
  /** Tokens of each row before it was cut, special ones among them. */
  readonly tokensBeforeCut: Int32Array;
  /** UTF-16 units in the text of the row (of the first text of a pair), −1 for special tokens and second texts; null when not asked for. */
  readonly start: Int32Array | null;
  readonly end: Int32Array | null;
  /** Word of each token: of the data when it is split into words, otherwise the tokenizer's own; −1 for special tokens. Null when not asked for. */
  readonly word: Int32Array | null;
}

/** Of the texts at hand; tokens that no text holds do no harm. */
export function highestId({ ids }: EncodedRows): number {
  let highest = -1;
  for (let at = 0; at < ids.length; at++) if (ids[at]! > highest) highest = ids[at]!;
  return highest;
}

/** Collects rows; typed arrays that double when they are full. */
export class RowCollector {
  private ids = new Int32Array(1024);
  private segments = new Uint8Array(1024);
  private start = new Int32Array(0);
  private end = new Int32Array(0);
  private word = new Int32Array(0);
  private readonly first: number[] = [0];
  private readonly before: number[] = [];
  private used = 0;
  private anySegment = false;

  constructor(private readonly places: boolean) {
    if (places) this.resizePlaces(1024);
  }

  /** A token of the row that `endRow` ends. */
  add(id: number, segment: number, start: number, end: number, word: number): void {
    if (this.used === this.ids.length) this.grow();
    const at = this.used++;
    this.ids[at] = id;
    this.segments[at] = segment;
    if (segment !== 0) this.anySegment = true;
    if (!this.places) return;
    this.start[at] = start;
    this.end[at] = end;
    this.word[at] = word;
  }

  endRow(tokensBeforeCut: number): void {
    this.first.push(this.used);
    this.before.push(tokensBeforeCut);
  }

  finish(): EncodedRows {
    const cut = <T extends Int32Array | Uint8Array>(array: T): T => array.slice(0, this.used) as T;
    return {
      rows: this.before.length,
      ids: cut(this.ids),
      segments: this.anySegment ? cut(this.segments) : null,
      first: Int32Array.from(this.first),
      tokensBeforeCut: Int32Array.from(this.before),
      start: this.places ? cut(this.start) : null,
      end: this.places ? cut(this.end) : null,
      word: this.places ? cut(this.word) : null,
    };
  }

  private grow(): void {
    const size = this.ids.length * 2;
    const ids = new Int32Array(size);
    ids.set(this.ids);
    this.ids = ids;
    const segments = new Uint8Array(size);
    segments.set(this.segments);
    this.segments = segments;
    if (this.places) this.resizePlaces(size);
  }

  private resizePlaces(size: number): void {
    const longer = (array: Int32Array): Int32Array<ArrayBuffer> => {
      const copy = new Int32Array(size);
      copy.set(array);
      return copy;
    };
    this.start = longer(this.start);
    this.end = longer(this.end);
    this.word = longer(this.word);
  }
}
