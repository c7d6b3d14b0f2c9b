import type { AttributionSummary } from '../model/report.ts';
import { formatCount, formatPercent } from './numbers.ts';
import { many, sentence } from './words.ts';

/** Whose words were weighed, and how: `In 167 of 167 errors words were weighed by gradient × input`. */
export const attributionLine = ({ method, examples, total }: AttributionSummary): string =>
  `In ${formatCount(examples)} of ${many(total, 'error')} words were weighed by ${method}: towards the label that was given, against the reference.`;

/** How far the weights can be trusted, as whole sentences. */
export function attributionLimits({ gap, check, leftOut }: AttributionSummary): readonly string[] {
  return [
    ...(check === null
      ? []
      : [
          `As a check words were hidden one by one in ${many(check.rows, 'text')}: in ${formatCount(check.found)} the one whose absence changed the answer most is among the three heaviest (${check.chance.toFixed(1)} by chance).`,
        ]),
    ...(gap === null
      ? []
      : [
          `The weights add up to what they explain within ${formatPercent(gap.median)} of their sizes (median; at most ${formatPercent(gap.largest)}).`,
        ]),
    'They say what these answers of this model hung on, not what is true of the texts.',
    ...(leftOut === null ? [] : [sentence(leftOut)]),
  ];
}
