import { whyApart } from '../../facts/group/together.ts';
import { trainedTask } from '../../facts/task.ts';
import { formatCount } from '../../text/numbers.ts';
import { figure, lettersOf, subjectOf } from '../comparison-words.ts';
import { defineComparisonAudit, notApplicable, pass } from '../define.ts';

/** Tasks whose loss is a mean over the counted tokens of a batch: batches with few of them weigh as much as others. */
const TOKEN_TASKS = new Set(['token-classification', 'fill-mask', 'text-generation', 'text2text-generation']);

/** A45 of the catalogue. */
export const evalLossDependsOnBatching = defineComparisonAudit({
  id: 'eval-loss-depends-on-batching',
  family: 'comparison',
  title: 'Evaluation losses do not depend on the evaluation batch here',
  failureTitle: 'Evaluation losses depend on the evaluation batch and are not comparable',
  why: 'For token tasks the logged loss is a mean of batch means, so that another batch size gives another number for the same model.',
  references: ['huggingface/transformers issues 24839 and 39241'],
  judge(group) {
    const apart = whyApart(group);
    if (apart !== null) return notApplicable(apart);
    const members = group.members.filter(
      ({ facts }) => TOKEN_TASKS.has(trainedTask(facts.run) ?? '') && facts.validationLoss() !== null,
    );
    if (members.length < 2)
      return notApplicable(
        'fewer than two runs of a token task with a validation loss; others average over examples',
      );
    const batches = members.map(({ facts }) => {
      const { perDeviceEvalBatchSize: batch, devices } = facts.run.hyperparameters;
      return batch === null ? null : batch.value * (devices?.value ?? 1);
    });
    const known = batches.filter((batch) => batch !== null);
    if (known.length < 2)
      return notApplicable('the evaluation batch size is not recorded', 'keep-configuration');
    const sizes = [...new Set(known)].sort((x, y) => x - y);
    if (sizes.length === 1) return pass(`All were evaluated in batches of ${formatCount(sizes[0]!)}`);
    const concerned = members.filter((_, i) => batches[i] !== null).map(({ index }) => index);
    const byLoss = group.metric()?.quantity === 'loss';
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: byLoss && group.asked ? 'risk' : 'note',
          subject: { ...subjectOf(group, concerned), split: 'validation' },
          title: `Validation losses of ${lettersOf(group, concerned)} are means over batches of different size`,
          measured: `Evaluation batches held ${sizes.map(formatCount).join(', ')} examples; the logged loss is a mean of batch means over tokens, which changes with the batch for one and the same model`,
          mattersWhen: 'runs are ranked by their validation loss',
          advice: {
            text: `Set the same \`per_device_eval_batch_size\` for all, or rank by F1, which does not depend on it`,
            settings: { per_device_eval_batch_size: String(sizes[0]!) },
          },
          refutedBy: 'One checkpoint evaluated with both batch sizes: equal losses refute it',
          evidence: sizes.map((size) => figure('examples in an evaluation batch', size)),
          weight: byLoss ? 0.8 : 0.2,
        },
      ],
    };
  },
});
