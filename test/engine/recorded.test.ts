import { describe, expect, it } from 'vitest';
import { recordedSentences } from '../../src/engine/recorded.ts';
import { derived } from '../../src/model/known.ts';
import type { MultiLabelSet } from '../../src/model/multi-label.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Run } from '../../src/model/run.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { createMultiLabelSet } from '../../src/predictions/multi-label.ts';
import { createRandom } from '../../src/stats/index.ts';
import { readEntityFiles } from '../support/entities.ts';
import { columnsOfPairs } from '../support/prediction-columns.ts';
import { makeRun } from '../support/runs.ts';

const runWith = (sets: Partial<Run>): Run => ({ ...makeRun(), ...sets });

const LABELS = ['negative', 'neutral', 'positive'];
const ROWS = 400;

/** A text of `words` words, in capitals where `capital` says so, told apart by its number. */
const textOf = (row: number, words: number, capital: boolean): string =>
  `${capital ? 'The' : 'the'} text ${row} ${'word '.repeat(words)}`.trim();

interface Row {
  readonly text: string;
  readonly reference: string;
  /** By the checkpoint. */
  readonly given: string;
  readonly capital: boolean;
  readonly words: number;
}

/** Rows of different length, half of them without any capital; four in five are right. */
function drawRows(seed = 3): readonly Row[] {
  const random = createRandom(seed);
  return Array.from({ length: ROWS }, (_, row) => {
    const words = 3 + random.integer(60);
    const capital = random.next() < 0.5;
    const reference = LABELS[random.integer(3)]!;
    const given = random.next() < 0.8 ? reference : LABELS[random.integer(3)]!;
    return { text: textOf(row, words, capital), reference, given, capital, words };
  });
}

/** The answers of a row as they stand in a file. */
const otherThan = (label: string): string => LABELS[(LABELS.indexOf(label) + 1) % 3]!;

function setOf(
  rows: readonly Row[],
  predicted: (row: Row, at: number) => string,
  more: { readonly id: string; readonly ran?: boolean; readonly sure?: (at: number) => number },
): PredictionSet {
  const answers = rows.map(predicted);
  return createPredictionSet(
    columnsOfPairs(
      LABELS,
      rows.map(({ reference }, at) => [reference, answers[at]!] as const),
      {
        id: more.id,
        file: more.id,
        ran: more.ran,
        texts: rows.map(({ text }) => text),
        scores:
          more.sure === undefined
            ? null
            : {
                kind: 'logits',
                classes: 3,
                values: Float32Array.from({ length: rows.length * 3 }, (_, cell) =>
                  LABELS[cell % 3] === answers[Math.floor(cell / 3)] ? more.sure!(Math.floor(cell / 3)) : 0,
                ),
              },
      },
    ),
  );
}

const ranOver = (rows: readonly Row[], sure: (at: number) => number = () => 4): PredictionSet =>
  setOf(rows, ({ given }) => given, { id: 'test.csv#run', ran: true, sure });

const told = (ran: PredictionSet, ...saved: PredictionSet[]): Promise<readonly string[]> =>
  recordedSentences(runWith({ predictions: [...saved, ran] }));

const rows = drawRows();

describe('predictions in a file beside those of the checkpoint', () => {
  it('agree: how many is all there is to say', async () => {
    const saved = setOf(rows, ({ given }) => given, { id: 'pred.csv', sure: () => 4.001 });
    expect(await told(ranOver(rows), saved)).toEqual([
      'The saved predictions in `pred.csv` agree with the checkpoint on 400 of 400 rows.',
    ]);
  });

  it('are found in another order, and in a sample of the data', async () => {
    const saved = setOf([...rows].reverse(), ({ given }) => given, { id: 'pred.csv' });
    expect(await told(ranOver(rows.slice(0, 50)), saved)).toEqual([
      'The saved predictions in `pred.csv` agree with the checkpoint on 50 of 50 rows.',
    ]);
  });

  it('agree in their labels and not in their probabilities', async () => {
    const saved = setOf(rows, ({ given }) => given, { id: 'pred.csv', sure: () => 1 });
    const [sentence] = await told(ranOver(rows), saved);
    expect(sentence).toMatch(
      /on 400 of 400 rows\. Their probabilities do not: they differ by up to \d+\.\d %/,
    );
  });

  it('name the labels in another order', async () => {
    const swapped = new Map([
      ['negative', 'positive'],
      ['positive', 'negative'],
      ['neutral', 'neutral'],
    ]);
    // A few rows differ for other reasons.
    const saved = setOf(rows, ({ given }, at) => swapped.get(at % 100 === 0 ? otherThan(given) : given)!, {
      id: 'pred.csv',
    });
    const [sentence] = await told(ranOver(rows), saved);
    expect(sentence).toContain('Read in another order of the labels they agree on 396 of 400');
    expect(sentence).toContain('`negative` in the file is `positive` here');
    expect(sentence).toContain('`id2label`');
  });

  it('were cut at another length: differences gather in long texts', async () => {
    const random = createRandom(8);
    const saved = setOf(
      rows,
      ({ given, words }) => (words > 45 && random.next() < 0.3 ? otherThan(given) : given),
      { id: 'pred.csv' },
    );
    const [sentence] = await told(ranOver(rows), saved);
    expect(sentence).toMatch(/They gather in longer texts \(half of them have more than \d+ characters/);
    expect(sentence).toContain('`--max-length`');
    expect(sentence).not.toContain('capital');
  });

  it('took upper and lower case otherwise: only texts with capitals differ', async () => {
    const random = createRandom(9);
    const saved = setOf(
      rows,
      ({ given, capital }) => (capital && random.next() < 0.2 ? otherThan(given) : given),
      { id: 'pred.csv' },
    );
    const [sentence] = await told(ranOver(rows), saved);
    expect(sentence).toMatch(/All are in texts with capital letters, none in the \d+ texts without/);
    expect(sentence).not.toContain('--max-length');
  });

  it('are of another checkpoint: differences are spread', async () => {
    const random = createRandom(10);
    const saved = setOf(rows, ({ given }) => (random.next() < 0.12 ? otherThan(given) : given), {
      id: 'pred.csv',
    });
    const [sentence] = await told(ranOver(rows), saved);
    expect(sentence).toContain('They are spread over short and long texts');
    expect(sentence).toContain('`--checkpoint NAME`');
  });

  it('differ where two labels are equally likely: rounding', async () => {
    const near = (at: number): boolean => at % 80 === 0;
    const saved = setOf(rows, ({ given }, at) => (near(at) ? otherThan(given) : given), { id: 'pred.csv' });
    const [sentence] = await told(
      ranOver(rows, (at) => (near(at) ? 0.01 : 4)),
      saved,
    );
    expect(sentence).toContain('on 395 of 400 rows (98.8 %). In each of them the two likeliest labels');
  });

  it('differ in too few rows to tell why', async () => {
    const saved = setOf(rows, ({ given }, at) => (at < 3 ? otherThan(given) : given), { id: 'pred.csv' });
    expect((await told(ranOver(rows), saved))[0]).toMatch(/397 of 400 rows \(99\.3 %\)\. These are too few/);
  });

  it('are of other texts: then nothing is said', async () => {
    const other = drawRows(77).map((row) => ({ ...row, text: `another ${row.text}` }));
    expect(
      await told(
        ranOver(rows),
        setOf(other, ({ given }) => given, { id: 'pred.csv' }),
      ),
    ).toEqual([]);
  });

  it('lie in many files: the one that agrees best is named', async () => {
    const random = createRandom(2);
    const files = [0.3, 0.2, 0, 0.1].map((share, epoch) =>
      setOf(rows, ({ given }) => (random.next() < share ? otherThan(given) : given), {
        id: `epoch_${epoch}.csv`,
      }),
    );
    expect(await told(ranOver(rows), ...files)).toEqual([
      'Of 4 files of saved predictions one agrees best. The saved predictions in `epoch_2.csv` agree with the checkpoint on 400 of 400 rows.',
    ]);
  });

  it('are not compared with each other where nothing was run', async () => {
    const saved = ['a.csv', 'b.csv'].map((id) => setOf(rows, ({ given }) => given, { id }));
    expect(await recordedSentences(runWith({ predictions: saved }))).toEqual([]);
  });

  /** A rule that finds a reason in chance would send people after settings that are right. */
  it('that differ by chance get no reason but that: 200 draws', async () => {
    let reasons = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(1000 + seed);
      const saved = setOf(rows, ({ given }) => (random.next() < 0.04 ? otherThan(given) : given), {
        id: 'pred.csv',
      });
      const [sentence] = await told(ranOver(rows), saved);
      if (!sentence!.includes('spread') && !sentence!.includes('too few')) reasons++;
    }
    expect(reasons).toBeLessThanOrEqual(2);
  });
});

function labelSets(
  id: string,
  ran: boolean,
  cut: (probability: number, cell: number) => number,
): MultiLabelSet {
  const random = createRandom(4);
  const probabilities = Float32Array.from({ length: 300 * 4 }, () => random.next());
  return createMultiLabelSet({
    id,
    file: id,
    split: null,
    ...(ran ? { ran: true } : {}),
    labels: ['a', 'b', 'c', 'd'],
    reference: probabilities.map((probability) => (probability > 0.4 ? 1 : 0)) as unknown as Uint8Array,
    predicted: Uint8Array.from(probabilities, cut),
    probabilities: ran ? probabilities : null,
    threshold: ran ? derived(0.5, 'default') : null,
    texts: Array.from({ length: 300 }, (_, row) => `text ${row}`),
    ids: null,
    columns: {},
  });
}

describe('several labels a row in a file beside those of the checkpoint', () => {
  const ran = labelSets('test.csv#run', true, (p) => (p >= 0.5 ? 1 : 0));

  it('agree label by label', async () => {
    const saved = labelSets('pred.csv', false, (p) => (p >= 0.5 ? 1 : 0));
    expect(await recordedSentences(runWith({ multiLabelSets: [saved, ran] }))).toEqual([
      'The saved predictions in `pred.csv` agree with the checkpoint on 1,200 of 1,200 labels.',
    ]);
  });

  it('were called from another threshold on', async () => {
    const saved = labelSets('pred.csv', false, (p) => (p >= 0.3 ? 1 : 0));
    const [sentence] = await recordedSentences(runWith({ multiLabelSets: [saved, ran] }));
    expect(sentence).toContain('Called from a probability of about 0.30 on');
  });

  it('differ without a pattern', async () => {
    const saved = labelSets('pred.csv', false, (p, cell) => (p >= 0.5 !== (cell % 17 === 0) ? 1 : 0));
    const [sentence] = await recordedSentences(runWith({ multiLabelSets: [saved, ran] }));
    expect(sentence).toContain('another checkpoint');
  });
});

describe('tags in a file beside those of the checkpoint', () => {
  const words = (sentence: number): readonly string[] =>
    Array.from({ length: 4 + (sentence % 30) }, (_, at) => `w${sentence}x${at}`);
  const tagOf = (sentence: number, at: number): string =>
    (sentence + at) % 7 === 0 ? 'B-PER' : (sentence + at) % 7 === 3 ? 'B-LOC' : 'O';

  async function setWith(tag: (own: string, sentence: number, at: number) => string) {
    const lines = Array.from({ length: 120 }, (_, sentence) =>
      words(sentence)
        .map((word, at) => `${word} ${tagOf(sentence, at)} ${tag(tagOf(sentence, at), sentence, at)}`)
        .join('\n'),
    );
    const { sets } = await readEntityFiles({ 'predictions.txt': `${lines.join('\n\n')}\n` });
    return sets[0]!;
  }
  const ranTags = async () => ({
    ...(await setWith((own) => own)),
    id: 'test.conll#run',
    ran: true as const,
  });
  const compared = async (tag: (own: string, sentence: number, at: number) => string) =>
    recordedSentences(runWith({ entitySets: [await setWith(tag), await ranTags()] }));

  it('agree tag by tag', async () => {
    expect(await compared((own) => own)).toEqual([
      'The saved predictions in `predictions.txt` agree with the checkpoint on 2,220 of 2,220 tags.',
    ]);
  });

  it('have two labels in each other’s place', async () => {
    const swap: Record<string, string> = { 'B-PER': 'B-LOC', 'B-LOC': 'B-PER' };
    const [sentence] = await compared((own) => swap[own] ?? own);
    expect(sentence).toContain('Read in another order of the labels they agree on 2,220 of 2,220');
  });

  it('lack the end of long sentences', async () => {
    const [sentence] = await compared((own, _, at) => (at > 24 ? 'O' : own));
    expect(sentence).toContain('They gather in longer texts');
  });

  it('spell the same mentions in another scheme', async () => {
    const [sentence] = await compared((own, sentence) =>
      sentence % 10 === 0 ? own.replace('B-', 'I-') : own,
    );
    expect(sentence).toMatch(/agree with the checkpoint on (\d+) of \1 mentions\. \d+ tags of them spell/);
  });
});
