import { createRandom, type Random } from '../../src/stats/index.ts';
import { plantedText } from '../thresholds/planted-texts.ts';
import { evidenceOf, findingsOf, isSerious, judgeFolder, type TrainingRow } from './folder.ts';
import { answersOf, trainedOn } from './models.ts';
import { type Study, yes } from './study.ts';
import { EASY_TEXT, textOf } from './texts.ts';

const LIMIT = 48;
/** Special tokens of the input. */
const SPECIAL = 2;
const FILLER = Array.from({ length: 12 }, (_, i) => `filler${'abcdefghijkl'[i]}`);

type Kind = 'all cut' | 'some cut' | 'some cut, long' | 'harmless';

/** One sentence that decides. */
const SENTENCE = { ...EASY_TEXT, least: 6, most: 10, signal: 0.4 };

/** Neutral words in front of what decides, or behind it; one token a word. */
export function padded(label: number, kind: Kind, r: Random): string {
  const words = plantedText(label, 3, r, kind === 'some cut' ? SENTENCE : EASY_TEXT);
  const size = kind === 'all cut' ? 40 : r.integer(71);
  const filler = Array.from({ length: size }, () => FILLER[r.integer(FILLER.length)]!);
  return textOf(kind === 'harmless' ? [...words, ...filler] : [...filler, ...words]);
}

export const tokens = (text: string): number => text.split(' ').length + SPECIAL;
export const seen = (text: string): string => text.split(' ').slice(0, LIMIT - SPECIAL).join(' ');

/** A bag of words that reads the first 48 tokens, trained and asked so: what stands behind the cut is lost in truth. */
export const truncationStudy: Study = {
  id: 'truncation',
  title: 'texts cut (row 12)',
  planted:
    '40 words of filler before what decides (a), 0 to 70 before it (b) or behind it (c); input cut at 48 tokens, a bag of words that reads what is left',
  sets: 60,
  figures: [
    { id: 'truncation/share', what: 'the share that was cut is told within one point', goal: { atLeast: 1 } },
    { id: 'truncation/all', what: 'a, all cut: a risk', goal: { atLeast: 0.9 } },
    { id: 'truncation/harm', what: 'b, a sentence of 6 to 10 words decides, some cut: harm beyond length, strong', goal: { atLeast: 0.9 } },
    { id: 'truncation/harm-long', what: 'b, 8 to 25 words decide together, so that the cut costs a little of each text: harm beyond length, strong', goal: null },
    { id: 'truncation/harmless', what: 'c, the cut costs nothing: a risk or problem', goal: { atMost: 0.01 } },
    { id: 'truncation/underfit', what: 'underfit speaks beside it', goal: { atMost: 0 } },
  ],
  async run(seed) {
    const r = createRandom(21_000_023 + seed);
    const kind = (['all cut', 'some cut', 'some cut, long', 'harmless'] as const)[(seed >> 1) % 4]!;
    const make = (n: number): TrainingRow[] =>
      Array.from({ length: n }, () => {
        const label = r.integer(3);
        return { label, text: padded(label, kind, r) };
      });
    const train = make(1200);
    const bag = trainedOn(train.map(({ label, text }) => ({ label, text: seen(text) })), 3);
    const test = answersOf(bag, make(1000), 3, seen).map((row) => ({ ...row, cells: [tokens(row.text)] }));
    const cut = test.filter(({ text }) => tokens(text) > LIMIT).length / test.length;
    const report = await judgeFolder({
      labels: ['alpha', 'beta', 'gamma'],
      test,
      train,
      columns: ['num_tokens'],
      files: {
        'config.json': JSON.stringify({ model_type: 'bert', max_position_embeddings: 512, architectures: ['BertForSequenceClassification'] }),
        'tokenizer.json': JSON.stringify({ version: '1.0', truncation: { direction: 'Right', max_length: LIMIT, strategy: 'LongestFirst', stride: 0 }, padding: null, model: { type: 'WordPiece', vocab: { '[UNK]': 0 } } }),
      },
    });
    const [finding] = findingsOf(report, 'truncation');
    const told = evidenceOf(finding, 'share cut');
    const serious = finding !== undefined && isSerious(finding);
    return [
      yes('truncation/share', told !== null && Math.abs(told - cut) <= 0.01),
      kind === 'all cut'
        ? yes('truncation/all', serious)
        : kind === 'harmless'
          ? yes('truncation/harmless', serious)
          : yes(kind === 'some cut' ? 'truncation/harm' : 'truncation/harm-long', serious && finding.claim === 'strong'),
      yes('truncation/underfit', findingsOf(report, 'underfit').length > 0),
    ];
  },
};
