/**
 * False discoveries and finds of the search for subsets, on simulated texts, labels and errors with known truth. Even seeds choose, odd
 * seeds are quoted in docs/thresholds/subsets.md.
 *
 *     node lab/thresholds/run.mjs subsets            (the quoted half)
 *     node lab/thresholds/run.mjs subsets --choose   (the other half, for several settings)
 */
import { type Examples, findSubsets, type SearchSettings, type Subset, type SubsetSearch } from '../../src/metrics/subsets/index.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { Tally } from './tally.ts';

interface World {
  readonly examples: Examples;
  /** True probability of an error, row by row. */
  readonly risk: Float64Array;
  /** Rows whose risk was raised; empty without a planted subset. */
  readonly planted: ReadonlySet<number>;
}

const oneOf = <T>(r: Random, list: readonly T[]): T => list[r.integer(list.length)]!;
const VOCABULARY = 3000;
const NAMES = ['Paris', 'Nokia', 'Maria', 'Berlin', 'Tesla', 'Oslo'];
const MARKS = ['.', '.', '.', '!', '?', '...', '!!'];

/** Texts whose words lean on the label, as in a real task: four in ten words come from the label's own part of the vocabulary. */
function textOf(label: number, r: Random): string {
  const length = 5 + Math.floor(-12 * Math.log(1 - r.next()));
  const words: string[] = [];
  for (let i = 0; i < length; i++) {
    const chance = r.next();
    if (chance < 0.02) words.push(oneOf(r, NAMES));
    else if (chance < 0.04) words.push(String(r.integer(3000)));
    else if (chance < 0.05) words.push(oneOf(r, ['not', 'never', "don't"]));
    else if (chance < 0.055) words.push(oneOf(r, ['$5', '12%', '@bob', '#tag', 'www.a.org', '🙂', '"so"', 'BIG']));
    else {
      const own = r.next() < 0.4;
      words.push(`${own ? `k${label}` : 'w'}${Math.floor(VOCABULARY * r.next() ** 3).toString(36)}`);
    }
  }
  return `${words.join(' ')}${oneOf(r, MARKS)}`;
}

interface Plan {
  readonly n: number;
  readonly labels: number;
  /** Error rate of each label. */
  readonly hard: boolean;
  /** Each text stands so many times in the set, right or wrong together. */
  readonly copies: number;
  readonly plant: { readonly kind: 'word' | 'column' | 'crossing'; readonly share: number; readonly gap: number } | null;
}

function world(plan: Plan, seed: number): World {
  const r = createRandom(seed);
  const { n, labels } = plan;
  const base = Array.from({ length: labels }, (_, i) => (plan.hard ? 0.05 + (0.3 * i) / Math.max(1, labels - 1) : 0.12));
  const reference = new Int32Array(n);
  const predicted = new Int32Array(n);
  const risk = new Float64Array(n);
  const texts: string[] = [];
  const region: string[] = [];
  const source: string[] = [];
  const age = new Float64Array(n);
  const probabilities = new Float64Array(n * labels);
  const planted = new Set<number>();
  for (let row = 0; row < n; row++) {
    if (row % plan.copies !== 0) {
      const from = row - 1;
      for (const list of [reference, predicted, risk, age]) list[row] = list[from]!;
      for (const list of [texts, region, source]) list.push(list[from]!);
      probabilities.copyWithin(row * labels, from * labels, row * labels);
      continue;
    }
    const label = r.integer(labels);
    const { plant } = plan;
    let text = textOf(label, r);
    region.push(oneOf(r, ['north', 'south', 'east', 'west', 'centre']));
    source.push(oneOf(r, ['mail', 'web', 'phone']));
    age[row] = 20 + r.integer(60);
    let hit = false;
    if (plant !== null && plant.kind === 'column') hit = r.next() < plant.share;
    if (plant?.kind === 'column' && hit) region[row] = 'island';
    if (plant !== null && plant.kind !== 'column') {
      // A crossing: the word and the source are each three times as frequent as both together.
      const p = plant.kind === 'word' ? plant.share : Math.sqrt(plant.share);
      const word = r.next() < p;
      if (plant.kind === 'crossing') source[row] = r.next() < p ? 'fax' : source[row]!;
      if (word) text = `refund ${text}`;
      hit = word && (plant.kind === 'word' || source[row] === 'fax');
    }
    risk[row] = base[label]! + (hit ? plant!.gap : 0);
    if (hit) planted.add(row);
    reference[row] = label;
    const wrong = r.next() < risk[row]!;
    predicted[row] = wrong ? (label + 1 + r.integer(labels - 1)) % labels : label;
    const sure = 1 / labels + (1 - 1 / labels) * (wrong ? 0.3 + 0.6 * r.next() : 0.5 + 0.5 * r.next());
    probabilities.fill((1 - sure) / (labels - 1), row * labels, (row + 1) * labels);
    probabilities[row * labels + predicted[row]!] = sure;
    texts.push(text);
  }
  const columns = [
    { name: 'region', values: region },
    { name: 'source', values: source },
    { name: 'age', values: Array.from(age) },
  ];
  const names = Array.from({ length: labels }, (_, i) => `l${i}`);
  return { examples: { reference, predicted, labels: names, probabilities, texts, columns }, risk, planted };
}

/** Correlation of two sets of rows among n. */
function phi(rows: Int32Array, truth: ReadonlySet<number>, n: number): number {
  let both = 0;
  for (const row of rows) if (truth.has(row)) both++;
  const [a, b] = [rows.length, truth.size];
  const spread = Math.sqrt(a * (n - a) * b * (n - b));
  return spread > 0 ? (both * n - a * b) / spread : 0;
}

interface Judged {
  readonly found: boolean;
  readonly first: boolean;
  /** A subset that holds no more of what was planted than chance has it: not worse in truth. */
  readonly falseOnes: readonly Subset[];
  readonly partly: number;
}

function judge(search: SubsetSearch, { planted }: World): Judged {
  const alike = search.found.map(({ rows }) => phi(rows, planted, search.rows));
  return {
    found: alike.some((one) => one >= 0.7),
    first: (alike[0] ?? 0) >= 0.7,
    falseOnes: search.found.filter((_, at) => alike[at]! < 0.1),
    partly: alike.filter((one) => one >= 0.1 && one < 0.7).length,
  };
}

/** The quoted seeds are new ones: looks at the odd seeds from 1 on changed the rule. */
const QUOTED = 20_001;

const STRICT = 0.05;

const seedsOf = (odd: boolean, count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i + (odd ? QUOTED : 0));

type Case = readonly [title: string, plan: (r: Random) => Plan];

const sizes = [300, 1000, 3000];
const nulls: readonly Case[] = [
  ['errors at random', (r) => ({ n: oneOf(r, sizes), labels: oneOf(r, [2, 4, 10]), hard: false, copies: 1, plant: null })],
  ['labels of different difficulty, words that go with them', (r) => ({ n: oneOf(r, sizes), labels: oneOf(r, [2, 4, 10]), hard: true, copies: 1, plant: null })],
  ['every text three times, right or wrong together', (r) => ({ n: oneOf(r, [900, 3000]), labels: oneOf(r, [2, 4]), hard: false, copies: 3, plant: null })],
];

const plants = (n: number): readonly Case[] =>
  (['word', 'column', 'crossing'] as const).flatMap((kind) =>
    [0.05, 0.1, 0.2].flatMap((share) =>
      [0.1, 0.2, 0.3].map((gap): Case => [
        `n = ${n}, ${kind}, ${Math.round(share * n)} rows, ${100 * gap} points`,
        (r) => ({ n, labels: oneOf(r, [2, 4]), hard: r.next() < 0.5, copies: 1, plant: { kind, share, gap } }),
      ]),
    ),
  );

function simulate(cases: readonly Case[], odd: boolean, each: number, settings: Partial<SearchSettings>, offset = 0): void {
  const anyFalse = Tally();
  const recall = Tally();
  const byLabels = Tally();
  const strictFalse = Tally();
  const strictRecall = Tally();
  let [subsets, wrongSubsets, partly, first, hits] = [0, 0, 0, 0, 0];
  for (const [title, plan] of cases) {
    for (const seed of seedsOf(odd, each)) {
      const r = createRandom(1_000_000 + seed + offset);
      const one = world(plan(r), seed + offset);
      const search = findSubsets(one.examples, settings);
      const judged = judge(search, one);
      const strict = judge({ ...search, found: search.found.filter(({ familyWise }) => familyWise <= STRICT) }, one);
      strictFalse.add(title, strict.falseOnes.length > 0);
      if (one.planted.size > 0) strictRecall.add(title, strict.found);
      anyFalse.add(title, judged.falseOnes.length > 0);
      if (one.planted.size > 0) recall.add(title, judged.found);
      else byLabels.add(title, search.explainedByLabels.length > 0);
      if (process.argv.includes('--names'))
        for (const [at, { name }] of search.found.entries())
          console.log(`  ${title} ${seed}: ${name}: ${phi(search.found[at]!.rows, one.planted, search.rows).toFixed(2)}`);
      if (process.argv.includes('--names'))
        for (const { name, q, withinLabels, confirmation } of judged.falseOnes)
          console.log(`  ${title} ${seed}: ${name}: ${confirmation.errors} of ${confirmation.rows}, ${confirmation.otherRate.toFixed(3)}, q ${q.toFixed(4)}, within ${withinLabels?.q.toFixed(4)}`);
      subsets += search.found.length;
      wrongSubsets += judged.falseOnes.length;
      partly += judged.partly;
      if (judged.found) hits++;
      if (judged.first) first++;
    }
  }
  console.log(anyFalse.table('a subset found that is not worse in truth'));
  console.log(strictFalse.table('the same with Holm ≤ 5 %'));
  if (hits > 0) {
    console.log(recall.table('planted subset found (φ ≥ 0.7)'));
    console.log(strictRecall.table('the same with Holm ≤ 5 %'));
    console.log(`${subsets} subsets named; ${wrongSubsets} not worse in truth, ${partly} overlap with the planted one in part; planted one first in ${first} of ${hits}`);
  } else console.log(byLabels.table('a subset named as explained by its labels'));
}

const choices: Readonly<Record<string, Partial<SearchSettings>>> = {
  'z ≥ 1.64 and 2, level 5 %, 15 rows a half': { screen: 1.64, screenCrossing: 2 },
  'z ≥ 2 and 2.5, level 5 %, 15 rows a half (shipped)': {},
  'z ≥ 2.5 and 3, level 5 %, 15 rows a half': { screen: 2.5, screenCrossing: 3 },
  'z ≥ 2 and 2.5, level 1 %, 15 rows a half': { level: 0.01 },
  'z ≥ 2 and 2.5, level 5 %, 30 rows a half': { leastRows: 30 },
};

export function run(): void {
  const each = Number(process.argv.find((one) => /^\d+$/.test(one)) ?? 0);
  if (process.argv.includes('--choose')) {
    for (const [title, settings] of Object.entries(choices)) {
      console.log(`\n## ${title}\n`);
      simulate(nulls, false, each || 60, settings);
      simulate(plants(1000), false, each ? each / 6 : 8, settings, 50_000);
    }
    return;
  }
  console.log('\n## No subset is worse\n');
  simulate(nulls, true, each || 240, {});
  for (const n of [1000, 3000]) {
    console.log(`\n## Planted, n = ${n}\n`);
    simulate(plants(n), true, each ? each / 6 : 20, {}, 50_000 + n);
  }
}
