import { CheckpointError, checkVocabulary } from '../../model-runner/index.ts';
import { type Batch, padded } from './batches.ts';
import { type EncodedRows, highestId } from './encoded-rows.ts';
import { openGradientSession } from './gradient-session.ts';
import type { AttributionOrder, ReadyRows, RunnerJob, RunnerMessage } from './messages.ts';
import { type OpenedCheckpoint, openCheckpoint } from './open.ts';
import { openSession } from './session.ts';
import { type TokenWords, tokenWords } from './token-words.ts';
import { loadTokenizer } from './tokenizer.ts';

/** Rows that are sorted by length together; the order of the rows counts beyond that, so that the first ones are done first. */
const ROWS_AT_ONCE = 64;
/** Tokens in a batch: all layers wait for the way back, about twenty rows of the hidden width a token and layer. */
const TOKEN_BUDGET = 512;
/** There is no way back here. */
const OCCLUSION_BUDGET = 2048;

/** The numbers of one row: what is explained, and the weight of each of its words. */
interface Explained {
  readonly row: number;
  readonly value: number;
  readonly weights: Float64Array;
}

type Explain = (rows: Int32Array) => AsyncGenerator<readonly Explained[]>;

interface Prepared {
  readonly checkpoint: OpenedCheckpoint;
  readonly encoded: EncodedRows;
  readonly words: readonly TokenWords[];
  readonly order: AttributionOrder;
  readonly padId: number;
}

/** Explains the rows of a job in their order and posts them as they become ready. */
export async function attributeRows(
  { path, input, settings, stop }: RunnerJob,
  order: AttributionOrder,
  post: (message: RunnerMessage) => void,
): Promise<void> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  if (input.kind !== 'texts')
    throw new CheckpointError('head', 'Single texts are explained; pairs and words are not yet.');
  const { checkpoint: choice, maxLength, threads } = settings;
  const checkpoint = await openCheckpoint(path, { checkpoint: choice, maxLength });
  const tokenizer = await loadTokenizer(checkpoint.tokenizer);
  const session =
    order.method === 'occlusion'
      ? await openSession(checkpoint, threads)
      : await openGradientSession(checkpoint, threads);
  try {
    post({ kind: 'loaded', labels: session.labels, head: 'sequence', seconds: seconds() });
    const encoded = await tokenizer.texts(input.texts, true);
    const description = checkpoint.model.kind === 'weights' ? checkpoint.model.description : null;
    const misfit = description === null ? null : checkVocabulary(description, highestId(encoded));
    if (misfit !== null) throw new CheckpointError(misfit.reason, misfit.sentence, misfit.names);
    const prepared: Prepared = {
      checkpoint,
      encoded,
      words: input.texts.map((text, row) => wordsOf(encoded, row, text)),
      order,
      padId: description?.padId ?? checkpoint.tokenizer.padId,
    };
    const explain = 'gradient' in session ? byGradient(prepared, session) : byOcclusion(prepared, session);
    post({ kind: 'tokenized', cost: encoded.rows, seconds: seconds() });
    const running = performance.now();
    let done = 0;
    const late = (): boolean =>
      Atomics.load(stop, 0) === 1 ||
      (order.seconds !== null && (performance.now() - running) / 1000 >= order.seconds);
    for (let from = 0; from < encoded.rows; from += ROWS_AT_ONCE) {
      const rows = Int32Array.from(
        { length: Math.min(ROWS_AT_ONCE, encoded.rows - from) },
        (_, at) => from + at,
      );
      if (late()) return post({ kind: 'done', stopped: true });
      for await (const explained of explain(rows)) {
        post({ kind: 'rows', ready: readyOf(prepared, explained), cost: explained.length });
        done += explained.length;
        if (done < encoded.rows && late()) return post({ kind: 'done', stopped: true });
      }
    }
    post({ kind: 'done', stopped: false });
  } finally {
    await session.release();
  }
}

function wordsOf({ first, start, end, word }: EncodedRows, row: number, text: string): TokenWords {
  const [from, to] = [first[row]!, first[row + 1]!];
  return tokenWords(text, start!.subarray(from, to), end!.subarray(from, to), word!.subarray(from, to));
}

/** Batches over some of the rows, each within the budget. */
function* batchesOfRows(encoded: EncodedRows, rows: Int32Array, copies: number): Generator<Batch> {
  const lengthOf = (row: number): number => encoded.first[row + 1]! - encoded.first[row]!;
  const sorted = [...rows].sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  for (let from = 0; from < sorted.length; ) {
    const length = Math.max(1, lengthOf(sorted[from]!));
    const size = Math.max(1, Math.floor(TOKEN_BUDGET / (length * copies)));
    yield { rows: Int32Array.from(sorted.slice(from, from + size)), length };
    from += size;
  }
}

/** The combination of logits that is explained, of each row of a batch. */
function seedOf(
  { toward, against }: AttributionOrder,
  rows: ArrayLike<number>,
  labels: number,
): Float32Array<ArrayBuffer> {
  const seed = new Float32Array(rows.length * labels);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const [plus, minus] = [toward[row]!, against[row]!];
    if (plus >= 0 && plus < labels) seed[at * labels + plus] = 1;
    if (minus >= 0 && minus < labels) seed[at * labels + minus] = -1;
  }
  return seed;
}

/** Σ seed · logits of one row of a batch. */
function explainedDifference(seed: Float32Array, logits: Float32Array, at: number, labels: number): number {
  let value = 0;
  for (let i = at * labels; i < (at + 1) * labels; i++) if (seed[i] !== 0) value += seed[i]! * logits[i]!;
  return value;
}

/**
 * Gradient × input is the slope at the text itself; Integrated Gradients its mean over the middles of `steps` parts of the way from the baseline
 * (Sundararajan, Taly and Yan 2017), for which the ends are run too. The baseline has padding for words and keeps the special tokens.
 */
function byGradient(
  { encoded, words, order, padId }: Prepared,
  session: Awaited<ReturnType<typeof openGradientSession>>,
): Explain {
  const { labels } = session;
  const points =
    order.method === 'gradient'
      ? [1]
      : [1, 0, ...Array.from({ length: order.steps }, (_, i) => (i + 0.5) / order.steps)];
  const skipped = order.method === 'gradient' ? 0 : 2;
  return async function* (rows) {
    for (const { rows: own, length } of batchesOfRows(encoded, rows, points.length)) {
      // Points of a row stand beside each other.
      const repeated = Int32Array.from(
        { length: own.length * points.length },
        (_, at) => own[Math.floor(at / points.length)]!,
      );
      const batch = padded(encoded, { rows: repeated, length }, padId);
      const baselineIds = batch.ids.slice();
      repeated.forEach((row, at) => {
        const { word } = words[row]!;
        for (let token = 0; token < word.length; token++)
          if (word[token]! >= 0) baselineIds[at * length + token] = BigInt(padId);
      });
      const seed = seedOf(order, repeated, labels);
      const { logits, attribution } = await session.run({
        ...batch,
        seed,
        alpha: Float32Array.from(repeated, (_, at) => points[at % points.length]!),
        baselineWeight: order.method === 'gradient' ? 0 : 1,
        baselineIds,
      });
      yield Array.from(own, (row, place): Explained => {
        const at = place * points.length;
        const { word, start } = words[row]!;
        const weights = new Float64Array(start.length);
        for (let point = skipped; point < points.length; point++)
          for (let token = 0; token < word.length; token++)
            if (word[token]! >= 0)
              weights[word[token]!]! +=
                attribution[(at + point) * length + token]! / (points.length - skipped);
        const value =
          explainedDifference(seed, logits, at, labels) -
          (skipped === 0 ? 0 : explainedDifference(seed, logits, at + 1, labels));
        return { row, value, weights };
      });
    }
  };
}

/**
 * What the answer loses when attention is kept from the tokens of one word, every other token in its place: forward passes only, so that it
 * works on any graph with a mask.
 */
function byOcclusion(
  { encoded, words, order, padId }: Prepared,
  session: Awaited<ReturnType<typeof openSession>>,
): Explain {
  return async function* (rows) {
    for (const row of rows) {
      const { word, start } = words[row]!;
      const length = word.length;
      const values = new Float64Array(start.length + 1);
      const most = Math.max(1, Math.floor(OCCLUSION_BUDGET / length));
      // Version 0 is the whole text, version i + 1 lacks word i.
      for (let from = 0; from < values.length; from += most) {
        const own = new Int32Array(Math.min(most, values.length - from)).fill(row);
        const batch = padded(encoded, { rows: own, length }, padId);
        word.forEach((place, token) => {
          const version = place + 1 - from;
          if (place >= 0 && version >= 0 && version < own.length) batch.mask[version * length + token] = 0n;
        });
        const logits = await session.run(batch);
        const labels = logits.length / own.length;
        const seed = seedOf(order, own, labels);
        for (let at = 0; at < own.length; at++)
          values[from + at] = explainedDifference(seed, logits, at, labels);
      }
      yield [{ row, value: values[0]!, weights: values.subarray(1).map((value) => values[0]! - value) }];
    }
  };
}

/** As rows of a job: the first unit is the value, the others are the words. */
function readyOf({ encoded, words }: Prepared, explained: readonly Explained[]): ReadyRows {
  const rows = Int32Array.from(explained, ({ row }) => row);
  const units = Int32Array.from(explained, ({ weights }) => weights.length + 1);
  const total = units.reduce((sum, count) => sum + count, 0);
  const logits = new Float32Array(total);
  const places = new Int32Array(3 * total);
  let unit = 0;
  for (const { row, value, weights } of explained) {
    const { start, end } = words[row]!;
    logits[unit] = value;
    places.set([-1, -1, 0], 3 * unit++);
    for (let word = 0; word < weights.length; word++) {
      logits[unit] = weights[word]!;
      places.set([start[word]!, end[word]!, 1], 3 * unit++);
    }
  }
  return { rows, tokensBeforeCut: rows.map((row) => encoded.tokensBeforeCut[row]!), units, logits, places };
}
