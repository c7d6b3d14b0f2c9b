import { plainText } from '../text.ts';
import type { ExampleRows } from './example-rows.ts';
import { type Html, html, jsonData } from './html.ts';
import type { Mark, NamingFinding } from './naming.ts';

const NONE = -1;

/** Few different values are written once and named by number. */
function column(values: readonly (string | null)[]): {
  readonly v: readonly (string | null)[];
  readonly c?: readonly number[];
} {
  const distinct = [...new Set(values)];
  if (distinct.length > values.length / 4) return { v: values };
  const place = new Map(distinct.map((value, index) => [value, index]));
  return { v: distinct, c: values.map((value) => place.get(value)!) };
}

/** Cut, not rounded: nothing below 0.95 may reach that band. The little more is for 0.29 × 1000. */
const thousandths = (share: number): number => Math.floor(1000 * share + 1e-9);

/** Only the examples that have something to say, by their place. */
export const sparse = <E, T>(shown: readonly E[], value: (example: E) => T | null): Record<number, T> => {
  const entries: Record<number, T> = {};
  shown.forEach((example, index) => {
    const found = value(example);
    if (found !== null) entries[index] = found;
  });
  return entries;
};

interface ShownText {
  readonly text: string | null;
  readonly before: number;
  readonly after: number;
  readonly marks: readonly Mark[];
  readonly findings: readonly number[];
  readonly extras: readonly (string | null)[];
}

/** Columns that every browser over examples reads. */
export const textColumns = (
  shown: readonly ShownText[],
  extraNames: readonly string[],
  naming: readonly NamingFinding[],
): Readonly<Record<string, unknown>> => ({
  text: shown.map(({ text }) => text),
  cut: sparse(shown, ({ before, after }) => (before + after > 0 ? [before, after] : null)),
  marks: sparse(shown, ({ marks }) => (marks.length > 0 ? marks : null)),
  by: sparse(shown, ({ findings }) => (findings.length > 0 ? findings : null)),
  findings: naming.map(({ number, finding }) => [number, plainText(finding.title)]),
  extras: extraNames.map((name, index) => ({ name, ...column(shown.map(({ extras }) => extras[index]!)) })),
});

/**
 * Every example as columns in one block that the page's script reads when it is first used: a hundred thousand cost the opening of the
 * page nothing. Confidences are whole thousandths, cut; −1 is missing.
 */
export function exampleData({ shown, extraNames, naming }: ExampleRows, labels: readonly string[]): Html {
  const place = new Map(labels.map((label, index) => [label, index]));
  const code = (label: string | null) => (label === null ? NONE : (place.get(label) ?? NONE));
  const ids = shown.some(({ id }) => id !== null);
  const scored = shown.some(({ confidence }) => confidence !== null);
  return html`<script type="application/json" class="exd">${jsonData({
    labels,
    row: shown.map(({ row }) => row ?? NONE),
    ...(ids ? { id: shown.map(({ id }) => id) } : {}),
    r: shown.map(({ reference }) => code(reference)),
    p: shown.map(({ predicted }) => code(predicted)),
    ...(scored
      ? { c: shown.map(({ confidence }) => (confidence === null ? NONE : thousandths(confidence))) }
      : {}),
    ...textColumns(shown, extraNames, naming),
    ...(shown.some(({ weights }) => weights.length > 0)
      ? { w: sparse(shown, ({ weights }) => (weights.length > 0 ? weights : null)) }
      : {}),
  })}</script>`;
}
