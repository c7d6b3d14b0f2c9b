import type { Line, Panel, Trajectory } from '../model/report.ts';
import { formatCount } from '../text/numbers.ts';
import { type Curve, gaps } from './curve.ts';
import { decimate, envelope, smooth } from './decimate.ts';
import type { Mark, Role } from './marks.ts';

/** Where a curve is drawn: share of the width for a step, pixel for a value. */
export interface Place {
  at(step: number): number;
  y(value: number): number;
  readonly height: number;
  readonly logarithmic: boolean;
}

/** Pixel columns that a picture of usual width resolves; with two values a column a curve holds at most 1,400. */
const columns = 700;
/** Beyond this many points, markers and whiskers would merge into a bar; the band and the line say the same. */
const mostMarkers = 60;
/** Records in the running median. */
const medianWindow = 11;

const lineRole = (line: Line): Role =>
  line.split === 'train' ? 'train' : line.split === 'test' ? 'test' : 'validation';

/** The marks of one line: band, curve, points with whiskers, crosses at NaN, triangles for zeros on a log axis. */
export function lineMarks(
  panel: Panel,
  line: Line,
  curve: Curve,
  place: Place,
  trajectory: Trajectory,
  order: number,
): Mark[] {
  const { from, to } = trajectory.axis;
  if (curve.step.length === 0) return [];
  const drawn = place.logarithmic ? positive(curve) : curve;
  const body =
    line.kind === 'points'
      ? pointMarks(line, drawn, place, from, to, trajectory.best?.at ?? null)
      : curveMarks(panel, line, drawn, place, from, to);
  return [
    ...fieldsWithoutValues(curve, place, to, panel, order),
    ...body,
    ...(place.logarithmic ? zeroMarks(curve, place) : []),
  ];
}

const positive = (curve: Curve): Curve => ({
  ...curve,
  value: curve.value.map((value) => (value > 0 ? value : Number.NaN)),
});

function path(
  role: Role,
  step: Float64Array,
  value: Float64Array,
  place: Place,
  from: number,
  to: number,
): Mark {
  const holes = gaps(step, from, to);
  const points: [number, number][] = [];
  let hole = 0;
  for (const index of decimate(step, value, from, to, columns)) {
    while (hole < holes.length && holes[hole]![1] <= step[index]!) {
      points.push([place.at(holes[hole]![1]), Number.NaN]);
      hole += 1;
    }
    const y = value[index]!;
    points.push([place.at(step[index]!), Number.isFinite(y) ? place.y(y) : Number.NaN]);
  }
  return { kind: 'path', role, points };
}

function curveMarks(panel: Panel, line: Line, curve: Curve, place: Place, from: number, to: number): Mark[] {
  const { step, value } = curve;
  const role = lineRole(line);
  const finite = value.reduce((count, one) => count + (Number.isFinite(one) ? 1 : 0), 0);
  if (panel.id === 'learning-rate' && finite > 1) return [path(role, step, value, place, from, to)];
  if (finite <= 8) {
    const dots = Array.from(value, (one, index): Mark | null =>
      Number.isFinite(one)
        ? {
            kind: 'circle',
            role: role === 'train' ? 'train-point' : 'point',
            x: place.at(step[index]!),
            y: place.y(one),
            radius: panel.id === 'gradient-norm' ? 2.5 : 4,
          }
        : null,
    ).filter((mark) => mark !== null);
    return finite >= 3 ? [path(role, step, value, place, from, to), ...dots] : dots;
  }
  if (panel.id === 'gradient-norm') return [path('raw', step, value, place, from, to)];
  if (value.length > 4 * columns) {
    const band = envelope(step, value, from, to, columns);
    return [
      {
        kind: 'area',
        role: 'envelope',
        points: Array.from(
          band.x,
          (x, index) => [place.at(x), place.y(band.low[index]!), place.y(band.high[index]!)] as const,
        ),
      },
      path(role, band.x, smooth(band.middle, medianWindow), place, from, to),
    ];
  }
  return [
    path('raw', step, value, place, from, to),
    path(role, step, smooth(value, medianWindow), place, from, to),
  ];
}

function pointMarks(
  line: Line,
  curve: Curve,
  place: Place,
  from: number,
  to: number,
  best: number | null,
): Mark[] {
  const { step, value, low, high } = curve;
  const marks: Mark[] = [];
  const many = value.length > mostMarkers;
  const kept = decimate(step, value, from, to, columns);
  const train = line.split === 'train';
  if (value.length >= 3) {
    if (low !== null && high !== null)
      marks.push({
        kind: 'area',
        role: train ? 'envelope' : 'band',
        points: Array.from(
          kept,
          (index) => [place.at(step[index]!), place.y(low[index]!), place.y(high[index]!)] as const,
        ),
      });
    marks.push(path(lineRole(line), step, value, place, from, to));
  }
  for (let index = 0; index < value.length; index += 1) {
    if (!Number.isFinite(value[index]!)) continue;
    const x = place.at(step[index]!);
    const chosen = best !== null && step[index] === best && !train;
    if (many && !chosen) continue;
    if (low !== null && high !== null && Number.isFinite(low[index]!) && Number.isFinite(high[index]!))
      marks.push({
        kind: 'line',
        role: 'whisker',
        x1: x,
        x2: x,
        y1: place.y(low[index]!),
        y2: place.y(high[index]!),
      });
    const hollow = train ? 'train-hollow' : 'hollow';
    marks.push({
      kind: 'circle',
      role: chosen ? 'point' : hollow,
      x,
      y: place.y(value[index]!),
      radius: chosen ? 5 : 3,
    });
  }
  return marks;
}

/** Grey fields where nothing was logged, and a cross at the last finite value before NaN or infinity. */
function fieldsWithoutValues(curve: Curve, place: Place, end: number, panel: Panel, order: number): Mark[] {
  const { step, value } = curve;
  const marks: Mark[] = [];
  const tall = place.height > 60;
  for (const [left, right] of gaps(step, step[0]!, end)) {
    const [x, width] = [place.at(left), place.at(right) - place.at(left)];
    marks.push({ kind: 'rect', role: 'unlogged', x, width, y: 0, height: place.height });
    if (tall && width > 0.1)
      marks.push({
        kind: 'text',
        role: 'text',
        x: x + width / 2,
        dx: 0,
        y: place.height * 0.55,
        text: 'not logged',
        anchor: 'middle',
        halo: true,
      });
  }
  let labelled = false;
  for (let index = 0; index < value.length; index += 1) {
    if (Number.isFinite(value[index]!) || (index > 0 && !Number.isFinite(value[index - 1]!))) continue;
    let next = index;
    while (next < value.length && !Number.isFinite(value[next]!)) next += 1;
    const [x, right] = [place.at(step[index]!), next < value.length ? place.at(step[next]!) : 1];
    marks.push({
      kind: 'rect',
      role: 'unlogged',
      x,
      width: Math.max(0, right - x),
      y: 0,
      height: place.height,
    });
    if (index > 0)
      marks.push({
        kind: 'cross',
        role: 'cross',
        x: place.at(step[index - 1]!),
        y: place.y(value[index - 1]!),
      });
    if (tall && !labelled && panel.id === 'loss') {
      const what = Number.isNaN(value[index]!) ? 'NaN' : 'infinite';
      marks.push({
        kind: 'text',
        role: 'text-act',
        x: Math.max(x, 0.3),
        dx: -4,
        y: place.height * 0.4 + 17 * order,
        text: `${what} from ${formatCount(step[index]!)}`,
        anchor: 'end',
        halo: true,
      });
      labelled = true;
    }
  }
  return marks;
}

/** Zeros cannot stand on a log axis: triangles on its lower edge, one a pixel column at most. */
function zeroMarks(curve: Curve, place: Place): Mark[] {
  const marks: Mark[] = [];
  let taken = Number.NEGATIVE_INFINITY;
  curve.value.forEach((value, index) => {
    const x = place.at(curve.step[index]!);
    if (value > 0 || !Number.isFinite(value) || x - taken < 0.012) return;
    marks.push({ kind: 'triangle', role: 'zero', x, y: place.height - 3 });
    taken = x;
  });
  return marks;
}
