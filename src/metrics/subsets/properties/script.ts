import { scripts } from '../characters.ts';
import { maskWhere } from '../mask.ts';
import { absent, NO_TEXTS, type Property, type PropertyValue } from '../property.ts';
import { MIXED_SHARE, type Reading, signs } from '../reading.ts';
import { spansOfPattern } from '../spans.ts';

const valuesOf = (reading: Reading): PropertyValue[] => {
  const rows = reading.texts.length;
  const values: PropertyValue[] = scripts.map((name, code) => ({
    name: code === 0 ? 'no letters' : `mostly ${name}`,
    definition:
      code === 0 ? 'the text has no letter' : `more letters of the text are ${name} than of any other script`,
    words: [],
    spans: null,
    rows: maskWhere(
      rows,
      (row) => reading.script[row] === code && (reading.signs[row]! & signs.present) !== 0,
    ),
  }));
  values.push({
    name: 'mixed scripts',
    definition: `a second script has at least ${100 * MIXED_SHARE} % of the letters (Han with Kana counts as one)`,
    words: [],
    spans: null,
    rows: maskWhere(rows, (row) => (reading.signs[row]! & signs.mixedScripts) !== 0),
  });
  const accented = /(?![a-zA-Z])\p{Script=Latin}|[a-zA-Z]\p{M}+/gu;
  return [...values, accentedLatin(reading, accented)];
};

function accentedLatin(reading: Reading, pattern: RegExp): PropertyValue {
  return {
    name: 'Latin letters beyond a to z',
    definition: 'contains a Latin letter other than a to z (accents, ß, ø, …)',
    words: [],
    spans: spansOfPattern(pattern),
    rows: maskWhere(
      reading.texts.length,
      (row) => (reading.signs[row]! & signs.notAscii) !== 0 && reading.texts[row]!.search(pattern) >= 0,
    ),
  };
}

/** Which script a text is in, by its letters; this is no language model. */
export const script: Property = {
  id: 'script',
  find({ reading }) {
    const title = 'script';
    if (reading === null) return absent('script', title, NO_TEXTS);
    return [{ id: 'script', title, role: 'slice', values: valuesOf(reading), leftOut: null }];
  },
};
