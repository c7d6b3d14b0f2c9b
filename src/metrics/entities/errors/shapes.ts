/** How a mention is written. The order is that of `casingOf`. */
export const casings = [
  { name: 'no capital letter', definition: 'the mention has lower-case letters and no capital' },
  { name: 'all capitals', definition: 'the mention has two letters or more, all of them capitals' },
  {
    name: 'capitalised words',
    definition:
      'every word with letters starts with a capital, but for small words inside, and has no other capital',
  },
  { name: 'mixed capitals', definition: 'capitals and lower-case letters in another pattern' },
  { name: 'no letter with case', definition: 'the mention has no letter that has an upper and a lower case' },
] as const;

const SHORT_WORD = 3;

/** Index of `casings`. */
export function casingOf(mention: string): number {
  const upper = mention.match(/[\p{Lu}\p{Lt}]/gu)?.length ?? 0;
  const lower = mention.match(/\p{Ll}/gu)?.length ?? 0;
  if (upper === 0) return lower === 0 ? 4 : 0;
  if (lower === 0) return upper > 1 ? 1 : 2;
  const words = mention.match(/[\p{L}\p{M}]+/gu) ?? [];
  const regular = words.every((word, at) => {
    const inside = at > 0 && at < words.length - 1;
    if (inside && word.length <= SHORT_WORD && !/[\p{Lu}\p{Lt}]/u.test(word)) return true;
    return /^[\p{Lu}\p{Lt}][^\p{Lu}\p{Lt}]*$/u.test(word);
  });
  return regular ? 2 : 3;
}

export const digitKinds = [
  { name: 'no digit', definition: 'the mention has no digit' },
  { name: 'digits and letters', definition: 'the mention has digits and letters' },
  { name: 'digits and no letter', definition: 'the mention has digits and no letter' },
] as const;

/** Index of `digitKinds`. */
export function digitsOf(mention: string): number {
  if (!/\p{N}/u.test(mention)) return 0;
  return /\p{L}/u.test(mention) ? 1 : 2;
}
