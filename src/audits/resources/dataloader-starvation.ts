import { sizeOfModel } from '../../facts/machine.ts';
import type { DeviceSamples } from '../../model/resources.ts';
import { formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { measure } from '../wording.ts';

const LEAST_SAMPLES = 60;
/** Seconds between samples: slower sampling averages the swings away. */
const MOST_INTERVAL = 5;
const LOW = 0.7;
/** Share of samples that idle, and share that work, for it to be called swinging. */
const SWINGS = 0.15;

interface Use {
  readonly median: number;
  readonly idle: number;
  readonly busy: number;
  readonly n: number;
}

/** From the first to the last sample with work: loading the model and what came after is not training. */
function useOf({ utilisation, time }: DeviceSamples): Use | null {
  const first = utilisation.findIndex((value) => value > 0.05);
  const last = utilisation.findLastIndex((value) => value > 0.05);
  if (first < 0) return null;
  const own = Array.from(utilisation.subarray(first, last + 1)).filter((value) => !Number.isNaN(value));
  if (own.length < LEAST_SAMPLES) return null;
  const interval = (time[last]! - time[first]!) / (last - first);
  if (interval > MOST_INTERVAL) return null;
  const sorted = own.sort((a, b) => a - b);
  return {
    median: sorted[sorted.length >> 1]!,
    idle: own.filter((value) => value < 0.2).length / own.length,
    busy: own.filter((value) => value > 0.8).length / own.length,
    n: own.length,
  };
}

/** E2 of the catalogue, from sampled utilisation alone: what the GPU waited for stays open. */
export const dataloaderStarvation = defineAudit({
  id: 'dataloader-starvation',
  family: 'resources',
  title: 'The GPU did not wait between steps',
  failureTitle: 'The GPU waited during training',
  why: 'Paid time in which nothing is computed; a faster GPU would not help.',
  requires: [],
  references: [
    'NVIDIA NVML documentation, `nvmlUtilization_t` (share of time in which a kernel ran)',
    'PyTorch performance tuning guide, `DataLoader` workers',
  ],
  judge({ run }) {
    const sampled =
      run.resources?.samples.filter(({ utilisation }) => utilisation.some((value) => value >= 0)) ?? [];
    if (sampled.length === 0) return notApplicable('the use of the GPU was not sampled');
    const uses = sampled.map(useOf).filter((use) => use !== null);
    const use = uses.sort((a, b) => b.busy - a.busy)[0];
    if (use === undefined)
      return {
        kind: 'inconclusive',
        reason: 'The use of the GPU was sampled too rarely, or never while it worked',
        enough: `${LEAST_SAMPLES} samples, at most ${MOST_INTERVAL} seconds apart`,
      };
    const evidence = [
      measure('median utilisation', use.median, { n: use.n }),
      measure('share of samples below 20 %', use.idle, { n: use.n }),
      measure('share of samples above 80 %', use.busy, { n: use.n }),
    ];
    if (use.median >= LOW)
      return {
        kind: 'pass',
        measured: `Median utilisation ${formatPercent(use.median, 0)} over ${many(use.n, 'sample')}`,
        evidence,
      };
    const hidden = sizeOfModel(run)?.hidden ?? run.model.hiddenSize;
    if (hidden !== null && hidden <= 256)
      return {
        kind: 'inconclusive',
        reason: `Median utilisation was ${formatPercent(use.median, 0)}, but a model of width ${hidden} cannot fill a GPU`,
        enough: 'The time that each step waited for its batch',
        evidence,
      };
    if (use.idle < SWINGS || use.busy < SWINGS)
      return {
        kind: 'inconclusive',
        reason: `Median utilisation was ${formatPercent(use.median, 0)} without swings between idle and busy`,
        enough: 'The time that each step waited for its batch',
        evidence,
      };
    const workers = run.hyperparameters.raw.dataloader_num_workers;
    const none = workers === 0;
    return {
      kind: 'finding',
      findings: [
        {
          claim: none ? 'likely' : 'hint',
          severity: 'note',
          title: `The GPU was idle in ${formatPercent(use.idle, 0)} of the samples`,
          measured: `Over ${many(use.n, 'sample')} its median utilisation was ${formatPercent(use.median, 0)}; ${formatPercent(use.busy, 0)} of them show it busy`,
          cause: {
            text: none
              ? 'Batches are made in the process that trains (`dataloader_num_workers=0`)'
              : 'It may have waited for batches; evaluations and saving look alike',
            claim: none ? 'likely' : 'hint',
          },
          mattersWhen: 'you train again, or pay for the time',
          advice: {
            text: 'Set `dataloader_num_workers=4` and tokenise before training, not in `__getitem__`',
            settings: { dataloader_num_workers: '4' },
            effort: 'rerun',
          },
          refutedBy: 'A hundred steps over one batch that is kept in memory: samples per second are the same',
          evidence,
          weight: use.idle,
        },
      ],
    };
  },
});
