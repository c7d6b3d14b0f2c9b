import type { Mark, Role, Scene } from './marks.ts';

/** A value with its ends on a horizontal scale. */
export interface Whisker {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reference?: number | null;
  /** Too few examples, or not distinguishable: dashed and hollow. */
  readonly faint?: boolean;
}

/** Interval mark of a table row or key figure: 18 px high, scale `from`…`to` over the whole width. */
export function whiskerScene(whisker: Whisker, from = 0, to = 1): Scene {
  const at = (value: number) => Math.max(0, Math.min(1, (value - from) / (to - from)));
  const [line, dot]: [Role, Role] = whisker.faint
    ? ['whisker-faint', 'train-hollow']
    : ['whisker-wide', 'point'];
  const marks: Mark[] = [{ kind: 'line', role: 'grid', x1: 0, x2: 1, y1: 9, y2: 9 }];
  if (whisker.reference !== null && whisker.reference !== undefined) {
    const x = at(whisker.reference);
    marks.push({ kind: 'line', role: 'reference', x1: x, x2: x, y1: 1, y2: 17 });
  }
  if (whisker.low !== null && whisker.high !== null) {
    const [low, high] = [at(whisker.low), at(whisker.high)];
    marks.push({ kind: 'line', role: line, x1: low, x2: high, y1: 9, y2: 9 });
    for (const x of [low, high]) marks.push({ kind: 'line', role: line, x1: x, x2: x, y1: 5, y2: 13 });
  }
  if (whisker.value !== null)
    marks.push({ kind: 'circle', role: dot, x: at(whisker.value), y: 9, radius: 3.5 });
  return { height: 18, marks };
}

/** A good scale for shares: 50…100 % when nothing lies below, otherwise 0…100 %. */
export const shareScale = (values: readonly (number | null | undefined)[]): readonly [number, number] =>
  values.every((value) => value === null || value === undefined || value >= 0.5) ? [0.5, 1] : [0, 1];

/** One stacked bar; parts in the order given, separated by a hair. */
export function barScene(
  parts: readonly { readonly value: number; readonly role: Role }[],
  height: number,
): Scene {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  let x = 0;
  const marks = parts.map((part): Mark => {
    const width = total > 0 ? part.value / total : 0;
    const left = x;
    x += width;
    return { kind: 'rect', role: part.role, x: left, width: Math.max(width - 0.0025, 0.002), y: 0, height };
  });
  return { height, marks };
}

/** One mark an example: filled = right, hollow = wrong. Beyond `most` marks the row becomes a bar. */
export function unitScene(count: number, of: number, right: boolean, most = 24): Scene {
  if (of > most)
    return {
      height: 12,
      marks: [
        {
          kind: 'rect',
          role: right ? 'bar-validation' : 'bar-act',
          x: 0,
          width: Math.max(count / of, 0.004),
          y: 1,
          height: 10,
        },
      ],
    };
  const marks = Array.from(
    { length: count },
    (_, index): Mark => ({
      kind: 'circle',
      role: right ? 'point' : 'unit-wrong',
      x: (index + 0.5) / Math.max(of, 12),
      y: 6,
      radius: 2.7,
    }),
  );
  return { height: 12, marks };
}

/** A curve without axes for a table row: 24 px high, its last point marked. */
export function sparkScene(
  x: Float64Array,
  y: Float64Array,
  role: 'validation' | 'train',
  mark: number | null,
): Scene {
  const height = 24;
  const finite = [...y].filter(Number.isFinite);
  const [low, high] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  const [from, to] = [x[0] ?? 0, x[x.length - 1] ?? 1];
  const at = (step: number) => (to > from ? 0.02 + (0.96 * (step - from)) / (to - from) : 0.5);
  const level = (value: number) => (high > low ? 3 + (18 * (high - value)) / (high - low) : height / 2);
  const marks: Mark[] = [];
  if (finite.length > 2)
    marks.push({
      kind: 'path',
      role,
      points: Array.from(
        x,
        (step, index) => [at(step), Number.isFinite(y[index]!) ? level(y[index]!) : Number.NaN] as const,
      ),
    });
  x.forEach((step, index) => {
    if (!Number.isFinite(y[index]!)) return;
    const chosen = mark !== null && step === mark;
    if (chosen || finite.length <= 2)
      marks.push({
        kind: 'circle',
        role: role === 'train' ? 'train-point' : 'point',
        x: at(step),
        y: level(y[index]!),
        radius: 3,
      });
  });
  return { height, marks };
}
