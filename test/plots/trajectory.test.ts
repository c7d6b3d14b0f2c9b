import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { fluidSvg } from '../../src/plots/fluid.ts';
import type { Mark } from '../../src/plots/marks.ts';
import { readingsOf } from '../../src/plots/readings.ts';
import { drawTrajectory, tickPositions } from '../../src/plots/trajectory.ts';
import { brokenReport, longReport, onePointReport, wildReport } from '../support/extreme-reports.ts';
import { findingsReport, tooLittleReport } from '../support/reports.ts';

const drawn = (report: Report) => drawTrajectory(report.runs[0]!.trajectory!, report.tables);
const panelOf = (report: Report, id: string) => drawn(report).panels.find((panel) => panel.id === id)!;
const linear = (report: Report, id: string): readonly Mark[] => {
  const { scene } = panelOf(report, id);
  return [...scene.marks, ...(scene.linear ?? [])];
};
const texts = (marks: readonly Mark[]) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe('a trajectory', () => {
  it('says in the heading where an axis does not start at 0', () => {
    expect(panelOf(findingsReport, 'metric').note).toContain('axis starts at 70 %');
    expect(panelOf(findingsReport, 'loss').note).not.toContain('axis starts');
  });

  it('gives every evaluation a whisker and fills the best one', () => {
    const marks = linear(findingsReport, 'metric');
    expect(marks.filter((mark) => mark.role === 'whisker')).toHaveLength(12);
    expect(marks.filter((mark) => mark.role === 'point')).toHaveLength(1);
    expect(marks.filter((mark) => mark.role === 'hollow')).toHaveLength(11);
  });

  it('names lines with their last value, at least 36 pixels apart', () => {
    const names = linear(findingsReport, 'loss').filter(
      (mark) =>
        mark.kind === 'text' &&
        mark.screen === 'wide' &&
        mark.x === 1 &&
        /text-(train|validation)/.test(mark.role),
    );
    expect(names).toHaveLength(2);
    const [a, b] = names.map((mark) => (mark.kind === 'text' ? mark.y : 0));
    expect(Math.abs(a! - b!)).toBeGreaterThanOrEqual(36);
    expect(texts(linear(findingsReport, 'loss'))).toContain('0.76 at the end');
  });

  it('does not join fewer than three evaluations', () => {
    expect(linear(onePointReport, 'loss').filter((mark) => mark.kind === 'path')).toHaveLength(0);
    expect(
      linear(tooLittleReport, 'loss').filter((mark) => mark.kind === 'path' && mark.role === 'validation'),
    ).toHaveLength(1);
    expect(texts(linear(tooLittleReport, 'loss'))).toContain('0.31 (one record)');
  });

  it('breaks a curve where nothing was logged and says so', () => {
    const marks = linear(brokenReport, 'loss');
    expect(texts(marks)).toContain('not logged');
    const curve = marks.find((mark) => mark.kind === 'path' && mark.role === 'raw');
    expect(
      curve?.kind === 'path' && curve.points.some(([x, y]) => Number.isNaN(y) && x > 0.42 && x <= 0.6),
    ).toBe(true);
  });

  it('crosses out the last finite value before NaN', () => {
    const marks = linear(brokenReport, 'loss');
    expect(marks.filter((mark) => mark.kind === 'cross').length).toBeGreaterThan(0);
    expect(texts(marks)).toContain('NaN from 820');
    expect(texts(marks)).toContain('infinite from 1,000');
  });

  it('shows zeros as triangles on the logarithmic axis, and offers that axis only where it tells more', () => {
    expect(
      panelOf(brokenReport, 'loss').scene.logarithmic?.filter((mark) => mark.kind === 'triangle'),
    ).toHaveLength(1);
    expect(panelOf(tooLittleReport, 'loss').scene.logarithmic).toBeUndefined();
  });

  it('keeps a spike of one record among a million within 1,400 values a curve', () => {
    const marks = linear(longReport(200_000), 'loss');
    const band = marks.find((mark) => mark.kind === 'area' && mark.role === 'envelope');
    const points = band?.kind === 'area' ? band.points : [];
    expect(points.length).toBeLessThanOrEqual(701);
    const heights = points.map(([, low, high]) => low - high);
    expect(Math.max(...heights)).toBeGreaterThan(4 * heights.sort((a, b) => a - b)[heights.length >> 1]!);
  });

  it('survives values of any size and tables that are missing', () => {
    for (const { scene } of drawn(wildReport).panels)
      expect(fluidSvg(scene, { title: 't' })).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('places ticks at epochs and never crowds the ends', () => {
    expect(tickPositions(findingsReport.runs[0]!.trajectory!.axis)).toEqual([
      0, 182, 364, 546, 728, 910, 1092,
    ]);
    expect(tickPositions({ unit: 'step', from: 0, to: 0, epochs: null })).toEqual([0]);
    const many = {
      unit: 'step',
      from: 0,
      to: 3000,
      epochs: Array.from({ length: 30 }, (_, index) => ({ epoch: index + 1, at: 100 * (index + 1) })),
    } as const;
    expect(tickPositions(many).length).toBeLessThanOrEqual(8);
  });
});

describe('the read-out', () => {
  it('starts at the best checkpoint and shows values with their intervals', () => {
    const readings = readingsOf(findingsReport.runs[0]!.trajectory!, findingsReport.tables);
    expect(readings.steps[readings.start]).toBe(364);
    const row = Object.fromEntries(
      readings.names.map((name, index) => [name, readings.rows[readings.start]![index]]),
    );
    expect(row).toMatchObject({
      step: '364',
      epoch: '2.0',
      'validation accuracy': '86.2 % [84.0–88.3]',
      'validation loss': '0.43 [0.39–0.48]',
    });
  });

  it('says nothing where nothing was logged', () => {
    const readings = readingsOf(tooLittleReport.runs[0]!.trajectory!, tooLittleReport.tables);
    expect(readings.rows[readings.steps.indexOf(546)]).toEqual(['546', '3.0', null, '0.45']);
  });

  it('stays short for a million records', () => {
    const long = longReport(200_000);
    expect(readingsOf(long.runs[0]!.trajectory!, long.tables).rows.length).toBeLessThanOrEqual(242);
  });
});
