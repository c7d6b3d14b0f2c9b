import { describe, expect, it } from 'vitest';
import * as numbers from '../../src/text/numbers.ts';

const minus = '−';

describe('numbers as people read them', () => {
  it.each([
    [numbers.formatPercent(0.862), '86.2 %'],
    [numbers.formatPercent(-0.003), `${minus}0.3 %`],
    [numbers.formatPercent(-0.0001), '0.0 %'],
    [numbers.formatPercent(Number.NaN), 'NaN'],
    [numbers.formatTimes(9.97), '10'],
    [numbers.formatTimes(3.25), '3.3'],
    [numbers.formatTimes(3), '3'],
    [numbers.formatTimes(1240.4), '1,240'],
    [numbers.formatScore(0.6666), '0.67'],
    [numbers.formatScore(Number.NaN), 'NaN'],
    [numbers.formatLoss(0.4312), '0.43'],
    [numbers.formatLoss(0.0043), '0.0043'],
    [numbers.formatLoss(0), '0'],
    [numbers.formatLoss(1234.5), '1,235'],
    [numbers.formatLoss(5e11), '5e11'],
    [numbers.formatLoss(Number.POSITIVE_INFINITY), '∞'],
    [numbers.formatCount(1092), '1,092'],
    [numbers.formatSeconds(0.42), '0.42 s'],
    [numbers.formatSeconds(45), '45 s'],
    [numbers.formatSeconds(1284), '21.4 min'],
    [numbers.formatSeconds(11_520), '3.2 h'],
    [numbers.formatSeconds(216_000), '2.5 days'],
    [numbers.formatRate(3e-5), '3e-5'],
    [numbers.formatRate(2.2e-5), '2.2e-5'],
    [numbers.formatRate(0.01), '0.01'],
    [numbers.formatRate(1e-3), '1e-3'],
    [numbers.formatBytes(999), '999 B'],
    [numbers.formatBytes(31_002), '31 kB'],
    [numbers.formatBytes(438_012_345), '438 MB'],
    [numbers.formatProbability(0.004), '< 0.01'],
    [numbers.formatSigned(1), '+1.0'],
    [numbers.formatSigned(-1.6), `${minus}1.6`],
    [numbers.formatSigned(0.001), '0.0'],
    [numbers.formatShare(1, 3), '1 of 3'],
    [numbers.formatShare(12, 36), '33 %'],
    [numbers.formatValue(null, 'score'), '–'],
    [numbers.formatNumber(0.000123), `1.2e${minus}4`],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('writes a range with an en dash, and with "to" when an end is negative', () => {
    expect(numbers.formatRange(0.839, 0.882, 'percent')).toBe('83.9–88.2');
    expect(numbers.formatRange(-0.016, 0.01, 'percent')).toBe(`${minus}1.6 to +1.0`);
    expect(numbers.formatInterval({ low: 0.56, high: 0.77, level: 0.95, method: 'Wilson' })).toBe(
      '0.56–0.77',
    );
  });
});
