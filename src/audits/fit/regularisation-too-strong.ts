import { curveOf } from '../../facts/curves.ts';
import type { RunFacts } from '../../facts/define.ts';
import { trainValueAt } from '../../facts/gap.ts';
import type { Evidence, FindingDraft } from '../../model/outcome.ts';
import { median } from '../../stats/index.ts';
import { metricName } from '../../text/metric-names.ts';
import { upperFirst } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { lossText } from '../wording.ts';

/** From these on a setting is unusually strong for fine-tuning an encoder (catalogue A50). */
const DROPOUT = 0.3;
const SMOOTHING = 0.2;
const DECAY = 0.3;
/** Training loss as trained, divided by the loss of the same weights with dropout off. */
const HELD_BACK = 2;
/** Of the way from guess level to the lowest possible loss, what is left is called not learned. */
const NOT_LEARNED = 0.5;
const LEAST_EVALUATIONS = 2;

interface Strong {
  readonly text: string;
  readonly evidence: Evidence;
  readonly settings: Readonly<Record<string, string>>;
  /** Dropout and smoothing can hold the loss up in training; decay acts on the weights. */
  readonly dropsOut: boolean;
}

const BERT_NAMES = /^(bert|roberta|xlm-roberta|camembert|electra|deberta|deberta-v2|mpnet|albert)$/;

function strongSettings(facts: RunFacts): readonly Strong[] {
  const { hyperparameters, model } = facts.run;
  const dropout = model.dropout ?? null;
  const smoothing = hyperparameters.labelSmoothing;
  const decay = hyperparameters.weightDecay;
  const found: Strong[] = [];
  if (dropout !== null && dropout >= DROPOUT)
    found.push({
      text: `dropout ${dropout}`,
      evidence: { name: 'highest dropout', value: dropout, method: 'config.json' },
      settings: BERT_NAMES.test(model.type ?? '')
        ? { hidden_dropout_prob: '0.1', attention_probs_dropout_prob: '0.1' }
        : { dropout: '0.1' },
      dropsOut: true,
    });
  if (smoothing !== null && smoothing.value >= SMOOTHING)
    found.push({
      text: `label smoothing ${smoothing.value}`,
      evidence: { name: 'label smoothing', value: smoothing.value, method: smoothing.from },
      settings: { label_smoothing_factor: '0.0' },
      dropsOut: false,
    });
  if (decay !== null && decay.value >= DECAY)
    found.push({
      text: `weight decay ${decay.value}`,
      evidence: { name: 'weight decay', value: decay.value, method: decay.from },
      settings: { weight_decay: '0.01' },
      dropsOut: false,
    });
  return found;
}

interface Held {
  /** Training loss with dropout over the loss without it, both above the floor; median of the later evaluations. */
  readonly ratio: number;
  readonly train: number;
  readonly off: number;
  readonly n: number;
  /** The loss with dropout off was of training examples, or of the evaluation set, which can only be higher. */
  readonly of: 'training' | 'validation';
}

/**
 * The loss of the same weights with dropout on and off. An evaluation set of training examples (`eval_train_loss`) gives
 * it directly. Otherwise the validation loss stands in: training examples are learned at least as well, so that the ratio
 * is then a lower bound.
 */
function heldBack(facts: RunFacts): Held | null {
  const kind = facts.lossKind();
  const train = facts.trainLoss();
  const floor = kind.floor;
  if (train === null || floor === null || kind.train.kind !== kind.kind) return null;
  const own = facts.run.series.find(
    (s) => s.split === 'validation' && s.quantity === 'loss' && /^train/i.test(s.evaluationSet ?? ''),
  );
  const off = (own === undefined ? null : curveOf(own)) ?? facts.validationLoss();
  if (off === null) return null;
  const ratios: number[] = [];
  const levels: { train: number; off: number }[] = [];
  for (let row = Math.floor(off.n / 2); row < off.n; row++) {
    const learnt = trainValueAt(train, off.step[row]!);
    if (learnt === null) continue;
    const above = off.value[row]! - floor;
    levels.push({ train: learnt.value, off: off.value[row]! });
    ratios.push((learnt.value - floor) / Math.max(above, 1e-3));
  }
  if (ratios.length < LEAST_EVALUATIONS) return null;
  return {
    ratio: median(ratios),
    train: median(levels.map((l) => l.train)),
    off: median(levels.map((l) => l.off)),
    n: ratios.length,
    of: own === undefined ? 'validation' : 'training',
  };
}

/** With dropout off the examples are still not learned, or the metric is not half-way from guessing to perfect. */
function notLearned(facts: RunFacts, held: Held | null): boolean {
  const learned = facts.learned().verdict;
  if (learned === 'far-above') return false;
  if (learned === 'above' || learned === 'no') return true;
  const chance = facts.chanceLevel();
  const floor = facts.lossKind().floor;
  if (chance === null || floor === null || held === null) return false;
  return held.off - floor > NOT_LEARNED * ((chance.prior ?? chance.uniform) - floor);
}

function draft(facts: RunFacts, strong: readonly Strong[], held: Held | null): FindingDraft {
  const names = strong.map((s) => s.text).join(' and ');
  const settings = Object.assign({}, ...strong.map((s) => s.settings)) as Readonly<Record<string, string>>;
  const gap = held !== null && held.ratio > HELD_BACK && strong.some((s) => s.dropsOut);
  const poor = notLearned(facts, held);
  const learned = facts.learned();
  const changes = Object.entries(settings).map(([name, value]) => `\`${name}=${value}\``);
  const floor = facts.lossKind().floor ?? 0;
  const above = floor > 0 ? ` (both above the ${lossText(floor)} that smoothing leaves)` : '';
  return {
    claim: gap ? 'likely' : 'fact',
    severity: gap && poor ? 'risk' : 'note',
    subject: { split: 'train' },
    title: gap
      ? `${upperFirst(names)} held the model back in training`
      : `${upperFirst(names)} ${strong.length > 1 ? 'are' : 'is'} strong for fine-tuning`,
    measured:
      held === null
        ? `${upperFirst(names)} in the configuration; the log does not show what it did`
        : `Training loss ${lossText(held.train)} with dropout on, ${held.of} loss ${lossText(held.off)} with dropout off at the same weights: ${held.ratio.toFixed(2)} times it${above}, ${held.n} evaluations${learned.value === null ? '' : `; ${metricName(learned.quantity!)} ended at ${lossText(learned.value)}`}`,
    ...(poor
      ? {
          cause: {
            text: `${names} left less signal than the task needs`,
            claim: gap && held.of === 'training' ? ('likely' as const) : ('hint' as const),
          },
        }
      : {}),
    mattersWhen: poor
      ? 'the result is not good enough'
      : 'probabilities are used: they come out too cautious',
    advice: { text: `Set ${changes.join(' and ')}`, settings },
    refutedBy:
      'Evaluate 1,000 training examples in evaluation mode: a loss as high as in training means that something else holds it back',
    evidence: [
      ...strong.map((s) => s.evidence),
      ...(held === null
        ? []
        : [
            { name: 'training loss, dropout on', value: held.train, n: held.n },
            { name: `${held.of} loss, dropout off`, value: held.off, n: held.n },
            {
              name: 'ratio above the floor',
              value: held.ratio,
              n: held.n,
              method: 'median over the second half of the evaluations',
            },
          ]),
    ],
    weight: gap && poor ? 0.5 : 0.2,
  };
}

/** A50 of the catalogue. */
export const regularisationTooStrong = defineAudit({
  id: 'regularisation-too-strong',
  family: 'fit',
  title: 'Dropout, smoothing and decay are in the usual range',
  failureTitle: 'Regularisation held the model back',
  why: 'Regularisation meant for training from scratch lowers what a fine-tuned model can reach.',
  requires: [],
  requiresOneOf: ['train-loss', 'validation-loss', 'validation-metric'],
  references: [
    'Srivastava et al. 2014, Dropout',
    'Müller et al. 2019, When Does Label Smoothing Help?, arXiv 1906.02629',
    'docs/audits/regularisation-too-strong.md (why validation loss bounds the ratio)',
  ],
  judge({ run, facts }) {
    const { labelSmoothing, weightDecay } = run.hyperparameters;
    const dropout = run.model.dropout ?? null;
    if (dropout === null && labelSmoothing === null && weightDecay === null)
      return notApplicable(
        'dropout, label smoothing and weight decay are not recorded',
        'keep-configuration',
      );
    const strong = strongSettings(facts);
    const known = [
      ...(dropout === null ? [] : [`dropout ${dropout}`]),
      ...(labelSmoothing === null ? [] : [`label smoothing ${labelSmoothing.value}`]),
      ...(weightDecay === null ? [] : [`weight decay ${weightDecay.value}`]),
    ];
    if (strong.length === 0) return pass(upperFirst(known.join(', ')));
    const held = heldBack(facts);
    if (held !== null && held.ratio <= 1 && !notLearned(facts, held))
      return pass(
        `${upperFirst(known.join(', '))}; training loss (${lossText(held.train)}) is not above ${held.of} loss (${lossText(held.off)}), so that nothing was held back`,
      );
    return { kind: 'finding', findings: [draft(facts, strong, held)] };
  },
});
