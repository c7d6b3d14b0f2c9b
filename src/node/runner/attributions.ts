import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AttributionMethod } from '../../model/attributions.ts';
import { median } from '../../stats/index.ts';
import { cacheFolder, pruneCache, touch } from './cache-folder.ts';
import { cacheKey } from './cache-key.ts';
import type { AttributionOrder, ReadyRows, RunnerInput, RunnerJob, RunnerSettings } from './messages.ts';
import { openCheckpoint } from './open.ts';
import { collectRows } from './results.ts';
import { RowStore } from './row-store.ts';
import { errorOf, type RunOptions } from './run.ts';
import { type RunnerThread, workerThread } from './thread.ts';

export interface AttributionRun {
  readonly folder: string;
  readonly texts: readonly string[];
  /** Label numbers of each text: explained is the logit of the one minus that of the other. −1 for none. */
  readonly toward: Int32Array;
  readonly against: Int32Array;
  /** A user's own graph has no gradients: its words are taken out whatever is asked for. */
  readonly method: AttributionMethod;
  readonly options?: RunOptions;
  /** Points of Integrated Gradients; 16 where absent. */
  readonly steps?: number;
  /** No batch begins after so many seconds of running; 20 where absent, null for no limit. */
  readonly seconds?: number | null;
  readonly onProgress?: (done: number, rows: number) => void;
  readonly thread?: RunnerThread;
}

/** Weights of the words of the texts that were done, in their order. */
export interface AttributionResult {
  readonly method: AttributionMethod;
  readonly methodName: string;
  /** Numbers of texts, ascending. */
  readonly rows: Int32Array;
  /** Words of row i: `first[i]` to `first[i + 1]`. */
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly weight: Float64Array;
  readonly value: Float64Array;
  readonly gap: { readonly median: number; readonly largest: number; readonly steps: number } | null;
  readonly rowsFromCache: number;
  readonly seconds: number;
}

const STEPS = 16;
const SECONDS = 20;

/**
 * Weighs the words of texts by the checkpoint of a folder. What was done is cached as logits are; rows that the time did not
 * reach are left out. Throws as `runCheckpoint` does.
 */
export async function attributeTexts(run: AttributionRun): Promise<AttributionResult> {
  const { options = {}, texts } = run;
  const settings: RunnerSettings = {
    checkpoint: options.checkpoint ?? 'best',
    maxLength: options.maxLength ?? null,
    tokenBudget: options.tokenBudget ?? 2048,
    threads: options.threads ?? null,
  };
  const checkpoint = await openCheckpoint(run.folder, {
    checkpoint: settings.checkpoint,
    maxLength: settings.maxLength,
  });
  const order: AttributionOrder = {
    method: checkpoint.model.kind === 'graph' ? 'occlusion' : run.method,
    toward: run.toward,
    against: run.against,
    steps: run.steps ?? STEPS,
    seconds: run.seconds === undefined ? SECONDS : run.seconds,
  };
  const input: RunnerInput = { kind: 'texts', texts };
  const folder = options.cache === false ? null : (options.cacheFolder ?? cacheFolder());
  const store =
    folder === null
      ? null
      : new RowStore(join(folder, `${orderKey(await cacheKey(checkpoint, input, folder), order)}.rows`));
  const parts: ReadyRows[] = [];
  const done = new Uint8Array(texts.length);
  for (const part of (await store?.read()) ?? []) {
    if (part.places === null || part.rows.some((row) => row < 0 || row >= texts.length || done[row] === 1))
      continue;
    for (const row of part.rows) done[row] = 1;
    parts.push(part);
  }
  const rowsFromCache = done.reduce((sum, one) => sum + one, 0);
  const began = performance.now();
  if (rowsFromCache < texts.length) await compute(run, settings, order, done, parts, store);
  if (store !== null && folder !== null) {
    await touch(store.path);
    await pruneCache(folder);
  }
  return { ...resultOf(order, texts.length, done, parts), rowsFromCache, seconds: secondsSince(began) };
}

const secondsSince = (began: number): number => (performance.now() - began) / 1000;

/** Everything that the weights depend on beyond the logits. */
function orderKey(key: string, { method, steps, toward, against }: AttributionOrder): string {
  const hash = createHash('sha256').update(`attributions 1 ${key} ${method} ${method === 'ig' ? steps : 0} `);
  return hash.update(`${toward.join()} ${against.join()}`).digest('hex');
}

async function compute(
  run: AttributionRun,
  settings: RunnerSettings,
  order: AttributionOrder,
  done: Uint8Array,
  parts: ReadyRows[],
  store: RowStore | null,
): Promise<void> {
  const open = Int32Array.from(done.keys()).filter((row) => done[row] === 0);
  const job: RunnerJob = {
    path: run.folder,
    input: { kind: 'texts', texts: Array.from(open, (row) => run.texts[row]!) },
    settings,
    stop: new Int32Array(new SharedArrayBuffer(4)),
    attributions: {
      ...order,
      toward: open.map((row) => order.toward[row]!),
      against: open.map((row) => order.against[row]!),
    },
  };
  let failure: Error | null = null;
  let writing: Promise<void> = Promise.resolve();
  let count = done.length - open.length;
  await (run.thread ?? workerThread())(job, (message) => {
    if (message.kind === 'failed') failure = errorOf(message);
    if (message.kind !== 'rows') return;
    const ready = { ...message.ready, rows: message.ready.rows.map((row) => open[row]!) };
    for (const row of ready.rows) done[row] = 1;
    parts.push(ready);
    // A full disk costs the cache, not the weights.
    if (store !== null) writing = writing.then(() => store.append(ready)).catch(() => {});
    count += ready.rows.length;
    run.onProgress?.(count, done.length);
  });
  await writing;
  if (failure !== null) throw failure;
}

function resultOf(
  order: AttributionOrder,
  total: number,
  done: Uint8Array,
  parts: readonly ReadyRows[],
): Omit<AttributionResult, 'rowsFromCache' | 'seconds'> {
  const { firstUnit, logits, places } = collectRows(total, parts);
  const rows = Int32Array.from(done.keys()).filter((row) => done[row] === 1);
  const words = logits.length - rows.length;
  const first = new Int32Array(rows.length + 1);
  const [start, end] = [new Int32Array(words), new Int32Array(words)];
  const weight = new Float64Array(words);
  const value = new Float64Array(rows.length);
  let word = 0;
  rows.forEach((row, at) => {
    const from = firstUnit[row]!;
    value[at] = logits[from]!;
    for (let unit = from + 1; unit < firstUnit[row + 1]!; unit++) {
      start[word] = places![3 * unit]!;
      end[word] = places![3 * unit + 1]!;
      weight[word++] = logits[unit]!;
    }
    first[at + 1] = word;
  });
  const shared = { rows, first, start, end, weight, value };
  return {
    method: order.method,
    methodName: nameOf(order),
    ...shared,
    gap: order.method === 'ig' ? gapOf(shared, order.steps) : null,
  };
}

const nameOf = ({ method, steps }: AttributionOrder): string =>
  method === 'gradient'
    ? 'gradient × input'
    : method === 'ig'
      ? `Integrated Gradients, ${steps} steps from padding`
      : 'words hidden one by one';

type Weighed = Pick<AttributionResult, 'rows' | 'first' | 'weight' | 'value'>;

/** How far the weights of Integrated Gradients are from adding up to what they explain, over the sum of their sizes. */
function gapOf({ rows, first, weight, value }: Weighed, steps: number): AttributionResult['gap'] {
  const gaps: number[] = [];
  rows.forEach((_, at) => {
    let [sum, size] = [0, 0];
    for (let word = first[at]!; word < first[at + 1]!; word++) {
      sum += weight[word]!;
      size += Math.abs(weight[word]!);
    }
    if (size > 0 && Number.isFinite(size)) gaps.push(Math.abs(sum - value[at]!) / size);
  });
  return gaps.length === 0 ? null : { median: median(gaps), largest: Math.max(...gaps), steps };
}

const HEAVIEST = 3;

/**
 * How well weights point at what matters: texts in which the word whose absence changed the answer most (`hidden`, of method `occlusion`)
 * is among the three with the highest weight; `chance` is how many that would be if weights were drawn. Texts of more than three words.
 */
export function agreement(
  weighed: AttributionResult,
  hidden: AttributionResult,
): { readonly rows: number; readonly found: number; readonly chance: number } | null {
  const place = new Map(Array.from(hidden.rows, (row, at) => [row, at]));
  let [rows, found, chance] = [0, 0, 0];
  weighed.rows.forEach((row, at) => {
    const other = place.get(row);
    if (other === undefined) return;
    const own = weighed.weight.subarray(weighed.first[at]!, weighed.first[at + 1]!);
    const changes = hidden.weight.subarray(hidden.first[other]!, hidden.first[other + 1]!);
    if (own.length !== changes.length || own.length <= HEAVIEST) return;
    let most = 0;
    for (let word = 1; word < changes.length; word++) if (changes[word]! > changes[most]!) most = word;
    const above = own.reduce((count, weight) => count + (weight > own[most]! ? 1 : 0), 0);
    rows++;
    chance += HEAVIEST / own.length;
    if (above < HEAVIEST) found++;
  });
  return rows === 0 ? null : { rows, found, chance };
}
