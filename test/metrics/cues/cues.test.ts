import { describe, expect, it } from 'vitest';
import {
  deletionPairs,
  falsePositiveCues,
  judgeDeletion,
  misleadingTerms,
  negationPairs,
  unseenWords,
} from '../../../src/metrics/cues/index.ts';
import { createRandom, fisherExact } from '../../../src/stats/index.ts';
import { plantedCue } from './planted.ts';

const { input, training } = plantedCue(1, 900);

describe('a word tied to false positives', () => {
  const scan = falsePositiveCues(input, training);
  const [cue] = scan.cues;

  it('comes first, alone, with its class and level', () => {
    expect(scan.cues.map(({ term, label, level }) => [term, label, level])).toEqual([['zq', 1, 'b']]);
    expect(scan.tests).toBeGreaterThan(300);
    expect(cue!.q).toBeLessThan(1e-10);
  });

  it('has counts that add up', () => {
    const rows = input.texts.flatMap((text, row) =>
      text.startsWith('Zq') && input.reference[row] !== 1 ? [row] : [],
    );
    const wrong = rows.filter((row) => input.predicted[row] === 1);
    expect([cue!.with.rows, cue!.with.wrong]).toEqual([rows.length, wrong.length]);
    const others = input.reference.filter((label) => label !== 1).length - rows.length;
    expect(cue!.without.rows).toBe(others);
    expect(cue!.evaluation.rows).toBe(input.texts.filter((text) => text.startsWith('Zq')).length);
    expect(cue!.training!.share).toBeGreaterThan(0.8);
    // In training the word promised b, in the evaluation rows it does not.
    expect(cue!.training!.shiftP).toBeLessThan(1e-10);
    expect(Math.exp(cue!.odds!.interval.low)).toBeGreaterThan(5);
  });

  it('shows rows, with the place of the word', () => {
    for (const { row, spans } of cue!.examples) {
      expect([input.predicted[row], input.reference[row] === 1]).toEqual([1, false]);
      expect(spans.map(([start, end]) => input.texts[row]!.slice(start, end))).toEqual(['Zq']);
    }
    expect(cue!.examples).toHaveLength(10);
  });

  it('shows the surest rows first where there are probabilities', () => {
    const r = createRandom(4);
    const probabilities = Float64Array.from({ length: 2700 }, () => r.next());
    const sure = falsePositiveCues({ ...input, probabilities }).cues[0]!.examples.map(
      ({ row }) => probabilities[3 * row + 1]!,
    );
    expect(sure).toEqual([...sure].sort((a, b) => b - a));
  });

  it('does not depend on the order of the rows, on names, on copies of all rows, or on an unused label', () => {
    const told = (other: typeof input) =>
      falsePositiveCues(other).cues.map(({ term, label, with: own, p, q }) => ({ term, label, own, p, q }));
    const order = [...input.texts.keys()].reverse();
    const turned = {
      ...input,
      texts: order.map((row) => input.texts[row]!),
      reference: Int32Array.from(order, (row) => input.reference[row]!),
      predicted: Int32Array.from(order, (row) => input.predicted[row]!),
    };
    const twice = {
      ...input,
      texts: [...input.texts, ...input.texts],
      reference: Int32Array.from([...input.reference, ...input.reference]),
      predicted: Int32Array.from([...input.predicted, ...input.predicted]),
    };
    const plain = told(input);
    expect(told(turned)).toEqual(plain);
    expect(told(twice)).toEqual(plain);
    expect(told({ ...input, labels: ['x', 'y', 'z', 'nobody'] })).toEqual(plain);
    expect(falsePositiveCues(twice).copies).toBe(900);
  });

  it('is not one where the model does not follow it, or where a label with its words is confused', () => {
    expect(falsePositiveCues(plantedCue(2, 900, 0).input, training).cues).toEqual([]);
    const { input: plain } = plantedCue(3, 900, 0);
    const r = createRandom(9);
    const predicted = plain.predicted.map((label, row) =>
      plain.reference[row] === 2 && r.next() < 0.4 ? 1 : label,
    );
    expect(falsePositiveCues({ ...plain, predicted }, training).cues).toEqual([]);
  });

  it('is not looked for among few false positives', () => {
    const few = { ...input, reference: input.predicted };
    expect(falsePositiveCues(few).reason).toContain('10 false positives');
  });

  it('stays at level a without training texts, or where these say nothing', () => {
    expect(falsePositiveCues(input).cues[0]!.level).toBe('a');
    const unrelated = { texts: training.texts, labels: training.labels.map((label) => (label + 1) % 3) };
    const [found] = falsePositiveCues(input, unrelated).cues;
    expect([found!.level, found!.training!.tied]).toEqual(['a', false]);
    expect(falsePositiveCues(input, { texts: ['nothing'], labels: [0] }).cues[0]!.training).toBeNull();
  });
});

describe('terms that mislead within a confused pair', () => {
  it('separate the wrong from the right', () => {
    const { terms, pairs, tests } = misleadingTerms(input);
    expect(terms.map(({ term, predicted }) => [term, predicted])).toEqual([
      ['zq', 1],
      ['zq', 1],
    ]);
    expect(terms.map(({ reference }) => reference).sort()).toEqual([0, 2]);
    expect(pairs).toBeGreaterThanOrEqual(2);
    expect(tests).toBeGreaterThan(100);
    const [{ with: own, without, p }] = terms as [(typeof terms)[0]];
    expect(p).toBeCloseTo(
      fisherExact(own.wrong, own.rows - own.wrong, without.wrong, without.rows - without.wrong, 'greater'),
      12,
    );
  });

  it('are not looked for without a confused pair', () => {
    expect(misleadingTerms({ ...input, reference: input.predicted }).reason).toContain('10 times');
  });
});

describe('words that training never showed', () => {
  const r = createRandom(6);
  const letters = 'abcdefghij';
  const known = Array.from({ length: 300 }, () =>
    Array.from({ length: 12 }, () => `word${letters[r.integer(10)]}`).join(' '),
  );
  // Each fourth text ends with a word that is new, the others with a known one; all hold a number, which is always new.
  const texts = known.map(
    (text, row) => `${row} ${text} ${row % 4 === 0 ? `new${letters[row % 3]}` : 'worda'}`,
  );
  const reference = new Int32Array(300);
  const predicted = Int32Array.from({ length: 300 }, (_, row) =>
    r.next() < (row % 4 === 0 ? 0.6 : 0.1) ? 1 : 0,
  );

  it('go with errors, within labels and lengths', () => {
    const found = unseenWords({ texts, reference, predicted }, known);
    if ('reason' in found) throw new Error(found.reason);
    expect([found.unseen.rows, found.rare.rows, found.known.rows]).toEqual([75, 0, 225]);
    const errors = predicted.reduce((sum, one) => sum + one, 0);
    expect([found.errors.rows, found.rightRows.rows]).toEqual([errors, 300 - errors]);
    expect(found.errors.wrong).toBe(found.unseen.wrong);
    expect(found.p).toBeLessThan(1e-6);
    expect(found.stratifiedP).toBeLessThan(1e-6);
    expect(found.words.map(({ word }) => word).sort()).toEqual(['newa', 'newb', 'newc']);
    expect(found.examples).toHaveLength(found.unseen.wrong);
  });

  it('say nothing where length alone tells the texts apart', () => {
    const longer = texts.map((text, row) => (row % 4 === 0 ? `${text} worda worda worda` : text));
    const found = unseenWords({ texts: longer, reference, predicted }, known);
    expect(found).toHaveProperty('stratifiedP', 1);
  });

  it('are not compared when there are few', () => {
    expect(unseenWords({ texts, reference, predicted }, texts)).toHaveProperty('reason');
  });
});

describe('the question to the model', () => {
  const rows = Uint32Array.from(
    input.texts.flatMap((text, row) => (text.startsWith('Zq') ? [row] : [])).slice(0, 40),
  );

  it('takes out the word, and another about as frequent', () => {
    const pairs = deletionPairs(input.texts, rows, 'zq');
    expect(pairs).toHaveLength(40);
    for (const { row, withoutTerm, withoutOther, other } of pairs) {
      expect(withoutTerm).toBe(input.texts[row]!.replace('Zq ', ''));
      expect(withoutOther).toContain('Zq');
      expect(withoutOther.split(' ')).not.toContain(other);
    }
    expect(deletionPairs(input.texts, rows, 'zq')).toEqual(pairs);
    expect(deletionPairs(['only'], [0], 'only')).toEqual([]);
    expect(deletionPairs(['We did not fall. Not so'], [0], 'not fall')[0]!.withoutTerm).toBe(
      'We did . Not so',
    );
  });

  it('takes a negation out so that the sentence stands', () => {
    const without = (text: string, word: string): string =>
      negationPairs([text], [0], (whole) => {
        const at = whole.indexOf(word);
        return [[at, at + word.length]];
      })[0]!.withoutTerm;
    expect(without('It is not good', 'not')).toBe('It is good');
    expect(without("It isn't good", "isn't")).toBe('It is good');
    expect(without('They didn’t fall', 'didn’t')).toBe('They did fall');
    expect(without('It cannot fall', 'cannot')).toBe('It can fall');
    expect(without('It wont fall', 'wont')).toBe('It will fall');
    expect(without('Without loss', 'Without')).toBe('with loss');
    expect(without('Das ist kein Verlust', 'kein')).toBe('Das ist Verlust');
  });

  it('is answered by the rows that changed', () => {
    const flips = (share: number) => Uint8Array.from({ length: 40 }, (_, i) => (i < 40 * share ? 1 : 0));
    const relied = judgeDeletion(flips(0.5), flips(0.05));
    expect([relied.changed, relied.changedByOther, relied.relied]).toEqual([20, 2, true]);
    expect(relied.difference.difference).toBeCloseTo(0.45, 12);
    expect(judgeDeletion(flips(0.1), flips(0.1)).relied).toBe(false);
    expect(judgeDeletion(flips(1).slice(0, 10), flips(0).slice(0, 10)).relied).toBe(false);
  });
});
