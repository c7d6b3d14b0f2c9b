import type { Quality } from '../model/report.ts';
import { formatCount } from '../text/numbers.ts';
import { caption, place, sheetSvg } from './fixed.ts';
import type { Mark, Role } from './marks.ts';
import { shorten } from './svg.ts';

/** Shade 0…4 of a cell by its share of the row; rows with few examples get none, because their shares say nothing. */
export function shade(count: number, rowTotal: number): 0 | 1 | 2 | 3 | 4 {
  if (rowTotal < 10 || count === 0) return 0;
  const share = count / rowTotal;
  return share > 0.6 ? 4 : share > 0.3 ? 3 : share > 0.1 ? 2 : share > 0.03 ? 1 : 0;
}

/** `50 %`, `< 1 %`, or nothing where the row has fewer than 10 examples. */
export function cellPercent(count: number, rowTotal: number): string {
  if (rowTotal < 10) return '';
  const share = count / rowTotal;
  return share < 0.01 ? '< 1 %' : share > 0.99 && share < 1 ? '> 99 %' : `${Math.round(100 * share)} %`;
}

/**
 * Indices of at most `most` labels, in the order of the labels: those of the largest mix-ups, taken in pairs, so that
 * the matrix holds the cells that matter and not only the labels.
 */
export function largestCells(quality: Pick<Quality, 'confusion'>, most: number): readonly number[] {
  const { labels, counts } = quality.confusion;
  if (labels.length <= most) return labels.map((_, index) => index);
  const cells = counts
    .flatMap((row, reference) => row.map((count, predicted) => ({ reference, predicted, count })))
    .filter((cell) => cell.reference !== cell.predicted && cell.count > 0)
    .sort((a, b) => b.count - a.count);
  const chosen = new Set<number>();
  for (const { reference, predicted } of cells) {
    const added = (chosen.has(reference) ? 0 : 1) + (chosen.has(predicted) ? 0 : 1);
    if (chosen.size + added > most) continue;
    chosen.add(reference).add(predicted);
    if (chosen.size === most) break;
  }
  return [...chosen].sort((a, b) => a - b);
}

/** The confusion matrix as a standalone figure; `shown` are the indices of the labels in it. */
export function confusionFigure(quality: Quality, shown: readonly number[], title: string): string {
  const { labels, counts } = quality.confusion;
  const cell = shown.length > 12 ? 44 : 62;
  const [left, top] = [180, 96];
  const size = cell * shown.length;
  const marks: Mark[] = [];
  const parts: string[] = [];
  shown.forEach((reference, row) => {
    const total = counts[reference]?.reduce((sum, count) => sum + count, 0) ?? 0;
    parts.push(
      caption(
        shorten(labels[reference] ?? '', 22),
        left - 12,
        top + cell * (row + 0.5) + 4,
        'text',
        12,
        'end',
      ),
    );
    parts.push(
      caption(formatCount(total), left + size + 46, top + cell * (row + 0.5) + 4, 'text', 12, 'end'),
    );
    shown.forEach((predicted, column) => {
      const count = counts[reference]?.[predicted] ?? 0;
      const x = column / shown.length;
      const y = cell * row;
      marks.push({
        kind: 'rect',
        role: `heat-${shade(count, total)}` as Role,
        x,
        width: 1 / shown.length,
        y,
        height: cell,
      });
      if (count === 0) return;
      const middle = { kind: 'text', x: x + 0.5 / shown.length, dx: 0, anchor: 'middle' } as const;
      const percent = cell > 50 ? cellPercent(count, total) : '';
      marks.push({
        ...middle,
        role: 'text-strong',
        y: y + cell / 2 + (percent === '' ? 4 : -2),
        text: formatCount(count),
      });
      if (percent !== '') marks.push({ ...middle, role: 'text', y: y + cell / 2 + 14, text: percent });
    });
  });
  for (let line = 0; line <= shown.length; line += 1) {
    marks.push({ kind: 'line', role: 'grid', x1: 0, x2: 1, y1: line * cell, y2: line * cell });
    marks.push({
      kind: 'line',
      role: 'grid',
      x1: line / shown.length,
      x2: line / shown.length,
      y1: 0,
      y2: size,
    });
  }
  shown.forEach((predicted, column) => {
    const x = left + cell * (column + 0.5) + 4;
    const name = caption(shorten(labels[predicted] ?? '', 12), 0, 0, 'text', 12);
    parts.push(`<g transform="translate(${x} ${top - 8}) rotate(-45)">${name}</g>`);
  });
  parts.push(caption('reference', left - 12, top - 10, 'text-strong', 12, 'end'));
  parts.push(caption('predicted', left, 22, 'text-strong', 12));
  parts.push(place({ height: size, marks }, left, top, size));
  const rest = labels.length - shown.length;
  const note = `Rows: reference. Percentages of the row.${rest > 0 ? ` The ${shown.length} most confused of ${labels.length} labels.` : ''}`;
  parts.push(caption(note, 16, top + size + 26, 'text', 12));
  return sheetSvg(
    { width: Math.max(left + size + 110, 520), height: top + size + 42, parts },
    `Confusion matrix, ${title}`,
    note,
  );
}
