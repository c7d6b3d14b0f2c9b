import type { Calibration, ReliabilityBin } from '../model/report.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { caption, place, sheetSvg } from './fixed.ts';
import type { Mark, Scene } from './marks.ts';

const HEIGHT = 260;
const TOP = 10;
/** Below the plot: the ticks of confidence. */
const FOOT = 24;
const PLOT = HEIGHT - TOP - FOOT;
/** A bin of fewer rows says little: hollow. */
const FEW = 10;

/** Lower end of both axes: a multiple of a fifth below everything shown. */
function startOf(bins: readonly ReliabilityBin[]): number {
  let low = 1;
  for (const bin of bins) low = Math.min(low, bin.confidence, bin.accuracy);
  return Math.min(0.8, Math.max(0, Math.floor(low * 5 + 1e-9) / 5));
}

/**
 * Accuracy over stated confidence, one point a bin with Wilson's interval, and the diagonal on which both agree. Both axes have the
 * same scale; points below the diagonal are over-confident.
 */
export function reliabilityScene({ bins }: Calibration): Scene {
  const from = startOf(bins);
  const at = (value: number): number => Math.max(0, Math.min(1, (value - from) / (1 - from)));
  const y = (value: number): number => TOP + PLOT * (1 - at(value));
  const step = from >= 0.6 ? 0.1 : 0.2;
  const ticks = Array.from({ length: Math.round((1 - from) / step) + 1 }, (_, i) => from + i * step);
  const marks: Mark[] = ticks.flatMap((tick, index): Mark[] => [
    { kind: 'line', role: 'grid', x1: 0, x2: 1, y1: y(tick), y2: y(tick) },
    {
      kind: 'text',
      role: 'text',
      x: 0,
      dx: -8,
      y: y(tick) + 4,
      text: `${Math.round(100 * tick)}${index === ticks.length - 1 ? ' %' : ''}`,
      anchor: 'end',
    },
    {
      kind: 'text',
      role: 'text',
      x: at(tick),
      dx: 0,
      y: HEIGHT - 6,
      text: `${Math.round(100 * tick)}${index === ticks.length - 1 ? ' %' : ''}`,
      anchor: 'middle',
    },
  ]);
  marks.push(
    { kind: 'line', role: 'axis', x1: 0, x2: 1, y1: TOP + PLOT, y2: TOP + PLOT },
    { kind: 'line', role: 'reference', x1: 0, x2: 1, y1: TOP + PLOT, y2: TOP },
  );
  for (const { confidence, accuracy, interval, rows } of bins) {
    const x = at(confidence);
    marks.push(
      { kind: 'line', role: 'whisker', x1: x, x2: x, y1: y(interval.low), y2: y(interval.high) },
      { kind: 'circle', role: rows < FEW ? 'hollow' : 'point', x, y: y(accuracy), radius: 3.5 },
    );
  }
  return { height: HEIGHT, marks };
}

/** What the figure shows, for those who cannot see it. */
export const reliabilityDescription = ({ bins, gap, rows }: Calibration): string =>
  `${formatCount(rows)} examples in ${bins.length} bins: mean confidence ${formatPercent(gap.confidence)}, accuracy ${formatPercent(gap.accuracy)}.`;

/** The same as a standalone figure. */
export function reliabilityFigure(calibration: Calibration, title: string): string {
  const scene = reliabilityScene(calibration);
  const [left, top, width] = [62, 50, PLOT];
  const note = 'Points below the dashed line: surer than right. 95 % intervals.';
  return sheetSvg(
    {
      width: left + width + 150,
      height: top + scene.height + 42,
      parts: [
        caption('Accuracy by stated confidence', 16, 24, 'text-strong', 13),
        caption(reliabilityDescription(calibration).replace(/: .*$/, '.'), 16, 40, 'text', 12),
        place(scene, left, top, width),
        caption(note, 16, top + scene.height + 22, 'text', 12),
      ],
    },
    `Reliability, ${title}`,
    reliabilityDescription(calibration),
  );
}
