import type { GroupFacts } from '../facts/group/define.ts';
import { searchSummary } from '../facts/group/index.ts';
import type { SearchSummary } from '../model/comparison.ts';
import type { Column, Table } from '../model/report.ts';

const TABLE = 'comparison/search';

/** A column of numbers when every value that was recorded is one, otherwise of texts. */
function columnOf(name: string, values: readonly (string | null)[]): Column {
  const numbers = values.map((value) =>
    value === null || value.trim() === '' ? Number.NaN : Number(value.replaceAll(/[,_]/g, '')),
  );
  return values.every((value, index) => value === null || Number.isFinite(numbers[index]))
    ? { name, type: 'number', values: Float64Array.from(numbers) }
    : { name, type: 'string', values };
}

/** Which settings moved the metric, with the table of parameters and scores that parallel coordinates are drawn from. */
export function searchOf(group: GroupFacts, tables: Record<string, Table>): SearchSummary {
  const summary = searchSummary(group);
  const values = new Map(group.differences().map((difference) => [difference.name, difference.values]));
  const { members } = group;
  tables[TABLE] = {
    rows: members.length,
    columns: [
      { name: 'run', type: 'string', values: members.map(({ facts }) => facts.run.id) },
      ...summary.parameters.flatMap(({ name }) => {
        const column = values.get(name);
        return column === undefined || name === 'run' || name === 'score' ? [] : [columnOf(name, column)];
      }),
      {
        name: 'score',
        type: 'number',
        values: Float64Array.from(members, ({ index }) => group.score(index)?.value ?? Number.NaN),
      },
    ],
  };
  return { ...summary, table: TABLE };
}
