import type { AuditResult, Finding, Report } from '../../model/report.ts';
import { formatCount } from '../../text/numbers.ts';
import { afterColon, type Page, pad, sentence, wrap } from './page.ts';

/** Findings shown in full; the rest are titles. */
const OPEN_FINDINGS = 7;
/** Titles after them. */
const CLOSED_FINDINGS = 12;
/** Checks that could not decide. */
const OPEN_QUESTIONS = 4;

interface Group<Entry> {
  readonly first: Entry;
  readonly runs: Set<string>;
}

/** Several runs often say the same: each saying once, with the runs that share it. */
function grouped<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  runOf: (entry: Entry) => string,
): readonly Group<Entry>[] {
  const groups = new Map<string, Group<Entry>>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), { first: entry, runs: new Set([runOf(entry)]) });
    else group.runs.add(runOf(entry));
  }
  return [...groups.values()];
}

const runNames =
  (report: Report, page: Page) =>
  (runs: ReadonlySet<string>): string => {
    if (report.runs.length < 2) return '';
    if (runs.size > 1) return `[${formatCount(runs.size)} runs] `;
    const [id] = runs;
    const run = report.runs.find((one) => one.id === id);
    return run === undefined ? '' : `[${page.short(page.clean(run.title), 24)}] `;
  };

/** What was found, most important first, then what could not be told. */
export function findings(page: Page, report: Report): void {
  if (report.runs.length === 0) return;
  const named = runNames(report, page);
  const groups = grouped(
    report.findings,
    (finding) =>
      report.runs.length > 1
        ? `${finding.id}\n${finding.title}\n${finding.claim}`
        : finding.key + finding.rank,
    (finding) => finding.subject.run ?? '',
  );
  if (groups.length === 0) page.put('No findings.');
  else {
    page.put(page.style.bold(pad('Findings', page.width - 8)) + page.style.dim('how sure'));
    page.put();
  }
  for (const group of groups.slice(0, OPEN_FINDINGS)) openFinding(page, group.first, named(group.runs));
  const rest = groups.slice(OPEN_FINDINGS);
  for (const { first, runs } of rest.slice(0, CLOSED_FINDINGS)) {
    page.labelled(
      `${first.rank}`,
      3,
      `${named(runs)}${page.prose(first.title)} (${page.clean(first.claim)})`,
    );
  }
  if (rest.length > CLOSED_FINDINGS)
    page.put(page.style.dim(`   ${formatCount(rest.length - CLOSED_FINDINGS)} more in the report`));
  page.put();
  questions(page, report, named);
}

function openFinding(page: Page, finding: Finding, name: string): void {
  const { style } = page;
  wrap(`${name}${page.prose(finding.title)}`, page.width - 14).forEach((line, index) => {
    const head = pad(index === 0 ? `${finding.rank}` : '', 3);
    page.put(
      `${head}${style.bold(pad(line, page.width - 11))}${index === 0 ? page.clean(finding.claim) : ''}`,
    );
  });
  page.block(page.prose(finding.measured), 3);
  if (finding.cause !== undefined)
    page.labelled('   cause:', 10, `${page.prose(finding.cause.text)} (${page.clean(finding.cause.claim)})`);
  if (finding.advice !== null) page.labelled('   do', 12, page.prose(finding.advice.text), style.accent);
  if (finding.refutedBy !== null) page.labelled('   refute', 12, page.prose(finding.refutedBy));
  page.put();
}

function questions(page: Page, report: Report, named: (runs: ReadonlySet<string>) => string): void {
  const open: readonly Group<AuditResult>[] = grouped(
    report.audits.filter((result) => result.status === 'inconclusive'),
    (result) => `${result.text}\n${result.enough ?? ''}`,
    (result) => result.run ?? '',
  );
  for (const { first, runs } of open.slice(0, OPEN_QUESTIONS)) {
    const enough =
      first.enough === null ? '' : ` Enough would be: ${sentence(afterColon(page.prose(first.enough)))}`;
    page.labelled('?', 3, `${named(runs)}${sentence(page.prose(first.text))}${enough}`);
  }
  const more = open.length - OPEN_QUESTIONS;
  if (more > 0)
    page.put(
      page.style.dim(
        `?  ${formatCount(more)} more ${more === 1 ? 'check' : 'checks'} could not decide; see the report`,
      ),
    );
  if (open.length > 0) page.put();
}

/** `30 checks: 8 findings, 2 could not decide, 20 passed`. */
export function counts(page: Page, report: Report): void {
  const counted = new Map<AuditResult['status'], number>();
  for (const { status } of report.audits) counted.set(status, (counted.get(status) ?? 0) + 1);
  const of = (status: AuditResult['status']): number => counted.get(status) ?? 0;
  const found = report.findings.length;
  const parts = [
    `${formatCount(found)} ${found === 1 ? 'finding' : 'findings'}`,
    `${formatCount(of('inconclusive'))} inconclusive`,
    `${formatCount(of('pass'))} passed`,
    `${formatCount(of('not-applicable'))} not checked`,
  ];
  if (of('superseded') > 0) parts.push(`${formatCount(of('superseded'))} explained by another`);
  if (of('crashed') > 0) parts.push(`${formatCount(of('crashed'))} crashed`);
  const all = report.audits.length;
  page.block(`${formatCount(all)} ${all === 1 ? 'check' : 'checks'}: ${parts.join(', ')}`, 0, page.style.dim);
}
