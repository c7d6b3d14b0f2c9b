import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionsOf } from '../../src/engine/actions.ts';
import { rank, type UnrankedFinding } from '../../src/engine/judge.ts';
import { reconcileAdvice } from '../../src/engine/reconcile.ts';
import { createFacts } from '../../src/facts/index.ts';
import { canonical, ownSettings } from '../../src/facts/own-settings.ts';
import { stated } from '../../src/model/known.ts';
import type { Advice, Claim, FindingDraft, Severity } from '../../src/model/outcome.ts';
import type { Finding } from '../../src/model/report.ts';
import { advisedSettings, contradictions } from '../support/advice.ts';
import { draft } from '../support/judged.ts';
import { makeRun, series } from '../support/runs.ts';

const known = <T>(value: T) => stated(value, 'training_args.bin');
/** Four epochs at 3e-5 with a batch of 16 and weight decay 0.01. */
const facts = createFacts(
  makeRun({
    series: [series('loss', [[400, 0.4]])],
    learningRate: 3e-5,
    hyperparameters: {
      epochs: known(4),
      perDeviceTrainBatchSize: known(16),
      weightDecay: known(0.01),
      scheduler: known('linear'),
      maxGradNorm: known(1),
    },
    run: { lastEpoch: 4 },
  }),
);
const finding = (id: string, advice: Advice | null, more: Partial<FindingDraft> = {}): UnrankedFinding => ({
  ...draft({ title: `Finding ${id}`, advice, ...more }),
  id,
  key: `run/${id}`,
  subject: { run: 'run' },
});
const reconciled = (...findings: readonly UnrankedFinding[]): readonly Finding[] =>
  reconcileAdvice(rank(findings, new Map()), (run) => (run === 'run' ? facts : null));
const of = (findings: readonly Finding[], id: string): Advice | null | undefined =>
  findings.find((each) => each.id === id)?.advice;

describe('advice of one report', () => {
  it('has one value for one setting: the less important finding says whose advice comes first', () => {
    const all = reconciled(
      finding('b', { text: 'Set `learning_rate=1.5e-5` (half)', settings: { learning_rate: '1.5e-5' } }),
      finding(
        'a',
        { text: 'Set `learning_rate=2e-5`', settings: { learning_rate: '2e-5' } },
        { severity: 'problem' },
      ),
    );
    expect(of(all, 'a')?.settings).toEqual({ learning_rate: '2e-5' });
    expect(of(all, 'b')).toEqual({
      text: 'First follow the advice on “Finding a”, which asks for `learning_rate=2e-5`; then judge the next run again',
      after: 'run/a',
    });
    expect(actionsOf({ findings: all, notChecked: [] }).map((action) => action.finding)).toEqual(['run/a']);
  });

  it.each<[string, UnrankedFinding, UnrankedFinding]>([
    [
      'longer against shorter',
      finding('overfit-metric', { text: 'Set `num_train_epochs=3`', settings: { num_train_epochs: '3' } }),
      finding('too-few-updates', { text: 'Train on', settings: { max_steps: '1000' } }, { claim: 'likely' }),
    ],
    [
      'shorter against a finding that asks for longer in words',
      finding('overfit-metric', { text: 'Set `num_train_epochs=3`', settings: { num_train_epochs: '3' } }),
      finding('early-stop-premature', { text: 'Rerun with more patience' }, { claim: 'likely' }),
    ],
    [
      'rate up against rate down',
      finding('lr-too-high', { text: 'Set `learning_rate=1e-5`', settings: { learning_rate: '1e-5' } }),
      finding(
        'underfit',
        { text: 'Set `learning_rate=5e-5`', settings: { learning_rate: '5e-5' } },
        { claim: 'likely' },
      ),
    ],
    [
      'regularise more against less',
      finding('memorising-below-noise-floor', {
        text: 'Smooth',
        settings: { label_smoothing_factor: '0.1' },
      }),
      finding(
        'regularisation-too-strong',
        { text: 'Set `weight_decay=0.0`', settings: { weight_decay: '0.0' } },
        { claim: 'likely' },
      ),
    ],
  ])('does not pull both ways: %s', (_, winner, loser) => {
    const all = reconciled(loser, winner);
    expect(of(all, winner.id)).toEqual(winner.advice);
    expect(of(all, loser.id)?.after).toBe(winner.key);
    expect(of(all, loser.id)?.settings).toBeUndefined();
    // The other way round the stronger one is the other.
    const turned = reconciled({ ...loser, claim: 'fact' }, { ...winner, claim: 'likely' });
    expect(of(turned, loser.id)).toEqual(loser.advice);
    expect(of(turned, winner.id)?.after).toBe(loser.key);
  });

  it('keeps "use that checkpoint" where only a setting of the next run clashes', () => {
    const use = {
      text: 'Use `checkpoint-200`, not the last one',
      settings: { num_train_epochs: '3', load_best_model_at_end: 'True' },
      effort: 'none',
    } as const;
    const all = reconciled(
      finding(
        'still-improving-at-end',
        { text: 'Rerun', settings: { num_train_epochs: '6' } },
        { severity: 'problem' },
      ),
      finding('overfit-loss', use),
    );
    expect(of(all, 'overfit-loss')).toEqual({ ...use, settings: { load_best_model_at_end: 'True' } });
  });

  it('never is what the run had already', () => {
    const all = reconciled(
      finding('a', { text: 'Set `lr_scheduler_type="linear"`', settings: { lr_scheduler_type: '"linear"' } }),
      finding('b', {
        text: 'Set `learning_rate=1e-5` and `max_grad_norm=1.0`',
        settings: { learning_rate: '1e-5', max_grad_norm: '1.0' },
      }),
    );
    expect(of(all, 'a')).toBeNull();
    expect(of(all, 'b')?.settings).toEqual({ learning_rate: '1e-5' });
  });

  it('of two runs may differ, and so may that of the group', () => {
    const half = { text: 'Set it', settings: { learning_rate: '1e-5' } };
    const third = { text: 'Set it so', settings: { learning_rate: '2e-5' } };
    const all = reconcileAdvice(
      rank(
        [
          finding('a', half),
          { ...finding('b', third), subject: { run: 'other' } },
          { ...finding('c', third), subject: { run: null } },
        ],
        new Map(),
      ),
      () => null,
    );
    expect(all.map((each) => each.advice?.after)).toEqual([undefined, undefined, undefined]);
  });

  it('keeps the order, the ranks and everything but the advice', () => {
    const before = rank([finding('a', null), finding('b', { text: 'x' })], new Map());
    expect(reconcileAdvice(before, () => null)).toEqual(before);
  });
});

const names = [
  'learning_rate',
  'num_train_epochs',
  'max_steps',
  'weight_decay',
  'warmup_ratio',
  'metric_for_best_model',
];
const values: Readonly<Record<string, readonly string[]>> = {
  learning_rate: ['1e-5', '2e-5', '3e-5', '5e-5'],
  num_train_epochs: ['2', '4', '8'],
  max_steps: ['100', '400', '1000'],
  weight_decay: ['0.0', '0.01', '0.1'],
  warmup_ratio: ['0.06', '0.1'],
  metric_for_best_model: ['"f1"', '"f1_macro"'],
};
const ids = [
  'still-improving-at-end',
  'too-few-updates',
  'too-many-epochs',
  'wasted-after-best',
  'overfit-loss',
  'underfit',
  'lr-too-low',
  'lr-too-high',
  'regularisation-too-strong',
];
const advice = fc
  .uniqueArray(fc.constantFrom(...names), { maxLength: 3 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((name) => fc.constantFrom(...values[name]!).map((value) => [name, value] as const)),
    ),
  )
  .chain((pairs) =>
    fc.record({
      named: fc.boolean(),
      effort: fc.constantFrom<Advice['effort'][]>('none', 'evaluate', 'rerun', undefined),
      pairs: fc.constant(pairs),
    }),
  )
  .map(
    ({ named, effort, pairs }): Advice => ({
      text:
        named && pairs.length > 0
          ? `Set ${pairs.map(([name, value]) => `\`${name}=${value}\``).join(' and ')}`
          : 'Do it',
      settings: Object.fromEntries(pairs),
      ...(effort === undefined ? {} : { effort }),
    }),
  );
const findingSet = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...ids),
    claim: fc.constantFrom<Claim>('fact', 'strong', 'likely', 'hint'),
    severity: fc.constantFrom<Severity>('problem', 'risk', 'note'),
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
    advice: fc.option(advice, { nil: null }),
  }),
  { selector: ({ id }) => id, maxLength: ids.length },
);

describe('any set of findings', () => {
  it('has no contradiction left in its advice, in its words or in its actions', () => {
    fc.assert(
      fc.property(findingSet, (set) => {
        const all = reconciled(...set.map((each) => finding(each.id, each.advice, each)));
        expect(contradictions(all)).toEqual([]);
        const own = ownSettings(facts.run);
        for (const [name, value] of all.flatMap(advisedSettings))
          expect(own.get(name)).not.toBe(canonical(value));
        const actions = actionsOf({ findings: all, notChecked: [] });
        expect(actions.length).toBeLessThanOrEqual(3);
        const keys = new Set(all.filter((each) => each.advice?.after === undefined).map((each) => each.key));
        for (const action of actions) expect(keys.has(action.finding!)).toBe(true);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('leaves the advice of the most important finding as it was, but for what the run had', () => {
    fc.assert(
      fc.property(findingSet, (set) => {
        const before = rank(
          set.map((each) => finding(each.id, each.advice, each)),
          new Map(),
        );
        const after = reconcileAdvice(before, () => null);
        const first = before.findIndex((each) => each.advice !== null);
        if (first >= 0) expect(after[first]?.advice).toEqual(before[first]?.advice);
      }),
      { numRuns: 200, seed: 8 },
    );
  });
});
