import { listed } from '../../model-runner/refusal.ts';

/** Labels of the data among those of the model. */
export interface LabelMatch {
  /** Code of a label as the data writes it: the model's, or behind those. */
  readonly codes: ReadonlyMap<string, number>;
  /** Labels of the data that the model cannot give; they follow the model's. */
  readonly unknown: readonly string[];
  /** Plain sentences: what was taken for what. */
  readonly assumptions: readonly string[];
}

type Rule = (label: string) => number | undefined;

/**
 * Finds labels by name, then without regard to case, then by the names that the data state for their ids, then as ids (`2`, `LABEL_2`). A
 * rule counts only when it fits every label of the data or, by name, at least one. Null when none does.
 */
export function matchLabels(
  own: Iterable<string | null>,
  known: readonly string[],
  names: readonly string[] | null = null,
): LabelMatch | null {
  const labels = distinct(own);
  const exact = new Map(known.map((label, code) => [label, code]));
  const folded = new Map(known.map((label, code) => [fold(label), code]));
  const byFold: Rule = (label) => (folded.size === known.length ? folded.get(fold(label)) : undefined);
  const byStated: Rule = (label) => {
    const name = names?.[Number(label)];
    return name === undefined ? undefined : (exact.get(name) ?? byFold(name));
  };
  const rules: readonly (readonly [Rule, string | null])[] = [
    [(label) => exact.get(label), null],
    [byFold, 'labels of the data ← names of the model without regard to case'],
    [byStated, 'labels of the data ← the names that the data state for their ids'],
    [(label) => idOf(label, known.length), 'labels of the data ← ids of the model’s labels'],
  ];
  for (const [rule, said] of rules) {
    const found = labels.map(rule);
    if (found.includes(undefined)) continue;
    return {
      codes: new Map(labels.map((label, at) => [label, found[at]!])),
      unknown: [],
      assumptions: said === null ? [] : [said],
    };
  }
  const unknown = labels.filter((label) => !exact.has(label));
  if (unknown.length === labels.length) return null;
  return {
    codes: new Map([...known, ...unknown].map((label, code) => [label, code])),
    unknown,
    assumptions: [
      `${listed(unknown)} in the data ← labels that the model cannot give; every row of them counts as wrong`,
    ],
  };
}

export const distinct = (labels: Iterable<string | null>): readonly string[] =>
  [...new Set(labels)].filter((label) => label !== null).sort();

/** Columns cannot hold every character that a label may: `deep anger` is `deep_anger`. */
const fold = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

/** `2`, `2.0`, or `LABEL_2`, when it is an id of one of `count` labels. */
function idOf(label: string, count: number): number | undefined {
  const match = /^(?:LABEL_)?(\d+)(?:\.0+)?$/.exec(label);
  const id = match === null ? Number.NaN : Number(match[1]);
  return id < count ? id : undefined;
}
