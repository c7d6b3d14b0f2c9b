import type { Advice, Evidence } from '../../model/outcome.ts';
import { median } from '../../stats/index.ts';
import { formatPercent, formatRate, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, pass } from '../define.ts';
import { rateAgainstTable, steadier, TOO_HIGH } from '../learning-rate-advice.ts';
import { lossText, place } from '../wording.ts';

const LEAST_ROWS = 10;
/** Below this many rows a lasting rise is only likely. */
const STRONG_ROWS = 20;
/** The detection asks for 3 noise levels; a strong claim for 5. */
const STRONG_SIGMAS = 5;
/** A gradient norm that grew by this factor before the end explains a divergence (A32). */
const EXPLOSION = 10;

export const lossDiverged = defineAudit({
  id: 'loss-diverged',
  family: 'collapse',
  title: 'Training loss did not go up and stay up',
  failureTitle: 'Training loss went up and stayed up',
  why: 'The last checkpoint of a diverged run is usually of no use; an earlier one may be fine.',
  requires: ['train-loss'],
  references: [
    'Dodge et al. 2020, arXiv 2002.06305 (trials that diverge part of the way through)',
    'docs/thresholds/loss-diverged.md',
  ],
  judge({ run, facts }) {
    const curve = facts.trainLoss();
    if (curve === null || curve.n < LEAST_ROWS) {
      return inconclusive(
        `${many(curve?.n ?? 0, 'finite row')} of training loss cannot show a lasting rise`,
        `${LEAST_ROWS} rows, for example \`logging_steps\` at a hundredth of the run`,
      );
    }
    const found = facts.divergence();
    const last = curve.value[curve.n - 1]!;
    if (found === null)
      return pass(`Training loss ended at ${lossText(last)} after ${many(curve.n, 'row')}; no lasting rise`);
    if (found.acrossSeam) {
      return inconclusive(
        `Training loss rose from ${lossText(found.minimum)} to ${lossText(found.end)}, but the run was resumed in between`,
        'A log of one unbroken run',
      );
    }
    const { validation } = found;
    if (validation !== null && validation.end <= validation.before) {
      return inconclusive(
        `Training loss rose from ${lossText(found.minimum)} to ${lossText(found.end)} while validation loss fell from ${lossText(validation.before)} to ${lossText(validation.end)}: harder data late in an unshuffled file would look the same`,
        'Shuffled training data, or training loss measured on fixed examples',
      );
    }

    const table = rateAgainstTable(facts);
    const norms = facts.gradientNorm();
    const grew =
      norms !== null &&
      norms.n >= 20 &&
      median(norms.value.subarray(-Math.ceil(norms.n / 10))) >
        EXPLOSION * median(norms.value.subarray(0, Math.ceil(norms.n / 3)));
    const cause =
      table !== null && table.overHigh > TOO_HIGH
        ? {
            text: `the learning rate of ${formatRate(table.peak)} was ${formatTimes(table.overHigh)} times the upper end of what is usual for ${table.range.family} (${formatRate(table.range.high)})`,
            claim: 'likely' as const,
          }
        : grew
          ? { text: 'gradients grew more than tenfold before the end', claim: 'likely' as const }
          : { text: 'an update that was too large; the record does not say why', claim: 'hint' as const };
    const next: Advice = steadier(facts, { clip: true }) ?? {
      text: 'Divide the learning rate by 3, set `warmup_ratio=0.1` and `max_grad_norm=1.0`',
      settings: { warmup_ratio: '0.1', max_grad_norm: '1.0' },
    };
    const best = facts.best();
    const usable =
      best !== null && best.argbestStep < best.lastStep
        ? `Use the checkpoint of ${place(run, best.argbestStep)}; for the next run, `
        : '';

    const toGuess = facts.chanceLevel();
    const back =
      toGuess !== null &&
      facts.lossKind().train.kind === 'cross-entropy' &&
      Math.abs(found.end - toGuess.uniform) <= 0.03;
    const evidence: Evidence[] = [
      { name: 'lowest running median', value: found.minimum, step: found.minimumStep },
      { name: 'loss at the end', value: found.end, method: 'median of the last 5 % of the rows' },
      { name: 'noise of one row', value: found.sigma, method: 'median |difference| / 0.954' },
      { name: 'share of the run that stayed up', value: found.stayed / found.n },
      { name: 'rows that stayed up', value: found.stayed, n: found.n },
    ];
    if (validation !== null)
      evidence.push(
        { name: 'validation loss at the end', value: validation.end },
        { name: 'validation loss at the minimum', value: validation.before },
      );
    const accurate = facts.learned().verdict === 'far-above';
    return {
      kind: 'finding',
      findings: [
        {
          claim:
            curve.n >= STRONG_ROWS && found.end - found.minimum >= STRONG_SIGMAS * found.sigma && !accurate
              ? 'strong'
              : 'likely',
          severity: 'problem',
          subject: { split: 'train' },
          title: `Training loss rose after ${place(run, found.minimumStep)} and stayed up`,
          measured: `${lossText(found.minimum)} at ${place(run, found.minimumStep)}, ${lossText(found.end)} at the end${back ? `, which is guess level (ln ${toGuess.classes} = ${lossText(toGuess.uniform)})` : ''}; it stayed up for the last ${formatPercent(found.stayed / found.n, 0)} of the run`,
          cause,
          mattersWhen: 'you use the last checkpoint',
          advice: {
            ...next,
            text: usable + (usable === '' ? next.text : next.text[0]!.toLowerCase() + next.text.slice(1)),
          },
          refutedBy:
            'Evaluate the last checkpoint on 1,000 training examples: a loss near the minimum would refute it, about a minute',
          evidence,
          weight: 0.9,
        },
      ],
    };
  },
});
