import type { Report, RunReport } from '../../model/report.ts';
import { comparisonLeads, MOST_CHAPTERS } from '../comparison-part.ts';
import { answerBlock } from './answer.ts';
import { changingPart } from './changing.ts';
import { comparisonParts } from './comparison/index.ts';
import type { Context, HtmlOptions, Part } from './context.ts';
import { conventionsPart } from './entities/conventions.ts';
import { entityErrorsPart } from './entities/errors.ts';
import { entityQualityPart } from './entities/quality.ts';
import { sentencesPart } from './entities/sentences.ts';
import { entitySubsetsPart } from './entities/subsets.ts';
import { examplesPart } from './examples.ts';
import { findingsPart } from './findings.ts';
import { groupedFindingsPart } from './grouped-findings.ts';
import { type Html, html, markup } from './html.ts';
import { multiLabelPart } from './multi-label.ts';
import { notCheckedPart } from './not-checked.ts';
import { overviewPart } from './overview.ts';
import { documentOf, type NavigationEntry } from './page.ts';
import { nameOf, prose } from './prose.ts';
import { provenancePart } from './provenance.ts';
import { qualityPart } from './quality.ts';
import { resourcesPart } from './resources.ts';
import { subsetsPart } from './subsets.ts';
import { trajectoryPart } from './trajectory.ts';

export type { HtmlOptions } from './context.ts';

/** More runs than this start folded. */
const mostOpenRuns = 2;

/**
 * The report as one HTML file: complete, offline, readable without script. Foreign text is escaped by construction and
 * could not run anyway: the page's policy admits one style and one script, by hash.
 */
export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  const base: Context = { report, options, prefix: '', level: 2 };
  const { body, navigation } = report.runs.length > 1 ? several(base) : single(base);
  const last = [notCheckedPart(base), provenancePart(base)].filter((part) => part !== null);
  return markup(
    documentOf(report, html`${body}${last.map((part) => part.body)}`, [...navigation, ...last.map(entry)]),
  );
}

const entry = (part: Part): NavigationEntry => ({
  id: part.id,
  name: part.name,
  count: part.count,
  inner: false,
});

const partsOf = (context: Context, run: RunReport): readonly Part[] =>
  [
    trajectoryPart(context, run),
    findingsPart(context, run),
    qualityPart(context, run),
    entityQualityPart(context, run),
    entityErrorsPart(context, run),
    conventionsPart(context, run),
    multiLabelPart(context, run),
    subsetsPart(context, run),
    examplesPart(context, run),
    entitySubsetsPart(context, run),
    sentencesPart(context, run),
    changingPart(context, run),
    resourcesPart(context, run),
  ].filter((part) => part !== null);

interface Content {
  readonly body: Html;
  readonly navigation: readonly NavigationEntry[];
}

function single(context: Context): Content {
  const run = context.report.runs[0] ?? null;
  const answer = answerBlock(
    'answer',
    run?.description ?? '',
    context.report.answer,
    run?.keyFigures ?? [],
    1,
  );
  const parts =
    run === null ? [findingsPart(context, null)].filter((part) => part !== null) : partsOf(context, run);
  return {
    body: html`${answer}${parts.map((part) => part.body)}`,
    navigation: [{ id: 'answer', name: 'Answer', count: null, inner: false }, ...parts.map(entry)],
  };
}

function several(context: Context): Content {
  const { report } = context;
  const anchors = report.runs.map((_, index) => `run-${index + 1}`);
  const overview = overviewPart(context, anchors);
  const shared =
    report.findings.some((finding) => finding.subject.run === null) ||
    report.audits.some((result) => result.run === null)
      ? findingsPart(context, null)
      : null;
  const leads = comparisonLeads(report);
  const open = report.runs.length <= mostOpenRuns && !leads;
  const chapters = report.runs.length <= MOST_CHAPTERS ? report.runs : [];
  const runs = chapters.map((run, index) => {
    const inner: Context = { ...context, prefix: `${anchors[index]!}-`, level: 3 };
    const parts = partsOf(inner, run);
    const answer = answerBlock(`${inner.prefix}answer`, run.description, run.answer, run.keyFigures, 3);
    return html`<details class="run" id="${anchors[index]!}"${open ? html` open` : ''}><summary><h2 class="h-run">${nameOf(run.title)}</h2><span class="run-line">${prose(run.answer.headline)}</span></summary>${answer}${parts.map((part) => part.body)}</details>`;
  });
  const together = comparisonParts(context);
  const grouped = chapters.length === 0 ? groupedFindingsPart(context) : null;
  // Asked for a comparison, the comparison comes first; asked what lies in a folder, the list of runs.
  const parts = (
    leads ? [...together, shared, overview, grouped] : [overview, shared, ...together, grouped]
  ).filter((part) => part !== null);
  return {
    body: html`${answerBlock('answer', '', report.answer, [], 1)}${parts.map((part) => part.body)}${runs}`,
    navigation: [
      { id: 'answer', name: 'Answer', count: null, inner: false },
      ...parts.map(entry),
      ...chapters.map((run, index) => ({ id: anchors[index]!, name: run.title, count: null, inner: true })),
    ],
  };
}
