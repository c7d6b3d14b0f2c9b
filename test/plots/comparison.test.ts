import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import type { Report } from '../../src/model/report.ts';
import { drawComparison } from '../../src/plots/comparison-trajectory.ts';
import { expectedBestScene } from '../../src/plots/expected-best.ts';
import { figureSvg, figures } from '../../src/plots/figures.ts';
import { fluidSvg } from '../../src/plots/fluid.ts';
import type { Mark, Scene } from '../../src/plots/marks.ts';
import { parallelAxis } from '../../src/plots/parallel-axis.ts';
import { parallelScene } from '../../src/plots/parallel-coordinates.ts';
import { stripScale, stripScene } from '../../src/plots/seed-strip.ts';
import { compared, comparisonOf, runFolder } from '../support/compared.ts';
import { comparedReports, pairReport, searchReport, seedsReport } from '../support/compared-reports.ts';

const of = (report: Report): Comparison => comparisonOf(report);
const inside = (scene: Scene): void => {
  for (const mark of scene.marks)
    if (mark.kind === 'path')
      for (const [x, y] of mark.points)
        if (Number.isFinite(y)) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(1);
          expect(y).toBeGreaterThanOrEqual(-12);
          expect(y).toBeLessThanOrEqual(scene.height + 12);
        }
};
const paths = (scene: Scene) => scene.marks.filter((mark) => mark.kind === 'path');
const words = (marks: readonly Mark[], screen: 'wide' | 'narrow') =>
  marks.flatMap((mark) => (mark.kind === 'text' && mark.screen === screen ? [mark] : []));

describe('trajectories compared', () => {
  it('give each of up to twelve runs a look of its own and its letter', () => {
    const [panel] = drawComparison(of(seedsReport), seedsReport.tables)?.panels ?? [];
    const roles = paths(panel!.scene).map(({ role }) => role);
    expect(new Set(roles).size).toBe(10);
    expect(
      words(panel!.scene.marks, 'narrow')
        .map(({ text }) => text)
        .sort(),
    ).toEqual([...'ABCDEFGHIJ']);
    inside(panel!.scene);
  });

  it('keep letters that end together apart', () => {
    const [panel] = drawComparison(of(seedsReport), seedsReport.tables)?.panels ?? [];
    const heights = words(panel!.scene.marks, 'wide')
      .map(({ y }) => y)
      .sort((a, b) => a - b);
    for (let index = 1; index < heights.length; index++)
      expect(heights[index]! - heights[index - 1]!).toBeGreaterThanOrEqual(13.9);
  });

  it('of more runs show the best, the median and the failed ones over a grey ground', () => {
    const [panel] = drawComparison(of(searchReport), searchReport.tables)?.panels ?? [];
    const roles = paths(panel!.scene).map(({ role }) => role);
    expect(roles.filter((role) => role === 'run-best')).toHaveLength(1);
    expect(roles.filter((role) => role === 'run-middle')).toHaveLength(1);
    const failed = of(searchReport).members.filter((member) => member.failed !== null).length;
    expect(roles.filter((role) => role === 'run-failed')).toHaveLength(failed);
    expect(panel!.scene.marks.filter(({ kind }) => kind === 'cross')).toHaveLength(failed);
    expect(roles.slice(-2).sort()).toEqual(['run-best', 'run-middle']);
  });

  it('draw one panel for each axis that shows something else, and name the others', async () => {
    const same = drawComparison(of(pairReport), pairReport.tables);
    expect(same?.panels.map(({ id }) => id)).toEqual(['step']);
    expect(same?.missing.map(({ reason }) => reason)).toEqual([
      'the same picture as over optimiser steps',
      'the same picture as over optimiser steps',
    ]);
    const { report } = await compared({
      base: runFolder(),
      large: runFolder({ batch: 32, epochs: 3 }),
    });
    expect(drawComparison(of(report), report.tables)?.panels.map(({ id }) => id)).toEqual([
      'step',
      'compute',
      'schedule',
    ]);
  });
});

describe('a strip of seeds', () => {
  const comparison = of(seedsReport);
  const [setting] = comparison.settings;
  const scale = stripScale(comparison) ?? [0, 1];
  const { marks } = stripScene(setting!, comparison.members, scale[0], scale[1]);

  it('has a circle for each run that worked, a cross for each that failed, and the mean', () => {
    expect(marks.filter(({ role }) => role === 'strip')).toHaveLength(9);
    expect(marks.filter(({ kind }) => kind === 'cross')).toHaveLength(1);
    expect(marks.filter(({ role }) => role === 'point')).toHaveLength(1);
  });

  it('stays on its scale, which failed runs do not stretch', () => {
    for (const mark of marks) if ('x' in mark) expect(mark.x >= 0 && mark.x <= 1).toBe(true);
    expect(scale[0]).toBeGreaterThan(0.8);
  });
});

describe('parallel coordinates', () => {
  const scene = parallelScene(of(searchReport), searchReport.tables)!;

  it('join all runs in few paths and lift out the best one', () => {
    expect(paths(scene).filter(({ role }) => role === 'run-best')).toHaveLength(1);
    expect(paths(scene).filter(({ role }) => role === 'run-other')).toHaveLength(1);
    inside(scene);
  });

  it('of a thousand runs are still a small picture', () => {
    const base = searchReport.tables['comparison/search']!;
    const table = {
      rows: 1000,
      columns: base.columns.map((column) =>
        column.type === 'number'
          ? {
              ...column,
              values: Float64Array.from(
                { length: 1000 },
                (_, row) => column.values[row % 40]! * (1 + row / 9000),
              ),
            }
          : {
              ...column,
              values: Array.from({ length: 1000 }, (_, row) => `${column.values[row % 40]}-${row}`),
            },
      ),
    };
    const many = parallelScene(of(searchReport), { 'comparison/search': table })!;
    expect(fluidSvg(many, null).length).toBeLessThan(150_000);
  });

  it('spread a rate on a logarithmic axis and evenly spaced values on a straight one', () => {
    const column = (values: readonly number[]) => ({
      name: 'x',
      type: 'number' as const,
      values: Float64Array.from(values),
    });
    const rows = [0, 1, 2];
    const rates = parallelAxis(column([1e-5, 1e-4, 1e-3]), rows)!;
    expect(rates.at(1)).toBeCloseTo(0.5);
    expect(rates.ticks.map(({ text }) => text)).toEqual(['1e-5', '1e-4', '0.001']);
    expect(parallelAxis(column([8, 16, 32]), rows)!.at(1)).toBeCloseTo(1 / 3);
    expect(parallelAxis(column([Number.NaN, Number.NaN, Number.NaN]), rows)).toBeNull();
    const words = parallelAxis({ name: 'x', type: 'string', values: ['linear', null, 'cosine'] }, rows)!;
    expect([words.at(0), words.at(1), words.at(2)]).toEqual([0.75, null, 0.25]);
  });
});

it('the expected best of k never falls', () => {
  const scene = expectedBestScene(of(searchReport))!;
  const [line] = paths(scene);
  const heights = line!.kind === 'path' ? line!.points.map(([, y]) => y) : [];
  expect(heights.length).toBeGreaterThan(10);
  for (let index = 1; index < heights.length; index++)
    expect(heights[index]!).toBeLessThanOrEqual(heights[index - 1]! + 1e-9);
});

describe('figures for a paper', () => {
  it('are there for what the runs show together', () => {
    const names = (report: Report) =>
      figures(report)
        .map(({ name }) => name)
        .filter(
          (name) =>
            !/-trajectory$|-scores$|-confusion$|-reliability$/.test(name) || name.startsWith('comparison'),
        );
    expect(names(pairReport)).toEqual(['comparison-trajectory']);
    expect(names(seedsReport)).toEqual(['comparison-trajectory', 'seed-strip']);
    expect(names(searchReport)).toEqual(['comparison-trajectory', 'parallel-coordinates', 'expected-best']);
  });

  it.each(comparedReports)('of %s stand alone: attributes only, no hole', (_, report) => {
    for (const { name } of figures(report).filter((figure) => !/^(base|new|seed|trial)/.test(figure.name))) {
      const svg = figureSvg(report, name);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
      expect(svg).not.toMatch(/class=|style=|light-dark|var\(|NaN|undefined|Infinity|<script/);
    }
  });
});
