import type { Evidence, FindingDraft } from '../../src/model/outcome.ts';

const numbersIn = (text: string): number[] =>
  [...text.replace(/`[^`]*`/g, '').matchAll(/\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?/g)].map((m) =>
    Number(m[0].replaceAll(',', '')),
  );

/** Numbers of title and measurement that no evidence holds, up to the rounding of prose. */
export function unsupported(found: FindingDraft): number[] {
  const words = (e: Evidence): string =>
    [e.name, e.method, e.reason, e.value].filter((x) => typeof x === 'string').join(' ');
  const held = found.evidence
    .flatMap((e) => [e.value, e.n, e.step, e.interval?.low, e.interval?.high, ...numbersIn(words(e))])
    .filter((x) => typeof x === 'number');
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.005 * Math.abs(a) + 0.0006;
  // Ratios of two held numbers ("10 times") and shares in percent are derived in the open.
  return numbersIn(`${found.title} ${found.measured}`).filter(
    (x) =>
      !held.some((v) => near(x, v) || near(x, 100 * v) || Math.abs(x - 100 * v) <= 0.51) &&
      !held.some((a) => held.some((b) => b !== 0 && Math.abs(a / b - x) <= 0.05 * x)),
  );
}
