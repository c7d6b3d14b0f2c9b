import type { Report, RunReport, Table } from '../model/report.ts';
import { formatCount, formatInterval, formatLoss, formatPercent, formatScore, formatValue } from './format.ts';
import { safeLine, shorten } from './safe-text.ts';
import { sparkline, thin } from './sparkline.ts';
import { parseText } from './text.ts';

export interface TerminalOptions {
  /** Columns; 80 by default. */
  readonly width?: number;
  /** Wraps text in terminal styles; identity functions without colour. */
  readonly style?: TerminalStyle;
  /** False drops sparklines and typographic characters for terminals without Unicode. */
  readonly unicode?: boolean;
}

export interface TerminalStyle {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
}

const plain: TerminalStyle = { bold: (t) => t, dim: (t) => t, accent: (t) => t };

/** Findings shown in full; the rest are titles. */
const OPEN_FINDINGS = 7;

/** Breaks text at spaces so that no line is longer than `width`; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Prose without its marks; code keeps its backticks, because a terminal has no other way to show them. */
const prose = (text: string): string =>
  parseText(safeLine(text))
    .map((token) => (token.code ? `\`${token.text}\`` : token.text))
    .join('');

const ascii = (text: string): string =>
  text.replaceAll('−', '-').replaceAll('–', '-').replaceAll('…', '...').replaceAll('·', '-').replaceAll('“', '"').replaceAll('”', '"').replaceAll('’', "'").replaceAll('±', '+/-').replaceAll('→', '->').replaceAll('×', 'x').replaceAll('÷', '/').replaceAll('≥', '>=').replaceAll('≤', '<=');

/** The verdict as a tired person wants to read it: 80 columns, no boxes, complete without colour. */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const width = Math.max(60, Math.min(options.width ?? 80, 100));
  const style = options.style ?? plain;
  const unicode = options.unicode ?? true;
  const out: string[] = [];
  const put = (text = '') => out.push(text);
  const indented = (text: string, indent: string, first = indent) => {
    wrap(text, width - indent.length).forEach((line, index) => {
      put((index === 0 ? first : indent) + line);
    });
  };

  put();
  for (const line of wrap(prose(report.answer.headline), width)) put(style.bold(line));
  put();
  const [only] = report.runs;
  if (report.runs.length > 1) overview(report, width, style, put);
  else if (only !== undefined) {
    if (only.description !== '') indented(style.dim(safeLine(only.description)), '  ');
    keyFigures(only, put);
    put();
    if (unicode) curves(only, report.tables, put);
  }
  for (const sentence of report.answer.sentences) indented(prose(sentence), '  ');
  put();

  const [first, ...others] = report.answer.actions;
  if (first !== undefined) {
    const label = report.answer.verdict === 'fine' ? 'Next       ' : 'Do first   ';
    const lines = wrap(prose(first.text), width - 11);
    lines.forEach((line, index) => {
      put((index === 0 ? style.accent(label) : ' '.repeat(11)) + line);
    });
    const settings = Object.entries(first.settings);
    if (settings.length > 0) indented(settings.map(([key, value]) => `${key}=${value}`).join(', '), ' '.repeat(11));
    if (first.code !== null) for (const line of first.code.split('\n')) put(`             ${line}`);
    for (const other of others) indented(prose(other.text), ' '.repeat(11), 'Then       ');
    put();
  }

  findings(report, width, style, put, indented);
  if (report.runs.length > 0) {
    put(style.dim(counts(report)));
    notChecked(report, put, style);
    put();
  }
  inputs(report, put, indented, style);
  const text = out.join('\n').replace(/\n{3,}/g, '\n\n');
  return `${unicode ? text : ascii(text)}\n`;
}

function keyFigures(run: RunReport, put: (line: string) => void): void {
  for (const figure of run.keyFigures) {
    const range = figure.interval === null ? '' : formatInterval(figure.interval, figure.format).replace('–', ' to ');
    put(`  ${figure.name.toLowerCase().padEnd(22)}${formatValue(figure.value, figure.format).padEnd(9)}${range.padEnd(17)}${safeLine(figure.note)}`.trimEnd());
    if (figure.reference !== null) put(`  ${shorten(safeLine(figure.reference.label), 21).padEnd(22)}${formatValue(figure.reference.value, figure.format)}`);
  }
  if (run.keyFigures.some((figure) => figure.interval !== null)) put('  Ranges are 95 % intervals.');
}

const numbers = (tables: Report['tables'], name: string, column: string): Float64Array | null => {
  const table: Table | undefined = tables[name];
  const found = table?.columns.find((c) => c.name === column);
  return found?.type === 'number' ? found.values : null;
};

function curves(run: RunReport, tables: Report['tables'], put: (line: string) => void): void {
  if (run.trajectory === null) return;
  let drawn = false;
  for (const panel of run.trajectory.panels) {
    if (panel.id !== 'metric' && panel.id !== 'loss') continue;
    for (const line of panel.lines) {
      const values = numbers(tables, line.table, 'value');
      if (values === null || values.length < 2) continue;
      const shown = thin(values, 24);
      const first = values[0] as number;
      const last = values[values.length - 1] as number;
      const spell = panel.format === 'percent' ? (v: number) => formatPercent(v) : panel.format === 'loss' ? formatLoss : formatScore;
      const label = panel.id === 'loss' ? `${line.split === 'train' ? 'train.' : 'val.'} loss` : panel.title;
      put(`  ${shorten(safeLine(label), 20).padEnd(22)}${sparkline(shown).padEnd(25)} ${spell(first)} to ${spell(last)}, ${formatCount(values.length)} ${line.kind === 'points' ? 'evaluations' : 'rows'}`);
      drawn = true;
    }
  }
  if (drawn) put('  Bars are scaled to their own range; read the numbers.');
  put('');
}

function overview(report: Report, width: number, style: TerminalStyle, put: (line: string) => void): void {
  const nameWidth = Math.min(34, Math.max(...report.runs.map((run) => run.title.length), 4) + 2);
  put(style.dim(`  ${'run'.padEnd(nameWidth)}${'best'.padEnd(28)}verdict`));
  for (const run of report.runs) {
    const best = run.best === null ? 'no metric' : `${run.best.quantity} ${run.best.value.toPrecision(3)}${run.best.step === null ? '' : ` @ ${formatCount(run.best.step)}`}`;
    const head = `  ${shorten(safeLine(run.title), nameWidth - 1).padEnd(nameWidth)}${shorten(safeLine(best), 27).padEnd(28)}`;
    put(head + shorten(prose(run.answer.headline), Math.max(20, width - head.length)));
  }
  put('');
}

function findings(report: Report, width: number, style: TerminalStyle, put: (line: string) => void, indented: (text: string, indent: string, first?: string) => void): void {
  const several = report.runs.length > 1;
  if (report.findings.length === 0) {
    if (report.runs.length > 0) put('No findings.');
    put('');
    return;
  }
  put(style.bold('Findings'.padEnd(width - 8)) + style.dim('how sure'));
  put('');
  for (const finding of report.findings.slice(0, OPEN_FINDINGS)) {
    const run = several ? report.runs.find((r) => r.id === finding.subject.run) : undefined;
    const title = run === undefined ? prose(finding.title) : `[${shorten(safeLine(run.title), 24)}] ${prose(finding.title)}`;
    const lines = wrap(title, width - 14);
    lines.forEach((line, index) => {
      const head = index === 0 ? `${finding.rank}`.padEnd(3) : '   ';
      const level = index === 0 ? finding.claim : '';
      put(`${head}${style.bold(line.padEnd(width - 11))}${level}`.trimEnd());
    });
    indented(prose(finding.measured), '   ');
    if (finding.cause !== undefined) indented(`cause: ${prose(finding.cause.text)} (${finding.cause.claim})`, '          ', '   ');
    if (finding.advice !== null) indented(prose(finding.advice.text), '            ', `   ${style.accent('do')}       `);
    if (finding.refutedBy !== null) indented(prose(finding.refutedBy), '            ', '   refute   ');
    put('');
  }
  const rest = report.findings.slice(OPEN_FINDINGS);
  for (const finding of rest) indented(`${prose(finding.title)} (${finding.claim})`, '   ', `${finding.rank}`.padEnd(3));
  if (rest.length > 0) put('');
  const open = report.audits.filter((result) => result.status === 'inconclusive');
  for (const result of open.slice(0, 4)) indented(`${prose(result.text)}${result.enough === null ? '' : ` Enough would be: ${prose(result.enough)}`}`, '   ', '?  ');
  if (open.length > 4) put(`?  ${open.length - 4} more checks could not decide; see the report.`);
  if (open.length > 0) put('');
}

function counts(report: Report): string {
  const of = (status: string) => report.audits.filter((result) => result.status === status).length;
  const parts = [`${report.findings.length} findings`, `${of('inconclusive')} inconclusive`, `${of('pass')} passed`, `${of('not-applicable')} not checked`];
  if (of('superseded') > 0) parts.push(`${of('superseded')} explained by another`);
  if (of('crashed') > 0) parts.push(`${of('crashed')} crashed`);
  return `${formatCount(report.audits.length)} checks: ${parts.join(', ')}`;
}

function notChecked(report: Report, put: (line: string) => void, style: TerminalStyle): void {
  const seen = new Set<string>();
  const rows = report.notChecked.filter((entry) => !seen.has(entry.enable) && seen.add(entry.enable));
  if (rows.length === 0) return;
  put('Not checked, and what would answer it');
  for (const row of rows.slice(0, 3)) put(`   ${row.enable.padEnd(28)}${row.opens}`);
  put(style.dim('   the lines to paste are in the report: part "Not checked"'));
}

function inputs(report: Report, put: (line: string) => void, indented: (text: string, indent: string, first?: string) => void, style: TerminalStyle): void {
  const { unreadable, assumptions } = report.inputs;
  if (assumptions.length > 0) {
    for (const sentence of assumptions.slice(0, 4)) indented(prose(sentence), '           ', 'Read as    ');
    if (assumptions.length > 4) put(style.dim(`           ${assumptions.length - 4} more in the report`));
  }
  if (unreadable.length > 0) {
    for (const problem of unreadable.slice(0, 5)) {
      const at = problem.position === null ? '' : ` at ${problem.position}`;
      indented(`${shorten(safeLine(problem.file), 50)}${safeLine(at)}: expected ${safeLine(problem.expected)}, found ${safeLine(problem.found)}. ${safeLine(problem.nextStep)}`, '           ', 'Not read   ');
    }
    if (unreadable.length > 5) put(style.dim(`           ${unreadable.length - 5} more in the report`));
  }
}
