import type { FindingDraft } from '../model/outcome.ts';

/** What one audit said of one run before the order of precedence was applied. */
export interface Verdict {
  readonly id: string;
  readonly findings: readonly FindingDraft[];
}

interface Rule {
  /** Holds when this audit found something… */
  readonly when: string;
  /** …with at least this severity… */
  readonly atLeast?: 'risk' | 'problem';
  /** …and then these audits' findings say nothing more, or the wrong thing. */
  readonly supersedes: readonly string[];
  readonly because: string;
}

const curveShapes = [
  'plateau-at-chance',
  'loss-diverged',
  'lr-too-high',
  'lr-too-low',
  'too-few-updates',
  'underfit',
  'overfit-loss',
  'overfit-confidence-only',
  'overfit-metric',
  'val-below-train',
  'still-improving-at-end',
  'lr-decayed-too-soon',
  'converged',
  'eval-set-too-small',
  'wrong-selection-metric',
  'best-of-many-optimism',
  'wasted-after-best',
];
const endStates = ['lr-decayed-too-soon', 'still-improving-at-end', 'converged'];
const overfits = ['overfit-metric', 'overfit-confidence-only', 'overfit-loss'];
const classes = [
  'accuracy-hides-minority',
  'class-low-precision',
  'class-low-recall',
  'confused-pair',
  'prior-shifted-predictions',
];
const afterCollapse = [
  ...overfits,
  ...endStates,
  'underfit',
  'val-below-train',
  'eval-set-too-small',
  'wrong-selection-metric',
  'best-of-many-optimism',
];

/**
 * The order of precedence among diagnoses, upper lines first: numerics, labels, collapse, chance, then exactly one of the
 * overfit family and exactly one end state. In one place, so that a run that died of NaN isn't also told that it overfits.
 */
export const precedence: readonly Rule[] = [
  { when: 'nan-hidden-in-log', supersedes: ['nan-inf-loss'], because: 'the hidden NaN explains it' },
  {
    when: 'nan-hidden-in-log',
    atLeast: 'risk',
    supersedes: [...curveShapes, 'majority-collapse', 'no-better-than-trivial', ...classes],
    because: 'the weights were no longer finite',
  },
  {
    when: 'nan-inf-loss',
    atLeast: 'problem',
    supersedes: [...curveShapes, 'majority-collapse', 'no-better-than-trivial', ...classes],
    because: 'the loss was no longer finite',
  },
  {
    when: 'label-mapping-wrong',
    supersedes: [
      'lr-too-high',
      'lr-too-low',
      'underfit',
      'majority-collapse',
      'plateau-at-chance',
      'no-better-than-trivial',
      ...classes,
    ],
    because: 'the labels of the predictions are permuted',
  },
  {
    when: 'majority-collapse',
    supersedes: [
      'plateau-at-chance',
      'no-better-than-trivial',
      'lr-too-low',
      ...classes,
      ...afterCollapse,
      'wasted-after-best',
    ],
    because: 'one class is predicted for nearly everything',
  },
  { when: 'loss-diverged', supersedes: afterCollapse, because: 'the loss diverged' },
  {
    when: 'plateau-at-chance',
    supersedes: [...afterCollapse, 'no-better-than-trivial', 'wasted-after-best'],
    because: 'the model stayed at guess level',
  },
  {
    when: 'lr-too-high',
    supersedes: ['lr-too-low', 'too-few-updates', 'underfit'],
    because: 'the learning rate explains it',
  },
  {
    when: 'lr-too-low',
    supersedes: ['too-few-updates', 'underfit', 'still-improving-at-end'],
    because: 'the learning rate explains it',
  },
  { when: 'too-few-updates', supersedes: ['underfit'], because: 'too few updates explain it' },
  {
    when: 'overfit-metric',
    supersedes: ['overfit-confidence-only', 'overfit-loss', ...endStates],
    because: 'the metric itself fell',
  },
  {
    when: 'overfit-confidence-only',
    supersedes: ['overfit-loss', 'converged'],
    because: 'the rise of the loss is about confidence',
  },
  { when: 'overfit-loss', supersedes: ['converged'], because: 'the validation loss rose' },
  {
    when: 'lr-decayed-too-soon',
    supersedes: ['still-improving-at-end', 'converged'],
    because: 'the learning rate ended the progress',
  },
  {
    when: 'still-improving-at-end',
    supersedes: ['converged', 'wasted-after-best'],
    because: 'it was still improving',
  },
  { when: 'no-better-than-trivial', supersedes: classes, because: 'it is not better than a trivial answer' },
];

const isSure = (finding: FindingDraft): boolean => finding.claim !== 'hint';

const order = { note: 0, risk: 1, problem: 2 } as const;

/**
 * Which audits' findings are superseded, by which audit and why. A superseded audit supersedes nothing itself, and a hint
 * silences only hints: one weak sign is no reason to keep back what is well established.
 */
export function applyPrecedence(
  verdicts: readonly Verdict[],
): ReadonlyMap<string, { readonly by: string; readonly because: string }> {
  const found = new Map(verdicts.filter((v) => v.findings.length > 0).map((v) => [v.id, v.findings]));
  const superseded = new Map<string, { by: string; because: string }>();
  for (const rule of precedence) {
    const findings = found.get(rule.when);
    if (findings === undefined || superseded.has(rule.when)) continue;
    const least = order[rule.atLeast ?? 'note'];
    const carriers = findings.filter((finding) => order[finding.severity] >= least);
    if (carriers.length === 0) continue;
    const onlyHints = !carriers.some(isSure);
    for (const id of rule.supersedes) {
      const others = found.get(id);
      if (others === undefined || id === rule.when || superseded.has(id)) continue;
      if (onlyHints && others.some(isSure)) continue;
      superseded.set(id, { by: rule.when, because: rule.because });
    }
  }
  return superseded;
}
