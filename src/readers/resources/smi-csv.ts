import { bytesOf, numberOf, secondsOf } from './quantities.ts';
import type { SampleRow } from './samples.ts';

export interface SampledFile {
  readonly rows: readonly SampleRow[];
  readonly zoned: boolean;
}

const columnNames = {
  timestamp: ['timestamp'],
  device: ['index', 'uuid', 'gpu_uuid', 'pci.bus_id', 'gpu_bus_id'],
  name: ['name', 'gpu_name'],
  utilisation: ['utilization.gpu'],
  memoryUsed: ['memory.used'],
  memoryTotal: ['memory.total'],
  watts: ['power.draw', 'power.draw.instant', 'power.draw.average'],
} as const;

/** `memory.used [MiB]` → its name and unit. */
const heading = (cell: string): { readonly name: string; readonly unit: string | null } => {
  const match = /^\s*([\w.]+)\s*(?:\[([^\]]*)\])?\s*$/.exec(cell);
  return { name: (match?.[1] ?? '').toLowerCase(), unit: match?.[2] ?? null };
};

/** True when the first line is the heading of `nvidia-smi --query-gpu=… --format=csv`. */
export const isSmiHeading = (line: string): boolean => {
  const names = line.split(',').map((cell) => heading(cell).name);
  return names.some((name) => /^(utilization\.gpu|memory\.used|power\.draw)$/.test(name));
};

/** Rows of `nvidia-smi --query-gpu=… --format=csv`. Cells may carry units or be `[N/A]`; the heading may be repeated. */
export function readSmiCsv(text: string): SampledFile {
  const lines = text.split(/\r?\n/);
  const headings = (lines[0] ?? '').split(',').map(heading);
  const at = (names: readonly string[]): number => headings.findIndex(({ name }) => names.includes(name));
  const where = {
    timestamp: at(columnNames.timestamp),
    device: at(columnNames.device),
    name: at(columnNames.name),
    utilisation: at(columnNames.utilisation),
    memoryUsed: at(columnNames.memoryUsed),
    memoryTotal: at(columnNames.memoryTotal),
    watts: at(columnNames.watts),
  };
  const rows: SampleRow[] = [];
  let zoned = false;
  let [before, place] = ['', 0];
  for (const line of lines.slice(1)) {
    if (line.trim() === '' || isSmiHeading(line)) continue;
    const cells = line.split(',');
    const cell = (column: number): string => (column < 0 ? '' : (cells[column] ?? '').trim());
    const stamp = cell(where.timestamp);
    const time = secondsOf(stamp);
    if (where.timestamp >= 0 && time === null) continue;
    zoned ||= time?.zoned === true;
    place = stamp !== '' && stamp === before ? place + 1 : 0;
    before = stamp;
    const unit = (column: number): string => headings[column]?.unit ?? 'MiB';
    const percent = numberOf(cell(where.utilisation));
    const watts = numberOf(cell(where.watts));
    const name = cell(where.name);
    rows.push({
      device: where.device >= 0 ? cell(where.device) : String(place),
      name: name === '' ? null : name,
      memoryTotal: bytesOf(cell(where.memoryTotal), unit(where.memoryTotal)),
      memoryUsed: bytesOf(cell(where.memoryUsed), unit(where.memoryUsed)) ?? Number.NaN,
      utilisation: percent / 100,
      watts: /^mw$/i.test(headings[where.watts]?.unit ?? '') ? watts / 1000 : watts,
      time: time?.seconds ?? null,
    });
  }
  return { rows, zoned };
}
