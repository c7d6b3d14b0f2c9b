import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseText, plainText } from '../../src/report/text.ts';
import { code } from '../../src/text/words.ts';

const plain = (text: string) => ({ text, bold: false, code: false });

describe('the markup of prose', () => {
  it('is bold and code, also one in the other', () => {
    expect(parseText('**Use `checkpoint-364`**, not `x`.')).toEqual([
      { text: 'Use ', bold: true, code: false },
      { text: 'checkpoint-364', bold: true, code: true },
      plain(', not '),
      { text: 'x', bold: false, code: true },
      plain('.'),
    ]);
  });

  it('is nothing else', () => {
    expect(parseText('<b>no</b> [link](x) _a_ *b*')).toEqual([plain('<b>no</b> [link](x) _a_ *b*')]);
  });

  it('leaves a mark without its partner as it stands', () => {
    expect(plainText('2 ** 3 is 8, `open')).toBe('2 ** 3 is 8, `open');
    expect(plainText('a ** b `c**` d')).toBe('a ** b c** d');
  });

  it('loses no character but the marks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '*', '**', '`', ' ', '<', 'é')), (pieces) => {
        const text = pieces.join('');
        const without = (value: string) => value.replace(/[*`]/g, '');
        expect(without(plainText(text))).toBe(without(text));
      }),
    );
  });

  it('lets foreign text stand as code whatever it holds', () => {
    expect(parseText(`label ${code('a`**b')} end`)[1]).toEqual({ text: 'aˋ**b', bold: false, code: true });
  });
});
