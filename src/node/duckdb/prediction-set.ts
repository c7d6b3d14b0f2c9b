import type {
  ConfusionCounts,
  ExampleQuery,
  PredictionAnswers,
  PredictionSet,
} from '../../model/predictions.ts';
import { hash } from '../../predictions/answers.ts';
import { MISSING, type PredictionColumns } from '../../predictions/columns.ts';
import { createPredictionSet } from '../../predictions/index.ts';
import { cellText } from '../../readers/predictions/subsets.ts';
import { type Cell, type Database, quoted } from './database.ts';
import type { Plan, Spelled } from './plan.ts';
import type { RelationColumn } from './relation.ts';
import { argmaxOf, logProbabilityOf, probabilityOf, type ScoreColumns, topOf } from './score-sql.ts';

/** A set whose rows stay in the file or the database; answers are those of the set in memory. */
export async function databaseSet(path: string, plan: Plan, database: Database): Promise<PredictionSet> {
  const { labels, relation } = plan;
  const scores: ScoreColumns | null =
    plan.scores === null ? null : { kind: plan.scores.kind, classes: plan.scores.expressions.length };
  const coded = await createView(plan, scores, database);
  const size = labels.length;
  const confidence = scores === null ? plan.confidence && 'confidence' : probabilityOf(scores, 'predicted');

  const counted = async (from: string): Promise<ConfusionCounts> => {
    const [reference = [], predicted = [], counts = []] = await database.columns(
      `select reference, predicted, count(*) from ${from} group by 1, 2`,
    );
    const matrix = new Float64Array(size * size);
    let rows = 0;
    let unlabelled = 0;
    for (const [at, count] of counts.entries()) {
      const [from, to] = [Number(reference[at]), Number(predicted[at])];
      if (from === MISSING || to === MISSING) unlabelled += Number(count);
      else {
        matrix[from * size + to]! += Number(count);
        rows += Number(count);
      }
    }
    return { labels, counts: matrix, rows, unlabelled };
  };
  let whole: Promise<ConfusionCounts> | null = null;
  const all = (): Promise<ConfusionCounts> => {
    whole ??= counted(coded);
    return whole;
  };
  const withRows = <T>(rows: ArrayLike<number>, ask: () => Promise<T>): Promise<T> =>
    database.alone(async () => {
      const place = Int32Array.from({ length: rows.length }, (_, at) => at);
      await database.numbers(
        'wanted',
        new Map<string, ArrayLike<number>>([
          ['place', place],
          ['wanted_row', rows],
        ]),
      );
      return ask();
    });

  const fetch = async (rows: Uint32Array): Promise<PredictionColumns> => {
    const others: readonly RelationColumn[] = [
      ...plan.texts,
      ...(plan.id === null ? [] : [plan.id]),
      ...plan.extra.values(),
    ];
    const numbers = scores === null ? (plan.confidence === null ? [] : ['confidence']) : scoreNames(scores);
    const asked = ['reference', 'predicted', ...numbers, ...others.map(({ sql }) => sql)];
    const found = await withRows(rows, () =>
      database.columns(
        `select ${asked.join(', ')} from wanted join ${coded} on row = wanted_row order by place`,
      ),
    );
    const [reference = [], predicted = []] = found;
    const values = found.slice(2, 2 + numbers.length);
    const cells = found.slice(2 + numbers.length).map((column, at) => column.map(others[at]!.decode));
    const texts = cells.slice(0, plan.texts.length);
    const [id] = plan.id === null ? [] : cells.slice(plan.texts.length);
    const extra = cells.slice(plan.texts.length + (plan.id === null ? 0 : 1));
    return {
      id: path,
      file: path,
      split: plan.split,
      labels,
      reference: Int16Array.from(reference as readonly number[]),
      predicted: Int16Array.from(predicted as readonly number[]),
      scores: scores === null ? null : { ...scores, values: rowMajor(values) },
      confidence:
        scores !== null || plan.confidence === null
          ? null
          : Float32Array.from(values[0] as readonly number[]),
      texts: textsOf(texts, reference.length),
      ids: id === undefined ? null : id.map(cellText),
      extra: new Map([...plan.extra.keys()].map((name, at) => [name, extra[at]!.map(cellText)])),
      columns: plan.columns,
    };
  };
  const inside = async (rows: Uint32Array) => ({
    set: createPredictionSet(await fetch(rows)),
    places: Uint32Array.from(rows, (_, at) => at),
  });

  return {
    id: path,
    task: 'text-classification',
    split: plan.split,
    file: path,
    large: true,
    rows: relation.rows,
    labels,
    hasText: plan.texts.length > 0,
    hasScores: scores !== null,
    columns: plan.columns,
    extraColumns: [...plan.extra.keys()],
    confusion: (selection) =>
      selection.kind === 'all'
        ? all()
        : withRows(selection.rows, () => counted(`wanted join ${coded} on row = wanted_row`)),
    async negativeLogLikelihood() {
      if (scores === null) return null;
      const [[sum] = [], [squares] = [], [rows] = []] = await database.columns(
        `select sum(loss), sum(loss * loss), count(*) from (select -(${logProbabilityOf(scores, 'reference')}) as loss from ${coded}) where not isnan(loss)`,
      );
      return { sum: Number(sum ?? 0), sumOfSquares: Number(squares ?? 0), rows: Number(rows) };
    },
    async probabilities(label) {
      if (scores === null) return null;
      const values = new Float64Array(relation.rows);
      let at = 0;
      await database.parts(
        `select ${probabilityOf(scores, String(label))} from ${coded} order by row`,
        ([column = []]) => {
          for (const value of column) values[at++] = value as number;
        },
      );
      return values;
    },
    select: async (query) => selectWrong(query, await all(), coded, confidence, database),
    answers: () => answersOf(plan, scores, coded, database),
    async table(rows) {
      const { set, places } = await inside(rows);
      return set.table(places);
    },
    async examples(rows) {
      const { set, places } = await inside(rows);
      return (await set.examples(places)).map((example, at) => ({ ...example, row: rows[at]! }));
    },
  };
}

const scoreNames = ({ classes }: ScoreColumns): string[] =>
  Array.from({ length: classes }, (_, at) => `s${at}`);

/** A view with codes of labels and the scores beside the columns of the relation. */
async function createView(plan: Plan, scores: ScoreColumns | null, database: Database): Promise<string> {
  const { sql } = plan.relation;
  const codes = async ({ codes }: Spelled, table: string): Promise<string> => {
    const rows = [...codes].map(([spelling, code]) => `(${quoted(spelling)}, ${code})`);
    await database.run(
      `create or replace temp table ${table} as select * from (values ${rows.length === 0 ? '(null, -1)' : rows.join(', ')}) as t(spelling, code)`,
    );
    return table;
  };
  const { reference, predicted } = plan;
  const joins = [
    `left join ${await codes(reference, `${sql}_references`)} a on a.spelling = ${reference.expression}`,
  ];
  let code: string;
  if (predicted === 'highest') code = argmaxOf(scores!);
  else if (predicted === 'half') code = 'case when isnan(s1) then -1 when s1 >= 0.5 then 1 else 0 end';
  else {
    joins.push(
      `left join ${await codes(predicted, `${sql}_predictions`)} b on b.spelling = ${predicted.expression}`,
    );
    code = 'predicted_code';
  }
  const columns = [
    `${sql}.*`,
    'cast(coalesce(a.code, -1) as integer) as reference',
    ...(typeof predicted === 'string' ? [] : ['cast(coalesce(b.code, -1) as integer) as predicted_code']),
    ...(plan.scores?.expressions ?? []).map((expression, at) => `${expression} as s${at}`),
    ...(plan.confidence === null ? [] : [`${plan.confidence} as confidence`]),
  ];
  let inner = `select ${columns.join(', ')} from ${sql} ${joins.join(' ')}`;
  if (scores !== null) inner = `select *, ${topOf(scores)} as top from (${inner})`;
  await database.run(
    `create or replace temp view ${sql}_coded as select *, cast(${code} as integer) as predicted from (${inner})`,
  );
  return `${sql}_coded`;
}

function rowMajor(columns: readonly (readonly Cell[])[]): Float32Array {
  const rows = columns[0]?.length ?? 0;
  const values = new Float32Array(rows * columns.length);
  for (const [at, column] of columns.entries())
    for (let row = 0; row < rows; row++) values[row * columns.length + at] = column[row] as number;
  return values;
}

function textsOf(columns: readonly (readonly Cell[])[], rows: number): readonly (string | null)[] | null {
  if (columns.length === 0) return null;
  if (columns.length === 1) return columns[0]!.map(cellText);
  return Array.from({ length: rows }, (_, row) =>
    columns.map((cells) => cellText(cells[row]) ?? '').join(' ‖ '),
  );
}

/** The rule of `selectWrong` in memory: whole cells from the rarest on, then the most confident of the rest. */
async function selectWrong(
  { limit }: ExampleQuery,
  { counts, labels }: ConfusionCounts,
  coded: string,
  confidence: string | null,
  database: Database,
): Promise<{ rows: Uint32Array; total: number }> {
  const size = labels.length;
  const cells: { cell: number; count: number }[] = [];
  for (const [cell, count] of counts.entries())
    if (count > 0 && Math.floor(cell / size) !== cell % size) cells.push({ cell, count });
  cells.sort((a, b) => a.count - b.count || a.cell - b.cell);
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const room = Math.max(0, Math.floor(limit));
  let used = 0;
  let served = true;
  const whole = cells.map(({ count }) => {
    served &&= total <= room || used + count <= room;
    if (served) used += count;
    return served ? 1 : 0;
  });
  if (cells.length === 0 || room === 0) return { rows: new Uint32Array(0), total };
  const column = (value: (one: { cell: number }, at: number) => number): Int32Array =>
    Int32Array.from(cells, (one, at) => value(one, at));
  const key = confidence === null ? 'rarity, row' : 'sureness desc, row';
  const sureness =
    confidence === null ? '0' : `case when isnan(${confidence}) then -1 else ${confidence} end`;
  return database.alone(async () => {
    await database.numbers(
      'cells',
      new Map<string, ArrayLike<number>>([
        ['reference', column(({ cell }) => Math.floor(cell / size))],
        ['predicted', column(({ cell }) => cell % size)],
        ['rarity', column((_, at) => at)],
        ['whole', column((_, at) => whole[at]!)],
      ]),
    );
    const [rows = []] = await database.columns(
      `select row from (select row, rarity, whole, ${sureness} as sureness from ${coded} join cells using (reference, predicted) ` +
        `order by whole desc, ${key} limit ${Math.min(room, total)}) order by ${key}`,
    );
    return { rows: Uint32Array.from(rows as readonly number[]), total };
  });
}

async function answersOf(
  plan: Plan,
  scores: ScoreColumns | null,
  coded: string,
  database: Database,
): Promise<PredictionAnswers> {
  const { rows } = plan.relation;
  const reference = new Int16Array(rows);
  const predicted = new Int16Array(rows);
  const loss = scores === null ? null : new Float64Array(rows);
  const ids: (string | null)[] | null = plan.id === null ? null : [];
  const textHashes = plan.texts.length === 0 ? null : new Float64Array(rows);
  const asked = [
    ...['reference', 'predicted'],
    scores === null ? '0' : `-(${logProbabilityOf(scores, 'reference')})`,
    ...(plan.id === null ? [] : [plan.id.sql]),
    ...plan.texts.map(({ sql }) => sql),
  ];
  let from = 0;
  await database.parts(`select ${asked.join(', ')} from ${coded} order by row`, (columns) => {
    const [own = [], said = [], losses = []] = columns;
    const rest = columns.slice(3);
    const id = plan.id === null ? undefined : rest.shift();
    const texts = textsOf(
      rest.map((cells, at) => cells.map(plan.texts[at]!.decode)),
      own.length,
    );
    for (let at = 0; at < own.length; at++) {
      reference[from + at] = own[at] as number;
      predicted[from + at] = said[at] as number;
      if (loss !== null) loss[from + at] = losses[at] as number;
      if (id !== undefined) ids!.push(cellText(plan.id!.decode(id[at])));
      if (textHashes !== null) textHashes[from + at] = hash(texts?.[at] ?? '');
    }
    from += own.length;
  });
  return { reference, predicted, loss, ids, textHashes };
}
