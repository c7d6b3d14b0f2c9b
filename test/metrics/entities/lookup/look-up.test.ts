import { describe, expect, it } from 'vitest';
import { lookUp } from '../../../../src/metrics/entities/lookup/index.ts';
import { trainingOf } from '../../../support/judged-mentions.ts';
import { setOf } from '../errors/marked.ts';

/** What the list finds in texts, as `ORG: Bank of Oslo`. */
function found(training: readonly string[], texts: readonly string[]): readonly (readonly string[])[] {
  const set = setOf(
    texts.map((text) => [text, text] as const),
    { types: ['LOC', 'ORG', 'PER'] },
  );
  const { mentions } = lookUp(set, trainingOf(training));
  return texts.map((text, s) =>
    Array.from(mentions.start.keys())
      .filter((i) => mentions.sentence[i] === s)
      .map((i) => `${set.types[mentions.type[i]!]}: ${text.slice(mentions.start[i]!, mentions.end[i]!)}`),
  );
}

describe('a list of training mentions', () => {
  it('finds them again, the longest first', () => {
    expect(
      found(
        ['[LOC Oslo] is cold', '[ORG Bank of Oslo] fell'],
        ['The Bank of Oslo is in Oslo', 'Bank of Bergen'],
      ),
    ).toEqual([['ORG: Bank of Oslo', 'LOC: Oslo'], []]);
  });

  it('gives the type that training has most often', () => {
    const training = ['[PER Jordan] ran', '[LOC Jordan] is dry', '[LOC Jordan] again'];
    expect(found(training, ['to Jordan'])).toEqual([['LOC: Jordan']]);
  });

  it('leaves out what training leaves untagged more often than it tags it', () => {
    const training = ['[ORG May] rose', 'it may rain', 'in May it rained', 'last May'];
    expect(found(training, ['in May'])).toEqual([[]]);
    // Inside a longer mention it is no untagged place.
    expect(found(['[ORG May] rose', '[ORG May Group] and [ORG May Bank] fell'], ['in May'])).toEqual([
      ['ORG: May'],
    ]);
  });

  it('tells upper from lower case and ends at the sentence', () => {
    expect(found(['[PER Anna Berg] came'], ['anna berg', 'Anna', 'Berg'])).toEqual([[], [], []]);
  });

  it('passes over types that the set does not have', () => {
    expect(found(['[DATE Monday] came'], ['on Monday'])).toEqual([[]]);
  });

  it('counts its entries', () => {
    const set = setOf([['[PER Anna] came', 'Anna came']]);
    expect(lookUp(set, trainingOf(['[PER Anna] and [PER Berta]', '[PER Anna]'])).entries).toBe(2);
  });
});
