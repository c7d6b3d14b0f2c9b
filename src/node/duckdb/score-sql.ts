import { PROBABILITY_FLOOR, type Scores } from '../../predictions/scores.ts';
import type { ScoreLayout } from '../../readers/predictions/score-choice.ts';
import { quoted } from './database.ts';
import type { Relation, RelationColumn } from './relation.ts';

const NAN = "'nan'::double";

/** A cell as the number that is kept of it in memory: 32 bits, NaN where there is none. */
const asFloat = (value: string): string =>
  `coalesce(try_cast(try_cast(try_cast(${value} as double) as float) as double), ${NAN})`;

const rounded = (value: string): string => `cast(cast(${value} as float) as double)`;

/** Expressions of the scores of a row in the order of the labels; null where the cells are written in a way that SQL is not asked about. */
export function scoreExpressions(
  { source, order, single, factor }: ScoreLayout,
  relation: Relation,
  sample: unknown,
): readonly string[] | null {
  const column = (name: string): RelationColumn => relation.columns.get(name)!;
  const [only] = source.columns;
  const raw = (): readonly string[] | null => {
    if (source.columns.length > 1 || source.count === 1)
      return source.columns.map((name) => asFloat(column(name).sql));
    const cell = column(only!);
    if (source.classes === null) {
      // Lists in text are `[0.1, 0.9]` or, as numpy prints them, `[0.1 0.9]`.
      const list = cell.nested
        ? `try_cast(${cell.sql} as double[])`
        : `try_cast(regexp_extract_all(${cell.spelling}, '[^\\s,\\[\\]]+') as double[])`;
      return Array.from({ length: source.count }, (_, at) =>
        asFloat(`case when len(${list}) = ${source.count} then ${list}[${at + 1}] end`),
      );
    }
    if (Array.isArray(sample) || (typeof sample === 'string' && !/^\s*\{\s*"/.test(sample))) return null;
    return source.classes.map((name) =>
      asFloat(`json_extract_string(${cell.spelling}, ${quoted(`$."${name.replaceAll('"', '\\"')}"`)})`),
    );
  };
  const values = raw();
  if (values === null) return null;
  if (single !== null) {
    const other = rounded(`1 - ${values[0]}`);
    return single === 0 ? [values[0]!, other] : [other, values[0]!];
  }
  return order!.map((from) => (factor === 1 ? values[from]! : rounded(`${values[from]} * ${factor}`)));
}

/** Where the scores of a row stand as columns `s0`, `s1`, … with the highest as `top`. */
export interface ScoreColumns {
  readonly kind: Scores['kind'];
  readonly classes: number;
}

const columns = ({ classes }: ScoreColumns): readonly string[] =>
  Array.from({ length: classes }, (_, at) => `s${at}`);

/** NaN and infinity count as the highest, so that one comparison finds rows without usable scores, as `isScored` in memory. */
export const topOf = (scores: ScoreColumns): string => `greatest(${columns(scores).join(', ')})`;

const SCORED = "top < 'infinity'::double and top > '-infinity'::double";

/** The first of the highest; −1 without usable scores. */
export const argmaxOf = (scores: ScoreColumns): string =>
  `case when ${SCORED} then list_position([${columns(scores).join(', ')}], top) - 1 else -1 end`;

const own = (scores: ScoreColumns, code: string): string =>
  `case ${code} ${columns(scores)
    .map((column, at) => `when ${at} then ${column}`)
    .join(' ')} end`;

/** log p of the label with this code in nats, NaN without usable scores; the same steps as `logProbability`. */
export function logProbabilityOf(scores: ScoreColumns, code: string): string {
  const value =
    scores.kind === 'probabilities'
      ? `ln(least(1, greatest(${own(scores, code)}, ${PROBABILITY_FLOOR})))`
      : `greatest(${own(scores, code)} - top - ln(${columns(scores)
          .map((column) => `exp(${column} - top)`)
          .join(' + ')}), ln(${PROBABILITY_FLOOR}))`;
  return `case when ${code} >= 0 and ${SCORED} then ${value} else ${NAN} end`;
}

/** p of the label with this code, 0…1; NaN without usable scores. */
export const probabilityOf = (scores: ScoreColumns, code: string): string =>
  scores.kind === 'logits'
    ? `exp(${logProbabilityOf(scores, code)})`
    : `case when ${code} >= 0 and ${SCORED} then least(1, greatest(0, ${own(scores, code)})) else ${NAN} end`;

/** A number that is the probability of the second of two classes, as a prediction too: kept in 32 bits after the difference. */
export const binaryExpressions = ({ sql }: RelationColumn): readonly string[] => [
  rounded(`1 - coalesce(try_cast(${sql} as double), ${NAN})`),
  asFloat(sql),
];

/** A lone probability of the predicted label, in percent where `percent`. */
export const confidenceOf = (column: RelationColumn, percent: boolean): string =>
  percent ? rounded(`${asFloat(column.sql)} / 100`) : asFloat(column.sql);
