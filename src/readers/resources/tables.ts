import { bytesOf, numberOf, secondsOf } from './quantities.ts';
import type { SampleRow } from './samples.ts';
import type { SampledFile } from './smi-csv.ts';

/** True for the heading of `nvidia-smi dmon`: `# gpu   pwr gtemp …`. */
export const isDmonHeading = (line: string): boolean =>
  /^#\s*(?:date\s+time\s+)?gpu\s/i.test(line) && /\b(sm|pwr|fb)\b/i.test(line);

/** Rows of `nvidia-smi dmon`, with or without dates (`-o DT`). `fb` is in MiB, `pwr` in watts, `sm` in percent. */
export function readDmon(text: string): SampledFile {
  let names: readonly string[] = [];
  const rows: SampleRow[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (isDmonHeading(line)) names = line.replace('#', '').trim().toLowerCase().split(/\s+/);
    if (line.startsWith('#') || names.length === 0) continue;
    const cells = line.trim().split(/\s+/);
    if (cells.length < names.length) continue;
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const stamp = names.includes('date') ? secondsOf(`${cell('date')} ${cell('time')}`) : null;
    rows.push({
      device: cell('gpu'),
      name: null,
      memoryTotal: null,
      memoryUsed: bytesOf(cell('fb'), 'MiB') ?? Number.NaN,
      utilisation: numberOf(cell('sm')) / 100,
      watts: numberOf(cell('pwr')),
      time: stamp?.seconds ?? null,
    });
  }
  return { rows, zoned: false };
}

const gpustatRow =
  /^\[(\d+)\]\s+(.+?)\s+\|\s*(?:\d+\s*['°]?\s*C|\?+)?\s*,?\s*(\d+|\?+)\s*%(?:,\s*(\d+|\?+)\s*\/\s*(?:\d+|\?+)\s*W)?\s*\|\s*(\d+)\s*\/\s*(\d+)\s*MB/;

export const isGpustatRow = (line: string): boolean => gpustatRow.test(line);

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** `host  Tue May  9 14:31:12 2023  515.65` */
function gpustatTime(line: string): number | null {
  const match = /\b([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{2}:\d{2}:\d{2})\s+(\d{4})\b/.exec(line);
  const month = months.indexOf((match?.[1] ?? '').toLowerCase()) + 1;
  if (match === null || month === 0) return null;
  const two = (value: number | string): string => String(value).padStart(2, '0');
  return secondsOf(`${match[4]}-${two(month)}-${two(match[2]!)} ${match[3]}`)?.seconds ?? null;
}

/** Output of `gpustat` written again and again: a line with the time, then a line a GPU. `MB` there are MiB. */
export function readGpustat(text: string): SampledFile {
  const rows: SampleRow[] = [];
  let time: number | null = null;
  for (const line of text.split(/\r?\n/)) {
    const plain = line.replace(/\u001b\[[0-9;]*m/g, '');
    const match = gpustatRow.exec(plain);
    if (match === null) {
      time = gpustatTime(plain) ?? time;
      continue;
    }
    rows.push({
      device: match[1]!,
      name: match[2]!,
      memoryTotal: Number(match[6]) * 2 ** 20,
      memoryUsed: Number(match[5]) * 2 ** 20,
      utilisation: numberOf(match[3]!) / 100,
      watts: match[4] === undefined ? Number.NaN : numberOf(match[4]),
      time,
    });
  }
  return { rows, zoned: false };
}
