import type { Known } from '../model/known.ts';
import type { RunFragment } from '../model/reader.ts';
import type { Run } from '../model/run.ts';
import { isInside } from '../readers/hf-trainer/layout.ts';
import { matchLabels } from '../text/label-match.ts';
import { formatCount } from '../text/numbers.ts';

/** A run together with the folder that its files lie in. */
interface Placed {
  readonly root: string;
  run: Run;
}

/** A training file is no run of its own and adds nothing but a size, the counts of its labels and its texts. */
export const isTrainingData = ({ role, reader, run }: RunFragment): boolean =>
  role === 'addition' &&
  reader === 'predictions' &&
  run.trainSize != null &&
  (run.predictions?.length ?? 0) === 0;

const isGiven = ({ run }: RunFragment): boolean => run.trainSize?.origin === 'given';

/** A log that counts so much more examples than the file has rows was trained on something else. */
const LARGER = 1.05;

/**
 * Gives training data to runs. A file named by the user goes to every run whose folder encloses it, else to all. A file
 * that was only found goes to the run that encloses it most closely, or to the only run, and only when nothing about that
 * run speaks against it: another task, labels of another model, or more training examples than the file has.
 */
export function placeTrainingData(fragments: readonly RunFragment[], placed: readonly Placed[]): void {
  const files = fragments.filter(isTrainingData);
  for (const file of files.filter(isGiven)) {
    const path = file.run.files[0] ?? '';
    // A file from elsewhere lies at the top of the source, where every path would enclose it.
    const enclosing = path.includes('/') ? placed.filter(({ root }) => isInside(path, root)) : [];
    for (const target of enclosing.length > 0 ? enclosing : placed)
      target.run = withGivenData(target.run, file);
  }
  const found = new Map<Placed, RunFragment[]>();
  for (const file of files.filter((one) => !isGiven(one))) {
    const enclosing = placed
      .filter(({ root }) => isInside(file.root, root))
      .sort((a, b) => b.root.length - a.root.length);
    const target = enclosing[0] ?? (placed.length === 1 ? placed[0] : undefined);
    // Several runs of one folder share its data.
    const same = target === undefined ? [] : placed.filter(({ root }) => root === target.root);
    for (const one of same) if (isPlausible(one.run, file)) found.set(one, [...(found.get(one) ?? []), file]);
  }
  for (const [target, candidates] of found) {
    const [first] = candidates;
    // Two files that say different things are not chosen between.
    if (first !== undefined && candidates.every((one) => sameCounts(one, first)))
      target.run = withFoundData(target.run, first);
  }
}

function isPlausible(run: Run, file: RunFragment): boolean {
  const labels = file.run.trainLabels?.value.labels ?? [];
  if (run.trainLabels !== null) return false;
  if (run.task !== null && run.task.value !== 'text-classification') return false;
  if (run.model.problemType === 'regression' || run.model.problemType === 'multi_label_classification')
    return false;
  const vocabularies =
    run.model.labels === null ? run.predictions.map((set) => set.labels) : [run.model.labels];
  if (vocabularies.some((known) => matchLabels(labels, known) === null)) return false;
  const rows = file.run.trainSize?.value ?? 0;
  return run.trainSize === null || run.trainSize.value <= LARGER * rows;
}

const sameCounts = (a: RunFragment, b: RunFragment): boolean =>
  JSON.stringify(a.run.trainLabels?.value) === JSON.stringify(b.run.trainLabels?.value);

const withFiles = (run: Run, file: RunFragment): readonly string[] => [
  ...new Set([...run.files, ...file.run.files]),
];

function withFoundData(run: Run, { run: file, ...rest }: RunFragment): Run {
  return {
    ...run,
    trainSize: run.trainSize ?? file.trainSize ?? null,
    trainLabels: file.trainLabels ?? null,
    trainTexts: file.trainTexts ?? null,
    files: withFiles(run, { run: file, ...rest }),
  };
}

/**
 * The user's file says how many examples there were, unless the trainer wrote down another number: a part of the file may
 * have been held back, and what was trained on is what counts.
 */
function withGivenData(run: Run, file: RunFragment): Run {
  const size = file.run.trainSize ?? null;
  const contradicted =
    size !== null && run.trainSize?.origin === 'stated' && run.trainSize.value !== size.value;
  const filled = {
    ...run,
    trainLabels: file.run.trainLabels ?? run.trainLabels,
    trainTexts: file.run.trainTexts ?? run.trainTexts,
    // What was counted in a saved run was counted without these texts.
    textMeasures: file.run.trainTexts == null ? run.textMeasures : null,
    files: withFiles(run, file),
  };
  if (size === null) return filled;
  if (contradicted && run.trainSize !== null) {
    const text = `${run.trainSize.from} says ${formatCount(run.trainSize.value)} training examples, ${size.from} has ${formatCount(size.value)} rows; the former was used as the size. --train-size N overrides both.`;
    return { ...filled, notes: [...run.notes, { kind: 'train-data-size', text }] };
  }
  // What the log states and the file confirms stays known from the log.
  const known = run.trainSize?.origin === 'stated' ? run.trainSize : size;
  return { ...filled, trainSize: known, notes: withoutDerivedSize(run.notes, 'training') };
}

/** The notes without the one on a size that was worked out: a given size needs no such word. */
export const withoutDerivedSize = (notes: Run['notes'], of: 'training' | 'validation'): Run['notes'] =>
  notes.filter(({ kind, text }) => kind !== 'derived-size' || !text.includes(`${of} examples`));

/** What was taken for training data without having been named, for the user. */
export function trainingSentences(
  runs: readonly Run[],
  fragments: readonly RunFragment[],
): readonly string[] {
  const counts = (size: Known<number>, labels: number): string =>
    `${formatCount(size.value)} rows, ${formatCount(labels)} labels`;
  return fragments
    .filter((file) => isTrainingData(file) && !isGiven(file))
    .map(({ run: file }) => {
      const path = file.files[0] ?? file.title;
      const what = counts(file.trainSize!, file.trainLabels?.value.labels.length ?? 0);
      return runs.some((run) => run.trainLabels?.from === path)
        ? `${path}: taken as training data: ${what}.`
        : `${path}: ${what}; not taken as training data, since ${runs.length === 0 ? 'there is no run' : runs.length === 1 ? "it does not fit this run's labels or size, or another file says otherwise" : 'it fits none of the runs, or another file says otherwise'}. Name it with --train-data if it is.`;
    });
}
