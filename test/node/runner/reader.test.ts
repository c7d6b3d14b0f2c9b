import { describe, expect, it } from 'vitest';
import type { ReadOptions, RunFragment } from '../../../src/model/reader.ts';
import type { InputProblem } from '../../../src/model/source.ts';
import { answerColumns } from '../../../src/node/runner/answer-columns.ts';
import type { AnsweredData, RunHost } from '../../../src/node/runner/host.ts';
import { checkpointReader } from '../../../src/node/runner/reader.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { changeConfig, checkpointFolder, sameThread } from './fixture.ts';

interface Told {
  readonly fragments: readonly RunFragment[];
  readonly said: readonly string[];
  readonly problems: readonly InputProblem[];
  readonly answers: AnsweredData | null;
}

/** What the reader makes of one file of data, run through the checkpoint of a folder. */
async function run(
  folder: string,
  [name, content]: readonly [string, string],
  more: Partial<RunHost> = {},
  options: ReadOptions = {},
): Promise<Told> {
  const said: string[] = [];
  const problems: InputProblem[] = [];
  let answers: AnsweredData | null = null;
  const source = memorySource('test', { [name]: content });
  const reader = checkpointReader({
    path: folder,
    thread: sameThread,
    onAnswers: (data) => {
      answers = data;
    },
    ...more,
    options: { cache: false, ...more.options },
  });
  const fragments = await reader.read([], {
    source,
    options: { data: name, ...options },
    found: () => {},
    problem: (problem) => void problems.push(problem),
    assume: (sentence) => void said.push(sentence),
    progress: () => {},
  });
  return { fragments, said, problems, answers };
}

const manyLabels = (): string => {
  const folder = checkpointFolder('bert-multilabel');
  changeConfig(folder, {
    id2label: { 0: 'joy', 1: 'deep anger', 2: 'fear' },
    label2id: { joy: 0, 'deep anger': 1, fear: 2 },
  });
  return folder;
};
const cells = (matrix: Uint8Array, size: number): string[] =>
  Array.from({ length: matrix.length / size }, (_, row) =>
    matrix.subarray(row * size, (row + 1) * size).join(''),
  );

describe('a checkpoint that may call several labels a text', () => {
  it.each([
    ['columns of 0 and 1', 'text,fear,joy,deep_anger\ngood film,0,1,0\nbad,1,0,1\nodd,0,0,0\n'],
    [
      'prefixed columns',
      'text,label_joy,label_fear,label_deep anger\ngood film,1,0,0\nbad,0,1,1\nodd,0,0,0\n',
    ],
    ['lists of names', 'text,labels\ngood film,"[""joy""]"\nbad,"[""fear"", ""Deep Anger""]"\nodd,[]\n'],
    ['lists of ids', 'text,labels\ngood film,[0]\nbad,"[1, 2]"\nodd,[]\n'],
    ['lists of indicators', 'text,labels\ngood film,"[1, 0, 0]"\nbad,"[0, 1, 1]"\nodd,"[0, 0, 0]"\n'],
  ])('reads references written as %s', async (_, content) => {
    const { fragments, problems, said } = await run(manyLabels(), ['test.csv', content]);
    expect(problems).toEqual([]);
    const set = fragments[0]!.run.multiLabelSets![0]!;
    expect(set.labels).toEqual(['joy', 'deep anger', 'fear']);
    expect(cells(set.reference, 3)).toEqual(['100', '011', '000']);
    expect(set).toMatchObject({ ran: true, split: { value: 'test' }, threshold: { value: 0.5 } });
    expect(set.text(1)).toBe('bad');
    expect(said).toContain('test.csv: a label counts as predicted from a probability of 0.5 on.');
    expect(fragments[0]!.run.model?.problemType).toBe('multi_label_classification');
  });

  it('answers with the sigmoid of each logit, each label for itself', async () => {
    const { fragments, answers } = await run(manyLabels(), [
      'test.csv',
      'text,labels\ngood film,"joy,fear"\nbad,fear\nvery odd,joy\nis,"joy,fear"\nnot,fear\nfilm,joy\n',
    ]);
    const { probabilities, predicted } = fragments[0]!.run.multiLabelSets![0]!;
    const logits = answers!.result.logits;
    expect(probabilities).toEqual(logits.map((logit) => 1 / (1 + Math.exp(-logit))));
    expect(Array.from(predicted)).toEqual(Array.from(logits, (logit) => (logit >= 0 ? 1 : 0)));
  });

  it('leaves out labels without a column, and counts labels that the model cannot give', async () => {
    const few = await run(manyLabels(), ['test.csv', 'text,joy,fear\ngood,1,0\nbad,0,1\n']);
    expect(few.fragments[0]!.run.multiLabelSets![0]!.labels).toEqual(['joy', 'fear']);
    expect(few.said.join('\n')).toContain('deep anger: labels of the model that the data have no column for');
    const more = await run(manyLabels(), [
      'test.csv',
      'text,labels\ngood,"[""joy"", ""awe""]"\nbad,"[""fear""]"\n',
    ]);
    const set = more.fragments[0]!.run.multiLabelSets![0]!;
    expect(set.labels).toEqual(['joy', 'deep anger', 'fear', 'awe']);
    expect(cells(set.reference, 4)).toEqual(['1001', '0010']);
    expect(cells(set.predicted, 4).every((row) => row.endsWith('0'))).toBe(true);
  });

  it('takes one label a row for a list of one', async () => {
    const { fragments, said } = await run(manyLabels(), ['test.csv', 'text,label\ngood,joy\nbad,fear\n']);
    expect(cells(fragments[0]!.run.multiLabelSets![0]!.reference, 3)).toEqual(['100', '001']);
    expect(said.join('\n')).toContain('holds one label a row; the model may call several');
  });

  it('is not scored when the labels are foreign, and says both lists', async () => {
    const { fragments, said } = await run(manyLabels(), [
      'test.csv',
      'text,labels\ngood,"[""sun""]"\nbad,"[""rain""]"\n',
    ]);
    expect(fragments).toEqual([]);
    expect(said.join('\n')).toContain(
      '(rain and sun) is one that the model knows (joy, deep anger and fear)',
    );
  });

  it('writes answers that are read again', async () => {
    const { answers } = await run(manyLabels(), [
      'test.csv',
      'text,fear,joy,deep_anger\ngood,0,1,0\nbad,1,0,1\n',
    ]);
    expect(answerColumns(answers!).map(({ name }) => name)).toEqual([
      ...['row_id', 'label_joy', 'label_deep_anger', 'label_fear'],
      ...['predicted_joy', 'predicted_deep anger', 'predicted_fear'],
      ...['logit_joy', 'logit_deep anger', 'logit_fear', 'text'],
    ]);
  });
});

describe('a checkpoint that gives a number a text', () => {
  const data = ['test.csv', 'text,score\ngood film,0.8\nbad,0.1\n'] as const;

  it('is not run for a judgement: numbers are not judged', async () => {
    const { fragments, said, answers } = await run(checkpointFolder('bert-regression'), data);
    expect([fragments, answers]).toEqual([[], null]);
    expect(said.join('\n')).toMatch(/gives a number a text, and numbers are not judged .*--save-predictions/);
  });

  it('is run when its answers are wanted', async () => {
    const { fragments, answers } = await run(checkpointFolder('bert-regression'), data, { unjudged: true });
    expect(fragments).toEqual([]);
    const columns = answerColumns(answers!);
    expect(columns.map(({ name }) => name)).toEqual(['row_id', 'predicted', 'text']);
    expect(columns[1]!.values).toEqual(Array.from(answers!.result.logits));
  });
});

/** The small checkpoint has random weights and prefers `O`; under other names its answers are mentions. */
const tagger = (): string => {
  const folder = checkpointFolder('bert-token');
  changeConfig(folder, {
    id2label: { 0: 'B-ORG', 1: 'I-ORG', 2: 'O' },
    label2id: { 'B-ORG': 0, 'I-ORG': 1, O: 2 },
  });
  return folder;
};

describe('a checkpoint that labels tokens, over texts with mentions', () => {
  const lines = [
    { text: 'the 😀 film is very good', entities: [{ start: 4, end: 10, label: 'ORG' }] },
    { text: 'bad film', entities: [] },
    { text: 'bad film', entities: [{ start: 4, end: 8, label: 'ORG' }] },
    { text: 'good and not the good film', entities: [{ start: 0, end: 4, label: 'ORG' }] },
  ];
  const data = ['test.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join('')] as const;

  it('joins whole words that it marks with the mentions of the file', async () => {
    const { fragments, problems, said } = await run(tagger(), data);
    expect(problems).toEqual([]);
    const set = fragments[0]!.run.entitySets![0]!;
    expect(set).toMatchObject({ ran: true, sentences: 4, types: ['ORG'] });
    // Offsets of the file are code points, those of a set UTF-16 units.
    expect([set.reference.start[0], set.reference.end[0]]).toEqual([4, 11]);
    expect(set.predicted.sentence.length).toBeGreaterThan(0);
    for (let m = 0; m < set.predicted.sentence.length; m++) {
      const text = set.text(set.predicted.sentence[m]!);
      expect(text.slice(set.predicted.start[m], set.predicted.end[m])).toMatch(/^\S+( \S+)*$/);
    }
    expect(said.join('\n')).toContain('each with the label of its first token');
  });

  it('counts nothing as missed that a sample left out', async () => {
    const { fragments } = await run(tagger(), data, { options: { limit: 3, cache: false } });
    const set = fragments[0]!.run.entitySets![0]!;
    expect(set.sentences).toBe(3);
    expect(set.excluded.filter(({ kind }) => kind === 'unmatched')).toEqual([]);
  });

  it('writes mentions in code points', async () => {
    const { answers } = await run(tagger(), data);
    const columns = new Map(answerColumns(answers!).map((column) => [column.name, column.values]));
    expect([...columns.keys()]).toEqual(['row_id', 'entities', 'predictions', 'text']);
    expect(columns.get('entities')).toEqual(lines.map(({ entities }) => entities));
    const last = lines[0]!;
    for (const { start, end } of columns.get('predictions')![0] as { start: number; end: number }[])
      expect([...last.text].slice(start, end).join('')).not.toMatch(/^\s|\s$|^$/);
  });

  it('is not run over a table without any mention', async () => {
    const { fragments, said } = await run(tagger(), ['test.csv', 'text,label\ngood,a\nbad,b\n']);
    expect(fragments).toEqual([]);
    expect(said.join('\n')).toContain('labels tokens');
  });
});

describe('a checkpoint that labels tokens, over words with tags', () => {
  const sentences = ['the O\nfilm B-ORG\n', 'bad O\nfilm B-ORG\n', 'bad O\nfilm O\n', 'good B-ORG\n'];

  it('joins sentences by their place, those that are alike too', async () => {
    const { fragments } = await run(tagger(), ['test.conll', sentences.join('\n')]);
    const set = fragments[0]!.run.entitySets![0]!;
    expect(set.sentences).toBe(4);
    expect(Array.from(set.reference.sentence)).toEqual([0, 1, 3]);
  });

  it('scores a sample alone', async () => {
    const { fragments, answers } = await run(tagger(), ['test.conll', sentences.join('\n')], {
      options: { limit: 3, cache: false },
    });
    const set = fragments[0]!.run.entitySets![0]!;
    const rows = Array.from(answers!.result.rows);
    expect(set.sentences).toBe(3);
    expect(rows.map((_, sentence) => set.text(sentence))).toEqual(
      rows.map((row) =>
        sentences[row]!.trim()
          .replace(/ \S+(\n|$)/g, ' ')
          .trim(),
      ),
    );
    expect(set.excluded.filter(({ kind }) => kind === 'unmatched')).toEqual([]);
  });
});

describe('texts with one label each', () => {
  const classifier = (): string => checkpointFolder('bert-sequence');

  it('are parted by a column of splits, as recorded predictions are', async () => {
    const { fragments } = await run(classifier(), [
      'data.csv',
      'text,label,split\ngood,positive,train\nbad,negative,test\nodd,neutral,train\n',
    ]);
    const sets = fragments[0]!.run.predictions!;
    expect(sets.map(({ split, rows }) => [split?.value, rows])).toEqual([
      ['train', 2],
      ['test', 1],
    ]);
  });

  it('have hidden labels that are no class', async () => {
    const { fragments } = await run(classifier(), ['data.csv', 'text,label\ngood,2\nbad,0\nodd,-1\n']);
    const set = fragments[0]!.run.predictions![0]!;
    expect(set.labels).toEqual(['negative', 'neutral', 'positive']);
    expect(Array.from((await set.answers()).reference)).toEqual([2, 0, -1]);
  });

  it('are not run without labels, and say how to get answers all the same', async () => {
    const data = ['data.csv', 'text\ngood\nbad\n'] as const;
    const { said, answers } = await run(classifier(), data);
    expect(answers).toBeNull();
    expect(said.join('\n')).toMatch(
      /no column of labels .*--save-predictions FILE; the checkpoint was not run/,
    );
    const wanted = await run(classifier(), data, { unjudged: true });
    expect(wanted.answers!.result.rows.length).toBe(2);
    expect(wanted.said.join('\n')).toContain('has no labels; the checkpoint was run over its texts');
  });

  it('that hold predictions already are nothing to run', async () => {
    const { answers, said, fragments } = await run(classifier(), [
      'data.csv',
      'text,label,predicted\ngood,positive,positive\nbad,negative,neutral\n',
    ]);
    expect([answers, said, fragments]).toEqual([null, [], []]);
  });
});
