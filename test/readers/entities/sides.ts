import type { EntitySide } from '../../../src/model/entities.ts';

/** Mentions as a reader of the report sees them. */
export function mentionsOf(side: EntitySide): readonly {
  readonly unit: number;
  readonly type: string;
  readonly words: string;
  readonly score: number;
}[] {
  const mentions = side.mentions!;
  return Array.from(mentions.sentence, (unit, m) => ({
    unit,
    type: side.types[mentions.type[m]!]!,
    words: side.text(unit).slice(mentions.start[m]!, mentions.end[m]!),
    score: mentions.score?.[m] ?? Number.NaN,
  }));
}

/** `PERSON Anna Holm`. */
export const spelled = (side: EntitySide): readonly string[] =>
  mentionsOf(side).map(({ type, words }) => `${type} ${words}`);
