import { describe, expect, it } from 'vitest';
import { precisionMismatch } from '../../../src/audits/resources/precision-mismatch.ts';
import { stated } from '../../../src/model/known.ts';
import { onMachine } from '../../support/machines.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const on = (gpu: string | null, precision: string | null, raw = {}, model = 'bert-base-uncased') =>
  onMachine({
    model,
    raw,
    settings: { precision: precision === null ? null : stated(precision, 'training_args.bin') },
    resources: gpu === null ? null : { gpus: stated([gpu], 'train.log') },
  });

describe('precision-mismatch', () => {
  it.each([
    ['fp32 on an A100', on('NVIDIA A100-SXM4-80GB', 'fp32'), 'fact note'],
    ['bf16 on a T4', on('Tesla T4', 'bf16'), 'fact note'],
    ['fp16 on a T4', on('Tesla T4', 'fp16'), 'pass'],
    ['TF32 on an A100', on('NVIDIA A100-SXM4-80GB', 'fp32', { tf32: true }), 'pass'],
    ['fp32 on a P100, which has no tensor cores', on('Tesla P100-PCIE-16GB', 'fp32'), 'pass'],
    ['a small model', on('Tesla T4', 'fp32', {}, 'bert-mini'), 'pass'],
    ['precision not recorded', on('Tesla T4', null), 'not-applicable'],
    ['a GPU that is not in the table', on('NVIDIA GeForce GT 1030', 'fp32'), 'not-applicable'],
    ['no GPU known', on(null, 'fp32'), 'not-applicable'],
    [
      'two kinds',
      onMachine({ resources: { gpus: stated(['Tesla T4', 'NVIDIA A10'], 'gpu.csv') } }),
      'not-applicable',
    ],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(precisionMismatch, run))).toBe(expected);
  });

  it('says how far the peaks lie apart, and what to set on this GPU', () => {
    const found = finding(verdict(precisionMismatch, on('NVIDIA A100-SXM4-80GB', 'fp32')));
    expect(found.measured).toContain('16 times');
    expect(found.advice?.settings).toEqual({ bf16: 'True', tf32: 'True' });
    expect(finding(verdict(precisionMismatch, on('Tesla T4', 'bf16'))).advice?.settings).toEqual({
      fp16: 'True',
      bf16: 'False',
    });
  });
});
