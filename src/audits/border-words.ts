import type { BorderWord, VaryingBorder } from '../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../metrics/entities/examination/index.ts';
import { code } from '../text/words.ts';
import { ENTITY_ALPHA } from './entity-words.ts';

/** Words at which borders go wrong, and whether the reference itself is of two minds about them. */

/** One name over and over is one observation: docs/thresholds/entity-errors.md. */
const LEAST_TEXTS = 3;
/** Fewer moved borders cost nothing worth a line in a guideline. */
const LEAST_MOVED = 5;
/** A share of the mentions with the word at this border that makes the other way no slip. */
const TWO_MINDS = 0.2;
const LEAST_EACH_WAY = 5;

export interface NamedBorder {
  readonly found: BorderWord;
  /** As the text has it. */
  readonly word: string;
  /** The reference has the word inside at many mentions and outside at many. */
  readonly twoMinds: boolean;
  /** Mentions that stand in the reference with the word and without it, the word there both times. */
  readonly both: readonly VaryingBorder[];
}

/** The word as the text of one of its rows has it; what is compared is folded. */
function spelt({ set, taxonomy }: EntityExamination, { side, change, word, rows }: BorderWord): string {
  const { rows: all } = taxonomy();
  for (const row of rows) {
    const r = all.reference[row]!;
    const text = set.text(set.reference.sentence[r]!);
    const [start, end] = [set.reference.start[r]!, set.reference.end[r]!];
    const inside = change === 'cut';
    const part =
      side === 'left'
        ? inside
          ? text.slice(start, end)
          : text.slice(0, start).trimEnd()
        : inside
          ? text.slice(start, end)
          : text.slice(end).trimStart();
    const fromStart = (side === 'left') === inside;
    const piece = fromStart ? part.slice(0, word.length) : part.slice(part.length - word.length);
    if (piece.toLowerCase() === word) return piece;
  }
  return word;
}

/** Words whose borders were moved surely more often than others', at three different mentions or more; the surest first. */
export function namedBorders(examined: EntityExamination): readonly NamedBorder[] {
  const spellings = examined.spellings();
  const named = new Set<string>();
  return examined
    .borders()
    .words.filter(({ q, texts, isClass, side, word, moved }) => {
      // A word that is taken in here and left out there is one word; the surer way stands for it.
      if (isClass || q >= ENTITY_ALPHA || texts < LEAST_TEXTS || moved < LEAST_MOVED) return false;
      if (named.has(`${side} ${word}`)) return false;
      named.add(`${side} ${word}`);
      return true;
    })
    .map((found) => {
      const each = Math.min(found.inside, found.outside);
      return {
        found,
        word: spelt(examined, found),
        twoMinds: each >= LEAST_EACH_WAY && each >= TWO_MINDS * (found.inside + found.outside),
        both: spellings.filter(({ side, word }) => side === found.side && word.toLowerCase() === found.word),
      };
    });
}

/** ``taken in `AG` after it (21 of 23)``. */
export function movedText({ found, word }: NamedBorder): string {
  const place = found.side === 'left' ? 'before' : 'after';
  const how =
    found.change === 'added'
      ? `took in ${code(word)} ${place} the mention`
      : `left out ${code(word)} at the ${found.side === 'left' ? 'beginning' : 'end'}`;
  return `${how} ${found.moved} of ${found.mentions} times`;
}
