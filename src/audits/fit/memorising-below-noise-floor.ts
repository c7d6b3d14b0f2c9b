import { least } from '../../facts/curves.ts';
import type { Curve, RunFacts } from '../../facts/define.ts';
import { noiseFloor } from '../../facts/noise-floor.ts';
import { overfitFamily } from '../../facts/overfit.ts';
import type { Advice } from '../../model/outcome.ts';
import { mean, runningMedian, slope } from '../../stats/index.ts';
import { formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { shorterRun } from '../advice.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { keptEarlier } from '../overfit-words.ts';
import { lossText, place } from '../wording.ts';

/** Below this share of the floor the loss cannot be that of a model that left the wrong labels alone (catalogue A25). */
const BELOW = 0.7;
const LEAST_ROWS = 6;
const END = 0.2;
const ALPHA = 0.01;

/** First step at which the smoothed training loss lay below the floor; the last row when smoothing hides it. */
function crossing(train: Curve, floor: number): number {
  const window = Math.max(3, Math.ceil(0.05 * train.n)) | 1;
  const smooth = runningMedian(train.value, window);
  const row = smooth.findIndex((v) => v < floor);
  return train.step[row < 0 ? train.n - 1 : row]!;
}

/** Validation loss at the end, and whether it was still getting better from a step on. */
function later(validation: Curve, from: number): { readonly last: number; readonly falling: boolean } {
  const last = validation.value[validation.n - 1]!;
  // The lowest of all is the last one: then nothing shows that more training made it worse.
  if (last <= least(validation.value)) return { last, falling: true };
  let start = 0;
  while (start < validation.n - 1 && validation.step[start]! < from) start++;
  if (validation.n - start < LEAST_ROWS) return { last, falling: false };
  const trend = slope(validation.step.subarray(start), validation.value.subarray(start));
  return { last, falling: (trend?.pDecreasing ?? 1) < ALPHA };
}

/** Stop one epoch after training stopped paying; where that saves no epoch, soften the labels. */
function advice(facts: RunFacts): Advice {
  const settings = shorterRun(facts);
  const shorter = Object.entries(settings).map(([name, value]) => `\`${name}=${value}\``);
  return shorter.length > 0
    ? {
        text: `Set ${shorter.join(' and ')}, and check the labels of the examples with the highest loss`,
        settings,
      }
    : {
        text: 'Set `label_smoothing_factor=0.1`, and check the labels of the examples with the highest loss',
        settings: { label_smoothing_factor: '0.1' },
      };
}

/** A25 of the catalogue. Silent without the share of wrong labels: a low training loss alone is ordinary. */
export const memorisingBelowNoiseFloor = defineAudit({
  id: 'memorising-below-noise-floor',
  family: 'fit',
  title: 'Training loss stayed above what wrong labels leave',
  failureTitle: 'Wrong labels were learned by heart',
  why: 'A model that fits wrong labels is sure of wrong answers, and worst on the hard classes.',
  requires: ['train-loss'],
  references: [
    'Tänzer et al. 2022, Memorisation versus Generalisation in Pre-trained Language Models',
    'Arpit et al. 2017, A Closer Look at Memorization in Deep Networks',
    'docs/audits/memorising-below-noise-floor.md (derivation of the floor)',
  ],
  judge({ run, facts }) {
    if (run.labelNoise === null)
      return notApplicable('the share of wrong training labels is not known; `--label-noise 0.1` states it');
    const share = run.labelNoise.value;
    const chance = facts.chanceLevel();
    const kind = facts.lossKind();
    if (chance === null || kind.train.kind !== 'cross-entropy')
      return notApplicable(
        `the floor is known for a plain cross-entropy only: ${chance === null ? 'the number of labels is not known' : kind.train.why}`,
      );
    const floor = noiseFloor(share, chance.classes);
    if (floor === null)
      return inconclusive(
        `With ${formatPercent(share, 0)} of the labels wrong, ${chance.classes} labels say nothing about the text`,
        'A smaller share of wrong labels',
      );
    const train = facts.trainLoss();
    if (train === null || train.n < LEAST_ROWS)
      return inconclusive(
        `${many(train?.n ?? 0, 'row')} of training loss cannot show where it ended`,
        `${LEAST_ROWS} rows, for example \`logging_steps\` at a hundredth of the run`,
      );
    const end = mean(train.value.subarray(train.n - Math.max(2, Math.ceil(END * train.n))));
    const against = `a model that leaves ${formatPercent(share, 0)} wrong labels among ${chance.classes} alone cannot come below ${lossText(floor)} nats`;
    if (end >= BELOW * floor)
      return pass(
        `Training loss ended at ${lossText(end)}; ${against}, and ${lossText(BELOW * floor)} would be a clear sign`,
      );
    const validation = facts.validationLoss();
    if (validation === null || validation.n < 2 || kind.kind !== 'cross-entropy')
      return inconclusive(
        `Training loss ended at ${lossText(end)}; ${against}; without validation losses the share itself may be too high`,
        'Two evaluations with a validation loss',
      );
    const at = crossing(train, floor);
    const { last, falling } = later(validation, at);
    // Validation labels may be right: then its loss has another floor, and only its getting worse tells.
    const family = overfitFamily(facts);
    const worse = family.rise?.kind === 'risen' && family.rise.claim !== 'hint';
    if (last <= floor && !worse)
      return pass(
        `Training loss ended at ${lossText(end)}; ${against}, but validation loss ended at ${lossText(last)} and is not shown to have got worse: fewer labels may be wrong than stated`,
      );
    if (falling)
      return pass(
        `Training loss ended at ${lossText(end)}; ${against}, but validation loss was still getting better`,
      );
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'likely',
          // The model that was kept is from before, where the run chose its checkpoint.
          severity: keptEarlier(facts) ? 'note' : 'risk',
          subject: { split: 'train' },
          title: `Wrong labels were learned by heart from ${place(run, at)} on`,
          measured: `Training loss ended at ${lossText(end)} nats (n = ${train.n} rows); ${against}. Validation loss ended at ${lossText(last)} ${worse ? 'and got worse' : 'and no longer fell'}`,
          cause: {
            text: 'more passes over the data than it takes to learn what they have in common',
            claim: 'likely',
          },
          mattersWhen: 'confidence is used, or the hard classes count',
          advice: advice(facts),
          refutedBy: `Check the labels of 100 training examples: clearly fewer than ${Math.round(100 * share)} wrong ones would refute it`,
          evidence: [
            {
              name: 'training loss at the end',
              value: end,
              unit: 'nats',
              n: train.n,
              method: 'mean of the last 20 % of the rows',
            },
            {
              name: 'floor that wrong labels leave',
              value: floor,
              unit: 'nats',
              method: 'H(η) + η ln(C − 1)',
            },
            { name: 'share of wrong labels', value: share, method: run.labelNoise.from },
            { name: 'first step below the floor', value: at, step: at },
            { name: 'validation loss at the end', value: last, unit: 'nats', n: validation.n },
          ],
          weight: 1,
        },
      ],
    };
  },
});
