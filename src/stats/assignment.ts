/**
 * The permutation that maximises Σ matrix[i·n + permutation[i]] (assignment problem), by the Hungarian method with
 * potentials in O(n³) (Kuhn 1955; shortest augmenting paths as in Jonker and Volgenant 1987). Entries must be finite.
 */
export function bestPermutation(matrix: Float64Array, n: number): Int32Array {
  const permutation = new Int32Array(n);
  // Index 0 of columns is a virtual column in which each new row starts.
  const rowPotential = new Float64Array(n + 1);
  const columnPotential = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1);
  const previous = new Int32Array(n + 1);
  const shortest = new Float64Array(n + 1);
  const done = new Uint8Array(n + 1);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    shortest.fill(Number.POSITIVE_INFINITY);
    done.fill(0);
    let column = 0;
    do {
      done[column] = 1;
      const current = rowOf[column]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (done[j]) continue;
        const cost = -matrix[(current - 1) * n + j - 1]! - rowPotential[current]! - columnPotential[j]!;
        if (cost < shortest[j]!) {
          shortest[j] = cost;
          previous[j] = column;
        }
        if (shortest[j]! < delta) {
          delta = shortest[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (done[j]) {
          rowPotential[rowOf[j]!] = rowPotential[rowOf[j]!]! + delta;
          columnPotential[j] = columnPotential[j]! - delta;
        } else {
          shortest[j] = shortest[j]! - delta;
        }
      }
      column = next;
    } while (rowOf[column] !== 0 && column !== 0);
    while (column !== 0) {
      const back = previous[column]!;
      rowOf[column] = rowOf[back]!;
      column = back;
    }
  }
  for (let j = 1; j <= n; j++) permutation[rowOf[j]! - 1] = j - 1;
  return permutation;
}
