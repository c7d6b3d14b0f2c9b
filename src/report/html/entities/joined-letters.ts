/** Letters that are written without blanks between words. */
const letter =
  /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\uff01-\uff60\u3000-\u303f]/u;

export interface JoinedText {
  readonly text: string;
  /** Offset in the text that was given → offset in this one. */
  at(offset: number): number;
}

/**
 * A text whose tokens were joined by blanks, as Chinese and Japanese are written: without those between two such letters, and, where
 * nearly every token is one character, without any.
 */
export function joinedLetters(text: string): JoinedText {
  if (!letter.test(text) || !text.includes(' ')) return { text, at: (offset) => offset };
  const tokens = text.split(' ');
  const single = tokens.filter((token) => [...token].length === 1).length >= 0.9 * tokens.length;
  const places = new Int32Array(text.length + 1);
  const kept: string[] = [];
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    places[at] = length;
    const blank = text[at] === ' ' && text[at - 1] !== ' ' && text[at + 1] !== ' ';
    if (blank && at > 0 && (single || (letter.test(text[at - 1]!) && letter.test(text[at + 1] ?? ''))))
      continue;
    kept.push(text[at]!);
    length++;
  }
  places[text.length] = length;
  return { text: kept.join(''), at: (offset) => places[Math.max(0, Math.min(text.length, offset))]! };
}
