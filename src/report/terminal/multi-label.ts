import type { RunReport } from '../../model/report.ts';
import { formatCount, formatInterval, formatScore } from '../../text/numbers.ts';
import { type Page, pad } from './page.ts';

/** The weakest so many, a line each. */
const MOST = 5;
/** Fewer examples give no score. */
const FEWEST = 10;
const COLUMNS = [9, 8, 16] as const;

/** Where a row can have several labels: the labels with the lowest F1. */
export function labels(page: Page, run: RunReport): void {
  const quality = run.multiLabel ?? null;
  if (quality === null) return;
  const graded = quality.labels.filter(({ support, f1 }) => support >= FEWEST && f1.value !== null);
  const lowest = [...graded].sort((a, b) => a.f1.value! - b.f1.value!).slice(0, MOST);
  if (lowest.length === 0) return;
  const name = page.width - COLUMNS.reduce((sum, width) => sum + width, 0);
  const row = (cells: readonly string[]): string =>
    cells.map((cell, at) => cell.padStart(COLUMNS[at]!)).join('');
  page.put(page.style.bold(pad('Lowest F1', name)) + page.style.dim(row(['examples', 'F1', '95 %'])));
  for (const { label, support, f1 } of lowest) {
    const range = f1.interval === null ? '' : formatInterval(f1.interval).replace('–', ' to ');
    const cells = [formatCount(support), formatScore(f1.value!), range];
    page.put(`  ${pad(page.short(page.clean(label), name - 3), name - 2)}${page.clean(row(cells))}`);
  }
  const more = quality.labels.length - lowest.length;
  if (more > 0) page.put(page.style.dim(`  ${formatCount(more)} more in the report`));
  page.put();
}
