/**
 * False alarms and misses of the audits that read texts: near matches on the texts of examples/, and simulated sets with known
 * truth for the tests. Even seeds choose, odd seeds are quoted in docs/thresholds/text-audits.md.
 *
 *     node lab/thresholds/run.mjs text-audits
 */
import { readFileSync } from 'node:fs';
import { valTestShift } from '../../src/audits/data/val-test-shift.ts';
import { measureShift } from '../../src/engine/measure-shift.ts';
import { createFacts } from '../../src/facts/index.ts';
import { harmOfCut } from '../../src/metrics/texts/lengths.ts';
import { normaliseText, wordsOf } from '../../src/metrics/texts/normalise.ts';
import { type JudgedRow, overlapGain } from '../../src/metrics/texts/overlap-gain.ts';
import { overlapOf } from '../../src/metrics/texts/overlap.ts';
import { derived } from '../../src/model/known.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { readCsv } from '../../src/formats/csv.ts';
import { columnsOfPairs } from '../../test/support/prediction-columns.ts';
import { evaluated } from '../../test/support/evaluated-runs.ts';
import { Tally } from './tally.ts';

const seeds = (odd: boolean, count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i + (odd ? 1 : 0));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const textsOf = (path: string): string[] => {
  const { columns, cells } = readCsv(new Uint8Array(readFileSync(path)), {});
  return (cells[columns.indexOf('text')] ?? []).map(String);
};

/** One edit as people make when they copy: a word replaced, dropped, doubled, or mistyped; case and punctuation. */
function edit(text: string, r: Random): { readonly kind: string; readonly text: string } {
  const words = text.split(' ');
  const at = r.integer(words.length);
  switch (r.integer(5)) {
    case 0:
      return { kind: 'case and punctuation', text: text.toUpperCase().replace(/[.,]/g, '') };
    case 1:
      return { kind: 'one word replaced', text: words.map((w, i) => (i === at ? 'something' : w)).join(' ') };
    case 2:
      return { kind: 'one word dropped', text: words.filter((_, i) => i !== at).join(' ') };
    case 3:
      return { kind: 'one word added', text: words.map((w, i) => (i === at ? `${w} indeed` : w)).join(' ') };
    default:
      return { kind: 'one letter mistyped', text: words.map((w, i) => (i === at ? `${w.slice(0, -1)}x` : w)).join(' ') };
  }
}

/** The rule of the catalogue for short texts: Jaccard ≥ 0.9 of runs of three characters. */
function alikeByCharacters(a: string, b: string): boolean {
  const runs = (text: string): Set<string> => new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, i) => text.slice(i, i + 3)));
  const [x, y] = [runs(normaliseText(a)), runs(normaliseText(b))];
  let common = 0;
  for (const run of x) if (y.has(run)) common++;
  return common / (x.size + y.size - common) >= 0.9;
}

function nearMatchesOfExamples(): void {
  for (const name of ['healthy-run', 'finance-sentiment']) {
    const all = [...new Set(textsOf(`examples/${name}/data/train.csv`))];
    const r = createRandom(7);
    const shuffled = all.map((text) => [r.next(), text] as const).sort(([a], [b]) => a - b).map(([, text]) => text);
    const half = shuffled.length >> 1;
    const [train, other] = [shuffled.slice(0, half), shuffled.slice(half)];
    const natural = overlapOf(train, other);
    const count = (kind: number): number => natural.kind.filter((one) => one === kind).length;
    console.log(`${name}: ${train.length} against ${other.length} other texts of the same kind: ${count(1)} equal, ${count(2)} nearly equal (${((100 * count(2)) / other.length).toFixed(2)} %)`);
    const edited = train.slice(0, 1000).map((text) => edit(text, r));
    const planted = overlapOf(train, edited.map((one) => one.text));
    const tally = Tally();
    const characters = Tally();
    for (const [i, one] of edited.entries()) {
      const long = wordsOf(normaliseText(train[i]!)).length >= 10 ? '≥ 10 words' : '< 10 words';
      tally.add(`${one.kind}, ${long}`, planted.kind[i] !== 0);
      characters.add(`${one.kind}, ${long}`, alikeByCharacters(train[i]!, one.text));
    }
    console.log(tally.table(`${name}, edited copies found`));
    console.log(characters.table(`${name}, runs of three characters, Jaccard ≥ 0.9`));
  }
}

type Copies = 'not remembered' | 'easy, not remembered' | 'remembered';

/** Rows of a set in which `share` of the texts stand in the training data. Easy copies are short and of a frequent label. */
function copiedRows(kind: Copies, share: number, n: number, r: Random): JudgedRow[] {
  return Array.from({ length: n }, () => {
    const words = Math.round(Math.exp(2.7 + 0.5 * r.normal()));
    const frequent = r.next() < 0.6;
    const easy = (words < 10 ? 1.2 : 0) + (frequent ? 0.8 : 0);
    const pull = kind === 'easy, not remembered' ? (words < 10 ? 3 : 0.5) * (frequent ? 1.3 : 0.5) : 1;
    const overlaps = r.next() < Math.min(0.95, share * pull);
    const right = overlaps && kind === 'remembered' ? r.next() < 0.99 : r.next() < sigmoid(0.7 + easy);
    return { overlaps, right, label: frequent ? 'a' : 'b', words };
  });
}

function gains(odd: boolean): void {
  const both = Tally();
  const fisher = Tally();
  for (const kind of ['not remembered', 'easy, not remembered', 'remembered'] as const)
    for (const share of [0.02, 0.1, 0.3])
      for (const n of [300, 1000, 3000])
        for (const seed of seeds(odd, 150)) {
          const gain = overlapGain(copiedRows(kind, share, n, createRandom(1000 * seed + n + 100 * share)));
          const name = `${kind}, ${kind === 'remembered' ? `${100 * share} %, n = ${n}` : 'all'}`;
          fisher.add(name, gain.p < 0.01);
          both.add(name, gain.p < 0.01 && gain.stratifiedP < 0.001);
        }
  console.log(both.table('called inflated: Fisher p < 0.01 and Mantel–Haenszel p < 0.001'));
  console.log(fisher.table('Fisher alone'));
}

type Length = 'no effect' | 'steady' | 'bent' | 'cut hurts';

/** Error of a text by its words; harm sets in where words are lost. */
function harms(odd: boolean): void {
  const tally = Tally();
  for (const kind of ['no effect', 'steady', 'bent', 'cut hurts'] as const)
    for (const n of [300, 1000, 3000])
      for (const seed of seeds(odd, 200)) {
        const r = createRandom(1000 * seed + n);
        const limit = [32, 64, 128][r.integer(3)]!;
        const words: number[] = [];
        const cut: number[] = [];
        const wrong: number[] = [];
        for (let i = 0; i < n; i++) {
          const tokens = limit * Math.exp(-0.2 + 0.6 * r.normal());
          const length = Math.max(1, Math.round(tokens / 1.3));
          // Words alone leave the middle open: those rows are not used.
          const [isCut, isWhole] = [length + 2 > limit, 6.5 * length + 2 <= limit];
          const exact = seed % 4 < 2;
          if (!exact && !isCut && !isWhole) continue;
          const x = Math.log(length / limit);
          const odds = -1.5 + (kind === 'steady' ? 0.6 * x : kind === 'bent' ? 0.8 * Math.max(0, x + 0.8) ** 2 : 0) + (kind === 'cut hurts' && tokens > limit ? 1.5 : 0);
          words.push(length);
          cut.push((exact ? tokens > limit : isCut) ? 1 : 0);
          wrong.push(r.next() < sigmoid(odds) ? 1 : 0);
        }
        const harm = harmOfCut(words, cut, wrong);
        tally.add(`${kind}, ${seed % 4 < 2 ? 'token counts' : 'words only'}${kind === 'cut hurts' ? `, n = ${n}` : ''}`, harm !== null && harm.p < 0.01);
      }
  console.log(tally.table('called harmful'));
}

type Shift = 'same source' | 'same source, best of ten' | 'other label shares' | 'harder, −5 points' | 'harder, −10 points';

async function shifts(odd: boolean): Promise<void> {
  const falls = Tally();
  const differ = Tally();
  for (const kind of ['same source', 'same source, best of ten', 'other label shares', 'harder, −5 points', 'harder, −10 points'] as const)
    for (const n of [200, 500, 2000])
      for (const seed of seeds(odd, 100)) {
        const r = createRandom(1000 * seed + n);
        const base = 0.75 + 0.2 * r.next();
        const make = (split: 'validation' | 'test', accuracy: number, share: number) => {
          const values = new Float32Array(2 * n);
          const pairs = Array.from({ length: n }, (_, i): [string, string] => {
            const label = r.next() < share ? 'a' : 'b';
            const right = r.next() < accuracy;
            const sure = 0.5 + 0.5 * (right ? r.next() ** 0.3 : r.next());
            const predicted = right === (label === 'a') ? 'a' : 'b';
            values[2 * i] = predicted === 'a' ? sure : 1 - sure;
            values[2 * i + 1] = 1 - values[2 * i]!;
            return [label, predicted];
          });
          return createPredictionSet(columnsOfPairs(['a', 'b'], pairs, { id: split, split: derived(split, 'name'), scores: { kind: 'probabilities', classes: 2, values } }));
        };
        const best = kind === 'same source, best of ten';
        // The best of ten checkpoints, whose errors go together at 0.8: only a fifth of the variance is each one's own.
        const error = Math.sqrt((base * (1 - base)) / n);
        const values = Array.from({ length: 10 }, () => base + error * Math.sqrt(0.2) * r.normal());
        const luck = best ? Math.max(...values) - base : 0;
        const lower = kind === 'harder, −5 points' ? 0.05 : kind === 'harder, −10 points' ? 0.1 : 0;
        const sets = [make('validation', Math.min(0.999, base + luck), 0.5), make('test', base - lower, kind === 'other label shares' ? 0.7 : 0.5)];
        const read = [];
        for (const set of sets) read.push({ set, examples: await set.examples(Uint32Array.from({ length: n }, (_, i) => i)) });
        const run = evaluated({ accuracy: best ? values : [base], n });
        const judged = { ...run, textMeasures: { overlaps: [], lengths: [], shift: await measureShift(read), evaluationTexts: true, trainTexts: false } };
        const outcome = valTestShift.judge({ run: judged, facts: createFacts(judged), probe: () => null });
        const draft = outcome.kind === 'finding' ? outcome.findings[0]! : null;
        const name = kind.startsWith('same') ? kind : `${kind}, n = ${n}`;
        falls.add(name, draft !== null && draft.severity !== 'note');
        differ.add(name, draft !== null);
      }
  console.log(falls.table('called worse on test (risk or problem)'));
  console.log(differ.table('called different at all'));
}

export async function run(): Promise<void> {
  nearMatchesOfExamples();
  for (const odd of process.argv.includes('--choose') ? [false, true] : [true]) {
    console.log(odd ? '\nodd seeds (quoted)' : '\neven seeds (choosing)');
    gains(odd);
    harms(odd);
    await shifts(odd);
  }
}
