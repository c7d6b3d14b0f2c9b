import type { RunReport } from '../model/report.ts';
import {
  formatCount,
  formatInterval,
  formatProbability,
  formatShare,
  formatSigned,
} from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { markdownText } from './safe-text.ts';
import { visibleSubset } from './subset-text.ts';

const MOST = 15;

/** Kinds of example in which the model is worse, as a table. */
export function subsetSection(run: RunReport): string[] {
  const subsets = run.quality?.subsets ?? null;
  if (subsets === null || subsets.reason !== null) return [];
  const { found, tested } = subsets;
  const lines = ['### Subsets', ''];
  if (found.length === 0) {
    const visible = visibleSubset(subsets);
    lines.push(
      `No subset was confirmed as worse than the rest in ${many(tested.tests, 'test')}.${visible === null ? '' : ` ${visible}`}`,
      '',
    );
    return lines;
  }
  lines.push(
    `Chosen on one half of ${many(subsets.rows, 'example')}, tested on the other (${many(tested.tests, 'test')}); rates are of the other half.`,
    '',
    '| subset | support | wrong | others | difference in points | Holm p |',
    '| --- | ---: | ---: | ---: | --- | --- |',
  );
  for (const { name, rows, confirmation, familyWise } of found.slice(0, MOST)) {
    const { errors, rest, difference, interval } = confirmation;
    lines.push(
      `| ${markdownText(name)} | ${formatCount(rows)} | ${formatShare(errors, confirmation.rows, 1)} | ${formatShare(rest.errors, rest.rows, 1)} | ${formatSigned(100 * difference)} (${formatInterval(interval, 'percent')}) | ${formatProbability(familyWise)} |`,
    );
  }
  const more = found.length + subsets.more - MOST;
  if (more > 0) lines.push(`| … ${formatCount(more)} more | | | | | |`);
  lines.push('');
  return lines;
}
