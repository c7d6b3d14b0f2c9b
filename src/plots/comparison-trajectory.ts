import type { Comparison, ComparisonTrajectories } from '../model/comparison.ts';
import type { Table } from '../model/report.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatCount, formatNumber, formatPercent, formatValue, trueMinus } from '../text/numbers.ts';
import { type Axis, linearAxis, tickText } from './axis.ts';
import { type Curve, lastFinite, numbers } from './curve.ts';
import { decimate } from './decimate.ts';
import { pushApart } from './labels.ts';
import type { Mark, Role, Scene } from './marks.ts';
import { type DrawnLine, linesOf } from './run-lines.ts';
import { axisScene } from './trajectory.ts';

type ComparedAxis = ComparisonTrajectories['axes'][number];

/** The curves of all runs over one axis. */
interface DrawnComparison {
  readonly id: ComparedAxis['id'];
  readonly title: string;
  readonly note: string;
  readonly scene: Scene;
  readonly axis: Scene;
}

/** An axis that is not drawn, and why. */
interface MissingAxis {
  readonly title: string;
  readonly reason: string;
}

export interface ComparisonPicture {
  readonly panels: readonly DrawnComparison[];
  readonly missing: readonly MissingAxis[];
}

const HEIGHT = 210;
/** Pixel columns that a picture of usual width resolves. */
const COLUMNS = 700;
/** Distance of two letters at line ends, in pixels. */
const APART = 14;

/**
 * The curves of a group over equal steps, equal compute and equal share of the schedule, one panel each. A panel that would be the
 * same picture as one before it (equal batch, equal schedule) is left out and named.
 */
export function drawComparison(
  comparison: Comparison,
  tables: Readonly<Record<string, Table>>,
): ComparisonPicture | null {
  const { trajectories } = comparison;
  if (trajectories === null) return null;
  const lines = linesOf(comparison, trajectories);
  const panels: DrawnComparison[] = [];
  const missing: MissingAxis[] = [];
  const drawn: ComparedAxis[] = [];
  for (const axis of trajectories.axes) {
    if (axis.column === null) {
      missing.push({ title: axis.title, reason: axis.reason ?? 'not recorded' });
      continue;
    }
    const twin = drawn.find((other) => isProportional(trajectories, tables, axis, other));
    if (twin !== undefined) {
      missing.push({ title: axis.title, reason: `the same picture as over ${twin.title}` });
      continue;
    }
    drawn.push(axis);
    panels.push(panelOf(trajectories, axis, lines, tables));
  }
  return { panels, missing };
}

const columnOf = (table: Table | undefined, name: string): Float64Array =>
  numbers(table, name) ?? new Float64Array(0);

/** Two axes that differ by one factor for all runs show the same picture. */
function isProportional(
  trajectories: ComparisonTrajectories,
  tables: Readonly<Record<string, Table>>,
  one: ComparedAxis,
  other: ComparedAxis,
): boolean {
  let factor = Number.NaN;
  for (const line of trajectories.lines) {
    const at = columnOf(tables[line.table], one.column ?? '').at(-1) ?? Number.NaN;
    const beside = columnOf(tables[line.table], other.column ?? '').at(-1) ?? Number.NaN;
    if (!(beside > 0) || !Number.isFinite(at)) continue;
    if (Number.isNaN(factor)) factor = at / beside;
    else if (Math.abs(at / beside / factor - 1) > 1e-6) return false;
  }
  return true;
}

const spellings: Readonly<Record<ComparedAxis['id'], (at: number) => string>> = {
  step: (at) => (Number.isInteger(at) ? formatCount(at) : formatNumber(at)),
  compute: (at) => (at < 1e6 && Number.isInteger(at) ? formatCount(at) : at === 0 ? '0' : formatNumber(at)),
  schedule: (at) => formatPercent(at, 0),
};

function panelOf(
  trajectories: ComparisonTrajectories,
  axis: ComparedAxis,
  lines: readonly DrawnLine[],
  tables: Readonly<Record<string, Table>>,
): DrawnComparison {
  const curves = lines.map(
    (line): Curve => ({
      step: columnOf(tables[line.table], axis.column ?? 'step'),
      value: columnOf(tables[line.table], 'value'),
      low: null,
      high: null,
    }),
  );
  const to = curves.reduce((most, { step }) => Math.max(most, step.at(-1) ?? 0), 0) || 1;
  const vertical = linearAxis(trajectories.format, curves, [], HEIGHT, 5);
  const starts =
    vertical.bottom > 0
      ? ` · axis starts at ${tickText(vertical.bottom, trajectories.format, vertical.decimals)}`
      : '';
  return {
    id: axis.id,
    title: `${metricTitle(trajectories.quantity)} over ${axis.title}`,
    note: `${axis.note}${starts}`,
    scene: {
      height: HEIGHT,
      marks: [
        ...vertical.ticks.flatMap((tick): Mark[] => [
          { kind: 'line', role: 'grid', x1: 0, x2: 1, y1: tick.y, y2: tick.y },
          { kind: 'text', role: 'text', x: 0, dx: -8, y: tick.y + 4, text: tick.text, anchor: 'end' },
        ]),
        ...curves.flatMap((curve, index) => curveMarks(curve, lines[index] as DrawnLine, vertical, to)),
        ...letters(trajectories, curves, lines, vertical, to),
      ],
    },
    axis: axisScene({ unit: '', from: 0, to, epochs: null }, spellings[axis.id]),
  };
}

function curveMarks(curve: Curve, line: DrawnLine, axis: Axis, to: number): Mark[] {
  const kept = decimate(curve.step, curve.value, 0, to, COLUMNS);
  const points = Array.from(kept, (row): readonly [number, number] => {
    const value = curve.value[row] as number;
    return [(curve.step[row] as number) / to, Number.isFinite(value) ? axis.y(value) : Number.NaN];
  });
  if (points.length === 0) return [];
  const marks: Mark[] = points.length > 1 ? [{ kind: 'path', role: line.role, points }] : [];
  const last = lastFinite(curve.value);
  if (last < 0) return marks;
  const [x, y] = [(curve.step[last] as number) / to, axis.y(curve.value[last] as number)];
  // Fewer than three evaluations are points, as everywhere in the report.
  if (curve.step.length < 3)
    for (const [at, height] of points)
      if (Number.isFinite(height))
        marks.push({
          kind: 'circle',
          role: line.label === null ? 'train-point' : pointRole(line),
          x: at,
          y: height,
          radius: 3,
        });
  if (line.failed) marks.push({ kind: 'cross', role: 'cross', x, y });
  return marks;
}

const pointRole = ({ text }: DrawnLine): Role =>
  text === 'text-validation' ? 'point' : text === 'text-test' ? 'hollow' : 'train-point';

/** Letters at the ends of the lines, pushed apart where lines end together. */
function letters(
  trajectories: ComparisonTrajectories,
  curves: readonly Curve[],
  lines: readonly DrawnLine[],
  axis: Axis,
  to: number,
): Mark[] {
  const ends = lines.flatMap((line, index) => {
    const { step, value } = curves[index] as Curve;
    const last = lastFinite(value);
    if (line.label === null || last < 0) return [];
    const at = (step[last] as number) / to;
    return [{ line, at, y: axis.y(value[last] as number), value: value[last] as number }];
  });
  const groups = new Map<number, typeof ends>();
  for (const end of ends) {
    // Lines that end within a few per cent of the width would write their letters over each other.
    const bucket = Math.round(end.at * 20);
    groups.set(bucket, [...(groups.get(bucket) ?? []), end]);
  }
  return [...groups.values()].flatMap((group) => {
    const places = pushApart(
      group.map((end) => end.y),
      APART,
      4,
      HEIGHT - 2,
    );
    const at = Math.max(...group.map((end) => end.at));
    return group.flatMap((end, index): Mark[] => {
      const label = {
        kind: 'text',
        role: end.line.text,
        x: at,
        dx: 8,
        y: (places[index] as number) + 4,
        halo: true,
      } as const;
      const value = trueMinus(formatValue(end.value, trajectories.format));
      return [
        {
          ...label,
          // "C best" says enough; a value beside it would leave the page.
          text:
            at > 0.9 && !end.line.label?.includes(' ')
              ? `${end.line.label} ${value}`
              : (end.line.label as string),
          screen: 'wide',
        },
        { ...label, text: (end.line.label as string).split(' ')[0] as string, screen: 'narrow' },
      ];
    });
  });
}
