import type { Known } from './known.ts';

/** What was sampled on one device, columnar and in the order of time. NaN: not reported in that row. */
export interface DeviceSamples {
  /** Index, bus or name that tells devices of one file apart. */
  readonly device: string;
  readonly name: string | null;
  /** Bytes. */
  readonly memoryTotal: number | null;
  /** Seconds; since 1970 for `absolute`, without a time zone for `local`, since the first row for `relative`. */
  readonly time: Float64Array;
  readonly clock: 'absolute' | 'local' | 'relative';
  /** Shares 0…1 of the time in which a kernel ran. */
  readonly utilisation: Float64Array;
  /** Bytes. */
  readonly memoryUsed: Float64Array;
  readonly watts: Float64Array;
  /** Seconds that the samples cover, without gaps. */
  readonly seconds: number;
  readonly file: string;
}

/** A CUDA out-of-memory error with the sizes that it states, bytes. */
export interface OutOfMemory {
  readonly file: string;
  readonly device: string | null;
  readonly requested: number | null;
  readonly capacity: number | null;
  readonly free: number | null;
  /** By PyTorch. */
  readonly allocated: number | null;
  readonly reserved: number | null;
  /** What another process held, where the error says so. */
  readonly others: number | null;
  /** Where in the program, from the traceback above it. */
  readonly phase: 'training' | 'evaluation' | 'loading' | null;
  /** Steps that a progress bar showed before it. */
  readonly step: number | null;
}

/** One measured training of an energy tracker. */
export interface EnergyRecord {
  readonly file: string;
  readonly kilowattHours: number;
  readonly kilograms: number | null;
  readonly seconds: number;
  readonly gpu: string | null;
  readonly gpuCount: number | null;
}

/** A progress bar: steps done at seconds since it began. */
export interface ProgressBar {
  readonly file: string;
  readonly total: number;
  readonly done: Float64Array;
  readonly seconds: Float64Array;
}

/** What was said or measured about the machine. Absent from a run about which nothing was. */
export interface Resources {
  readonly samples: readonly DeviceSamples[];
  /** Names as the driver writes them, one entry a device. */
  readonly gpus: Known<readonly string[]> | null;
  /** Highest memory allocated by PyTorch during training, on one device, bytes. */
  readonly peakAllocated: Known<number> | null;
  readonly outOfMemory: readonly OutOfMemory[];
  readonly energy: readonly EnergyRecord[];
  readonly progress: readonly ProgressBar[];
  /** From flags: price is an hour's of one device, power its watts, grid g/kWh. */
  readonly price: Known<number> | null;
  readonly power: Known<number> | null;
  readonly grid: Known<number> | null;
  readonly pue: Known<number> | null;
  /** What was odd about clocks and units, as plain sentences. */
  readonly notes: readonly string[];
}

export const noResources: Resources = {
  samples: [],
  gpus: null,
  peakAllocated: null,
  outOfMemory: [],
  energy: [],
  progress: [],
  price: null,
  power: null,
  grid: null,
  pue: null,
  notes: [],
};

/** Both together; what the first says comes first. */
export const joinResources = (a: Resources | null, b: Resources | null): Resources | null =>
  a === null || b === null
    ? (a ?? b)
    : {
        samples: [...a.samples, ...b.samples],
        gpus: a.gpus ?? b.gpus,
        peakAllocated: a.peakAllocated ?? b.peakAllocated,
        outOfMemory: [...a.outOfMemory, ...b.outOfMemory],
        energy: [...a.energy, ...b.energy],
        progress: [...a.progress, ...b.progress],
        price: a.price ?? b.price,
        power: a.power ?? b.power,
        grid: a.grid ?? b.grid,
        pue: a.pue ?? b.pue,
        notes: [...new Set([...a.notes, ...b.notes])],
      };
