import { expect } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';

/** Parts of sentences whose digits are no measurements: names, the confidence level, units of tolerance, counts of what is not listed. */
const notMeasured = [
  /`[^`]*`/g,
  /\b95 %:/g,
  /; 0 is chance/g,
  /macro-F1/g,
  /± 5 points/g,
  /and [\d,]+ more/g,
];

/** Every number of a sentence as written; percentages and points also as shares. */
function numbersOf(text: string): number[] {
  const plain = notMeasured.reduce((rest, pattern) => rest.replace(pattern, ''), text);
  return [...plain.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map((match) => Number(match[0].replaceAll(',', '')));
}

/**
 * Every number named in title and measurement stands in the evidence: as value, end of an interval, n or in a name
 * ("labels with fewer than 30 examples"), up to the rounding of the text.
 */
export function expectNumbersInEvidence(outcome: Outcome): void {
  if (outcome.kind !== 'finding') throw new Error(`expected a finding, got ${JSON.stringify(outcome)}`);
  for (const finding of outcome.findings) {
    const known = finding.evidence
      .flatMap((each) => [
        each.value,
        each.n,
        each.interval?.low,
        each.interval?.high,
        ...numbersOf(each.name),
      ])
      .filter((value) => typeof value === 'number')
      .map(Math.abs);
    for (const number of numbersOf(`${finding.title} ${finding.measured}`)) {
      const asWritten = known.some((value) => Math.abs(value - number) <= 0.0501);
      const asShare = known.some((value) => Math.abs(100 * value - number) <= 0.501);
      expect(
        asWritten || asShare,
        `${number} of “${finding.title}. ${finding.measured}” is in no evidence`,
      ).toBe(true);
    }
  }
}
