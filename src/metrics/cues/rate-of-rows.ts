import type { Interval } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';

/** How many of so many rows are wrong. */
export interface RateOfRows {
  readonly rows: number;
  readonly wrong: number;
  /** NaN without rows. */
  readonly rate: number;
  readonly interval: Interval;
}

/** The rate with Wilson's interval. */
export const rateOf = (wrong: number, rows: number): RateOfRows => ({
  rows,
  wrong,
  rate: wrong / rows,
  interval: wilson(wrong, rows),
});
