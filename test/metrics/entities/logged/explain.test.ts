import { expect, it } from 'vitest';
import { examineEntities } from '../../../../src/metrics/entities/examination/index.ts';
import { explainLoggedF1 } from '../../../../src/metrics/entities/logged/index.ts';
import type { EntitySet } from '../../../../src/model/entities.ts';
import { taggedSet } from '../../../support/judged-mentions.ts';

const rows = Array.from({ length: 50 }, (_, i) => i);
const set = (more: Partial<EntitySet> = {}) =>
  examineEntities(
    taggedSet(
      rows.map((i) => ({
        words: `Anna${i} met Oslo${i} again`,
        reference: 'B-PER O B-LOC O',
        predicted: i < 5 ? 'B-PER O I-LOC O' : i < 10 ? 'B-PER O O O' : 'B-PER O B-LOC I-LOC',
      })),
      more,
    ),
  );

it('knows the convention, the mean and the unit that a number is of', () => {
  const { overall } = set().scores();
  // The headline takes I-LOC for a mention, seqeval strict leaves it out.
  expect(explainLoggedF1(set(), (2 * 50) / (100 + 90))).toMatchObject({
    kind: 'tool',
    text: 'the F1 of seqeval (strict)',
  });
  expect(explainLoggedF1(set(), overall.f1_macro!.value!)).toMatchObject({ kind: 'average' });
  expect(explainLoggedF1(set(), set().tokens()!.f1.value!)).toMatchObject({ kind: 'tokens' });
  expect(explainLoggedF1(set(), 0.123)).toBeNull();
});

it('tries what was left out first', () => {
  const cut = set({
    excluded: [
      {
        kind: 'truncated',
        side: 'predicted',
        tokens: 5,
        mentions: 5,
        sentences: 5,
        text: 'cut',
        places: [],
        rows: Int32Array.from([5, 6, 7, 8, 9]),
      },
    ],
  });
  expect(explainLoggedF1(cut, (2 * 55) / (95 + 95))).toEqual({
    kind: 'left-out',
    text: 'the F1 without the mentions behind the cut',
    f1: (2 * 55) / (95 + 95),
    leftOut: 5,
  });
});
