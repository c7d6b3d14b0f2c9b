import type { Comparison } from '../model/comparison.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatCount } from '../text/numbers.ts';
import { linearAxis } from './axis.ts';
import { caption, place, sheetSvg } from './fixed.ts';
import type { Mark, Scene } from './marks.ts';

const HEIGHT = 150;

const quantityOf = ({ metric }: Comparison): string =>
  metricTitle(metric?.quantity === 'loss' ? 'validation loss' : (metric?.quantity ?? 'score'));

/** Expected best of k runs by k, k on a logarithmic axis: what a search of each size would have been expected to find. */
export function expectedBestScene(comparison: Comparison): Scene | null {
  const points = comparison.search?.expectedBest ?? [];
  const last = points.at(-1);
  if (points.length < 2 || last === undefined || comparison.metric === null) return null;
  const x = (k: number): number => Math.log(k) / Math.log(last.k);
  const curve = {
    step: Float64Array.from(points, ({ k }) => k),
    value: Float64Array.from(points, ({ value }) => value),
    low: null,
    high: null,
  };
  const axis = linearAxis(comparison.metric.format, [curve], [], HEIGHT - 24, 4);
  const ticks = [...new Set([1, 2, 5, 10, 20, 50, 100, 200, 500].filter((k) => k < 0.75 * last.k)), last.k];
  return {
    height: HEIGHT,
    marks: [
      ...axis.ticks.flatMap((tick): Mark[] => [
        { kind: 'line', role: 'grid', x1: 0, x2: 1, y1: tick.y, y2: tick.y },
        { kind: 'text', role: 'text', x: 0, dx: -8, y: tick.y + 4, text: tick.text, anchor: 'end' },
      ]),
      {
        kind: 'path',
        role: 'validation',
        points: points.map(({ k, value }) => [x(k), axis.y(value)] as const),
      },
      ...(points.length <= 30
        ? points.map(
            ({ k, value }): Mark => ({
              kind: 'circle',
              role: 'hollow',
              x: x(k),
              y: axis.y(value),
              radius: 2.5,
            }),
          )
        : []),
      ...ticks.map(
        (k, index): Mark => ({
          kind: 'text',
          role: 'text',
          x: x(k),
          dx: 0,
          y: HEIGHT - 6,
          text: index === 0 ? `k = ${k}` : formatCount(k),
          anchor: index === 0 ? 'start' : k === last.k ? 'end' : 'middle',
        }),
      ),
    ],
  };
}

/** The same as a standalone figure. */
export function expectedBestFigure(comparison: Comparison): string {
  const scene = expectedBestScene(comparison) ?? { height: HEIGHT, marks: [] };
  const title = `Expected best ${quantityOf(comparison)} of k runs`;
  const [left, top, width] = [70, 44, 560];
  return sheetSvg(
    {
      width: left + width + 30,
      height: top + scene.height + 16,
      parts: [caption(title, 16, 24, 'text-strong', 13), place(scene, left, top, width)],
    },
    title,
    'The mean of the best of k runs drawn from those that were made.',
  );
}
