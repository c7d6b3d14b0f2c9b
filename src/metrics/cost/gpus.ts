/** How numbers are multiplied. `tf32`: fp32 weights, with `tf32=True` on a GPU that has it. */
export type Arithmetic = 'fp32' | 'tf32' | 'fp16' | 'bf16';

/** One GPU as its maker states it. Rates are dense (without sparsity), TFLOP/s, accumulated in fp32. */
export interface Gpu {
  readonly name: string;
  /** Gigabytes (10⁹ of what the name says are GiB in the tools): all sizes that are sold. */
  readonly memoryGiB: readonly number[];
  readonly fp32: number;
  /** null: no such path; it then runs as fp32. */
  readonly tf32: number | null;
  /** null: no tensor cores for it. */
  readonly fp16: number | null;
  readonly bf16: number | null;
  /** Board power, watts: lowest and highest variant. */
  readonly watts: readonly [low: number, high: number];
  readonly source: string;
}

interface Row extends Gpu {
  readonly matches: RegExp;
}

const NVIDIA = 'NVIDIA data sheet';

const row = (
  name: string,
  matches: RegExp,
  memoryGiB: readonly number[],
  [fp32, tf32, fp16, bf16]: readonly [number, number | null, number | null, number | null],
  watts: number | readonly [number, number],
  source: string,
): Row => ({
  name,
  matches,
  memoryGiB,
  fp32,
  tf32,
  fp16,
  bf16,
  watts: typeof watts === 'number' ? [watts, watts] : watts,
  source,
});

/**
 * Peak rates of training GPUs. Lists elsewhere often print the sparse rate, twice as high, or for GeForce the rate with fp16
 * accumulation, which PyTorch does not use. A GPU on whose rates published tables disagree (RTX 2080 Ti, TITAN RTX) or that nobody looked
 * up has no row: nothing is said of it. The more special names come first.
 */
const rows: readonly Row[] = [
  row('P100 PCIe', /\bp100\b(?!.*sxm)/i, [12, 16], [9.3, null, null, null], 250, `${NVIDIA} Tesla P100`),
  row('P100 SXM2', /\bp100\b.*sxm/i, [16], [10.6, null, null, null], 300, `${NVIDIA} Tesla P100`),
  row('V100S', /\bv100s\b/i, [32], [16.4, null, 130, null], 250, `${NVIDIA} V100`),
  row('V100 SXM2', /\bv100\b.*sxm|\bv100\b.*dgx/i, [16, 32], [15.7, null, 125, null], 300, `${NVIDIA} V100`),
  row('V100 PCIe', /\bv100\b/i, [16, 32], [14, null, 112, null], 250, `${NVIDIA} V100`),
  row('T4', /\bt4\b(?!g)/i, [15], [8.1, null, 65, null], 70, `${NVIDIA} T4`),
  row(
    'A10G',
    /\ba10g\b/i,
    [24],
    [35, 35, 70, 70],
    300,
    'no data sheet: Amazon’s variant of the A10 with half of its tensor rate',
  ),
  row('A10', /\ba10\b/i, [24], [31.2, 62.5, 125, 125], 150, `${NVIDIA} A10`),
  row('L4', /\bl4\b/i, [24], [30.3, 60, 121, 121], 72, `${NVIDIA} L4`),
  row('A100', /\ba100\b/i, [40, 80], [19.5, 156, 312, 312], [250, 400], `${NVIDIA} A100`),
  row('H100 PCIe', /\bh100\b.*pcie/i, [80], [51, 378, 756, 756], 350, `${NVIDIA} H100`),
  row('H100 NVL', /\bh100\b.*nvl/i, [94], [60, 418, 835, 835], 400, `${NVIDIA} H100`),
  row('H100 SXM', /\bh100\b/i, [80], [67, 495, 989, 989], 700, `${NVIDIA} H100`),
  row('H200 SXM', /\bh200\b/i, [141], [67, 495, 989, 989], 700, `${NVIDIA} H200`),
  row(
    'RTX 3090',
    /\b3090\b(?! ?ti)/i,
    [24],
    [35.6, 35.6, 71, 71],
    350,
    `${NVIDIA} GA102 white paper, fp32 accumulation`,
  ),
  row(
    'RTX 4090',
    /\b4090\b(?!.*(laptop| d\b))/i,
    [24],
    [82.6, 82.6, 165, 165],
    450,
    `${NVIDIA} Ada white paper, fp32 accumulation`,
  ),
];

export const gpus: readonly Gpu[] = rows;

/** A slice of a GPU (`MIG 1g.5gb`) and a laptop's part are other devices than the card of that name. */
const isOther = (name: string): boolean => /\bmig\b|\blaptop\b|max-q|\b[1-7]g\.\d+gb\b/i.test(name);

/** The GPU that a name from nvidia-smi, a traceback or the command line means; null when it is not in the table. */
export function findGpu(name: string): Gpu | null {
  const plain = name.replace(/[_-]+/g, ' ').trim();
  if (plain === '' || plain.length > 200 || isOther(name)) return null;
  return rows.find((each) => each.matches.test(plain)) ?? null;
}

/** GiB that a name says (`A100-SXM4-80GB`), else the only size there is; null when it is sold in several. */
export function memoryOfName(name: string, gpu: Gpu): number | null {
  const said = Number(/(\d{1,3}) ?gi?b/i.exec(name)?.[1] ?? Number.NaN);
  if (gpu.memoryGiB.includes(said)) return said;
  return gpu.memoryGiB.length === 1 ? (gpu.memoryGiB[0] ?? null) : null;
}

/** The peak that a training with this arithmetic can use; where the GPU has no such path, that of fp32. */
export function peakRate(gpu: Gpu, arithmetic: Arithmetic): number {
  return arithmetic === 'fp32' ? gpu.fp32 : (gpu[arithmetic] ?? gpu.fp32);
}
