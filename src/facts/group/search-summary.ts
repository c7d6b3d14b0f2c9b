import type { SearchSummary } from '../../model/comparison.ts';
import {
  benjaminiHochberg,
  createRandom,
  expectedBest,
  kruskalWallis,
  leastRankProbability,
  type RankTest,
  spearman,
} from '../../stats/index.ts';
import type { GroupFacts } from './define.ts';
import { isSeed } from './setting-kind.ts';

const LEAST_RUNS = 6;
/** Share of false claims among "it moved the metric". */
const FALSE_SHARE = 0.05;
/** Points of the curve of expected best; more say nothing more. */
const MOST_POINTS = 60;
/** Settings tested; a configuration that differs everywhere is not a search. */
const MOST_PARAMETERS = 24;

type Parameter = SearchSummary['parameters'][number];

interface Design {
  readonly name: string;
  readonly values: readonly string[];
  /** Level of each usable run. */
  readonly level: Int32Array;
  /** The levels as numbers when all are numbers. */
  readonly numbers: Float64Array | null;
}

/** Tables of more cells say nothing: nearly every run has a value of its own. */
const MOST_CELLS = 4000;

/** How far two factors go together over the same runs, 0 to 1: Cramér's V, of ranks where values hardly repeat. */
function association(a: Int32Array, b: Int32Array): number {
  const sizeA = a.reduce((most, level) => Math.max(most, level), 0) + 1;
  const sizeB = b.reduce((most, level) => Math.max(most, level), 0) + 1;
  if (sizeA < 2 || sizeB < 2) return 0;
  if (sizeA * sizeB > MOST_CELLS) return Math.abs(spearman(a, b)?.rho ?? 0);
  const table = new Float64Array(sizeA * sizeB);
  const sumA = new Float64Array(sizeA);
  const sumB = new Float64Array(sizeB);
  for (let i = 0; i < a.length; i++) {
    const cell = a[i]! * sizeB + b[i]!;
    table[cell] = table[cell]! + 1;
    sumA[a[i]!] = sumA[a[i]!]! + 1;
    sumB[b[i]!] = sumB[b[i]!]! + 1;
  }
  // The same partition of the runs under other names.
  const filled = table.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  if (filled === sizeA && filled === sizeB) return 1;
  // With hardly any run a cell V is near 1 whatever the factors are.
  if (sizeA * sizeB > a.length) return Math.abs(spearman(a, b)?.rho ?? 0);
  let chi = 0;
  for (let i = 0; i < sizeA; i++)
    for (let j = 0; j < sizeB; j++) {
      const expected = (sumA[i]! * sumB[j]!) / a.length;
      chi += (table[i * sizeB + j]! - expected) ** 2 / expected;
    }
  return Math.sqrt(chi / (a.length * (Math.min(sizeA, sizeB) - 1)));
}

function designs(group: GroupFacts, runs: readonly number[]): readonly Design[] {
  const out: Design[] = [];
  for (const difference of group.differences()) {
    if (difference.kind !== 'training' || isSeed(difference.name) || out.length >= MOST_PARAMETERS) continue;
    const values = [...new Set(runs.map((run) => difference.values[run] ?? 'not recorded'))];
    if (values.length < 2) continue;
    const numeric = values.every((value) => value !== '' && Number.isFinite(Number(value)));
    if (numeric) values.sort((a, b) => Number(a) - Number(b));
    const place = new Map(values.map((value, index) => [value, index]));
    const level = Int32Array.from(runs, (run) => place.get(difference.values[run] ?? 'not recorded')!);
    out.push({
      name: difference.name,
      values,
      level,
      numbers: numeric ? Float64Array.from(level, (index) => Number(values[index])) : null,
    });
  }
  return out;
}

/** Groups where values repeat, ranks where nearly every run has a value of its own. */
function testOf(design: Design, scores: Float64Array): RankTest | null {
  const repeats = scores.length / design.values.length;
  const sizes = new Array<number>(design.values.length).fill(0);
  for (const level of design.level) sizes[level] = sizes[level]! + 1;
  // Too few repeats to reach the level whatever they say: no test, rather than one that cannot find anything.
  if (repeats >= 2 && leastRankProbability(sizes) >= FALSE_SHARE) return null;
  if (repeats >= 2) return kruskalWallis(scores, design.level, createRandom(scores.length));
  return design.numbers !== null && scores.length >= 8 ? spearman(design.numbers, scores) : null;
}

/**
 * Which settings moved the metric, and the expected best of k runs. Each setting is tested over all runs that did not fail, so that what
 * the other settings do counts as noise; q values control the share of false claims (Benjamini–Hochberg). Two settings that vary
 * together cannot be told apart, and neither is claimed.
 */
export function searchSummary(group: GroupFacts): Omit<SearchSummary, 'table'> {
  const metric = group.metric();
  const runs = group.members
    .map((member) => member.index)
    .filter((index) => group.score(index) !== null && group.failure(index) === null);
  const scores = Float64Array.from(runs, (run) => group.score(run)!.value);
  const varying = designs(group, runs);
  const tests = varying.map((design) => (runs.length < LEAST_RUNS ? null : testOf(design, scores)));
  const tested = tests.filter((test) => test !== null);
  const q = benjaminiHochberg(tested.map((test) => test.p));
  let next = 0;
  const parameters = varying.map((design, index): Parameter => {
    const test = tests[index]!;
    const base = { name: design.name, values: design.values };
    if (test === null) {
      return {
        ...base,
        test: null,
        moved: 'cannot-tell',
        reason:
          runs.length < LEAST_RUNS
            ? `${runs.length} runs with a score; ${LEAST_RUNS} are the least`
            : 'its values were repeated too few times to tell an effect from the noise',
      };
    }
    const share = q[next++]!;
    const result = { method: test.method, p: test.p, q: share };
    const twin = varying.find((other) => other !== design && association(design.level, other.level) > 0.7);
    if (twin !== undefined)
      return {
        ...base,
        test: result,
        moved: 'cannot-tell',
        reason: `it was varied together with ${twin.name}`,
      };
    return share < FALSE_SHARE
      ? {
          ...base,
          test: result,
          moved: 'yes',
          reason: `the metric differs between its values beyond the noise of all other runs`,
        }
      : {
          ...base,
          test: result,
          moved: 'not-shown',
          reason: `no difference beyond the noise among ${runs.length} runs`,
        };
  });
  const best =
    metric === null
      ? []
      : Array.from({ length: Math.min(MOST_POINTS, runs.length) }, (_, i) => {
          const k = Math.max(1, Math.round(((i + 1) * runs.length) / Math.min(MOST_POINTS, runs.length)));
          return { k, value: expectedBest(scores, k, metric.greaterIsBetter) };
        });
  return { parameters, expectedBest: best };
}
