import { describe, expect, it } from 'vitest';
import { type CsvOptions, type CsvTable, parseNumber, readCsv } from '../../src/formats/csv.ts';
import { formatErrorOf, utf8 } from './bytes.ts';

const read = (text: string, options?: CsvOptions): CsvTable => readCsv(utf8(text), options);
const rowsOf = (table: CsvTable): string[][] =>
  Array.from({ length: table.rows }, (_, row) => table.cells.map((column) => column[row]!));

describe('readCsv', () => {
  it('reads columns', () => {
    const table = read('epoch,loss\n0,0.5\n1,0.25\n');
    expect(table.columns).toEqual(['epoch', 'loss']);
    expect(table.cells).toEqual([
      ['0', '1'],
      ['0.5', '0.25'],
    ]);
    expect(table.problems).toEqual([]);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads %s line ends, with and without the last one', (_, end) => {
    const expected = [['1', '2']];
    expect(rowsOf(read(`a,b${end}1,2${end}`))).toEqual(expected);
    expect(rowsOf(read(`a,b${end}1,2`))).toEqual(expected);
  });

  it.each([',', '\t', ';', '|'])('finds the delimiter %j', (delimiter) => {
    const table = read(`a${delimiter}b${delimiter}c\n1${delimiter}2${delimiter}3\n`);
    expect(table.delimiter).toBe(delimiter);
    expect(table.columns).toEqual(['a', 'b', 'c']);
  });

  it('is not misled by commas in the texts of a tab-separated file', () => {
    const table = read('text\tlabel\nwell, well, well\t1\nno\t0\nyes, but\t1\n');
    expect(table.delimiter).toBe('\t');
    expect(table.cells[0]).toEqual(['well, well, well', 'no', 'yes, but']);
  });

  it('reads quoted cells with delimiters, quotes and line ends in them', () => {
    const table = read('text,label\n"a, b",1\n"say ""hi""\nthere",0\n');
    expect(table.cells[0]).toEqual(['a, b', 'say "hi"\nthere']);
  });

  it('fills short rows, drops what is too much, and reports both', () => {
    const table = read('a,b,c\n1,2\n4,5,6,7\n8,9\n');
    expect(rowsOf(table)).toEqual([
      ['1', '2', ''],
      ['4', '5', '6'],
      ['8', '9', ''],
    ]);
    expect(table.problems).toEqual([
      { row: 1, count: 2, expected: '3 cells', found: '2 in row 1' },
      { row: 2, count: 1, expected: '3 cells', found: '4 in row 2' },
    ]);
  });

  it('tells equal column names apart and keeps an index column nameless', () => {
    expect(read(',f1,f1\n0,1,2\n').columns).toEqual(['', 'f1', 'f1 (2)']);
  });

  it('reads a table without a header', () => {
    const table = read('1,x\n2,y\n', { header: false });
    expect(table.columns).toEqual(['0', '1']);
    expect(table.rows).toBe(2);
  });

  it('reads a single column', () => {
    expect(read('prediction\n1\n0\n').cells).toEqual([['1', '0']]);
  });

  it('stops at the row cap and says so', () => {
    const table = read('a\n1\n2\n3\n', { maxRows: 2 });
    expect(table.rows).toBe(2);
    expect(table.notes).toEqual(['at most 2 rows were read']);
  });

  it('says when a file was not UTF-8', () => {
    const table = readCsv(Uint8Array.of(0x61, 0x2c, 0xe9, 0x0a, 0x31, 0x2c, 0x32));
    expect(table.columns).toEqual(['a', 'é']);
    expect(table.notes[0]).toContain('Latin-1');
  });

  it('reports a quote that is never closed, and keeps the rows before it', () => {
    const table = read('text,label\n"fine",1\n"never closed,0\nmore,1\n');
    expect(table.cells[0]![0]).toBe('fine');
    expect(table.problems.some(({ expected }) => expected === 'quotes that are closed')).toBe(true);
  });

  it.each([
    ['an empty file', new Uint8Array(0), 'an empty file'],
    ['binary bytes', Uint8Array.of(1, 0, 2, 0, 0, 3, 0, 0), 'binary bytes'],
    ['blank lines', utf8('\n\n\n'), 'no rows'],
  ])('refuses %s', (_, content, found) => {
    expect(formatErrorOf(() => readCsv(content)).found).toBe(found);
  });

  it('refuses a million columns', () => {
    expect(formatErrorOf(() => read(`${'a,'.repeat(1_000_000)}b\n`)).expected).toBe('at most 20000 columns');
  });

  it('takes time in proportion to the text, also when the delimiter is nowhere', () => {
    const started = performance.now();
    expect(read('text\n'.repeat(200_000), { delimiter: '\t' }).rows).toBe(199_999);
    // Looking through the rest of the text for every row would take minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('parseNumber', () => {
  it.each([
    ['1e-5', 1e-5],
    [' 3 ', 3],
    ['nan', Number.NaN],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['', null],
    ['None', null],
    ['NA', null],
    ['0x10', null],
    ['1,5', null],
  ])('reads %j as Python wrote it', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });
});
