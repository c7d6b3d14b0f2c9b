import type { RunFacts } from '../../facts/define.ts';
import { endState } from '../../facts/end-state.ts';
import { restlessEnd } from '../../facts/restless-end.ts';
import { trainedTask } from '../../facts/task.ts';
import type { Advice, FindingDraft } from '../../model/outcome.ts';
import { mean, noiseSigma } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { smallerBatchSettings } from '../length-advice.ts';
import { changesOf } from '../setting-words.ts';
import { measure } from '../wording.ts';

/** Catalogue A37. */
const SMALL = 4;
const LARGE = 128;
const FEW_UPDATES = 500;
const NOISE = 0.5;
const USUAL = 32;
const LEAST_ROWS = 20;

/** What still points to too few updates; null when nothing does. */
function starved(facts: RunFacts): string | null {
  const state = endState(facts);
  if (state.kind === 'still-improving') return 'it was still improving at the end';
  if (state.monotone && state.evaluations >= 2) return 'it was better at each evaluation up to the last';
  const { train, validation } = facts.guessLevel();
  const learned = facts.learned().verdict;
  if ((train ?? validation) !== null && learned !== 'far-above') return 'the loss was still at guess level';
  return null;
}

/** A usual batch on the devices there were, and the rate that goes with it: Adam's goes with the root of the batch (Malladi et al. 2022). */
function smaller(facts: RunFacts, batch: number): Advice {
  const next = facts.recommended().smallerBatch;
  const usual = next?.value ?? USUAL;
  if (facts.run.framework === 'keras' || next === null) return { text: `Use a batch of ${usual}` };
  const { clause, settings } = changesOf(facts, smallerBatchSettings(facts), {
    learning_rate: 'Adam’s rate goes with the root of the batch',
  });
  return {
    text: `Set ${clause}: about ${formatCount(Math.round(batch / usual))} times as many updates at the same epochs`,
    settings,
    effort: 'rerun',
  };
}

function tooLarge(facts: RunFacts, batch: number, updates: number, sign: string | null): FindingDraft {
  const size = facts.trainSize();
  return {
    claim: sign === null ? 'hint' : 'likely',
    severity: sign === null ? 'note' : 'risk',
    subject: { split: 'train' },
    title: `A batch of ${formatCount(batch)} left ${sign === null ? 'only ' : 'likely too few: '}${many(updates, 'update')}`,
    measured: `${many(updates, 'update')} of ${many(batch, 'example')}${size === null ? '' : `, from ${many(size.value, 'training example')}`}${sign === null ? '; no sign that more were needed' : `; ${sign}`}`,
    cause: {
      text: 'a batch that is large for a fine-tuning’s few epochs',
      claim: sign === null ? 'hint' : 'likely',
    },
    mattersWhen: 'quality is not yet enough, or varies from seed to seed',
    advice: smaller(facts, batch),
    refutedBy: 'The same epochs with a batch of 32: no better a result would refute it',
    evidence: [
      measure('examples an update', batch, { method: facts.effectiveBatchSize()!.from }),
      measure('updates', updates),
    ],
    weight: 0.4,
  };
}

/** Share of the variance of the training loss that is noise from row to row; null with fewer than 20 rows. */
function noiseShare(facts: RunFacts): number | null {
  const curve = facts.trainLoss();
  if (curve === null || curve.n < LEAST_ROWS) return null;
  const sigma = noiseSigma(curve.value) ?? 0;
  const centre = mean(curve.value);
  const variance = curve.value.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (curve.n - 1);
  return variance > 0 ? Math.min(1, sigma ** 2 / variance) : null;
}

/** A37 of the catalogue. */
export const batchSizeEffect = defineAudit({
  id: 'batch-size-effect',
  family: 'optimiser',
  title: 'The batch size did not stand out',
  failureTitle: 'The batch size held the run back',
  why: 'A tiny batch makes the curve noisy, a very large one leaves few updates within a fine-tuning’s epochs.',
  requires: ['steps'],
  references: ['google-research/bert README (batches of 16 to 32)', 'Malladi et al. 2022, arXiv 2205.10287'],
  judge({ run, facts }) {
    const batch = facts.effectiveBatchSize();
    if (batch === null)
      return notApplicable(
        'the batch size is not recorded',
        run.framework === 'hf-trainer' ? 'keep-configuration' : null,
      );
    const task = trainedTask(run);
    if (task === 'text-generation' || task === 'text2text-generation' || task === 'fill-mask')
      return notApplicable('the rule is about fine-tuned encoders with a head');
    const updates = facts.updates()!.value;
    const examples = many(batch.value, 'example');
    if (batch.value >= LARGE && updates < FEW_UPDATES)
      return { kind: 'finding', findings: [tooLarge(facts, batch.value, updates, starved(facts))] };
    if (batch.value > SMALL) return pass(`${many(updates, 'update')} of ${examples}`);

    const share = noiseShare(facts);
    const restless = restlessEnd(facts);
    if (share !== null && restless !== null && share > NOISE && restless.restless)
      return {
        kind: 'finding',
        findings: [
          {
            claim: 'likely',
            severity: 'note',
            subject: { split: 'train' },
            title: `A batch of ${formatCount(batch.value)} likely made the training restless`,
            measured: `${formatPercent(share, 0)} of the variance of the training loss is noise from row to row; the last ${formatCount(restless.n)} evaluations scattered more than the evaluation set explains (p < 0.01)`,
            cause: {
              text: 'gradients of a few examples; a learning rate that is too high looks alike',
              claim: 'hint',
            },
            mattersWhen: 'the last checkpoint is used, or time on the GPU counts',
            advice: {
              text: `Accumulate to 16 examples an update: \`gradient_accumulation_steps=${Math.ceil(16 / batch.value)}\``,
              settings:
                run.framework === 'keras'
                  ? {}
                  : { gradient_accumulation_steps: String(Math.ceil(16 / batch.value)) },
            },
            refutedBy: 'The last third again with four times the batch: the same scatter would refute it',
            evidence: [
              measure('examples an update', batch.value, { method: batch.from }),
              measure('noise share of the training loss', share, { n: facts.trainLoss()!.n }),
              measure('scatter of the last evaluations', restless.scatter, { n: restless.n }),
              measure('largest standard error of one evaluation', restless.error),
            ],
            weight: 0.3,
          },
        ],
      };
    if (share === null || restless === null)
      return inconclusive(
        `An update saw ${examples}; whether that made the run restless cannot be told`,
        '20 rows of training loss and 8 evaluations of a set of known size',
      );
    return pass(
      `${many(updates, 'update')} of ${examples}, and the last evaluations were no more restless than the evaluation set explains`,
    );
  },
});
