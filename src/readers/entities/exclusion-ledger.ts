import type { EntityExclusion, EntitySide } from '../../model/entities.ts';

type ExclusionKind = EntityExclusion['kind'];

/** Collects what is not in the score while a side is read, one entry for each reason. */
export interface ExclusionLedger {
  /**
   * Counts one thing under a reason. `place` is asked for the first few only. `row` is the sentence it concerns; null when the
   * sentence is complete all the same (a repair).
   */
  add(reason: ExclusionReason, counts: ExclusionCounts, row: number | null, place: () => string): void;
  entries(side: EntityExclusion['side']): readonly EntityExclusion[];
}

/** Why something is left out: entries of the same key are counted together. */
interface ExclusionReason {
  readonly kind: ExclusionKind;
  /** From the number that was counted (mentions, else tokens, else sentences) to a plain sentence. */
  readonly text: (count: number) => string;
}

interface ExclusionCounts {
  readonly tokens?: number;
  readonly mentions?: number;
  readonly sentences?: number;
  /** For a repair: nothing is left out, but it is counted for the sentence. */
  readonly mended?: number;
}

const MOST_PLACES = 5;

interface Entry {
  readonly reason: ExclusionReason;
  tokens: number;
  mentions: number;
  sentences: number;
  mended: number;
  readonly places: string[];
  readonly rows: number[];
}

export function createExclusionLedger(): ExclusionLedger {
  const entries = new Map<ExclusionReason, Entry>();
  return {
    add(reason, { tokens = 0, mentions = 0, sentences = 0, mended = 0 }, row, place) {
      let entry = entries.get(reason);
      if (entry === undefined) {
        entry = { reason, tokens: 0, mentions: 0, sentences: 0, mended: 0, places: [], rows: [] };
        entries.set(reason, entry);
      }
      entry.tokens += tokens;
      entry.mentions += mentions;
      entry.sentences += sentences;
      entry.mended += mended;
      if (entry.places.length < MOST_PLACES) entry.places.push(place());
      if (row !== null && entry.rows.at(-1) !== row) entry.rows.push(row);
    },
    entries: (side) =>
      [...entries.values()].map(({ reason, tokens, mentions, sentences, mended, places, rows }) => ({
        kind: reason.kind,
        side,
        tokens,
        mentions,
        sentences,
        text: reason.text(mentions || tokens || sentences || mended),
        places,
        rows: Int32Array.from(new Set(rows)).sort(),
      })),
  };
}

/** The side that the entries of a file belong to. */
export const sideOf = (role: EntitySide['role']): EntityExclusion['side'] =>
  role === 'unknown' ? 'both' : role;

/** A piece of text for a place: one line, shortened. */
export const snippet = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};
