/**
 * False alarms and misses of `confused-pair` on simulated confusion tables. One half of the tables chooses the settings,
 * the other half gives the figures of docs/thresholds/confused-pair.md.
 *
 *     npx esbuild lab/thresholds/confused-pair.ts --bundle --format=esm --outfile=/tmp/confused-pair.mjs
 *     node /tmp/confused-pair.mjs
 */
import { confusedPairs, pairRule, type PairRule } from '../../src/audits/confusion-pairs.ts';
import { measure } from '../../src/metrics/index.ts';
import { benjaminiHochberg, createRandom, multinomial, normalCdf, type Random } from '../../src/stats/index.ts';
import type { ClassificationMeasures } from '../../src/metrics/text-classification/measures.ts';

const random = createRandom(99);

interface Case {
  readonly kind: 'strong model' | 'weak all over' | 'planted, one way' | 'planted, both ways';
  readonly size: number;
  readonly n: number;
  readonly planted: readonly [number, number] | null;
  readonly measures: ClassificationMeasures;
  /** Largest true share of a label's rows in one wrong cell. */
  readonly largest: number;
}

/** Some labels resemble each other more: symmetric log-normal likeness, on top of base rates. */
function truth(size: number, recall: () => number, likeness: number, skew: number, r: Random): Float64Array {
  const prior = Array.from({ length: size }, (_, i) => 1 / (i + 1) ** skew);
  const total = prior.reduce((a, b) => a + b, 0);
  const alike = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) alike[i * size + j] = alike[j * size + i] = Math.exp(likeness * r.normal());
  const shares = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const right = recall();
    let pull = 0;
    for (let j = 0; j < size; j++) if (j !== i) pull += prior[j]! ** 0.7 * alike[i * size + j]!;
    for (let j = 0; j < size; j++) {
      const given = i === j ? right : ((1 - right) * prior[j]! ** 0.7 * alike[i * size + j]!) / pull;
      shares[i * size + j] = (prior[i]! / total) * given;
    }
  }
  return shares;
}

function draw(kind: Case['kind']): Case {
  const size = [3, 4, 5, 8, 15, 40][random.integer(6)]!;
  const n = [150, 300, 1000, 3000, 10000][random.integer(5)]!;
  const weak = kind === 'weak all over';
  const recall = (): number => (weak ? 0.5 + 0.25 * random.next() : 0.88 + 0.1 * random.next());
  const shares = truth(size, recall, weak ? 0.3 : 0.7, random.next(), random);
  let planted: [number, number] | null = null;
  if (kind === 'planted, one way' || kind === 'planted, both ways') {
    const x = random.integer(size);
    const y = (x + 1 + random.integer(size - 1)) % size;
    planted = [x, y];
    const move = (i: number, j: number, share: number): void => {
      const taken = shares[i * size + i]! * share;
      shares[i * size + i]! -= taken;
      shares[i * size + j]! += taken;
    };
    const share = 0.2 + 0.15 * random.next();
    move(x, y, share);
    if (kind === 'planted, both ways') move(y, x, share);
  }
  let largest = 0;
  for (let i = 0; i < size; i++) {
    let row = 0;
    for (let j = 0; j < size; j++) row += shares[i * size + j]!;
    for (let j = 0; j < size; j++) if (j !== i) largest = Math.max(largest, shares[i * size + j]! / row);
  }
  const counts = new Float64Array(size * size);
  multinomial(random, n, shares, counts);
  const labels = Array.from({ length: size }, (_, i) => `label ${i}`);
  return { kind, size, n, planted, largest, measures: measure({ labels, counts, rows: n, unlabelled: 0 }, null, { set: 's' }) };
}

/** The rule of thumb this replaces: standardised residual > 4 under independent margins of errors, at least 10 errors. */
function residualPairs(m: ClassificationMeasures): number {
  const size = m.confusion.labels.length;
  const rowErrors = m.classes.map((c, i) => c.support - m.confusion.counts[i * size + i]!);
  const columnErrors = m.classes.map((c, i) => c.predicted - m.confusion.counts[i * size + i]!);
  const total = rowErrors.reduce((a, b) => a + b, 0);
  const p: number[] = [];
  let fired = 0;
  const z: number[] = [];
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      if (i === j) continue;
      const expected = (rowErrors[i]! * columnErrors[j]!) / Math.max(1, total);
      const count = m.confusion.counts[i * size + j]!;
      const residual = expected > 0 ? (count - expected) / Math.sqrt(expected) : 0;
      z.push(count >= 10 ? residual : 0);
      p.push(1 - normalCdf(residual));
    }
  benjaminiHochberg(p).forEach((q, k) => {
    if (q < 0.01 && z[k]! > 4) fired++;
  });
  return fired;
}

const each = Number(process.argv[2] ?? 400);
const kinds: Case['kind'][] = ['strong model', 'weak all over', 'planted, one way', 'planted, both ways'];
const cases = kinds.flatMap((kind) => Array.from({ length: 2 * each }, () => draw(kind)));
const halves = [cases.filter((_, i) => i % 2 === 0), cases.filter((_, i) => i % 2 === 1)] as const;

const hits = (c: Case, rule: PairRule): { found: boolean; others: number } => {
  const errors = c.n - c.measures.classes.reduce((s, _, i) => s + c.measures.confusion.counts[i * c.size + i]!, 0);
  if (errors < rule.leastErrors) return { found: false, others: 0 };
  const pairs = confusedPairs(c.measures, rule);
  const is = (p: (typeof pairs)[number]): boolean =>
    c.planted !== null && c.planted.includes(p.main.reference) && c.planted.includes(p.main.predicted);
  return { found: pairs.some(is), others: pairs.filter((p) => !is(p)).length };
};

function rates(set: readonly Case[], rule: PairRule): string {
  return kinds
    .map((kind) => {
      const mine = set.filter((c) => c.kind === kind);
      const results = mine.map((c) => hits(c, rule));
      const share = (n: number): string => `${((100 * n) / mine.length).toFixed(1)} %`;
      const alarms = share(results.filter((r) => r.others > 0).length);
      return kind.startsWith('planted') ? `${kind}: found ${share(results.filter((r) => r.found).length)}, other pairs ${alarms}` : `${kind}: ${alarms}`;
    })
    .join(' · ');
}

console.log('choosing half');
for (const leastOfLabel of [0.05, 0.08, 0.1]) {
  for (const leastOdds of [1, 1.5, 2, 3]) {
    console.log(`  of label ${leastOfLabel}, odds ${leastOdds} | ${rates(halves[0], { ...pairRule, leastOfLabel, leastOdds })}`);
  }
}
console.log('quoted half, chosen rule');
console.log(rates(halves[1], pairRule));
console.log('quoted half by size of the set');
for (const n of [150, 300, 1000, 3000, 10000]) console.log(`  n ${n} | ${rates(halves[1].filter((c) => c.n === n), pairRule)}`);
console.log('quoted half by labels');
for (const size of [3, 4, 5, 8, 15, 40]) console.log(`  labels ${size} | ${rates(halves[1].filter((c) => c.size === size), pairRule)}`);
const enough = halves[1].filter((c) => c.planted !== null && c.measures.classes[c.planted[0]]!.support >= 50);
console.log(`planted with ≥ 50 rows of the label: found ${((100 * enough.filter((c) => hits(c, pairRule).found).length) / enough.length).toFixed(1)} % of ${enough.length}`);
const strong = halves[1].filter((c) => c.kind === 'strong model');
const alarmed = strong.filter((c) => hits(c, pairRule).others > 0);
console.log(`strong models with an alarm: true largest cell ${alarmed.map((c) => c.largest.toFixed(3)).join(' ')}`);
for (const kind of ['strong model', 'weak all over'] as const) {
  const mine = halves[1].filter((c) => c.kind === kind);
  console.log(`residual > 4 on ${kind}: ${((100 * mine.filter((c) => residualPairs(c.measures) > 0).length) / mine.length).toFixed(1)} %`);
}
