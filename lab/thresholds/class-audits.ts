/**
 * False alarms and finds of the audits of classes on simulated confusion tables, through the audits themselves. Nothing was
 * tuned on these tables, so all of them are quoted (docs/thresholds/class-audits.md).
 *
 *     npx esbuild lab/thresholds/class-audits.ts --bundle --format=esm --outfile=/tmp/class-audits.mjs
 *     node /tmp/class-audits.mjs
 */
import type { Audit } from '../../src/audits/define.ts';
import { accuracyHidesMinority } from '../../src/audits/classes/accuracy-hides-minority.ts';
import { classLowPrecision } from '../../src/audits/classes/class-low-precision.ts';
import { classLowRecall } from '../../src/audits/classes/class-low-recall.ts';
import { confusedPair } from '../../src/audits/classes/confused-pair.ts';
import { labelMappingWrong } from '../../src/audits/classes/label-mapping-wrong.ts';
import { noBetterThanTrivial } from '../../src/audits/classes/no-better-than-trivial.ts';
import { priorShiftedPredictions } from '../../src/audits/classes/prior-shifted-predictions.ts';
import type { RunFacts } from '../../src/facts/define.ts';
import { measure } from '../../src/metrics/index.ts';
import { createRandom, multinomial } from '../../src/stats/index.ts';

const audits: Audit[] = [labelMappingWrong, noBetterThanTrivial, accuracyHidesMinority, classLowRecall, classLowPrecision, confusedPair, priorShiftedPredictions];
const random = createRandom(5);
const each = Number(process.argv[2] ?? 400);

interface World {
  readonly shares: Float64Array;
  readonly size: number;
}

function world(size: number, skew: number, recall: (i: number) => number): World {
  const prior = Array.from({ length: size }, (_, i) => 1 / (i + 1) ** skew);
  const total = prior.reduce((a, b) => a + b, 0);
  const shares = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const right = recall(i);
    for (let j = 0; j < size; j++) {
      // Errors mirror base rates from both sides, so that labels are predicted as often as they occur.
      const given = i === j ? right : ((1 - right) * prior[j]!) / (total - prior[i]!);
      shares[i * size + j] = (prior[i]! / total) * given;
    }
  }
  return { shares, size };
}

const between = (low: number, high: number): number => low + (high - low) * random.next();
const sizes = [2, 3, 5, 10, 30];
const pick = (): number => sizes[random.integer(sizes.length)]!;

const kinds: Record<string, () => World> = {
  'healthy, recall 0.85 to 0.95': () => world(pick(), 0, () => between(0.85, 0.95)),
  'healthy, long tail, recall 0.9 to 0.97': () => world(pick(), 1, () => between(0.9, 0.97)),
  'weak all over, recall 0.5 to 0.6': () => world(pick(), 0, () => between(0.5, 0.6)),
  '95:5, weighted, recall 0.93 / 0.8': () => world(2, Math.log2(19), (i) => (i === 0 ? 0.93 : 0.8)),
  'planted: last label recall 0.6, others 0.9': () => {
    const size = pick();
    return world(size, 0, (i) => (i === size - 1 ? 0.6 : 0.9));
  },
  'planted: 95:5, recall 0.99 / 0.25': () => world(2, Math.log2(19), (i) => (i === 0 ? 0.99 : 0.25)),
  'planted: answers independent of the text': () => {
    const size = pick();
    const shares = new Float64Array(size * size);
    for (let k = 0; k < shares.length; k++) shares[k] = (1 + (k % size === 0 ? 1 : 0)) * (1 + (k < size ? 1 : 0));
    return { shares, size };
  },
  'planted: labels rotated, recall 0.8 to 0.95': () => {
    const { shares, size } = world(pick(), 0, () => between(0.8, 0.95));
    const rotated = new Float64Array(shares.length);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) rotated[i * size + ((j + 1) % size)] = shares[i * size + j]!;
    return { shares: rotated, size };
  },
  'planted: first two of 5 labels swapped, recall 0.85': () => {
    const { shares, size } = world(5, 0, () => 0.85);
    const swapped = shares.slice();
    for (let i = 0; i < size; i++) {
      swapped[i * size] = shares[i * size + 1]!;
      swapped[i * size + 1] = shares[i * size]!;
    }
    return { shares: swapped, size };
  },
};

/** Ratings: `right` of each, the rest to its neighbours, `up` of it to the higher one. */
function ratings(size: number, right: number, up: number): World {
  const shares = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    shares[i * size + i] = right / size;
    const [low, high] = [Math.max(0, i - 1), Math.min(size - 1, i + 1)];
    shares[i * size + high]! += ((1 - right) * up) / size;
    shares[i * size + low]! += ((1 - right) * (1 - up)) / size;
  }
  return { shares, size };
}

/** References counted from 1 and cut off at 0: the two lowest fall together, and the highest is empty. */
function cutOff({ shares, size }: World): World {
  const merged = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) merged[Math.max(0, i - 1) * size + j]! += shares[i * size + j]!;
  return { shares: merged, size };
}

const scales = [4, 5, 7, 10];
const scale = (): number => scales[random.integer(scales.length)]!;
// After the others, so that their tables stay as they were.
const ordered: Record<string, () => World> = {
  'ratings, right in 0.4 to 0.6, else a neighbour': () => ratings(scale(), between(0.4, 0.6), 0.5),
  'ratings, right in 0.35 to 0.6, else mostly one too high': () => ratings(scale(), between(0.35, 0.6), between(0.7, 1)),
  'planted: ratings off by one and cut off, recall 0.8 to 0.95': () => cutOff(world(scale(), 0, () => between(0.8, 0.95))),
  'planted: ratings off by one and cut off, right in 0.7 to 0.9, else a neighbour': () => cutOff(ratings(scale(), between(0.7, 0.9), 0.5)),
};

const cases = [kinds, ordered].flatMap((those) => [100, 300, 1000, 5000].map((n) => ({ those, n })));
for (const { those, n } of cases) {
  console.log(`\nn = ${n} | problem or risk (any finding)`);
  for (const [kind, make] of Object.entries(those)) {
    const found = new Map<string, number>();
    const any = new Map<string, number>();
    for (let run = 0; run < each; run++) {
      const { shares, size } = make();
      const counts = new Float64Array(size * size);
      multinomial(random, n, shares, counts);
      const measures = measure({ labels: Array.from({ length: size }, (_, i) => `l${i}`), counts, rows: n, unlabelled: 0 }, null, { set: 's' });
      const facts = { measures: () => measures, predictions: () => null } as unknown as RunFacts;
      for (const audit of audits) {
        const outcome = audit.judge({ facts, run: facts.run, probe: () => null });
        if (outcome.kind !== 'finding') continue;
        any.set(audit.id, (any.get(audit.id) ?? 0) + 1);
        if (outcome.findings.some((f) => f.severity !== 'note')) found.set(audit.id, (found.get(audit.id) ?? 0) + 1);
      }
    }
    const text = audits
      .filter((a) => any.has(a.id))
      .map((a) => `${a.id} ${((100 * (found.get(a.id) ?? 0)) / each).toFixed(1)} (${((100 * any.get(a.id)!) / each).toFixed(1)}) %`)
      .join(' · ');
    console.log(`  ${kind}: ${text || 'none'}`);
  }
}
