import { countsByType } from './exact-counts.ts';
import type { ToolAnswer } from './sides.ts';

/** Means of F1 over the types of a tool. */
export interface AveragedF1 {
  readonly macro: number;
  /** Weighted by the mentions of the reference. */
  readonly weighted: number;
  /** Types that are predicted and do not occur in the reference, and their predicted mentions. */
  readonly unseenTypes: number;
  readonly unseenMentions: number;
}

/** Macro and support-weighted F1 with 0/0 as 0, as seqeval prints them. Null when refused and when there is no mention. */
export function averagedF1(answer: ToolAnswer): AveragedF1 | null {
  if (answer.kind === 'refused') return null;
  const { reference, predicted, types } = answer.reading;
  const counts = countsByType(reference, predicted, types.length);
  let sum = 0;
  let weighted = 0;
  let present = 0;
  let unseenTypes = 0;
  let unseenMentions = 0;
  for (let type = 0; type < types.length; type++) {
    const gold = counts.reference[type]!;
    const found = counts.predicted[type]!;
    if (gold + found === 0) continue;
    const f1 = (2 * counts.correct[type]!) / (gold + found);
    present++;
    sum += f1;
    weighted += f1 * gold;
    if (gold > 0) continue;
    unseenTypes++;
    unseenMentions += found;
  }
  if (present === 0) return null;
  const support = reference.first.length;
  return {
    macro: sum / present,
    weighted: support === 0 ? 0 : weighted / support,
    unseenTypes,
    unseenMentions,
  };
}
