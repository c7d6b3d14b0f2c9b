import { createRandom } from '../../stats/index.ts';

/** 0 or 1 for each of n rows: two halves by chance, as equal as n allows. Same seed, same halves. */
export function randomHalves(n: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  const half = new Uint8Array(n);
  let ones = Math.floor(n / 2);
  // Selection sampling (Knuth, volume 2, 3.4.2, algorithm S): no list has to be shuffled.
  for (let i = 0; i < n; i++) {
    if (random.next() * (n - i) < ones) {
      half[i] = 1;
      ones--;
    }
  }
  return half;
}
