import type { RunFacts } from '../../facts/define.ts';
import { type Optimiser, optimiserOf } from '../../facts/optimiser.ts';
import { shareLearned } from '../../facts/share-learned.ts';
import type { Advice, Evidence } from '../../model/outcome.ts';
import { formatRate } from '../../text/numbers.ts';
import { code } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { rateOfAdam } from '../learning-rate-advice.ts';
import { measure } from '../wording.ts';

/** BERT and RoBERTa use 1e-6, Trainer 1e-8; from here on the constant rules the size of small updates (catalogue A34). */
const LARGE_EPSILON = 1e-4;
/** RoBERTa's 0.98 is the lowest that fine-tuning recipes use. */
const SHORT_MEMORY = 0.95;
/** Below this rate plain SGD hardly moves an encoder. */
const SGD_NEEDS = 1e-2;

interface Oddity {
  readonly title: string;
  readonly measured: string;
  readonly effect: string;
  readonly evidence: Evidence;
  readonly settings: Readonly<Record<string, string>>;
}

function oddities(facts: RunFacts, optimiser: Optimiser): readonly Oddity[] {
  const found: Oddity[] = [];
  const peak = facts.peakLearningRate()?.value ?? null;
  if (optimiser.family === 'sgd' && peak !== null && peak > 0 && peak < SGD_NEEDS)
    found.push({
      title: `Plain SGD ran at a learning rate of ${formatRate(peak)}`,
      measured: `${formatRate(peak)} is a rate for Adam, whose updates have the size of the rate whatever the gradient; SGD multiplies the gradient by it`,
      effect: 'updates too small to move the weights',
      evidence: measure('peak learning rate', peak, { method: facts.peakLearningRate()!.from }),
      settings: { optim: '"adamw_torch"' },
    });
  if (optimiser.correctsBias === false)
    found.push({
      title: 'Adam ran without its bias correction',
      measured: `${code(optimiser.name)} does not correct moments that start at zero: the first 100 updates are about 3 to 6.5 times as large`,
      effect: 'early updates that are several times too large',
      evidence: measure('bias correction', 'off', { method: optimiser.from }),
      settings: { optim: '"adamw_torch"' },
    });
  if (optimiser.epsilon !== null && optimiser.epsilon >= LARGE_EPSILON)
    found.push({
      title: `Adam’s ε was ${formatRate(optimiser.epsilon)}`,
      measured: '1e-8 to 1e-6 is usual; a large ε shrinks the updates of weights with small gradients',
      effect: 'updates that are smaller than the learning rate says',
      evidence: measure('adam_epsilon', optimiser.epsilon),
      settings: { adam_epsilon: '1e-8' },
    });
  if (optimiser.beta2 !== null && optimiser.beta2 < SHORT_MEMORY)
    found.push({
      title: `Adam’s β2 was ${optimiser.beta2}`,
      measured: `0.98 to 0.999 is usual; with ${optimiser.beta2} the size of the gradients is averaged over about ${Math.round(1 / (1 - optimiser.beta2))} updates only`,
      effect: 'updates whose size follows the last few batches',
      evidence: measure('adam_beta2', optimiser.beta2),
      settings: { adam_beta2: '0.999' },
    });
  return found;
}

/** Whether the run shows harm that these settings can explain: only SGD at Adam's rates and missing correction stop a run. */
function failed(facts: RunFacts): boolean {
  const { train, validation } = facts.guessLevel();
  return (
    facts.learned().verdict === 'no' ||
    facts.constantAnswer() !== null ||
    train !== null ||
    validation !== null
  );
}

/** Less than half of the way from a constant answer to a perfect score: beyond it the weights did move. */
const GOOD = 0.5;

/** A cross-entropy that ended above this part of guess level hardly moved, whatever the answers are by then. */
const NEAR_GUESS = 0.85;

function isPoor(facts: RunFacts): boolean {
  if ((shareLearned(facts.learned()) ?? 1) < GOOD) return true;
  const loss = facts.validationLoss() ?? facts.trainLoss();
  const chance = facts.chanceLevel();
  if (loss === null || chance === null || facts.lossKind().kind !== 'cross-entropy') return false;
  const last = loss.value[loss.n - 1]!;
  return last > NEAR_GUESS * (chance.prior ?? chance.uniform);
}

function adviceFor(facts: RunFacts, found: readonly Oddity[], sgd: boolean): Advice {
  const settings = Object.assign({}, ...found.map((o) => o.settings)) as Record<string, string>;
  const rate = sgd ? rateOfAdam(facts) : null;
  if (rate !== null) settings.learning_rate = rate;
  const names = Object.entries(settings).map(([name, value]) => `\`${name}=${value}\``);
  return {
    text: `Set ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`}`,
    settings,
  };
}

/** A34 of the catalogue: the setting is a fact, its effect at most likely. */
export const adamNonstandard = defineAudit({
  id: 'adam-nonstandard',
  family: 'optimiser',
  title: 'The optimiser and its constants are the usual ones',
  failureTitle: 'The optimiser or its constants are unusual',
  why: 'Missing bias correction and rates meant for another optimiser make more runs fail, above all on small data.',
  requires: [],
  references: [
    'Zhang et al. 2021, Revisiting Few-sample BERT Fine-tuning, section 4',
    'Mosbach et al. 2021, equation 1, figures 5 and 6',
    'huggingface/transformers issue 3456 (SGD at 1e-3 answers the majority class)',
  ],
  judge({ run, facts }) {
    const optimiser = optimiserOf(run);
    if (optimiser === null)
      return notApplicable(
        'the optimiser is not recorded',
        run.framework === 'hf-trainer' ? 'keep-configuration' : null,
      );
    const found = oddities(facts, optimiser);
    if (found.length === 0) {
      if (optimiser.family === 'other')
        return notApplicable(`usual constants of ${code(optimiser.name)} are not known`);
      const constants =
        optimiser.epsilon === null
          ? ''
          : `, β2 ${optimiser.beta2 ?? 'not recorded'}, ε ${formatRate(optimiser.epsilon)}`;
      return pass(`${code(optimiser.name)}${constants}`);
    }
    const first = found[0]!;
    const sgd = optimiser.family === 'sgd';
    const nothing = (sgd || optimiser.correctsBias === false) && failed(facts);
    const crawled = sgd && !nothing && isPoor(facts);
    const harmed = nothing || crawled;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: harmed ? 'risk' : 'note',
          title: first.title,
          measured: `${found.map((o) => o.measured).join('. ')}${nothing ? '. The model did not learn' : crawled ? '. The model did not get half of the way from a constant answer to a perfect score, or its loss stayed near guess level' : ''}`,
          ...(harmed ? { cause: { text: first.effect, claim: 'likely' as const } } : {}),
          mattersWhen: harmed
            ? nothing
              ? 'always: it explains a run that learned nothing'
              : 'always: it explains a run that learned little'
            : 'results vary from seed to seed, or the loss hardly moves',
          advice:
            run.framework === 'keras'
              ? { text: 'Use `keras.optimizers.AdamW` with its default constants' }
              : adviceFor(facts, found, sgd),
          refutedBy:
            'The first tenth of the steps again with `adamw_torch` and its defaults: the same course would refute it',
          evidence: [
            measure('optimiser', optimiser.name, { method: optimiser.from }),
            ...found.map((o) => o.evidence),
          ],
          weight: harmed ? 1 : 0.2,
        },
      ],
    };
  },
});
