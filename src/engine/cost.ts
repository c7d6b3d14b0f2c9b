import type { RunFacts } from '../facts/define.ts';
import type { Cost } from '../model/report.ts';
import type { UnrankedFinding } from './judge.ts';

/** The share of the training after the recommended checkpoint, as `wasted-after-best` found it; null when it did not. */
function wastedShare(findings: readonly UnrankedFinding[]): number | null {
  const finding = findings.find((each) => each.id === 'wasted-after-best');
  const share = finding?.evidence.find((each) => each.name === 'share after best')?.value;
  return typeof share === 'number' ? share : null;
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
  else
    items.push({
      name: 'training time',
      value: seconds,
      format: 'seconds',
      note: timing.trainSeconds?.from ?? '',
    });

  if (timing.evaluationSeconds !== null) {
    items.push({
      name: 'of it, evaluations',
      value: timing.evaluationSeconds.value,
      format: 'seconds',
      note: timing.evaluationSeconds.from,
    });
  }
  if (timing.trainSamplesPerSecond !== null) {
    items.push({
      name: 'samples per second',
      value: timing.trainSamplesPerSecond.value,
      format: 'rate',
      note: timing.trainSamplesPerSecond.from,
    });
  } else notLogged.push('samples per second');
  if (timing.tokensSeen !== null && seconds !== null && seconds > 0) {
    items.push({
      name: 'tokens per second',
      value: timing.tokensSeen.value / seconds,
      format: 'rate',
      note: `${timing.tokensSeen.from} ÷ training time`,
    });
  } else notLogged.push('tokens per second');

  const updates = facts.updates();
  if (updates !== null)
    items.push({ name: 'weight updates', value: updates.value, format: 'count', note: updates.from });
  const batch = facts.effectiveBatchSize();
  if (batch !== null)
    items.push({ name: 'examples per update', value: batch.value, format: 'count', note: batch.from });
  if (trainSize !== null)
    items.push({ name: 'training examples', value: trainSize.value, format: 'count', note: trainSize.from });

  const kept = facts.run.checkpoints.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
  if (kept > 0)
    items.push({
      name: 'checkpoints on disk',
      value: kept,
      format: 'bytes',
      note: `${facts.run.checkpoints.length} folders, as listed`,
    });

  const share = wastedShare(findings);
  if (share !== null) {
    items.push({
      name: 'share after the recommended checkpoint',
      value: share,
      format: 'percent',
      note: `step ${facts.best()?.recommendedStep ?? '?'}, by steps`,
    });
  }
  return {
    items,
    trainSeconds: seconds,
    secondsAfterBest: share === null || seconds === null ? null : share * seconds,
    shareAfterBest: share,
    notLogged,
  };
}
