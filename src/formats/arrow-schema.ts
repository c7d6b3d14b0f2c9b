import type { ColumnKind } from './column-file.ts';
import { FormatError } from './error.ts';
import type { FlatTable } from './flatbuffer.ts';

/** How the cells of a field are laid out. `skipped`: known how many buffers it has, never read. */
export type ArrowType =
  | { readonly is: 'null' }
  | { readonly is: 'bool' }
  | { readonly is: 'date-days' }
  | { readonly is: 'int'; readonly bytes: 1 | 2 | 4 | 8; readonly signed: boolean }
  | { readonly is: 'float'; readonly bytes: 2 | 4 | 8 }
  | { readonly is: 'text'; readonly offsets: 4 | 8 | 'view' }
  | { readonly is: 'list'; readonly offsets: 4 | 8 }
  | { readonly is: 'fixed-list'; readonly size: number }
  | { readonly is: 'time'; readonly perSecond: number }
  | { readonly is: 'struct' }
  | { readonly is: 'skipped'; readonly buffers: number; readonly variadic: boolean };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  /** Cells are indices of this type into a dictionary of `type`. */
  readonly dictionary: { readonly id: number; readonly index: ArrowType } | null;
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
}

const DEEPEST = 16;
const MAX_FIELDS = 20_000;
/** A list of a fixed length is a row of scores or an embedding. */
const MAX_FIXED = 1_000_000;

/** Throws `FormatError`. Source: apache/arrow, format/Schema.fbs. */
export function readArrowSchema(schema: FlatTable): ArrowSchema {
  if (schema.short(0) !== 0) throw new FormatError('schema', 'little-endian numbers', 'big-endian ones');
  let count = 0;
  const field = (table: FlatTable, depth: number): ArrowField => {
    if (depth > DEEPEST || ++count > MAX_FIELDS)
      throw new FormatError('schema', `at most ${MAX_FIELDS} fields, ${DEEPEST} deep`, 'more');
    const children = table.tables(5).map((child) => field(child, depth + 1));
    const encoding = table.table(4);
    return {
      name: table.text(0) ?? '',
      type: typeOf(table.byte(2), table.table(3), children.length),
      children,
      dictionary: encoding === null ? null : { id: encoding.long(0), index: indexType(encoding.table(1)) },
    };
  };
  return { fields: schema.tables(1).map((table) => field(table, 1)), metadata: pairsOf(schema.tables(2)) };
}

const pairsOf = (pairs: readonly FlatTable[]): ReadonlyMap<string, string> =>
  new Map(pairs.map((pair) => [pair.text(0) ?? '', pair.text(1) ?? '']));

const indexType = (table: FlatTable | null): ArrowType =>
  table === null ? { is: 'int', bytes: 4, signed: true } : typeOf(2, table, 0);

const skipped = (buffers: number, variadic = false): ArrowType => ({ is: 'skipped', buffers, variadic });

function typeOf(kind: number, table: FlatTable | null, children: number): ArrowType {
  switch (kind) {
    case 1:
      return { is: 'null' };
    case 2: {
      const bytes = (table?.int(0) ?? 0) / 8;
      if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8) break;
      return { is: 'int', bytes, signed: table?.byte(1) === 1 };
    }
    case 3: {
      const bytes = ([2, 4, 8] as const)[table?.short(0) ?? 0];
      if (bytes === undefined) break;
      return { is: 'float', bytes };
    }
    case 5:
      return { is: 'text', offsets: 4 };
    case 6:
      return { is: 'bool' };
    case 8:
      return table?.short(0, 1) === 0 ? { is: 'date-days' } : { is: 'time', perSecond: 1000 };
    case 10:
      return { is: 'time', perSecond: 1000 ** Math.max(0, Math.min(3, table?.short(0) ?? 0)) };
    case 12:
    case 21:
      if (children !== 1) break;
      return { is: 'list', offsets: kind === 12 ? 4 : 8 };
    case 13:
      return { is: 'struct' };
    case 14:
      return skipped((table?.short(0) ?? 0) === 0 ? 1 : 2);
    case 16: {
      const size = table?.int(0) ?? 0;
      if (children !== 1 || size < 0 || size > MAX_FIXED) break;
      return { is: 'fixed-list', size };
    }
    case 17:
      return skipped(2);
    case 20:
      return { is: 'text', offsets: 8 };
    case 4:
    case 19:
    case 25:
    case 26:
      return skipped(3);
    case 22:
      return skipped(0);
    case 23:
      return skipped(2, true);
    case 24:
      return { is: 'text', offsets: 'view' };
    case 7:
    case 9:
    case 11:
    case 15:
    case 18:
      return skipped(2);
  }
  throw new FormatError('schema', 'a type of Arrow 1.5', `type ${kind} with ${children} children`);
}

/** How many buffers a field has of its own, without its children. */
export function buffersOf(type: ArrowType): number {
  switch (type.is) {
    case 'null':
      return 0;
    case 'text':
      return type.offsets === 'view' ? 2 : 3;
    case 'fixed-list':
    case 'struct':
      return 1;
    case 'skipped':
      return type.buffers;
    default:
      return 2;
  }
}

export const hasVariadic = (type: ArrowType): boolean =>
  (type.is === 'text' && type.offsets === 'view') || (type.is === 'skipped' && type.variadic);

/** What the cells of a column will be. */
export function arrowKind({ type, children }: ArrowField): ColumnKind {
  switch (type.is) {
    case 'int':
    case 'float':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'text':
      return 'text';
    case 'date-days':
    case 'time':
      return 'time';
    case 'list':
    case 'fixed-list': {
      const kind = arrowKind(children[0]!);
      if (children[0]!.type.is === 'struct') return kind;
      return kind === 'number' ? 'list' : kind === 'text' ? 'texts' : 'other';
    }
    case 'struct':
      return children.length > 0 && children.every((child) => ['text', 'number'].includes(arrowKind(child)))
        ? 'records'
        : 'other';
    default:
      return 'other';
  }
}
