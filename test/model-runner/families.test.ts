import { describe, expect, it } from 'vitest';
import { buildGraph, describeCheckpoint } from '../../src/model-runner/index.ts';
import {
  accepted,
  configOf,
  folderOf,
  inputsOf,
  largestAt,
  logitsOf,
  note,
  realNumbers,
  recorded,
  relativeDifference,
  sessionOf,
  weightsOf,
  wholeNumbers,
} from './checkpoint-files.ts';

/**
 * Of the range of the reference. The goal is 1e-4; an exact Gelu in the place of an approximate one makes just that, so logits
 * are held to less. What float32 itself makes is about 1e-6, and ten times that in some gradients.
 */
const TOLERANCE = { logits: 1e-5, gradients: 5e-5 } as const;

const names = Object.keys(recorded).filter((name) => !name.endsWith('-lora'));

describe.each(names)('%s', (name) => {
  const { head, rows, types, pad, logits, seeds, gradients } = recorded[name]!;
  const folder = folderOf(name);
  const opened = weightsOf(folder);
  const described = opened.then((weights) => accepted(describeCheckpoint(configOf(folder), weights)));

  it('gives the logits that transformers gives, in a padded batch', async () => {
    const [weights, description] = [await opened, await described];
    expect(description.head).toBe(head);
    const graph = buildGraph(description, weights, { gradients: false });
    const session = await sessionOf(graph, folder);
    expect(session.inputNames).toEqual(graph.inputs.map((input) => input.name));
    const got = await logitsOf(session, description, rows, types, pad);
    const all = got.flatMap((row) => [...row]);
    const difference = relativeDifference(all, logits.flat());
    note({ name, family: description.family, head, stored: description.storedTypes, logits: difference });
    expect(difference).toBeLessThan(TOLERANCE.logits);
    const labels = description.labels.length;
    if (labels > 1)
      for (let at = 0; at < all.length; at += labels)
        expect(largestAt(all, at, labels)).toBe(largestAt(logits.flat(), at, labels));
    await session.release();
  });

  it('gives each row alone what it gives it in the batch', async () => {
    const [weights, description] = [await opened, await described];
    const session = await sessionOf(buildGraph(description, weights, { gradients: false }), folder);
    let difference = 0;
    for (const [i, row] of rows.entries()) {
      const [alone] = await logitsOf(session, description, [row], types ? [types[i]!] : null, pad);
      for (const [j, expected] of logits[i]!.entries())
        difference = Math.max(difference, Math.abs(alone![j]! - expected));
    }
    const flat = logits.flat();
    expect(difference / (Math.max(...flat) - Math.min(...flat))).toBeLessThan(TOLERANCE.logits);
    await session.release();
  });

  it('gives the gradients of autograd', async () => {
    const [weights, description] = [await opened, await described];
    const session = await sessionOf(buildGraph(description, weights, { gradients: true }), folder);
    const inputs = inputsOf(rows, types, pad);
    const length = inputs.input_ids!.dims[1]!;
    const labels = description.labels.length;
    const dimensions = head === 'token' ? [rows.length, length, labels] : [rows.length, labels];
    const seed = realNumbers(Array<number>(dimensions.reduce((a, b) => a * b)).fill(0), dimensions);
    for (const { row, position, label } of seeds)
      (seed.data as Float32Array)[(position === null ? row : row * length + position) * labels + label] = 1;
    const ones = Array<number>(rows.length).fill(1);
    const results = await session.run({
      ...inputs,
      seed,
      alpha: realNumbers(ones, [rows.length, 1, 1]),
      baseline_weight: realNumbers(Array<number>(rows.length).fill(0), [rows.length, 1, 1]),
      baseline_ids: wholeNumbers(Array<number>(rows.length * length).fill(pad), [rows.length, length]),
    });
    const gradient = results.gradient!;
    const width = gradient.dims[2]!;
    const got: number[] = [];
    for (const { row } of seeds) {
      const start = row * length * width;
      got.push(...(gradient.data as Float32Array).subarray(start, start + rows[row]!.length * width));
    }
    const difference = relativeDifference(got, gradients.flat());
    note({ name, gradients: difference });
    expect(difference).toBeLessThan(TOLERANCE.gradients);
    await session.release();
  });
});
