import type { Known } from '../../model/known.ts';
import type { PredictionSet } from '../../model/predictions.ts';
import type { Split } from '../../model/series.ts';
import { MISSING, type PredictionColumns } from '../../predictions/columns.ts';
import { argmax, type Scores } from '../../predictions/scores.ts';
import { formatCount } from '../../text/numbers.ts';
import { alignLabels, type ClassNames, isHidden, sample } from './align.ts';
import { bySplit } from './by-split.ts';
import { isContinuous } from './candidates.ts';
import { differentVocabularies, onlyMistakes, rowSentences } from './checks.ts';
import { binaryScores, readConfidence } from './confidence.ts';
import { describeLabels, type LabelColumn } from './labels.ts';
import type { Roles } from './recognise.ts';
import { chooseScores } from './score-choice.ts';
import { cellText, extraColumns, joinTexts } from './subsets.ts';
import type { ForeignTable } from './table.ts';

export interface Assembly {
  readonly sets: readonly PredictionSet[];
  /** What was taken for what. */
  readonly sentences: readonly string[];
}

/** Nothing was built; the sentence says why or asks. */
export interface AssemblyRefusal {
  readonly question: string;
}

export interface AssemblyContext {
  readonly path: string;
  readonly split: Known<Split> | null;
  /** Named by a flag: then a file of nothing but mistakes is believed. */
  readonly given: boolean;
  readonly config: readonly ClassNames[];
}

/** Prediction sets of a table whose roles are known; one per value of a split column. */
export function assemble(
  table: ForeignTable,
  roles: Roles,
  context: AssemblyContext,
): Assembly | AssemblyRefusal {
  const referenceCells = table.column(roles.reference!);
  const reference = describeLabels(referenceCells);
  if (reference.counts.size === 0 || [...reference.counts.keys()].every(isHidden)) {
    return {
      question: `every reference in \`${roles.reference}\` is hidden or missing (−1, as in the test sets of GLUE), so no score can be computed; add the labels with --reference FILE`,
    };
  }
  if (isContinuous(reference)) {
    return {
      question: `\`${roles.reference}\` holds numbers with fractions (regression), which is not judged as a classification; no score was computed`,
    };
  }
  const predictedCells = roles.predicted === null ? null : table.column(roles.predicted);
  const predicted = predictedCells === null ? null : describeLabels(predictedCells);
  const built =
    predicted !== null && isContinuous(predicted)
      ? fromBinaryScore(table, roles, reference, context)
      : fromLabels(table, roles, reference, predicted, context);
  if ('question' in built) return built;
  const mistakes = context.given ? null : onlyMistakes(built.columns);
  if (mistakes !== null) return { question: mistakes };
  return {
    sets: bySplit(table, roles, built.columns),
    sentences: [...built.sentences, ...rowSentences(built.columns, reference)],
  };
}

interface Built {
  readonly columns: PredictionColumns;
  readonly sentences: readonly string[];
}

function fromLabels(
  table: ForeignTable,
  roles: Roles,
  reference: LabelColumn,
  predicted: LabelColumn | null,
  context: AssemblyContext,
): Built | AssemblyRefusal {
  const described = predicted === null ? [reference] : [reference, predicted];
  const unlike =
    predicted === null ? null : differentVocabularies(roles, reference, predicted, context.config);
  if (unlike !== null) return { question: unlike };
  const predictedCells = roles.predicted === null ? null : table.column(roles.predicted);
  const choice = chooseScores(table, roles.scores, described, predictedCells, context.config);
  if ('refused' in choice) return { question: `${choice.refused}; no score was computed` };
  const { alignment } = choice;
  if (alignment.labels.length > 1000)
    return { question: `${formatCount(alignment.labels.length)} labels are too many for a classification` };
  let { scores } = choice;
  const sentences = [...choice.sentences];
  if (roles.byValues)
    sentences.push(
      `\`${roles.reference}\` was taken as the reference because it holds the same labels as \`${roles.predicted}\``,
    );
  if (alignment.note !== null) sentences.push(alignment.note);
  const codes =
    predictedCells === null
      ? argmaxCodes(scores, table.rows)
      : Int16Array.from(predictedCells, alignment.codeOf);
  if (codes === null) {
    return {
      question:
        choice.sentences.at(-1) ??
        `no column holds predicted labels and the scores could not be matched to the labels (${sample(alignment.labels)}); name the column with --prediction-column`,
    };
  }
  let confidence: Float32Array | null = null;
  let confidenceNote: string | null = null;
  if (scores === null && roles.confidence !== null && roles.confidence !== roles.predicted) {
    const found = readConfidence(table.column(roles.confidence), codes, alignment.labels.length);
    if (found.kind === 'of-predicted') {
      confidence = found.values;
      confidenceNote = `\`${roles.confidence}\` was taken as the probability of the predicted label`;
    } else if (found.kind === 'of-second') {
      scores = found.scores;
      confidenceNote = `\`${roles.confidence}\` was taken as the probability of ${alignment.labels[1]}`;
    }
  }
  if (confidenceNote !== null) sentences.push(confidenceNote);
  const used = [
    ...scoreColumns(roles, choice.description),
    ...(confidenceNote === null ? [] : [roles.confidence!]),
  ];
  const scoreText = choice.description ?? (scores !== null ? roles.confidence : null);
  return finish(table, roles, context, {
    labels: alignment.labels,
    referenceOf: alignment.codeOf,
    codes,
    scores,
    confidence,
    used,
    scoreText,
    sentences,
  });
}

/** `target, prob` with prob in 0…1: the side of one half is the prediction. */
function fromBinaryScore(
  table: ForeignTable,
  roles: Roles,
  reference: LabelColumn,
  context: AssemblyContext,
): Built | AssemblyRefusal {
  const name = roles.predicted!;
  const aligned = alignLabels(
    [reference],
    null,
    context.config.filter((source) => source.names.length === 2),
  );
  const values = table.column(name).map((cell) => (cell === null || cell === '' ? Number.NaN : Number(cell)));
  const labels = 'refused' in aligned ? [] : aligned.labels.length === 1 ? ['0', '1'] : aligned.labels;
  const ids = [...reference.counts.keys()].every(
    (label) => ['0', '1', 'True', 'False', 'LABEL_0', 'LABEL_1'].includes(label) || isHidden(label),
  );
  const scores = labels.length === 2 && ids ? binaryScores(values, 1) : null;
  if ('refused' in aligned || scores === null) {
    return {
      question: `\`${name}\` holds numbers with fractions, which are no labels, and not probabilities of one of two classes 0 and 1 either; name the column of predicted labels with --prediction-column`,
    };
  }
  const codes = Int16Array.from(values, (value) => (Number.isNaN(value) ? MISSING : value >= 0.5 ? 1 : 0));
  const referenceOf = (cell: unknown): number => {
    const code = aligned.codeOf(cell);
    return code === MISSING || aligned.labels.length === 2 ? code : labels.indexOf(aligned.labels[code]!);
  };
  const sentences = [
    `\`${name}\` was taken as the probability of ${labels[1]}, and as a prediction of it from 0.5 on`,
  ];
  return finish(table, roles, context, {
    labels,
    referenceOf,
    codes,
    scores,
    confidence: null,
    used: [name],
    scoreText: name,
    sentences,
  });
}

interface Parts {
  readonly labels: readonly string[];
  referenceOf(cell: unknown): number;
  readonly codes: Int16Array;
  readonly scores: Scores | null;
  readonly confidence: Float32Array | null;
  readonly used: readonly string[];
  readonly scoreText: string | null;
  readonly sentences: readonly string[];
}

function finish(table: ForeignTable, roles: Roles, context: AssemblyContext, parts: Parts): Built {
  const used = new Set([...parts.used, ...roles.texts]);
  // With scores of every label a lone confidence says nothing more.
  const confidence = parts.scores === null ? null : roles.confidence;
  for (const name of [roles.reference, roles.predicted, roles.id, roles.split, confidence]) {
    if (name !== null) used.add(name);
  }
  const extra = extraColumns(table, used);
  const columns = takenFor(roles, parts.scoreText, parts.confidence !== null, [...extra.keys()]);
  return {
    columns: {
      id: context.path,
      file: context.path,
      split: context.split,
      labels: parts.labels,
      reference: Int16Array.from(table.column(roles.reference!), parts.referenceOf),
      predicted: parts.codes,
      scores: parts.scores,
      confidence: parts.confidence,
      texts: joinTexts(table, roles.texts),
      ids: roles.id === null ? null : table.column(roles.id).map(cellText),
      extra,
      columns,
    },
    sentences: parts.sentences,
  };
}

/** What was taken for what, by role. */
export function takenFor(
  roles: Roles,
  scoreText: string | null,
  confidence: boolean,
  extra: readonly string[],
): Readonly<Record<string, string>> {
  const columns: Record<string, string> = Object.create(null);
  columns.reference = roles.reference!;
  columns.predicted = roles.predicted ?? `highest of ${scoreText}`;
  if (roles.texts.length > 0) columns.text = roles.texts.join(' ‖ ');
  if (scoreText !== null) columns.scores = scoreText;
  else if (confidence) columns.confidence = roles.confidence!;
  if (roles.id !== null) columns.id = roles.id === '' ? 'first column' : roles.id;
  if (roles.split !== null) columns.split = roles.split;
  if (extra.length > 0) columns.subsets = extra.join(', ');
  return columns;
}

function argmaxCodes(scores: Scores | null, rows: number): Int16Array | null {
  return scores === null ? null : Int16Array.from({ length: rows }, (_, row) => argmax(scores, row));
}

/** The chosen columns, and any others whose names say score: no subset can be made of them. */
export const scoreColumns = (roles: Roles, description: string | null): readonly string[] =>
  roles.scores.flatMap((source) =>
    source.description === description || (source.named && source.count > 1) ? source.columns : [],
  );
