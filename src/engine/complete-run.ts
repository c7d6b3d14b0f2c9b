import { noHyperparameters, noModel } from '../model/empty.ts';
import type { RunFragment } from '../model/reader.ts';
import { joinResources } from '../model/resources.ts';
import type { Framework, Run, Selection, Timing } from '../model/run.ts';

const noSelection: Selection = {
  metric: null,
  greaterIsBetter: null,
  loadBestAtEnd: null,
  bestValue: null,
  bestCheckpoint: null,
  bestStep: null,
};

const noTiming: Timing = {
  trainSeconds: null,
  trainSamplesPerSecond: null,
  trainStepsPerSecond: null,
  evaluationSeconds: null,
  totalFlos: null,
  tokensSeen: null,
  startedAt: null,
  endedAt: null,
};

const frameworks: ReadonlySet<string> = new Set<Framework>(['hf-trainer', 'keras', 'tensorboard']);

/** A run in which everything that a reader did not say is null or empty. */
export function completeRun({ run, reader, root }: RunFragment): Run {
  const series = run.series ?? [];
  const lastPoint = series.reduce((max, s) => Math.max(max, s.step.at(-1) ?? 0), 0);
  return {
    framework: frameworks.has(reader) ? (reader as Framework) : 'none',
    frameworkVersion: null,
    task: null,
    axis: 'step',
    seams: [],
    lastStep: lastPoint > 0 ? lastPoint : null,
    plannedSteps: null,
    lastEpoch: null,
    hyperparameters: noHyperparameters,
    model: noModel,
    checkpoints: [],
    selection: noSelection,
    trainSize: null,
    trainLabels: null,
    trainTexts: null,
    textMeasures: null,
    labelNoise: null,
    validationSize: null,
    testSize: null,
    timing: noTiming,
    finalValues: [],
    notes: [],
    ...run,
    id: run.id ?? (root || '.'),
    series,
    predictions: run.predictions ?? [],
    multiLabelSets: run.multiLabelSets ?? [],
    entitySets: run.entitySets ?? [],
    trainEntities: run.trainEntities ?? null,
    resources: run.resources ?? null,
    probes: run.probes ?? [],
  };
}

/** What `run` leaves open, taken from `other`. Series, predictions, notes and files are the caller's. */
export function fillGaps(run: Run, other: Run): Run {
  return {
    ...run,
    frameworkVersion: run.frameworkVersion ?? other.frameworkVersion,
    task: run.task ?? other.task,
    lastStep:
      run.lastStep === null || (other.lastStep !== null && other.lastStep > run.lastStep)
        ? other.lastStep
        : run.lastStep,
    plannedSteps: run.plannedSteps ?? other.plannedSteps,
    lastEpoch: run.lastEpoch ?? other.lastEpoch,
    hyperparameters: {
      ...firstKnown(run.hyperparameters, other.hyperparameters),
      raw: { ...other.hyperparameters.raw, ...run.hyperparameters.raw },
    },
    model: firstKnown(run.model, other.model),
    selection: firstKnown(run.selection, other.selection),
    trainSize: run.trainSize ?? other.trainSize,
    trainLabels: run.trainLabels ?? other.trainLabels,
    labelNoise: run.labelNoise ?? other.labelNoise,
    validationSize: run.validationSize ?? other.validationSize,
    testSize: run.testSize ?? other.testSize,
    timing: firstKnown(run.timing, other.timing),
    resources: joinResources(run.resources ?? null, other.resources ?? null),
    finalValues: run.finalValues.length > 0 ? run.finalValues : other.finalValues,
  };
}

function firstKnown<T extends object>(first: T, second: T): T {
  const merged = { ...first };
  for (const key of Object.keys(first) as (keyof T)[]) if (merged[key] === null) merged[key] = second[key];
  return merged;
}
