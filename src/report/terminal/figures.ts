import type { KeyFigure, Line, Panel, RunReport, Table } from '../../model/report.ts';
import { temperatureLine } from '../../text/calibration.ts';
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatLoss,
  formatNumber,
  formatPercent,
  formatScore,
  formatValue,
} from '../../text/numbers.ts';
import { sparkline, thin } from '../sparkline.ts';
import { type Page, pad, wrap } from './page.ts';

const NAME = 22;
const VALUE = 9;
const RANGE = 17;
/** A narrower column of notes would be a word a line. */
const NARROWEST_NOTE = 24;
/** Bars of one sparkline. */
const BARS = 24;
/** Fewer would show no shape. */
const FEWEST_BARS = 8;

/** `Macro-F1` → `macro-F1` in the middle of a line; `MCC` and `F1` stay. */
const lowerFirst = (name: string): string =>
  /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;

const rangeOf = (figure: KeyFigure): string =>
  figure.interval === null ? '' : formatInterval(figure.interval, figure.format).replace('–', ' to ');

/** The figures of the first screen, one a line, their notes in a column of their own. */
export function keyFigures(page: Page, run: RunReport): void {
  if (run.keyFigures.length === 0) return;
  const ranged = run.keyFigures.some((figure) => figure.interval !== null);
  const beside = 2 + NAME + VALUE + (ranged ? RANGE : 0);
  const below = page.width - beside < NARROWEST_NOTE;
  const noteAt = below ? 2 + NAME : beside;
  for (const figure of run.keyFigures) {
    const cells: readonly (readonly [text: string, width: number])[] = [
      [lowerFirst(page.clean(figure.name)), NAME],
      [page.clean(formatValue(figure.value, figure.format)), VALUE],
      ...(ranged ? [[page.clean(rangeOf(figure)), RANGE] as const] : []),
    ];
    const head = cells.map(([text, width]) => pad(page.short(text, width - 1), width)).join('');
    const notes = wrap(page.clean(figure.note), page.width - noteAt);
    page.put(`  ${head}${below ? '' : (notes[0] ?? '')}`);
    for (const line of notes.slice(below ? 0 : 1)) page.put(' '.repeat(noteAt) + line);
    if (figure.reference !== null) {
      const label = pad(page.short(page.clean(figure.reference.label), NAME - 1), NAME);
      page.put(`  ${label}${page.clean(formatValue(figure.reference.value, figure.format))}`);
    }
  }
  confidence(page, run);
  freeable(page, run);
  spent(page, run);
  if (ranged) page.put('  Ranges are 95 % intervals.');
}

/** How sure it is against how right it is, one line. */
function confidence(page: Page, run: RunReport): void {
  const calibration = run.quality?.calibration ?? null;
  if (calibration === null) return;
  const head = `  ${pad('mean confidence', NAME)}${pad(page.clean(formatPercent(calibration.gap.confidence)), VALUE)}`;
  const [first = '', ...rest] = wrap(
    page.clean(
      `where accuracy is ${formatPercent(calibration.gap.accuracy)}; ${temperatureLine(calibration)}`,
    ),
    page.width - 2 - NAME - VALUE,
  );
  page.put(head + first);
  for (const line of rest) page.put(' '.repeat(2 + NAME + VALUE) + line);
}

/** Worth a line of the first screen: more than a gigabyte, and more than half of what the checkpoints take. */
const LARGE_BYTES = 1e9;

function freeable(page: Page, run: RunReport): void {
  const itemOf = (name: string) => run.cost.items.find((item) => item.name === name);
  const freed = itemOf('can be freed');
  const kept = itemOf('checkpoints on disk')?.value ?? 0;
  if (freed?.value == null || freed.value <= LARGE_BYTES || freed.value <= 0.5 * kept) return;
  const head = `  ${pad(freed.name, NAME)}${pad(page.clean(formatBytes(freed.value)), VALUE)}`;
  const [first = '', ...rest] = wrap(page.prose(freed.note), page.width - 2 - NAME - VALUE);
  page.put(head + first);
  for (const line of rest) page.put(' '.repeat(2 + NAME + VALUE) + line);
}

/** Energy and money, where they were measured or can be estimated; their assumptions stand in the report. */
function spent(page: Page, run: RunReport): void {
  for (const name of ['energy (kWh)', 'money']) {
    const item = run.cost.items.find((one) => one.name === name);
    if (item?.value == null) continue;
    const head = `  ${pad(item.name, NAME)}${pad(page.clean(formatNumber(item.value)), VALUE)}`;
    const [first = '', ...rest] = wrap(page.prose(item.note), page.width - 2 - NAME - VALUE);
    page.put(head + first);
    for (const line of rest) page.put(' '.repeat(2 + NAME + VALUE) + line);
  }
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
  return panel.id === 'loss' || panel.lines.length > 1
    ? `${splits[line.split]} ${lowerFirst(panel.title)}`
    : lowerFirst(panel.title);
};

const spellings = {
  percent: (value: number) => (Number.isFinite(value) ? formatPercent(value) : formatNumber(value)),
  loss: formatLoss,
  score: formatScore,
  rate: formatNumber,
} as const;

interface Row {
  readonly name: string;
  readonly values: Float64Array;
  readonly text: string;
}

function rowOf(page: Page, panel: Panel, line: Line, values: Float64Array): Row {
  const spell = spellings[panel.format];
  const first = spell(values[0] as number);
  const last = spell(values[values.length - 1] as number);
  const noun = line.kind === 'points' ? 'evaluation' : 'row';
  const count = `${formatCount(values.length)} ${noun}${values.length === 1 ? '' : 's'}`;
  return {
    name: pad(page.short(page.clean(nameOf(panel, line)), NAME - 1), NAME),
    values,
    text: page.clean(`${values.length === 1 ? first : `${first} to ${last}`}, ${count}`),
  };
}

/** One row a curve: bars where the terminal has them and the line has room, and always the numbers. */
export function curves(page: Page, run: RunReport, tables: Readonly<Record<string, Table>>): void {
  const panels = run.trajectory?.panels.filter((panel) => panel.id === 'metric' || panel.id === 'loss') ?? [];
  const rows = panels.flatMap((panel) =>
    panel.lines.flatMap((line) => {
      const values = valuesOf(tables, line);
      return values === null || values.length === 0 ? [] : [rowOf(page, panel, line, values)];
    }),
  );
  const room = page.width - 2 - NAME - 2 - Math.max(0, ...rows.map((row) => row.text.length));
  const longest = Math.max(0, ...rows.map((row) => row.values.length));
  const bars = Math.min(BARS, room, longest);
  const drawn = page.unicode && bars > 1 && room >= FEWEST_BARS;
  for (const { name, values, text } of rows) {
    const picture = drawn ? pad(values.length > 1 ? sparkline(thin(values, bars)) : '', bars + 2) : '';
    page.put(`  ${name}${picture}${text}`);
  }
  if (drawn) page.put('  Bars are scaled to their own range; read the numbers.');
  page.put();
}
