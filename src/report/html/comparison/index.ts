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
  return [
    differencesPart(context, comparison),
    pairsPart(context, comparison),
    changesPart(context, comparison),
    curvesPart(context, comparison),
    settingsPart(context, comparison),
    searchPart(context, comparison),
  ].filter((part) => part !== null);
}
