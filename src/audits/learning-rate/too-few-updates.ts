import type { RunFacts } from '../../facts/define.ts';
import { movement } from '../../facts/movement.ts';
import { shareLearned } from '../../facts/share-learned.ts';
import { trainedTask } from '../../facts/task.ts';
import type { Claim, Evidence, Severity } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { moreUpdates } from '../length-advice.ts';
import { lossText } from '../wording.ts';

/** Below the first, a count worth telling; below the second, only with a sign that it cost something (catalogue A22). */
const FEW = 200;
/** So few that they are told whatever the score: no recipe that was ever tuned makes do with them. */
const VERY_FEW = 100;
const SOME = 500;
/** From here on between a constant answer and a perfect score, few updates were enough. */
const GOOD = 0.8;
/** A training loss below this share of where it began has nothing left to fall. */
const LEFT = 0.2;
const BELOW_GUESS = 0.97;
/** One-sided 1 % point of the normal distribution. */
const Z99 = 2.3263;

/** The last evaluation was better than the one before by more than the bound of the sampling error allows. */
interface Sign {
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

function improvedLast(facts: RunFacts): Sign | null {
  const metric = facts.targetCurve();
  const target = facts.targetMetric();
  const bound = facts.metricError().difference;
  if (metric !== null && target !== null && bound !== null && metric.n >= 2) {
    const gain =
      (metric.value[metric.n - 1]! - metric.value[metric.n - 2]!) * (target.greaterIsBetter ? 1 : -1);
    if (gain > Z99 * bound)
      return {
        text: `${metricName(target.quantity)} still rose between the last two evaluations`,
        evidence: [
          {
            name: `gain of ${metricName(target.quantity)} between the last two evaluations`,
            value: gain,
            n: facts.metricError().n ?? undefined,
          },
        ],
      };
  }
  const loss = facts.validationLoss();
  const error = facts.lossError().difference;
  // A loss that comes down to guess level from above learns nothing.
  const chance = facts.chanceLevel();
  const guess = chance === null ? Number.POSITIVE_INFINITY : (chance.prior ?? chance.uniform);
  if (
    loss !== null &&
    error !== null &&
    loss.n >= 2 &&
    loss.value[loss.n - 1]! < BELOW_GUESS * guess &&
    loss.value[loss.n - 2]! - loss.value[loss.n - 1]! > Z99 * error
  ) {
    const [before, last] = [loss.value[loss.n - 2]!, loss.value[loss.n - 1]!];
    return {
      text: `validation loss still fell from ${lossText(before)} to ${lossText(last)} between the last two evaluations`,
      evidence: [
        { name: 'validation loss at the last evaluation but one', value: before },
        { name: 'validation loss at the last evaluation', value: last },
      ],
    };
  }
  return null;
}

/**
 * Lower at each of five evaluations or more is chance in 1 of 120 flat curves; the last quarter of them has to be worth another
 * epoch (a single step is small at the end of a schedule that runs out).
 */
const EACH_TIME = 5;
const WORTH = 0.04;
const AT_LAST = 0.25;
/** Below a hundred updates three evaluations do, when the loss came down by so much in all. */
const VERY_SOON = { evaluations: 3, worth: 0.08 } as const;
/** Where the number of labels is not known, a metric that people call good. */
const GOOD_VALUE = 0.8;

function isGood(facts: RunFacts): boolean {
  const learned = facts.learned();
  const share = shareLearned(learned);
  if (share !== null) return share >= GOOD;
  const [target, curve] = [facts.targetMetric(), facts.targetCurve()];
  return target !== null && curve !== null && target.share && curve.value[curve.n - 1]! >= GOOD_VALUE;
}

function fellEachTime(facts: RunFacts): Sign | null {
  const loss = facts.validationLoss();
  const updates = facts.updates()?.value ?? FEW;
  const soon = updates < VERY_FEW;
  if (loss === null || updates >= FEW || loss.n < (soon ? VERY_SOON.evaluations : EACH_TIME)) return null;
  // A loss creeps down long after the answers are settled.
  if (isGood(facts)) return null;
  for (let row = 1; row < loss.n; row++) if (!(loss.value[row]! < loss.value[row - 1]!)) return null;
  const from = loss.value[loss.n - 1 - Math.max(1, Math.round(AT_LAST * loss.n))]!;
  const [before, last] = [loss.value[loss.n - 2]!, loss.value[loss.n - 1]!];
  const worth = soon
    ? loss.value[0]! - last >= VERY_SOON.worth * loss.value[0]!
    : from - last >= WORTH * from;
  if (!worth) return null;
  return {
    text: `validation loss was lower at each of ${loss.n} evaluations, at last ${lossText(last)} after ${lossText(before)}`,
    evidence: [
      { name: 'validation loss at the last evaluation but one', value: before },
      { name: 'validation loss at the last evaluation', value: last, n: loss.n },
    ],
  };
}

function signs(facts: RunFacts): readonly Sign[] {
  const found: Sign[] = [];
  const moved = movement(facts);
  if (
    moved !== null &&
    moved.source === 'train' &&
    moved.end > LEFT * moved.start &&
    (moved.fallingAtEnd === true ||
      (moved.fallingAtEnd === null && moved.straight === true && (moved.pFalling ?? 1) < 0.01))
  ) {
    found.push({
      text: `training loss was still falling at the end (${lossText(moved.end)})`,
      evidence: [{ name: 'training loss at the end', value: moved.end, n: moved.n }],
    });
  }
  const last = improvedLast(facts) ?? fellEachTime(facts);
  if (last !== null) found.push(last);
  const { train, validation } = facts.guessLevel();
  const level = validation ?? train;
  // After hundreds of updates something else keeps a model at one answer.
  const early = (facts.updates()?.value ?? 0) < FEW;
  if (early && facts.constantAnswer() !== null)
    found.push({ text: 'one class was answered throughout', evidence: [] });
  else if (early && level !== null && facts.learned().verdict !== 'far-above')
    found.push({
      text: `the loss was still at guess level (${lossText(level.level)})`,
      evidence: [
        {
          name: `${level.source === 'train' ? 'training' : 'validation'} loss at the end`,
          value: level.level,
          n: level.n,
        },
      ],
    });
  return found;
}

export const tooFewUpdates = defineAudit({
  id: 'too-few-updates',
  family: 'learning-rate',
  title: 'Enough weight updates were made',
  failureTitle: 'Few weight updates were made',
  why: 'Small data sets need hundreds of updates; with fewer, runs fail more often and stop short.',
  requires: ['steps'],
  references: ['Mosbach et al. 2021, figure 3', 'Zhang et al. 2021, Revisiting Few-sample BERT Fine-tuning'],
  judge({ run, facts }) {
    const updates = facts.updates()!;
    const task = trainedTask(run);
    if (
      task === 'text-generation' ||
      task === 'text2text-generation' ||
      task === 'fill-mask' ||
      task === 'other'
    )
      return notApplicable('the rule is about fine-tuned encoders with a head');
    if (updates.value >= SOME) return pass(`${many(updates.value, 'update')}`);
    const learned = facts.learned();
    const seen = signs(facts);
    const improving = improvedLast(facts) !== null || fellEachTime(facts) !== null;
    if (learned.verdict === 'far-above' && !improving && updates.value >= VERY_FEW)
      return pass(
        `${many(updates.value, 'update')}; ${metricName(learned.quantity!)} reached ${lossText(learned.value!)} and no longer rose clearly`,
      );
    if (updates.value >= FEW && seen.length === 0)
      return pass(`${many(updates.value, 'update')}, and no sign that more were needed`);

    const batch = facts.effectiveBatchSize();
    const size = facts.trainSize();
    const epochs = facts.epochs();
    const about = [
      size === null ? null : many(size.value, 'example'),
      batch === null ? null : `a batch of ${formatCount(batch.value)}`,
      epochs === null ? null : many(Math.round(10 * epochs) / 10, 'epoch'),
    ].filter((x) => x !== null);
    // Fewer than a hundred, and much left to learn: the count itself is the sign.
    const poor = updates.value < VERY_FEW && (shareLearned(learned) ?? 1) < GOOD;
    // A good score that no longer rises is no risk, though the training loss went on falling.
    const enough = learned.verdict === 'far-above' && !improving;
    const costly = poor || (seen.length > 0 && !enough);
    const claim: Claim = costly ? 'likely' : 'fact';
    const severity: Severity = poor ? 'problem' : costly ? 'risk' : 'note';
    const evidence: Evidence[] = [{ name: 'updates', value: updates.value, method: updates.from }];
    if (size !== null) evidence.push({ name: 'training examples', value: size.value, method: size.from });
    if (batch !== null) evidence.push({ name: 'examples an update', value: batch.value, method: batch.from });
    if (epochs !== null) evidence.push({ name: 'epochs', value: Math.round(10 * epochs) / 10 });
    for (const sign of seen) evidence.push(...sign.evidence);
    const told = seen.map((sign) => sign.text);
    if (poor && learned.quantity !== null && learned.value !== null) {
      told.push(`${metricName(learned.quantity)} ended at ${lossText(learned.value)}`);
      evidence.push({ name: `${metricName(learned.quantity)} at the end`, value: learned.value });
    }
    return {
      kind: 'finding',
      findings: [
        {
          claim,
          severity,
          subject: { split: 'train' },
          title:
            claim === 'fact'
              ? `Only ${many(updates.value, 'weight update')} ${updates.value === 1 ? 'was' : 'were'} made`
              : `${many(updates.value, 'weight update')} were likely too few`,
          measured: `${many(updates.value, 'update')}${about.length > 0 ? ` (${about.join(', ')})` : ''}${told.length > 0 ? `; ${told.join('; ')}` : '; whether more would have helped cannot be told'}`,
          mattersWhen:
            claim === 'fact' ? 'the result varies from seed to seed' : 'the quality is not yet enough',
          advice: moreUpdates(facts),
          refutedBy: 'Repeat with twice the epochs: no better a score would refute it',
          evidence,
          weight: poor ? 1 : 0.5,
        },
      ],
    };
  },
});
