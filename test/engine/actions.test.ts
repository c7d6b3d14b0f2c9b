import { describe, expect, it } from 'vitest';
import { audits } from '../../src/audits/index.ts';
import { actionsOf, byWorth, effortOf } from '../../src/engine/actions.ts';
import { rank, type UnrankedFinding } from '../../src/engine/judge.ts';
import type { Advice, Effort, FindingDraft } from '../../src/model/outcome.ts';
import { draft } from '../support/judged.ts';

const finding = (id: string, advice: Advice, more: Partial<FindingDraft> = {}): UnrankedFinding => ({
  ...draft({ advice, ...more }),
  id,
  key: `run/${id}`,
  subject: { run: 'run' },
});
const ordered = (...findings: readonly UnrankedFinding[]): readonly string[] =>
  actionsOf({ findings: rank(findings, new Map()), notChecked: [] }).map((action) => action.text);
const at = (effort: Effort, text: string, more: Partial<FindingDraft> = {}): UnrankedFinding =>
  finding(text, { text, effort }, more);

describe('the order of what to do', () => {
  it('is the worth of a finding over what its advice takes', () => {
    expect(
      ordered(at('data', 'label'), at('longer-rerun', 'longer'), at('none', 'switch'), at('rerun', 'again')),
    ).toEqual(['switch', 'again', 'longer']);
  });

  it('lets a clearly more important finding stand before a cheaper one', () => {
    expect(ordered(at('none', 'switch', { weight: 0.2 }), at('data', 'label', { weight: 0.9 }))).toEqual([
      'label',
      'switch',
    ]);
  });

  it('never puts a cheap risk before a problem, nor a cheap note before a risk', () => {
    expect(
      ordered(
        at('none', 'note', { severity: 'note', claim: 'fact', weight: 1 }),
        at('none', 'risk', { severity: 'risk', claim: 'fact', weight: 1 }),
        at('data', 'problem', { severity: 'problem', claim: 'likely', weight: 0 }),
      ),
    ).toEqual(['problem', 'risk', 'note']);
  });

  it('is the same for the same findings in any order', () => {
    const all = ['data', 'none', 'rerun', 'evaluate'].map((effort, i) =>
      at(effort as Effort, effort, { weight: 0.3 + 0.1 * i }),
    );
    const sorted = (list: readonly UnrankedFinding[]) =>
      [...rank(list, new Map())].sort(byWorth).map(({ id }) => id);
    expect(sorted([...all].reverse())).toEqual(sorted(all));
  });
});

describe('what advice takes', () => {
  it.each<[string, Advice, Effort]>([
    ['class-low-recall', { text: 'x' }, 'data'],
    ['still-improving-at-end', { text: 'x', settings: { num_train_epochs: '6' } }, 'longer-rerun'],
    ['overfit-loss', { text: 'x', effort: 'none' }, 'none'],
    ['log-averaging-artefact', { text: 'x', settings: { logging_steps: '10' } }, 'none'],
    ['cannot-tell', { text: 'x', settings: { eval_strategy: '"steps"', eval_steps: '10' } }, 'none'],
    ['loss-spike', { text: 'x', settings: { learning_rate: '1e-5' } }, 'rerun'],
    ['prior-shifted-predictions', { text: 'x' }, 'none'],
  ])('%s', (id, advice, effort) => {
    expect(effortOf({ id, advice })).toBe(effort);
  });

  it('is told by the audits that there are', () => {
    expect(audits.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['class-low-recall', 'underfit', 'truncation']),
    );
  });
});

describe('an action', () => {
  it('is not said twice, neither in the same words nor in the same settings', () => {
    const settings = { optim: '"adamw_torch"', learning_rate: '3e-5' };
    expect(
      ordered(
        finding('a', {
          text: 'Set `optim="adamw_torch"` and `learning_rate=3e-5`; 2e-5 to 5e-5 is usual',
          settings,
        }),
        finding(
          'b',
          { text: 'Set `optim="adamw_torch"` and `learning_rate=3e-5`', settings },
          { claim: 'likely' },
        ),
      ),
    ).toHaveLength(1);
    expect(
      ordered(
        finding('a', { text: 'Set `a=1`', settings: { a: '1' } }),
        finding('b', { text: 'Set `a=1`, and read 20 texts', settings: { a: '1' } }, { claim: 'likely' }),
      ),
    ).toHaveLength(2);
  });

  it('is not taken from a finding whose advice waits for another', () => {
    expect(ordered(finding('a', { text: 'First follow the other', after: 'run/b' }))).toEqual([]);
  });
});
