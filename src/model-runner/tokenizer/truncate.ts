/**
 * How many tokens of each text stay when both together may have `room` (special tokens taken off): the longer one gives first,
 * then both share. `longest_first` of transformers. Source: huggingface/tokenizers, `utils/truncation.rs`.
 */
export function longestFirst(
  first: number,
  second: number,
  room: number,
): { readonly first: number; readonly second: number } {
  if (first + second <= room) return { first, second };
  const swapped = first > second;
  let short = swapped ? second : first;
  let long = short > room ? short : Math.max(short, room - short);
  if (short + long > room) {
    short = Math.floor(room / 2);
    long = short + (room % 2);
  }
  return swapped ? { first: long, second: short } : { first: short, second: long };
}
