import { maskWhere } from './mask.ts';
import type { PropertyValue } from './property.ts';

const QUARTERS = [0.25, 0.5, 0.75];

/**
 * Upper edges (inclusive) of the lower quarters, each once. An edge is a value that occurs, so that doubling all rows moves
 * nothing. Empty when all values are equal.
 */
export function quartileEdges(values: ArrayLike<number>): readonly number[] {
  const sorted = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
  if (sorted.length === 0) return [];
  const edges = QUARTERS.map((q) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!);
  return [...new Set(edges)].filter((edge) => edge < sorted.at(-1)!);
}

/** Quarters of a number that each row has; NaN belongs to none. `name` gets the edges, null where the band is open. */
export function bands(
  values: ArrayLike<number>,
  name: (above: number | null, upTo: number | null) => string,
  definition: string,
  edges: readonly number[] = quartileEdges(values),
): readonly PropertyValue[] {
  if (edges.length === 0) return [];
  return [...edges, null].map((upTo, band) => {
    const above = edges[band - 1] ?? null;
    const title = name(above, upTo);
    return {
      name: title,
      definition: `${definition}; this band: ${title}`,
      words: [],
      spans: null,
      rows: maskWhere(values.length, (row) => {
        const value = values[row]!;
        return (
          Number.isFinite(value) && (above === null || value > above) && (upTo === null || value <= upTo)
        );
      }),
    };
  });
}

/** Names of bands of whole numbers: `at most 8 words`, `9 to 14 words`, `15 words or more`. */
export const wholeNumberBand =
  (unit: string) =>
  (above: number | null, upTo: number | null): string => {
    if (above === null) return `at most ${upTo} ${unit}`;
    if (upTo === null) return `${above + 1} ${unit} or more`;
    return above + 1 === upTo ? `${upTo} ${unit}` : `${above + 1} to ${upTo} ${unit}`;
  };

const shown = (value: number): string => String(Number(value.toPrecision(3)));

export const numberBand =
  (title: string) =>
  (above: number | null, upTo: number | null): string => {
    if (above === null) return `${title} ≤ ${shown(upTo!)}`;
    return upTo === null ? `${title} > ${shown(above)}` : `${shown(above)} < ${title} ≤ ${shown(upTo)}`;
  };
