import { createMessage, type MessageWriter } from './protobuf.ts';

/** Element types of ONNX (`TensorProto.DataType`). */
export const elementType = { float: 1, int64: 7, bool: 9, float16: 10, double: 11, bfloat16: 16 } as const;
export type ElementType = (typeof elementType)[keyof typeof elementType];

/** A whole number, a real one, a name, or several whole numbers. */
export type Attribute = number | { readonly real: number } | string | readonly number[];

export interface GraphNode {
  readonly operator: string;
  /** Names of values; an empty name is an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly dimensions: readonly number[];
  /** The numbers themselves, or where they lie: a file in the folder that the session is told. */
  readonly content:
    | { readonly kind: 'inside'; readonly bytes: Uint8Array }
    | {
        readonly kind: 'file';
        readonly location: string;
        readonly byteOffset: number;
        readonly bytes: number;
      };
}

/** An input or output of the graph. Text dimensions are free sizes. */
export interface GraphPort {
  readonly name: string;
  readonly type: ElementType;
  readonly dimensions: readonly (number | string)[];
}

export interface GraphDefinition {
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
}

/** Gelu came with opset 20, LayerNormalization with 17, Split's `num_outputs` and Pad's axes with 18. */
const OPERATOR_SET = 20;
/** The version of the file format that came with opset 20 is 9. */
const FORMAT_VERSION = 9;

/** The graph as the bytes of an `.onnx` file. Field numbers: onnx/onnx.proto (IR version 9). */
export function encodeModel(graph: GraphDefinition): Uint8Array {
  const body = createMessage();
  for (const node of graph.nodes) body.message(1, nodeMessage(node));
  body.text(2, 'classifier');
  for (const initializer of graph.initializers) body.message(5, tensorMessage(initializer));
  for (const input of graph.inputs) body.message(11, portMessage(input));
  for (const output of graph.outputs) body.message(12, portMessage(output));
  const model = createMessage()
    .integer(1, FORMAT_VERSION)
    .text(2, 'afterfit')
    .message(7, body)
    .message(8, createMessage().text(1, '').integer(2, OPERATOR_SET));
  const bytes = new Uint8Array(model.byteLength);
  model.copyTo(bytes, 0);
  return bytes;
}

function nodeMessage(node: GraphNode): MessageWriter {
  const message = createMessage();
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(3, node.outputs[0] ?? '').text(4, node.operator);
  for (const [name, value] of Object.entries(node.attributes))
    message.message(5, attributeMessage(name, value));
  return message;
}

const REAL = 1;
const INTEGER = 2;
const TEXT = 3;
const INTEGERS = 7;

function attributeMessage(name: string, value: Attribute): MessageWriter {
  const message = createMessage().text(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, INTEGER);
  if (typeof value === 'string') return message.text(4, value).integer(20, TEXT);
  if ('real' in value) return message.float(2, value.real).integer(20, REAL);
  for (const item of value) message.integer(8, item);
  return message.integer(20, INTEGERS);
}

function tensorMessage({ name, type, dimensions, content }: Initializer): MessageWriter {
  const message = createMessage();
  for (const dimension of dimensions) message.integer(1, dimension);
  message.integer(2, type).text(8, name);
  if (content.kind === 'inside') return message.bytes(9, content.bytes);
  const entry = (key: string, value: string) =>
    message.message(13, createMessage().text(1, key).text(2, value));
  entry('location', content.location);
  entry('offset', String(content.byteOffset));
  entry('length', String(content.bytes));
  return message.integer(14, 1);
}

function portMessage({ name, type, dimensions }: GraphPort): MessageWriter {
  const shape = createMessage();
  for (const dimension of dimensions) {
    const message = createMessage();
    shape.message(
      1,
      typeof dimension === 'number' ? message.integer(1, dimension) : message.text(2, dimension),
    );
  }
  const tensor = createMessage().integer(1, type).message(2, shape);
  return createMessage().text(1, name).message(2, createMessage().message(1, tensor));
}
