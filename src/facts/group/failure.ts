import { formatPercent } from '../../text/numbers.ts';
import type { RunFacts } from '../define.ts';
import { nonFiniteRows } from '../non-finite.ts';

/**
 * Why a run failed, as a clause ("the loss was NaN from step 412"), or null. Failed means that nothing usable was learned; a run that got
 * clearly better than a constant answer has not failed, whatever its curve did on the way.
 */
export function failureOf(facts: RunFacts): string | null {
  const first = facts.firstNonFinite();
  if (first !== null && /loss/i.test(first.tag)) {
    const series = facts.run.series.find((s) => s.tag === first.tag);
    if (series !== undefined && nonFiniteRows(series)?.recovered === false)
      return `the loss was ${Number.isNaN(first.value) ? 'NaN' : 'infinite'} from ${facts.run.axis} ${first.step}`;
  }
  const constant = facts.constantAnswer();
  if (constant !== null) {
    return constant.label === null
      ? 'one class was answered for everything'
      : `\`${constant.label.replaceAll('`', 'ˋ')}\` was answered for ${constant.share === null ? 'everything' : formatPercent(constant.share)}`;
  }
  const learned = facts.learned();
  if (learned.verdict === 'far-above' || learned.verdict === 'above') return null;
  const { train, validation } = facts.guessLevel();
  const level = validation ?? train;
  if (level !== null && (learned.verdict === 'no' || (train !== null && validation !== null)))
    return 'the loss stayed at guess level';
  const divergence = facts.divergence();
  if (divergence !== null && !divergence.acrossSeam && learned.verdict === 'no') return 'the loss diverged';
  return null;
}
