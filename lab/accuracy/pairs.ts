import { judgeRuns, readRuns } from '../../src/engine/analyse.ts';
import { gatherRuns } from '../../src/engine/gather-runs.ts';
import { mcnemar } from '../../src/stats/index.ts';
import type { KeptRun } from './archive.ts';
import type { Measured } from './truth.ts';

/** Two seeds of one control on the same evaluation texts: what Afterfit says, and what 4,000 other texts say. */
export interface ScoredPair {
  readonly a: string;
  readonly b: string;
  readonly calledDifferent: boolean;
  /** Called different although the large test set shows no difference in that direction (McNemar, p < 0.05). */
  readonly wrong: boolean;
  readonly said: readonly string[];
}

const bits = (measured: Measured): Uint8Array => {
  const bytes = Uint8Array.from(Buffer.from(measured.large.correct, 'base64'));
  return Uint8Array.from({ length: measured.large.n }, (_, at) => (bytes[at >> 3]! >> (7 - (at & 7))) & 1);
};

/** +1 when b is better on the large test set, −1 when a is, 0 when that cannot be told there. */
function trueDirection(a: Measured, b: Measured): -1 | 0 | 1 {
  const [first, second] = [bits(a), bits(b)];
  let onlyA = 0;
  let onlyB = 0;
  for (let at = 0; at < first.length; at++) {
    if (first[at] === 1 && second[at] === 0) onlyA++;
    if (first[at] === 0 && second[at] === 1) onlyB++;
  }
  if (mcnemar(onlyA, onlyB).p >= 0.05) return 0;
  return onlyB > onlyA ? 1 : -1;
}

export async function scorePair(
  a: KeptRun,
  b: KeptRun,
  truth: ReadonlyMap<string, Measured>,
): Promise<ScoredPair | null> {
  const [measuredA, measuredB] = [truth.get(a.key), truth.get(b.key)];
  if (measuredA === undefined || measuredB === undefined) return null;
  const input = gatherRuns([
    { label: 'a', folder: true, input: await readRuns(a.source) },
    { label: 'b', folder: true, input: await readRuns(b.source) },
  ]);
  const { report } = await judgeRuns('pair', input, { compare: true });
  const pair = report.comparison?.pairs[0];
  // Other evaluation texts: nothing to compare.
  if (pair?.joined == null || pair.joined.rows === 0) return null;
  const called = report.findings.find((finding) => finding.id === 'difference-real');
  const accuracy = pair.metrics.find((metric) => metric.metric === 'accuracy');
  const direction = Math.sign(accuracy?.difference ?? 0);
  return {
    a: a.key,
    b: b.key,
    calledDifferent: called !== undefined,
    wrong: called !== undefined && trueDirection(measuredA, measuredB) !== direction,
    said: report.findings
      .filter((finding) => finding.subject.run === null)
      .map((finding) => `${finding.id}:${finding.claim}`),
  };
}
