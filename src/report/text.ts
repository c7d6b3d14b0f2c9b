/** A piece of prose: plain, `**bold**`, `` `code` `` or both. */
export interface TextToken {
  readonly text: string;
  readonly bold: boolean;
  readonly code: boolean;
}

/**
 * Parses the only markup that prose in a report may carry: `**bold**` and `` `code` ``. A mark without its partner is
 * kept as it stands, so that no text is lost. Tokens hold text, never markup: a renderer escapes them like any string.
 */
export function parseText(prose: string): readonly TextToken[] {
  const tokens: TextToken[] = [];
  let bold = false;
  let plain = '';
  const flush = () => {
    if (plain !== '') tokens.push({ text: plain, bold, code: false });
    plain = '';
  };
  for (let at = 0; at < prose.length; ) {
    if (prose[at] === '`') {
      const end = prose.indexOf('`', at + 1);
      if (end > at + 1) {
        flush();
        tokens.push({ text: prose.slice(at + 1, end), bold, code: true });
        at = end + 1;
        continue;
      }
    } else if (prose.startsWith('**', at) && (bold || closingMark(prose, at + 2) !== -1)) {
      flush();
      bold = !bold;
      at += 2;
      continue;
    }
    plain += prose[at];
    at += 1;
  }
  flush();
  return tokens;
}

/** Position of the `**` that closes a bold run started before `from`, skipping code; -1 when there is none. */
function closingMark(prose: string, from: number): number {
  for (let at = from; at < prose.length; at += 1) {
    if (prose[at] === '`') {
      const end = prose.indexOf('`', at + 1);
      if (end > at + 1) at = end;
    } else if (prose.startsWith('**', at) && at > from) return at;
  }
  return -1;
}

/** Prose without its marks. */
export const plainText = (prose: string): string =>
  parseText(prose)
    .map((token) => token.text)
    .join('');
