import type { Known } from '../../model/known.ts';
import type { Split } from '../../model/series.ts';
import { MISSING } from '../../predictions/columns.ts';
import type { Scores } from '../../predictions/scores.ts';
import { type Alignment, alignLabels, isHidden } from '../../readers/predictions/align.ts';
import {
  type AssemblyContext,
  type AssemblyRefusal,
  assemble,
  scoreColumns,
  takenFor,
} from '../../readers/predictions/assemble.ts';
import { isContinuous } from '../../readers/predictions/candidates.ts';
import { differentVocabularies } from '../../readers/predictions/checks.ts';
import { readConfidence } from '../../readers/predictions/confidence.ts';
import { describeCounted, describeLabels, type LabelColumn } from '../../readers/predictions/labels.ts';
import type { Roles } from '../../readers/predictions/recognise.ts';
import { chooseScores } from '../../readers/predictions/score-choice.ts';
import { splitFromColumn } from '../../readers/predictions/split.ts';
import { extraColumns } from '../../readers/predictions/subsets.ts';
import { type ForeignTable, tableOfSome } from '../../readers/predictions/table.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import type { Cell, Database } from './database.ts';
import { HEAD_ROWS, type LargeTable, type Relation, type RelationColumn } from './relation.ts';
import { binaryExpressions, confidenceOf, scoreExpressions } from './score-sql.ts';

/** Codes of labels by the spelling of their cells. */
export interface Spelled {
  readonly expression: string;
  readonly codes: ReadonlyMap<string, number>;
}

/** How every question about a set is put to the database. */
export interface Plan {
  readonly relation: Relation;
  readonly split: Known<Split> | null;
  readonly labels: readonly string[];
  readonly reference: Spelled;
  /** `highest`: the label of the highest score; `half`: one half is the border of a binary score. */
  readonly predicted: Spelled | 'highest' | 'half';
  readonly scores: { readonly kind: Scores['kind']; readonly expressions: readonly string[] } | null;
  /** Expression of a lone confidence of the predicted label. */
  readonly confidence: string | null;
  readonly texts: readonly RelationColumn[];
  readonly id: RelationColumn | null;
  readonly extra: ReadonlyMap<string, RelationColumn>;
  readonly columns: Readonly<Record<string, string>>;
  readonly sentences: readonly string[];
}

let made = 0;

/** Columns become roles by a sample of rows and by all label values, in the same steps as in memory. */
export async function planOf(
  table: LargeTable,
  roles: Roles,
  context: AssemblyContext,
  database: Database,
): Promise<Plan | AssemblyRefusal> {
  const { head } = table;
  const roleColumns = [roles.reference, roles.predicted, roles.id, roles.split, roles.confidence].filter(
    (name) => name !== null,
  );
  const scoreNames = roles.scores.flatMap(({ columns }) => columns);
  const possible = extraColumns(head, new Set([...roleColumns, ...roles.texts]));
  const extraNames = [...possible.keys()].filter((name) => head.names.includes(name));
  const wanted = [...new Set([...roleColumns, ...scoreNames, ...roles.texts, ...extraNames])];
  const relation = await table.relate(wanted, `large${made++}`);
  const column = (name: string): RelationColumn => relation.columns.get(name)!;

  const binary = roles.predicted !== null && isContinuous(describeLabels(head.column(roles.predicted)));
  const { reference: spellings, predicted: predictedSpellings } =
    binary || roles.predicted === null
      ? { reference: await spelled(database, relation, roles.reference!), predicted: null }
      : await spelledPairs(database, relation, roles.reference!, roles.predicted);
  const reference = labelsOf(spellings, column(roles.reference!));
  if (reference.counts.size === 0 || [...reference.counts.keys()].every(isHidden))
    return {
      question: `every reference in \`${roles.reference}\` is hidden or missing, so no score can be computed`,
    };
  if (isContinuous(reference))
    return {
      question: `\`${roles.reference}\` holds numbers with fractions (regression), which is not judged as a classification; no score was computed`,
    };
  const splits = roles.split === null ? null : await spelled(database, relation, roles.split);
  if (splits !== null && splits.size > 1)
    return {
      question: `the rows belong to ${formatCount(splits.size)} splits by \`${roles.split}\`; of a file this large, write each split to a file of its own`,
    };
  const split =
    roles.split === null || splits === null
      ? null
      : splitFromColumn(roles.split, [...splits.keys()].map(column(roles.split).decode));
  const [group] = split === null ? [] : split.groups.keys();
  const sample = await spread(database, relation, head, [...new Set([...roleColumns, ...scoreNames])]);
  const base = {
    relation,
    split: group === undefined ? context.split : split!.known(group),
    texts: roles.texts.map(column),
    id: roles.id === null ? null : column(roles.id),
  };
  const finish = (used: readonly string[], scoreText: string | null, confidence: boolean) => {
    const taken = new Set([...used, ...roleColumns]);
    // A confidence beside no scores that was not understood is a column like any other.
    if (roles.confidence !== null && scoreText === null && !confidence) taken.delete(roles.confidence);
    const extra = new Map(extraNames.filter((name) => !taken.has(name)).map((name) => [name, column(name)]));
    return { extra, columns: takenFor(roles, scoreText, confidence, [...extra.keys()]) };
  };

  if (binary) {
    const asked = assemble(
      sample,
      { ...roles, split: null, texts: [], id: null },
      { ...context, given: true },
    );
    if ('question' in asked) return asked;
    const [set] = asked.sets;
    const aligned = alignLabels(
      [reference],
      null,
      context.config.filter(({ names }) => names.length === 2),
    );
    if (
      'refused' in aligned ||
      set === undefined ||
      aligned.labels.some((label) => !set.labels.includes(label))
    )
      return { question: `\`${roles.reference}\` holds more labels than the two of \`${roles.predicted}\`` };
    const place = (cell: Cell): number => {
      const code = aligned.codeOf(cell);
      return code === MISSING ? code : set.labels.indexOf(aligned.labels[code]!);
    };
    return {
      ...base,
      ...finish([], roles.predicted, false),
      labels: set.labels,
      reference: codesOf(spellings, column(roles.reference!), place),
      predicted: 'half',
      scores: { kind: 'probabilities', expressions: binaryExpressions(column(roles.predicted!)) },
      confidence: null,
      sentences: asked.sentences,
    };
  }

  const predicted =
    predictedSpellings === null ? null : labelsOf(predictedSpellings, column(roles.predicted!));
  const described = predicted === null ? [reference] : [reference, predicted];
  const crowded = described.find(({ tooMany }) => tooMany);
  if (crowded !== undefined)
    return {
      question: 'more than 1,000 different labels are text or a count and not a class; no score was computed',
    };
  const unlike =
    predicted === null ? null : differentVocabularies(roles, reference, predicted, context.config);
  if (unlike !== null) return { question: unlike };
  const cells = roles.predicted === null ? null : sample.column(roles.predicted);
  const choice = chooseScores(sample, roles.scores, described, cells, context.config);
  if ('refused' in choice) return { question: `${choice.refused}; no score was computed` };
  const { alignment, layout } = choice;
  const sentences = [...choice.sentences];
  if (roles.byValues)
    sentences.push(
      `\`${roles.reference}\` was taken as the reference because it holds the same labels as \`${roles.predicted}\``,
    );
  if (alignment.note !== null) sentences.push(alignment.note);
  const first =
    layout === null ? null : sample.column(layout.source.columns[0]!).find((cell) => cell !== null);
  let expressions = layout === null ? null : scoreExpressions(layout, relation, first);
  let description = choice.description;
  if (layout !== null && expressions === null) {
    sentences.push(
      `${description}: written in a way that is not read in a file of this size; the scores were left out`,
    );
    description = null;
  }
  if (roles.predicted === null && expressions === null)
    return { question: 'no column holds predicted labels and the scores could not be matched to the labels' };
  let kind = choice.scores?.kind ?? 'probabilities';
  let confidence: string | null = null;
  let told: string | null = null;
  if (expressions === null && roles.confidence !== null && roles.confidence !== roles.predicted) {
    const values = sample.column(roles.confidence);
    const codes = Int16Array.from(cells!, alignment.codeOf);
    const found = readConfidence(values, codes, alignment.labels.length);
    if (found.kind === 'of-predicted') {
      const highest = values.reduce<number>((top, cell) => Math.max(top, Number(cell) || 0), 0);
      confidence = confidenceOf(column(roles.confidence), highest > 1.000_001);
      told = `\`${roles.confidence}\` was taken as the probability of the predicted label`;
    } else if (found.kind === 'of-second') {
      const source = { columns: [roles.confidence], classes: null, count: 1, description: '', named: true };
      expressions = scoreExpressions({ source, order: null, single: 1, factor: 1 }, relation, null);
      [kind, description] = ['probabilities', roles.confidence];
      told = `\`${roles.confidence}\` was taken as the probability of ${alignment.labels[1]}`;
    }
  }
  if (told !== null) sentences.push(told);
  return {
    ...base,
    ...finish(
      [...scoreColumns(roles, choice.description), ...(told === null ? [] : [roles.confidence!])],
      description,
      confidence !== null,
    ),
    labels: alignment.labels,
    reference: codesOf(spellings, column(roles.reference!), alignment.codeOf),
    predicted:
      predictedSpellings === null
        ? 'highest'
        : codesOf(predictedSpellings, column(roles.predicted!), alignment.codeOf),
    scores: expressions === null ? null : { kind, expressions },
    confidence,
    sentences,
  };
}

/** More different spellings than labels can be are not all listed. */
const MOST_SPELLINGS = 5_000;
const MOST_PAIRS = 1_100_000;

async function spelled(
  database: Database,
  { sql, columns }: Relation,
  name: string,
): Promise<ReadonlyMap<string, number>> {
  const { spelling } = columns.get(name)!;
  const [cells = [], counts = []] = await database.columns(
    `select ${spelling}, count(*) from ${sql} group by 1 order by min(row) limit ${MOST_SPELLINGS}`,
  );
  return new Map(cells.map((cell, at) => [cell as string, Number(counts[at])]));
}

/** Both columns in one pass over the file. */
async function spelledPairs(
  database: Database,
  { sql, columns }: Relation,
  a: string,
  b: string,
): Promise<{
  readonly reference: ReadonlyMap<string, number>;
  readonly predicted: ReadonlyMap<string, number>;
}> {
  const [left = [], right = [], counts = []] = await database.columns(
    `select ${columns.get(a)!.spelling}, ${columns.get(b)!.spelling}, count(*) from ${sql} group by 1, 2 order by min(row) limit ${MOST_PAIRS}`,
  );
  const counted = (cells: readonly Cell[]): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (const [at, cell] of cells.entries())
      found.set(cell as string, (found.get(cell as string) ?? 0) + Number(counts[at]));
    return found;
  };
  return { reference: counted(left), predicted: counted(right) };
}

const labelsOf = (spellings: ReadonlyMap<string, number>, column: RelationColumn): LabelColumn =>
  describeCounted([...spellings].map(([spelling, count]) => [column.decode(spelling), count]));

const codesOf = (
  spellings: ReadonlyMap<string, number>,
  column: RelationColumn,
  codeOf: Alignment['codeOf'],
): Spelled => ({
  expression: column.spelling,
  codes: new Map(
    [...spellings.keys()]
      .filter((spelling) => spelling !== null)
      .map((spelling) => [spelling, codeOf(column.decode(spelling))]),
  ),
});

/** Rows from all over the file: of one that is sorted by label the first ones say little. */
async function spread(
  database: Database,
  { sql, rows, columns }: Relation,
  head: ForeignTable,
  names: readonly string[],
): Promise<ForeignTable> {
  const step = Math.max(1, Math.floor(rows / HEAD_ROWS));
  const chosen = names.map((name) => columns.get(name)!);
  const cells = await database.columns(
    `select ${chosen.map((column) => column.sql).join(', ')} from ${sql} where row % ${step} = 0 order by row limit ${HEAD_ROWS}`,
  );
  const decoded = new Map(names.map((name, at) => [name, cells[at]!.map(chosen[at]!.decode)]));
  return tableOfSome(head.names, cells[0]?.length ?? 0, decoded, head.classNames ?? new Map());
}

/** What was decided by a part of the rows. */
export const sampleSentence = (rows: number): string | null =>
  rows <= HEAD_ROWS
    ? null
    : `which column is what, and what the scores are, was judged by ${many(HEAD_ROWS, 'row')} from all over the file`;
