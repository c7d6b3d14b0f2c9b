import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { splitFromPath } from '../predictions/split.ts';
import { fitOf } from './fit.ts';
import type { ReadSide } from './read-side.ts';
import { nearness, rolesOf } from './roles.ts';
import { type Candidate, flagged, lookAtFile, readFound } from './sides.ts';

/** Two sides that belong together. */
export interface SidePair {
  readonly reference: ReadSide;
  readonly predicted: ReadSide;
}

/** The pairs that the files hold, and the training file beside them. */
export interface Collected {
  readonly pairs: readonly SidePair[];
  readonly train: ReadSide | null;
}

/** Below this share of common sentences two files are not about the same texts. */
const LEAST_FIT = 0.5;
/** Where only lengths tell, other sentences fit more often by chance. */
const LEAST_LENGTH_FIT = 0.8;
/** A training file above this size is not read only to tell what was seen. */
const MOST_TRAIN_BYTES = 400_000_000;

export async function collectPairs(files: readonly SourceFile[], context: ReadContext): Promise<Collected> {
  const named = {
    reference: flagged(context, '--reference') ?? flagged(context, '--data'),
    predictions: flagged(context, '--predictions'),
  };
  const taken = new Set([named.reference?.path, named.predictions?.path, context.options.trainData]);
  const free = named.predictions === null ? files.filter(({ path }) => !taken.has(path)) : [];
  const candidates: Candidate[] = [];
  let done = 0;
  for (const file of free) {
    context.progress(done++, free.length, 'files looked at for tokens');
    const candidate = await lookAt(file, context);
    if (candidate !== null) candidates.push(candidate);
  }
  const train = candidates.filter(isTrain);
  const others = candidates.filter((candidate) => !isTrain(candidate));
  const pairs: SidePair[] = [];
  const reference = await readNamed(named.reference, 'reference', context);
  const predicted = await readNamed(named.predictions, 'predicted', context);
  // A named file with both sides needs no other.
  for (const one of [predicted, reference]) if (one !== null && 'pair' in one && pairs.length === 0) pairs.push(one.pair);
  if (reference !== null && predicted !== null && 'side' in reference && 'side' in predicted) {
    pairs.length = 0;
    pairs.push({ reference: reference.side, predicted: predicted.side });
  }
  if (named.predictions === null) {
    for (const candidate of others.filter(({ kind }) => kind === 'pair')) {
      const found = await readFound(candidate, context);
      if (found?.kind === 'pair') pairs.push(found);
    }
  }
  const singles = others.filter(({ kind }) => kind !== 'pair');
  const given = reference !== null && 'side' in reference ? reference.side : null;
  if (predicted === null) pairs.push(...(await pairSingles(singles, given, context)));
  else if ('side' in predicted && given === null && pairs.length === 0) {
    // The predictions are named, the references are looked for.
    const rest = await lookAtAll(files.filter(({ path }) => !taken.has(path)), context);
    pairs.push(...(await pairWith(predicted.side, rest.filter((one) => !isTrain(one) && one.kind !== 'pair'), context)));
  }
  return { pairs, train: pairs.length === 0 ? null : await trainSide(train, pairs, context) };
}

const isTrain = ({ path, role, kind }: Candidate): boolean =>
  kind === 'columns' && role !== 'predicted' && splitFromPath(path)?.value === 'train';

async function lookAt(file: SourceFile, context: ReadContext): Promise<Candidate | null> {
  try {
    return await lookAtFile(file, context);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const nextStep = 'check that the file can be read';
    context.problem({ file: file.path, position: null, expected: 'a readable file', found, nextStep, partial: false });
    return null;
  }
}

async function lookAtAll(files: readonly SourceFile[], context: ReadContext): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const file of files) {
    const candidate = await lookAt(file, context);
    if (candidate !== null) found.push(candidate);
  }
  return found;
}

type Named = { readonly pair: SidePair } | { readonly side: ReadSide };

async function readNamed(
  file: SourceFile | null,
  role: 'reference' | 'predicted',
  context: ReadContext,
): Promise<Named | null> {
  const candidate = file === null ? null : await lookAt(file, context);
  const found = candidate === null ? null : await readFound(candidate, context);
  if (found === null) return null;
  return found.kind === 'pair' ? { pair: found } : { side: { ...found.side, role } };
}

async function pairSingles(
  singles: readonly Candidate[],
  given: ReadSide | null,
  context: ReadContext,
): Promise<readonly SidePair[]> {
  if (singles.length === 0 || (singles.length === 1 && given === null)) {
    const [only] = singles;
    if (only?.role === 'predicted') lonely(only.path, context);
    return [];
  }
  if (given !== null) {
    const predictions = singles.filter(({ role }) => role === 'predicted');
    const among = predictions.length > 0 ? predictions : singles;
    const pairs: SidePair[] = [];
    for (const candidate of among) {
      const found = await readFound(candidate, context);
      if (found?.kind !== 'single') continue;
      if (isEnough(fitOf(given, found.side))) pairs.push({ reference: given, predicted: found.side });
    }
    if (pairs.length === 0)
      context.assume(`No predictions were found for ${given.file}; name them with --predictions FILE.`);
    return pairs;
  }
  const { references, predictions } = rolesOf(singles, context);
  if (predictions.length === 0) {
    const unclear = singles.filter(({ role }) => role === 'unknown');
    if (unclear.length === 2)
      context.assume(
        `${unclear[0]!.path} and ${unclear[1]!.path} both hold tags of tokens, and neither name says which is the reference; name them with --reference FILE --predictions FILE.`,
      );
    return [];
  }
  const read: ReadSide[] = [];
  for (const candidate of references) {
    const found = await readFound(candidate, context);
    if (found?.kind === 'single') read.push(found.side);
  }
  const pairs: SidePair[] = [];
  for (const candidate of predictions) {
    const found = await readFound(candidate, context);
    if (found?.kind !== 'single') continue;
    const pair = bestReference(found.side, read, context);
    if (pair !== null) pairs.push(pair);
  }
  return pairs;
}

async function pairWith(
  predicted: ReadSide,
  candidates: readonly Candidate[],
  context: ReadContext,
): Promise<readonly SidePair[]> {
  const read: ReadSide[] = [];
  for (const candidate of candidates.filter(({ role }) => role !== 'predicted')) {
    const found = await readFound(candidate, context);
    if (found?.kind === 'single') read.push(found.side);
  }
  const pair = bestReference(predicted, read, context);
  return pair === null ? [] : [pair];
}

const isEnough = ({ share, byText }: { share: number; byText: boolean }): boolean =>
  share >= (byText ? LEAST_FIT : LEAST_LENGTH_FIT);

/** The reference whose sentences the predictions repeat; the nearest of several; a question when two are as good. */
function bestReference(predicted: ReadSide, references: readonly ReadSide[], context: ReadContext): SidePair | null {
  const fitting = references
    .map((reference) => ({ reference, fit: fitOf(reference, predicted) }))
    .filter(({ fit }) => isEnough(fit))
    .sort(
      (a, b) =>
        b.fit.share - a.fit.share ||
        nearness(predicted.file, b.reference.file) - nearness(predicted.file, a.reference.file),
    );
  const [best, next] = fitting;
  if (best === undefined) {
    lonely(predicted.file, context, references.length);
    return null;
  }
  if (
    next !== undefined &&
    next.fit.share === best.fit.share &&
    nearness(predicted.file, next.reference.file) === nearness(predicted.file, best.reference.file)
  ) {
    context.assume(
      `${predicted.file}: ${best.reference.file} and ${next.reference.file} hold the same sentences; say which is the reference with --reference FILE.`,
    );
    return null;
  }
  if (references.length > 1 || !best.fit.byText)
    context.assume(
      `${predicted.file}: ${best.reference.file} was taken for its reference (${best.fit.byText ? 'the same sentences' : 'sentences of the same lengths; the predictions hold no words to compare'}).`,
    );
  return { reference: best.reference, predicted };
}

function lonely(path: string, context: ReadContext, others = 0): void {
  const why = others === 0 ? 'no file with references lies beside it' : 'no file here holds the same sentences';
  context.assume(
    `${path} holds predicted tags of tokens, and ${why}, so no score can be computed; name the reference with --reference FILE.`,
  );
}

/** The nearest training file of the same tags; what was seen in training is told from it. */
async function trainSide(
  candidates: readonly Candidate[],
  pairs: readonly SidePair[],
  context: ReadContext,
): Promise<ReadSide | null> {
  const near = candidates
    .filter(({ file }) => file.bytes <= MOST_TRAIN_BYTES)
    .sort((a, b) => nearness(pairs[0]!.reference.file, b.path) - nearness(pairs[0]!.reference.file, a.path));
  const [first] = near;
  if (first === undefined) return null;
  const found = await readFound(first, context);
  if (found?.kind !== 'single') return null;
  context.assume(`${first.path} was taken for the training data: what was seen in training is told from it.`);
  context.found({ file: first.path, reader: 'entities', found: 'sentences of the training data' });
  return { ...found.side, role: 'reference' };
}
