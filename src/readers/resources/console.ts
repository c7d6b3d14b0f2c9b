import type { OutOfMemory, ProgressBar } from '../../model/resources.ts';
import { bytesOf } from './quantities.ts';

export interface ConsoleFacts {
  readonly gpus: readonly string[];
  readonly outOfMemory: readonly OutOfMemory[];
  readonly progress: readonly ProgressBar[];
}

const gpuName =
  /\bTesla [TVPKM]\d+\w*(?:-[\w]+)*|\b(?:NVIDIA )?GeForce (?:RTX|GTX|GT) \d{3,4}(?: ?(?:Ti|SUPER))*(?: Laptop GPU)?|\bNVIDIA (?:A10G?|A100|H100|H200|L4|L40S?|RTX A\d{4}|T4|V100)(?:-[\w]+)*(?: \d{2,3}GB)?(?: (?:PCIe|HBM3|NVL))?/g;

/** A line of `torch.cuda.OutOfMemoryError`; the typing error is that of torch 2.1. */
const SIZE = String.raw`(\d+(?:\.\d+)?\s*[KMGT]?i?B(?:ytes)?)`;
const sizeBefore = (words: string): RegExp => new RegExp(`${SIZE} ${words}`, 'i');
const sizeAfter = (words: string): RegExp => new RegExp(`${words} ${SIZE}`, 'i');
/** Characters of an error message and of the traceback above it. */
const MESSAGE = 1500;
const TRACEBACK = 12_000;

function size(text: string, ...patterns: readonly RegExp[]): number | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    const bytes = found === undefined ? null : bytesOf(found);
    if (bytes !== null) return bytes;
  }
  return null;
}

/** The innermost part of a program that a traceback names. */
function phaseOf(traceback: string): OutOfMemory['phase'] {
  const start = traceback.lastIndexOf('Traceback (most recent call last)');
  if (start < 0) return null;
  const own = traceback.slice(start);
  if (
    /\bin (?:evaluation_loop|prediction_step|prediction_loop|evaluate|predict|nested_concat)\b|\bin \w*(?:eval|valid)\w*$/im.test(
      own,
    )
  )
    return 'evaluation';
  if (/_load_optimizer_and_scheduler|_load_from_checkpoint|in load_state_dict/.test(own)) return 'loading';
  return /in (?:training_step|_inner_training_loop|backward|compute_loss|train|step)\b|loss\.backward/.test(
    own,
  )
    ? 'training'
    : null;
}

function outOfMemoryAt(text: string, at: number, file: string): OutOfMemory {
  const end = text.slice(at, at + MESSAGE);
  const message = end.slice(0, /\n\s*\n|\nTraceback/.exec(end)?.index ?? MESSAGE);
  const above = text.slice(Math.max(0, at - TRACEBACK), at);
  const bars = [...above.matchAll(/(\d+)\/(\d+) \[/g)];
  const others = [...message.matchAll(new RegExp(`Process \\d+ has ${SIZE} memory in use`, 'gi'))]
    .map((match) => bytesOf(match[1]!) ?? 0)
    .reduce((a, b) => a + b, 0);
  const last = bars.at(-1);
  return {
    file,
    device: /GPU (\d+)/.exec(message)?.[1] ?? null,
    requested: size(message, sizeAfter('Tried to allocate')),
    capacity: size(message, sizeBefore('total capa'), sizeAfter('total capac[a-z]* of')),
    free: size(message, sizeBefore('free'), sizeAfter('of which'), sizeBefore('is free')),
    allocated: size(message, sizeBefore('already allocated'), sizeAfter('Of the allocated memory')),
    reserved: size(message, sizeBefore('reserved in total')),
    others: others > 0 ? others : null,
    phase: phaseOf(above),
    step: last === undefined ? null : Number(last[1]),
  };
}

/** Bars of fewer rows tell nothing about speed over time. */
const LEAST_ROWS = 20;
const MOST_BARS = 20;

/** Seconds of `02:13`, `1:02:13` or `2 days, 1:02:13`. */
function elapsed(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] =
    text.split(':').map(Number).length === 2
      ? [0, ...text.split(':').map(Number)]
      : text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** Progress bars of tqdm by their total; a bar that begins again is another one. */
function progressOf(text: string, file: string): readonly ProgressBar[] {
  const bars: { total: number; done: number[]; seconds: number[] }[] = [];
  const open = new Map<number, (typeof bars)[number]>();
  for (const match of text.matchAll(
    /(\d{1,9})\/(\d{1,9}) \[((?:\d+:)?\d{1,2}:\d{2})<[^\],]*,\s*[\d.?]+\s*(?:it\/s|s\/it)/g,
  )) {
    const [done, total, seconds] = [Number(match[1]), Number(match[2]), elapsed(match[3]!)];
    if (done > total || total < LEAST_ROWS) continue;
    let bar = open.get(total);
    if (bar === undefined || done < bar.done.at(-1)! || seconds < bar.seconds.at(-1)!) {
      if (bars.length >= MOST_BARS * 10) continue;
      bar = { total, done: [], seconds: [] };
      bars.push(bar);
      open.set(total, bar);
    }
    if (done === bar.done.at(-1)) continue;
    bar.done.push(done);
    bar.seconds.push(seconds);
  }
  return bars
    .filter((bar) => bar.done.length >= LEAST_ROWS)
    .sort((a, b) => b.done.length - a.done.length)
    .slice(0, MOST_BARS)
    .map((bar) => ({
      file,
      total: bar.total,
      done: Float64Array.from(bar.done),
      seconds: Float64Array.from(bar.seconds),
    }));
}

/** Most errors and names that one log is asked for. */
const MOST = 20;

/** What the console said about the machine: names of GPUs, out-of-memory errors, progress bars. */
export function readConsole(text: string, file: string): ConsoleFacts {
  const names = new Map<string, number>();
  for (const [name] of text.matchAll(gpuName)) {
    const plain = name.trim();
    if (names.size < MOST) names.set(plain, (names.get(plain) ?? 0) + 1);
  }
  const outOfMemory: OutOfMemory[] = [];
  for (const { index } of text.matchAll(/CUDA out of memory|HIP out of memory/g)) {
    const found = outOfMemoryAt(text, index, file);
    // An error that is printed twice (a chained traceback) is one.
    const same = outOfMemory.some(
      (other) => other.requested === found.requested && other.free === found.free,
    );
    if (!same && outOfMemory.length < MOST) outOfMemory.push(found);
  }
  return { gpus: [...names.keys()], outOfMemory, progress: progressOf(text, file) };
}
