import type { Report } from '../../model/report.ts';
import type { InputProblem } from '../../model/source.ts';
import { formatCount } from '../../text/numbers.ts';
import { upperFirst } from '../../text/words.ts';
import { type Page, pad, sentence, wrap } from './page.ts';

const NOT_CHECKED = 3;
const ASSUMPTIONS = 4;
const UNREADABLE = 5;
/** Where the text of the last part begins. */
const TEXT_AT = 11;
/** Where the questions begin that a piece of evidence would answer. */
const OPENS_AT = 31;

/** Which evidence was missing, and the questions it would answer. */
export function notChecked(page: Page, report: Report): void {
  const seen = new Set<string>();
  const rows = report.notChecked.filter((entry) => !seen.has(entry.enable) && seen.add(entry.enable));
  if (rows.length === 0) return;
  page.put('Not checked, and what would answer it');
  for (const row of rows.slice(0, NOT_CHECKED)) {
    const name = page.clean(row.enable).replaceAll('-', ' ');
    const lines = wrap(page.prose(row.opens), page.width - OPENS_AT);
    page.put(`   ${pad(page.short(name, OPENS_AT - 4), OPENS_AT - 3)}${lines[0] ?? ''}`);
    for (const line of lines.slice(1)) page.put(' '.repeat(OPENS_AT) + line);
  }
  const more = rows.length > NOT_CHECKED ? `, with ${formatCount(rows.length - NOT_CHECKED)} more` : '';
  page.block(`the lines to paste are in the report, part "Not checked"${more}`, 3, page.style.dim);
  page.put();
}

/** What was taken for what, and what could not be read. */
export function inputs(page: Page, report: Report): void {
  const { unreadable, assumptions } = report.inputs;
  const more = (count: number) => {
    if (count > 0) page.put(page.style.dim(`${' '.repeat(TEXT_AT)}${formatCount(count)} more in the report`));
  };
  for (const text of assumptions.slice(0, ASSUMPTIONS)) page.labelled('Read as', TEXT_AT, page.prose(text));
  more(assumptions.length - ASSUMPTIONS);
  const groups = alike(unreadable);
  for (const [problem, ...others] of groups.slice(0, UNREADABLE)) {
    if (problem === undefined) continue;
    const at = problem.position === null || others.length > 0 ? '' : ` at ${page.clean(problem.position)}`;
    const also = others.length === 0 ? '' : ` and ${formatCount(others.length)} more`;
    const found = `expected ${page.prose(problem.expected)}, found ${page.prose(problem.found)}`;
    const label = problem.partial ? 'Part lost' : 'Not read';
    page.labelled(
      label,
      TEXT_AT,
      `${page.short(page.clean(problem.file), 50)}${at}${also}: ${sentence(found)} ${sentence(upperFirst(page.prose(problem.nextStep)))}`,
    );
  }
  more(groups.slice(UNREADABLE).flat().length);
  if (assumptions.length + unreadable.length > 0) page.put();
}

/** The same complaint about many files is made once. */
function alike(problems: readonly InputProblem[]): readonly (readonly InputProblem[])[] {
  const groups = new Map<string, InputProblem[]>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.partial, problem.expected, problem.found, problem.nextStep]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [problem]);
    else group.push(problem);
  }
  return [...groups.values()];
}
