import type { RunReport, Score } from '../model/report.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatCount, formatInterval, formatPercent, formatSigned } from '../text/numbers.ts';
import { prose } from './markdown-prose.ts';
import { markdownCode, markdownText } from './safe-text.ts';

const MOST = 60;

const score = ({ value, interval }: Score): string =>
  value === null
    ? '–'
    : `${formatPercent(value)}${interval === null ? '' : ` (${formatInterval(interval, 'percent')})`}`;

/** Scores by label where a row can have several. */
export function multiLabelSection(run: RunReport): string[] {
  const quality = run.multiLabel ?? null;
  if (quality === null) return [];
  const { labels, overall, constant } = quality;
  const lines = [
    `### Quality by label on ${quality.split ?? 'the predicted'} data`,
    '',
    `${formatCount(quality.rows)} examples of ${markdownCode(quality.file)}, several labels a row.${constant === null ? '' : ` Always answering the same ${formatCount(constant.labels.length)} ${constant.labels.length === 1 ? 'label' : 'labels'} would reach a micro-F1 of ${formatPercent(constant.f1Micro)}.`}`,
    '',
  ];
  const scored = labels.some(({ threshold }) => threshold !== null);
  lines.push(
    `| label | support | precision | recall | F1 |${scored ? ' best threshold | gain of F1 in points |' : ''}`,
    `| --- | ---: | --- | --- | --- |${scored ? ' ---: | --- |' : ''}`,
  );
  for (const row of [...labels].sort((a, b) => b.support - a.support).slice(0, MOST)) {
    const own = row.threshold;
    const gain =
      own?.gain == null
        ? '–'
        : `${formatSigned(100 * own.gain.value)} (${formatInterval(own.gain.interval, 'percent')})`;
    const best =
      own?.best == null ? '–' : `${Number(own.best.toPrecision(2))}${own.shared ? ' (shared)' : ''}`;
    lines.push(
      `| ${markdownText(row.label)} | ${formatCount(row.support)} | ${score(row.precision)} | ${score(row.recall)} | ${score(row.f1)} |${scored ? ` ${best} | ${gain} |` : ''}`,
    );
  }
  if (labels.length > MOST) lines.push(`| … ${labels.length - MOST} more | | | | |${scored ? ' | |' : ''}`);
  lines.push('');
  for (const each of overall)
    lines.push(
      `- ${markdownText(metricTitle(each.metric))}: ${each.value === null ? `– (${prose(each.reason ?? 'undefined')})` : score(each)}`,
    );
  lines.push('');
  for (const convention of quality.conventions) lines.push(`> ${prose(convention)}`, '');
  return lines;
}
