import { FormatError } from '../../formats/error.ts';

/** What a piece is for; the numbers are those of the file. Source: sentencepiece_model.proto, `SentencePiece.Type`. */
export const PIECE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** How the vocabulary was trained. Source: sentencepiece_model.proto, `TrainerSpec.ModelType`. */
const ALGORITHMS = ['?', 'Unigram', 'BPE', 'word', 'character'] as const;

export interface SentencePieceModel {
  readonly pieces: readonly string[];
  /** Log-probabilities as the file has them, float32. */
  readonly scores: Float32Array;
  /** One of `PIECE` each. */
  readonly types: Uint8Array;
  readonly algorithm: (typeof ALGORITHMS)[number];
  readonly unknownId: number;
  readonly byteFallback: boolean;
  /** The compiled normalisation of characters, empty for none. */
  readonly characterMap: Uint8Array;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
}

interface Field {
  readonly number: number;
  /** Of a varint; 0 otherwise. */
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads the model file of SentencePiece (`spiece.model`, `sentencepiece.bpe.model`, `spm.model`), a protobuf message.
 * Unknown fields are passed over. Throws FormatError when the bytes are no such message or end too early.
 *
 * Source: google/sentencepiece, src/sentencepiece_model.proto (field numbers and defaults).
 */
export function readSentencePieceModel(bytes: Uint8Array): SentencePieceModel {
  const pieces: string[] = [];
  const scores: number[] = [];
  const types: number[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let algorithm = 1;
  let unknownId = 0;
  let byteFallback = false;
  let characterMap = new Uint8Array(0);
  let addDummyPrefix = true;
  let removeExtraWhitespaces = true;
  for (const field of fieldsOf(bytes, 0, bytes.length)) {
    if (field.number === 1) {
      let piece = '';
      let score = 0;
      let type: number = PIECE.normal;
      for (const part of fieldsOf(bytes, field.from, field.to)) {
        if (part.number === 1) piece = decoder.decode(bytes.subarray(part.from, part.to));
        else if (part.number === 2 && part.to - part.from === 4) score = view.getFloat32(part.from, true);
        else if (part.number === 3) type = part.value;
      }
      pieces.push(piece);
      scores.push(score);
      types.push(type);
    } else if (field.number === 2) {
      for (const part of fieldsOf(bytes, field.from, field.to)) {
        if (part.number === 3) algorithm = part.value;
        else if (part.number === 35) byteFallback = part.value !== 0;
        else if (part.number === 40) unknownId = part.value;
      }
    } else if (field.number === 3) {
      for (const part of fieldsOf(bytes, field.from, field.to)) {
        if (part.number === 2) characterMap = bytes.slice(part.from, part.to);
        else if (part.number === 3) addDummyPrefix = part.value !== 0;
        else if (part.number === 4) removeExtraWhitespaces = part.value !== 0;
      }
    }
  }
  if (pieces.length === 0) throw new FormatError(null, 'a SentencePiece model with pieces', 'none');
  return {
    pieces,
    scores: Float32Array.from(scores),
    types: Uint8Array.from(types),
    algorithm: ALGORITHMS[algorithm] ?? '?',
    unknownId,
    byteFallback,
    characterMap,
    addDummyPrefix,
    removeExtraWhitespaces,
  };
}

/** Fields of the message at `bytes[from, to)`. Source: protobuf.dev/programming-guides/encoding. */
function* fieldsOf(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  let p = from;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; p < to; scale *= 128) {
      const byte = bytes[p++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 63) break;
    }
    throw new FormatError(`byte ${p}`, 'a SentencePiece model', 'bytes that end inside a number');
  };
  while (p < to) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      const start = p;
      const value = varint();
      yield { number, value, from: start, to: p };
      continue;
    }
    const length = wire === 2 ? varint() : wire === 5 ? 4 : wire === 1 ? 8 : Number.NaN;
    if (number === 0 || !(length <= to - p))
      throw new FormatError(`byte ${p}`, 'a SentencePiece model', 'a field that does not fit the file');
    const start = p;
    p += length;
    yield { number, value: 0, from: start, to: p };
  }
}
