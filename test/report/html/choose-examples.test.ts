import { expect, it } from 'vitest';
import type { Table } from '../../../src/model/report.ts';
import { chooseRows, exampleChoice } from '../../../src/report/html/choose-examples.ts';
import { examplesTable } from '../../support/reports.ts';

const chooseExamples = (table: Table, limit: number, named?: ReadonlySet<number>) =>
  chooseRows(exampleChoice(table, named), limit);

it('shows all, most confident first, when they fit', () => {
  const examples = examplesTable([
    ['a', 'b', 0.5, 'x'],
    ['a', 'b', 0.9, 'y'],
    ['b', 'a', null, 'z'],
  ]);
  expect(chooseExamples(examples, 10)).toEqual([1, 0, 2]);
});

it('keeps every example of a rare mix-up when it must cut', () => {
  const rows = Array.from({ length: 100 }, (_, index) => ['a', 'b', 0.99 - index / 1000, 'common'] as const);
  const chosen = chooseExamples(
    examplesTable([...rows, ['c', 'a', 0.1, 'rare'], ['c', 'a', 0.2, 'rare']]),
    10,
  );
  expect(chosen).toHaveLength(10);
  expect(chosen).toContain(100);
  expect(chosen).toContain(101);
  expect(chosen[0]).toBe(0);
});

it('does not let rare mix-ups take more than half the room', () => {
  const rows = Array.from({ length: 100 }, (_, index) => ['a', String(index), index / 200, ''] as const);
  const chosen = chooseExamples(examplesTable(rows), 10);
  expect(chosen).toHaveLength(10);
  expect(chosen).toContain(99);
  expect(chosen).toContain(98);
});
