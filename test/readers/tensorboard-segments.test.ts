import { describe, expect, it } from 'vitest';
import { appendScalar, createColumns, type ScalarColumn } from '../../src/readers/tensorboard/scalars.ts';
import { type FileColumns, joinFiles, type Training } from '../../src/readers/tensorboard/segments.ts';

/** One event file, from the steps of its tags; values are the steps plus a shift. */
function file(path: string, tags: Readonly<Record<string, readonly number[]>>, shift = 0): FileColumns {
  const columns = createColumns();
  const encoder = new TextEncoder();
  for (const [tag, steps] of Object.entries(tags)) {
    const bytes = encoder.encode(tag);
    for (const step of steps) appendScalar(columns.at(bytes, 0, bytes.length), step, step, step + shift, 0.5);
  }
  return { path, folder: null, columns: columns.all };
}

const stepsOf = ({ tags }: Training, tag: string): number[] => [
  ...(tags.find((t) => t.tag === tag)?.step ?? []),
];
const valuesOf = ({ tags }: Training, tag: string): number[] => [
  ...(tags.find((t) => t.tag === tag)?.value ?? []),
];

describe('files of one folder', () => {
  it('with different tags are one training without a seam', () => {
    const joined = joinFiles([file('a', { loss: [1, 2, 3] }), file('b', { val_loss: [1, 2, 3] })]);
    expect(joined).toHaveLength(1);
    expect(joined[0]!.seams).toEqual([]);
  });

  it('that go on where the first ended are one training without a seam', () => {
    const joined = joinFiles([file('a', { loss: [1, 2, 3] }), file('b', { loss: [4, 5] })]);
    expect(joined.map((training) => stepsOf(training, 'loss'))).toEqual([[1, 2, 3, 4, 5]]);
    expect(joined[0]!.seams).toEqual([]);
  });

  it('keep the evaluation made during training when one was logged at its last step again', () => {
    const [training] = joinFiles([file('a', { loss: [1, 2], eval: [2] }), file('b', { eval: [2] }, 100)]);
    expect(valuesOf(training!, 'eval')).toEqual([2]);
    expect(training!.seams).toEqual([]);
  });

  it('lose the rows of every tag that a resumed training replaced', () => {
    const [training] = joinFiles([
      file('a', { loss: [10, 20, 30, 40], eval: [20, 40] }),
      file('b', { loss: [30, 40, 50], eval: [40] }, 0.5),
    ]);
    expect(valuesOf(training!, 'loss')).toEqual([10, 20, 30.5, 40.5, 50.5]);
    expect(valuesOf(training!, 'eval')).toEqual([20, 40.5]);
    expect(training!.seams).toMatchObject([{ step: 30, after: 20, discardedRows: 2 }]);
  });

  it('are two trainings when only an evaluation before the first step would remain', () => {
    const joined = joinFiles([
      file('a', { 'train/loss': [10, 20], 'eval/loss': [0, 20] }),
      file('b', { 'train/loss': [10, 20, 30], 'eval/loss': [20] }),
    ]);
    expect(joined.map((training) => stepsOf(training, 'train/loss'))).toEqual([
      [10, 20],
      [10, 20, 30],
    ]);
  });

  it('may be resumed more than once', () => {
    const [training] = joinFiles([
      file('a', { loss: [1, 2, 3, 4] }),
      file('b', { loss: [3, 4, 5, 6] }, 0.1),
      file('c', { loss: [5, 6, 7] }, 0.2),
    ]);
    expect(valuesOf(training!, 'loss')).toEqual([1, 2, 3.1, 4.1, 5.2, 6.2, 7.2]);
    expect(training!.seams.map(({ step }) => step)).toEqual([3, 5]);
  });
});

describe('one file', () => {
  it('in which the step falls back once was continued by the same writer', () => {
    const [training] = joinFiles([file('a', { loss: [1, 2, 3, 2, 3, 4] })]);
    expect(stepsOf(training!, 'loss')).toEqual([1, 2, 3, 4]);
    expect(training!.seams).toMatchObject([{ step: 2, after: 1, discardedRows: 2 }]);
  });

  it('in which everything starts again keeps the later part and says what was lost', () => {
    const [training] = joinFiles([file('a', { loss: [1, 2, 3, 1, 2] })]);
    expect(stepsOf(training!, 'loss')).toEqual([1, 2]);
    expect(training!.restarted).toEqual([{ tag: 'loss', rows: 3 }]);
  });

  it('with three returns to the beginning counts something else than updates', () => {
    const [training] = joinFiles([file('a', { loss: [0, 1, 0, 1, 0, 1, 0, 1] })]);
    expect(training!.tags).toEqual([]);
    expect(training!.restless).toEqual([{ tag: 'loss', times: 3 }]);
  });
});

describe('a column that grows', () => {
  it('keeps every value', () => {
    const columns = createColumns();
    const tag = new TextEncoder().encode('x');
    let column: ScalarColumn | null = null;
    for (let i = 0; i < 50_000; i++) {
      column = columns.at(tag, 0, 1);
      appendScalar(column, i, 2 * i, 3 * i, (i + 1) / 50_000);
    }
    expect(column!.length).toBe(50_000);
    expect([column!.step[49_999], column!.time[49_999], column!.value[12_345]]).toEqual([
      49_999, 99_998, 37_035,
    ]);
  });
});
