import { describe, expect, it } from 'vitest';
import { reweightedAccuracy, sameSharesP } from '../../../src/metrics/texts/shift.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { trainerState } from '../../support/run-folders.ts';
import { csv, type Row, saidOf } from '../../support/text-folders.ts';

interface Sketch {
  readonly n: number;
  readonly seed: number;
  readonly accuracy: (label: string) => number;
  readonly yes?: number;
  readonly words?: number;
}

function set({ n, seed, accuracy, yes = 0.5, words = 12 }: Sketch): string {
  const r = createRandom(seed);
  return csv(
    Array.from({ length: n }, (): Row => {
      const label = r.next() < yes ? 'yes' : 'no';
      const right = r.next() < accuracy(label);
      const predicted = right ? label : label === 'yes' ? 'no' : 'yes';
      const sure = 0.5 + 0.5 * r.next() ** (right ? 0.3 : 1);
      const p = predicted === 'yes' ? sure : 1 - sure;
      const length = Math.max(3, Math.round(words + 3 * r.normal()));
      return {
        text: Array.from({ length }, () => `w${r.integer(500)}`).join(' '),
        label,
        predicted,
        prob_no: (1 - p).toFixed(6),
        prob_yes: p.toFixed(6),
      };
    }),
  );
}
const flat = (accuracy: number) => () => accuracy;
const folder = (validation: Sketch, test: Sketch, more: Record<string, string> = {}) => ({
  'validation_predictions.csv': set(validation),
  'test_predictions.csv': set(test),
  ...more,
});
const said = (files: Record<string, string>) => saidOf('val-test-shift', files);

describe('val-test-shift', () => {
  it('finds test data on which the model does far worse, with the interval', async () => {
    const { findings } = await said(
      folder(
        { n: 1000, seed: 1, accuracy: flat(0.9) },
        { n: 1000, seed: 2, accuracy: flat(0.78), words: 25 },
      ),
    );
    expect(findings).toMatchObject([{ claim: 'strong', severity: 'problem', subject: { split: 'test' } }]);
    expect(findings[0]!.measured).toContain('texts have another length');
    const fall = findings[0]!.evidence.find((one) => one.name === 'fall');
    expect(fall?.interval?.low).toBeGreaterThan(0);
  });

  it('passes two samples of one source', async () => {
    for (const seed of [3, 5, 7]) {
      const { result } = await said(
        folder({ n: 800, seed, accuracy: flat(0.88) }, { n: 500, seed: seed + 1, accuracy: flat(0.88) }),
      );
      expect(result.status).toBe('pass');
    }
  });

  it('puts a fall down to label shares where the recall of validation explains it', async () => {
    const accuracy = (label: string) => (label === 'yes' ? 0.95 : 0.65);
    const { findings } = await said(
      folder({ n: 1500, seed: 11, accuracy, yes: 0.8 }, { n: 1500, seed: 12, accuracy, yes: 0.3 }),
    );
    expect(findings[0]!.cause).toMatchObject({ claim: 'likely' });
    expect(findings[0]!.cause!.text).toMatch(/^labels have other shares in the test data/);
  });

  it('calls other data a note where the accuracy does not fall', async () => {
    const { findings } = await said(
      folder(
        { n: 900, seed: 21, accuracy: flat(0.85) },
        { n: 900, seed: 22, accuracy: flat(0.86), words: 20 },
      ),
    );
    expect(findings).toMatchObject([{ claim: 'strong', severity: 'note' }]);
    expect(findings[0]!.title).toBe('Test data differ from validation data');
  });

  it('takes the luck of the chosen checkpoint off first', async () => {
    // 20 evaluations of 300 examples within noise: the best is expected to be 1.6 points too high.
    const state = JSON.parse(trainerState()) as {
      log_history: Record<string, number>[];
      global_step: number;
    };
    const rows = Array.from({ length: 20 }, (_, i) => ({
      step: 50 * (i + 1),
      epoch: (i + 1) / 4,
      eval_loss: 0.4,
      eval_accuracy: 0.9 - 0.002 * (i % 3),
      eval_runtime: 1,
      eval_samples_per_second: 300,
    }));
    const log = { ...state, global_step: 1000, max_steps: 1000, epoch: 5, log_history: rows };
    const more = {
      'trainer_state.json': JSON.stringify(log),
      'config.json': JSON.stringify({ architectures: ['BertForSequenceClassification'], model_type: 'bert' }),
      'eval_results.json': JSON.stringify({ eval_samples: 300, eval_accuracy: 0.9 }),
    };
    const { result } = await said(
      folder({ n: 300, seed: 31, accuracy: flat(0.9) }, { n: 300, seed: 32, accuracy: flat(0.88) }, more),
    );
    expect(result.status).toBe('pass');
    expect(
      result.evidence.find((one) => one.name === 'expected from choosing the checkpoint')?.value,
    ).toBeGreaterThan(0.01);
  });

  it('cannot tell from 150, and needs both sets', async () => {
    expect(
      (await said(folder({ n: 150, seed: 1, accuracy: flat(0.9) }, { n: 900, seed: 2, accuracy: flat(0.5) })))
        .result,
    ).toMatchObject({ status: 'inconclusive', enough: '200 predictions of each' });
    expect(
      (await said({ 'test_predictions.csv': set({ n: 300, seed: 1, accuracy: flat(0.9) }) })).result,
    ).toMatchObject({ status: 'not-applicable', enable: null });
  });

  it('says the same when labels are listed in another order', async () => {
    const files = folder(
      { n: 1000, seed: 1, accuracy: flat(0.9) },
      { n: 1000, seed: 2, accuracy: flat(0.78) },
    );
    const turned = (text: string): string => {
      const [head = '', ...rows] = text.split('\n');
      return [head, ...rows.reverse()].join('\n');
    };
    const other = { ...files, 'test_predictions.csv': turned(files['test_predictions.csv']) };
    expect((await said(other)).findings[0]!.title).toBe((await said(files)).findings[0]!.title);
  });
});

describe('shares and recalls', () => {
  it('χ² of two rows of counts, rare labels together', () => {
    // scipy.stats.chi2_contingency([[10, 20, 30], [30, 20, 10]]) gives 4.54e-05.
    expect(sameSharesP([10, 20, 30], [30, 20, 10])).toBeCloseTo(4.5399929762484854e-5, 12);
    expect(sameSharesP([100, 1, 0], [100, 0, 1])).toBe(sameSharesP([100, 1], [100, 1]));
    expect(sameSharesP([50], [70])).toBe(1);
  });

  it('accuracy at other label shares, or none when a label was never seen', () => {
    const recalls = [
      { right: 90, rows: 100 },
      { right: 10, rows: 50 },
    ];
    expect(reweightedAccuracy(recalls, [0.5, 0.5])?.value).toBeCloseTo(0.55, 12);
    expect(reweightedAccuracy([...recalls, { right: 0, rows: 0 }], [0.4, 0.4, 0.2])).toBeNull();
  });
});
