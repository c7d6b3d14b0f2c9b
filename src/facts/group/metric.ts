import type { Split } from '../../model/series.ts';
import { primaryEvaluations, withoutPrefix } from '../curves.ts';
import { greaterIsBetterByName, preferredMetrics } from '../target-metric.ts';
import { trainedTask } from '../task.ts';
import type { GroupMetric, Member } from './define.ts';

interface Candidate {
  readonly metric: GroupMetric;
  members: number;
  targets: number;
}

const NO_METRIC =
  /runtime|per_second|_ms$|time$|^epoch$|^step$|samples$|tokens$|^num_|^learning_rate$|^grad_norm$/;

/** `--metric eval_f1` or `f1`; both spellings name the quantity. */
const asksFor = (wanted: string, quantity: string, tag: string): boolean => {
  const name = withoutPrefix(wanted).toLowerCase();
  return quantity.toLowerCase() === name || withoutPrefix(tag).toLowerCase() === name;
};

/** What a member could be compared by; the metric of its own choice is marked. `wanted` keeps only that quantity. */
function offers(
  member: Member,
  wanted: string | null,
): readonly { readonly metric: GroupMetric; readonly target: boolean }[] {
  const { facts } = member;
  const target = facts.targetMetric();
  const out: { metric: GroupMetric; target: boolean }[] = [];
  const add = (
    quantity: string,
    greaterIsBetter: boolean,
    share: boolean,
    from: GroupMetric['from'],
    split: Split | null,
    chosen: boolean,
  ): void =>
    void out.push({ metric: { quantity, greaterIsBetter, share, from, split, why: '' }, target: chosen });
  for (const series of primaryEvaluations(facts.run)) {
    const { quantity, value } = series;
    if (NO_METRIC.test(quantity.toLowerCase()) || !value.some(Number.isFinite)) continue;
    if (wanted !== null && !asksFor(wanted, quantity, series.tag)) continue;
    const own = target?.quantity === quantity;
    const greater = own ? target.greaterIsBetter : greaterIsBetterByName(quantity);
    if (greater === null) continue;
    const share = own
      ? target.share
      : greater && value.every((v) => !Number.isFinite(v) || (v >= 0 && v <= 1));
    add(
      quantity,
      greater,
      share,
      'evaluations',
      'validation',
      own && target.why === '`metric_for_best_model`',
    );
  }
  const measures = facts.measures();
  const split = member.set?.split?.value ?? null;
  if (measures !== null && split !== 'train')
    for (const [quantity, score] of Object.entries(measures.overall))
      if (score.value !== null && (wanted === null || asksFor(wanted, quantity, quantity)))
        add(quantity, true, quantity !== 'mcc', 'predictions', split, false);
  return out;
}

/** Losses last: they are a number of the training, not of the use. */
const rankOf = (quantity: string, order: readonly string[]): number => {
  if (quantity === 'loss') return 1000;
  const place = order.indexOf(quantity.toLowerCase());
  return place < 0 ? 500 : place;
};

/**
 * The number that most members record, on the same kind of data; among several such numbers the one that members were told to choose
 * by (`metric_for_best_model`), then evaluations before predictions, then the task's usual order. Null unless two members share
 * one. `wanted` is the user's own choice (`--metric`).
 */
export function groupMetric(members: readonly Member[], wanted: string | null = null): GroupMetric | null {
  const found = new Map<string, Candidate>();
  for (const member of members) {
    for (const { metric, target } of offers(member, wanted)) {
      const key = `${metric.from}/${metric.split}/${metric.quantity}/${metric.greaterIsBetter}`;
      const candidate = found.get(key);
      if (candidate === undefined) {
        found.set(key, { metric, members: 1, targets: target ? 1 : 0 });
      } else {
        candidate.members++;
        if (target) candidate.targets++;
      }
    }
  }
  const shared = [...found.values()].filter((candidate) => candidate.members >= 2);
  const first = members[0];
  if (shared.length === 0 || first === undefined) return null;
  const order = preferredMetrics(trainedTask(first.facts.run));
  const place = (from: GroupMetric['from']): number => (from === 'evaluations' ? 0 : 1);
  shared.sort(
    (a, b) =>
      b.members - a.members ||
      b.targets - a.targets ||
      Number(a.metric.quantity === 'loss') - Number(b.metric.quantity === 'loss') ||
      place(a.metric.from) - place(b.metric.from) ||
      rankOf(a.metric.quantity, order) - rankOf(b.metric.quantity, order),
  );
  const best = shared[0]!;
  const { metric } = best;
  const share = members.every(
    (member) =>
      member.facts.targetMetric()?.quantity !== metric.quantity ||
      member.facts.targetMetric()?.share !== false,
  );
  return {
    ...metric,
    share: metric.share && share,
    why:
      wanted !== null
        ? 'asked for'
        : best.targets > 0
          ? '`metric_for_best_model`'
          : metric.from === 'predictions'
            ? 'measured on the saved predictions'
            : `recorded by ${best.members === members.length ? 'all runs' : `${best.members} of ${members.length} runs`}`,
  };
}
