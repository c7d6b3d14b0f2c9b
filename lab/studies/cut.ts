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

/** 40 neutral words in front or at the end; one token a word. */
function padded(label: number, where: 'front' | 'end', r: Random): string {
  const words = plantedText(label, 3, r, EASY_TEXT);
  const filler = Array.from({ length: 40 }, () => FILLER[r.integer(FILLER.length)]!);
  return textOf(where === 'front' ? [...filler, ...words] : [...words, ...filler]);
}

const tokens = (text: string): number => text.split(' ').length + SPECIAL;
const seen = (text: string): string => text.split(' ').slice(0, LIMIT - SPECIAL).join(' ');

/** A bag of words that reads the first 48 tokens, trained and asked so: what stands behind the cut is lost in truth. */
export const truncationStudy: Study = {
  id: 'truncation',
  planted: '40 words of filler before (a) or behind (b) what decides, input cut at 48 tokens, a bag of words that reads what is left',
  sets: 30,
  figures: [
    { id: 'truncation/share', what: 'the share that was cut is told within one point', goal: { atLeast: 1 } },
    { id: 'truncation/harm', what: 'a: a risk or problem', goal: { atLeast: 0.9 } },
    { id: 'truncation/harm-strong', what: 'a: harm tested and strong', goal: { atLeast: 0.9 } },
    { id: 'truncation/harmless', what: 'b: a risk or problem (the cut costs nothing there)', goal: { atMost: 0.01 } },
    { id: 'truncation/underfit', what: 'underfit speaks beside it', goal: { atMost: 0 } },
  ],
  async run(seed) {
    const r = createRandom(21_000_023 + seed);
    const front = (seed >> 1) % 2 === 0;
    const make = (n: number): TrainingRow[] =>
      Array.from({ length: n }, () => {
        const label = r.integer(3);
        return { label, text: padded(label, front ? 'front' : 'end', r) };
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
      ...(front ? [yes('truncation/harm', serious), yes('truncation/harm-strong', serious && finding.claim === 'strong')] : [yes('truncation/harmless', serious)]),
      yes('truncation/underfit', findingsOf(report, 'underfit').length > 0),
    ];
  },
};
