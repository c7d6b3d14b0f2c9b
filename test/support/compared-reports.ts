import { analyse } from '../../src/engine/analyse.ts';
import type { Comparison } from '../../src/model/comparison.ts';
import type { Report } from '../../src/model/report.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { compared, runFolder, search, seeds, twoModels } from './compared.ts';
import { hostile } from './extreme-reports.ts';

const folder = (files: ReturnType<typeof seeds>, compare: boolean): Promise<Report> =>
  analyse(memorySource('runs', { ...files }), { compare, baseline: 'best' });

/** Two runs with predictions of the same examples. */
export const pairReport: Report = (await compared(twoModels())).report;

/** Two runs that logged scores alone. */
export const scoresReport: Report = (
  await compared({ base: runFolder(), new: runFolder({ learningRate: 3e-5, top: 0.885 }) })
).report;

export const seedsReport: Report = await folder(seeds(10), true);

export const searchReport: Report = await folder(search(40), true);

/** The same search, seen as a folder. */
export const searchFolderReport: Report = await folder(search(40), false);

const bad = Object.values(hostile).join(' ');

/** Every name and text of a comparison is somebody's attempt to get out of it. */
const hostileComparison: Report = (() => {
  const comparison = pairReport.comparison as Comparison;
  const [pair] = comparison.pairs;
  const table = pairReport.tables['comparison/examples/A-B'];
  if (pair === undefined || table === undefined) throw new Error('the pair has no examples');
  return {
    ...pairReport,
    answer: { ...pairReport.answer, headline: bad, sentences: [bad] },
    comparison: {
      ...comparison,
      answer: { ...comparison.answer, headline: bad },
      members: comparison.members.map((member) => ({ ...member, title: bad, failed: bad })),
      differences: Object.values(hostile).map((name, index) => ({
        name,
        values: [name, `${name} 2`],
        kind: (['training', 'reading', 'place'] as const)[index % 3] ?? 'training',
      })),
      pairs: [
        {
          ...pair,
          reason: bad,
          metrics: pair.metrics.map((metric) => ({ ...metric, metric: bad, reason: bad })),
        },
      ],
    },
    tables: {
      ...pairReport.tables,
      'comparison/examples/A-B': {
        ...table,
        columns: table.columns.map((column) =>
          column.type === 'string' && column.name !== 'what'
            ? { ...column, values: column.values.map((_, index) => Object.values(hostile)[index % 8] ?? bad) }
            : column,
        ),
      },
    },
  };
})();

export const comparedReports: readonly (readonly [name: string, report: Report])[] = [
  ['a pair', pairReport],
  ['a pair without predictions', scoresReport],
  ['ten seeds', seedsReport],
  ['a search of forty', searchReport],
  ['a folder of forty', searchFolderReport],
  ['a comparison of hostile names', hostileComparison],
];
