/**
 * Planted and false groups of src/metrics/error-groups/. Even seeds choose, odd seeds are quoted in docs/thresholds/error-groups.md.
 *
 *     node lab/thresholds/run.mjs error-groups
 */
import { type ErrorGroup, findErrorGroups } from '../../src/metrics/error-groups/index.ts';
import { inserted, otherLabel, plantedText, seeded, seedsOf } from './planted-texts.ts';
import { Tally } from './tally.ts';

const LABELS = ['l0', 'l1', 'l2', 'l3'];

type Kind = 'nothing planted' | 'one label is hard' | 'phrase, 50 % wrong' | 'phrase, 30 % wrong' | 'subject, 45 % wrong' | 'subject by embeddings, 45 % wrong';

const BASE = 0.12;
const SHARE = 0.06;

function planted(kind: Kind, n: number, seed: number) {
  const r = seeded(seed, kind, n);
  const reference = Int32Array.from({ length: n }, () => r.integer(4));
  const member = new Uint8Array(n);
  const predicted = new Int32Array(n);
  const texts = Array.from(reference, (label, row) => {
    let words = plantedText(label, 4, r);
    member[row] = r.next() < SHARE ? 1 : 0;
    let rate = BASE;
    if (kind === 'one label is hard') rate = label === 2 ? 0.4 : 0.06;
    else if (member[row] === 1 && kind.startsWith('phrase')) {
      words = inserted(words, 'not fall', r);
      rate = kind.includes('50') ? 0.5 : 0.3;
    } else if (member[row] === 1 && kind.startsWith('subject')) {
      // Four words of thirty that belong to one subject: no single one stands in all of them.
      if (!kind.includes('embeddings')) for (let i = 0; i < 4; i++) words = inserted(words, `s${r.integer(30)}`, r);
      rate = 0.45;
    }
    predicted[row] = r.next() < rate ? otherLabel(label, 4, r) : label;
    return words.join(' ');
  });
  const width = 16;
  const values = Float32Array.from({ length: n * width }, () => r.normal());
  for (let row = 0; row < n; row++) if (member[row] === 1) values[row * width]! += 5;
  const embeddings = kind.includes('embeddings') || (kind === 'nothing planted' && seed % 4 < 2) ? { values, width } : null;
  return { input: { texts, reference, predicted, labels: LABELS, embeddings }, member };
}

export function run(): void {
  for (const odd of process.argv.includes('--choose') ? [false, true] : [true]) {
    console.log(odd ? '\nodd seeds (quoted)' : '\neven seeds (choosing)');
    const [found, untrue, within] = Array.from({ length: 3 }, Tally);
    const only = process.argv[3] ?? '';
    for (const kind of ['nothing planted', 'one label is hard', 'phrase, 50 % wrong', 'phrase, 30 % wrong', 'subject, 45 % wrong', 'subject by embeddings, 45 % wrong'] as const)
      for (const n of kind.includes(only.startsWith('--') ? '' : only) ? [1000, 3000] : [])
        for (const seed of seedsOf(odd, 20)) {
          const { input, member } = planted(kind, n, seed);
          const all = findErrorGroups(input).groups;
          const groups = all.filter(({ confirmed }) => confirmed);
          const share = ({ rows }: ErrorGroup): number => rows.reduce((sum, row) => sum + member[row]!, 0) / rows.length;
          const isPlanted = kind.startsWith('phrase') || kind.startsWith('subject');
          found!.add(`${kind}, n = ${n}`, groups.some((group) => isPlanted && share(group) >= 0.5));
          // More than twice the planted share is still a part of the truth.
          untrue!.add(kind, groups.some((group) => !isPlanted || share(group) < 2 * SHARE));
          within!.add(kind, all.some((group) => group.onlyLabels));
        }
    console.log(found!.table('planted group confirmed (half of its rows or more are planted)'));
    console.log(untrue!.table('any confirmed group that is not it'));
    console.log(within!.table('any group that is only its labels'));
  }
}
