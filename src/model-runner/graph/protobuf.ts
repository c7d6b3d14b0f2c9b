/** Protocol buffers, the writing half: a message is a list of parts. https://protobuf.dev/programming-guides/encoding/ */
export interface MessageWriter {
  /** A varint field; also booleans and enum values. */
  integer(field: number, value: number | bigint): MessageWriter;
  float(field: number, value: number): MessageWriter;
  bytes(field: number, value: Uint8Array): MessageWriter;
  text(field: number, value: string): MessageWriter;
  message(field: number, value: MessageWriter): MessageWriter;
  readonly byteLength: number;
  /** Copies the message to `target` from `offset`; returns the offset after it. */
  copyTo(target: Uint8Array, offset: number): number;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

const utf8 = new TextEncoder();

export function createMessage(): MessageWriter {
  const parts: (Uint8Array | MessageWriter)[] = [];
  let byteLength = 0;
  const push = (part: Uint8Array | MessageWriter): void => {
    parts.push(part);
    byteLength += part.byteLength;
  };
  const tag = (field: number, wire: number): void => push(varint((field << 3) | wire));
  const writer: MessageWriter = {
    integer(field, value) {
      tag(field, VARINT);
      push(varint(value));
      return writer;
    },
    float(field, value) {
      tag(field, FIXED_32);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setFloat32(0, value, true);
      push(bytes);
      return writer;
    },
    bytes(field, value) {
      tag(field, LENGTH_DELIMITED);
      push(varint(value.length));
      push(value);
      return writer;
    },
    text: (field, value) => writer.bytes(field, utf8.encode(value)),
    message(field, value) {
      tag(field, LENGTH_DELIMITED);
      push(varint(value.byteLength));
      push(value);
      return writer;
    },
    get byteLength() {
      return byteLength;
    },
    copyTo(target, offset) {
      let p = offset;
      for (const part of parts) {
        if (part instanceof Uint8Array) {
          target.set(part, p);
          p += part.length;
        } else p = part.copyTo(target, p);
      }
      return p;
    },
  };
  return writer;
}

/** Negative numbers take ten bytes, as two's complement of 64 bits. */
function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
