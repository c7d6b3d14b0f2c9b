import { describe, expect, test } from 'vitest';
import { thresholdOff } from '../../src/audits/calibration/threshold-off.ts';
import { classLowPrecision } from '../../src/audits/classes/class-low-precision.ts';
import { classLowRecall } from '../../src/audits/classes/class-low-recall.ts';
import { noBetterThanTrivial } from '../../src/audits/classes/no-better-than-trivial.ts';
import { supportTooSmall } from '../../src/audits/classes/support-too-small.ts';
import { audits } from '../../src/audits/index.ts';
import { firstMissing } from '../../src/engine/requirements.ts';
import { createFacts } from '../../src/facts/index.ts';
import type { FindingDraft, Outcome } from '../../src/model/outcome.ts';
import { answering, type DrawnLabel, drawLabelSet, judgeLabelSet } from '../support/label-sets.ts';
import { expectNumbersInEvidence } from '../support/prose.ts';
import { makeRun } from '../support/runs.ts';

/** What was found; every number of its sentences stands in its evidence. */
function findings(outcome: Outcome): readonly FindingDraft[] {
  if (outcome.kind !== 'finding') return expect.fail(JSON.stringify(outcome));
  expectNumbersInEvidence(outcome);
  return outcome.findings;
}

/** Frequent labels that the scores know well. */
const good: readonly DrawnLabel[] = ['a', 'b', 'c', 'd'].map((name) => ({ name, bias: 0, knows: 6 }));

describe('several labels a row', () => {
  test('a label that is hardly ever given is missed', () => {
    const set = drawLabelSet(1500, [...good, { name: 'shy', bias: 0, knows: 6, shift: -7 }]);
    const [found] = findings(judgeLabelSet(classLowRecall, set));
    expect(found).toMatchObject({
      claim: 'strong',
      severity: 'risk',
      subject: { class: 'shy', split: 'test' },
    });
    expect(found!.title).toMatch(/^`shy` was missed often: recall \d/);
    expect(found!.measured).toMatch(/examples with `shy` were not given it/);
    expect(judgeLabelSet(classLowPrecision, set).kind).toBe('pass');
  });

  test('a label that is given too readily is predicted wrongly, and nothing is said about what it was taken for', () => {
    const set = drawLabelSet(1500, [...good, { name: 'loud', bias: 0, knows: 6, shift: 7 }]);
    const [found] = findings(judgeLabelSet(classLowPrecision, set));
    expect(found).toMatchObject({ claim: 'strong', subject: { class: 'loud' } });
    expect(found!.measured).toMatch(/were for examples without it/);
    expect(JSON.stringify(found)).not.toMatch(/mostly|taken for/);
  });

  test('a label that is missed for its threshold gets the threshold first, and nothing to read before', () => {
    const set = drawLabelSet(6000, [...good, { name: 'rare', bias: -4, knows: 2 }]);
    const rare = findings(judgeLabelSet(classLowRecall, set)).find(
      ({ subject }) => subject?.class === 'rare',
    )!;
    expect(rare.cause).toMatchObject({ claim: 'likely', text: expect.stringContaining('`threshold-off`') });
    expect(rare.advice!.text).toMatch(/^Set the threshold of `rare` first/);
  });

  test('labels that are all alike have no weak one', () => {
    const set = drawLabelSet(1500, good);
    expect(judgeLabelSet(classLowRecall, set).kind).toBe('pass');
    expect(judgeLabelSet(classLowPrecision, set).kind).toBe('pass');
  });

  test('rare labels get a lower threshold, each its own, strong where the rows were not trained on', () => {
    const set = drawLabelSet(6000, [
      ...good,
      { name: 'rare', bias: -4, knows: 2 },
      { name: 'scarce', bias: -5, knows: 3 },
    ]);
    const [found] = findings(judgeLabelSet(thresholdOff, set));
    expect(found).toMatchObject({ claim: 'strong', subject: { split: 'test' } });
    expect(found!.title).toMatch(
      /^(Thresholds other than 0\.5 gained F1 for 2 of 6 labels|A threshold of 0\.\d+ instead of 0\.5)/,
    );
    const best = found!.evidence.find(({ name }) => name === 'best threshold of rare')?.value as number;
    expect(best).toBeGreaterThan(0.1);
    expect(best).toBeLessThan(0.45);
    const unknown = { ...set, split: null };
    expect(findings(judgeLabelSet(thresholdOff, unknown))[0]).toMatchObject({
      claim: 'likely',
      severity: 'note',
    });
    const trained = { ...set, split: { ...set.split!, value: 'train' as const } };
    expect(judgeLabelSet(thresholdOff, trained).kind).toBe('not-applicable');
  });

  test('scores that know nothing gain by calling everything, which is no gain', () => {
    const set = drawLabelSet(3000, [
      { name: 'x', bias: -1, knows: 0 },
      { name: 'y', bias: -1, knows: 0 },
    ]);
    expect(judgeLabelSet(thresholdOff, set).kind).toBe('pass');
  });

  test('without probabilities or a single threshold there is nothing to set', () => {
    const set = drawLabelSet(500, good);
    const bare = judgeLabelSet(thresholdOff, { ...set, probabilities: null, threshold: null });
    expect(bare).toMatchObject({ kind: 'not-applicable', enable: 'save-scores' });
    expect(judgeLabelSet(thresholdOff, { ...set, threshold: null })).toMatchObject({
      kind: 'not-applicable',
      enable: null,
    });
  });

  test('the same labels for every row are no better than trivial', () => {
    const set = answering(drawLabelSet(800, good), (_, label) => (label < 2 ? 1 : 0));
    const [found] = findings(judgeLabelSet(noBetterThanTrivial, set));
    expect(found).toMatchObject({ claim: 'strong', severity: 'problem' });
    expect(found!.title).toMatch(/^No better than always answering/);
  });

  test('answers that do not look at the text are no better than trivial', () => {
    const drawn = ['p', 'q', 'r', 's'].map((name) => ({ name, bias: -1, knows: 0 }));
    const set = drawLabelSet(2000, drawn);
    const [found] = findings(judgeLabelSet(noBetterThanTrivial, { ...set, probabilities: null }));
    expect(found).toMatchObject({ claim: 'strong', severity: 'problem' });
  });

  test('a good model is better, and one whose probabilities rank but whose threshold hides it is no problem', () => {
    expect(judgeLabelSet(noBetterThanTrivial, drawLabelSet(800, good)).kind).toBe('pass');
    const hidden = drawLabelSet(
      1500,
      good.map((label) => ({ ...label, shift: -30 })),
    );
    const outcome = judgeLabelSet(noBetterThanTrivial, hidden);
    expect(outcome.kind).toBe('inconclusive');
  });

  test('labels with few examples are named', () => {
    const set = drawLabelSet(300, [...good, { name: 'few', bias: -4.5, knows: 1 }]);
    expect(findings(judgeLabelSet(supportTooSmall, set))[0]).toMatchObject({
      subject: { class: 'few' },
      severity: 'note',
    });
  });

  test('every check of one label a row is not applicable, and nothing is asked for', () => {
    const run = { ...makeRun({}), multiLabelSets: [drawLabelSet(200, good)] };
    const facts = createFacts(run);
    const needing = audits.filter(({ requires }) =>
      requires.some((need) => ['predictions', 'scores', 'examples', 'texts'].includes(need)),
    );
    expect(needing.length).toBeGreaterThan(10);
    for (const audit of needing)
      expect(firstMissing(audit, facts)).toMatchObject({
        enable: null,
        reason: expect.stringContaining('several labels'),
      });
  });
});
