import type { FileMetaData, SchemaElement } from 'hyparquet';
import type { ColumnKind } from './column-file.ts';
import { FormatError } from './error.ts';

/** An element of the schema with what is below it. */
export interface SchemaNode {
  readonly element: SchemaElement;
  readonly path: string;
  readonly children: readonly SchemaNode[];
  /** Levels that say how much of the path is there, and which list goes on. */
  readonly definitionLevels: number;
  readonly repetitionLevels: number;
}

/** Lists of structs of lists are five deep. */
const DEEPEST = 16;
/** A table of 2,000 columns that are lists has 6,000 elements. */
const MAX_ELEMENTS = 20_000;

/** The columns of the top level. Throws `FormatError` where the counts of children do not add up. */
export function schemaColumns({ schema }: FileMetaData): readonly SchemaNode[] {
  if (schema.length > MAX_ELEMENTS)
    throw new FormatError('schema', `at most ${MAX_ELEMENTS} elements`, `${schema.length}`);
  let next = 0;
  const read = (parent: string | null, definition: number, repetition: number, depth: number): SchemaNode => {
    const element = schema[next++];
    if (element === undefined || depth > DEEPEST || typeof element.name !== 'string')
      throw new FormatError(
        'schema',
        `children as declared, at most ${DEEPEST} deep`,
        `${schema.length} elements`,
      );
    const root = parent === null;
    const definitionLevels = definition + (root || element.repetition_type === 'REQUIRED' ? 0 : 1);
    const repetitionLevels = repetition + (!root && element.repetition_type === 'REPEATED' ? 1 : 0);
    const path = root ? '' : parent === '' ? element.name : `${parent}.${element.name}`;
    const count = element.type === undefined ? (element.num_children ?? 0) : 0;
    if (!(count >= 0 && count <= schema.length - next))
      throw new FormatError('schema', `at most ${schema.length - next} children`, `${count} declared`);
    const children: SchemaNode[] = [];
    for (let i = 0; i < count; i++) children.push(read(path, definitionLevels, repetitionLevels, depth + 1));
    return { element, path, children, definitionLevels, repetitionLevels };
  };
  const { children } = read(null, 0, 0, 0);
  if (next !== schema.length)
    throw new FormatError('schema', `${next} elements below the root`, `${schema.length}`);
  return children;
}

export const leavesOf = (node: SchemaNode): readonly SchemaNode[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);

/** What the cells of a column will be. */
export function kindOf(node: SchemaNode): ColumnKind {
  if (node.children.length === 0)
    return node.element.repetition_type === 'REPEATED' ? 'other' : leafKind(node.element);
  const item = listItem(node);
  if (item === null) return isRecord(node) ? 'records' : 'other';
  if (item.children.length > 0) return isRecord(item) ? 'records' : 'other';
  const kind = leafKind(item.element);
  return kind === 'number' ? 'list' : kind === 'text' ? 'texts' : 'other';
}

/** The element of a list in three levels; null for anything else. */
function listItem({ element, children }: SchemaNode): SchemaNode | null {
  const [repeated] = children;
  const list = element.logical_type?.type === 'LIST' || element.converted_type === 'LIST';
  if (!list || children.length !== 1 || repeated!.element.repetition_type !== 'REPEATED') return null;
  return repeated!.children.length === 1 ? repeated!.children[0]! : null;
}

const isRecord = ({ children, element }: SchemaNode): boolean =>
  element.repetition_type !== 'REPEATED' &&
  element.converted_type === undefined &&
  element.logical_type === undefined &&
  children.length > 0 &&
  children.every(
    (child) =>
      child.children.length === 0 &&
      child.element.repetition_type !== 'REPEATED' &&
      ['text', 'number'].includes(leafKind(child.element)),
  );

function leafKind(element: SchemaElement): ColumnKind {
  const { type, type_length: length, converted_type: converted, logical_type: logical } = element;
  const called = logical?.type ?? converted ?? '';
  if (/^(DATE|TIME)/.test(called) || type === 'INT96') return 'time';
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
    case 'INT64':
    case 'FLOAT':
    case 'DOUBLE':
      return 'number';
    case 'BYTE_ARRAY':
      return ['STRING', 'UTF8', 'ENUM'].includes(called) ? 'text' : 'other';
    case 'FIXED_LEN_BYTE_ARRAY':
      return called === 'FLOAT16' && length === 2 ? 'number' : 'other';
    default:
      return 'other';
  }
}
