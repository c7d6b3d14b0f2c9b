import type { RunReport } from '../../model/report.ts';
import { formatCount, formatShare } from '../../text/numbers.ts';
import { visibleSubset } from '../subset-text.ts';
import { type Page, pad } from './page.ts';

/** The worst so many, a line each. */
const MOST = 3;
const COLUMN = 9;

/** Kinds of example in which it is worse: at most three lines, or that there are none. */
export function subsets(page: Page, run: RunReport): void {
  const found = run.quality?.subsets ?? null;
  if (found === null || found.reason !== null) return;
  const { tests } = found.tested;
  if (found.found.length === 0) {
    const visible = visibleSubset(found);
    page.block(
      page.clean(
        `No subset was confirmed as worse (${formatCount(tests)} ${tests === 1 ? 'test' : 'tests'}).${visible === null ? '' : ` ${visible}`}`,
      ),
      0,
      page.style.dim,
    );
    page.put();
    return;
  }
  const name = page.width - 3 * COLUMN;
  const row = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(COLUMN)).join('');
  page.put(page.style.bold(pad('Subsets', name)) + page.style.dim(row(['support', 'wrong', 'others'])));
  for (const subset of found.found.slice(0, MOST)) {
    const { errors, rows, rest } = subset.confirmation;
    const cells = [
      formatCount(subset.rows),
      formatShare(errors, rows, 1),
      formatShare(rest.errors, rest.rows, 1),
    ];
    page.put(`  ${pad(page.short(page.clean(subset.name), name - 3), name - 2)}${page.clean(row(cells))}`);
  }
  const more = found.found.length + found.more - MOST;
  if (more > 0) page.put(page.style.dim(`  ${formatCount(more)} more in the report`));
  page.put();
}
