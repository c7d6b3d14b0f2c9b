import type { Evidence } from '../model/outcome.ts';
import type { AuditResult, Finding, NotChecked, Report, RunReport } from '../model/report.ts';
import { attributionLimits, attributionLine } from '../text/attributions.ts';
import { calibrationLine } from '../text/calibration.ts';
import { metricName } from '../text/metric-names.ts';
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatPercent,
  formatShare,
  formatValue,
} from '../text/numbers.ts';
import { upperFirst } from '../text/words.ts';
import {
  BEST_LISTED,
  bestFirst,
  comparisonLeads,
  MOST_CHAPTERS,
  shownComparison,
} from './comparison-part.ts';
import { changingSection } from './markdown-changing.ts';
import { comparisonSections } from './markdown-comparison.ts';
import { entitySection } from './markdown-entities.ts';
import { multiLabelSection } from './markdown-multi-label.ts';
import { prose, proseCell, sentence } from './markdown-prose.ts';
import { subsetSection } from './markdown-subsets.ts';
import { markdownCode, markdownText, safeLine } from './safe-text.ts';

/** Files that were read, named one by one. */
const MOST_FILES = 60;

/** A line to paste keeps its indentation. */
const codeLine = (line: string): string => safeLine(line.replaceAll('\t', '    '));

const fence = (language: string, text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${/^[a-z]+$/.test(language) ? language : ''}\n${text
    .split(/\r?\n|\r/)
    .map(codeLine)
    .join('\n')}\n${mark}`;
};

const evidenceText = (evidence: Evidence): string => {
  const value =
    evidence.value === null
      ? `– (${evidence.reason ?? 'undefined'})`
      : typeof evidence.value === 'number'
        ? formatNumber(evidence.value)
        : evidence.value;
  const parts = [`${evidence.name}: ${value}${evidence.unit === undefined ? '' : ` ${evidence.unit}`}`];
  if (evidence.interval !== undefined)
    parts.push(`95 %: ${formatInterval(evidence.interval)}, ${evidence.interval.method}`);
  if (evidence.n !== undefined) parts.push(`n = ${formatCount(evidence.n)}`);
  if (evidence.step !== undefined) parts.push(`step ${formatCount(evidence.step)}`);
  if (evidence.method !== undefined) parts.push(evidence.method);
  return markdownText(parts.join('; '));
};

function findingSection(finding: Finding, heading: string): string[] {
  const lines = [`${heading} ${finding.rank}. ${prose(finding.title)}`, ''];
  lines.push(`*${finding.claim}, ${finding.severity}* · ${markdownCode(finding.id)}`, '');
  lines.push(`- **Measured:** ${sentence(prose(finding.measured))}`);
  if (finding.cause !== undefined)
    lines.push(
      `- **${finding.cause.claim === 'hint' ? 'Possible' : 'Likely'} cause (${finding.cause.claim}):** ${prose(finding.cause.text)}`,
    );
  lines.push(`- **Matters when:** ${sentence(prose(finding.mattersWhen))}`);
  if (finding.advice !== null) {
    const settings = Object.entries(finding.advice.settings ?? {}).map(([key, value]) =>
      markdownCode(`${key}=${value}`),
    );
    lines.push(
      `- **Do:** ${sentence(prose(finding.advice.text))}${settings.length === 0 ? '' : ` ${settings.join(', ')}`}`,
    );
  }
  if (finding.refutedBy !== null) lines.push(`- **Would refute it:** ${sentence(prose(finding.refutedBy))}`);
  if (finding.evidence.length > 0)
    lines.push(`- **Evidence:** ${finding.evidence.map(evidenceText).join(' · ')}`);
  lines.push('');
  return lines;
}

function qualitySection(run: RunReport): string[] {
  const quality = run.quality;
  if (quality === null) return [];
  const lines = [
    `### Quality on ${quality.split ?? 'the predicted'} data`,
    '',
    `${formatCount(quality.rows)} examples of ${markdownCode(quality.file)}.`,
    '',
  ];
  lines.push('| class | support | precision | recall | F1 |', '| --- | ---: | --- | --- | --- |');
  const score = (s: {
    value: number | null;
    interval: { low: number; high: number; level: number; method: string } | null;
  }) =>
    s.value === null
      ? '–'
      : `${formatPercent(s.value)}${s.interval === null ? '' : ` (${formatInterval(s.interval, 'percent')})`}`;
  for (const row of quality.classes.slice(0, 40)) {
    lines.push(
      `| ${markdownText(row.label)} | ${formatCount(row.support)} | ${score(row.precision)} | ${score(row.recall)} | ${score(row.f1)} |`,
    );
  }
  if (quality.classes.length > 40) lines.push(`| … ${quality.classes.length - 40} more | | | | |`);
  lines.push('');
  if (quality.confused.length > 0) {
    lines.push('Largest mix-ups:', '');
    for (const pair of quality.confused.slice(0, 10)) {
      lines.push(
        `- ${markdownText(pair.reference)} taken for ${markdownText(pair.predicted)}: ${formatCount(pair.count)} (${formatShare(pair.count, pair.ofReference)})`,
      );
    }
    lines.push('');
  }
  if (quality.calibration !== null) lines.push(`Confidence: ${calibrationLine(quality.calibration)}.`, '');
  if (quality.attributions)
    lines.push(
      prose(`${attributionLine(quality.attributions)} ${attributionLimits(quality.attributions).join(' ')}`),
      '',
    );
  for (const convention of quality.conventions) lines.push(`> ${prose(convention)}`, '');
  return lines;
}

/** The best value of the user's own metric, or the accuracy of predictions without a log. */
function bestOf(run: RunReport): string {
  if (run.best !== null) return `${metricName(run.best.quantity)} ${formatNumber(run.best.value)}`;
  const figure = run.keyFigures.find((one) => one.id === 'accuracy' || one.id === 'micro-f1');
  if (figure === undefined) return '–';
  return `${figure.id === 'accuracy' ? 'accuracy' : figure.name} ${formatValue(figure.value, figure.format)}`;
}

function openQuestions(results: readonly AuditResult[]): string[] {
  const lines = results.map(
    (result) =>
      `- Cannot tell (${markdownCode(result.id)}): ${sentence(prose(result.text))}${result.enough === null ? '' : ` Enough would be: ${sentence(prose(result.enough))}`}`,
  );
  return lines.length === 0 ? [] : [...lines, ''];
}

/** One line a run; of very many the best ones. */
function runTable(report: Report): string[] {
  if (report.runs.length < 2) return [];
  const comparison = shownComparison(report);
  const letters = new Map(comparison?.members.map((member) => [member.run, `${member.letter} `]));
  const runs = new Map(report.runs.map((run) => [run.id, run]));
  const listed =
    report.runs.length <= MOST_CHAPTERS || comparison === null
      ? report.runs
      : bestFirst(comparison)
          .slice(0, BEST_LISTED)
          .flatMap((member) => runs.get(member.run) ?? []);
  const lines = ['| run | best | step | verdict |', '| --- | --- | ---: | --- |'];
  for (const run of listed) {
    const name = markdownText(`${letters.get(run.id) ?? ''}${run.title}`);
    const step = run.best?.step == null ? '–' : formatCount(run.best.step);
    lines.push(`| ${name} | ${markdownText(bestOf(run))} | ${step} | ${proseCell(run.answer.headline)} |`);
  }
  lines.push('');
  const more = report.runs.length - listed.length;
  if (more > 0) lines.push(`${formatCount(more)} more runs; \`--format json\` holds them all.`, '');
  if (report.runs.length > MOST_CHAPTERS)
    lines.push(
      `With more than ${MOST_CHAPTERS} runs there is no chapter for each; judge one alone for it.`,
      '',
    );
  return lines;
}

/** The report as Markdown: for a merge request, an issue, or a machine without a browser. */
export function renderMarkdown(report: Report): string {
  const lines: string[] = ['<!-- written by Afterfit -->', '', `# ${prose(report.answer.headline)}`, ''];
  lines.push(
    `Afterfit ${report.tool.version} on ${markdownCode(report.source)}${report.generatedAt === null ? '' : `, ${report.generatedAt}`}`,
    '',
  );
  for (const text of report.answer.sentences) lines.push(prose(text), '');
  const { actions, doFirst } = report.answer;
  (actions.length > 0 || doFirst === null ? actions : [doFirst]).forEach((action, index) => {
    lines.push(`**${index === 0 ? 'Do first' : 'Then'}:** ${prose(action.text)}`, '');
    const settings = Object.entries(action.settings).map(([key, value]) => `${key}=${value},`);
    if (settings.length > 0) lines.push(fence(action.language, settings.join('\n')), '');
    if (action.code !== null) lines.push(fence(action.language, action.code), '');
  });
  const together = comparisonSections(report);
  if (comparisonLeads(report)) lines.push(...together, ...runTable(report));
  else lines.push(...runTable(report), ...together);
  const shared = report.findings.filter((finding) => finding.subject.run === null);
  const undecided = report.audits.filter((result) => result.run === null && result.status === 'inconclusive');
  if (shared.length + undecided.length > 0) {
    lines.push('## Findings about the runs together', '');
    for (const finding of shared) lines.push(...findingSection(finding, '###'));
    lines.push(...openQuestions(undecided));
  }
  const chapters = report.runs.length <= MOST_CHAPTERS ? report.runs : [];
  for (const run of chapters) {
    lines.push(`## ${report.runs.length > 1 ? markdownText(run.title) : 'What the record shows'}`, '');
    if (run.description !== '') lines.push(markdownText(run.description), '');
    for (const figure of run.keyFigures) {
      const range =
        figure.interval === null
          ? ''
          : ` (95 %: ${formatInterval(figure.interval, figure.format)}, ${figure.interval.method})`;
      lines.push(
        `- ${markdownText(figure.name)}: **${formatValue(figure.value, figure.format)}**${markdownText(range)}${figure.note === '' ? '' : ` · ${prose(figure.note)}`}`,
      );
    }
    if (run.trajectory !== null) lines.push('', prose(run.trajectory.summary));
    for (const note of run.notes) lines.push('', prose(note));
    lines.push('');
    const own = report.findings.filter((finding) => finding.subject.run === run.id);
    lines.push('### Findings', '');
    if (own.length === 0) lines.push('No findings.', '');
    for (const finding of own) lines.push(...findingSection(finding, '####'));
    const open = report.audits.filter((result) => result.run === run.id && result.status === 'inconclusive');
    lines.push(...openQuestions(open));
    lines.push(...qualitySection(run));
    lines.push(...entitySection(run));
    lines.push(...multiLabelSection(run));
    lines.push(...changingSection(run, report.tables));
    lines.push(...subsetSection(run));
    if (run.cost.items.length > 0) {
      lines.push('### Resources', '');
      for (const item of run.cost.items) {
        const value =
          item.format === 'text'
            ? prose(item.note)
            : item.format === 'rate'
              ? item.value === null
                ? '–'
                : formatNumber(item.value)
              : formatValue(item.value, item.format);
        lines.push(
          `- ${markdownText(item.name)}: ${value}${item.format === 'text' || item.note === '' ? '' : ` (${prose(item.note)})`}`,
        );
      }
      if (run.cost.notLogged.length > 0)
        lines.push(`- not logged: ${run.cost.notLogged.map(prose).join('; ')}`);
      lines.push('');
    }
  }
  if (report.notChecked.length > 0) {
    lines.push('## Not checked, and how to enable it', '');
    // What many runs lack is said once, with the lines to paste of the first.
    const groups = new Map<string, NotChecked[]>();
    for (const entry of report.notChecked) {
      const key = `${entry.enable}/${entry.why}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
    for (const [entry, ...others] of groups.values()) {
      if (entry === undefined) continue;
      const waiting =
        entry.audits.length === 1 ? '1 check waits' : `${formatCount(entry.audits.length)} checks wait`;
      const where = others.length === 0 ? '' : `, in ${formatCount(others.length + 1)} runs`;
      lines.push(
        `- ${upperFirst(prose(entry.opens))}: ${prose(entry.why)} (${waiting} for it${where})`,
        '',
        fence(entry.snippet.language, entry.snippet.code),
        '',
      );
    }
  }
  lines.push('## What this rests on', '');
  for (const entry of report.inputs.read.slice(0, MOST_FILES))
    lines.push(`- ${markdownCode(entry.file)} (${markdownText(entry.reader)}): ${markdownText(entry.found)}`);
  const moreFiles = report.inputs.read.length - MOST_FILES;
  if (moreFiles > 0) lines.push(`- and ${formatCount(moreFiles)} more files that were read`);
  for (const problem of report.inputs.unreadable) {
    const at = problem.position === null ? '' : ` at ${markdownText(problem.position)}`;
    lines.push(
      `- could not read ${markdownCode(problem.file)}${at}: expected ${prose(problem.expected)}, found ${sentence(prose(problem.found))} ${sentence(upperFirst(prose(problem.nextStep)))}`,
    );
  }
  for (const text of report.inputs.assumptions) lines.push(`- ${prose(text)}`);
  if (report.inputs.ignored.count > 0)
    lines.push(`- ${formatCount(report.inputs.ignored.count)} other files were not looked at`);
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}
