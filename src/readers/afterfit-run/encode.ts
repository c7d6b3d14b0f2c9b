import type { Run } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import { serialiseMultiLabelSet, serialisePredictionSet } from '../../predictions/index.ts';
import { encodeEntitySet } from './entity-sets.ts';
import { encodeResources } from './resources.ts';

/** JSON has no NaN and no infinities; both are evidence, so they are written as strings. */
const number = (value: number): number | string =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';

const numbers = (values: Float64Array | null): (number | string)[] | null =>
  values === null ? null : Array.from(values, number);

const encodeSeries = (series: Series) => ({
  ...series,
  step: numbers(series.step),
  epoch: numbers(series.epoch),
  time: numbers(series.time),
  value: numbers(series.value),
});

/** Where the file cannot be read any more, the run has no training texts. */
async function encodeTrainTexts(from: Run['trainTexts']): Promise<unknown> {
  if (from === null) return null;
  const { file, rows, columns } = from;
  return from.read().then(
    ({ texts, labels }) => ({ file, rows, columns, texts, labels }),
    () => null,
  );
}

/** One run as plain JSON: arrays of numbers as lists, prediction sets by their own columnar form. */
export async function encodeRun(run: Run, texts: boolean): Promise<unknown> {
  const predictions: unknown[] = [];
  for (const set of run.predictions) predictions.push(await serialisePredictionSet(set, { texts }));
  return {
    ...run,
    series: run.series.map(encodeSeries),
    finalValues: run.finalValues.map((entry) => ({ ...entry, value: number(entry.value) })),
    predictions,
    multiLabelSets: (run.multiLabelSets ?? []).map((set) => serialiseMultiLabelSet(set, { texts })),
    entitySets: (run.entitySets ?? []).map((set) => encodeEntitySet(set, texts)),
    trainEntities: null,
    resources: encodeResources(run.resources, numbers),
    trainTexts: texts ? await encodeTrainTexts(run.trainTexts) : null,
    probes: run.probes.map(({ key, scores }) => ({ key, scores: scores.map(numbers) })),
  };
}
