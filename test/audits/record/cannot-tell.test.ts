import { describe, expect, it } from 'vitest';
import { cannotTell } from '../../../src/audits/record/cannot-tell.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { judged } from '../../support/judged.ts';
import { scenarios, shortRun } from '../../support/short-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const settled = evaluated({
  loss: Array.from({ length: 12 }, (_, i) => 0.3 + 0.3 * Math.exp(-2 * i) + (i % 2 === 0 ? 0.001 : -0.001)),
  accuracy: Array.from({ length: 12 }, (_, i) => 0.88 - 0.1 * Math.exp(-2 * i)),
  n: 5000,
});
const three = scenarios['healthy, n = 872']!();

describe('cannot-tell', () => {
  it.each([
    ['twelve evaluations', settled, 'pass'],
    ['three evaluations', three, 'fact note'],
    ['one evaluation', scenarios['one evaluation']!(), 'fact note'],
    ['no evaluation', scenarios['no evaluation']!(), 'fact note'],
    [
      'predictions without a log',
      shortRun({ log: 'none', sketch: { run: { framework: 'none' } } }),
      'not-applicable',
    ],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(cannotTell, run))).toBe(expected);
  });

  it('names each open question once', () => {
    expect(finding(verdict(cannotTell, three)).title).toBe(
      'The log leaves open whether more training would have helped',
    );
    expect(finding(verdict(cannotTell, scenarios['nothing at all but steps']!())).title).toBe(
      'The log leaves open whether anything was learned, whether it went on too long and whether more training would have helped',
    );
  });

  it('counts four evaluations an epoch out in steps of this run', () => {
    const { advice } = finding(verdict(cannotTell, three));
    expect(advice?.text).toContain('four times an epoch');
    // 690 steps ÷ 12, rounded down.
    expect(advice?.settings).toEqual({ eval_strategy: '"steps"', eval_steps: '57' });
  });

  it('asks for no new run where only the size of the evaluation set is missing', () => {
    const unknown = evaluated({ loss: [0.5, 0.4, 0.38, 0.4, 0.41, 0.43, 0.42, 0.44] });
    const outcome = verdict(cannotTell, unknown);
    expect(prose(outcome)).toContain('--eval-size');
  });

  it('is silent about a run that has a worse problem', async () => {
    for (const name of ['NaN in the log', 'one class, F1 0', 'guess level']) {
      const { findings } = await judged(scenarios[name]!());
      expect(
        findings.map(({ id }) => id),
        name,
      ).not.toContain('cannot-tell');
    }
  });

  it('does not repeat a sentence of another check', async () => {
    for (const make of Object.values(scenarios)) {
      const report = await judged(make());
      const own = report.findings.find(({ id }) => id === 'cannot-tell');
      if (own === undefined) continue;
      const others = report.audits.filter(({ id }) => id !== 'cannot-tell').map(({ text }) => text);
      expect(others).not.toContain(own.title);
      expect(report.answer.sentences.join(' ')).not.toContain(own.title);
      expect(new Set(report.answer.actions.map(({ text }) => text)).size).toBe(report.answer.actions.length);
    }
  });

  isUnmoved(cannotTell, { 'twelve evaluations': settled });
});
