import type { Report, Table, WorkItem } from '../model/report.ts';
import { numbers, strings } from '../plots/curve.ts';
import { WORK_LIST_COLUMNS } from '../text/work-list.ts';
import { plainText } from './text.ts';

type Cells = Readonly<Record<(typeof WORK_LIST_COLUMNS)[number], string | number | null>>;

/** A number as it is read again; four digits are more than any confidence is worth. */
const rounded = (value: number): number => Number(value.toPrecision(4));

function gainOf({ gain }: WorkItem): string | null {
  if (gain === null) return null;
  const { low, high, level } = gain.interval;
  return `${gain.metric} ${rounded(low)} to ${rounded(high)} (${rounded(100 * level)} % interval)`;
}

function rowsOf(report: Report): readonly Cells[] {
  const list = report.worklist;
  if (list === null) return [];
  const table: Table = Object.hasOwn(report.tables, list.table)
    ? report.tables[list.table]!
    : { rows: 0, columns: [] };
  const findings = new Map(report.findings.map((finding) => [finding.key, finding]));
  const text = (name: string) => strings(table, name);
  const [ids, texts, references, predictions] = [
    text('id'),
    text('text'),
    text('reference'),
    text('predicted'),
  ];
  const confidences = numbers(table, 'confidence');
  return list.items.map((item, index) => {
    const served = item.findings.flatMap((key) => findings.get(key) ?? []);
    const confidence = confidences?.[index] ?? Number.NaN;
    return {
      action: item.action,
      findings: served.map(({ id, title }) => `${id}: ${plainText(title)}`).join(' | '),
      claims: served.map(({ claim }) => claim).join(' | '),
      run: item.run,
      set: item.set,
      row: item.row,
      id: ids?.[index] ?? null,
      text: texts?.[index] ?? null,
      reference: references?.[index] ?? null,
      predicted: predictions?.[index] ?? null,
      suggested: item.suggested,
      confidence: Number.isFinite(confidence) ? rounded(confidence) : null,
      expected_gain: gainOf(item),
      why: plainText(item.why),
    };
  });
}

/**
 * What a spreadsheet would take for a formula, also behind blanks and as full-width signs (OWASP, CSV Injection): an apostrophe
 * before it makes it text.
 */
const FORMULA = /^[\s\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Control characters end fields and files in some readers; line breaks and tabs stay, inside quotes. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const shown = value.replace(CONTROL, '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd');
  const safe = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The work list as CSV (RFC 4180, UTF-8): one row an item, in the order of the findings. */
export function renderWorkListCsv(report: Report): string {
  const lines = rowsOf(report).map((row) => WORK_LIST_COLUMNS.map((name) => cell(row[name])).join(','));
  return `${[WORK_LIST_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

/**
 * The items about examples, one JSON object a line: `meta`, `id`, `text`, `label` (list of the
 * reference; what is suggested stands in `meta`, because about half of the suspected labels are right).
 * Items without an example (to collect, to set) have no place in an annotation tool and are only in the CSV file.
 */
export function renderWorkListJsonl(report: Report): string {
  return rowsOf(report)
    .filter((row) => row.row !== null)
    .map(({ id, text, ...row }) => {
      const meta = {
        tool: `afterfit ${report.tool.version}`,
        ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
      };
      return `${JSON.stringify({
        meta,
        id: id ?? `${row.set}:${row.row}`,
        text: text ?? '',
        label: row.reference === null ? [] : [row.reference],
      })}\n`;
    })
    .join('');
}
