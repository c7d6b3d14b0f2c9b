import {
  type Attribute,
  type ElementType,
  elementType,
  type GraphDefinition,
  type GraphNode,
  type GraphPort,
  type Initializer,
} from './onnx.ts';

/** The name of what flows along an edge of the graph. */
export type Value = string;
type Attributes = Readonly<Record<string, Attribute>>;

/** Collects nodes; every call returns the name of the result. Equal constants are kept once. */
export interface GraphBuilder extends GraphDefinition {
  readonly nodes: GraphNode[];
  input(name: string, type: ElementType, dimensions: GraphPort['dimensions']): Value;
  output(name: string, type: ElementType, dimensions: GraphPort['dimensions'], from: Value): void;
  initializer(initializer: Initializer): Value;
  operator(name: string, inputs: readonly Value[], attributes?: Attributes): Value;
  /** The same for operators with several results. */
  operators(count: number, name: string, inputs: readonly Value[], attributes?: Attributes): readonly Value[];
  real(value: number): Value;
  /** 32-bit floats, row-major. */
  reals(values: readonly number[], dimensions: readonly number[]): Value;
  /** A whole number without dimensions. */
  integer(value: number): Value;
  /** A row of whole numbers. */
  integers(values: readonly number[]): Value;
}

export function createGraph(): GraphBuilder {
  const nodes: GraphNode[] = [];
  const initializers: Initializer[] = [];
  const inputs: GraphPort[] = [];
  const outputs: GraphPort[] = [];
  const constants = new Map<string, Value>();
  let count = 0;
  const fresh = (stem: string): Value => `${stem}_${count++}`;

  const initializer = (tensor: Initializer): Value => {
    initializers.push(tensor);
    return tensor.name;
  };
  const constant = (
    type: ElementType,
    dimensions: readonly number[],
    bytes: Uint8Array,
    key: string,
  ): Value => {
    const known = constants.get(key);
    if (known !== undefined) return known;
    const name = fresh('constant');
    constants.set(key, name);
    return initializer({ name, type, dimensions, content: { kind: 'inside', bytes } });
  };
  const floats = (values: readonly number[], dimensions: readonly number[]): Value =>
    constant(
      elementType.float,
      dimensions,
      new Uint8Array(Float32Array.from(values).buffer),
      `float ${dimensions.join('×')} ${values.join(' ')}`,
    );
  const longs = (values: readonly number[], dimensions: readonly number[]): Value =>
    constant(
      elementType.int64,
      dimensions,
      new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
      `int64 ${dimensions.join('×')} ${values.join(' ')}`,
    );
  const operators = (
    results: number,
    operator: string,
    from: readonly Value[],
    attributes: Attributes = {},
  ): readonly Value[] => {
    const to = Array.from({ length: results }, () => fresh(operator));
    nodes.push({ operator, inputs: from, outputs: to, attributes });
    return to;
  };

  return {
    nodes,
    initializers,
    inputs,
    outputs,
    initializer,
    operators,
    input(name, type, dimensions) {
      inputs.push({ name, type, dimensions });
      return name;
    },
    output(name, type, dimensions, from) {
      nodes.push({ operator: 'Identity', inputs: [from], outputs: [name], attributes: {} });
      outputs.push({ name, type, dimensions });
    },
    operator: (operator, from, attributes) => operators(1, operator, from, attributes)[0]!,
    real: (value) => floats([value], []),
    reals: floats,
    integer: (value) => longs([value], []),
    integers: (values) => longs(values, [values.length]),
  };
}
