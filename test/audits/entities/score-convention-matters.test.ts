import { describe, expect, it } from 'vitest';
import { scoreConventionMatters } from '../../../src/audits/entities/score-convention-matters.ts';
import type { EntitySet } from '../../../src/model/entities.ts';
import { derived } from '../../../src/model/known.ts';
import { judgeMentions, taggedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const rows = Array.from({ length: 100 }, (_, i) => i);
const set = (orphans: number, more: Partial<EntitySet> = {}): EntitySet =>
  taggedSet(
    rows.map((i) => ({
      words: `today Anna${i} met someone ${i}`,
      reference: 'O B-PER O O O',
      predicted: i < orphans ? 'O B-PER O I-PER O' : 'O B-PER O O O',
    })),
    more,
  );

describe('tools', () => {
  it('that leave out broken tags are named with the tags', () => {
    const outcome = judgeMentions(scoreConventionMatters, set(20));
    expect(outcome).toMatchObject({
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          title: 'The same files have entity F1 90.9 % or 100.0 %, depending on the tool',
          cause: {
            claim: 'strong',
            text: expect.stringMatching(
              /^20 tags of the predictions break IOB2, most often `I-PER` after `O` \(20 times\)/,
            ),
          },
          advice: { text: expect.stringMatching(/^Constrain the decoding/) },
          examples: { set: 'predictions.txt' },
        },
      ],
    });
    if (outcome.kind !== 'finding') return;
    // The tag that continues nothing stands at the fourth word.
    const [first] = outcome.findings[0]!.examples!.spans![0]!;
    expect(set(20).text(0).slice(first![0], first![1])).toBe('someone');
    expectNumbersInEvidence(outcome);
  });

  it('that agree are no finding', () => {
    expect(judgeMentions(scoreConventionMatters, set(0))).toMatchObject({ kind: 'pass' });
  });

  it('that are told one scheme for two are no fault of the tags', () => {
    const outcome = judgeMentions(
      scoreConventionMatters,
      set(20, { schemes: { reference: derived('IOB2', 'tags'), predicted: derived('IOBES', 'tags') } }),
    );
    expect(outcome).toMatchObject({
      findings: [
        {
          cause: {
            text: expect.stringMatching(/^the reference is tagged in IOB2 and the predictions in IOBES/),
          },
        },
      ],
    });
  });
});

describe('the number of the log', () => {
  const cut = {
    kind: 'truncated',
    side: 'predicted',
    tokens: 40,
    mentions: 10,
    sentences: 10,
    text: '10 sentences whose prediction ends early',
    places: ['predictions.txt, line 1'],
    rows: Int32Array.from({ length: 10 }, (_, i) => i),
  } as const;
  /** Ten mentions have no prediction. */
  const missing = taggedSet(
    rows.map((i) => ({
      words: `today Anna${i} slept`,
      reference: 'O B-PER O',
      predicted: i < 10 ? 'O O O' : 'O B-PER O',
    })),
    { excluded: [cut] },
  );
  const logged = (value: number) =>
    ({
      finalValues: [
        { split: 'validation', evaluationSet: null, quantity: 'f1', value, from: 'eval_results.json' },
      ],
    }) as const;

  it('is explained by mentions behind a cut, which it never saw', () => {
    // 2·90/(100 + 90) = 94.7 %; without the ten mentions 2·90/(90 + 90) = 100 %.
    const outcome = judgeMentions(scoreConventionMatters, missing, { run: logged(1) });
    expect(outcome).toMatchObject({
      findings: [
        {
          claim: 'fact',
          severity: 'risk',
          title: 'The log says F1 100.0 %, the files 94.7 %',
          cause: {
            claim: 'strong',
            text: 'the log holds the F1 without the mentions behind the cut: 10 mentions of the reference were not asked for',
          },
        },
      ],
    });
    expectNumbersInEvidence(outcome);
  });

  it('is explained by another tool', () => {
    expect(judgeMentions(scoreConventionMatters, set(20), { run: logged(1) })).toMatchObject({
      findings: [{}, { cause: { claim: 'likely', text: 'the log holds the F1 of seqeval (strict)' } }],
    });
  });

  it('is left open where nothing gives it', () => {
    expect(judgeMentions(scoreConventionMatters, missing, { run: logged(0.5) })).toMatchObject({
      findings: [
        {
          severity: 'risk',
          cause: { claim: 'hint' },
          advice: { text: expect.stringMatching(/^Predict again/) },
        },
      ],
    });
  });

  it('that is the same is no finding', () => {
    expect(judgeMentions(scoreConventionMatters, missing, { run: logged(0.9474) })).toMatchObject({
      kind: 'pass',
      measured: expect.stringMatching(/the log says 94\.7 %/),
    });
  });
});
