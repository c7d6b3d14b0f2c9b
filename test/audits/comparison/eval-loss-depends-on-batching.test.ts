import { describe, expect, it } from 'vitest';
import { evalLossDependsOnBatching } from '../../../src/audits/comparison/eval-loss-depends-on-batching.ts';
import { stated } from '../../../src/model/known.ts';
import { judgeRuns } from '../../support/groups.ts';
import { trained } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

const ner = (evalBatch: number | null, devices = 1) =>
  trained({
    loss: [0.3, 0.2],
    settings: {
      devices: stated(devices, 'training_args.bin'),
      perDeviceEvalBatchSize: evalBatch === null ? null : stated(evalBatch, 'training_args.bin'),
    },
    run: { task: stated('token-classification', 'config.json') },
  });
const classifier = (evalBatch: number) =>
  trained({
    loss: [0.3, 0.2],
    settings: { perDeviceEvalBatchSize: stated(evalBatch, 'training_args.bin') },
  });

describe('eval-loss-depends-on-batching', () => {
  it.each([
    ['a token task, batches of 8 and 32', [ner(8), ner(32)], 'fact note'],
    ['the same batch on one and two devices', [ner(8), ner(8, 2)], 'fact note'],
    ['the same batch', [ner(8), ner(8)], 'pass'],
    ['8 on two devices, 16 on one', [ner(8, 2), ner(16)], 'pass'],
    ['a classifier: its loss is a mean over examples', [classifier(8), classifier(32)], 'not-applicable'],
    ['batch not recorded', [ner(null), ner(8)], 'not-applicable'],
  ] as const)('%s', (_, runs, expected) =>
    expect(brief(judgeRuns(evalLossDependsOnBatching, runs))).toBe(expected),
  );

  it('is a risk when the runs are ranked by the loss, and advises one batch size for all', () => {
    const found = finding(judgeRuns(evalLossDependsOnBatching, [ner(8), ner(32)], { metric: 'loss' }));
    expect(found.severity).toBe('risk');
    expect(found.advice!.settings).toEqual({ per_device_eval_batch_size: '8' });
  });

  it('does not depend on the order of the runs', () =>
    expect(finding(judgeRuns(evalLossDependsOnBatching, [ner(32), ner(8)])).measured).toBe(
      finding(judgeRuns(evalLossDependsOnBatching, [ner(8), ner(32)])).measured,
    ));
});
