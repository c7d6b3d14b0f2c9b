import type { EntityQuality } from '../../../model/entity-report.ts';
import { largestCells } from '../../../plots/confusion.ts';
import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { heads, type MatrixCell, type MatrixRow, matrixTable } from '../confusion.ts';
import { type Context, heading } from '../context.ts';
import { type Html, html } from '../html.ts';
import { holdsSentences, sentenceLink } from './sentence-link.ts';

/** A matrix of more types cannot be read; the most confused ones are shown. */
const MOST_TYPES = 12;
const NONE = -1;

/** Types by types with a column of missed and a row of spurious mentions; each cell opens its sentences. */
export function entityConfusionBlock(context: Context, quality: EntityQuality): Html | null {
  const types = quality.types.map(({ label }) => label);
  if (quality.confusion.length === 0) return null;
  const place = new Map(types.map((type, index) => [type, index]));
  const of = (type: string | null): number =>
    type === null ? types.length : (place.get(type) ?? types.length);
  const cells = new Map(
    quality.confusion.map((cell) => [`${of(cell.reference)} ${of(cell.predicted)}`, cell] as const),
  );
  const shown = shownTypes(quality, types, of);
  const linked = holdsSentences(context, quality);
  const totals = new Float64Array(types.length + 1);
  for (const cell of quality.confusion) totals[of(cell.reference)]! += cell.count;
  const index = (at: number): number => (at === types.length ? NONE : at);
  const row = (reference: number): MatrixRow => ({
    label: reference === types.length ? 'spurious' : types[reference]!,
    total: totals[reference]!,
    cells: shown.map((predicted): MatrixCell => {
      const cell = cells.get(`${reference} ${predicted}`);
      const count = cell?.count ?? 0;
      const diagonal = reference === predicted && reference < types.length;
      const moved = diagonal ? count - (cell?.sameBorders ?? 0) : 0;
      const names = [
        reference === types.length ? 'spurious mentions' : types[reference]!,
        predicted === types.length ? 'missed' : `called ${types[predicted]!}`,
      ];
      const label = diagonal
        ? `${many(moved, 'mention')} of ${count} ${names[0]} with other borders`
        : `${count} ${names[0]} ${names[1]}`;
      return {
        count,
        diagonal,
        below: moved > 0 ? `${formatCount(moved)} moved` : null,
        link:
          linked && (diagonal ? moved : count) > 0
            ? (look, inner) =>
                sentenceLink(
                  context,
                  { reference: index(reference), predicted: index(predicted) },
                  html` class="c ${look}" aria-label="${label}"`,
                  inner,
                )
            : null,
      };
    }),
  });
  const short = heads([...types, 'missed'], shown.slice(0, -1));
  const partial = shown.length - 1 < types.length;
  const note = `Rows: reference. Columns: prediction. Percentages of the row; “moved”: right type, other borders.${linked ? ' Each cell opens its sentences.' : ''}${
    partial
      ? ` The ${shown.length - 1} most confused of ${formatCount(types.length)} types; row totals count all.`
      : ''
  }${quality.furtherPieces > 0 ? ` ${many(quality.furtherPieces, 'prediction is', 'predictions are')} a further piece of a reference and in no cell.` : ''}`;
  return html`<div class="cmw">${heading(context, 1, 'Confusion')}<p class="small mut">${note}</p>${matrixTable(
    shown.map(row),
    shown.map((at, place) => ({
      label: at === types.length ? 'missed' : types[at]!,
      short: at === types.length ? 'missed' : short[place]!,
    })),
  )}</div>`;
}

/** Places of the types shown, then that of nothing. */
function shownTypes(
  quality: EntityQuality,
  types: readonly string[],
  of: (type: string | null) => number,
): readonly number[] {
  if (types.length <= MOST_TYPES) return [...types.keys(), types.length];
  const labels = [...types, ''];
  const counts = labels.map(() => new Array<number>(labels.length).fill(0));
  for (const { reference, predicted, count } of quality.confusion)
    counts[of(reference)]![of(predicted)] = count;
  const chosen = largestCells({ confusion: { labels, counts } }, MOST_TYPES + 1).filter(
    (at) => at < types.length,
  );
  return [...chosen.slice(0, MOST_TYPES), types.length];
}
