import { given } from '../model/known.ts';
import type { ReadOptions } from '../model/reader.ts';
import { noResources } from '../model/resources.ts';
import type { Run } from '../model/run.ts';

/** What the user said about the machine, over what files say. */
export function withGivenMachine(run: Run, { gpu, gpus, price, power, grid, pue }: ReadOptions): Run {
  if ([gpu, gpus, price, power, grid, pue].every((option) => option === undefined)) return run;
  const before = run.resources ?? noResources;
  return {
    ...run,
    hyperparameters:
      gpus === undefined ? run.hyperparameters : { ...run.hyperparameters, devices: given(gpus, '--gpus') },
    resources: {
      ...before,
      gpus: gpu === undefined ? before.gpus : given([gpu], '--gpu'),
      price: price === undefined ? before.price : given(price, '--price'),
      power: power === undefined ? before.power : given(power, '--power'),
      grid: grid === undefined ? before.grid : given(grid, '--grid'),
      pue: pue === undefined ? before.pue : given(pue, '--pue'),
    },
  };
}
