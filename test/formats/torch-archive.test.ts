import { describe, expect, it } from 'vitest';
import { attributes, readTorchArchive } from '../../src/formats/torch-archive.ts';
import { fixture, formatErrorOf } from './bytes.ts';

describe.each([
  ['since torch 1.6', 'torch/arguments.bin'],
  ['before torch 1.6', 'torch/arguments-legacy.bin'],
])('an archive as written %s', (_, path) => {
  const plain = attributes(readTorchArchive(fixture(path)));

  it.each([
    ['learning_rate', 2e-5],
    ['num_train_epochs', 3],
    ['fp16', false],
    ['max_steps', -1],
    ['eval_steps', null],
    ['output_dir', '/tmp/out'],
    ['device', 'cuda:0'],
    ['report_to', 'tensorboard, wandb'],
    ['debug', ''],
  ])('gives the attribute %s', (name, value) => {
    expect(plain.get(name)).toBe(value);
  });

  it('gives enum members by value, however they were pickled', () => {
    expect(plain.get('eval_strategy')).toBe('epoch');
    expect(plain.get('hub_strategy')).toBe('steps');
  });

  it('leaves out what is not plain', () => {
    expect(plain.has('lr_scheduler_kwargs')).toBe(false);
    expect(plain.has('distributed_state')).toBe(false);
  });
});

describe('readTorchArchive', () => {
  it('refuses an archive that calls os.system', () => {
    expect(formatErrorOf(() => readTorchArchive(fixture('torch/os-system.bin'))).found).toContain(
      'posix.system',
    );
  });

  it('says when Git LFS left a pointer in the place of the file', () => {
    expect(formatErrorOf(() => readTorchArchive(fixture('torch/lfs-pointer.bin'))).found).toContain(
      'Git LFS pointer',
    );
  });

  it('says what a zip lacks', () => {
    expect(formatErrorOf(() => readTorchArchive(fixture('torch/no-pickle.bin'))).expected).toContain(
      'data.pkl',
    );
  });

  it('says that an empty file is empty', () => {
    expect(formatErrorOf(() => readTorchArchive(new Uint8Array(0))).found).toBe('an empty file');
  });
});
