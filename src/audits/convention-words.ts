import type { EntityExamination } from '../metrics/entities/examination/index.ts';
import type { ConventionRow } from '../metrics/entities/tags/index.ts';
import { formatCount } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';

/** Which tools score the same files otherwise, and which tags are the cause. */

/** Half a point of F1. */
const DIFFERS = 0.005;

export interface OtherScore {
  readonly row: ConventionRow;
  /** As the tool prints it: 0 where it finds nothing. */
  readonly f1: number;
  readonly difference: number;
}

/** Tools whose F1 differs from the headline by half a point or more, the largest difference first. */
export function otherScores(examined: EntityExamination): readonly OtherScore[] {
  const table = examined.conventions();
  const own = table?.headline.scores.f1 ?? null;
  if (table === null || own === null) return [];
  return table.rows
    .flatMap((row) => {
      const f1 = row.refused === null ? row.printedF1 : null;
      return f1 === null ? [] : [{ row, f1, difference: f1 - own }];
    })
    .filter(({ difference }) => Math.abs(difference) >= DIFFERS)
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

interface BrokenTags {
  readonly count: number;
  readonly predicted: number;
  readonly reference: number;
  /** ``92 times `I-COMPANY` after `O` ``, the most frequent of the side with more. */
  readonly most: { readonly times: number; readonly tag: string; readonly before: string } | null;
}

/** Tags that break their scheme, and the most frequent pair. */
export function brokenTags(examined: EntityExamination): BrokenTags {
  const found = examined.transitions();
  const { tags } = examined.set;
  const none = { count: 0, predicted: 0, reference: 0, most: null };
  if (found === null || tags === null) return none;
  const [predicted, reference] = [found.predicted.token.length, found.reference.token.length];
  const side = predicted >= reference ? 'predicted' : 'reference';
  const { names } = tags[side];
  const pairs = new Map<string, { times: number; tag: string; before: string }>();
  for (let i = 0; i < found[side].token.length; i++) {
    const [tag, before] = [found[side].tag[i]!, found[side].tagBefore[i]!];
    const key = `${before} ${tag}`;
    const known = pairs.get(key);
    if (known !== undefined) known.times++;
    else
      pairs.set(key, {
        times: 1,
        tag: tag < 0 ? '' : names[tag]!,
        before: before < 0 ? '' : names[before]!,
      });
  }
  const most = [...pairs.values()].sort((a, b) => b.times - a.times || (a.tag < b.tag ? -1 : 1))[0] ?? null;
  return { count: predicted + reference, predicted, reference, most };
}

/** ``165 tags of the predictions break IOB2, most often `I-COMPANY` after `O` (40 times)``. */
export function brokenText(broken: BrokenTags, scheme: string): string {
  const side = broken.predicted >= broken.reference ? 'predictions' : 'reference';
  const n = Math.max(broken.predicted, broken.reference);
  const { most } = broken;
  const pair =
    most === null
      ? ''
      : `, most often ${most.tag === '' ? 'the end of a sentence' : code(most.tag)} after ${most.before === '' ? 'the beginning of a sentence' : code(most.before)} (${many(most.times, 'time')})`;
  return `${formatCount(n)} ${n === 1 ? 'tag' : 'tags'} of the ${side} ${n === 1 ? 'breaks' : 'break'} ${scheme}${pair}`;
}
