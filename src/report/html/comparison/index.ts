import { shownComparison } from '../../comparison-part.ts';
import type { Context, Part } from '../context.ts';
import { changesPart } from './changes.ts';
import { curvesPart } from './curves.ts';
import { differencesPart } from './differences.ts';
import { pairsPart } from './pairs.ts';
import { searchPart } from './search.ts';
import { settingsPart } from './settings.ts';

/** The parts about several runs together, in the order of reading; none where the runs do not belong together. */
export function comparisonParts(context: Context): readonly Part[] {
  const comparison = shownComparison(context.report);
  if (comparison === null) return [];
  const settings = settingsPart(context, comparison);
  const pairs = [pairsPart(context, comparison), changesPart(context, comparison)];
  return [
    differencesPart(context, comparison),
    // Where seeds were run, they are the answer, and single pairs of runs a detail.
    ...(settings === null ? pairs : [settings, ...pairs]),
    curvesPart(context, comparison),
    searchPart(context, comparison),
  ].filter((part) => part !== null);
}
