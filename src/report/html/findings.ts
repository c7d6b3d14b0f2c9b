import type { Evidence } from '../../model/outcome.ts';
import type { AuditResult, Finding, RunReport } from '../../model/report.ts';
import { formatCount, formatInterval, formatNumber, formatPercent } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import { type Context, heading, type Part, section } from './context.ts';
import { holdsSentences, sentencesId } from './entities/sentence-link.ts';
import { findingFigure, isShare, whiskerFigure } from './finding-figure.ts';
import { type Html, html } from './html.ts';
import type { NamingFinding } from './naming.ts';
import { claimMark, fold, prose, sentence, severityWord } from './prose.ts';

/** More findings than this are titles that open. */
const mostOpen = 7;
const mostOpenInconclusive = 3;

/** Whether what is said about the run of this id stands in the chapter of `run`. */
function belongs({ report }: Context, run: RunReport | null, id: string | null): boolean {
  return run === null ? id === null : id === run.id || (report.runs.length <= 1 && id === null);
}

/** The findings of a chapter, in the order in which they are numbered there. */
const belongingFindings = (context: Context, run: RunReport | null): readonly Finding[] =>
  context.report.findings.filter((finding) => belongs(context, run, finding.subject.run));

/** The same with their numbers: what a list of examples can be searched by. */
export const namingFindings = (context: Context, run: RunReport): readonly NamingFinding[] =>
  belongingFindings(context, run).map((finding, index) => ({ number: index + 1, finding }));

/** Findings, then what cannot be told, then what passed. */
export function findingsPart(context: Context, run: RunReport | null): Part | null {
  const findings = belongingFindings(context, run);
  const audits = context.report.audits.filter((result) => belongs(context, run, result.run));
  if (findings.length === 0 && audits.length === 0) return null;
  const of = (status: AuditResult['status']) => audits.filter((result) => result.status === status);
  const [unclear, passed, crashed] = [of('inconclusive'), of('pass'), of('crashed')];
  const id = `${context.prefix}findings`;
  const shown = findings.slice(0, mostOpen);
  const drawn = new Set<string>();
  const rest = findings.slice(mostOpen);
  const body = html`${shown.map((finding, index) => article(context, run, finding, index + 1, false, drawn))}${rest.map(
    (finding, index) => article(context, run, finding, mostOpen + index + 1, true, drawn),
  )}${unclear.map((result, index) => unclearArticle(context, result, index >= mostOpenInconclusive))}${
    passed.length === 0 ? null : passedList(passed, findings.length === 0)
  }${crashed.length === 0 ? null : crashedList(crashed)}${settled(of('superseded'))}`;
  const title = findings.length > 0 || unclear.length > 0 ? 'Findings' : 'Checks';
  const count = findings.length > 0 ? findings.length : passed.length;
  return {
    id,
    name: title,
    count,
    body: section(context, { id, title, sub: summary(context, findings, audits) }, body),
  };
}

function summary(context: Context, findings: readonly Finding[], audits: readonly AuditResult[]): Html {
  const count = (status: AuditResult['status']) => audits.filter((result) => result.status === status).length;
  const parts = [
    findings.length === 0 ? 'no findings' : many(findings.length, 'finding'),
    count('inconclusive') > 0 ? `${count('inconclusive')} inconclusive` : '',
    `${count('pass')} passed`,
    count('not-applicable') > 0 ? `${count('not-applicable')} not possible with these files` : '',
    count('superseded') > 0 ? `${count('superseded')} settled by another finding` : '',
    count('crashed') > 0 ? `${count('crashed')} failed` : '',
  ].filter((part) => part !== '');
  const counts = `${many(audits.length, 'check')}: ${parts.join(', ')}.`;
  if (findings.length === 0) return html`${counts}`;
  const key =
    context.level === 3
      ? null
      : html` Ordered by what they cost you. The squares say how sure: ${claimMark('fact')} arithmetic · ${claimMark('strong')} tested, look-alikes excluded · ${claimMark('likely')} several signs · ${claimMark('hint')} one sign.`;
  return html`${counts}${key}`;
}

type Row = readonly [name: string, value: Html, action?: boolean];

const rowsOf = (rows: readonly Row[]): Html =>
  html`<dl>${rows.map(([name, value, action]) => (action ? html`<dt class="do">${name}</dt><dd class="do">${value}</dd>` : html`<dt>${name}</dt><dd>${value}</dd>`))}</dl>`;

function article(
  context: Context,
  run: RunReport | null,
  finding: Finding,
  number: number,
  folded: boolean,
  drawn: Set<string>,
): Html {
  const rows: Row[] = [['Measured', html`${claimMark(finding.claim)} ${sentence(finding.measured)}`]];
  if (finding.cause) {
    const name =
      finding.cause.claim === 'hint'
        ? 'Possible cause'
        : finding.cause.claim === 'likely'
          ? 'Likely cause'
          : 'Cause';
    rows.push([name, html`${claimMark(finding.cause.claim)} ${sentence(upperFirst(finding.cause.text))}`]);
  }
  if (finding.mattersWhen !== '') rows.push(['Matters when', sentence(finding.mattersWhen)]);
  if (finding.advice) rows.push(['Do', sentence(finding.advice.text), true]);
  if (finding.refutedBy) rows.push(['Would refute it', sentence(finding.refutedBy)]);
  const list = exampleList(context, run, finding);
  if (list !== null)
    rows.push([
      'Examples',
      html`<a href="#${list}" data-list="${list}" data-n="${number}">Read those that show it</a>`,
    ]);
  const figure = findingFigure(context, run, finding, drawn);
  const body = html`<div class="fb${figure === null ? ' wide' : ''}"><div>${rowsOf(rows)}${fold('Evidence and rule', evidenceTable(finding.evidence, finding.id))}</div>${
    figure === null ? null : html`<figure>${figure}</figure>`
  }</div>`;
  const mark = html`<span class="n${finding.severity === 'note' ? '' : ' a'}">${number}</span>`;
  if (folded)
    return html`<details class="fnd" id="${context.prefix}finding-${number}"><summary class="fh">${mark}<span class="h-item">${prose(finding.title)}</span>${severityWord(finding.severity)}</summary>${body}</details>`;
  return html`<article class="fnd" id="${context.prefix}finding-${number}"><div class="fh">${mark}${heading(context, 1, prose(finding.title))}${severityWord(finding.severity)}</div>${body}</article>`;
}

/** Id of the part that holds the rows that a finding names. */
function exampleList(context: Context, run: RunReport | null, { examples }: Finding): string | null {
  if (run === null || examples === undefined || examples.rows.length === 0) return null;
  if (run.quality?.examples && examples.set === run.quality.set) return `${context.prefix}examples`;
  return run.entities && examples.set === run.entities.set && holdsSentences(context, run.entities)
    ? sentencesId(context)
    : null;
}

/** Evidence as a table; at the end the id, which `afterfit explain` understands. */
function evidenceTable(evidence: readonly Evidence[], id: string): Html {
  const rule = html`<p class="small mut">Rule, imitators and sources: <code>afterfit explain ${id}</code></p>`;
  if (evidence.length === 0) return rule;
  const [steps, counts, ranges] = [
    evidence.some((entry) => entry.step !== undefined),
    evidence.some((entry) => entry.n !== undefined),
    evidence.some((entry) => entry.interval !== undefined),
  ];
  return html`<div class="tw"><table class="ev"><thead><tr><th scope="col">What</th><th scope="col" class="num">Value</th>${ranges ? html`<th scope="col" class="num">95 % interval</th>` : null}${
    steps ? html`<th scope="col" class="num">Step</th>` : null
  }${counts ? html`<th scope="col" class="num">n</th>` : null}</tr></thead><tbody>${evidence.map(
    (entry) =>
      html`<tr><th scope="row">${prose(entry.name)}${(entry.method ?? entry.reason) ? html`<span class="note">${prose([entry.method, entry.reason].filter(Boolean).join('; '))}</span>` : null}</th><td class="num">${evidenceValue(entry)}</td>${
        ranges
          ? html`<td class="num nw">${entry.interval ? formatInterval(entry.interval, isShare(entry) ? 'percent' : 'number') : ''}</td>`
          : null
      }${steps ? html`<td class="num">${entry.step === undefined ? '' : formatCount(entry.step)}</td>` : null}${counts ? html`<td class="num">${entry.n === undefined ? '' : formatCount(entry.n)}</td>` : null}</tr>`,
  )}</tbody></table></div>${rule}`;
}

function evidenceValue(entry: Evidence): Html {
  if (entry.value === null) return html`<span class="dim">–</span>`;
  if (typeof entry.value === 'string') return html`${entry.value}`;
  if (isShare(entry)) return html`<span class="nw">${formatPercent(entry.value)}</span>`;
  return html`<span class="nw">${formatNumber(entry.value)}${entry.unit ? ` ${entry.unit}` : ''}</span>`;
}

const asQuestion = (title: string): string =>
  /^cannot/i.test(title)
    ? title
    : `Cannot tell: ${/^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title}`;

function unclearArticle(context: Context, result: AuditResult, folded: boolean): Html {
  const rows: Row[] = [['Measured', html`${claimMark('inconclusive')} ${sentence(result.text)}`]];
  if (result.enough) rows.push(['Enough would be', sentence(result.enough)]);
  const figure = whiskerFigure(result.evidence, true);
  const more =
    result.evidence.length > 0 ? fold('Evidence and rule', evidenceTable(result.evidence, result.id)) : null;
  const body = html`<div class="fb${figure === null ? ' wide' : ''}"><div>${rowsOf(rows)}${more}</div>${figure === null ? null : html`<figure>${figure}</figure>`}</div>`;
  const mark = html`<span class="n" aria-hidden="true">?</span>`;
  if (folded)
    return html`<details class="fnd unclear"><summary class="fh">${mark}<span class="h-item">${prose(asQuestion(result.title))}</span></summary>${body}</details>`;
  return html`<article class="fnd unclear"><div class="fh">${mark}${heading(context, 1, prose(asQuestion(result.title)))}</div>${body}</article>`;
}

function passedList(passed: readonly AuditResult[], open: boolean): Html {
  const item = (result: AuditResult) =>
    html`<li><span class="okm" aria-hidden="true">✓</span>${prose(result.title)}<span class="note">${prose(result.text)}</span></li>`;
  if (!open)
    return fold(
      `${many(passed.length, 'check')} found nothing to report`,
      html`<ul class="checks">${passed.map(item)}</ul>`,
    );
  const rest = passed.slice(14);
  return html`<ul class="checks">${passed.slice(0, 14).map(item)}</ul>${rest.length === 0 ? null : fold(`${many(rest.length, 'more check')} found nothing`, html`<ul class="checks">${rest.map(item)}</ul>`)}`;
}

const settled = (results: readonly AuditResult[]): Html | null =>
  results.length === 0
    ? null
    : fold(
        `${many(results.length, 'check')} settled by another finding`,
        html`<ul class="plain">${results.map((result) => html`<li>${prose(result.title)}<span class="note">${prose(result.text)}</span></li>`)}</ul>`,
      );

const crashedList = (results: readonly AuditResult[]): Html =>
  html`<div class="small mut"><p>${many(results.length, 'check')} failed on this record. That is a fault of Afterfit, not of the run:</p><ul class="plain">${results.map(
    (result) => html`<li><code>${result.id}</code> ${result.text}</li>`,
  )}</ul></div>`;
