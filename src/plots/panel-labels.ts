import type { Line, Panel, Trajectory } from '../model/report.ts';
import { formatValue, trueMinus } from '../text/numbers.ts';
import type { Axis } from './axis.ts';
import { type Curve, lastFinite } from './curve.ts';
import { pushApart } from './labels.ts';
import type { Mark, Role } from './marks.ts';
import { shorten } from './svg.ts';

/** Width of a text in pixels at 12 px, roughly. */
const widthOf = (text: string): number => 6.3 * text.length;
const usualWidth = 780;

/** What the fields and seams are, written inside the panel. */
export function fieldLabels(trajectory: Trajectory, at: (step: number) => number, height: number): Mark[] {
  const marks: Mark[] = [];
  const { warmup, wasted } = trajectory;
  if (warmup && at(warmup.to) - at(warmup.from) >= 0.08)
    marks.push({
      kind: 'text',
      role: 'text',
      x: Math.max(0, at(warmup.from)),
      dx: 5,
      y: height - 7,
      text: 'warm-up',
      halo: true,
    });
  if (wasted) {
    const fits = (1 - at(wasted.from)) * usualWidth > widthOf(wasted.label) + 12;
    marks.push({
      kind: 'text',
      role: 'text-act',
      x: fits ? at(wasted.from) : 1,
      dx: fits ? 8 : -6,
      y: 15,
      text: shorten(wasted.label, 90),
      anchor: fits ? 'start' : 'end',
      halo: true,
      screen: 'wide',
    });
  }
  trajectory.seams.slice(0, 3).forEach((seam, index) => {
    const end = at(seam.at) > 0.6;
    marks.push({
      kind: 'text',
      role: 'text',
      x: at(seam.at),
      dx: end ? -7 : 7,
      y: 32 + 16 * index,
      text: shorten(seam.label, 48),
      anchor: end ? 'end' : 'start',
      halo: true,
    });
  });
  return marks;
}

/** Where the loss turned up: a bracket over its interval, never one sharp line. */
export function onsetMarks(
  trajectory: Trajectory,
  panel: Panel,
  curves: readonly Curve[],
  axis: Axis,
  at: (step: number) => number,
  height: number,
): Mark[] {
  const onset = trajectory.onset;
  if (onset === null) return [];
  const index = panel.lines.findIndex((line) => line.split === 'validation');
  const curve = curves[index];
  const row = curve ? curve.step.findIndex((step) => step >= onset.at) : -1;
  const level = row >= 0 && Number.isFinite(curve!.value[row]!) ? axis.y(curve!.value[row]!) : height / 2;
  const y = Math.min(height - 12, level + 26);
  const [left, right] = [at(onset.low ?? onset.at), at(onset.high ?? onset.at)];
  const range = onset.low !== null && onset.high !== null && onset.low !== onset.high;
  const bar = (x: number): Mark => ({ kind: 'line', role: 'best', x1: x, x2: x, y1: y - 4, y2: y + 4 });
  const end = right > 0.62;
  const place = {
    kind: 'text',
    role: 'text',
    x: end ? left : right,
    dx: end ? -7 : 7,
    y: y + 4,
    anchor: end ? 'end' : 'start',
    halo: true,
  } as const;
  const interval = range
    ? ` (95 %: ${trajectory.axis.unit} ${formatValue(onset.low, 'count')}–${formatValue(onset.high, 'count')})`
    : '';
  return [
    ...(range
      ? [{ kind: 'line', role: 'best', x1: left, x2: right, y1: y, y2: y } as const, bar(left), bar(right)]
      : []),
    { kind: 'circle', role: 'train-point', x: at(onset.at), y, radius: 3 },
    { ...place, text: `${onset.label}${interval}`, screen: 'wide' },
    { ...place, text: shorten(onset.label, 32), screen: 'narrow' },
  ];
}

const labelRole = (line: Line): Role =>
  line.split === 'train' ? 'text-train' : line.split === 'test' ? 'text-test' : 'text-validation';

/** Names and last values beside the right end, pushed apart. */
export function endLabels(panel: Panel, curves: readonly Curve[], axis: Axis, height: number): Mark[] {
  const ends = panel.lines
    .map((line, index) => ({ line, curve: curves[index]!, last: lastFinite(curves[index]!.value) }))
    .filter((end) => end.last >= 0);
  const room = ends.length > 1 ? height / (ends.length - 1) : height;
  const twoLines = room >= 30;
  const wishes = ends.map((end) => Math.max(0, Math.min(height, axis.y(end.curve.value[end.last]!))));
  const places = pushApart(wishes, twoLines ? 36 : 15, 3, height - (twoLines ? 12 : 0));
  return ends.flatMap(({ line, curve, last }, index): Mark[] => {
    const value = trueMinus(formatValue(curve.value[last]!, panel.format));
    const y = places[index]! + 1;
    const label = { kind: 'text', x: 1, dx: 10, screen: 'wide' } as const;
    const name: Mark = { ...label, role: labelRole(line), y, text: shorten(line.name, twoLines ? 18 : 14) };
    if (!twoLines) return [{ ...name, text: `${shorten(line.name, 12)} ${value}` }];
    const broken = last < curve.value.length - 1;
    const when = curve.value.length === 1 ? '(one record)' : broken ? 'last finite' : 'at the end';
    return [name, { ...label, role: 'text', y: y + 15, text: `${value} ${when}` }];
  });
}

/** On narrow screens the names move onto the lines. */
export function narrowLabels(
  panel: Panel,
  curves: readonly Curve[],
  axis: Axis,
  at: (step: number) => number,
): Mark[] {
  if (panel.lines.length > 3) return [];
  return panel.lines.flatMap((line, index): Mark[] => {
    const { step, value, high } = curves[index]!;
    const last = lastFinite(value);
    if (last < 0) return [];
    const label = {
      kind: 'text',
      role: labelRole(line),
      text: shorten(line.name, 22),
      halo: true,
      screen: 'narrow',
    } as const;
    if (line.split === 'train') {
      // Beside the slope, where training has just fallen: validation seldom is there.
      const most = value.reduce((a, b) => (Number.isFinite(b) && b > a ? b : a), Number.NEGATIVE_INFINITY);
      const fallen = value.findIndex((one) => one < 0.6 * most);
      const row = fallen < 0 ? last : fallen;
      const end = at(step[row]!) > 0.7;
      return [
        {
          ...label,
          x: at(step[row]!),
          dx: end ? -10 : 12,
          y: axis.y(value[row]!) - 6,
          anchor: end ? 'end' : 'start',
        },
      ];
    }
    const towardsEnd = Math.floor(value.length * 0.72);
    const row = Number.isFinite(value[towardsEnd]!) ? towardsEnd : last;
    const x = at(step[row]!);
    const top = high !== null && Number.isFinite(high[row]!) ? high[row]! : value[row]!;
    return [
      {
        ...label,
        x,
        dx: 0,
        y: Math.max(11, axis.y(top) - 8),
        anchor: x > 0.8 ? 'end' : x < 0.2 ? 'start' : 'middle',
      },
    ];
  });
}
