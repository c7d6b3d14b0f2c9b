import { wilson } from '../../stats/index.ts';

const width = (share: number, n: number): number => {
  const { low, high } = wilson(share * n, n);
  return high - low;
};

/**
 * Examples to add to `n` so that the 95 % Wilson interval of a share is half as wide, if the share stays what it is: three times
 * as many for a share in the middle, fewer near 0 and 1. Null where nothing was counted.
 */
export function examplesToHalve(share: number, n: number): number | null {
  if (!(n > 0 && share >= 0 && share <= 1)) return null;
  const aim = width(share, n) / 2;
  let [low, high] = [n, 8 * n + 8];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (width(share, middle) <= aim) high = middle;
    else low = middle;
  }
  return high - n;
}
