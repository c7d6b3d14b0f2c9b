import type { DoFirst, Report } from '../model/report.ts';
import { shownComparison } from './comparison-part.ts';
import { comparisonBlocks } from './terminal/comparison.ts';
import { entities } from './terminal/entities.ts';
import { curves, keyFigures } from './terminal/figures.ts';
import { counts, findings } from './terminal/findings.ts';
import { inputs, notChecked } from './terminal/inputs.ts';
import { labels } from './terminal/multi-label.ts';
import { overview } from './terminal/overview.ts';
import { createPage, type Page, plainStyle, type TerminalStyle } from './terminal/page.ts';
import { subsets } from './terminal/subsets.ts';

export interface TerminalOptions {
  /** Columns; 80 by default, at least 60, at most 100. */
  readonly width?: number;
  /** Wraps text in terminal styles; identity functions without colour. */
  readonly style?: TerminalStyle;
  /** False writes ASCII only: no bars, no typographic characters, foreign letters as code points. */
  readonly unicode?: boolean;
}

/**
 * The verdict as a tired person wants to read it: no boxes, complete without colour, no line longer than the width.
 * Only lines to paste are never broken.
 */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const width = Math.max(60, Math.min(options.width ?? 80, 100));
  const page = createPage(width, options.style ?? plainStyle, options.unicode ?? true);
  page.put();
  page.block(page.prose(report.answer.headline), 0, page.style.bold);
  page.put();
  const [only] = report.runs;
  if (report.runs.length > 1) overview(page, report);
  else if (only !== undefined) {
    if (only.description !== '') page.block(page.clean(only.description), 2, page.style.dim);
    keyFigures(page, only);
    page.put();
    curves(page, only, report.tables);
  }
  for (const sentence of report.answer.sentences) page.block(page.prose(sentence), 2);
  page.put();
  actions(page, report);
  const comparison = shownComparison(report);
  if (comparison !== null) comparisonBlocks(page, comparison);
  findings(page, report);
  if (report.runs.length === 1 && only !== undefined) {
    entities(page, only);
    labels(page, only);
    subsets(page, only);
  }
  if (report.runs.length > 0) {
    counts(page, report);
    notChecked(page, report);
    page.put();
  }
  inputs(page, report);
  return page.text();
}

/** Columns of the labels `Do first`, `Then`, `Next`. */
const LABEL = 11;

function actions(page: Page, report: Report): void {
  const { answer } = report;
  const list = answer.actions.length > 0 || answer.doFirst === null ? answer.actions : [answer.doFirst];
  list.forEach((action, index) => {
    const label = index > 0 ? 'Then' : answer.verdict === 'fine' ? 'Next' : 'Do first';
    page.labelled(label, LABEL, page.prose(action.text), index === 0 ? page.style.accent : undefined);
    const settings = unnamedSettings(action);
    if (settings !== '') page.block(page.clean(`next run: ${settings}`), LABEL);
    if (action.code !== null && index === 0) {
      page.put();
      for (const line of action.code.split('\n')) page.put(`  ${page.clean(line.replaceAll('\t', '    '))}`);
      page.put();
    }
  });
  if (list.length > 0) page.put();
}

/** The settings that the sentence itself does not name. */
const unnamedSettings = ({ text, settings }: DoFirst): string =>
  Object.entries(settings)
    .filter(([key]) => !text.includes(key))
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
