/** A column of the user's own, one value a row. */
export interface Column {
  readonly name: string;
  readonly values: readonly (string | number | boolean | null | undefined)[];
}

/** Evaluated examples; row i of everything is the same example. What is absent switches its property off. */
export interface Examples {
  /** Label codes; −1 is missing, and the row is left out. */
  readonly reference: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly labels: readonly string[];
  /** Rows × labels, row-major; NaN is unknown. */
  readonly probabilities: Float64Array | null;
  /** All that the model read of an example: both texts of a pair, joined. */
  readonly texts: readonly (string | null)[] | null;
  /** Tokens of each text before it is cut; −1 is unknown. */
  readonly tokenCounts?: ArrayLike<number> | null;
  readonly tokenLimit?: number | null;
  readonly trainingTexts?: readonly (string | null)[] | null;
  /** Similarity to the nearest training example, 0…1; NaN is unknown. */
  readonly trainingSimilarity?: ArrayLike<number> | null;
  readonly columns?: readonly Column[];
  /** What is to be low, instead of "wrong": 0/1 or any number a row; NaN leaves the row out. */
  readonly loss?: ArrayLike<number> | null;
  /**
   * Rows of one group go to one half, and are not taken as independent: mentions of one sentence or document. Null: texts that are
   * equal go to one half, and rows are independent.
   */
  readonly groups?: readonly string[] | null;
  /** What the labels are called in the names of subsets; `reference label` unless said otherwise. */
  readonly labelTitle?: string;
}

/**
 * The rows that can be judged, closed up; `rows[i]` is the row that the caller knows. A copy of an example (same text, reference and
 * prediction) is left out: the model answers it the same way, so it is no further evidence, and would make chance look certain.
 */
export interface JudgedExamples {
  readonly examples: Examples;
  readonly rows: Int32Array;
  readonly copies: number;
}

export function judgedExamples(all: Examples): JudgedExamples {
  const { reference, predicted, texts, loss } = all;
  const firsts = new Map<string, number | number[]>();
  const chosen: number[] = [];
  let copies = 0;
  const same = (a: number, b: number): boolean =>
    reference[a] === reference[b] && predicted[a] === predicted[b] && (!loss || loss[a] === loss[b]);
  for (let row = 0; row < reference.length; row++) {
    if (!(reference[row]! >= 0 && predicted[row]! >= 0) || (loss && !Number.isFinite(loss[row]!))) continue;
    const text = texts?.[row] ?? null;
    // A blank text may stand for one that was not saved.
    if (text !== null && text.trim() !== '') {
      const known = firsts.get(text);
      if (known === undefined) firsts.set(text, row);
      else {
        const others = typeof known === 'number' ? [known] : known;
        if (others.some((other) => same(other, row))) {
          copies++;
          continue;
        }
        firsts.set(text, [...others, row]);
      }
    }
    chosen.push(row);
  }
  const rows = Int32Array.from(chosen);
  if (rows.length === reference.length) return { examples: all, rows, copies };
  const numbers = (values: ArrayLike<number> | null | undefined): Float64Array | null =>
    values ? Float64Array.from(rows, (row) => values[row]!) : null;
  const list = <T>(values: readonly T[]): T[] => Array.from(rows, (row) => values[row]!);
  const classes = all.labels.length;
  const given = all.probabilities;
  let probabilities: Float64Array | null = null;
  if (given !== null) {
    probabilities = new Float64Array(rows.length * classes);
    for (const [at, row] of rows.entries())
      probabilities.set(given.subarray(row * classes, (row + 1) * classes), at * classes);
  }
  return {
    rows,
    copies,
    examples: {
      reference: numbers(all.reference)!,
      predicted: numbers(all.predicted)!,
      labels: all.labels,
      probabilities,
      texts: all.texts && list(all.texts),
      tokenCounts: numbers(all.tokenCounts),
      tokenLimit: all.tokenLimit ?? null,
      trainingTexts: all.trainingTexts ?? null,
      trainingSimilarity: numbers(all.trainingSimilarity),
      columns: all.columns?.map(({ name, values }) => ({ name, values: list(values) })) ?? [],
      loss: numbers(all.loss),
      groups: all.groups && list(all.groups),
      labelTitle: all.labelTitle,
    },
  };
}

/** 1 for a wrong row, or the loss that was given. */
export function outcomeOf({ reference, predicted, loss }: Examples): Float64Array {
  return Float64Array.from({ length: reference.length }, (_, row) =>
    loss ? loss[row]! : reference[row] === predicted[row] ? 0 : 1,
  );
}
