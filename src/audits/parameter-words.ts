import type { TrainedParameters } from '../facts/trained-parameters.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';

const percent = (share: number): string =>
  share < 0.0005 ? 'less than 0.1 %' : formatPercent(share, share < 0.1 ? 1 : 0);

/** `at most 627 of 266,500 parameters (0.2 %)`, or `at most 0.2 % of the parameters` where only the share is known. */
export function partOf({ kind, share, trained, all }: TrainedParameters): string {
  const bound = kind === 'most' ? 'about' : 'at most';
  if (share > 0.99) return all === null ? 'All parameters' : `All ${formatCount(all)} parameters`;
  return trained === null || all === null
    ? `${bound} ${percent(share)} of the parameters`
    : `${bound} ${formatCount(trained)} of ${formatCount(all)} parameters (${percent(share)})`;
}
