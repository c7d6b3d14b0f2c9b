import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { splitFromPath } from '../predictions/split.ts';
import { decodePair } from './build-set.ts';
import { fitOf, isFitting } from './fit.ts';
import type { ReadSide } from './read-side.ts';
import { nearness, rolesOf } from './roles.ts';
import { type Candidate, flagged, lookAtFile, readFound, type ToldFile } from './sides.ts';

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

/** A training file above this size is not read only to tell what was seen. */
const MOST_TRAIN_BYTES = 400_000_000;
/** Two files are read only to ask which is which up to this size. */
const MOST_ASKED_BYTES = 50_000_000;

/**
 * Reference and prediction, found file by file: named by flags; both in one file; or in two, told apart by their names and joined with
 * the reference that has the same sentences. Never guesses between two files that could both be either.
 */
export async function collectPairs(files: readonly SourceFile[], context: ReadContext): Promise<Collected> {
  const reference = await readNamed(
    flagged(context, '--reference') ?? flagged(context, '--data'),
    'reference',
    context,
  );
  const predicted = await readNamed(flagged(context, '--predictions'), 'predicted', context);
  const taken = new Set([reference?.path, predicted?.path, context.options.trainData]);
  const free = withoutSiblings(files.filter(({ path }) => !taken.has(path)));
  // Both named: nothing is left to look for but what was seen in training.
  const both = predicted !== null && ('pair' in predicted || (reference !== null && 'side' in reference));
  const looked = both ? free.filter(({ path }) => splitFromPath(path)?.value === 'train') : free;
  const candidates = await lookAtAll(looked, context);
  const train = candidates.filter(isTrain);
  const others = candidates.filter((candidate) => !isTrain(candidate));
  const pairs = await pairsOf(reference, predicted, others, context);
  return { pairs, train: pairs.length === 0 ? null : await trainSide(train, pairs[0]!, context) };
}

async function pairsOf(
  reference: Named | null,
  predicted: Named | null,
  others: readonly Candidate[],
  context: ReadContext,
): Promise<readonly SidePair[]> {
  const singles = others.filter(({ kind }) => kind !== 'pair');
  const given = reference !== null && 'side' in reference ? reference.side : null;
  if (predicted !== null) {
    if ('pair' in predicted) return [predicted.pair];
    if (given !== null) return [{ reference: given, predicted: predicted.side }];
    const read = await readReferences(
      singles.filter(({ role }) => role !== 'predicted'),
      context,
    );
    const pair = bestReference(predicted.side, read, context);
    return pair === null ? [] : [pair];
  }
  if (reference !== null && 'pair' in reference) return [reference.pair];
  if (given !== null) return predictionsFor(given, singles, context);
  const pairs: SidePair[] = [];
  for (const candidate of others.filter(({ kind }) => kind === 'pair')) {
    const told = await readFound(candidate, context);
    if (told?.found.kind !== 'pair') continue;
    told.tell();
    pairs.push(told.found);
  }
  return [...pairs, ...(await pairSingles(singles, context))];
}

/** Annotations of brat: those of a folder are one side, read with the first. */
function withoutSiblings(files: readonly SourceFile[]): readonly SourceFile[] {
  const folders = new Set<string>();
  return files.filter(({ path }) => {
    if (!/\.ann$/i.test(path)) return true;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    if (folders.has(folder)) return false;
    folders.add(folder);
    return true;
  });
}

const isTrain = ({ path, role, kind }: Candidate): boolean =>
  kind !== 'pair' && kind !== 'tag-lines' && role !== 'predicted' && splitFromPath(path)?.value === 'train';

async function lookAt(file: SourceFile, context: ReadContext): Promise<Candidate | null> {
  try {
    return await lookAtFile(file, context);
  } catch (error) {
    context.problem({
      file: file.path,
      position: null,
      expected: 'a readable file',
      found: error instanceof Error ? error.message : String(error),
      nextStep: 'check that the file can be read',
      partial: false,
    });
    return null;
  }
}

async function lookAtAll(files: readonly SourceFile[], context: ReadContext): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const [done, file] of files.entries()) {
    context.progress(done, files.length, 'files looked at for entities');
    const candidate = await lookAt(file, context);
    if (candidate !== null) found.push(candidate);
  }
  return found;
}

type Named = { readonly path: string } & ({ readonly pair: SidePair } | { readonly side: ReadSide });

async function readNamed(
  file: SourceFile | null,
  role: 'reference' | 'predicted',
  context: ReadContext,
): Promise<Named | null> {
  const candidate = file === null ? null : await lookAt(file, context);
  const told = candidate === null ? null : await readFound({ ...candidate, role }, context, true);
  if (told === null) return null;
  told.tell();
  const { found } = told;
  return found.kind === 'pair'
    ? { path: found.path, pair: found }
    : { path: found.path, side: { ...found.side, role } };
}

async function readReferences(
  candidates: readonly Candidate[],
  context: ReadContext,
): Promise<readonly ToldSide[]> {
  const read: ToldSide[] = [];
  for (const candidate of candidates) {
    const told = await readSingle(candidate, context);
    if (told !== null) read.push(told);
  }
  return read;
}

/** One side with what there is to say about its file. */
interface ToldSide {
  readonly side: ReadSide;
  tell(): void;
}

async function readSingle(candidate: Candidate, context: ReadContext): Promise<ToldSide | null> {
  const told: ToldFile | null = await readFound(candidate, context);
  return told?.found.kind === 'single' ? { side: told.found.side, tell: told.tell } : null;
}

/** The reference is named; what holds the same sentences is predicted. */
async function predictionsFor(
  reference: ReadSide,
  singles: readonly Candidate[],
  context: ReadContext,
): Promise<readonly SidePair[]> {
  const called = singles.filter(({ role }) => role === 'predicted');
  const pairs: SidePair[] = [];
  for (const candidate of called.length > 0 ? called : singles) {
    const told = await readSingle(candidate, context);
    if (told === null || !isFitting(fitOf(reference, told.side))) continue;
    told.tell();
    pairs.push({ reference, predicted: told.side });
  }
  if (pairs.length === 0)
    if (context.options.runsData !== true)
      context.assume(`No predictions were found for ${reference.file}; name them with --predictions FILE.`);
  return pairs;
}

async function pairSingles(
  singles: readonly Candidate[],
  context: ReadContext,
): Promise<readonly SidePair[]> {
  const [only] = singles;
  if (singles.length === 1 && only?.role === 'predicted') lonely(only.path, context);
  if (singles.length < 2) return [];
  const { references, predictions } = rolesOf(singles);
  if (predictions.length === 0) {
    await askWhich(references, context);
    return [];
  }
  const read = await readReferences(references, context);
  const pairs: SidePair[] = [];
  for (const candidate of predictions) {
    const told = await readSingle(candidate, context);
    if (told === null) continue;
    const pair = bestReference(told.side, read, context);
    if (pair === null) continue;
    told.tell();
    pairs.push(pair);
  }
  return pairs;
}

/** Two files of the same sentences whose names say nothing are a question; other data is passed over. */
async function askWhich(candidates: readonly Candidate[], context: ReadContext): Promise<void> {
  const unclear = candidates.filter(({ role }) => role === 'unknown');
  const other = candidates.filter(({ role }) => role === 'reference');
  const [a, b] =
    unclear.length === 2 ? unclear : unclear.length === 1 && other.length === 1 ? [...other, ...unclear] : [];
  if (a === undefined || b === undefined || stem(a.path) === stem(b.path)) return;
  if (a.file.bytes + b.file.bytes > MOST_ASKED_BYTES) return;
  const [one, two] = [await readSingle(a, context), await readSingle(b, context)];
  if (one === null || two === null || !isFitting(fitOf(one.side, two.side))) return;
  context.assume(
    `${a.path} and ${b.path} hold tags of the same sentences, and their names do not say which holds predictions; name them with --reference FILE --predictions FILE.`,
  );
}

/** The same name with another ending is the same data in another form. */
const stem = (path: string): string => path.replace(/\.\w+$/, '');

/** The same mentions at the same places, whatever the two files look like: either will do. */
function sameMentions(one: ReadSide, two: ReadSide): boolean {
  const { reference: a, predicted: b } = decodePair(one, two);
  return (
    a.start.length === b.start.length &&
    a.start.every(
      (start, i) =>
        start === b.start[i] &&
        a.end[i] === b.end[i] &&
        a.type[i] === b.type[i] &&
        a.sentence[i] === b.sentence[i],
    )
  );
}

/** The reference whose sentences the predictions repeat; the nearest of several; a question when two are as good. */
function bestReference(
  predicted: ReadSide,
  references: readonly ToldSide[],
  context: ReadContext,
): SidePair | null {
  const fitting = references
    .map((told) => ({
      told,
      fit: fitOf(told.side, predicted),
      near: nearness(predicted.file, told.side.file),
    }))
    .filter(({ fit }) => isFitting(fit))
    .sort((a, b) => b.fit.share - a.fit.share || b.near - a.near);
  const [best, next] = fitting;
  if (best === undefined) {
    lonely(predicted.file, context, references.length);
    return null;
  }
  const { file } = best.told.side;
  const tied = next !== undefined && next.fit.share === best.fit.share && next.near === best.near;
  if (tied && !sameMentions(best.told.side, next.told.side)) {
    context.assume(
      `${predicted.file}: ${file} and ${next.told.side.file} hold the same sentences; say which is the reference with --reference FILE.`,
    );
    return null;
  }
  best.told.tell();
  const why = best.fit.byText
    ? 'the same sentences'
    : 'sentences of the same lengths; one of them holds no words to compare';
  if (references.length > 1 || !best.fit.byText)
    context.assume(`${predicted.file}: ${file} was taken for its reference (${why}).`);
  return { reference: best.told.side, predicted };
}

function lonely(path: string, context: ReadContext, others = 0): void {
  const why =
    others === 0 ? 'no file with references lies beside it' : 'no file here holds the same sentences';
  context.assume(
    `${path} holds predicted tags of tokens, and ${why}, so no score can be computed; name the reference with --reference FILE.`,
  );
}

/** The nearest training file; what was seen in training is told from it. */
async function trainSide(
  candidates: readonly Candidate[],
  pair: SidePair,
  context: ReadContext,
): Promise<ReadSide | null> {
  const near = (path: string): number => nearness(pair.reference.file, path);
  const [first] = candidates
    .filter(({ file }) => file.bytes <= MOST_TRAIN_BYTES)
    .sort((a, b) => near(b.path) - near(a.path));
  const told = first === undefined ? null : await readSingle(first, context);
  if (first === undefined || told === null) return null;
  context.assume(`${first.path} was taken for the training data: what was seen in training is told from it.`);
  context.found({ file: first.path, reader: 'entities', found: 'sentences of the training data' });
  const { types, reference } = decodePair(told.side, told.side);
  return { ...told.side, role: 'reference', types, mentions: reference };
}
