import { CheckpointError, checkVocabulary, findNonFinite } from '../../model-runner/index.ts';
import type { TokenizerPlan } from '../../model-runner/tokenizer/index.ts';
import { attributeRows } from './attribute-rows.ts';
import { batchesOf, costOf, padded } from './batches.ts';
import { type EncodedRows, highestId } from './encoded-rows.ts';
import type { ReadyRows, RunnerInput, RunnerJob, RunnerMessage } from './messages.ts';
import { type OpenedCheckpoint, openCheckpoint } from './open.ts';
import { type ModelSession, openSession } from './session.ts';
import { loadTokenizer } from './tokenizer.ts';

/** Runs a job and posts what is ready as it becomes so. Never throws: failures are posted too. */
export async function serveJob(job: RunnerJob, post: (message: RunnerMessage) => void): Promise<void> {
  try {
    await (job.attributions === undefined ? run(job, post) : attributeRows(job, job.attributions, post));
  } catch (error) {
    post({
      kind: 'failed',
      name: error instanceof Error ? error.name : 'Error',
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

async function run(
  { path, input, settings, stop }: RunnerJob,
  post: (message: RunnerMessage) => void,
): Promise<void> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const checkpoint = await openCheckpoint(path, {
    checkpoint: settings.checkpoint,
    maxLength: settings.maxLength,
    words: input.kind === 'words',
  });
  const tokenizer = await loadTokenizer(checkpoint.tokenizer);
  const session = await openSession(checkpoint, settings.threads);
  try {
    const description = checkpoint.model.kind === 'weights' ? checkpoint.model.description : null;
    checkInput(session.head, input);
    post({ kind: 'loaded', labels: session.labels, head: session.head, seconds: seconds() });
    const encoded =
      input.kind === 'texts'
        ? await tokenizer.texts(input.texts, session.head === 'token')
        : input.kind === 'pairs'
          ? await tokenizer.pairs(input.pairs)
          : await tokenizer.words(input.rows);
    const misfit = description === null ? null : checkVocabulary(description, highestId(encoded));
    if (misfit !== null) throw new CheckpointError(misfit.reason, misfit.sentence, misfit.names);
    const hidden = description?.hidden ?? 768;
    const batches = batchesOf(encoded, settings.tokenBudget);
    post({
      kind: 'tokenized',
      cost: batches.reduce((sum, batch) => sum + costOf(batch, hidden), 0),
      seconds: seconds(),
    });
    const padId = description?.padId ?? checkpoint.tokenizer.padId;
    for (const batch of batches) {
      if (Atomics.load(stop, 0) === 1) {
        post({ kind: 'done', stopped: true });
        return;
      }
      const logits = await session.run(padded(encoded, batch, padId));
      const ready = readyRows(
        encoded,
        batch.rows,
        batch.length,
        logits,
        session,
        input,
        checkpoint.tokenizer,
      );
      if (ready.broken) await sayWhereNotFinite(checkpoint);
      post({ kind: 'rows', ready: ready.rows, cost: costOf(batch, hidden) });
    }
    post({ kind: 'done', stopped: false });
  } finally {
    await session.release();
  }
}

function checkInput(head: ModelSession['head'], input: RunnerInput): void {
  if (head === 'token' && input.kind === 'pairs')
    throw new CheckpointError(
      'head',
      'The model labels tokens, and the data are pairs of texts. Give one text a row.',
    );
  if (head === 'sequence' && input.kind === 'words')
    throw new CheckpointError(
      'head',
      'The model classifies whole texts, and the data are words with a label each. Give a checkpoint for token classification.',
    );
}

/** Called when logits are no numbers. Throws when it is the weights; otherwise the computation ran over, and NaN stays evidence. */
async function sayWhereNotFinite({ model }: OpenedCheckpoint): Promise<void> {
  if (model.kind === 'graph') return;
  const broken = await findNonFinite(model.weights);
  const first = broken[0];
  if (first === undefined) return;
  throw new CheckpointError(
    'weights',
    `The weights hold ${first.value} in ${broken.length === 1 ? '' : `${broken.length} tensors, the first of them `}\`${first.name}\` (number ${first.index}), so that answers are not numbers. Run an earlier checkpoint.`,
    broken.map(({ name }) => name),
  );
}

/** Logits of a batch by row: of the text, of each word, or of each token with its place. */
export function readyRows(
  encoded: EncodedRows,
  rows: Int32Array,
  length: number,
  logits: Float32Array,
  { labels, head }: Pick<ModelSession, 'labels' | 'head'>,
  input: RunnerInput,
  plan: Pick<TokenizerPlan, 'marksSubwords' | 'unknownId'>,
): { readonly rows: ReadyRows; readonly broken: boolean } {
  const tokensBeforeCut = rows.map((row) => encoded.tokensBeforeCut[row]!);
  let broken = false;
  if (head === 'sequence') {
    for (let at = 0; at < logits.length; at++) if (!Number.isFinite(logits[at]!)) broken = true;
    const units = new Int32Array(rows.length).fill(1);
    return { rows: { rows, tokensBeforeCut, units, logits: logits.slice(), places: null }, broken };
  }
  const word = encoded.word!;
  const units = rows.map((row) =>
    input.kind === 'words' ? input.rows[row]!.length : textTokens(encoded, row),
  );
  const total = units.reduce((sum, count) => sum + count, 0);
  const kept = new Float32Array(total * labels).fill(Number.NaN);
  const places = input.kind === 'words' ? null : new Int32Array(total * 3);
  let unit = 0;
  rows.forEach((row, place) => {
    const from = encoded.first[row]!;
    let previous = -1;
    let own = 0;
    for (let at = from; at < encoded.first[row + 1]!; at++) {
      const index = word[at]!;
      const changes = index !== previous;
      previous = index;
      if (index < 0 && (places === null || encoded.start![at]! < 0)) continue;
      // The first sub-word speaks for its word, as labels were given in training.
      if (places === null && !changes) continue;
      const to = places === null ? unit + index : unit + own;
      if (places !== null) {
        const start = encoded.start![at]!;
        const begins =
          own === 0 ||
          (plan.marksSubwords
            ? changes
            : encoded.ids[at] === plan.unknownId || afterSpace((input as Texts).texts[row]!, start));
        places.set([start, encoded.end![at]!, begins ? 1 : 0], to * 3);
      }
      own++;
      const source = (place * length + at - from) * labels;
      for (let label = 0; label < labels; label++) {
        const value = logits[source + label]!;
        kept[to * labels + label] = value;
        if (!Number.isFinite(value)) broken = true;
      }
    }
    unit += units[place]!;
  });
  return { rows: { rows, tokensBeforeCut, units, logits: kept, places }, broken };
}

type Texts = Extract<RunnerInput, { readonly kind: 'texts' }>;

/** How transformers tells words apart where the vocabulary does not: a space before, or at the front of, the token. */
const afterSpace = (text: string, start: number): boolean =>
  start === 0 || text[start - 1] === ' ' || text[start] === ' ';

/** Tokens of a row that stand for a part of its text. */
function textTokens({ first, start }: EncodedRows, row: number): number {
  let count = 0;
  for (let at = first[row]!; at < first[row + 1]!; at++) if (start![at]! >= 0) count++;
  return count;
}
