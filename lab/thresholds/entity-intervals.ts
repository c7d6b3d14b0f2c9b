// Coverage of the intervals of entity scores: how often does the interval of a sample hold the score of the population? Even seeds
// choose the rule, odd seeds are quoted in docs/thresholds/entity-intervals.md.
import {
  countMentions,
  entityScores,
  type IntervalRule,
  type MentionInput,
} from '../../src/metrics/entities/scores/index.ts';
import type { Score } from '../../src/model/report.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';

interface Population {
  readonly name: string;
  /** Share of sentences that hold a mention of the type. */
  readonly rates: readonly number[];
  readonly recall: readonly number[];
  /** Standard deviation of the log odds between sentences, and between documents. */
  readonly spread: number;
  readonly documentSpread: number;
  /** Chance of one more mention of the type in the same sentence. */
  readonly repeat: number;
  /** Sentences of a document; 0 without documents. */
  readonly perDocument: number;
}

const plain: readonly Population[] = [
  { name: 'news', rates: [0.5, 0.3, 0.2, 0.05], recall: [0.95, 0.88, 0.92, 0.75], spread: 0, documentSpread: 0, repeat: 0.2, perDocument: 0 },
  { name: 'weak model', rates: [0.4, 0.2, 0.05], recall: [0.7, 0.6, 0.5], spread: 0.8, documentSpread: 0, repeat: 0.3, perDocument: 0 },
  { name: 'strong model', rates: [0.5, 0.1, 0.03], recall: [0.985, 0.98, 0.96], spread: 0.8, documentSpread: 0, repeat: 0.2, perDocument: 0 },
  { name: 'lists', rates: [0.15, 0.05], recall: [0.9, 0.85], spread: 1.5, documentSpread: 0, repeat: 0.75, perDocument: 0 },
];
const populations = [
  ...plain,
  ...plain.map((p) => ({ ...p, name: `${p.name}, documents`, documentSpread: 0.6, perDocument: 12 })),
];

function draw(population: Population, units: number, random: Random): MentionInput {
  const { rates, recall, spread, documentSpread, repeat, perDocument } = population;
  const sentences = units * Math.max(1, perDocument);
  const rows: [number[][], number[][]] = [[], []];
  let effect = 0;
  for (let s = 0; s < sentences; s++) {
    if (perDocument > 0 && s % perDocument === 0) effect = documentSpread * random.normal();
    const own = effect + spread * random.normal();
    let at = 0;
    for (let type = 0; type < rates.length; type++) {
      const odds = Math.log(recall[type]! / (1 - recall[type]!)) + own;
      const right = 1 / (1 + Math.exp(-odds));
      let mentions = 0;
      if (random.next() < rates[type]! * (1 - repeat)) {
        mentions = 1;
        while (random.next() < repeat) mentions++;
      }
      for (let k = 0; k < mentions; k++, at += 10) {
        rows[0].push([s, at, at + 4, type]);
        if (random.next() < right) rows[1].push([s, at, at + 4, type]);
        else if (random.next() < 0.6) rows[1].push([s, at, at + 5, type]);
      }
      if (random.next() < 0.3 * rates[type]! * (1 - recall[type]!)) rows[1].push([s, at, at + 6, type]);
      at += 10;
    }
  }
  const columns = (side: readonly number[][]) => ({
    sentence: Int32Array.from(side, (r) => r[0]!),
    start: Int32Array.from(side, (r) => r[1]!),
    end: Int32Array.from(side, (r) => r[2]!),
    type: Int32Array.from(side, (r) => r[3]!),
    score: null,
  });
  return {
    reference: columns(rows[0]),
    predicted: columns(rows[1]),
    types: rates.length,
    sentences,
    firstOfDocument:
      perDocument > 0 ? Int32Array.from({ length: units + 1 }, (_, d) => d * perDocument) : null,
  };
}

const rules: Readonly<Record<string, IntervalRule>> = {
  'bootstrap alone': { fewestOutcomes: 0, fewestUnits: 0, fewestDocuments: 2 },
  'widened below 5': { fewestOutcomes: 5, fewestUnits: 20, fewestDocuments: 2 },
  'widened below 10': { fewestOutcomes: 10, fewestUnits: 20, fewestDocuments: 2 },
  'widened below 20': { fewestOutcomes: 20, fewestUnits: 20, fewestDocuments: 2 },
  'widened always': { fewestOutcomes: 1e9, fewestUnits: 20, fewestDocuments: 2 },
};

/** Many types, most of them rare: the mean is compared with that of the population over the types that the sample holds. */
const longTail: Population = {
  name: 'long tail',
  rates: Array.from({ length: 40 }, (_, t) => 0.4 / (t + 1)),
  recall: Array.from({ length: 40 }, (_, t) => 0.95 - 0.01 * t),
  spread: 0.5,
  documentSpread: 0,
  repeat: 0.2,
  perDocument: 0,
};

interface Tally {
  held: number;
  n: number;
  width: number;
  zero: number;
}

export function run(): void {
  const tallies = new Map<string, Tally>();
  const note = (half: string, rule: string, score: string, size: string, own: Score, truth: Score): void => {
    if (own.interval === null || truth.value === null) return;
    const key = [half, score, size, rule].join(' | ');
    const tally = tallies.get(key) ?? { held: 0, n: 0, width: 0, zero: 0 };
    tallies.set(key, tally);
    const { low, high } = own.interval;
    tally.n++;
    if (truth.value >= low - 1e-12 && truth.value <= high + 1e-12) tally.held++;
    if (high - low < 1e-9) tally.zero++;
    tally.width += high - low;
  };
  const runs = Number(process.argv[3] ?? 60);
  const ratios = ['precision', 'recall', 'f1'] as const;
  const averages = ['f1_micro', 'f1_macro', 'f1_weighted', 'precision_macro', 'recall_macro'];
  for (const population of populations) {
    const types = population.rates.map(String);
    const documents = population.perDocument > 0;
    const truth = entityScores(countMentions(draw(population, documents ? 20_000 : 240_000, createRandom(1e6))), { types, draws: 1 });
    for (const units of documents ? [5, 10, 20, 60, 200] : [30, 100, 300, 1000]) {
      for (let seed = 0; seed < 2 * runs; seed++) {
        const sample = draw(population, units, createRandom(1000 * units + seed));
        const counts = countMentions(sample);
        const half = seed % 2 === 0 ? 'choosing' : 'quoted';
        for (const [rule, settings] of Object.entries(rules)) {
          const found = entityScores(counts, { types, draws: 400, seed, rule: settings });
          found.types.forEach((own, t) => {
            const expected = population.rates[t]! * units * Math.max(1, population.perDocument);
            const size = documents
              ? `${String(units).padStart(3)} documents`
              : expected < 10 ? 'mentions: 1 to 9' : expected < 30 ? 'mentions: 10 to 29' : expected < 100 ? 'mentions: 30 to 99' : 'mentions: ≥ 100';
            for (const ratio of ratios) note(half, rule, `${ratio} of a type`, size, own[ratio], truth.types[t]![ratio]);
          });
          for (const name of averages) {
            const size = documents ? `${String(units).padStart(3)} documents` : `${String(units).padStart(4)} sentences`;
            note(half, rule, name, size, found.overall[name]!, truth.overall[name]!);
          }
        }
      }
    }
  }
  const types = longTail.rates.map(String);
  const truth = entityScores(countMentions(draw(longTail, 240_000, createRandom(1e6))), { types, draws: 1 });
  for (const units of [100, 300, 1000, 3000]) {
    for (let seed = 0; seed < runs; seed++) {
      const counts = countMentions(draw(longTail, units, createRandom(1000 * units + seed)));
      const half = seed % 2 === 0 ? 'choosing' : 'quoted';
      for (const rule of ['bootstrap alone', 'widened below 10']) {
        const found = entityScores(counts, { types, draws: 400, seed, rule: rules[rule]! });
        const present = truth.types.filter((_, t) => counts.reference[t]! + counts.predicted[t]! > 0);
        const value = present.reduce((sum, t) => sum + t.f1.value!, 0) / present.length;
        const size = `long tail of 40 types, ${String(units).padStart(4)} sentences`;
        note(half, rule, 'f1_macro', size, found.overall.f1_macro!, { ...truth.overall.f1_macro!, value });
        note(half, rule, 'f1_micro', size, found.overall.f1_micro!, truth.overall.f1_micro!);
      }
    }
  }
  console.log('half | score | size | rule | held | intervals | mean width | width zero');
  for (const [key, t] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`${key} | ${((100 * t.held) / t.n).toFixed(1)} % | ${t.n} | ${(t.width / t.n).toFixed(3)} | ${((100 * t.zero) / t.n).toFixed(1)} %`);
  }
}
