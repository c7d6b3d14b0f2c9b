import { describe, expect, it } from 'vitest';
import { metricName, metricTitle } from '../../src/text/metric-names.ts';
import { code, many, upperFirst } from '../../src/text/words.ts';

describe('words', () => {
  it.each([
    [many(1, 'row'), '1 row'],
    [many(0, 'row'), '0 rows'],
    [many(1092, 'row'), '1,092 rows'],
    [many(2.5, 'epoch'), '2.5 epochs'],
    [many(2, 'class', 'classes'), '2 classes'],
    [upperFirst('validation loss'), 'Validation loss'],
    [upperFirst(''), ''],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('a foreign name stays code, whatever is in it', () => {
    expect(code('f1')).toBe('`f1`');
    expect(code('a`b\r\n# c')).toBe('`aˋb # c`');
  });
});

describe('the name of a metric', () => {
  it.each([
    ['accuracy', 'accuracy', 'Accuracy'],
    ['f1_macro', 'macro-F1', 'Macro-F1'],
    ['f1', 'F1', 'F1'],
    ['exact_match', 'exact match', 'Exact match'],
    ['my_own_score', 'my own score', 'My own score'],
    ['Validation loss', 'Validation loss', 'Validation loss'],
    ['__proto__', '  proto  ', '  proto  '],
  ])('%s is %s in a sentence and %s at its start', (quantity, name, title) => {
    expect(metricName(quantity)).toBe(name);
    expect(metricTitle(quantity)).toBe(title);
  });

  it('from a log cannot bring markup of its own', () => {
    expect(metricName('**f1** `x`')).not.toMatch(/[*`]/);
  });
});
