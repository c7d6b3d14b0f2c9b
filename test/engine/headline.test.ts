import { describe, expect, it } from 'vitest';
import { audits } from '../../src/audits/index.ts';
import { fractionInWords, headlineOf } from '../../src/engine/headline.ts';
import type { UnrankedFinding } from '../../src/engine/judge.ts';
import type { Claim, FindingDraft } from '../../src/model/outcome.ts';
import { draft, finds, judged } from '../support/judged.ts';
import { healthyThreeEpochs } from '../support/ordinary-runs.ts';

const found = (id: string, more: Partial<FindingDraft> = {}): UnrankedFinding => ({
  ...draft(more),
  id,
  key: id,
  subject: { run: 'run', ...more.subject },
});
const claims: readonly Claim[] = ['fact', 'strong', 'likely', 'hint'];
const carrying = audits.map((audit) => audit.id).filter((id) => headlineOf(found(id)) !== null);

describe('the headline of a finding', () => {
  it.each(carrying)('%s is one short sentence without a score', (id) => {
    const headline = headlineOf(found(id, { subject: { class: 'mixed', otherClass: 'positive' } }))!;
    expect(headline).toMatch(/^[A-Z].*\.$/);
    expect(headline).not.toMatch(/\d|!|undefined/);
    expect(headline.length).toBeLessThan(90);
  });

  it.each(carrying)('%s is hedged when it is only likely, and not carried by a hint', (id) => {
    expect(headlineOf(found(id, { claim: 'hint' }))).toBeNull();
    const said = headlineOf(found(id, { claim: 'likely' }))!;
    expect(said).toMatch(/^Likely: [^A-Z]|labels mixed up, or texts made to mislead/);
    for (const claim of claims.filter((each) => each === 'fact' || each === 'strong'))
      expect(headlineOf(found(id, { claim }))).not.toMatch(/likely/i);
  });

  it('of exchanged labels names the other explanation unless it is excluded', () => {
    expect(headlineOf(found('label-mapping-wrong', { claim: 'strong' }))).toMatch(
      /mixed up between training/,
    );
    expect(headlineOf(found('label-mapping-wrong', { claim: 'likely' }))).toMatch(/or texts made to mislead/);
  });

  it('an audit without a headline leaves the word to the next', async () => {
    const findings = [
      finds('val-below-train', { severity: 'problem', title: 'Validation loss lay below' }),
      finds('overfit-loss', { severity: 'risk' }),
    ];
    const { answer } = await judged(healthyThreeEpochs(), { audits: findings });
    expect(answer.headline).toBe('Validation loss rose before training ended.');
  });

  it('a serious finding that no headline fits is told by its title', async () => {
    const findings = [finds('resume-overlap', { severity: 'risk', title: 'Three rows were logged twice' })];
    const { answer } = await judged(healthyThreeEpochs(), { audits: findings });
    expect(answer.headline).toBe('Three rows were logged twice.');
  });

  it('puts a weak class and the training side by side', async () => {
    const findings = [
      finds('class-low-recall', { subject: { class: 'mixed' }, weight: 1 }),
      finds('overfit-loss'),
    ];
    const { answer } = await judged(healthyThreeEpochs(), { audits: findings });
    expect(answer.headline).toBe(
      'It misses many `mixed` examples. Validation loss rose before training ended.',
    );
  });

  it('stays with the one problem when there is one', async () => {
    const findings = [
      finds('lr-too-high', { severity: 'problem' }),
      finds('class-low-recall', { subject: { class: 'x' } }),
    ];
    const { answer } = await judged(healthyThreeEpochs(), { audits: findings });
    expect(answer.headline).toBe('The learning rate was too high for this model.');
  });
});

describe('shares in words', () => {
  it.each([
    [0.25, 'A quarter'],
    [0.34, 'A third'],
    [0.5, 'Half'],
    [0.66, 'Two thirds'],
    [0.89, 'Nine tenths'],
    [0.45, '45 %'],
    [0.8, '80 %'],
    [0.1, '10 %'],
    [0.97, '97 %'],
  ])('%d is %s', (share, words) => {
    expect(fractionInWords(share)).toBe(words);
  });

  it('are used for the part of a training that brought nothing', () => {
    const wasted = (value: number | null) =>
      headlineOf(found('wasted-after-best', { evidence: [{ name: 'share after best', value }] }));
    expect(wasted(0.66)).toBe('Two thirds of the training brought no measurable gain.');
    expect(wasted(null)).toBe('Part of the training brought no measurable gain.');
  });
});
