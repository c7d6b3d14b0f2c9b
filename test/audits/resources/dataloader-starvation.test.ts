import { describe, expect, it } from 'vitest';
import { dataloaderStarvation } from '../../../src/audits/resources/dataloader-starvation.ts';
import { onMachine, samplesOf } from '../../support/machines.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const of = (one: (i: number) => number, n = 300, more: Parameters<typeof samplesOf>[1] = {}) => [
  samplesOf(
    Array.from({ length: n }, (_, i) => one(i)),
    more,
  ),
];
const swinging = (i: number): number => (i % 3 === 0 ? 0.97 : 0);

describe('dataloader-starvation', () => {
  it.each([
    [
      'swings with the loader in the training process',
      onMachine({ raw: { dataloader_num_workers: 0 }, resources: { samples: of(swinging) } }),
      'likely note',
    ],
    ['swings with an unknown loader', onMachine({ resources: { samples: of(swinging) } }), 'hint note'],
    ['always busy', onMachine({ resources: { samples: of(() => 0.95) } }), 'pass'],
    [
      'busy between a long start and a long end',
      onMachine({ resources: { samples: of((i) => (i > 100 && i < 200 ? 0.95 : 0)) } }),
      'pass',
    ],
    ['evenly half busy', onMachine({ resources: { samples: of(() => 0.5) } }), 'inconclusive'],
    [
      'a model too small for any GPU',
      onMachine({ model: 'bert-mini', resources: { samples: of(swinging) } }),
      'inconclusive',
    ],
    [
      'sampled once a minute',
      onMachine({
        resources: {
          samples: of(swinging, 300, { time: Float64Array.from({ length: 300 }, (_, i) => 60 * i) }),
        },
      }),
      'inconclusive',
    ],
    ['twenty samples', onMachine({ resources: { samples: of(swinging, 20) } }), 'inconclusive'],
    ['never busy', onMachine({ resources: { samples: of(() => 0) } }), 'inconclusive'],
    [
      'memory alone was sampled',
      onMachine({ resources: { samples: of(() => Number.NaN) } }),
      'not-applicable',
    ],
    ['nothing was sampled', onMachine({ resources: null }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(dataloaderStarvation, run))).toBe(expected);
  });

  it('judges the GPU that worked when another one was idle', () => {
    const samples = [...of(() => 0.06), ...of(() => 0.95, 300, { device: '1' })];
    expect(brief(verdict(dataloaderStarvation, onMachine({ resources: { samples } })))).toBe('pass');
  });

  it('gives the shares', () => {
    const { evidence } = finding(
      verdict(dataloaderStarvation, onMachine({ resources: { samples: of(swinging) } })),
    );
    expect(evidence.find(({ name }) => name === 'share of samples below 20 %')?.value).toBeCloseTo(2 / 3, 1);
  });
});
