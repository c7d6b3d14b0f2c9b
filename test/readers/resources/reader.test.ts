import { describe, expect, it } from 'vitest';
import { analyse, readRuns } from '../../../src/engine/analyse.ts';
import type { Resources } from '../../../src/model/resources.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { trainerState } from '../../support/run-folders.ts';

const state = trainerState({ epochs: 5 });

/** A run with further files beside it. */
async function resourcesOf(files: Readonly<Record<string, string>>): Promise<Resources> {
  const { runs } = await readRuns(memorySource('run', { 'trainer_state.json': state, ...files }));
  expect(runs).toHaveLength(1);
  return runs[0]!.resources!;
}

const smi = (
  rows: readonly string[],
  heading = 'timestamp, index, name, utilization.gpu [%], memory.used [MiB], memory.total [MiB], power.draw [W]',
): string => [heading, ...rows].join('\n');
const row = (time: string, gpu = 0, more = 'Tesla T4, 90 %, 9000 MiB, 15360 MiB, 65.5 W'): string =>
  `${time}, ${gpu}, ${more}`;
const MIB = 2 ** 20;

describe('samples of nvidia-smi', () => {
  it('reads units, names and times', async () => {
    const { samples, gpus, notes } = await resourcesOf({
      'gpu.csv': smi([
        row('2023/05/09 14:31:12.000'),
        row('2023/05/09 14:31:13.000'),
        row('2023/05/09 14:31:14.000'),
      ]),
    });
    expect(samples).toHaveLength(1);
    expect(samples[0]).toMatchObject({
      device: '0',
      name: 'Tesla T4',
      memoryTotal: 15360 * MIB,
      clock: 'local',
      seconds: 2,
    });
    expect([samples[0]!.utilisation[1], samples[0]!.memoryUsed[1], samples[0]!.watts[1]]).toEqual([
      0.9,
      9000 * MIB,
      65.5,
    ]);
    expect(gpus).toMatchObject({ value: ['Tesla T4'], from: 'gpu.csv' });
    expect(notes).toEqual([]);
  });

  it('takes units from the heading where cells have none, and what is not reported as not known', async () => {
    const { samples } = await resourcesOf({
      'log.csv': smi(
        ['2023/05/09 14:31:12, 50, 4, [N/A]', '2023/05/09 14:31:13, [Not Supported], -5, ERR!'],
        'timestamp, utilization.gpu [%], memory.used [GiB], power.draw [W]',
      ),
    });
    expect(samples[0]!.memoryUsed[0]).toBe(4 * 2 ** 30);
    expect([samples[0]!.utilisation[1], samples[0]!.memoryUsed[1], samples[0]!.watts[0]]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('keeps two GPUs of different kinds apart, with an index and without', async () => {
    const time = '2023/05/09 14:31:1';
    const other = 'NVIDIA A100-SXM4-80GB, 20 %, 100 MiB, 81920 MiB, 80 W';
    const indexed = await resourcesOf({
      'gpu.csv': smi([0, 1, 2].flatMap((s) => [row(`${time}${s}`), row(`${time}${s}`, 1, other)])),
    });
    expect(indexed.gpus?.value).toEqual(['Tesla T4', 'NVIDIA A100-SXM4-80GB']);
    const heading = 'timestamp, name, memory.used [MiB]';
    const placed = await resourcesOf({
      'gpu.csv': smi(
        [0, 1].flatMap((s) => [`${time}${s}, Tesla T4, 10 MiB`, `${time}${s}, Tesla P4, 20 MiB`]),
        heading,
      ),
    });
    expect(placed.samples.map(({ name }) => name)).toEqual(['Tesla T4', 'Tesla P4']);
  });

  it('the end of daylight saving time: an hour back is no hour less', async () => {
    const { samples, notes } = await resourcesOf({
      'gpu.csv': smi(
        ['01:59:40', '01:59:50', '01:00:00', '01:00:10', '01:00:20'].map((t) => row(`2023/10/29 ${t}`)),
      ),
    });
    expect(samples[0]!.seconds).toBe(40);
    expect([...samples[0]!.time].every((t, i, all) => i === 0 || t > all[i - 1]!)).toBe(true);
    expect(notes.join()).toMatch(/daylight saving/);
  });

  it('its beginning: a missing hour is not counted', async () => {
    const { samples, notes } = await resourcesOf({
      'gpu.csv': smi(['01:59:40', '01:59:50', '03:00:00', '03:00:10'].map((t) => row(`2023/03/26 ${t}`))),
    });
    expect(samples[0]!.seconds).toBe(20);
    expect(notes.join()).toMatch(/hour is missing/);
  });

  it('a clock set back, and 30 days without a sample', async () => {
    const { samples, notes } = await resourcesOf({
      'gpu.csv': smi(
        [
          '2023/05/09 10:00:00',
          '2023/05/09 10:00:10',
          '2023/05/08 22:00:00',
          '2023/05/08 22:00:10',
          '2023/06/07 22:00:10',
          '2023/06/07 22:00:20',
        ].map((t) => row(t)),
      ),
    });
    expect(samples[0]!.seconds).toBe(40);
    expect(notes.join()).toMatch(/went back by 12\.0 h.*30\.0 days/s);
  });

  it('leaves out impossible memory', async () => {
    const { samples, notes } = await resourcesOf({
      'gpu.csv': smi([
        row('2023/05/09 14:31:12', 0, 'T4, 10 %, 99999 MiB, 15360 MiB, 60 W'),
        row('2023/05/09 14:31:13'),
      ]),
    });
    expect(samples[0]!.memoryUsed[0]).toBeNaN();
    expect(notes.join()).toMatch(/more memory in use/);
  });

  it('dmon with and without dates, and gpustat', async () => {
    const dmon = await resourcesOf({
      'dmon.log':
        '#Date       Time     gpu   pwr  sm   mem    fb\n#YYYYMMDD   HH:MM:SS Idx   W    %    %    MB\n 20230509   14:31:12   0    250  97   40   9000\n 20230509   14:31:13   0    -    0   0   9000\n',
    });
    expect(dmon.samples[0]).toMatchObject({ device: '0', clock: 'local', seconds: 1 });
    expect([...dmon.samples[0]!.watts]).toEqual([250, Number.NaN]);
    const bare = await resourcesOf({
      'dmon.txt': '# gpu   pwr  sm\n# Idx     W   %\n    0   100  50\n    0   110  60\n',
    });
    expect(bare.samples[0]).toMatchObject({ clock: 'relative', seconds: 0 });
    const gpustat = await resourcesOf({
      'gpustat.log': [
        'host  Tue May  9 14:31:12 2023  515.65.01',
        "[0] NVIDIA GeForce RTX 3090 | 45'C,  98 %,  250 / 350 W | 12000 / 24576 MB | me(11000M)",
        'host  Tue May  9 14:31:22 2023  515.65.01',
        "[0] NVIDIA GeForce RTX 3090 | 45'C,  ?? % | 12000 / 24576 MB |",
      ].join('\n'),
    });
    expect(gpustat.samples[0]).toMatchObject({ name: 'NVIDIA GeForce RTX 3090', seconds: 10 });
    expect([...gpustat.samples[0]!.utilisation]).toEqual([0.98, Number.NaN]);
  });
});

describe('what a console said', () => {
  const traceback = (inner: string): string =>
    `Traceback (most recent call last):\n  File "train.py", line 241, in main\n    x\n  File "trainer.py", line 9, in ${inner}\n    y\n`;

  it('an out-of-memory error of torch 1 and 2.0, in an evaluation', async () => {
    const { outOfMemory } = await resourcesOf({
      'output.log': `${traceback('model_evaluate')}torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 48.00 MiB (GPU 0; 1.95 GiB total capacity; 1.39 GiB already allocated; 14.69 MiB free; 1.43 GiB reserved in total by PyTorch) If reserved memory is >> allocated memory try`,
    });
    expect(outOfMemory).toMatchObject([
      {
        device: '0',
        requested: 48 * MIB,
        capacity: 1.95 * 2 ** 30,
        free: 14.69 * MIB,
        allocated: 1.39 * 2 ** 30,
        reserved: 1.43 * 2 ** 30,
        phase: 'evaluation',
        step: null,
      },
    ]);
  });

  it('one of later versions, with another process, in training', async () => {
    const { outOfMemory } = await resourcesOf({
      'train.err': `  3%|▎ | 12/375 [00:10<05:00,  1.2it/s]\n${traceback('training_step')}torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB. GPU 1 has a total capacity of 14.74 GiB of which 95.19 MiB is free. Process 4711 has 10.00 GiB memory in use. Including non-PyTorch memory, this process has 3.71 GiB memory in use. Of the allocated memory 3.22 GiB is allocated by PyTorch, and 412.07 MiB is reserved by PyTorch but unallocated.`,
    });
    expect(outOfMemory).toMatchObject([
      {
        device: '1',
        requested: 2.5 * 2 ** 30,
        capacity: 14.74 * 2 ** 30,
        free: 95.19 * MIB,
        allocated: 3.22 * 2 ** 30,
        others: 10 * 2 ** 30,
        phase: 'training',
        step: 12,
      },
    ]);
  });

  it('an error printed twice is one, and one without sizes is still one', async () => {
    const line =
      'RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 7.93 GiB total capacity; 7.00 GiB already allocated; 1.00 MiB free)\n';
    expect((await resourcesOf({ 'a.out': line + line })).outOfMemory).toHaveLength(1);
    expect((await resourcesOf({ 'a.out': 'CUDA out of memory' })).outOfMemory).toMatchObject([
      { requested: null, capacity: null, phase: null },
    ]);
  });

  it('names one GPU; several names say nothing about who trained', async () => {
    expect((await resourcesOf({ 'a.log': 'Using device: Tesla T4\nTesla T4 again' })).gpus?.value).toEqual([
      'Tesla T4',
    ]);
    const { samples, gpus } = {
      samples: [],
      gpus: null,
      ...(
        await readRuns(
          memorySource('run', { 'trainer_state.json': state, 'a.log': 'Tesla T4\nTesla V100-SXM2-16GB' }),
        )
      ).runs[0]!.resources,
    };
    expect([samples, gpus]).toEqual([[], null]);
  });

  it('a progress bar over time, whose restart is another bar', async () => {
    const bar = (n: number, from: number): string =>
      Array.from(
        { length: n },
        (_, i) =>
          `\r ${i}%|#| ${i + 1}/400 [${String(Math.floor((from + 2 * i) / 60)).padStart(2, '0')}:${String((from + 2 * i) % 60).padStart(2, '0')}<10:00,  2.00s/it]`,
      ).join('');
    const { progress } = await resourcesOf({ 'train.log': bar(50, 0) + bar(30, 0) });
    expect(progress.map(({ total, done }) => [total, done.length])).toEqual([
      [400, 50],
      [400, 30],
    ]);
    expect([progress[0]!.done[49], progress[0]!.seconds[49]]).toEqual([50, 98]);
  });
});

describe('energy, memory, machine', () => {
  it('CodeCarbon: the last row of each tracker, without impossible ones', async () => {
    const { energy } = await resourcesOf({
      'emissions.csv': [
        'timestamp,project_name,run_id,duration,emissions,energy_consumed,gpu_count,gpu_model',
        '2023-05-09T10:00:00,p,a,100,0.01,0.02,2,"2 x NVIDIA A100-SXM4-40GB"',
        '2023-05-09T10:10:00,p,a,700,0.05,0.10,2,"2 x NVIDIA A100-SXM4-40GB"',
        '2023-05-09T11:00:00,"p, q",b,-5,0.01,0.02,,',
        '2023-05-09T11:00:00,p,c,30,0.01,nan,,',
      ].join('\n'),
    });
    expect(energy).toEqual([
      {
        file: 'emissions.csv',
        kilowattHours: 0.1,
        kilograms: 0.05,
        seconds: 700,
        gpu: 'NVIDIA A100-SXM4-40GB',
        gpuCount: 2,
      },
    ]);
  });

  it('memory metrics: what was allocated in the end, and what had been on top', async () => {
    const { peakAllocated } = await resourcesOf({
      'train_results.json': JSON.stringify({
        train_runtime: 597,
        init_mem_gpu_alloc_delta: 214489088,
        train_mem_gpu_alloc_delta: 858989056,
        train_mem_gpu_peaked_delta: 623924224,
      }),
    });
    expect(peakAllocated).toMatchObject({ value: 1_697_402_368, origin: 'derived' });
  });

  it('the machine that Weights & Biases saw', async () => {
    const { gpus } = await resourcesOf({
      'wandb/run-1/files/wandb-metadata.json': '{"gpu": "Tesla T4", "gpu_count": 4}',
    });
    expect(gpus).toMatchObject({
      value: ['Tesla T4'],
      from: 'wandb/run-1/files/wandb-metadata.json#/gpu (4 in the machine)',
    });
  });
});

describe('hostile and foreign files', () => {
  it.each([
    ['a table of something else', { 'data.csv': 'text,label\nfoo,1\nbar,0' }],
    ['a heading alone', { 'gpu.csv': smi([]) }],
    ['times that are none', { 'gpu.csv': smi([row('yesterday'), row('2023/99/99 99:99:99')]) }],
    ['emissions without rows', { 'emissions.csv': 'duration,emissions,energy_consumed\n' }],
    ['emissions cut in a cell', { 'emissions.csv': 'duration,emissions,energy_consumed\n12,"0.1' }],
    ['binary', { 'a.log': '\u0000\u0001\u0002' }],
    ['results that are a list', { 'train_results.json': '[1, 2]' }],
    ['negative peaks', { 'train_results.json': '{"train_runtime": 1, "train_mem_gpu_peaked_delta": -5}' }],
    ['metadata without a GPU', { 'wandb-metadata.json': '{"gpu": 7}' }],
  ] as const)('%s says nothing about the machine', async (_, files) => {
    const { runs } = await readRuns(
      memorySource('run', { 'trainer_state.json': state, ...(files as Record<string, string>) }),
    );
    expect(runs[0]!.resources ?? null).toBeNull();
  });

  it('reads on with any byte of it changed', async () => {
    const text = smi([row('2023/05/09 14:31:12'), row('2023/05/09 14:31:13')]);
    for (let i = 0; i < text.length; i += 3) {
      const broken = `${text.slice(0, i)}\u00ff${text.slice(i + 1)}`;
      const report = await analyse(memorySource('run', { 'trainer_state.json': state, 'gpu.csv': broken }), {
        skip: [],
      });
      expect(report.audits.filter((audit) => audit.status === 'crashed')).toEqual([]);
    }
  });

  it('a training that ran out of memory at once is a run of its own', async () => {
    const { runs } = await readRuns(
      memorySource('run', { 'train.log': 'CUDA out of memory. Tried to allocate 20.00 MiB' }),
    );
    expect(runs).toHaveLength(1);
    expect(runs[0]!.resources?.outOfMemory).toHaveLength(1);
  });
});
