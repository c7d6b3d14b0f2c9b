import { scaleLinear } from 'd3-scale';
import type { Table, Trajectory } from '../model/report.ts';
import { formatCount } from '../text/numbers.ts';
import type { Mark, Scene } from './marks.ts';
import { type DrawnPanel, drawPanel, shareOf } from './panel.ts';

/** A drawn trajectory: panels from top to bottom over one axis. */
export interface DrawnTrajectory {
  readonly panels: readonly DrawnPanel[];
  readonly axis: Scene;
}

/**
 * Draws the picture of a training.
 * @param cursor where the read-out line starts, or null for a picture without it
 */
export function drawTrajectory(
  trajectory: Trajectory,
  tables: Readonly<Record<string, Table>>,
  cursor: number | null = null,
): DrawnTrajectory {
  const named = trajectory.panels.find((panel) => panel.id === 'loss') ?? trajectory.panels[0];
  return {
    panels: trajectory.panels.map((panel, index) =>
      drawPanel(panel, trajectory, tables, { first: index === 0, labelled: panel === named, cursor }),
    ),
    axis: axisScene(trajectory.axis),
  };
}

/** Positions of the ticks: whole epochs where the log knows them and at most seven fit, otherwise round numbers. */
export function tickPositions(
  axis: Omit<Trajectory['axis'], 'unit'> & { readonly unit?: string },
): readonly number[] {
  const { from, to, epochs } = axis;
  if (!(to > from)) return [from];
  const room = 0.09 * (to - from);
  let inner: number[];
  if (epochs !== null && epochs.length > 1) {
    const every = Math.ceil(epochs.length / 7);
    inner = epochs.filter((tick) => tick.epoch % every === 0).map((tick) => tick.at);
  } else inner = scaleLinear().domain([from, to]).ticks(6);
  return [from, ...inner.filter((at) => at - from > room && to - at > room), to];
}

/** On a narrow screen every other tick goes, and the last but one where the last would touch it. */
const crowded = (ticks: readonly number[], index: number): boolean => {
  const [first, last] = [ticks[0]!, ticks[ticks.length - 1]!];
  if (ticks.length <= 5 || index === 0 || index === ticks.length - 1) return false;
  return index % 2 === 1 || last - ticks[index]! < 0.18 * (last - first);
};

/** The line of tick labels under a picture; `spell` writes a position, by default as a count. */
export function axisScene(
  axis: Omit<Trajectory['axis'], 'unit'> & { readonly unit: string },
  spell = (at: number): string =>
    Number.isInteger(at) ? formatCount(at) : String(Number(at.toPrecision(4))),
): Scene {
  const ticks = tickPositions(axis);
  const marks = ticks.map((at, index): Mark => {
    const edge = index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle';
    const text = spell(at);
    return {
      kind: 'text',
      role: 'text',
      x: shareOf(axis, at),
      dx: 0,
      y: 18,
      text: index === 0 ? `${axis.unit} ${text}` : text,
      anchor: ticks.length === 1 ? 'middle' : edge,
      ...(crowded(ticks, index) ? { screen: 'wide' as const } : {}),
    };
  });
  return { height: 24, marks };
}
