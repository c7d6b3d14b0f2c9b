import { machineOf, sizeOfModel } from '../../facts/machine.ts';
import { peakRate } from '../../metrics/cost/gpus.ts';
import { formatCount, formatTimes } from '../../text/numbers.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { measure } from '../wording.ts';

/** Models that fill no GPU gain little from faster arithmetic. */
const SMALL = 256;

/** E7 of the catalogue: arithmetic that this GPU is slow at. */
export const precisionMismatch = defineAudit({
  id: 'precision-mismatch',
  family: 'resources',
  title: 'The precision suits the GPU',
  failureTitle: 'The precision does not suit the GPU',
  why: 'Tensor cores multiply several times as fast, where they are used.',
  requires: [],
  references: [
    'Data sheets of the GPUs (docs/metrics/cost.md)',
    'PyTorch documentation, CUDA semantics, TF32',
  ],
  judge({ run }) {
    const { gpu, name, from } = machineOf(run);
    if (name === null) return notApplicable('which GPU trained is not known; `--gpu NAME` says it');
    if (gpu === null) return notApplicable(`the rates of ${name} are not in the table`);
    const precision = run.hyperparameters.precision?.value ?? null;
    if (precision === null) return notApplicable('the precision is not recorded', 'keep-configuration');
    const tf32 = run.hyperparameters.raw.tf32 === true && gpu.tf32 !== null && gpu.tf32 > gpu.fp32;
    const half = gpu.bf16 !== null ? 'bf16' : gpu.fp16 !== null ? 'fp16' : null;
    const evidence = [
      measure('GPU', gpu.name, { method: from ?? '' }),
      measure('precision', precision),
      measure('peak in fp32', gpu.fp32, { unit: 'TFLOP/s', method: gpu.source }),
      ...(half === null
        ? []
        : [measure(`peak in ${half}`, peakRate(gpu, half), { unit: 'TFLOP/s', method: gpu.source })]),
    ];
    const hidden = sizeOfModel(run)?.hidden ?? run.model.hiddenSize;
    if (half === null) return pass(`${gpu.name} has no faster arithmetic than fp32`);
    if (hidden !== null && hidden <= SMALL)
      return pass(`A model of width ${formatCount(hidden)} is too small for its precision to matter`);
    const slowBf16 = precision === 'bf16' && gpu.bf16 === null;
    if (!slowBf16 && (precision !== 'fp32' || tf32))
      return pass(`${precision === 'fp32' ? 'TF32' : precision} on ${gpu.name}`);
    const ratio = peakRate(gpu, half) / gpu.fp32;
    const settings: Readonly<Record<string, string>> =
      half === 'bf16'
        ? { bf16: 'True', tf32: 'True' }
        : slowBf16
          ? { fp16: 'True', bf16: 'False' }
          : { fp16: 'True' };
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          title: slowBf16
            ? `bf16 was used on ${gpu.name}, which has no tensor cores for it`
            : `fp32 was used on ${gpu.name}, which is made for half precision`,
          measured: `${gpu.name} does ${formatCount(gpu.fp32)} TFLOP/s in fp32 and ${formatCount(peakRate(gpu, half))} in ${half}, ${formatTimes(ratio)} times as many`,
          cause: {
            text: slowBf16
              ? 'The setting came from a newer GPU'
              : '`TrainingArguments` trains in fp32 unless it is told otherwise',
            claim: 'hint',
          },
          mattersWhen:
            'you train again; whole trainings get 1.5 to 3 times as fast, not as much as the peaks differ',
          advice: {
            text: `Set ${Object.entries(settings)
              .map(([key, value]) => `\`${key}=${value}\``)
              .join(', ')}`,
            settings,
            effort: 'rerun',
          },
          refutedBy: 'A hundred steps of each: samples per second are the same',
          evidence,
          weight: 0.3,
        },
      ],
    };
  },
});
