import type { RunFacts } from '../facts/define.ts';
import { machineOf, paddedLength, peakMemory, sizeOfModel } from '../facts/machine.ts';
import { energyOf } from '../metrics/cost/energy.ts';
import { type Arithmetic, peakRate } from '../metrics/cost/gpus.ts';
import type { Range } from '../metrics/cost/range.ts';
import { modelFlopsUtilisation } from '../metrics/cost/utilisation.ts';
import type { Cost } from '../model/report.ts';
import type { EnergyRecord } from '../model/resources.ts';
import type { Run } from '../model/run.ts';
import { formatCount, formatNumber, formatPercent } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';

type Item = Cost['items'][number];

/** A record of an energy tracker that may be this training's: about as long, and the only one that is. */
function recordOf(run: Run, seconds: number): EnergyRecord | null {
  const near = (run.resources?.energy ?? []).filter(
    (one) => one.seconds >= 0.8 * seconds && one.seconds <= 3 * seconds,
  );
  return near.length === 1 ? near[0]! : null;
}

/** Mean watts of the GPUs that were sampled at work. */
function measuredWatts(
  run: Run,
): { readonly watts: number; readonly devices: number; readonly from: string } | null {
  const means = (run.resources?.samples ?? []).flatMap(({ watts, utilisation, file }) => {
    const own = Array.from(watts).filter((value, i) => value >= 0 && !(utilisation[i]! < 0.01));
    return own.length < 10 ? [] : [{ mean: own.reduce((a, b) => a + b, 0) / own.length, file }];
  });
  if (means.length === 0) return null;
  return {
    watts: means.reduce((sum, { mean }) => sum + mean, 0) / means.length,
    devices: means.length,
    from: means[0]!.file,
  };
}

const between = (value: Range): string =>
  value.low === value.high ? '' : `${formatNumber(value.low)} to ${formatNumber(value.high)}; `;

function energyItems(run: Run, seconds: number, shareAfterBest: number | null): readonly Item[] {
  const resources = run.resources ?? null;
  if (resources === null) return [];
  const { gpu, devices, devicesKnown } = machineOf(run);
  const record = recordOf(run, seconds);
  const after = (value: number): string =>
    shareAfterBest === null
      ? ''
      : `; ${formatNumber(shareAfterBest * value)} of it after the recommended checkpoint`;
  const items: Item[] = [];
  const sampled = measuredWatts(run);
  const count = sampled !== null && !devicesKnown ? sampled.devices : devices;
  const { energy, money } = energyOf({
    seconds,
    devices: count,
    watts:
      resources.power !== null
        ? { value: resources.power.value, how: 'given' }
        : sampled !== null
          ? { value: sampled.watts, how: 'measured' }
          : null,
    boardWatts: gpu?.watts ?? null,
    grid: resources.grid?.value ?? null,
    pue: resources.pue?.value ?? null,
    price: resources.price?.value ?? null,
  });
  const one = devicesKnown || sampled !== null ? '' : '; one GPU assumed';
  if (record !== null) {
    items.push({
      name: 'energy (kWh)',
      value: record.kilowattHours,
      format: 'rate',
      note: `measured, ${record.file}${after(record.kilowattHours)}`,
    });
    if (record.kilograms !== null)
      items.push({ name: 'emissions (kg CO₂e)', value: record.kilograms, format: 'rate', note: record.file });
  } else if (energy !== null) {
    const assumed = energy.assumptions.join('; ');
    const from =
      resources.power !== null
        ? '`--power`'
        : sampled !== null
          ? `mean of ${sampled.from}`
          : (gpu?.name ?? '');
    items.push({
      name: 'energy (kWh)',
      value: energy.kilowattHours.expected,
      format: 'rate',
      note: `${between(energy.kilowattHours)}${from}${one}; ${assumed}${after(energy.kilowattHours.expected)}`,
    });
    items.push({
      name: 'emissions (kg CO₂e)',
      value: energy.kilogramsCo2.expected,
      format: 'rate',
      note: `${between(energy.kilogramsCo2)}with the same assumptions`,
    });
  }
  if (money !== null)
    items.push({
      name: 'money',
      value: money,
      format: 'rate',
      note: `${formatNumber(resources.price!.value)} an hour (\`--price\`) × ${many(count, 'GPU')}${one}, training time only${after(money)}`,
    });
  return items;
}

/** What the recorded precision multiplies with; TF32 only where it was asked for. */
function arithmeticOf(run: Run): Arithmetic | null {
  const precision = run.hyperparameters.precision?.value ?? null;
  if (precision === 'fp16' || precision === 'bf16') return precision;
  if (precision !== 'fp32') return null;
  return run.hyperparameters.raw.tf32 === true ? 'tf32' : 'fp32';
}

function utilisationItem(run: Run, facts: RunFacts, seconds: number): Item | null {
  const { gpu, devices } = machineOf(run);
  const model = sizeOfModel(run);
  const padded = paddedLength(run);
  const arithmetic = arithmeticOf(run);
  const [size, passes] = [facts.trainSize()?.value ?? null, facts.epochs()];
  if (
    gpu === null ||
    model === null ||
    padded === null ||
    arithmetic === null ||
    size === null ||
    passes === null
  )
    return null;
  const training = seconds - (run.timing.evaluationSeconds?.value ?? 0);
  if (!(training > 0)) return null;
  const found = modelFlopsUtilisation(model, gpu, {
    tokensPerSecond: (size * passes * padded.mean) / training,
    length: padded.mean,
    devices,
    arithmetic,
    trained: facts.trainedParameters()?.kind === 'head' ? 'part' : 'all',
    microTokens: padded.mean * (run.hyperparameters.perDeviceTrainBatchSize?.value ?? 1),
  });
  // A share above one means another machine, time or model than was recorded.
  if (found.silent !== null || !(found.share > 0 && found.share <= 1)) return null;
  return {
    name: 'model FLOPs utilisation',
    value: found.share,
    format: 'percent',
    note: `${formatNumber(found.teraflops)} of ${many(devices, 'GPU')} × ${formatNumber(peakRate(gpu, arithmetic))} TFLOP/s (${gpu.name}, ${arithmetic}, dense), evaluations left out; 20 to 40 % is ordinary`,
  };
}

/** Steps at the end whose logged rate was 0: nothing was learned in them. One row of 0 ends every linear schedule. */
function idleSteps(facts: RunFacts): Item | null {
  const curve = facts.learningRate();
  const last = facts.run.lastStep;
  if (curve === null || last === null || facts.run.axis !== 'step' || curve.n < 3) return null;
  let first = curve.n;
  while (first > 0 && curve.value[first - 1] === 0) first--;
  if (curve.n - first < 2) return null;
  const steps = last - curve.step[first]!;
  return steps < 0.01 * last
    ? null
    : {
        name: 'steps at a learning rate of 0',
        value: steps,
        format: 'count',
        note: `from step ${formatCount(curve.step[first]!)} on, ${formatPercent(steps / last, 0)} of the run`,
      };
}

/** What the machine adds to the cost of a run. Energy and money are estimates with their assumptions in the note. */
export function machineItems(facts: RunFacts, shareAfterBest: number | null): readonly Item[] {
  const { run } = facts;
  const seconds = run.timing.trainSeconds?.value ?? null;
  const items: (Item | null)[] = [];
  const { name, from } = machineOf(run);
  if (name !== null)
    items.push({ name: 'GPU', value: null, format: 'text', note: `${code(name)}, ${from ?? ''}` });
  const peak = peakMemory(run);
  if (peak !== null)
    items.push({
      name: 'highest GPU memory',
      value: peak.bytes,
      format: 'bytes',
      note: `${peak.from}${peak.context ? ', everything on the GPU' : ', allocated by PyTorch'}`,
    });
  items.push(idleSteps(facts));
  if (seconds !== null && seconds > 0) {
    items.push(utilisationItem(run, facts, seconds));
    items.push(...energyItems(run, seconds, shareAfterBest));
  }
  for (const note of run.resources?.notes ?? [])
    items.push({ name: 'clock and units', value: null, format: 'text', note });
  return items.filter((item) => item !== null);
}
