import { checkpointOnDisk } from '../facts/best-checkpoint.ts';
import { withoutPrefix } from '../facts/curves.ts';
import type { RunFacts } from '../facts/define.ts';
import type { Advice } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';
import { code } from '../text/words.ts';
import { place } from './wording.ts';

/** What to type so that the best checkpoint is kept next time, in the user's framework's words. */
export interface KeepBest {
  readonly clause: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Name of the quantity as the training code spells it: `f1` for Trainer, `val_f1` for Keras. */
const spelled = (run: Run, tag: string): string =>
  run.framework === 'keras' ? (tag.startsWith('val_') ? tag : `val_${tag}`) : tag.replace(/^eval_/, '');

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
  return {
    clause: `\`load_best_model_at_end=True\` and \`metric_for_best_model="${name}"\``,
    settings: {
      load_best_model_at_end: 'True',
      metric_for_best_model: `"${name}"`,
      ...(greater ? {} : { greater_is_better: 'False' }),
    },
  };
}

/** Passes over the data at a step, or null. */
function epochAt(facts: RunFacts, step: number): number | null {
  if (facts.run.axis === 'epoch') return step;
  const epochs = facts.epochs();
  const last = facts.run.lastStep;
  return epochs === null || last === null || last <= 0 ? null : (step / last) * epochs;
}

/** `num_train_epochs` (or Keras' `epochs`): one more than were needed to get to `step`, fewer than were run; else empty. */
export function shorterRun(facts: RunFacts, step: number): Readonly<Record<string, string>> {
  const at = epochAt(facts, step);
  const made = facts.epochs();
  if (at === null || made === null) return {};
  const next = Math.ceil(at - 1e-6) + 1;
  if (next >= made) return {};
  return facts.run.framework === 'keras' ? { epochs: String(next) } : { num_train_epochs: String(next) };
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
  const next = had ? '' : `; next time set ${keep.clause}`;
  if (best === null) return { text: `Keep the best checkpoint next time: ${keep.clause}`, settings };
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
      ? { text: `Use ${name}, the last one${next}`, settings }
      : { text: `Use ${name}, not the last one${next}`, settings };
  }
  const where = place(run, best.recommendedStep);
  if (best.recommendedStep === best.lastStep) return { text: `Keep the last checkpoint${next}`, settings };
  if (best.onDisk === false)
    return { text: `The checkpoint of ${where} no longer exists; rerun with ${keep.clause}`, settings };
  return { text: `Use the checkpoint of ${where} if you kept it, else rerun with ${keep.clause}`, settings };
}
