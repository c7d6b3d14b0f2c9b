import { area, line } from 'd3-shape';
import type { Mark } from './marks.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// Characters that XML 1.0 forbids make a whole SVG file unreadable.
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Escapes a string for text and attributes of SVG. */
export const escapeXml = (text: string): string =>
  text.replace(forbidden, '\ufffd').replace(/[&<>"]/g, (character) => entities[character]!);

/** Two decimals at most, without trailing zeros: SVGs are mostly numbers. */
export const short = (value: number): string => String(Math.round(value * 100) / 100);

/** Path data of a `path` or `area` mark; `scaleX` turns the share into the units of the drawing. */
export function pathData(
  mark: Extract<Mark, { kind: 'path' | 'area' }>,
  scaleX: (share: number) => number,
): string {
  if (mark.kind === 'path')
    return (
      line<readonly [number, number]>()
        .digits(1)
        .defined((point) => Number.isFinite(point[1]))
        .x((point) => scaleX(point[0]))
        .y((point) => point[1])(mark.points) ?? ''
    );
  return (
    area<readonly [number, number, number]>()
      .digits(1)
      .defined((point) => Number.isFinite(point[1]) && Number.isFinite(point[2]))
      .x((point) => scaleX(point[0]))
      .y0((point) => point[1])
      .y1((point) => point[2])(mark.points) ?? ''
  );
}

/** A string that fits into about `characters`, cut in the middle, because names differ at both ends. */
export function shorten(text: string, characters: number): string {
  const units = [...text];
  if (units.length <= characters) return text;
  const head = Math.ceil((characters - 1) / 2);
  return `${units.slice(0, head).join('')}…${units.slice(units.length - (characters - 1 - head)).join('')}`;
}
