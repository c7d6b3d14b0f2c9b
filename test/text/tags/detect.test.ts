import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaggingScheme } from '../../../src/model/entities.ts';
import { detectScheme, detectSchemes, type SchemeDetection } from '../../../src/text/tags/index.ts';
import { column, firsts, written } from '../../metrics/entities/tags/tagged.ts';
import { schemes, sentencesOf, spell } from './spelling.ts';

const detected = (text: string): SchemeDetection => {
  const sentences = written(text);
  const { tags, names } = column(sentences);
  return detectScheme(tags, names, firsts(sentences));
};
const both = (reference: string, predicted: string): ReturnType<typeof detectSchemes> =>
  detectSchemes(column(written(reference)), column(written(predicted)), firsts(written(reference)));

const lettersOf: Readonly<Record<TaggingScheme, string>> = {
  IO: 'I',
  IOB1: 'BI',
  IOB2: 'BI',
  IOE1: 'IE',
  IOE2: 'IE',
  IOBES: 'BIES',
  BILOU: 'BILU',
  BMES: 'BMES',
};

describe('the scheme of one side', () => {
  it.each([
    ['IOB2', 'B-PER I-PER O B-LOC B-LOC'],
    ['IOB1', 'I-PER I-PER O I-LOC B-LOC'],
    ['IOE2', 'I-PER E-PER O E-LOC E-LOC'],
    ['IOE1', 'I-PER I-PER O E-LOC I-LOC'],
    ['IOBES', 'B-PER I-PER E-PER O S-LOC'],
    ['BILOU', 'B-PER I-PER L-PER O U-LOC'],
    ['BMES', 'B-PER M-PER E-PER O S-LOC'],
    ['BMES', 'B-PER M-PER E-PER O W-LOC'],
    ['IO', 'PER PER O LOC'],
    ['IOB2', 'B I O B'],
  ] as const)('%s: %s', (scheme, text) => {
    expect(detected(text)).toMatchObject({ value: scheme, certain: true, broken: 0 });
  });

  it('says what it counted', () => {
    expect(detected('B-PER I-PER O B-LOC').evidence).toBe('B begins 2 of 2 mentions, I begins 0');
    expect(detected('I-PER O I-LOC B-LOC').evidence).toBe(
      'I begins 2 mentions; B begins 1 right behind one of the same type, and 0 elsewhere',
    );
  });

  it('cannot tell IO, IOB1 and IOE1 apart without neighbours of the same type', () => {
    expect(detected('I-PER I-PER O I-LOC')).toMatchObject({
      value: 'IO',
      certain: false,
      alternatives: ['IOB1', 'IOE1'],
    });
  });

  it('takes the letters B, E and S for IOBES, which BMES writes as well', () => {
    expect(detected('B-PER E-PER O S-LOC')).toMatchObject({
      value: 'IOBES',
      alternatives: ['BMES'],
      certain: false,
    });
    expect(both('B-PER E-PER O', 'B-PER M-PER E-PER').reference.value).toBe('BMES');
  });

  it('is unsure of IOB2 when I begins as many mentions as B', () => {
    expect(detected('B-PER O I-PER O')).toMatchObject({ certain: false });
  });

  it('is sure of IOB2 when one of twenty mentions begins with I', () => {
    const text = `${'B-PER I-PER O '.repeat(19)}I-PER O`;
    expect(detected(text)).toMatchObject({ value: 'IOB2', certain: true, broken: 1 });
  });

  it('is unsure of letters of two schemes at once', () => {
    expect(detected('B-PER L-PER O B-PER M-PER E-PER')).toMatchObject({ certain: false });
  });

  it('knows nothing of a file without mentions', () => {
    const found = detected('O O | O');
    expect(found).toMatchObject({ certain: false, tokens: 0 });
    expect(found.alternatives.length).toBe(7);
  });

  it.each(schemes)('a sound %s file breaks its scheme nowhere, whatever it is called', (scheme) => {
    fc.assert(
      fc.property(sentencesOf(['PER', 'LOC']), (sentences) => {
        const tags = sentences.map((sentence) => spell(sentence, scheme));
        const side = column(tags);
        const found = detectScheme(side.tags, side.names, firsts(tags));
        expect(found.broken).toBe(0);
        const used = new Set(side.names.map((name) => name[0]!).filter((letter) => letter !== 'O'));
        // A file of IOBES with mentions of one token only has no way to show more than S.
        if ([...lettersOf[scheme]].every((letter) => used.has(letter)))
          expect([found.value, ...found.alternatives]).toContain(scheme);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the schemes of both sides', () => {
  it('a prediction that breaks the scheme of the reference is read in it', () => {
    const found = both('B-PER I-PER O B-LOC', 'I-PER I-PER O I-LOC');
    expect(found.reference.value).toBe('IOB2');
    expect(found.predicted).toMatchObject({ value: 'IOB2', broken: 2 });
    expect(found.predicted.evidence).toMatch(/^as the reference; its tags break it 2 times/);
  });

  it('a prediction that never closes a mention is still of IOBES', () => {
    expect(both('B-PER E-PER O S-LOC', 'B-PER I-PER O B-LOC').predicted.value).toBe('IOBES');
  });

  it('other letters are another scheme', () => {
    expect(both('B-PER E-PER O S-LOC', 'B-PER L-PER O U-LOC').predicted.value).toBe('BILOU');
    expect(both('B-PER I-PER O B-LOC', 'B-PER E-PER O S-LOC').predicted.value).toBe('IOBES');
    expect(both('B-PER I-PER O B-LOC', 'PER PER O LOC').predicted.value).toBe('IO');
  });

  it('the prediction leads where the reference cannot tell', () => {
    const found = both('I-PER I-PER O I-LOC I-ORG', 'I-PER B-PER O I-LOC I-ORG');
    expect(found.reference).toMatchObject({ value: 'IOB1', certain: true });
    expect(found.predicted).toMatchObject({ value: 'IOB1', certain: true });
  });
});
