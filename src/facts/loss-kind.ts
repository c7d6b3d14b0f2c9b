import type { Run } from '../model/run.ts';
import { median } from '../stats/index.ts';
import { classCount } from './chance-level.ts';
import { least, trainLossCurve, validationLossCurve, valueAt } from './curves.ts';
import type { LossKind } from './define.ts';
import { trainedArchitecture, trainedTask } from './task.ts';

type Kind = LossKind['kind'];
interface Verdict {
  readonly kind: Kind;
  readonly why: string;
  readonly floor: number | null;
}

const say = (kind: Kind, why: string, floor: number | null = null): Verdict => ({ kind, why, floor });

/**
 * Lowest cross-entropy that a model can reach against labels smoothed by `epsilon` over `classes`, in nats: the entropy
 * of the smoothed label, (1−ε+ε/C) on the right class and ε/C on each other.
 */
export function smoothingFloor(epsilon: number, classes: number): number {
  const right = 1 - epsilon + epsilon / classes;
  const other = epsilon / classes;
  return -right * Math.log(right) - (other > 0 ? (classes - 1) * other * Math.log(other) : 0);
}

/** Library class names end like this; a custom class that weights, focuses or structures its loss usually says so. */
const LIBRARY_HEAD =
  /^[A-Z][A-Za-z0-9]*For(SequenceClassification|TokenClassification|MultipleChoice|MaskedLM|CausalLM|ConditionalGeneration)$/;
const OWN_LOSS = /multi_?label|multi_?task|focal|crf|weighted|custom|ordinal|contrastive|lstm|cnn|ensemble/i;

/** Above this multiple of ln C at its very lowest, a mean cross-entropy has diverged or is not one. */
const FAR_ABOVE_GUESSING = 2.5;

function fromRecord(run: Run): Verdict {
  const { model, hyperparameters: settings } = run;
  if (model.problemType === 'multi_label_classification')
    return say('other', 'multi-label: mean of one binary cross-entropy a label');
  if (model.problemType === 'regression' || run.task?.value === 'regression')
    return say('other', 'regression: mean squared error');
  if (run.framework === 'none') return say('unknown', 'no training log');

  const hint = Object.keys(settings.raw).find(
    (key) => /focal|class_?weight|loss_(fn|type|function)/i.test(key) && settings.raw[key],
  );
  if (hint !== undefined) return say('unknown', `the setting \`${hint}\` points to a loss of the user's own`);

  const architecture = trainedArchitecture(run);
  const classes = classCount(run);
  if (architecture === null) {
    const stated = trainedTask(run) === 'text-classification' && (model.labels?.length ?? 0) >= 2;
    if (!stated || (run.framework !== 'hf-trainer' && model.architecture === null)) {
      return say(
        'unknown',
        run.framework === 'hf-trainer'
          ? 'the architecture is not recorded'
          : 'the log does not say how the loss is defined',
      );
    }
  } else {
    if (OWN_LOSS.test(architecture))
      return say('unknown', `\`${architecture}\` may define a loss of its own`);
    if (/ForQuestionAnswering$/.test(architecture))
      return say('other', 'mean of the cross-entropies of start and end');
    if (!LIBRARY_HEAD.test(architecture))
      return say('unknown', `the loss of \`${architecture}\` is not known`);
    if (/ForSequenceClassification$/.test(architecture) && classes === null)
      return say('other', 'one output: mean squared error');
  }
  const epsilon = settings.labelSmoothing?.value ?? 0;
  if (epsilon > 0) {
    const floor = classes === null ? null : smoothingFloor(epsilon, classes);
    return say(
      'other',
      `label smoothing ${epsilon}${floor === null ? '' : `: the loss cannot fall below ${floor.toFixed(3)}`}`,
      floor,
    );
  }
  const name = architecture ?? `a classifier of ${classes} labels`;
  return say('cross-entropy', `\`${name}\` has a mean cross-entropy unless the training code replaced it`, 0);
}

/** Half precision, an uneven last batch and probabilities of few digits move a mean loss by less. */
const agrees = (logged: number, recomputed: number): boolean =>
  Math.abs(logged - recomputed) <= Math.max(0.02, 0.15 * recomputed);

/** More evaluations than this say no more about a constant factor. */
const MOST_COMPARED = 200;

/** Training loss ÷ validation loss at the evaluations, median; null when they do not overlap. */
function trainToValidation(run: Run): number | null {
  const train = trainLossCurve(run);
  const validation = validationLossCurve(run);
  if (train === null || validation === null) return null;
  const ratios: number[] = [];
  const stride = Math.max(1, Math.floor(validation.n / MOST_COMPARED));
  for (let row = 0; row < validation.n; row += stride) {
    const at = valueAt(train, validation.step[row]!) ?? (row === 0 ? train.value[0]! : null);
    if (at !== null && validation.value[row]! > 0) ratios.push(at / validation.value[row]!);
  }
  return ratios.length === 0 ? null : median(Float64Array.from(ratios));
}

/**
 * How the loss of this run is defined, as far as the record tells. `cross-entropy` means a plain mean over examples (or
 * tokens) in nats, so that ln C is a level one can compare with.
 *
 * Three checks against the values themselves keep a wrong name from forcing a rule: one that the saved predictions do not give
 * (`recomputed`: their mean cross-entropy, null when they are not of a logged evaluation) is weighted or another one; a loss that never came below 2.5 ln C,
 * or is negative, is `unknown`; and a training loss that starts above 1.6 ln C while it stays near a whole multiple of the
 * validation loss is `unknown` for the training side (summed over accumulation steps: transformers 4.46–4.47, PR #35207).
 */
export function lossKind(run: Run, recomputed: number | null = null): LossKind {
  const recorded = fromRecord(run);
  const same = (v: Verdict, weighted = false): LossKind => ({
    ...v,
    train: { kind: v.kind, why: v.why },
    weighted,
  });
  if (recorded.kind !== 'cross-entropy') return same(recorded);

  const train = trainLossCurve(run);
  const validation = validationLossCurve(run);
  const lowest = validation !== null ? least(validation.value) : train !== null ? least(train.value) : null;
  if (recomputed !== null && validation !== null && !validation.value.some((v) => agrees(v, recomputed)))
    return same(
      say(
        'unknown',
        `the saved predictions have a mean cross-entropy of ${recomputed.toFixed(3)}, which no evaluation logged: examples are weighted, or it is another loss`,
      ),
      true,
    );
  if (lowest !== null && lowest < 0)
    return same(say('unknown', 'the loss is negative somewhere; a cross-entropy cannot be'));
  const classes = classCount(run);
  if (classes === null) return same(recorded);
  const guess = Math.log(classes);
  if (lowest !== null && lowest > FAR_ABOVE_GUESSING * guess) {
    return same(
      say(
        'unknown',
        `every logged loss lies above ${FAR_ABOVE_GUESSING} × ln ${classes}: scaled, summed, or diverged`,
      ),
    );
  }

  const whole = same(recorded);
  if (train === null) return whole;
  if (least(train.value) < 0)
    return { ...whole, train: { kind: 'unknown', why: 'the training loss is negative somewhere' } };
  const ratio = trainToValidation(run);
  const accumulation = run.hyperparameters.gradientAccumulationSteps?.value ?? null;
  const first = train.value[0]!;
  if (ratio !== null && ratio > 1.7 && first > 1.6 * guess) {
    const times =
      accumulation !== null && Math.abs(ratio / accumulation - 1) <= 0.3
        ? `the ${accumulation} accumulation steps`
        : 'a constant factor';
    return {
      ...whole,
      train: {
        kind: 'unknown',
        why: `the training loss is ${ratio.toFixed(1)} × the validation loss from the start: probably multiplied by ${times}`,
      },
    };
  }
  if (validation === null && accumulation !== null && accumulation > 1 && first > 1.6 * guess) {
    return {
      ...whole,
      train: {
        kind: 'unknown',
        why: `the training loss starts at ${(first / guess).toFixed(1)} × ln ${classes} with ${accumulation} accumulation steps: it may be multiplied by them`,
      },
    };
  }
  return whole;
}
