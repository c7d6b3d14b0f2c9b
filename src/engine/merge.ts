import { given } from '../model/known.ts';
import type { ReadOptions, RunFragment } from '../model/reader.ts';
import type { Note, Run } from '../model/run.ts';
import { comparePaths, isInside } from '../readers/hf-trainer/layout.ts';
import { formatCount } from '../text/numbers.ts';
import { typesOfTags } from '../text/tags/index.ts';
import { completeRun, fillGaps } from './complete-run.ts';
import { withGivenMachine } from './given-machine.ts';
import { addSeries, compareSeries, isSameTraining } from './merge-series.ts';
import { isTrainingData, placeTrainingData, withoutDerivedSize } from './training-data.ts';

interface Placed {
  readonly root: string;
  readonly reader: string;
  run: Run;
}

/**
 * Puts the fragments of all readers together into runs, in the order of their paths.
 *
 * An owner is a run; owners of the same folder whose values agree (a Keras history as JSON and as CSV) are one. A log
 * (TensorBoard) joins the run whose values it repeats, adding wall times and what that run lacks; otherwise it is a run
 * of its own. Predictions join the run whose folder encloses them most closely, and so do training data. Predictions of several
 * checkpoints without a log are one run, unless the user named the folders one by one (`apart`).
 */
export function mergeFragments(
  fragments: readonly RunFragment[],
  options: ReadOptions = {},
  apart = false,
): Run[] {
  const owners: Placed[] = [];
  for (const fragment of inOrder(fragments.filter((f) => f.role === 'owner'))) placeOwner(fragment, owners);
  const logs: Placed[] = [];
  const additions = inOrder(fragments.filter((f) => f.role === 'addition' && !isTrainingData(f)));
  for (const fragment of additions.filter((f) => !holdsPredictions(f))) placeLog(fragment, owners, logs);
  const placed = [...owners, ...logs].sort((a, b) => comparePaths(a.root, b.root));
  const loose: Placed[] = [];
  for (const fragment of additions.filter(holdsPredictions)) placePredictions(fragment, placed, loose, apart);
  const all = [...placed, ...loose];
  placeTrainingData(fragments, all);
  return withUniqueIds(all.map(({ run }) => withGivenSizes(run, options)));
}

/** Classes of examples or mentions in sentences, with references. */
const holdsPredictions = ({ run }: RunFragment): boolean =>
  (run.predictions?.length ?? 0) > 0 ||
  (run.entitySets?.length ?? 0) > 0 ||
  (run.multiLabelSets?.length ?? 0) > 0;

/** By path; fragments of one folder stay in their reader's order, which puts the run that owns the folder first. */
const inOrder = (fragments: readonly RunFragment[]): readonly RunFragment[] =>
  [...fragments].sort((a, b) => comparePaths(a.root, b.root));

function placeOwner(fragment: RunFragment, owners: Placed[]): void {
  const run = completeRun(fragment);
  // The Trainer reader and saved runs have told their runs apart already.
  const mayMeet = fragment.reader !== 'hf-trainer' && fragment.reader !== 'afterfit-run';
  const same = mayMeet
    ? owners.find((o) => o.root === fragment.root && o.reader === fragment.reader && isCopy(o.run, run))
    : undefined;
  if (!same) {
    owners.push({ root: fragment.root, reader: fragment.reader, run });
    return;
  }
  const { series } = addSeries(same.run.series, run.series, true);
  same.run = {
    ...fillGaps(same.run, run),
    series,
    notes: unite(same.run.notes, run.notes),
    predictions: [...same.run.predictions, ...run.predictions],
    ...withEntities(same.run, run),
    ...withMultiLabel(same.run, run),
    files: [...new Set([...same.run.files, ...run.files])],
  };
}

function isCopy(a: Run, b: Run): boolean {
  const { compared, agreeing } = compareSeries(a.series, b.series);
  return compared > 0 && agreeing === compared;
}

function placeLog(fragment: RunFragment, owners: readonly Placed[], logs: Placed[]): void {
  const run = completeRun(fragment);
  const enclosing = owners
    .filter((o) => isInside(fragment.root, o.root))
    .sort((a, b) => b.root.length - a.root.length);
  let best: { owner: Placed; agreeing: number; consistent: boolean } | null = null;
  for (const owner of [...enclosing, ...owners.filter((o) => !enclosing.includes(o))]) {
    const agreement = compareSeries(owner.run.series, run.series);
    // A log from elsewhere must prove more: three values, not one.
    const enough = enclosing.includes(owner) || agreement.agreeing >= 3;
    if (!enough || !isSameTraining(agreement) || (best && agreement.agreeing <= best.agreeing)) continue;
    best = { owner, agreeing: agreement.agreeing, consistent: agreement.agreeing === agreement.compared };
  }
  const [nearest] = enclosing;
  if (!best && nearest && (run.series.length === 0 || nearest.run.series.length === 0)) {
    best = { owner: nearest, agreeing: 0, consistent: true };
  }
  // A log of the machine that lies beside the only run is that run's.
  const only = owners.length === 1 ? owners[0] : undefined;
  if (!best && only !== undefined && run.series.length === 0 && run.resources != null)
    best = { owner: only, agreeing: 0, consistent: true };
  // A training that ran out of memory may have left nothing else.
  const died = owners.length === 0 && (run.resources?.outOfMemory.length ?? 0) > 0;
  if (best) join(best.owner, run, best.consistent);
  else if (run.series.length > 0 || died) logs.push({ root: fragment.root, reader: fragment.reader, run });
}

function join(owner: Placed, log: Run, consistent: boolean): void {
  const before = owner.run;
  const { series, laterPoints } = addSeries(before.series, log.series, consistent);
  const notes: Note[] = [];
  if (laterPoints > 0 && before.series.length > 0) {
    const rows = laterPoints === 1 ? 'The last row comes' : `The last ${formatCount(laterPoints)} rows come`;
    notes.push({ kind: 'extended-from-log', text: `${rows} from ${log.title}: the saved log ends before.` });
  }
  // The configuration in an event file is that of the base model when training began: its class is often another one.
  const filled = fillGaps(before, { ...log, task: null, model: { ...log.model, architecture: null } });
  owner.run = {
    ...filled,
    lastStep: consistent ? filled.lastStep : before.lastStep,
    lastEpoch: laterPoints > 0 ? latest(before.lastEpoch, log.lastEpoch) : filled.lastEpoch,
    series,
    timing: {
      ...filled.timing,
      startedAt: earlier(before.timing.startedAt, log.timing.startedAt),
      endedAt: later(before.timing.endedAt, log.timing.endedAt),
    },
    notes: unite(before.notes, [...notes, ...log.notes]),
    files: [...new Set([...before.files, ...log.files])],
  };
}

const latest = (a: number | null, b: number | null): number | null =>
  a !== null && b !== null ? Math.max(a, b) : (a ?? b);

type Time = Run['timing']['startedAt'];
const earlier = (a: Time, b: Time): Time => (a && b ? (a.value <= b.value ? a : b) : (a ?? b));
const later = (a: Time, b: Time): Time => (a && b ? (a.value >= b.value ? a : b) : (a ?? b));

function placePredictions(
  fragment: RunFragment,
  placed: readonly Placed[],
  loose: Placed[],
  apart: boolean,
): void {
  const run = completeRun(fragment);
  const enclosing = placed
    .filter((p) => isInside(fragment.root, p.root))
    .sort((a, b) => b.root.length - a.root.length);
  const nearest = enclosing.filter((p) => p.root.length === enclosing[0]?.root.length);
  const byCheckpoint = nearest.find((p) => p.run.checkpoints.some((c) => isInside(fragment.root, c.path)));
  const target = byCheckpoint ?? nearest[0] ?? (placed.length === 1 ? placed[0] : undefined);
  if (target && fits(target.run, run)) {
    const notes: Note[] =
      nearest.length > 0
        ? []
        : [
            {
              kind: 'predictions-joined',
              text: `The predictions in ${run.files[0] ?? run.title} were taken for this run's, since it is the only one here.`,
            },
          ];
    target.run = {
      ...target.run,
      task: target.run.task ?? run.task,
      model: {
        ...target.run.model,
        labels: target.run.model.labels ?? run.model.labels,
        problemType: target.run.model.problemType ?? run.model.problemType,
      },
      predictions: [...target.run.predictions, ...run.predictions],
      ...withEntities(target.run, run),
      ...withMultiLabel(target.run, run),
      notes: unite(target.run.notes, [...run.notes, ...notes]),
      files: [...new Set([...target.run.files, ...run.files])],
    };
    return;
  }
  const root = apart ? fragment.root : aboveCheckpoint(fragment.root);
  const together = loose.find((p) => p.root === root && p.reader === fragment.reader);
  if (together) {
    together.run = {
      ...together.run,
      predictions: [...together.run.predictions, ...run.predictions],
      ...withEntities(together.run, run),
      ...withMultiLabel(together.run, run),
      notes: unite(together.run.notes, run.notes),
      files: [...new Set([...together.run.files, ...run.files])],
    };
  } else
    loose.push({
      root,
      reader: fragment.reader,
      run: root === fragment.root ? run : { ...run, id: root || '.' },
    });
}

/** Predictions of `out/checkpoint-500` and `out/checkpoint-1000` without any log are of one training. */
const aboveCheckpoint = (root: string): string =>
  root.replace(/(^|\/)(checkpoint|ckpt|epoch|step)[-_]?\d+$/i, '');

const withMultiLabel = (run: Run, other: Run): Pick<Run, 'multiLabelSets'> => ({
  multiLabelSets: [...(run.multiLabelSets ?? []), ...(other.multiLabelSets ?? [])],
});

const withEntities = (run: Run, other: Run): Pick<Run, 'entitySets' | 'trainEntities'> => ({
  entitySets: [...(run.entitySets ?? []), ...(other.entitySets ?? [])],
  trainEntities: run.trainEntities ?? other.trainEntities ?? null,
});

/** Predictions of another task, or whose label names are all foreign to the model, are not this run's. */
function fits(run: Run, predictions: Run): boolean {
  if (run.task?.origin === 'stated' && predictions.task && run.task.value !== predictions.task.value)
    return false;
  const names = run.model.labels;
  if (names === null || names.every((name) => /^LABEL_\d+$/.test(name))) return true;
  const known = new Set(names.map((name) => name.toLowerCase()));
  const knownTypes = new Set(typesOfTags(names).map((type) => type.toLowerCase()));
  const shares = (own: readonly string[], among: ReadonlySet<string>): boolean =>
    own.length === 0 || own.some((name) => among.has(name.toLowerCase()));
  const isNamed = (label: string): boolean => !/^(?:LABEL_)?-?\d+(?:\.0)?$/i.test(label);
  return (
    [...predictions.predictions, ...(predictions.multiLabelSets ?? [])].every((set) =>
      shares(set.labels.filter(isNamed), known),
    ) && (predictions.entitySets ?? []).every((set) => shares(set.types.filter(isNamed), knownTypes))
  );
}

function withGivenSizes(read: Run, options: ReadOptions): Run {
  const { trainSize, evalSize, labelNoise } = options;
  const run = withGivenMachine(read, options);
  if (trainSize === undefined && evalSize === undefined && labelNoise === undefined) return run;
  return {
    ...run,
    labelNoise: labelNoise === undefined ? run.labelNoise : given(labelNoise, '--label-noise'),
    trainSize: trainSize === undefined ? run.trainSize : given(trainSize, '--train-size'),
    validationSize: evalSize === undefined ? run.validationSize : given(evalSize, '--eval-size'),
    notes: [
      ...(trainSize === undefined ? [] : ['training' as const]),
      ...(evalSize === undefined ? [] : ['validation' as const]),
    ].reduce(withoutDerivedSize, run.notes),
  };
}

function unite(a: readonly Note[], b: readonly Note[]): readonly Note[] {
  return [...a, ...b.filter((note) => !a.some((known) => known.text === note.text))];
}

function withUniqueIds(runs: readonly Run[]): Run[] {
  const seen = new Map<string, number>();
  return runs.map((run) => {
    const count = (seen.get(run.id) ?? 0) + 1;
    seen.set(run.id, count);
    return count === 1 ? run : { ...run, id: `${run.id}#${count}` };
  });
}
