import type { ReadOptions } from '../../model/reader.ts';
import {
  type Candidate,
  candidate,
  choose,
  couldBeLabels,
  isContinuous,
  sharesLabels,
} from './candidates.ts';
import { isMultiLabel, isTagging } from './labels.ts';
import {
  idColumns,
  isConfidenceName,
  isLabelName,
  isPredictedName,
  isReferenceName,
  isSplitName,
  isWordName,
  textColumns,
} from './names.ts';
import { findScores, type ScoreSource } from './scores.ts';
import { splitFromColumn } from './split.ts';
import type { ForeignTable } from './table.ts';

/** Which column is what. `predicted` null: the label of the highest score is the prediction. */
export interface Roles {
  readonly reference: string | null;
  readonly predicted: string | null;
  readonly texts: readonly string[];
  readonly id: string | null;
  readonly split: string | null;
  /** A probability without a class: of the predicted label, or of class 1. */
  readonly confidence: string | null;
  readonly scores: readonly ScoreSource[];
  /** The reference was found by its values, not by its name. */
  readonly byValues?: boolean;
}

export type Recognition =
  /** References and predictions. */
  | { readonly kind: 'complete'; readonly roles: Roles }
  /** Predictions that lack references. */
  | { readonly kind: 'predictions'; readonly roles: Roles }
  /** Labelled texts without predictions. */
  | { readonly kind: 'dataset'; readonly roles: Roles }
  /** Something that has to be asked or said. */
  | { readonly kind: 'question'; readonly sentence: string }
  /** No classification at all: a problem of the file. */
  | { readonly kind: 'refused'; readonly expected: string; readonly found: string; readonly nextStep: string }
  | { readonly kind: 'nothing' };

type FlagNames = Pick<ReadOptions, 'textColumn' | 'labelColumn' | 'predictionColumn'>;

/** Decides by names first and by values second; two candidates that differ are asked about, never guessed. */
export function recognise(
  table: ForeignTable,
  options: FlagNames,
  configLabels: readonly string[],
  path: string,
): Recognition {
  if (table.rows === 0) return { kind: 'nothing' };
  const flag = (name: string | undefined): string | null =>
    name !== undefined && table.names.includes(name) ? name : null;
  const describe = (name: string): Candidate => candidate(table, name);
  const givenReference = flag(options.labelColumn);
  const givenPredicted = flag(options.predictionColumn);
  const givenText = flag(options.textColumn);

  // A list of numbers under `predictions` is the scores, not several labels.
  const lists = new Set(
    findScores(table, []).flatMap((source) =>
      source.columns.length === 1 && source.count > 1 ? source.columns : [],
    ),
  );
  const namedPredicted = table.names
    .filter((name) => isPredictedName(name) && name !== givenReference && !lists.has(name))
    .map(describe);
  const predictedNow =
    givenPredicted === null ? namedPredicted.filter(couldBeLabels) : [describe(givenPredicted)];
  const strict = table.names
    .filter((name) => isReferenceName(name) && name !== givenPredicted)
    .map(describe)
    .filter(couldBeLabels);
  const loose = table.names
    .filter((name) => isLabelName(name) && name !== givenPredicted)
    .map(describe)
    .filter(couldBeLabels);
  let references: readonly Candidate[] =
    givenReference === null ? [...strict, ...loose] : [describe(givenReference)];
  let predictions: readonly Candidate[] = predictedNow;

  const confidence =
    table.names.find(
      (name) => isConfidenceName(name) && name !== givenPredicted && name !== givenReference,
    ) ?? null;
  // `true_label, label, score`: what a pipeline wrote next to the reference.
  if (
    predictions.length === 0 &&
    givenReference === null &&
    strict.length === 1 &&
    loose.length === 1 &&
    confidence !== null
  ) {
    references = strict;
    predictions = loose;
  }
  let byValues: string | null = null;
  if (references.length === 0 && predictions.length === 1) {
    const used = new Set([
      predictions[0]!.name,
      ...(confidence === null ? [] : [confidence]),
      ...textColumns(table.names),
    ]);
    const others = table.names.filter((name) => !used.has(name) && !lists.has(name)).map(describe);
    references = others.filter((other) => sharesLabels(other, predictions[0]!));
    byValues = references.length === 1 ? references[0]!.name : null;
    if (references.length > 1) return ask('references', references, '--label-column');
  }
  const labelNames = new Set([
    ...configLabels,
    ...references.flatMap((c) => [...c.column.counts.keys()]),
    ...predictions.flatMap((c) => [...c.column.counts.keys()]),
  ]);
  const taken = new Set([...references, ...predictions].map((one) => one.name));
  const scores = findScores(table, labelNames.size > 1000 ? [] : [...labelNames]).filter(
    (source) => !source.columns.some((name) => taken.has(name)),
  );
  const referenceChoice = choose(references, table);
  const predictedChoice = choose(predictions, table);

  if (
    predictions.length > 0 &&
    references.length > 0 &&
    table.names.some(isWordName) &&
    textColumns(table.names).length === 0
  ) {
    return said('one row a word (token classification), which is not judged yet; no score was computed');
  }
  // Columns that are named for it but hold no class: lists, tags, too many values.
  const clash = refuseByValues(
    table,
    namedPredicted,
    [...strict, ...loose],
    referenceChoice,
    predictedChoice,
    givenReference,
  );
  if (clash !== null) return clash;

  if (
    predictedChoice === 'several' &&
    (referenceChoice !== null || predictions.length === table.names.length)
  ) {
    return referenceChoice === null
      ? { kind: 'nothing' }
      : ask('predictions', predictions, '--prediction-column');
  }
  if (referenceChoice === 'several') {
    const hasPredictions = predictedChoice !== null || scores.some((source) => source.named);
    return hasPredictions ? ask('references', references, '--label-column') : { kind: 'nothing' };
  }
  const texts =
    givenText === null ? textColumns(table.names.filter((name) => !taken.has(name))) : [givenText];
  const roles: Roles = {
    reference: referenceChoice?.name ?? null,
    predicted: predictedChoice === 'several' ? null : (predictedChoice?.name ?? null),
    texts,
    id:
      idColumns(table.names).find(
        (name) => !taken.has(name) && !texts.includes(name) && isScalarColumn(table, name),
      ) ?? null,
    split:
      table.names.find(
        (name) => isSplitName(name) && !taken.has(name) && splitFromColumn(name, table.column(name)) !== null,
      ) ?? null,
    confidence,
    byValues: byValues !== null,
    scores,
  };
  // Without a predicted column only a table of examples counts: tables of metrics have `score_…` columns too.
  const examples = texts.length > 0 || looksLikePredictions(path);
  const named = scores.some((source) => source.named && source.count > 1) && examples;
  if (roles.reference !== null && (roles.predicted !== null || named)) return { kind: 'complete', roles };
  if (roles.reference !== null && confidence !== null && isShare(table.column(confidence))) {
    if (givenReference !== null || strict.some((one) => one.name === roles.reference)) {
      return { kind: 'complete', roles: { ...roles, predicted: confidence, confidence: null } };
    }
    if (looksLikePredictions(path)) {
      return said(
        `\`${roles.reference}\` next to \`${confidence}\` may be the reference or the prediction; name it with --label-column or --prediction-column`,
      );
    }
  }
  if (roles.reference === null && (roles.predicted !== null || named)) {
    return predictedChoice === 'several' ? { kind: 'nothing' } : { kind: 'predictions', roles };
  }
  return roles.reference === null ? { kind: 'nothing' } : { kind: 'dataset', roles };
}

/** File names under which people save what a model said. */
const looksLikePredictions = (path: string): boolean =>
  /(pred|eval|infer|output|result|submission)/i.test(path.slice(path.lastIndexOf('/') + 1));

function isShare(cells: readonly unknown[]): boolean {
  const values = cells
    .slice(0, 1000)
    .filter((cell) => cell !== null && cell !== '')
    .map(Number);
  return (
    values.length > 0 &&
    values.every((value) => value >= 0 && value <= 1) &&
    values.some((value) => !Number.isInteger(value))
  );
}

function ask(what: string, candidates: readonly Candidate[], flag: string): Recognition {
  const names = candidates.map(({ name }) => `\`${name}\``).join(' and ');
  return { kind: 'question', sentence: `${names} could each be the ${what}; name one with ${flag}` };
}

function refuseByValues(
  table: ForeignTable,
  predicted: readonly Candidate[],
  reference: readonly Candidate[],
  referenceChoice: Candidate | 'several' | null,
  predictedChoice: Candidate | 'several' | null,
  givenReference: string | null,
): Recognition | null {
  const otherReferences = table.names
    .filter(
      (name) =>
        (isReferenceName(name) || isLabelName(name) || name === givenReference) &&
        !reference.some((c) => c.name === name),
    )
    .map((name) => candidate(table, name));
  const left =
    referenceChoice !== null && referenceChoice !== 'several' ? referenceChoice : otherReferences[0];
  const right = predictedChoice !== null && predictedChoice !== 'several' ? predictedChoice : predicted[0];
  if (left === undefined || right === undefined) return null;
  if (isTagging(left.column) || isTagging(right.column)) {
    return said(
      `\`${left.name}\` and \`${right.name}\` hold tags of words (token classification), which is not judged yet; no score was computed`,
    );
  }
  if (left.column.structured > 0 || right.column.structured > 0 || isMultiLabel(left.column, right.column)) {
    return said(
      `\`${left.name}\` and \`${right.name}\` hold lists, objects or several labels a row (multi-label) in a way that could not be read as labels; no score was computed. If another column holds the label, name it with --label-column or --prediction-column`,
    );
  }
  for (const { name, column } of [left, right]) {
    if (!column.tooMany || isContinuous(column)) continue;
    return {
      kind: 'refused',
      expected: 'at most 1,000 labels',
      found: `more than 1,000 different values in \`${name}\`, which is text or a count and not a class`,
      nextStep: 'name the right columns with --label-column and --prediction-column',
    };
  }
  return null;
}

const said = (sentence: string): Recognition => ({ kind: 'question', sentence });

function isScalarColumn(table: ForeignTable, name: string): boolean {
  const first = table.column(name).find((cell) => cell !== null);
  return typeof first === 'string' || typeof first === 'number';
}
