import type { Line, Table, Trajectory } from '../model/report.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatRange, formatValue, trueMinus } from '../text/numbers.ts';
import { type Curve, curveOf, usualDistance } from './curve.ts';
import { shorten } from './svg.ts';

/** What was logged at chosen steps, as text: the read-out under a trajectory. */
export interface Readings {
  readonly names: readonly string[];
  readonly steps: readonly number[];
  /** `rows[i][k]`: reading `k` at step `i`; null means not logged there. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Row to show first: the best checkpoint, otherwise the end. */
  readonly start: number;
}

/** Rows enough to walk through a run with the arrow keys, few enough to keep the page small. */
const mostRows = 240;

/** Collects the readings of all lines: every evaluation first, then training records in even distances. */
export function readingsOf(trajectory: Trajectory, tables: Readonly<Record<string, Table>>): Readings {
  const lines = trajectory.panels.flatMap((panel) =>
    panel.lines.map((line) => ({
      line,
      panel,
      curve: curveOf(line, tables),
      near: nearness(curveOf(line, tables), line),
    })),
  );
  const chosen = new Set<number>();
  for (const kind of ['points', 'curve'] as const)
    for (const { line, curve } of lines) {
      if (line.kind !== kind || chosen.size >= mostRows) continue;
      const every = Math.max(1, Math.ceil(curve.step.length / (mostRows - chosen.size)));
      for (let index = curve.step.length - 1; index >= 0; index -= every) chosen.add(curve.step[index]!);
    }
  if (trajectory.best) chosen.add(trajectory.best.at);
  const steps = [...chosen].filter(Number.isFinite).sort((a, b) => a - b);
  const epochs = trajectory.axis.epochs;
  const names = [
    trajectory.axis.unit,
    ...(epochs === null ? [] : ['epoch']),
    ...lines.map(({ line, panel }) =>
      shorten(panel.lines.length > 2 ? line.name : readingName(line, panel.id, panel.title), 40),
    ),
  ];
  const rows = steps.map((step) => [
    formatValue(step, 'count'),
    ...(epochs === null ? [] : [epochAt(step, epochs)]),
    ...lines.map(({ panel, curve, near }) => reading(curve, step, near, panel.format)),
  ]);
  const start = trajectory.best ? steps.indexOf(trajectory.best.at) : steps.length - 1;
  return { names, steps, rows, start: Math.max(0, start) };
}

const readingName = (line: Line, panel: string, title: string): string => {
  if (panel !== 'loss' && panel !== 'metric') return title.toLowerCase();
  const measure =
    panel === 'loss'
      ? 'loss'
      : /^[A-Z][a-z]/.test(metricTitle(title)) && !metricTitle(title).includes('-')
        ? metricTitle(title).charAt(0).toLowerCase() + metricTitle(title).slice(1)
        : metricTitle(title);
  return line.name.toLowerCase().includes(measure.toLowerCase()) ? line.name : `${line.name} ${measure}`;
};

/** A training record stands for the window before it: it may be read up to one usual distance away. */
function nearness(curve: Curve, line: Line): number {
  return line.kind === 'points' || curve.step.length < 4 ? 0 : usualDistance(curve.step);
}

function reading(
  curve: Curve,
  step: number,
  near: number,
  format: Parameters<typeof formatValue>[1],
): string | null {
  let low = 0;
  let high = curve.step.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (curve.step[middle]! < step) low = middle + 1;
    else high = middle;
  }
  const ahead = (curve.step[low] ?? Number.NaN) - step;
  const index = ahead === 0 || (ahead > 0 && ahead < near) ? low : -1;
  if (index < 0) return null;
  const value = trueMinus(formatValue(curve.value[index]!, format));
  const [bottom, top] = [curve.low?.[index] ?? Number.NaN, curve.high?.[index] ?? Number.NaN];
  return Number.isFinite(bottom) && Number.isFinite(top)
    ? `${value} [${formatRange(bottom, top, format)}]`
    : value;
}

function epochAt(step: number, epochs: readonly { readonly epoch: number; readonly at: number }[]): string {
  let before = { epoch: 0, at: 0 };
  for (const tick of epochs) {
    if (tick.at >= step) {
      const share = tick.at > before.at ? (step - before.at) / (tick.at - before.at) : 1;
      return (before.epoch + share * (tick.epoch - before.epoch)).toFixed(1);
    }
    before = tick;
  }
  const last = epochs[epochs.length - 1];
  const rate = last && last.at > 0 ? last.epoch / last.at : 0;
  return (step * rate).toFixed(1);
}
