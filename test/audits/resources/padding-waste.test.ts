import { describe, expect, it } from 'vitest';
import { paddingWaste } from '../../../src/audits/resources/padding-waste.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import type { TextLengths } from '../../../src/model/texts.ts';
import { onMachine } from '../../support/machines.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const lengths = (mean: number, more: Partial<TextLengths> = {}): TextLengths => ({
  set: null,
  split: 'train',
  file: 'train.csv',
  rows: 1000,
  words: { median: mean, q95: 2 * mean, max: 2 * mean },
  tokens: null,
  limit: null,
  cut: null,
  counted: 'words',
  quantiles: Array.from({ length: 101 }, (_, i) => Math.round((2 * mean * i) / 100)),
  bytesPerWord: 6,
  whole: 0,
  medianLost: null,
  right: null,
  harm: null,
  ...more,
});

/** 1,000 texts, two epochs, `tokens` computed for each; texts of `words` words on average. */
function padded(
  tokens: number,
  words: number | null,
  more: Partial<Run> & {
    readonly measures?: Partial<TextLengths>;
    readonly raw?: Run['hyperparameters']['raw'];
  } = {},
): Run {
  const { measures, raw, ...rest } = more;
  const run = onMachine({ raw: raw ?? {} });
  return {
    ...run,
    lastEpoch: 2,
    trainSize: stated(1000, 'train_results.json#/train_samples'),
    timing: { ...run.timing, tokensSeen: stated(2000 * tokens, 'trainer_state.json#/num_input_tokens_seen') },
    textMeasures:
      words === null
        ? null
        : ({
            overlaps: [],
            lengths: [lengths(words, measures)],
            shift: null,
          } as unknown as Run['textMeasures']),
    ...rest,
  };
}
const counted = {
  counted: 'tokens',
  tokens: { median: 20, q95: 40, max: 40, column: 'num_tokens', padded: false, afterCut: false },
} as const;

describe('padding-waste', () => {
  it.each([
    ['128 tokens for 20 words, all of one length', padded(128, 20), 'likely risk'],
    ['the same where tokens were counted', padded(128, 20, { measures: counted }), 'fact risk'],
    ['batches of mixed lengths', padded(60, 18), 'likely note'],
    [
      'a limit that most texts fill',
      padded(128, 127, { measures: { ...counted, quantiles: new Array(101).fill(120) } }),
      'pass',
    ],
    ['words that may or may not fill it', padded(60, 30), 'inconclusive'],
    ['a script without blanks', padded(128, 3, { measures: { bytesPerWord: 60 } }), 'inconclusive'],
    [
      'a run saved before lengths were kept',
      padded(128, 20, { measures: { quantiles: undefined as never } }),
      'inconclusive',
    ],
    ['training texts not known', padded(128, null), 'not-applicable'],
    ['tokens not counted', padded(128, 20, { timing: onMachine().timing }), 'not-applicable'],
    [
      'after a resume',
      padded(128, 20, { seams: [{ step: 5, after: 4, discardedRows: 0, evidence: 'x' }] }),
      'not-applicable',
    ],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(paddingWaste, run))).toBe(expected);
  });

  it('gives the share and the saving as ranges, from the lengths themselves', () => {
    const { title, evidence, advice } = finding(verdict(paddingWaste, padded(128, 20)));
    // 22 to 41 of 128 tokens were text.
    expect(title).toMatch(/^6[78]–83 %/);
    const value = (name: string) => evidence.find((each) => each.name === name)?.value as number;
    expect(value('operations saved, at least')).toBeLessThan(value('operations saved, at most'));
    // Padding a batch to its longest text leaves some padding.
    expect(value('operations saved, at most')).toBeLessThan(value('share of padding, at most'));
    expect(advice?.text).toContain('DataCollatorWithPadding');
    expect(advice?.settings).toBeUndefined();
  });

  it('reads the same from `total_flos`, which counts padding', () => {
    const run = padded(128, 20);
    const { model } = run;
    const parameters = 85_650_437; // BERT base with five labels, without its tables
    const flos = {
      ...run,
      timing: {
        ...run.timing,
        tokensSeen: null,
        totalFlos: stated(6 * parameters * 2000 * 128, 'trainer_state.json#/total_flos'),
      },
    };
    expect(model.labels).toHaveLength(5);
    expect(brief(verdict(paddingWaste, flos))).toBe('likely risk');
  });

  it('does not take tokens without padding for padded ones', () => {
    const run = padded(22, 20, { raw: { include_num_input_tokens_seen: 'non_padding' } });
    expect(brief(verdict(paddingWaste, run))).toBe('not-applicable');
  });
});
