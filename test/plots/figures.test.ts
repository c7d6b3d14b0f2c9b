import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { figureSvg, figures } from '../../src/plots/figures.ts';
import {
  brokenReport,
  hostileReport,
  longReport,
  manyClassesReport,
  wildReport,
} from '../support/extreme-reports.ts';
import {
  findingsReport,
  healthyReport,
  nothingReport,
  severalRunsReport,
  tooLittleReport,
} from '../support/reports.ts';

describe('figures for a paper', () => {
  it('are the trajectory, the class scores and the confusion matrix', () => {
    expect(figures(findingsReport).map((figure) => figure.name)).toEqual([
      'trajectory',
      'class-scores',
      'confusion',
    ]);
    expect(figures(tooLittleReport).map((figure) => figure.name)).toEqual(['trajectory']);
    expect(figures(nothingReport)).toEqual([]);
  });

  it('carry the run in their name when there are several', () => {
    expect(figures(severalRunsReport(2)).map((figure) => figure.name)).toEqual([
      'run-0-trajectory',
      'run-1-trajectory',
    ]);
  });

  it('have names that are safe as file names and differ', () => {
    const base = severalRunsReport(3);
    const ids = ['../../etc/passwd', '..', '../../etc passwd'];
    const names = figures({
      ...base,
      runs: base.runs.map((run, index) => ({ ...run, id: ids[index]! })),
    }).map((figure) => figure.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u);
  });

  it('stand alone: attributes only, white ground, no class that a style sheet would have to explain', () => {
    for (const { name } of figures(findingsReport)) {
      const svg = figureSvg(findingsReport, name);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
      expect(svg).not.toMatch(/class=|style=|light-dark|var\(|NaN|undefined|Infinity/);
    }
  });

  it.each([
    ['findings', findingsReport],
    ['healthy', healthyReport],
    ['little', tooLittleReport],
    ['broken', brokenReport],
    ['wild', wildReport],
    ['hostile', hostileReport],
    ['200 classes', manyClassesReport()],
    ['100,000 records', longReport(100_000)],
  ])('are well-formed and can be turned into pixels: %s', (_, report) => {
    for (const { name } of figures(report)) {
      const image = new Resvg(figureSvg(report, name), { font: { loadSystemFonts: false } });
      expect(image.width).toBeGreaterThan(300);
    }
  });

  it('refuse a name that is not listed', () => {
    expect(() => figureSvg(findingsReport, '__proto__')).toThrow(RangeError);
  });
});
