import { logGamma, type Random } from '../../../stats/index.ts';
import type { UnitGroups } from './units.ts';
import { type Totals, zeroTotals } from './variance.ts';

/** Inverse of a Poisson distribution's cumulative masses, with a first guess for each slice of the unit interval. */
interface PoissonTable {
  /** Least value in the table; masses outside 9 standard deviations are below what 32-bit numbers can hit. */
  readonly least: number;
  readonly cumulative: Float64Array;
  /** First index that a number of the slice can lead to. */
  readonly guess: Uint32Array;
}

function poissonTable(rate: number): PoissonTable {
  const reach = 9 * Math.sqrt(rate) + 12;
  const least = Math.max(0, Math.floor(rate - reach));
  const size = Math.ceil(rate + reach) - least + 1;
  const cumulative = new Float64Array(size);
  const mode = Math.floor(rate);
  const atMode = Math.exp(mode * Math.log(rate) - rate - logGamma(mode + 1));
  cumulative[mode - least] = atMode;
  for (let k = mode - 1, mass = atMode; k >= least; k--) {
    mass *= (k + 1) / rate;
    cumulative[k - least] = mass;
  }
  for (let k = mode + 1, mass = atMode; k < least + size; k++) {
    mass *= rate / k;
    cumulative[k - least] = mass;
  }
  for (let k = 1; k < size; k++) cumulative[k] = cumulative[k]! + cumulative[k - 1]!;
  cumulative[size - 1] = 1;
  const slices = size <= 64 ? 64 : 1024;
  const guess = new Uint32Array(slices);
  for (let slice = 0, at = 0; slice < slices; slice++) {
    while (cumulative[at]! < slice / slices) at++;
    guess[slice] = at;
  }
  return { least, cumulative, guess };
}

/** By how many standard deviations the Poisson total stays below the number of units: 2.3 % of the totals are above it and drawn again. */
const below = 2;

/**
 * Draws as many units as there are, with replacement, `draws` times, and hands the counts of each resample to `each`, which
 * reads them at once: the arrays are reused. Units of a group are
 * interchangeable, so a resample is a multinomial over the groups. It is drawn as independent Poisson numbers of a slightly
 * smaller total N (given N they are multinomial; a total above the number of units is drawn again), and the units that are
 * still missing one by one: exact for any N, and much cheaper than a conditional binomial a group.
 */
export function resampleUnits(
  groups: UnitGroups,
  types: number,
  draws: number,
  random: Random,
  each: (counts: Totals, draw: number) => void,
): void {
  const { multiplicity, first, type, correct, reference, predicted, units, groupOf } = groups;
  const size = multiplicity.length;
  const scale = Math.max(0, 1 - below / Math.sqrt(units));
  const tables = new Map<number, PoissonTable>();
  const tableOf: PoissonTable[] = [];
  for (let g = 0; g < size; g++) {
    const count = multiplicity[g]!;
    const table = tables.get(count) ?? poissonTable(count * scale);
    tables.set(count, table);
    tableOf.push(table);
  }
  const times = new Uint32Array(size);
  const counts = zeroTotals(types);
  const { correct: c, reference: r, predicted: p } = counts;
  for (let draw = 0; draw < draws; draw++) {
    let total = 0;
    do {
      total = 0;
      if (scale === 0) break;
      for (let g = 0; g < size; g++) {
        const { least, cumulative, guess } = tableOf[g]!;
        const u = random.next();
        let at = guess[Math.floor(u * guess.length)]!;
        while (cumulative[at]! < u) at++;
        times[g] = least + at;
        total += least + at;
      }
    } while (total > units);
    for (; total < units; total++) {
      const g = groupOf[random.integer(units)]!;
      times[g] = times[g]! + 1;
    }
    c.fill(0);
    r.fill(0);
    p.fill(0);
    let e = 0;
    for (let g = 0; g < size; g++) {
      const k = times[g]!;
      const to = first[g + 1]!;
      if (k === 0) e = to;
      for (; e < to; e++) {
        const t = type[e]!;
        c[t] = c[t]! + k * correct[e]!;
        r[t] = r[t]! + k * reference[e]!;
        p[t] = p[t]! + k * predicted[e]!;
      }
    }
    if (scale === 0) times.fill(0);
    each(counts, draw);
  }
}
