import type { RunFacts } from '../facts/define.ts';
import type { Cost } from '../model/report.ts';
import type { UnrankedFinding } from './judge.ts';

/** The share of the training's seconds that came after a step: by wall times where logged, else by steps. */
function shareAfter(facts: RunFacts, step: number): { share: number; how: string } | null {
  const { run } = facts;
  const last = run.lastStep;
  if (last === null || last <= 0 || step >= last) return last === null ? null : { share: 0, how: 'nothing came after it' };
  const timed = facts.validationLoss()?.series ?? facts.trainLoss()?.series ?? null;
  if (timed?.time) {
    const at = timed.step.indexOf(step);
    const first = timed.time[0];
    const final = timed.time.at(-1);
    const here = at < 0 ? undefined : timed.time[at];
    if (first !== undefined && final !== undefined && here !== undefined && final > first) {
      return { share: (final - here) / (final - first), how: 'by the wall times of the evaluations' };
    }
  }
  return { share: (last - step) / last, how: 'by steps' };
}

/**
 * What the run cost, from what it logged. Nothing is estimated that was not logged, and time counts as spent after the
 * best checkpoint only when an audit found that.
 */
export function costOf(facts: RunFacts, findings: readonly UnrankedFinding[]): Cost {
  const { timing, trainSize } = facts.run;
  const items: Cost['items'][number][] = [];
  const notLogged: string[] = [];
  const seconds = timing.trainSeconds?.value ?? null;
  if (seconds === null) notLogged.push('training time');
  else items.push({ name: 'training time', value: seconds, format: 'seconds', note: timing.trainSeconds?.from ?? '' });

  if (timing.evaluationSeconds !== null) {
    items.push({ name: 'of it, evaluations', value: timing.evaluationSeconds.value, format: 'seconds', note: timing.evaluationSeconds.from });
  }
  if (timing.trainSamplesPerSecond !== null) {
    items.push({ name: 'samples per second', value: timing.trainSamplesPerSecond.value, format: 'rate', note: timing.trainSamplesPerSecond.from });
  } else notLogged.push('samples per second');
  if (timing.tokensSeen !== null && seconds !== null && seconds > 0) {
    items.push({ name: 'tokens per second', value: timing.tokensSeen.value / seconds, format: 'rate', note: `${timing.tokensSeen.from} ÷ training time` });
  } else notLogged.push('tokens per second');

  const updates = facts.updates();
  if (updates !== null) items.push({ name: 'weight updates', value: updates.value, format: 'count', note: updates.from });
  const batch = facts.effectiveBatchSize();
  if (batch !== null) items.push({ name: 'examples per update', value: batch.value, format: 'count', note: batch.from });
  if (trainSize !== null) items.push({ name: 'training examples', value: trainSize.value, format: 'count', note: trainSize.from });

  const kept = facts.run.checkpoints.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
  if (kept > 0) items.push({ name: 'checkpoints on disk', value: kept, format: 'bytes', note: `${facts.run.checkpoints.length} folders, as listed` });

  const best = facts.best();
  const wasted = findings.some((finding) => finding.id === 'wasted-after-best');
  const after = best === null || !wasted ? null : shareAfter(facts, best.recommendedStep);
  if (after !== null && best !== null && after.share > 0) {
    items.push({ name: 'share after the recommended checkpoint', value: after.share, format: 'percent', note: `step ${best.recommendedStep}, ${after.how}` });
  }
  return {
    items,
    trainSeconds: seconds,
    secondsAfterBest: after === null || seconds === null ? null : after.share * seconds,
    shareAfterBest: after?.share ?? null,
    notLogged,
  };
}
