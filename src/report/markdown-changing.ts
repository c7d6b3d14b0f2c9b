import type { RunReport, Table } from '../model/report.ts';
import { numbers, strings } from '../plots/curve.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { prose } from './markdown-prose.ts';
import { markdownCode, markdownText } from './safe-text.ts';

const MOST = 20;

/** The same examples at several epochs, checkpoints or seeds. */
export function changingSection(run: RunReport, tables: Readonly<Record<string, Table>>): string[] {
  const changing = run.changing ?? null;
  if (changing === null) return [];
  const { kind, rows, changed, sets, ambiguous } = changing;
  const lines = [
    '### Changing answers',
    '',
    `${formatCount(rows)} examples: ${formatCount(changed.never)} kept their answer, ${formatCount(changed.once)} changed it once, ${formatCount(changed.oftener)} twice or oftener.`,
    '',
    `| ${kind} | accuracy | file | |`,
    '| ---: | ---: | --- | --- |',
  ];
  for (const set of sets)
    lines.push(
      `| ${formatCount(set.at)} | ${formatPercent(set.accuracy)} | ${markdownCode(set.file)} | ${set.lead ? 'judged' : set.leftOut === null ? '' : `not compared: ${prose(set.leftOut)}`} |`,
    );
  lines.push('');
  const table = Object.hasOwn(tables, changing.table) ? tables[changing.table]! : null;
  if (table === null || table.rows === 0) return lines;
  const [row, id, answers, reference, text] = [
    numbers(table, 'row'),
    strings(table, 'id'),
    strings(table, 'answers'),
    strings(table, 'reference'),
    strings(table, 'text'),
  ];
  lines.push(`Kept changing (${formatCount(ambiguous)}), most changes first:`, '');
  for (let at = 0; at < Math.min(MOST, table.rows); at++) {
    const name = id?.[at] ?? `row ${formatCount(row?.[at] ?? at)}`;
    const content = text?.[at] ?? null;
    lines.push(
      `- ${markdownText(name)}, labelled ${markdownText(reference?.[at] ?? 'none')}: ${markdownText(answers?.[at] ?? '')}${content === null ? '' : ` · ${markdownText(content.slice(0, 200))}`}`,
    );
  }
  lines.push('');
  return lines;
}
