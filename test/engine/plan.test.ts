import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Plan, planTraining } from '../../src/engine/plan.ts';
import type { PlanInput } from '../../src/engine/plan-input.ts';
import { planText } from '../../src/report/plan-text.ts';
import { onMachine } from '../support/machines.ts';

const GIB = 2 ** 30;
const input = (more: Partial<PlanInput> & { readonly name?: string } = {}): PlanInput => ({
  model: { ...onMachine({ model: more.name ?? 'bert-base-uncased' }).model, maxPositions: 512 },
  task: 'sequence',
  labels: 5,
  lengths: Float64Array.from({ length: 10_000 }, (_, i) => 10 + (i % 50)),
  counted: 'words',
  evaluationRows: 1000,
  gpu: 'Tesla T4',
  gpus: 1,
  epochs: null,
  batch: null,
  maxLength: null,
  price: 0.35,
  power: null,
  grid: null,
  pue: null,
  ...more,
});
const planned = (more: Parameters<typeof input>[0] = {}): Plan => {
  const result = planTraining(input(more));
  if ('why' in result) throw new Error(result.why);
  return result.plan;
};
const setting = (plan: Plan, name: string): string | undefined =>
  plan.settings.find((each) => each.name === name)?.value;

describe('a plan', () => {
  it('counts steps as Trainer does', () => {
    const plan = planned({ batch: 32, epochs: 4 });
    expect([plan.stepsPerEpoch, plan.steps, plan.epochs]).toEqual([313, 1252, 4]);
  });

  it('recommends enough updates, and not more than twenty epochs', () => {
    expect([planned().epochs, setting(planned(), 'per_device_train_batch_size')]).toEqual([3, '16']);
    const few = planned({ lengths: new Float64Array(200).fill(20) });
    expect(few.epochs).toBe(20);
    const many = planned({ lengths: new Float64Array(100_000).fill(20) });
    expect([many.epochs, setting(many, 'per_device_train_batch_size')]).toEqual([3, '32']);
  });

  it('uses what the GPU has', () => {
    expect([setting(planned(), 'fp16'), setting(planned(), 'bf16')]).toEqual(['True', undefined]);
    const a100 = planned({ gpu: 'A100 80GB' });
    expect([setting(a100, 'bf16'), setting(a100, 'tf32'), a100.hardware.memory]).toEqual([
      'True',
      'True',
      80 * GIB,
    ]);
    expect(planned({ name: 'bert-mini' }).settings.some(({ name }) => /fp16|bf16|tf32/.test(name))).toBe(
      false,
    );
  });

  it('parts a batch that does not surely fit, and keeps its size', () => {
    const plan = planned({
      name: 'bert-large-uncased',
      counted: 'tokens',
      lengths: new Float64Array(5000).fill(512),
      batch: 32,
    });
    const micro = Number(setting(plan, 'per_device_train_batch_size'));
    expect(micro * Number(setting(plan, 'gradient_accumulation_steps'))).toBe(32);
    expect(plan.fits).toBe('yes');
    expect(plan.table.filter((row) => row.own)).toHaveLength(1);
  });

  it('is exact about tokens that were counted', () => {
    const plan = planned({ counted: 'tokens', lengths: new Float64Array(5000).fill(100) });
    expect(plan.data.tokens).toEqual({ low: 100, expected: 100, high: 100 });
    expect(plan.data.padded.low).toBeCloseTo(104, 6);
    expect([plan.data.cut.high, setting(plan, 'max_length')]).toEqual([0, '104']);
  });

  it('cuts at what the model takes', () => {
    const plan = planned({ counted: 'tokens', lengths: new Float64Array(1000).fill(3000) });
    expect([setting(plan, 'max_length'), plan.data.cut.low]).toEqual(['512', 1]);
  });

  /** One public run: BERT-large, 512 tokens, batch 4, fp32 on a V100, 8.86 texts a second (transformers documentation). */
  it('holds the documented V100 run between its ends, and prices it', () => {
    const plan = planned({
      name: 'bert-large-uncased',
      counted: 'tokens',
      lengths: new Float64Array(50_000).fill(512),
      gpu: 'V100-SXM2-16GB',
      batch: 4,
      epochs: 1,
      evaluationRows: 1,
      price: 2,
    });
    // In fp16, which the plan recommends, it was 18.64 a second.
    expect(50_000 / plan.seconds!.high).toBeLessThan(18.64);
    expect(50_000 / plan.seconds!.low).toBeGreaterThan(18.64);
    expect(plan.money!.expected).toBeCloseTo((2 * plan.seconds!.expected) / 3600, 9);
  });

  it('goes on without a GPU, and without labels', () => {
    const plan = planned({ gpu: null, labels: null });
    expect([plan.seconds, plan.fits, plan.money, plan.energy]).toEqual([null, null, null, null]);
    expect(plan.assumptions.join()).toMatch(/no labels/);
  });

  it.each([
    ['a GPU that is not in the table', { gpu: 'GeForce 9' }, /not in the table/],
    ['no text', { lengths: new Float64Array(0) }, /no text/],
    ['a family that is not known', { model: { ...input().model, type: 'gpt2' } }, /`gpt2`/],
  ] as const)('says why there is none: %s', (_, more, why) => {
    const result = planTraining(input(more));
    expect('why' in result && result.why).toMatch(why);
  });

  it('has settings with a reason, and a source each', () => {
    for (const { why, source } of planned().settings) expect([why, source]).not.toContain('');
    expect(setting(planned(), 'learning_rate')).toBe('3e-5');
  });

  it('plans the bundled example from its own files', () => {
    const config = JSON.parse(readFileSync('examples/finance-sentiment/config.json', 'utf8'));
    const rows =
      readFileSync('examples/finance-sentiment/data/train.csv', 'utf8').trim().split('\n').length - 1;
    const plan = planned({
      model: { ...input().model, configuration: config, hiddenSize: 128, layers: 2, maxPositions: 128 },
      lengths: new Float64Array(rows).fill(18),
      batch: 16,
      epochs: 14,
      gpu: null,
    });
    // trainer_state.json: 2,408 steps; the configuration has 491,653 parameters with five labels.
    expect([plan.steps, plan.model.parameters]).toEqual([2408, 491_653]);
  });

  it('prints everything on 100 columns, with nothing undefined', () => {
    const text = planText(planned());
    expect(text).toMatch(/steps {7}1,875: 625 an epoch × 3 epochs/);
    expect(text).toContain('fp16=True');
    expect(text).not.toMatch(/undefined|NaN|null|Infinity/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});
