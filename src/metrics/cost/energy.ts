import { type Range, range } from './range.ts';

/** What no file says, with what stands in for it. */
export interface EnergySettings {
  readonly seconds: number;
  readonly devices: number;
  /** Mean watts of one device: measured, stated by the user, or null. */
  readonly watts: { readonly value: number; readonly how: 'measured' | 'given' } | null;
  /** Board power of the GPU, when it is known. */
  readonly boardWatts: readonly [low: number, high: number] | null;
  /** Grams of CO₂ equivalent for a kilowatt-hour; null: the mean of the world. */
  readonly grid: number | null;
  /** Power of the whole site over that of its computers; null: 1.1 to 1.6. */
  readonly pue: number | null;
  /** Money for an hour of one device; null: not known. */
  readonly price: number | null;
}

export interface Energy {
  readonly kilowattHours: Range;
  readonly kilogramsCo2: Range;
  readonly money: number | null;
  /** Plain phrases, one for each thing that was assumed. */
  readonly assumptions: readonly string[];
}

/** IEA, world average of electricity generation 2019, as CodeCarbon uses it. */
const WORLD_GRID = 475;
/** Grids of single countries lie between about 30 and 900; unknown is unknown. */
const GRID_SPREAD = 1.5;
const PUE: Range = range(1.1, 1.2, 1.6);
/** Mean power over board power while training. */
const LOAD: Range = range(0.45, 0.7, 1);

function wattsOf(
  settings: EnergySettings,
): { readonly watts: Range; readonly assumption: string | null } | null {
  const { watts, boardWatts } = settings;
  if (watts !== null) {
    // Sensors of cards are good to 5 %; a number from the user is taken as it is.
    const spread = watts.how === 'measured' ? 0.05 : 0;
    return {
      watts: range(watts.value * (1 - spread), watts.value, watts.value * (1 + spread)),
      assumption: null,
    };
  }
  if (boardWatts === null) return null;
  const mean = (boardWatts[0] + boardWatts[1]) / 2;
  return {
    watts: range(LOAD.low * boardWatts[0], LOAD.expected * mean, LOAD.high * boardWatts[1]),
    assumption: `power not measured: 45 to 100 % of the board’s ${boardWatts[0] === boardWatts[1] ? boardWatts[0] : `${boardWatts[0]} to ${boardWatts[1]}`} W`,
  };
}

/**
 * Energy, emissions and money of a training on GPUs, as ranges with what was assumed: kWh = W · h · PUE, kg = kWh · g, money =
 * devices · h · price. The computer around the GPUs is in no number but the PUE's. Null energy where no power is known.
 */
export function energyOf(settings: EnergySettings): {
  readonly energy: Energy | null;
  readonly money: number | null;
} {
  const hours = settings.seconds / 3600;
  const money = settings.price === null ? null : settings.price * settings.devices * hours;
  const power = wattsOf(settings);
  if (power === null || !(hours > 0)) return { energy: null, money };
  const pue = settings.pue === null ? PUE : range(settings.pue, settings.pue, settings.pue);
  const factor = (settings.devices * hours) / 1000;
  const kilowattHours = range(
    power.watts.low * factor * pue.low,
    power.watts.expected * factor * pue.expected,
    power.watts.high * factor * pue.high,
  );
  const grid =
    settings.grid === null
      ? range(WORLD_GRID / GRID_SPREAD, WORLD_GRID, WORLD_GRID * GRID_SPREAD)
      : range(settings.grid, settings.grid, settings.grid);
  const assumptions = [
    power.assumption,
    settings.pue === null ? 'PUE not known: 1.1 to 1.6, 1.2 expected' : null,
    settings.grid === null ? 'grid not known: the world’s mean of 475 g/kWh, within a factor of 1.5' : null,
    'GPUs alone; processor and memory come on top',
  ].filter((each) => each !== null);
  return {
    energy: {
      kilowattHours,
      kilogramsCo2: range(
        (kilowattHours.low * grid.low) / 1000,
        (kilowattHours.expected * grid.expected) / 1000,
        (kilowattHours.high * grid.high) / 1000,
      ),
      money,
      assumptions,
    },
    money,
  };
}
