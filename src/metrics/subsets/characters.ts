/** What a character is to a reader of words. */
export const kinds = {
  blank: 1,
  lower: 2,
  upper: 3,
  /** A letter without case. */
  uncased: 4,
  mark: 5,
  number: 6,
  /** A letter of a script that puts no blank between words: a word by itself. */
  alone: 7,
  other: 8,
} as const;

const ALONE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Scripts told apart, in the order of their codes; 0 is "none", the last is every other one. */
export const scripts = [
  'no letters',
  'Latin',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Han',
  'Kana',
  'Hangul',
  'Thai',
  'another script',
] as const;

const scriptPatterns = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Devanagari}/u,
  /\p{Script=Han}/u,
  /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  /\p{Script=Hangul}/u,
  /\p{Script=Thai}/u,
];

function kindOf(character: string): number {
  if (/\s/u.test(character)) return kinds.blank;
  if (/\p{L}/u.test(character)) {
    if (ALONE.test(character)) return kinds.alone;
    if (/[\p{Lu}\p{Lt}]/u.test(character)) return kinds.upper;
    return /\p{Ll}/u.test(character) ? kinds.lower : kinds.uncased;
  }
  if (/\p{M}/u.test(character)) return kinds.mark;
  return /\p{N}/u.test(character) ? kinds.number : kinds.other;
}

function scriptOf(character: string): number {
  if (!/\p{L}/u.test(character)) return 0;
  const found = scriptPatterns.findIndex((pattern) => pattern.test(character));
  return found < 0 ? scripts.length - 1 : found + 1;
}

/** Remembers what each character is: asking Unicode by pattern for every letter of a corpus takes longer than the search. */
export function createCharacters(): { kind(code: number): number; script(code: number): number } {
  const remembered = (ask: (character: string) => number): ((code: number) => number) => {
    // One more than the answer, so that 0 is "not asked yet".
    const known = new Uint8Array(0x10000);
    const astral = new Map<number, number>();
    return (code) => {
      if (code < known.length) {
        const found = known[code]!;
        if (found !== 0) return found - 1;
        const answer = ask(String.fromCodePoint(code));
        known[code] = answer + 1;
        return answer;
      }
      const found = astral.get(code);
      if (found !== undefined) return found;
      const answer = ask(String.fromCodePoint(code));
      astral.set(code, answer);
      return answer;
    };
  };
  return { kind: remembered(kindOf), script: remembered(scriptOf) };
}
