import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audits } from '../../src/audits/index.ts';
import { applyPrecedence, precedence } from '../../src/engine/precedence.ts';
import type { Claim, Severity } from '../../src/model/outcome.ts';
import { draft } from '../support/judged.ts';

type Said = Severity | readonly [Claim, Severity];

/** Which of the audits that found something may still speak. */
function left(found: Readonly<Record<string, Said>>): string[] {
  const verdicts = Object.entries(found).map(([id, said]) => {
    const [claim, severity] = typeof said === 'string' ? (['strong', said] as const) : said;
    return { id, findings: [draft({ claim, severity })] };
  });
  const superseded = applyPrecedence(verdicts);
  return Object.keys(found).filter((id) => !superseded.has(id));
}

const overfits = ['overfit-metric', 'overfit-confidence-only', 'overfit-loss'];
const endStates = ['lr-decayed-too-soon', 'still-improving-at-end', 'converged'];
const subsets = (ids: readonly string[]): string[][] =>
  Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_, i) => (bits >> i) & 1));
const all = (ids: readonly string[], severity: Severity = 'risk'): Record<string, Severity> =>
  Object.fromEntries(ids.map((id) => [id, severity]));

describe('the order of precedence', () => {
  it.each<[string, Readonly<Record<string, Said>>, readonly string[]]>([
    [
      'ordered data explain jumps, swings and steps at the borders of epochs',
      {
        'data-not-shuffled': ['likely', 'problem'],
        'loss-spike': 'risk',
        oscillating: 'risk',
        'epoch-boundary-steps': 'note',
        underfit: 'problem',
      },
      ['data-not-shuffled'],
    ],
    [
      'a hint of an order explains no jump that is well established',
      { 'data-not-shuffled': ['hint', 'note'], 'loss-spike': 'risk' },
      ['data-not-shuffled', 'loss-spike'],
    ],
    [
      'a model that fell back to guessing had learned: no divergence, no collapse from the start, no overfitting',
      {
        'sudden-collapse': 'problem',
        'loss-diverged': 'problem',
        'majority-collapse': 'problem',
        'plateau-at-chance': 'problem',
        'overfit-metric': 'risk',
      },
      ['sudden-collapse'],
    ],
    [
      'a run that died of NaN has no shape',
      { 'nan-inf-loss': 'problem', 'sudden-collapse': 'problem', 'loss-spike': 'risk', oscillating: 'risk' },
      ['nan-inf-loss'],
    ],
    [
      'jumps and swings are signs of a rate that is too high',
      { 'lr-too-high': 'problem', 'loss-spike': 'risk', oscillating: 'risk' },
      ['lr-too-high'],
    ],
    [
      'a run that died of NaN is not told that it overfitted, nor that one class failed',
      {
        'nan-inf-loss': 'problem',
        'overfit-loss': 'risk',
        'lr-too-high': 'problem',
        'class-low-recall': 'risk',
        'wasted-after-best': 'note',
      },
      ['nan-inf-loss'],
    ],
    [
      'a single NaN row that the run survived silences nothing',
      { 'nan-inf-loss': 'note', 'overfit-loss': 'risk' },
      ['nan-inf-loss', 'overfit-loss'],
    ],
    [
      'a risk is not enough for a NaN to explain everything',
      { 'nan-inf-loss': 'risk', 'overfit-loss': 'risk' },
      ['nan-inf-loss', 'overfit-loss'],
    ],
    [
      'a NaN hidden in the log explains the NaN that is seen',
      { 'nan-hidden-in-log': 'problem', 'nan-inf-loss': 'problem', converged: 'note' },
      ['nan-hidden-in-log'],
    ],
    [
      'a note about hidden NaN does not take the curves away',
      { 'nan-hidden-in-log': 'note', 'overfit-metric': 'risk' },
      ['nan-hidden-in-log', 'overfit-metric'],
    ],
    [
      'exchanged labels explain a class that fails',
      { 'label-mapping-wrong': 'problem', 'class-low-recall': 'risk', 'no-better-than-trivial': 'problem' },
      ['label-mapping-wrong'],
    ],
    [
      'nothing that was measured with exchanged labels is said',
      { 'label-mapping-wrong': 'problem', 'overfit-loss': 'risk', 'wasted-after-best': 'risk' },
      ['label-mapping-wrong'],
    ],
    [
      'one answer for everything explains the guess level, not the learning rate',
      { 'majority-collapse': 'problem', 'plateau-at-chance': 'problem', 'lr-too-high': 'problem' },
      ['majority-collapse', 'lr-too-high'],
    ],
    [
      'a model at guess level is not told that it stopped too early',
      { 'plateau-at-chance': 'problem', 'still-improving-at-end': 'risk', 'wasted-after-best': 'risk' },
      ['plateau-at-chance'],
    ],
    [
      'a diverged run did not overfit',
      { 'loss-diverged': 'problem', 'overfit-metric': 'risk', converged: 'note' },
      ['loss-diverged'],
    ],
    [
      'too high a rate is not also too few updates',
      { 'lr-too-high': 'problem', 'too-few-updates': 'risk', underfit: 'problem' },
      ['lr-too-high'],
    ],
    [
      'too low a rate explains that it was still improving',
      { 'lr-too-low': 'problem', 'still-improving-at-end': 'risk', underfit: 'problem' },
      ['lr-too-low'],
    ],
    [
      'a falling metric leaves no end state',
      { 'overfit-metric': 'risk', 'still-improving-at-end': 'risk', converged: 'note' },
      ['overfit-metric'],
    ],
    [
      'surer, not better: the loss may have risen while the metric still improved',
      { 'overfit-confidence-only': 'risk', 'still-improving-at-end': 'risk' },
      ['overfit-confidence-only', 'still-improving-at-end'],
    ],
    [
      'who was still improving wasted nothing',
      { 'still-improving-at-end': 'risk', 'wasted-after-best': 'note' },
      ['still-improving-at-end'],
    ],
    [
      'a stop before the end explains few updates; a hint of one does not',
      { 'early-stop-premature': ['likely', 'risk'], 'too-few-updates': ['likely', 'risk'], underfit: 'risk' },
      ['early-stop-premature'],
    ],
    [
      'a possible stop leaves few updates to be told',
      { 'early-stop-premature': ['hint', 'risk'], 'too-few-updates': ['likely', 'risk'] },
      ['early-stop-premature', 'too-few-updates'],
    ],
    [
      'wrong labels learned by heart explain the rise of the loss and the fall of the metric',
      {
        'memorising-below-noise-floor': ['likely', 'risk'],
        'overfit-metric': 'risk',
        'overfit-loss': 'risk',
      },
      ['memorising-below-noise-floor'],
    ],
    [
      'exchanged labels explain every figure that was measured with them, up to the end state',
      {
        'label-mapping-wrong': 'problem',
        'plateau-at-chance': 'problem',
        'majority-collapse': 'problem',
        'still-improving-at-end': 'risk',
        'too-few-updates': 'risk',
        'early-stop-premature': 'risk',
        'accuracy-hides-minority': 'risk',
      },
      ['label-mapping-wrong'],
    ],
    [
      'a collapsed model has no classes, no best checkpoint and no waste',
      {
        'majority-collapse': 'problem',
        'class-low-recall': 'risk',
        'best-of-many-optimism': 'note',
        'wasted-after-best': 'note',
        'lr-too-low': 'risk',
      },
      ['majority-collapse'],
    ],
    [
      'a model at guess level has no classes either',
      {
        'plateau-at-chance': 'problem',
        'no-better-than-trivial': 'problem',
        'confused-pair': 'risk',
        'too-many-epochs': 'note',
      },
      ['plateau-at-chance'],
    ],
    [
      'too high a rate explains what was chosen among its checkpoints',
      { 'lr-too-high': 'problem', 'wrong-selection-metric': 'risk', 'best-of-many-optimism': 'note' },
      ['lr-too-high'],
    ],
    [
      'classes are not listed of a model that is no better than trivial',
      { 'no-better-than-trivial': 'problem', 'confused-pair': 'risk', 'accuracy-hides-minority': 'risk' },
      ['no-better-than-trivial', 'accuracy-hides-minority'],
    ],
  ])('%s', (_, found, expected) => {
    expect(left(found)).toEqual(expected);
  });

  it.each(subsets(overfits).filter((ids) => ids.length > 0))(
    'exactly one of the overfit family is told: %s %s %s',
    (...ids) => {
      expect(left(all(ids.filter(Boolean)))).toHaveLength(1);
    },
  );

  it.each(subsets(endStates).filter((ids) => ids.length > 0))(
    'exactly one end state is told: %s %s %s',
    (...ids) => {
      expect(left(all(ids.filter(Boolean), 'note'))).toHaveLength(1);
    },
  );

  it('an audit that was superseded supersedes nothing itself', () => {
    // Exchanged labels imitate the collapse; without it, nothing speaks against the catastrophic loss of an older task.
    const found = {
      'label-mapping-wrong': 'problem',
      'majority-collapse': 'problem',
      'catastrophic-forgetting': 'risk',
    } as const;
    expect(left(found)).toEqual(['label-mapping-wrong', 'catastrophic-forgetting']);
    expect(left({ 'majority-collapse': 'problem', 'catastrophic-forgetting': 'risk' })).toEqual([
      'majority-collapse',
    ]);
  });

  it('a hint silences only hints', () => {
    const sure = ['strong', 'risk'] as const;
    const hint = ['hint', 'risk'] as const;
    expect(left({ 'lr-too-low': hint, 'still-improving-at-end': sure })).toEqual([
      'lr-too-low',
      'still-improving-at-end',
    ]);
    expect(left({ 'lr-too-low': hint, 'still-improving-at-end': hint })).toEqual(['lr-too-low']);
    expect(left({ 'lr-too-low': ['likely', 'problem'], 'still-improving-at-end': sure })).toEqual([
      'lr-too-low',
    ]);
  });

  it('whoever silences another still speaks', () => {
    const ids = audits.map((audit) => audit.id);
    const said = fc.tuple(
      fc.constantFrom<Claim>('fact', 'strong', 'likely', 'hint'),
      fc.constantFrom<Severity>('problem', 'risk', 'note'),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...ids), said, { maxKeys: 12 }), (found) => {
        const verdicts = Object.entries(found).map(([id, [claim, severity]]) => ({
          id,
          findings: [draft({ claim, severity })],
        }));
        const superseded = applyPrecedence(verdicts);
        for (const [id, { by, because }] of superseded) {
          expect(found).toHaveProperty(by);
          expect(superseded.has(by), `${id} was silenced by ${by}, which was silenced itself`).toBe(false);
          expect(because).not.toBe('');
        }
        if (Object.keys(found).length > 0) expect(superseded.size).toBeLessThan(Object.keys(found).length);
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('names only audits that exist, and nobody silences itself', () => {
    const ids = new Set(audits.map((audit) => audit.id));
    const named = precedence.flatMap((rule) => [rule.when, ...rule.supersedes]);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    expect(precedence.filter((rule) => rule.supersedes.includes(rule.when))).toEqual([]);
  });
});
