import type { Comparison } from '../model/comparison.ts';
import type { Table } from '../model/report.ts';
import { spellValue } from '../text/comparison.ts';
import { metricTitle } from '../text/metric-names.ts';
import { numbers, strings } from './curve.ts';
import { caption, place, sheetSvg } from './fixed.ts';
import type { Mark, Scene } from './marks.ts';
import { type ParallelAxis, parallelAxis } from './parallel-axis.ts';
import { shorten } from './svg.ts';

const TOP = 40;
const HEIGHT = 240;
/** More axes than this could not be read side by side. */
const MOST_AXES = 7;
const MOST_LINES = 1000;

/**
 * One line a run from setting to setting and on to its score: which values the good runs share. The best run is drawn strong, the best tenth in
 * its colour, failed runs dashed. Null when there is nothing to draw.
 */
export function parallelScene(comparison: Comparison, tables: Readonly<Record<string, Table>>): Scene | null {
  const { search, metric } = comparison;
  const table = search === null ? undefined : tables[search.table];
  if (search === null || metric === null || table === undefined) return null;
  const score = numbers(table, 'score');
  const runs = strings(table, 'run');
  if (score === null || runs === null || table.rows === 0) return null;
  // A run that failed says nothing about the range in which the others lie.
  const failed = new Set(comparison.members.filter((member) => member.failed !== null).map(({ run }) => run));
  const rows = Array.from({ length: Math.min(table.rows, MOST_LINES) }, (_, row) => row);
  const isFailed = (row: number): boolean => failed.has(runs[row] ?? '');
  const good = rows.filter((row) => !isFailed(row) && Number.isFinite(score[row]));
  if (good.length === 0) return null;
  const axes = [
    ...columnsToDraw(comparison).flatMap((name): ParallelAxis[] => {
      const column = table.columns.find((one) => one.name === name);
      const axis = column === undefined ? null : parallelAxis(column, rows);
      return axis === null ? [] : [axis];
    }),
  ].slice(0, MOST_AXES - 1);
  if (axes.length === 0) return null;
  const name = metric.quantity === 'loss' ? 'validation loss' : metric.quantity;
  const scoreAxis = parallelAxis({ name: metricTitle(name), type: 'number', values: score }, good, (value) =>
    spellValue(value, metric.format),
  );
  if (scoreAxis === null) return null;
  const all = [...axes, scoreAxis];
  const x = (index: number): number => (index + 0.5) / all.length;
  const line = (row: number): readonly (readonly [number, number])[] =>
    all.map((axis, index) => {
      const at = axis.at(row);
      // Failed runs lie far below the others: their line ends at the lower edge.
      return [
        x(index),
        at === null ? Number.NaN : TOP + (1 - Math.max(-0.03, Math.min(1.03, at))) * HEIGHT,
      ] as const;
    });
  const broken = [Number.NaN, Number.NaN] as const;
  const together = (role: 'run-other' | 'run-failed' | 'run-5', chosen: readonly number[]): Mark[] =>
    chosen.length === 0
      ? []
      : [{ kind: 'path', role, points: chosen.flatMap((row) => [...line(row), broken]) }];
  const direction = metric.greaterIsBetter ? -1 : 1;
  const ordered = [...good].sort((a, b) => direction * ((score[a] as number) - (score[b] as number)));
  const best = ordered[0] as number;
  const top = new Set(ordered.slice(1, Math.max(1, Math.ceil(ordered.length / 10))));
  const letter = comparison.members.find((member) => member.run === runs[best])?.letter ?? '';
  const end = line(best).at(-1)?.[1] ?? TOP;
  return {
    height: TOP + HEIGHT + 14,
    marks: [
      ...together(
        'run-other',
        ordered.filter((row) => row !== best && !top.has(row)),
      ),
      ...together('run-failed', rows.filter(isFailed)),
      ...[...top].map((row): Mark => ({ kind: 'path', role: 'run-0', points: line(row) })),
      { kind: 'path', role: 'run-best', points: line(best) },
      ...all.flatMap((axis, index) => axisMarks(axis, x(index), index, all.length)),
      {
        kind: 'text',
        role: 'text-validation',
        x: x(all.length - 1),
        dx: -8,
        y: end + 4,
        text: letter,
        anchor: 'end',
        halo: true,
      },
    ],
  };
}

/** The settings that moved the metric first, then the others in their order. */
function columnsToDraw({ search }: Comparison): readonly string[] {
  const parameters = search?.parameters ?? [];
  const rank = { yes: 0, 'not-shown': 1, 'cannot-tell': 1 } as const;
  return [...parameters].sort((a, b) => rank[a.moved] - rank[b.moved]).map(({ name }) => name);
}

function axisMarks(axis: ParallelAxis, x: number, index: number, count: number): Mark[] {
  const name = { kind: 'text', role: 'text-strong', x, dx: 0, anchor: 'middle' } as const;
  return [
    { kind: 'line', role: 'axis', x1: x, x2: x, y1: TOP, y2: TOP + HEIGHT },
    // On narrow screens neighbouring names would touch: every other one stands a line higher.
    { ...name, y: TOP - 12, text: shorten(axis.name, Math.floor(110 / count)), screen: 'wide' },
    {
      ...name,
      ...(index === 0
        ? { x: 0, anchor: 'start' as const }
        : index === count - 1
          ? { x: 1, anchor: 'end' as const }
          : {}),
      y: index % 2 === 0 ? TOP - 10 : TOP - 25,
      text: shorten(axis.name, Math.floor(84 / count)),
      screen: 'narrow',
    },
    ...axis.ticks.flatMap((tick): Mark[] => {
      const y = TOP + (1 - tick.at) * HEIGHT;
      return [
        {
          kind: 'text',
          role: 'text',
          x,
          dx: 6,
          y: y + 4,
          text: shorten(tick.text, Math.floor(90 / count)),
          halo: true,
        },
      ];
    }),
  ];
}

/** Parallel coordinates of a search as a standalone figure. */
export function parallelFigure(comparison: Comparison, tables: Readonly<Record<string, Table>>): string {
  const scene = parallelScene(comparison, tables) ?? { height: HEIGHT, marks: [] };
  const title = `Settings and score of ${comparison.members.length} runs`;
  const note = 'Thick: the best run. Coloured: the best tenth. Dashed: runs that failed.';
  return sheetSvg(
    {
      width: 900,
      height: 44 + scene.height + 34,
      parts: [
        caption(title, 16, 24, 'text-strong', 13),
        place(scene, 16, 40, 868),
        caption(note, 16, 44 + scene.height + 18, 'text', 12),
      ],
    },
    title,
    note,
  );
}
