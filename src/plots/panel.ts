import type { Panel, Table, Trajectory } from '../model/report.ts';
import { metricTitle } from '../text/metric-names.ts';
import { type Axis, linearAxis, logAxis, stripAxis, tickText } from './axis.ts';
import { type Curve, curveOf } from './curve.ts';
import { lineMarks, type Place } from './line.ts';
import type { Mark, Role, Scene } from './marks.ts';
import { endLabels, fieldLabels, narrowLabels, onsetMarks } from './panel-labels.ts';
import { shorten } from './svg.ts';

const heights: Readonly<Record<Panel['id'], number>> = {
  metric: 150,
  loss: 190,
  'learning-rate': 34,
  'gradient-norm': 34,
};

/** One panel of a trajectory with its heading. */
export interface DrawnPanel {
  readonly id: Panel['id'];
  readonly title: string;
  /** Unit, n, what the number is, and where the axis starts when that is not 0. */
  readonly note: string;
  readonly scene: Scene;
}

/** Share 0…1 of a position on the trajectory's axis; a single position stands in the middle. */
export const shareOf = (axis: Pick<Trajectory['axis'], 'from' | 'to'>, at: number): number =>
  axis.to > axis.from ? (at - axis.from) / (axis.to - axis.from) : 0.5;

/** Draws one panel: fields and seams below, curves above, labels last. `cursor` adds the read-out line. */
export function drawPanel(
  panel: Panel,
  trajectory: Trajectory,
  tables: Readonly<Record<string, Table>>,
  options: { readonly first: boolean; readonly labelled: boolean; readonly cursor: number | null },
): DrawnPanel {
  const height = heights[panel.id];
  const strip = height < 60;
  const curves = panel.lines.map((line) => curveOf(line, tables));
  const at = (step: number) => shareOf(trajectory.axis, step);
  const linear = strip
    ? stripAxis(curves, height)
    : linearAxis(
        panel.format,
        curves,
        panel.references.map((reference) => reference.value),
        height,
        5,
      );
  const log = panel.id === 'loss' ? logAxis(panel.format, curves, height) : null;
  const layer = (axis: Axis, logarithmic: boolean): Mark[] => [
    ...axisMarks(axis, strip, height, panel.format),
    ...referenceMarks(panel, axis, strip),
    ...panel.lines.flatMap((line, index) => {
      const place: Place = {
        at,
        y: (value) => Math.max(-2, Math.min(height + 2, axis.y(value))),
        height,
        logarithmic,
      };
      return lineMarks(panel, line, curves[index]!, place, trajectory, index);
    }),
    ...(panel.id === 'loss' ? onsetMarks(trajectory, panel, curves, axis, at, height) : []),
    ...(strip ? [] : endLabels(panel, curves, axis, height)),
    ...(strip ? [] : narrowLabels(panel, curves, axis, at)),
  ];
  const fields = fieldMarks(trajectory, at, height, options.first);
  const notes = options.labelled ? fieldLabels(trajectory, at, height) : [];
  const cursor: Mark[] =
    options.cursor === null
      ? []
      : [{ kind: 'line', role: 'cursor', x1: at(options.cursor), x2: at(options.cursor), y1: 0, y2: height }];
  const base = layer(linear, false);
  return {
    id: panel.id,
    title: metricTitle(panel.title),
    note: headingNote(panel, linear, strip, strip ? highestOf(curves) : 0),
    scene:
      log === null
        ? { height, marks: [...fields, ...base, ...notes, ...cursor] }
        : { height, marks: [...fields, ...notes, ...cursor], linear: base, logarithmic: layer(log, true) },
  };
}

const highestOf = (curves: readonly Curve[]): number =>
  curves.reduce(
    (most, curve) => curve.value.reduce((a, b) => (Number.isFinite(b) && b > a ? b : a), most),
    0,
  );

function headingNote(panel: Panel, axis: Axis, strip: boolean, highest: number): string {
  const parts = panel.note === '' ? [] : [panel.note];
  if (!strip && axis.bottom > 0)
    parts.push(`axis starts at ${tickText(axis.bottom, panel.format, axis.decimals)}`);
  if (highest > axis.top)
    parts.push(`highest ${stripText(highest, panel.format)}, cut at ${stripText(axis.top, panel.format)}`);
  if (strip)
    for (const reference of panel.references)
      if (!panel.note.includes(reference.label)) parts.push(`dashed: ${reference.label}`);
  return parts.join(' · ');
}

function axisMarks(axis: Axis, strip: boolean, height: number, format: Panel['format']): Mark[] {
  if (!strip)
    return axis.ticks.flatMap((tick): Mark[] => [
      { kind: 'line', role: 'grid', x1: 0, x2: 1, y1: tick.y, y2: tick.y },
      { kind: 'text', role: 'text', x: 0, dx: -8, y: tick.y + 4, text: tick.text, anchor: 'end' },
    ]);
  // A strip shows a shape; its one number is the value at its upper edge.
  return [
    { kind: 'line', role: 'axis', x1: 0, x2: 1, y1: height, y2: height },
    { kind: 'text', role: 'text', x: 0, dx: -8, y: 9, text: stripText(axis.top, format), anchor: 'end' },
    { kind: 'text', role: 'text', x: 0, dx: -8, y: height + 3, text: '0', anchor: 'end' },
  ];
}

/** The unit of a gradient norm is nobody's: two significant digits whatever its panel says. */
const stripText = (value: number, format: Panel['format']): string =>
  tickText(Number(value.toPrecision(2)), format === 'rate' ? 'rate' : 'loss', 2);

function referenceMarks(panel: Panel, axis: Axis, strip: boolean): Mark[] {
  return panel.references
    .filter((reference) => reference.value >= axis.bottom && reference.value <= axis.top)
    .flatMap((reference): Mark[] => {
      const y = axis.y(reference.value);
      const line: Mark = { kind: 'line', role: 'reference', x1: 0, x2: 1, y1: y, y2: y };
      if (strip) return [line];
      return [
        line,
        {
          kind: 'text',
          role: 'text',
          x: 1,
          dx: -6,
          y: y < 16 ? y + 15 : y - 5,
          text: shorten(reference.label, 48),
          anchor: 'end',
          halo: true,
        },
      ];
    });
}

function fieldMarks(
  trajectory: Trajectory,
  at: (step: number) => number,
  height: number,
  first: boolean,
): Mark[] {
  const marks: Mark[] = [];
  const field = (role: Role, from: number, to: number) => {
    const [left, right] = [Math.max(0, at(from)), Math.min(1, at(to))];
    if (right > left) marks.push({ kind: 'rect', role, x: left, width: right - left, y: 0, height });
  };
  if (trajectory.warmup) field('warmup', trajectory.warmup.from, trajectory.warmup.to);
  if (trajectory.wasted) field('wasted', trajectory.wasted.from, trajectory.wasted.to);
  for (const seam of trajectory.seams)
    marks.push({ kind: 'line', role: 'seam', x1: at(seam.at), x2: at(seam.at), y1: 0, y2: height });
  if (trajectory.best) {
    const x = at(trajectory.best.at);
    marks.push({ kind: 'line', role: 'best', x1: x, x2: x, y1: first ? -6 : 0, y2: height });
    if (first) {
      const end = x > 0.55;
      const gone =
        trajectory.best.exists === false && !trajectory.best.label.includes('disk')
          ? ', weights not in this folder'
          : '';
      const label = {
        kind: 'text',
        role: 'text-strong',
        x,
        dx: end ? -6 : 6,
        y: -10,
        anchor: end ? 'end' : 'start',
      } as const;
      const narrow = shorten(trajectory.best.label.replace(' checkpoint', '').replace(/ \(.*\)$/, ''), 28);
      marks.push({ ...label, text: shorten(`${trajectory.best.label}${gone}`, 70), screen: 'wide' });
      marks.push({ ...label, text: narrow, screen: 'narrow' });
    }
  }
  return marks;
}
