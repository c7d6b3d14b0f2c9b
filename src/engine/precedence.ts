import type { FindingDraft } from '../model/outcome.ts';

/** What one audit said of one run before the order of precedence was applied. */
export interface Verdict {
  readonly id: string;
  readonly findings: readonly FindingDraft[];
}

export interface Rule {
  /** Holds when this audit found something… */
  readonly when: string;
  /** …with at least this severity… */
  readonly atLeast?: 'risk' | 'problem';
  /** …and then these audits' findings say nothing more, or the wrong thing. */
  readonly supersedes: readonly string[];
  readonly because: string;
}

const curveShapes = [
  'data-not-shuffled',
  'sudden-collapse',
  'loss-spike',
  'oscillating',
  'plateau-late',
  'epoch-boundary-steps',
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
  'data-limited',
  'early-stop-premature',
  'too-many-epochs',
  'cannot-tell',
];
const trainedSigns = [
  'grad-explosion-or-clip-saturation',
  'grad-vanishing',
  'wrong-params-trained',
  'regularisation-too-strong',
  'memorising-below-noise-floor',
  'catastrophic-forgetting',
];
const endStates = ['lr-decayed-too-soon', 'still-improving-at-end', 'converged'];
const overfits = ['overfit-metric', 'overfit-confidence-only', 'overfit-loss'];
const classes = [
  'accuracy-hides-minority',
  'class-low-precision',
  'class-low-recall',
  'confused-pair',
  'prior-shifted-predictions',
  'entity-type-weak',
];
/** Audits of single examples and their probabilities: of a model that learned nothing they say nothing. */
const aboutExamples = [
  'average-choice-matters',
  'over-confident',
  'under-confident',
  'threshold-off',
  'spurious-cue',
  'error-cluster',
  'label-errors-suspected',
  'ambiguous-examples',
  'bag-of-words-suffices',
  'weak-subset',
  'negation-weakness',
  'length-effect',
  'subgroup-gap',
  'entity-boundary-errors',
  'entity-type-confusion',
  'unseen-entities',
  'weak-mentions',
  'entity-labels-inconsistent',
];
/** Scores that rank well under one answer for everything are what a threshold is for. */
const allButThreshold = aboutExamples.filter((id) => id !== 'threshold-off');
const afterCollapse = [
  'oscillating',
  'plateau-late',
  ...overfits,
  ...endStates,
  'underfit',
  'val-below-train',
  'eval-set-too-small',
  'wrong-selection-metric',
  'best-of-many-optimism',
  'data-limited',
  'early-stop-premature',
  'too-many-epochs',
  'cannot-tell',
  'regularisation-too-strong',
  'memorising-below-noise-floor',
  'catastrophic-forgetting',
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
    supersedes: [
      ...curveShapes,
      ...trainedSigns,
      'majority-collapse',
      'no-better-than-trivial',
      ...classes,
      ...aboutExamples,
    ],
    because: 'the weights were no longer finite',
  },
  {
    when: 'nan-inf-loss',
    atLeast: 'problem',
    supersedes: [
      ...curveShapes,
      ...trainedSigns,
      'majority-collapse',
      'no-better-than-trivial',
      ...classes,
      ...aboutExamples,
    ],
    because: 'the loss was no longer finite',
  },
  {
    when: 'label-mapping-wrong',
    supersedes: [
      'lr-too-high',
      'lr-too-low',
      'underfit',
      'data-limited',
      'majority-collapse',
      'grad-vanishing',
      'plateau-at-chance',
      'no-better-than-trivial',
      ...classes,
      ...aboutExamples,
      // Whatever was measured with the wrong labels.
      ...overfits,
      ...endStates,
      'too-few-updates',
      'val-below-train',
      'eval-set-too-small',
      'wrong-selection-metric',
      'best-of-many-optimism',
      'early-stop-premature',
      'too-many-epochs',
      'wasted-after-best',
    ],
    because: 'the labels of the predictions are permuted',
  },
  {
    when: 'wrong-params-trained',
    atLeast: 'risk',
    supersedes: [
      'lr-too-high',
      'lr-too-low',
      'underfit',
      'too-few-updates',
      'data-limited',
      'regularisation-too-strong',
      'still-improving-at-end',
      'lr-decayed-too-soon',
      'no-better-than-trivial',
    ],
    because: 'most of the parameters were not trained',
  },
  {
    when: 'label-mapping-wrong',
    supersedes: ['val-test-shift'],
    because: 'the labels of one set are permuted',
  },
  {
    when: 'leakage-suspected',
    atLeast: 'risk',
    supersedes: ['converged', 'data-limited', 'val-below-train', 'val-test-shift'],
    because: 'evaluation texts stand in the training data',
  },
  {
    when: 'truncation',
    atLeast: 'risk',
    supersedes: ['underfit', 'data-limited'],
    because: 'texts were cut',
  },
  {
    when: 'data-not-shuffled',
    supersedes: [
      'loss-spike',
      'oscillating',
      'epoch-boundary-steps',
      'plateau-late',
      'underfit',
      'lr-too-high',
      'lr-too-low',
      'data-limited',
      'regularisation-too-strong',
    ],
    because: 'the order of the data explains it',
  },
  {
    when: 'sudden-collapse',
    supersedes: [
      'loss-diverged',
      'majority-collapse',
      'plateau-at-chance',
      'no-better-than-trivial',
      'lr-too-low',
      'too-few-updates',
      'grad-vanishing',
      'loss-spike',
      'oscillating',
      'plateau-late',
      ...classes,
      ...aboutExamples,
      ...afterCollapse,
      'wasted-after-best',
    ],
    because: 'the model fell back to guessing',
  },
  {
    when: 'majority-collapse',
    supersedes: [
      'plateau-at-chance',
      'no-better-than-trivial',
      'lr-too-low',
      ...classes,
      ...allButThreshold,
      ...afterCollapse,
      'wasted-after-best',
    ],
    because: 'one class is predicted for nearly everything',
  },
  {
    when: 'loss-diverged',
    supersedes: [...afterCollapse, 'grad-explosion-or-clip-saturation', 'too-few-updates'],
    because: 'the loss diverged',
  },
  {
    when: 'plateau-at-chance',
    supersedes: [
      ...afterCollapse,
      'no-better-than-trivial',
      ...classes,
      ...aboutExamples,
      'wasted-after-best',
    ],
    because: 'the model stayed at guess level',
  },
  {
    when: 'adam-nonstandard',
    atLeast: 'risk',
    supersedes: [
      'lr-too-low',
      'too-few-updates',
      'underfit',
      'batch-size-effect',
      'no-better-than-trivial',
      ...classes,
      ...aboutExamples,
    ],
    because: 'the optimiser explains it',
  },
  {
    when: 'fp16-overflow-skips',
    atLeast: 'risk',
    supersedes: ['schedule-mismatch', 'too-few-updates'],
    because: 'updates were thrown away by loss scaling',
  },
  {
    when: 'schedule-mismatch',
    atLeast: 'risk',
    supersedes: [
      'lr-too-low',
      'too-few-updates',
      'still-improving-at-end',
      'constant-lr',
      'batch-size-effect',
    ],
    because: 'the schedule explains it',
  },
  {
    when: 'lr-too-high',
    supersedes: ['grad-explosion-or-clip-saturation', 'lr-too-low', 'too-few-updates', 'underfit'],
    because: 'the learning rate explains it',
  },
  {
    when: 'lr-too-low',
    supersedes: ['too-few-updates', 'underfit', 'still-improving-at-end'],
    because: 'the learning rate explains it',
  },
  {
    when: 'regularisation-too-strong',
    atLeast: 'risk',
    supersedes: ['underfit', 'val-below-train'],
    because: 'the regularisation explains it',
  },
  { when: 'loss-diverged', supersedes: ['loss-spike'], because: 'the loss did not come back' },
  {
    when: 'lr-too-high',
    supersedes: ['loss-spike', 'oscillating'],
    because: 'the learning rate explains it',
  },
  {
    when: 'early-stop-premature',
    atLeast: 'risk',
    supersedes: ['too-few-updates', 'underfit'],
    because: 'the run was stopped before its end',
  },
  {
    when: 'early-stop-premature',
    atLeast: 'problem',
    supersedes: [
      'confused-pair',
      'class-low-precision',
      'class-low-recall',
      'prior-shifted-predictions',
      ...aboutExamples,
    ],
    because: 'the run was stopped before each example was seen once',
  },
  {
    when: 'too-few-updates',
    atLeast: 'problem',
    supersedes: [
      'confused-pair',
      'class-low-precision',
      'class-low-recall',
      'prior-shifted-predictions',
      ...aboutExamples,
    ],
    because: 'the model was hardly trained',
  },
  { when: 'too-few-updates', supersedes: ['underfit'], because: 'too few updates explain it' },
  {
    when: 'memorising-below-noise-floor',
    atLeast: 'risk',
    supersedes: overfits,
    because: 'wrong labels that were learned by heart explain it',
  },
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
    supersedes: ['converged', 'wasted-after-best', 'too-many-epochs'],
    because: 'it was still improving',
  },
  // The same epochs twice: the one that has the time speaks, unless it is the weaker.
  { when: 'wasted-after-best', supersedes: ['too-many-epochs'], because: 'it says the same with the time' },
  { when: 'too-many-epochs', supersedes: ['wasted-after-best'], because: 'the epochs say the same' },
  {
    when: 'no-better-than-trivial',
    // That accuracy hides the rare label says why.
    supersedes: [...classes.filter((id) => id !== 'accuracy-hides-minority'), ...allButThreshold],
    because: 'it is not better than a trivial answer',
  },
  {
    when: 'nan-hidden-in-log',
    atLeast: 'risk',
    supersedes: ['constant-lr', 'batch-size-effect'],
    because: 'the weights were no longer finite',
  },
  {
    when: 'nan-inf-loss',
    atLeast: 'problem',
    supersedes: ['constant-lr', 'batch-size-effect'],
    because: 'the loss was no longer finite',
  },
  {
    when: 'grad-accum-loss-scaling',
    atLeast: 'risk',
    supersedes: [
      'val-below-train',
      'underfit',
      'regularisation-too-strong',
      'grad-explosion-or-clip-saturation',
    ],
    because: 'the training loss and its gradients are multiplied by the accumulation steps',
  },
  {
    when: 'lr-too-high',
    atLeast: 'risk',
    supersedes: ['no-warmup', 'batch-size-effect', 'wrong-selection-metric', 'best-of-many-optimism'],
    because: 'the learning rate explains it',
  },
  { when: 'lr-too-low', supersedes: ['batch-size-effect'], because: 'the learning rate explains it' },
  {
    when: 'truncation',
    atLeast: 'risk',
    supersedes: ['length-effect'],
    because: 'the ends of long texts were cut',
  },
  ...(
    [
      ['nan-hidden-in-log', 'the weights were no longer finite'],
      ['nan-inf-loss', 'the loss was no longer finite'],
      ['sudden-collapse', 'the model fell back to guessing'],
      ['loss-diverged', 'the loss diverged'],
    ] as const
  ).map(
    ([when, because]): Rule => ({
      when,
      atLeast: 'risk',
      supersedes: ['entity-nothing-found', 'entity-no-better-than-lookup'],
      because,
    }),
  ),
  {
    when: 'entity-nothing-found',
    supersedes: [
      'entity-no-better-than-lookup',
      'entity-type-weak',
      'entity-support-too-small',
      'entity-boundary-errors',
      'entity-type-confusion',
      'unseen-entities',
      'weak-mentions',
      'entity-labels-inconsistent',
      'score-convention-matters',
      'token-accuracy-inflated',
    ],
    because: 'nearly no mention was found',
  },
];

const isSure = (finding: FindingDraft): boolean => finding.claim !== 'hint';

const order = { note: 0, risk: 1, problem: 2 } as const;

/**
 * Which audits' findings are superseded, by which audit and why. A superseded audit supersedes nothing itself, and a hint
 * silences only hints: one weak sign is no reason to keep back what is well established.
 */
export function applyPrecedence(
  verdicts: readonly Verdict[],
  rules: readonly Rule[] = precedence,
): ReadonlyMap<string, { readonly by: string; readonly because: string }> {
  const found = new Map(verdicts.filter((v) => v.findings.length > 0).map((v) => [v.id, v.findings]));
  const superseded = new Map<string, { by: string; because: string }>();
  for (const rule of rules) {
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
