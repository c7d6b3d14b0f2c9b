import { expect, it } from 'vitest';
import { calibrationOf } from '../../src/engine/calibration.ts';
import { examine } from '../../src/metrics/examination/index.ts';
import { reliabilityFigure, reliabilityScene } from '../../src/plots/reliability.ts';
import { scoredRowsOf } from '../support/scored.ts';

const calibration = calibrationOf(
  examine(
    scoredRowsOf([
      { rows: 200, stated: 0.1, happened: 60 },
      { rows: 5, stated: 0.7, happened: 3 },
      { rows: 200, stated: 0.9, happened: 180 },
    ]),
  ),
)!;

it('has a point a bin, hollow where there are few rows, and the diagonal', () => {
  const { marks } = reliabilityScene(calibration);
  const points = marks.filter((mark) => mark.kind === 'circle');
  expect(points.map(({ role }) => role)).toEqual(['hollow', 'point']);
  expect(marks.filter((mark) => mark.role === 'reference')).toHaveLength(1);
});

it('puts a point below the diagonal where the model is surer than right', () => {
  const { marks } = reliabilityScene(calibration);
  // 90 % was said 400 times and right in 320: 80 % on an axis from 60 to 100 %, which is 226 high.
  const [, point] = marks.filter((mark) => mark.kind === 'circle');
  expect(point!.x).toBeCloseTo((0.9 - 0.6) / 0.4, 6);
  expect(point!.y).toBeCloseTo(10 + 226 * (1 - (0.8 - 0.6) / 0.4), 6);
});

it('is a figure of its own', () => {
  const svg = reliabilityFigure(calibration, 'run');
  expect(svg).toMatch(/^<svg xmlns/);
  expect(svg).toContain('405 examples in 2 bins');
});

it('is null without scores or when nobody looked', () => {
  expect(calibrationOf(null)).toBeNull();
  expect(
    calibrationOf(examine(scoredRowsOf([{ rows: 60, stated: 0.9, happened: 50 }], { probabilities: null }))),
  ).toBeNull();
});
