const units: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
};

/** `48.00 MiB`, `1.39 GiB`, `11019` with `otherwise` → bytes; null for what is no size (`N/A`, `[Not Supported]`). */
export function bytesOf(text: string, otherwise: string | null = null): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text);
  if (match === null) return null;
  const unit = units[(match[2] === '' ? (otherwise ?? '') : match[2]!).toLowerCase()];
  const value = unit === undefined ? Number.NaN : Number(match[1]) * unit;
  // More than any machine has is another unit than it says.
  return Number.isFinite(value) && value < 2 ** 44 ? value : null;
}

/** A number with an optional unit behind it, NaN for anything else. */
export function numberOf(text: string): number {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(?:[%A-Za-z°']*)\s*$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]);
}

/**
 * `2023/05/09 14:31:12.345`, `2023-05-09T14:31:12`, `20230509 14:31:12` → seconds, read as if it were UTC; with a zone (`Z`, `+02:00`)
 * since 1970. Null for what is no date.
 */
export function secondsOf(text: string): { readonly seconds: number; readonly zoned: boolean } | null {
  const match =
    /^\s*(\d{4})[-/]?(\d{2})[-/]?(\d{2})[ T](\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/.exec(
      text,
    );
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const days = dayNumber(Number(year), Number(month), Number(day));
  const own =
    days * 86_400 +
    Number(hour) * 3600 +
    Number(minute) * 60 +
    Number(second) +
    (fraction === undefined ? 0 : Number(`0.${fraction}`));
  if (zone === undefined || zone === 'Z') return { seconds: own, zoned: zone === 'Z' };
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  const offset = (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
  return { seconds: own - offset, zoned: true };
}

/** Days since 1970-01-01 in the Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
