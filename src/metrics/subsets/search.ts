import type { Interval } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { clustersOf } from './clusters.ts';
import { confirm, type Tested } from './confirm.ts';
import { DETECTABLE_METHOD, type Detectable, detectableOf } from './detectable.ts';
import { discover } from './discover.ts';
import { type Examples, judgedExamples, outcomeOf } from './examples.ts';
import { halvesOf } from './halves.ts';
import { type Cell, lossOf, rateOf } from './loss.ts';
import { merge } from './merge.ts';
import { poolOf } from './pool.ts';
import { properties } from './properties/index.ts';
import type { Property, PropertyAnswer } from './property.ts';
import { readTexts } from './reading.ts';
import { defaultSettings, type SearchSettings } from './settings.ts';
import { type Subset, subsetsOf } from './subset.ts';

/** What was looked at, tested and found. */
export interface SubsetSearch {
  /** `errors`: rates are shares of wrong rows; `loss`: means of the loss that was given. */
  readonly kind: 'errors' | 'loss';
  /** Examples searched: judged, each text once. All rates and counts are of these. */
  readonly rows: number;
  /** Rows without reference, prediction or loss. */
  readonly leftOut: number;
  /** Copies left out: same text, reference and prediction as another row. */
  readonly copies: number;
  /** Null for a loss. */
  readonly errors: number | null;
  readonly rate: number | null;
  readonly interval: Interval | null;
  /** Why nothing could be searched; null when it was. */
  readonly reason: string | null;
  /** Confirmed, each as one with its other names; the worst first. */
  readonly found: readonly Subset[];
  /** Worse, but no worse than other rows of the same labels. */
  readonly explainedByLabels: readonly Subset[];
  /** Worse as expected: low confidence, alone or crossed. */
  readonly expected: readonly Subset[];
  readonly properties: readonly {
    readonly id: string;
    readonly title: string;
    readonly values: number;
    readonly leftOut: string | null;
  }[];
  readonly tested: {
    readonly properties: number;
    /** Values with enough rows; partners (labels) included. */
    readonly values: number;
    readonly valuesTooSmall: number;
    readonly crossings: number;
    readonly crossingsTooSmall: number;
    /** Tests in the confirming half, over which Benjamini–Hochberg went. */
    readonly tests: number;
    readonly notTested: number;
    readonly confirmed: number;
  };
  readonly halves: {
    readonly seed: number;
    readonly discovery: number;
    readonly confirmation: number;
  };
  readonly settings: SearchSettings;
  readonly detectable: readonly Detectable[];
  readonly detectableMethod: string;
}

/** All properties of the examples, as they go into the search. */
export function propertiesOf(
  examples: Examples,
  outcome: Float64Array,
  settings: SearchSettings,
  looked: readonly Property[] = properties,
): readonly PropertyAnswer[] {
  const input = {
    examples,
    outcome,
    rows: examples.reference.length,
    reading: examples.texts === null ? null : readTexts(examples.texts),
    leastRows: 2 * settings.leastRows,
    mostWords: settings.mostWords,
    mostBigrams: settings.mostBigrams,
  };
  return looked.flatMap((property) => property.find(input));
}

function spreadOf({ n, sum, squares }: Cell): number {
  return n < 2 ? 0 : Math.sqrt(Math.max(0, squares - sum ** 2 / n) / (n - 1));
}

/** Fewer groups make no two halves that could be compared. */
const LEAST_GROUPS = 10;

function reasonNotTo(
  rows: number,
  total: Cell,
  settings: SearchSettings,
  groups: readonly string[] | null,
): string | null {
  if (rows === 0) return 'no row has both a reference and a prediction';
  if (groups !== null) {
    const different = new Set(groups).size;
    if (different < LEAST_GROUPS)
      return `the rows stand in ${different} ${different === 1 ? 'group' : 'groups'}, which stay whole; ${LEAST_GROUPS} are needed for two halves`;
  }
  if (rows < 4 * settings.leastRows)
    return `${rows} rows are too few: a subset and its rest need ${settings.leastRows} rows in each half`;
  return spreadOf(total) > 0 ? null : 'all rows have the same outcome';
}

/**
 * Subsets in which the model is worse: every value of every property and all crossings of two, discovered on one half of the rows and
 * confirmed on the other. `looked`: what is looked at, the properties of texts unless said otherwise. Nothing is found (and `reason` says why) when all rows are right or all are wrong.
 */
export function findSubsets(
  all: Examples,
  options: Partial<SearchSettings> = {},
  looked: readonly Property[] = properties,
): SubsetSearch {
  const settings = { ...defaultSettings, ...options };
  const judged = judgedExamples(all);
  const { examples } = judged;
  const rows = judged.rows.length;
  const outcome = outcomeOf(examples);
  const halves = halvesOf(examples, outcome, settings.seed);
  const loss = lossOf(outcome, halves);
  const sum = outcome.reduce((a, b) => a + b, 0);
  const total: Cell = { n: rows, sum, squares: outcome.reduce((a, b) => a + b * b, 0) };
  const reason = reasonNotTo(rows, total, settings, examples.groups ?? null);
  const answers = reason === null ? propertiesOf(examples, outcome, settings, looked) : [];
  const pool = poolOf(answers, loss, halves, settings);
  const discovery = discover(pool, loss, halves, settings);
  const codes = Int32Array.from(halves.row, (row) => (row < 0 ? 0 : examples.reference[row]!));
  const predicted = Int32Array.from(halves.row, (row) => (row < 0 ? -1 : examples.predicted[row]!));
  const labels = { codes, predicted, count: examples.labels.length };
  const clusters = examples.groups ? clustersOf(examples.groups, halves) : null;
  const tests = confirm(discovery.candidates, pool, loss, halves, labels, settings, clusters);
  const leastGap = settings.leastGap * (loss.kind === 'errors' ? 1 : spreadOf(total));
  const gap = ({ confirmation, rest }: Tested): number => rateOf(confirmation) - rateOf(rest);
  const confirmed = tests.filter((one) => one.q <= settings.level && gap(one) >= leastGap);
  // Within labels the gap must be there and be worth naming, or the subset only holds more of the hard labels.
  const mixOnly = ({ withinLabels }: Tested): boolean =>
    withinLabels !== null && (withinLabels.q > settings.level || (withinLabels.difference ?? 0) < leastGap);
  const isExpected = ({ candidate }: Tested): boolean =>
    candidate.parts.some((part) => part.role === 'expected');
  const list = (those: readonly Tested[]): readonly Subset[] =>
    subsetsOf(merge(those, loss, halves, labels), loss, halves, pool, judged, settings);
  const rate = rows === 0 ? null : sum / rows;
  return {
    kind: loss.kind,
    rows,
    leftOut: all.reference.length - rows - judged.copies,
    copies: judged.copies,
    errors: loss.kind === 'errors' ? sum : null,
    rate,
    interval: rate === null || loss.kind === 'loss' ? null : wilson(sum, rows),
    reason,
    found: list(confirmed.filter((one) => !mixOnly(one) && !isExpected(one))),
    explainedByLabels: list(confirmed.filter((one) => mixOnly(one) && !isExpected(one))),
    expected: list(confirmed.filter(isExpected)),
    properties: answers.map(({ id, title, values, leftOut }) => ({
      id,
      title,
      leftOut,
      values: values.length,
    })),
    tested: {
      properties: answers.filter(({ values }) => values.length > 0).length,
      values: pool.masks.length,
      valuesTooSmall: pool.tooSmall,
      crossings: discovery.crossings,
      crossingsTooSmall: discovery.crossingsTooSmall,
      tests: tests.length,
      notTested: discovery.notTested,
      confirmed: confirmed.length,
    },
    halves: {
      seed: settings.seed,
      discovery: halves.discovery,
      confirmation: halves.confirmation,
    },
    settings,
    detectable:
      reason !== null || loss.kind === 'loss' ? [] : detectableOf(rate!, rows, tests.length, settings),
    detectableMethod: DETECTABLE_METHOD,
  };
}
