import type { RunFacts } from '../facts/define.ts';
import { reclaimable } from '../facts/reclaimable.ts';
import type { Cost } from '../model/report.ts';
import { formatPercent } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';
import { machineItems } from './cost-machine.ts';
import type { UnrankedFinding } from './judge.ts';

const FREEABLE = 'can be freed';
/** Folders named before the rest is counted. */
const NAMED = 3;

/** The share of the training after the recommended checkpoint, as `wasted-after-best` found it; null when it did not. */
function wastedShare(findings: readonly UnrankedFinding[]): number | null {
  const finding = findings.find((each) => each.id === 'wasted-after-best');
  const share = finding?.evidence.find((each) => each.name === 'share after best')?.value;
  return typeof share === 'number' ? share : null;
}

/** Advice to choose again among what is left: then no folder can be done without. */
const choosesAgain = /average the last|choose again|take the better checkpoint/i;

/** Whole checkpoints and optimiser states that nobody will use, as `can be freed`; null below a megabyte. */
function freeableOf(facts: RunFacts, findings: readonly UnrankedFinding[]): Cost['items'][number] | null {
  const words = findings.flatMap(({ advice, refutedBy }) => [advice?.text ?? '', refutedBy ?? '']);
  const choosing = words.some((text) => choosesAgain.test(text));
  const named = words.flatMap((text) => [...text.matchAll(/checkpoint-(\d+)/g)].map((m) => Number(m[1])));
  const keep = choosing ? facts.run.checkpoints.map(({ step }) => step) : named;
  const found = reclaimable(facts, new Set(keep));
  if (found === null) return null;
  const { checkpoints, optimizers, bytes, total } = found;
  const names = checkpoints.slice(0, NAMED).map(({ path }) => code(path.split('/').at(-1) ?? path));
  const more = checkpoints.length - names.length;
  const parts = [
    checkpoints.length === 0
      ? null
      : `${many(checkpoints.length, 'checkpoint')} (${names.join(', ')}${more > 0 ? ` and ${more} more` : ''})`,
    optimizers.length === 0 ? null : many(optimizers.length, 'optimiser state'),
  ].filter((part) => part !== null);
  return {
    name: FREEABLE,
    value: bytes,
    format: 'bytes',
    note: `${formatPercent(bytes / total, 0)} of the checkpoints: ${parts.join(' and ')}; listed, nothing was deleted`,
  };
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

  const freed = freeableOf(facts, findings);
  if (freed !== null) items.push(freed);

  const share = wastedShare(findings);
  if (share !== null) {
    items.push({
      name: 'share after the recommended checkpoint',
      value: share,
      format: 'percent',
      note: `step ${facts.best()?.recommendedStep ?? '?'}, by steps`,
    });
  }
  items.push(...machineItems(facts, share));
  return {
    items,
    trainSeconds: seconds,
    secondsAfterBest: share === null || seconds === null ? null : share * seconds,
    shareAfterBest: share,
    notLogged,
  };
}
