import type { ProbeAnswer } from '../../model/outcome.ts';
import type { Run } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { InputEntry, InputProblem } from '../../model/source.ts';
import { restoreMultiLabelSet, restorePredictionSet } from '../../predictions/index.ts';
import { decodeEntitySet } from './entity-sets.ts';
import { decodeResources } from './resources.ts';

interface SavedRuns {
  readonly format: 'afterfit-run';
  readonly version: 1;
  readonly runs: readonly Record<string, unknown>[];
  readonly read: readonly InputEntry[];
  readonly unreadable: readonly InputProblem[];
  readonly assumptions: readonly string[];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isSavedRuns = (value: unknown): value is SavedRuns =>
  isRecord(value) &&
  value.format === 'afterfit-run' &&
  value.version === 1 &&
  Array.isArray(value.runs) &&
  value.runs.every(isRecord) &&
  Array.isArray(value.read) &&
  Array.isArray(value.unreadable) &&
  Array.isArray(value.assumptions);

const fail = (what: string): never => {
  throw new Error(`the saved run has no usable \`${what}\``);
};

function numbers(value: unknown, what: string): Float64Array {
  if (!Array.isArray(value)) return fail(what);
  return Float64Array.from(value, (v: unknown) => (typeof v === 'number' ? v : Number(v)));
}

const optional = (value: unknown, what: string): Float64Array | null =>
  value === null || value === undefined ? null : numbers(value, what);

function decodeSeries(value: unknown): Series {
  if (!isRecord(value) || typeof value.tag !== 'string' || typeof value.quantity !== 'string')
    return fail('series');
  const step = numbers(value.step, 'series/step');
  const decoded = {
    ...value,
    step,
    value: numbers(value.value, 'series/value'),
    epoch: optional(value.epoch, 'series/epoch'),
    time: optional(value.time, 'series/time'),
  } as unknown as Series;
  if (decoded.value.length !== step.length) return fail('series/value');
  return decoded;
}

const list = (value: unknown, what: string): readonly unknown[] =>
  Array.isArray(value) ? value : fail(what);

/** Absent in runs saved before it was known. */
function decodeTrainLabels(value: unknown): Run['trainLabels'] {
  if (value === null || value === undefined) return null;
  const counted = isRecord(value) && isRecord(value.value) ? value.value : null;
  if (counted === null || !isRecord(value) || typeof value.from !== 'string') return fail('trainLabels');
  const { labels, counts } = counted;
  const fits =
    Array.isArray(labels) &&
    Array.isArray(counts) &&
    labels.length === counts.length &&
    labels.every((label) => typeof label === 'string') &&
    counts.every((count) => typeof count === 'number' && count >= 0);
  return fits ? (value as unknown as Run['trainLabels']) : fail('trainLabels');
}

/** Absent in runs saved before it could be given. */
function decodeLabelNoise(value: unknown): Run['labelNoise'] {
  if (value === null || value === undefined) return null;
  const fits =
    isRecord(value) && typeof value.value === 'number' && value.value >= 0 && typeof value.from === 'string';
  return fits ? (value as unknown as Run['labelNoise']) : fail('labelNoise');
}

/** Absent in runs saved before texts were measured; counted again then, from what the file holds. */
function decodeTextMeasures(value: unknown): Run['textMeasures'] {
  if (value === null || value === undefined) return null;
  if (!isRecord(value)) return fail('textMeasures');
  for (const part of ['overlaps', 'lengths'] as const)
    if (!list(value[part], `textMeasures/${part}`).every(isRecord)) return fail(`textMeasures/${part}`);
  return value as unknown as Run['textMeasures'];
}

/** Absent in runs saved before several prediction files were compared; compared then, from what the file holds. */
function decodeVariation(value: unknown): Pick<Run, 'variation'> {
  if (value === undefined || value === null) return value === null ? { variation: null } : {};
  if (!isRecord(value) || typeof value.rows !== 'number') return fail('variation');
  for (const part of ['sets', 'ambiguous'] as const)
    if (!list(value[part], `variation/${part}`).every(isRecord)) return fail(`variation/${part}`);
  return { variation: value as unknown as NonNullable<Run['variation']> };
}

/** Absent in runs saved without texts, and before training texts were saved. */
function decodeTrainTexts(value: unknown): Run['trainTexts'] {
  if (value === null || value === undefined) return null;
  if (!isRecord(value)) return fail('trainTexts');
  const { file, rows, columns, texts, labels } = value;
  const isColumn = (part: unknown): part is readonly (string | null)[] =>
    Array.isArray(part) && part.every((one) => one === null || typeof one === 'string');
  const fits =
    typeof file === 'string' &&
    typeof rows === 'number' &&
    isColumn(columns) &&
    isColumn(texts) &&
    (labels === null || (isColumn(labels) && labels.length === texts.length));
  if (!fits) return fail('trainTexts');
  return {
    file,
    rows,
    columns: columns as readonly string[],
    read: () => Promise.resolve({ texts, labels }),
  };
}

function decodeProbe(value: unknown): ProbeAnswer {
  if (!isRecord(value) || typeof value.key !== 'string') return fail('probes');
  return {
    key: value.key,
    scores: list(value.scores, 'probes/scores').map((row) => numbers(row, 'probes/scores')),
  };
}

/** The run that `encodeRun` wrote. Throws an Error that names the part that does not fit. */
export function decodeRun(value: Record<string, unknown>): Run {
  if (typeof value.id !== 'string' || typeof value.title !== 'string') return fail('id');
  for (const part of ['hyperparameters', 'model', 'selection', 'timing'] as const)
    if (!isRecord(value[part])) return fail(part);
  for (const part of ['seams', 'checkpoints', 'notes', 'files'] as const) list(value[part], part);
  return {
    ...(value as unknown as Run),
    trainLabels: decodeTrainLabels(value.trainLabels),
    trainTexts: decodeTrainTexts(value.trainTexts),
    textMeasures: decodeTextMeasures(value.textMeasures),
    ...decodeVariation(value.variation),
    labelNoise: decodeLabelNoise(value.labelNoise),
    resources: decodeResources(value.resources, numbers),
    series: list(value.series, 'series').map(decodeSeries),
    finalValues: list(value.finalValues, 'finalValues').map((entry) => {
      if (!isRecord(entry)) return fail('finalValues');
      return { ...(entry as unknown as Run['finalValues'][number]), value: Number(entry.value) };
    }),
    predictions: list(value.predictions, 'predictions').map(restorePredictionSet),
    // Absent in runs saved before mentions were read.
    entitySets: list(value.entitySets ?? [], 'entitySets').map(decodeEntitySet),
    trainEntities: null,
    // Absent in runs saved before several labels a row were read.
    multiLabelSets: list(value.multiLabelSets ?? [], 'multiLabelSets').map(restoreMultiLabelSet),
    // Files saved before probes were kept have none.
    probes: list(value.probes ?? [], 'probes').map(decodeProbe),
  };
}
