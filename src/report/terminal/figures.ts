import type { KeyFigure, Line, Panel, RunReport, Table } from '../../model/report.ts';
import { formatCount, formatInterval, formatLoss, formatNumber, formatPercent, formatScore, formatValue } from '../format.ts';
import { sparkline, thin } from '../sparkline.ts';
import { type Page, pad, wrap } from './page.ts';

const NAME = 22;
const VALUE = 9;
const RANGE = 17;
/** Bars of one sparkline. */
const BARS = 24;

/** `Macro-F1` → `macro-F1` in the middle of a line; `MCC` and `F1` stay. */
const lowerFirst = (name: string): string => (/^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name);

const rangeOf = (figure: KeyFigure): string =>
  figure.interval === null ? '' : formatInterval(figure.interval, figure.format).replace('–', ' to ');

/** The figures of the first screen, one a line, their notes in a column of their own. */
export function keyFigures(page: Page, run: RunReport): void {
  if (run.keyFigures.length === 0) return;
  const ranged = run.keyFigures.some((figure) => figure.interval !== null);
  const noteAt = 2 + NAME + VALUE + (ranged ? RANGE : 0);
  for (const figure of run.keyFigures) {
    const head = [
      [lowerFirst(page.clean(figure.name)), NAME],
      [page.clean(formatValue(figure.value, figure.format)), VALUE],
      ...(ranged ? [[page.clean(rangeOf(figure)), RANGE] as const] : []),
    ] as const;
    const notes = wrap(page.clean(figure.note), page.width - noteAt);
    page.put(`  ${head.map(([text, width]) => pad(page.short(text, width - 1), width)).join('')}${notes[0] ?? ''}`);
    for (const line of notes.slice(1)) page.put(' '.repeat(noteAt) + line);
    if (figure.reference !== null) {
      const label = pad(page.short(page.clean(figure.reference.label), NAME - 1), NAME);
      page.put(`  ${label}${page.clean(formatValue(figure.reference.value, figure.format))}`);
    }
  }
  if (ranged) page.put('  Ranges are 95 % intervals.');
}

const valuesOf = (tables: Readonly<Record<string, Table>>, line: Line): Float64Array | null => {
  const table = Object.hasOwn(tables, line.table) ? tables[line.table] : undefined;
  const column = table?.columns.find((one) => one.name === 'value');
  return column?.type === 'number' ? column.values : null;
};

const splits = { train: 'train.', validation: 'val.', test: 'test' } as const;

/** One metric needs no split in its name; two of the same name do. */
const nameOf = (panel: Panel, line: Line): string => {
  const same = panel.lines.filter((other) => other.split === line.split).length > 1;
  if (same) return `${splits[line.split]} ${line.name}`;
  return panel.id === 'loss' || panel.lines.length > 1 ? `${splits[line.split]} ${lowerFirst(panel.title)}` : lowerFirst(panel.title);
};

const spellings = {
  percent: (value: number) => formatPercent(value),
  loss: formatLoss,
  score: formatScore,
  rate: formatNumber,
} as const;

/** One row a curve: bars where the terminal has them, and always the numbers. */
export function curves(page: Page, run: RunReport, tables: Readonly<Record<string, Table>>): void {
  if (run.trajectory === null) return;
  let bars = false;
  for (const panel of run.trajectory.panels) {
    if (panel.id !== 'metric' && panel.id !== 'loss') continue;
    for (const line of panel.lines) {
      const values = valuesOf(tables, line);
      if (values === null || values.length === 0) continue;
      const spell = spellings[panel.format];
      const first = spell(values[0] as number);
      const last = spell(values[values.length - 1] as number);
      const noun = line.kind === 'points' ? 'evaluation' : 'row';
      const count = `${formatCount(values.length)} ${noun}${values.length === 1 ? '' : 's'}`;
      const drawn = page.unicode && values.length > 1;
      bars ||= drawn;
      const picture = page.unicode ? pad(drawn ? sparkline(thin(values, BARS)) : '', BARS + 2) : '';
      const name = pad(page.short(page.clean(nameOf(panel, line)), NAME - 1), NAME);
      page.put(`  ${name}${picture}${page.clean(`${values.length === 1 ? first : `${first} to ${last}`}, ${count}`)}`);
    }
  }
  if (bars) page.put('  Bars are scaled to their own range; read the numbers.');
  page.put();
}
