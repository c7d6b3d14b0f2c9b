import type { Comparison } from '../model/comparison.ts';
import type { Quality, Report, RunReport, Table } from '../model/report.ts';
import { classScoresFigure } from './class-scores.ts';
import { drawComparison } from './comparison-trajectory.ts';
import { confusionFigure, largestCells } from './confusion.ts';
import { expectedBestFigure, expectedBestScene } from './expected-best.ts';
import { caption, place, sheetSvg } from './fixed.ts';
import { parallelFigure, parallelScene } from './parallel-coordinates.ts';
import { reliabilityFigure } from './reliability.ts';
import { MOST_TOLD_APART } from './run-lines.ts';
import { seedStripFigure, strippedSettings } from './seed-strip.ts';
import { shorten } from './svg.ts';
import { drawTrajectory } from './trajectory.ts';

/** A picture that can be written to a file of its own. */
export interface FigureEntry {
  /** File name without its ending: `trajectory`, with several runs `run-0-trajectory`. */
  readonly name: string;
  readonly title: string;
}

type Drawn = FigureEntry & { readonly draw: () => string };

/** The figures of a report, in its order. */
export const figures = (report: Report): readonly FigureEntry[] =>
  all(report).map(({ name, title }) => ({ name, title }));

/**
 * One figure as a standalone SVG: white ground, fixed size, attributes instead of styles, so that it can be placed in
 * a paper or turned into pixels. Throws a RangeError for a name that {@link figures} does not list.
 */
export function figureSvg(report: Report, name: string): string {
  const figure = all(report).find((candidate) => candidate.name === name);
  if (figure === undefined) throw new RangeError(`No figure named "${name}" in this report.`);
  return figure.draw();
}

function all(report: Report): readonly Drawn[] {
  const together = comparisonFigures(report);
  const taken = new Set(together.map(({ name }) => name));
  const ofRuns = report.runs.flatMap((run) => {
    const prefix = report.runs.length > 1 ? `${fileName(run.id)}-` : '';
    const unique = (name: string) => {
      let candidate = prefix + name;
      for (let count = 2; taken.has(candidate); count += 1) candidate = `${prefix}${name}-${count}`;
      taken.add(candidate);
      return candidate;
    };
    const figure = (name: string, title: string, draw: () => string): Drawn => ({
      name: unique(name),
      title: report.runs.length > 1 ? `${title}, ${run.title}` : title,
      draw,
    });
    return [
      ...(run.trajectory
        ? [figure('trajectory', 'Trajectory', () => trajectoryFigure(run, report.tables))]
        : []),
      ...(run.quality && run.quality.classes.length > 0
        ? [
            figure('class-scores', 'F1 by class', () => classScoresFigure(run.quality!, plain(run.title))),
            figure('confusion', 'Confusion matrix', () =>
              confusionFigure(run.quality!, cellsToShow(run.quality!), plain(run.title)),
            ),
          ]
        : []),
      ...(run.quality?.calibration
        ? [
            figure('reliability', 'Accuracy by confidence', () =>
              reliabilityFigure(run.quality!.calibration!, plain(run.title)),
            ),
          ]
        : []),
    ];
  });
  return [...together, ...ofRuns];
}

/** Figures about several runs together; their names are no run's. */
function comparisonFigures({ comparison, tables }: Report): readonly Drawn[] {
  if (comparison === null || comparison.kind === 'unrelated') return [];
  const figures: (Drawn | false)[] = [
    comparison.trajectories !== null && {
      name: 'comparison-trajectory',
      title: 'Trajectories compared',
      draw: () => comparisonTrajectoryFigure(comparison, tables),
    },
    comparison.metric !== null &&
      comparison.kind !== 'pair' &&
      strippedSettings(comparison).length > 0 && {
        name: 'seed-strip',
        title: 'Scores by setting',
        draw: () => seedStripFigure(comparison),
      },
    parallelScene(comparison, tables) !== null && {
      name: 'parallel-coordinates',
      title: 'Settings and scores',
      draw: () => parallelFigure(comparison, tables),
    },
    expectedBestScene(comparison) !== null && {
      name: 'expected-best',
      title: 'Expected best of k runs',
      draw: () => expectedBestFigure(comparison),
    },
  ];
  return figures.filter((figure) => figure !== false);
}

function comparisonTrajectoryFigure(comparison: Comparison, tables: Readonly<Record<string, Table>>): string {
  const picture = drawComparison(comparison, tables);
  const [left, right, width] = [64, 110, 900];
  const inner = width - left - right;
  const parts: string[] = [];
  let y = 20;
  for (const panel of picture?.panels ?? []) {
    y += 12;
    parts.push(caption(panel.title, left - 46, y, 'text-strong', 13));
    for (const line of wrap(panel.note, Math.floor((width - 60) / 6.4))) {
      y += 16;
      parts.push(caption(line, left - 46, y, 'text', 12));
    }
    y += 14;
    parts.push(place(panel.scene, left, y, inner));
    y += panel.scene.height;
    parts.push(place(panel.axis, left, y, inner));
    y += 44;
  }
  const letters = comparison.members
    .slice(0, MOST_TOLD_APART)
    .map((member) => `${member.letter} ${member.title}`)
    .join(' · ');
  const legend =
    comparison.members.length > MOST_TOLD_APART
      ? `${comparison.members.length} runs; dashed with a cross: failed`
      : letters;
  for (const line of wrap(legend, Math.floor((width - 60) / 6.4))) {
    parts.push(caption(line, left - 46, y, 'text', 12));
    y += 16;
  }
  return sheetSvg({ width, height: Math.ceil(y + 10), parts }, 'Trajectories compared', legend);
}

const cellsToShow = (quality: Quality): readonly number[] => largestCells(quality, 20);

/** A run's id as a part of a file name: letters, digits, dot, dash and underscore only. */
const fileName = (id: string): string =>
  id
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80) || 'run';

const plain = (text: string): string => text.replace(/\*\*|`/g, '');

/** Breaks a note at spaces into lines of about `characters`. */
function wrap(text: string, characters: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + word.length + 1 > characters)
      lines.push(shorten(word, characters));
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function trajectoryFigure(run: RunReport, tables: Readonly<Record<string, Table>>): string {
  const trajectory = run.trajectory!;
  const { panels, axis } = drawTrajectory(trajectory, tables);
  const [left, right, top, width] = [64, 150, 20, 900];
  const inner = width - left - right;
  const parts: string[] = [];
  let y = top;
  panels.forEach((panel, index) => {
    y += index === 0 ? 12 : 26;
    parts.push(caption(panel.title, left - 46, y, 'text-strong', 13));
    const indent = left - 46 + 8.2 * panel.title.length + 12;
    wrap(panel.note, Math.floor((width - indent - 10) / 6.4)).forEach((line, row) => {
      if (row > 0) y += 16;
      parts.push(caption(line, indent, y, 'text', 12));
    });
    y += index === 0 ? 28 : 12;
    parts.push(place(panel.scene, left, y, inner));
    y += panel.scene.height;
  });
  parts.push(place(axis, left, y, inner));
  return sheetSvg(
    { width, height: Math.ceil(y + 24 + 14), parts },
    plain(trajectory.title),
    plain(trajectory.summary),
  );
}
