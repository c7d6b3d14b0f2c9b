import { audits } from '../audits/index.ts';
import type { Advice, Effort } from '../model/outcome.ts';
import type { DoFirst, Finding, NotChecked } from '../model/report.ts';
import { actionFor } from './enable.ts';
import { importance } from './judge.ts';

const MOST_ACTIONS = 3;

/** What the gain of an action is divided by. A table to rank by, not hours: docs/advice.md. */
const cost: Readonly<Record<Effort, number>> = {
  none: 1,
  evaluate: 1.1,
  rerun: 1.2,
  'longer-rerun': 1.3,
  data: 1.35,
};

/** Where neither the advice nor its settings tell what it takes. */
const byId: Readonly<Record<string, Effort>> = {
  'accuracy-hides-minority': 'rerun',
  'best-of-many-optimism': 'evaluate',
  'catastrophic-forgetting': 'rerun',
  'class-low-precision': 'data',
  'class-low-recall': 'data',
  'confused-pair': 'data',
  'constant-lr': 'rerun',
  'data-limited': 'longer-rerun',
  'data-not-shuffled': 'rerun',
  'early-stop-premature': 'longer-rerun',
  'eval-set-too-small': 'data',
  'grad-accum-loss-scaling': 'none',
  'label-mapping-wrong': 'evaluate',
  'leakage-suspected': 'rerun',
  'lr-decayed-too-soon': 'longer-rerun',
  'memorising-below-noise-floor': 'data',
  'negation-weakness': 'data',
  'no-better-than-trivial': 'rerun',
  'over-confident': 'evaluate',
  'plateau-at-chance': 'rerun',
  'still-improving-at-end': 'longer-rerun',
  'subgroup-gap': 'data',
  'support-too-small': 'data',
  'threshold-off': 'none',
  'too-few-updates': 'longer-rerun',
  truncation: 'rerun',
  'under-confident': 'evaluate',
  underfit: 'longer-rerun',
  'val-below-train': 'evaluate',
  'val-test-shift': 'data',
  'weak-subset': 'data',
  'wrong-params-trained': 'rerun',
};

/** Settings that change what is recorded or kept, and not what is learned: they cost nothing the next time. */
const RECORDS =
  /^(logging_|eval_|save_|load_best_|metric_for_|greater_is_|per_device_eval_|fp16_full_eval|report_to)/;

/** What following the advice of a finding takes. */
export function effortOf({ id, advice }: { readonly id: string; readonly advice: Advice | null }): Effort {
  if (advice?.effort !== undefined) return advice.effort;
  const known = byId[id];
  if (known !== undefined) return known;
  const names = Object.keys(advice?.settings ?? {});
  return names.some((name) => !RECORDS.test(name)) ? 'rerun' : 'none';
}

const families = new Map(audits.map(({ id, family }) => [id, family]));

const severities = { problem: 2, risk: 1, note: 0 } as const;

/**
 * Order of actions: problems before risks before notes, and among equals by what they are worth (severity × claim × weight, as
 * in the order of the findings) over what they take. A cheap change never stands before what makes a model unusable.
 */
export function byWorth(a: Finding, b: Finding): number {
  const worth = (finding: Finding): number =>
    importance(finding, families.get(finding.id) ?? null) / cost[effortOf(finding)];
  return severities[b.severity] - severities[a.severity] || worth(b) - worth(a) || a.rank - b.rank;
}

/** Words that name nothing but settings: "Set `a=1` and `b=2`". */
const onlyNames = (text: string): boolean =>
  text
    .replace(/`[^`]*`/g, '')
    .replace(/\b(set|and)\b|[\s,.]/gi, '')
    .trim() === '';

/** Another action says all of it: the same words, or the same settings and no other words. */
function isSaid(advice: Advice, actions: readonly DoFirst[]): boolean {
  const settings = Object.entries(advice.settings ?? {});
  return actions.some(
    (action) =>
      action.text === advice.text ||
      (settings.length > 0 &&
        onlyNames(advice.text) &&
        settings.every(([name, value]) => action.settings[name] === value)),
  );
}

const contradicts = (advice: Advice, actions: readonly DoFirst[]): boolean =>
  Object.entries(advice.settings ?? {}).some(([name, value]) =>
    actions.some((action) => action.settings[name] !== undefined && action.settings[name] !== value),
  );

const actionOf = (finding: Finding, advice: Advice): DoFirst => ({
  text: advice.text,
  // A setting that an earlier action has too is repeated, so that each action can be pasted alone.
  settings: advice.settings ?? {},
  code: null,
  language: 'python',
  finding: finding.key,
});

/**
 * At most three things to do: from the findings, best worth first, else from what to log. Hints that are notes are not acted
 * on, unless nothing more was found and following them costs nothing, nor is advice that another finding's comes before.
 */
export function actionsOf(input: {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}): readonly DoFirst[] {
  const actions: DoFirst[] = [];
  for (const finding of [...input.findings].sort(byWorth)) {
    if (actions.length === MOST_ACTIONS) break;
    const { advice } = finding;
    if (advice === null || advice.after !== undefined || finding.id === 'cannot-tell') continue;
    const hint = finding.severity === 'note' && finding.claim === 'hint';
    if (hint && !(finding.rank === 1 && advice.safe === true)) continue;
    if (contradicts(advice, actions) || isSaid(advice, actions)) continue;
    actions.push(actionOf(finding, advice));
  }
  const open = input.notChecked[0];
  if (actions.length === 0 && open !== undefined) {
    actions.push({
      text: actionFor(open.enable),
      settings: {},
      code: open.snippet.code,
      language: open.snippet.language === 'shell' ? 'shell' : 'python',
      finding: null,
    });
  }
  // What to log next time never stands before what to mend, and is not said twice.
  const log = input.findings.find(({ id }) => id === 'cannot-tell');
  const said = actions.some(({ finding }) => finding === null) && /^evaluate-/.test(open?.enable ?? '');
  if (log?.advice != null && log.advice.after === undefined && actions.length < MOST_ACTIONS && !said)
    actions.push(actionOf(log, log.advice));
  return actions;
}
