import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { afterfit, temporaryFolder } from '../support/command.ts';

const temporary = temporaryFolder();
afterAll(() => temporary.remove());
const example = resolve('examples/finance-sentiment');
const data = join(example, 'data/train.csv');
const plan = (...args: string[]) => afterfit(['plan', ...args], { cwd: temporary.path });

describe('afterfit plan', () => {
  it('plans from a real configuration and data file', async () => {
    const { code, stdout, stderr } = await plan(
      '--model',
      example,
      '--data',
      data,
      '--gpu',
      'T4',
      '--epochs',
      '14',
      '--batch-size',
      '16',
      '-f',
      'json',
    );
    expect([code, stderr]).toEqual([0, '']);
    const made = JSON.parse(stdout);
    // train_results.json: 2,752 examples; trainer_state.json: 2,408 steps.
    expect([made.data.rows, made.data.labels, made.steps, made.model.parameters]).toEqual([
      2752, 5, 2408, 491_653,
    ]);
    expect(made.data.tokens.low).toBeLessThan(made.data.tokens.high);
  });

  it('prints text, and the price with its option', async () => {
    const { code, stdout } = await plan(
      '--model',
      join(example, 'config.json'),
      '--data',
      data,
      '--gpu',
      'Tesla T4',
      '--price',
      '0.35/h',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}price /);
    expect(stdout).toContain('Assumed');
  });

  it.each([
    ['no such model', ['--model', 'nowhere', '--data', data], /--model nowhere: no such file/],
    ['no such data', ['--model', example, '--data', 'nowhere.csv'], /--data nowhere\.csv: no such file/],
    [
      'data that is no table',
      ['--model', example, '--data', join(example, 'config.json')],
      /--data .*config\.json/,
    ],
    ['an unknown GPU', ['--model', example, '--data', data, '--gpu', 'Voodoo 2'], /not in the table of GPUs/],
    ['a price that is none', ['--model', example, '--data', data, '--price', 'cheap'], /Give a number/],
  ] as const)('%s: one line, and exit code 2', async (_, args, words) => {
    const { code, stderr, stdout } = await plan(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(words);
  });

  it('refuses a configuration that is none', async () => {
    const path = join(temporary.path, 'other.json');
    writeFileSync(path, '{"a": 1}');
    expect((await plan('--model', path, '--data', data)).stderr).toMatch(
      /no configuration of a transformers model/,
    );
  });
});
