// For terminals and logs without Unicode: the same text in 95 characters.

const spelled: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '—': '-',
  '…': '...',
  '·': '-',
  '“': '"',
  '”': '"',
  '„': '"',
  '’': "'",
  '‘': "'",
  ˋ: "'",
  '±': '+/-',
  '→': '->',
  '←': '<-',
  '×': 'x',
  '÷': '/',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '≈': '~',
  '√': 'sqrt ',
  '∞': 'infinity',
  '\u2044': '/',
  '\ufffd': '?',
  '\u00a0': ' ',
  '\u202f': ' ',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
};

const escaped = (character: string): string => {
  const code = character.codePointAt(0) as number;
  return `\\u{${code.toString(16)}}`;
};

/** Typography as its typewriter form, accents dropped, any other character as its code point: `\u{4e2d}`. */
export function asciiText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  let out = '';
  for (const character of text) {
    if (character >= ' ' && character <= '~') {
      out += character;
      continue;
    }
    const known = Object.hasOwn(spelled, character) ? spelled[character] : undefined;
    const plain = known ?? character.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('\u2044', '/');
    out += /^[\x20-\x7e]*$/.test(plain) ? plain : escaped(character);
  }
  return out;
}
