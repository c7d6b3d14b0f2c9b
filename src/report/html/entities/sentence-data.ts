import { errorName, mentionKinds } from '../../../text/entity-errors.ts';
import { sparse, textColumns } from '../example-data.ts';
import { type Html, html, jsonData } from '../html.ts';
import { lookOf, toldAlone } from './mention-layout.ts';
import type { SentenceRows, ShownSide } from './sentence-rows.ts';

const NONE = -1;

/**
 * Every sentence as columns, as `exampleData` writes examples. `m`: seven numbers a mention (side, start, end, head, type, kind, track).
 * `e`: three numbers an error (kind, then for each side a place in `m`, −1 for none, or −2 − its type where it is not shown).
 */
export function sentenceData({ shown, extraNames, naming }: SentenceRows, types: readonly string[]): Html {
  const place = new Map(types.map((type, index) => [type, index]));
  const sideOf = (side: ShownSide | null): number =>
    side === null ? NONE : (side.mention ?? -2 - (place.get(side.type) ?? 0));
  const codes = mentionKinds.map((_, kind) => kind);
  return html`<script type="application/json" class="exd">${jsonData({
    types,
    kinds: mentionKinds.map(errorName),
    looks: codes.map(lookOf),
    alone: codes.filter(toldAlone),
    row: shown.map(({ sentence }) => sentence ?? NONE),
    id: shown.map((one) => one.place),
    m: shown.map(({ mentions }) =>
      mentions.flatMap(({ side, start, end, head, type, kind, track }) => [
        side === 'reference' ? 0 : 1,
        start,
        end,
        head,
        place.get(type) ?? 0,
        kind,
        track,
      ]),
    ),
    e: sparse(shown, ({ errors }) =>
      errors.length === 0
        ? null
        : errors.flatMap(({ kind, reference, predicted }) => [kind, sideOf(reference), sideOf(predicted)]),
    ),
    ...textColumns(shown, extraNames, naming),
  })}</script>`;
}
