/**
 * UTF-16 unit at which each code point begins, and one more entry: the length of the text. Null when both are the same. Offsets of the
 * tokenizer count Unicode code points; strings count UTF-16 units.
 */
export function unitsOfCodePoints(text: string): Int32Array | null {
  let pairs = 0;
  for (let unit = 0; unit + 1 < text.length; unit++)
    if (isPair(text, unit)) {
      pairs++;
      unit++;
    }
  if (pairs === 0) return null;
  const units = new Int32Array(text.length - pairs + 1);
  let point = 0;
  for (let unit = 0; unit < text.length; unit++) {
    units[point++] = unit;
    if (isPair(text, unit)) unit++;
  }
  units[point] = text.length;
  return units;
}

const isPair = (text: string, unit: number): boolean =>
  (text.charCodeAt(unit) & 0xfc00) === 0xd800 && (text.charCodeAt(unit + 1) & 0xfc00) === 0xdc00;
