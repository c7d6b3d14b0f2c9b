import { checkpointOnDisk } from '../facts/best-checkpoint.ts';
import { withoutPrefix } from '../facts/curves.ts';
import type { RunFacts } from '../facts/define.ts';
import { ownSettings } from '../facts/own-settings.ts';
import type { Advice } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';
import { code } from '../text/words.ts';
import { changesOf } from './setting-words.ts';
import { place } from './wording.ts';

/** What to type so that the best checkpoint is kept next time, in the user's framework's words. */
export interface KeepBest {
  readonly clause: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Name of the quantity as the training code spells it: `f1` for Trainer, `val_f1` for Keras. */
const spelled = (run: Run, tag: string): string =>
  run.framework === 'keras' ? (tag.startsWith('val_') ? tag : `val_${tag}`) : tag.replace(/^eval_/, '');

/** Trainer refuses to load the best checkpoint when it saves at other times than it evaluates. */
function savedWhereEvaluated(run: Run): Readonly<Record<string, string>> {
  const own = ownSettings(run);
  const [saves, evaluates] = [own.get('save_strategy'), own.get('eval_strategy')];
  if (saves === undefined || evaluates === undefined || saves === evaluates || evaluates === 'no') return {};
  return { save_strategy: `"${evaluates}"` };
}

export function keepBest(facts: RunFacts): KeepBest {
  const target = facts.targetMetric();
  const loss = facts.validationLoss();
  const tag = target?.series.tag ?? loss?.series.tag ?? 'eval_loss';
  const greater = target?.greaterIsBetter ?? false;
  if (facts.run.framework === 'keras') {
    return {
      clause: `\`EarlyStopping(monitor="${spelled(facts.run, tag)}", mode="${greater ? 'max' : 'min'}", patience=3, restore_best_weights=True)\``,
      settings: {},
    };
  }
  const name = spelled(facts.run, tag).replaceAll('`', '').replaceAll('"', '');
  const choice = { load_best_model_at_end: 'True', metric_for_best_model: `"${name}"` };
  const { clause } = changesOf(facts, choice);
  return {
    clause:
      clause === '' ? `\`load_best_model_at_end=True\` and \`metric_for_best_model="${name}"\`` : clause,
    settings: changesOf(facts, {
      ...choice,
      ...(greater ? {} : { greater_is_better: 'False' }),
      ...savedWhereEvaluated(facts.run),
    }).settings,
  };
}

/** One epoch in ten less is no advice. */
const WORTHWHILE = 0.8;

/**
 * `num_train_epochs` (or Keras' `epochs`): one more than it took to get to where training stopped paying, or to the step
 * `atLeast` when that is later; empty when that is not clearly fewer than were made.
 */
export function shorterRun(facts: RunFacts, atLeast = 0): Readonly<Record<string, string>> {
  const shorter = facts.recommended().shorter;
  const made = facts.epochs();
  if (shorter === null || made === null) return {};
  const last = facts.run.lastStep ?? 0;
  const at = facts.run.axis === 'epoch' ? atLeast : last > 0 ? (atLeast / last) * made : 0;
  const value = Math.max(shorter.value, Math.ceil(at - 1e-6) + 1);
  if (value > WORTHWHILE * made) return {};
  return { [facts.run.framework === 'keras' ? 'epochs' : 'num_train_epochs']: String(value) };
}

/** The run chose its checkpoint by the target metric and loaded it. */
function alreadyKept(facts: RunFacts): boolean {
  const { loadBestAtEnd, metric } = facts.run.selection;
  const target = facts.targetMetric();
  return (
    loadBestAtEnd === true &&
    metric !== null &&
    target !== null &&
    withoutPrefix(metric) === withoutPrefix(target.series.tag)
  );
}

/**
 * Use the recommended checkpoint if it is there, else the best one, else say that it is gone and how to keep it next time.
 * The settings always hold what keeps the best one.
 */
export function useBest(facts: RunFacts, extra: Readonly<Record<string, string>> = {}): Advice {
  const best = facts.best();
  const keep = keepBest(facts);
  // Settings that the run already had are no advice.
  const had = alreadyKept(facts);
  const settings = had ? extra : { ...extra, ...keep.settings };
  const shorter = changesOf(facts, extra).clause;
  const clause = [...(had ? [] : [keep.clause]), ...(shorter === '' ? [] : [shorter])].join(', and ');
  const next = clause === '' ? '' : `; next time set ${clause}`;
  if (best === null)
    return { text: `Keep the best checkpoint next time: ${keep.clause}`, settings, safe: true };
  const { run } = facts;
  const there = [best.recommendedStep, best.argbestStep]
    .map((step) => ({ step, ...checkpointOnDisk(run, step) }))
    .find((c) => c.onDisk === true);
  if (there !== undefined) {
    const folder = there.path ?? '.';
    const name =
      folder === run.id || folder === '.'
        ? 'the model in the run’s folder'
        : code(folder.split('/').at(-1) ?? folder);
    return there.step === best.lastStep
      ? { text: `Use ${name}, the last one${next}`, settings, effort: 'none', safe: true }
      : { text: `Use ${name}, not the last one${next}`, settings, effort: 'none', safe: true };
  }
  const where = place(run, best.recommendedStep);
  if (best.recommendedStep === best.lastStep)
    return { text: `Keep the last checkpoint${next}`, settings, effort: 'none', safe: true };
  if (best.onDisk === false)
    return {
      text: `The checkpoint of ${where} no longer exists; rerun with ${clause === '' ? keep.clause : clause}`,
      settings,
      effort: 'rerun',
      safe: true,
    };
  return {
    text: `Use the checkpoint of ${where} if you kept it, else rerun with ${clause === '' ? keep.clause : clause}`,
    settings,
    effort: 'none',
    safe: true,
  };
}
