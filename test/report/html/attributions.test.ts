import { describe, expect, it } from 'vitest';
import { attributionKey, markedText, weightsOf } from '../../../src/report/html/attributions.ts';
import { markup } from '../../../src/report/html/html.ts';

describe('a cell of weights', () => {
  it('becomes levels in both directions', () => {
    expect(weightsOf('0-3:1.00 4-6:-0.40 7-9:0.15 10-12:0.14', 12)).toEqual([
      [0, 3, 3],
      [4, 6, -2],
      [7, 9, 1],
    ]);
  });

  it('cannot point outside the text, backwards or over another, whatever is written in it', () => {
    for (const cell of [
      null,
      '',
      'x',
      '0-99:1.00',
      '5-2:1',
      '-1-2:1',
      '0-2:NaN',
      '0-2:1"><img src=x>',
      '1e9-2:1',
    ])
      expect(weightsOf(cell, 10)).toEqual([]);
    expect(weightsOf('0-4:1.00 2-6:1.00', 10)).toEqual([[0, 4, 3]]);
  });
});

describe('a text with weights', () => {
  it('is escaped piece by piece', () => {
    const text = '<b>&"x" filing</b>';
    const out = markup(
      markedText(
        text,
        [],
        [
          [0, 3, 3],
          [8, 14, -1],
        ],
      ),
    );
    expect(out).toBe(
      '<span class="to3">&lt;b&gt;</span>&amp;&quot;x&quot; <span class="aw1">filing</span>&lt;/b&gt;',
    );
  });

  it('keeps the marks of findings around them', () => {
    expect(markup(markedText('not good film', [[0, 8, 0]], [[4, 13, 2]]))).toBe(
      '<mark>not </mark><mark><span class="to2">good</span></mark><span class="to2"> film</span>',
    );
    expect(markup(markedText('plain', [], []))).toBe('plain');
  });
});

describe('the key', () => {
  const summary = {
    method: 'gradient × input',
    examples: 10,
    total: 12,
    leftOut: null,
    gap: null,
    check: { rows: 10, found: 8, chance: 1.5 },
    words: [
      {
        word: '<i>',
        label: 'a&b',
        rows: 9,
        pushing: 9,
        interval: { low: 0.7, high: 1, level: 0.95, method: 'Wilson' },
        share: 0.4,
        q: 0.001,
        right: null,
      },
    ],
    tested: 40,
    wordMethod: 'a test',
  };

  it('names the method and its limits, and both directions in words', () => {
    const text = markup(attributionKey(summary)).replace(/<[^>]*>/g, '');
    expect(text).toContain('In 10 of 12 errors words were weighed by gradient × input');
    expect(text).toContain('in 8 the one whose absence changed the answer most');
    expect(text).toContain('Solid words pushed to the label that was given, dashed ones to the reference');
    expect(text).toContain('not what is true of the texts');
  });

  it('escapes the words of the list', () => {
    const out = markup(attributionKey(summary));
    expect(out).toContain('&lt;i&gt;');
    expect(out).toContain('a&amp;b');
    expect(attributionKey(null)).toBe(null);
  });
});
