import type { Comparison } from '../../model/comparison.ts';
import type { Report, RunReport } from '../../model/report.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatNumber, formatValue } from '../../text/numbers.ts';
import { BEST_LISTED, bestFirst, shownComparison } from '../comparison-part.ts';
import { columnsOf, type Page, pad } from './page.ts';

/** Lines of the overview; the report has them all. */
const MOST_RUNS = 40;
/** At most so many columns are kept for the verdict. */
const VERDICT = 27;

const bestOf = (run: RunReport): string => {
  if (run.best === null) {
    // Predictions without a log: their score is the only one there is.
    const figure = run.keyFigures.find((one) => one.id === 'accuracy');
    return figure === undefined ? 'no metric' : `accuracy ${formatValue(figure.value, figure.format)}`;
  }
  const step =
    run.best.step === null ? '' : `, ${run.trajectory?.axis.unit ?? 'step'} ${formatCount(run.best.step)}`;
  const name = run.best.quantity === 'validation loss' ? 'val. loss' : metricName(run.best.quantity);
  return `${name} ${formatNumber(run.best.value)}${step}`;
};

/** The verdict in one or two words, with the check that it rests on. */
function verdictOf(report: Report, run: RunReport): string {
  const { verdict } = run.answer;
  if (verdict === 'fine') return 'no problem or risk';
  if (verdict === 'cannot-tell') return 'cannot tell';
  const cause = report.findings.find(
    (finding) => finding.subject.run === run.id && finding.severity === verdict && finding.claim !== 'hint',
  );
  return cause === undefined ? verdict : `${verdict}: ${cause.id}`;
}

/** One line a run: its best value by the user's own metric, and what was found. */
export function overview(page: Page, report: Report): void {
  const comparison = shownComparison(report);
  const cut = report.runs.length > MOST_RUNS;
  const listed = cut && comparison !== null ? bestRuns(report, comparison) : report.runs.slice(0, MOST_RUNS);
  const width = Math.max(0, ...(comparison?.members ?? []).map(({ letter }) => letter.length));
  const letters = new Map(comparison?.members.map(({ run, letter }) => [run, `${letter.padEnd(width)}  `]));
  const rows = listed.map(
    (run) =>
      [
        page.clean((letters.get(run.id) ?? '') + run.title),
        page.clean(bestOf(run)),
        page.clean(verdictOf(report, run)),
      ] as const,
  );
  const widest = (column: 0 | 1, most: number): number =>
    Math.min(most, Math.max(4, ...rows.map((row) => columnsOf(row[column]))) + 2);
  const best = widest(1, 29);
  const verdict = Math.min(VERDICT, Math.max(7, ...rows.map((row) => columnsOf(row[2]))));
  // Names of runs often differ in their middle: they get what room there is.
  const name = widest(0, page.width - 2 - best - verdict);
  page.put(page.style.dim(`  ${pad('run', name)}${pad('best', best)}verdict`));
  const shortened = rows.map((row) => page.short(row[0], name - 2));
  for (const [index, row] of rows.entries()) {
    const label = shortened[index] as string;
    // Two names that are cut to the same one: the whole name stands on a line of its own.
    const twin = shortened.indexOf(label) !== shortened.lastIndexOf(label);
    if (twin) page.put(`  ${page.short(row[0], page.width - 2)}`);
    const left = `  ${pad(twin ? '' : label, name)}${pad(page.short(row[1], best - 2), best)}`;
    page.put(left + page.short(row[2], page.width - columnsOf(left)));
  }
  const more = report.runs.length - listed.length;
  if (more > 0) {
    const failed = comparison?.members.filter((member) => member.failed !== null).length ?? 0;
    const best = comparison === null ? '' : `the best ${formatCount(listed.length)} are listed; `;
    page.put(
      page.style.dim(
        `  ${best}${formatCount(more)} more${failed > 0 ? `, ${formatCount(failed)} failed` : ''}; --format json has all`,
      ),
    );
  }
  page.put();
}

/** Of very many runs the best by the number they share. */
function bestRuns(report: Report, comparison: Comparison): readonly RunReport[] {
  const byId = new Map(report.runs.map((run) => [run.id, run]));
  return bestFirst(comparison)
    .slice(0, BEST_LISTED)
    .flatMap((member) => byId.get(member.run) ?? []);
}
