/** Rows that trend rules look at; more would only cost time, since each is then a mean of many. */
const ROWS = 2000;

/** At most `rows` means over equal runs of rows, so that smoothing and slopes cost the same for every log. */
export function thin(
  step: Float64Array,
  value: Float64Array,
  rows = ROWS,
): { readonly step: Float64Array; readonly value: Float64Array } {
  const n = value.length;
  if (n <= rows) return { step, value };
  const out = { step: new Float64Array(rows), value: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    const from = Math.floor((row * n) / rows);
    const to = Math.floor(((row + 1) * n) / rows);
    let steps = 0;
    let values = 0;
    for (let i = from; i < to; i++) {
      steps += step[i]!;
      values += value[i]!;
    }
    out.step[row] = steps / (to - from);
    out.value[row] = values / (to - from);
  }
  return out;
}
