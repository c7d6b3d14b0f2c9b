import type { TokenMentions } from '../../../text/tags/index.ts';
import { walkMentions } from './exact-counts.ts';
import type { ToolReading } from './sides.ts';

/** A mention that one of two readings of the same tags has and the other has not. */
export interface MentionDifference {
  readonly side: 'reference' | 'predicted';
  /** `left-out`: the headline has it, the tool has not · `added`: the other way round. */
  readonly kind: 'left-out' | 'added';
  readonly sentence: number;
  /** Tokens counted through the file, `end` exclusive. `first` may lie before the sentence where a tool's reading is broken. */
  readonly first: number;
  readonly end: number;
  /** Name as the reading has it that has the mention. */
  readonly type: string;
}

/** All of them are counted, the first ones are listed. */
export interface MentionDifferences {
  readonly count: number;
  readonly leftOut: number;
  readonly added: number;
  readonly listed: readonly MentionDifference[];
}

const listedAtMost = 50;

type BothSides = { readonly reference: TokenMentions; readonly predicted: TokenMentions };

/**
 * For each type of the headline, the number that the tool has for it: the one of the same name, else the one that its mentions
 * have in the tool (seqeval calls a plain `PER` ER). −1 where the tool merges types or gives one several names.
 */
function numbersInTool(headline: BothSides, types: readonly string[], tool: ToolReading): Int32Array {
  const byName = new Map(tool.types.map((type, id) => [type, id]));
  const numbers = Int32Array.from(types, (type) => byName.get(type) ?? -1);
  const named = Uint8Array.from(numbers, (id) => (id < 0 ? 0 : 1));
  if (!named.includes(0)) return numbers;
  const owner = new Int32Array(tool.types.length).fill(-1);
  const unclear = new Uint8Array(types.length);
  for (const side of ['reference', 'predicted'] as const) {
    const own = headline[side].type;
    const theirs = tool[side].type;
    walkMentions(headline[side], tool[side], anyType, (i, j) => {
      if (i < 0 || j < 0) return;
      const type = own[i]!;
      if (named[type] === 1) return;
      const number = theirs[j]!;
      if (numbers[type]! >= 0 && numbers[type] !== number) unclear[type] = 1;
      if (owner[number]! >= 0 && owner[number] !== type) {
        unclear[type] = 1;
        unclear[owner[number]!] = 1;
      }
      numbers[type] = number;
      owner[number] = type;
    });
  }
  return numbers.map((number, type) => (unclear[type] === 1 ? -1 : number));
}

const anyType = (): boolean => true;

/**
 * The mentions in which a tool differs from the headline, in the order of the file, the reference first. */
export function differencesFrom(
  headline: BothSides,
  types: readonly string[],
  tool: ToolReading,
): MentionDifferences {
  const toolTypes = numbersInTool(headline, types, tool);
  let leftOut = 0;
  let added = 0;
  const listed: MentionDifference[] = [];
  for (const side of ['reference', 'predicted'] as const) {
    const own = headline[side];
    const theirs = tool[side];
    walkMentions(
      own,
      theirs,
      (a, b) => toolTypes[a] === b,
      (i, j) => {
        if (i >= 0 && j >= 0) return;
        if (i >= 0) leftOut++;
        else added++;
        if (listed.length === listedAtMost) return;
        const from = i >= 0 ? own : theirs;
        const at = i >= 0 ? i : j;
        listed.push({
          side,
          kind: i >= 0 ? 'left-out' : 'added',
          sentence: from.sentence[at]!,
          first: from.first[at]!,
          end: from.end[at]!,
          type: (i >= 0 ? types : tool.types)[from.type[at]!] ?? '',
        });
      },
    );
  }
  return { count: leftOut + added, leftOut, added, listed };
}
