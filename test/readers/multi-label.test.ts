import { describe, expect, test } from 'vitest';
import type { MultiLabelSet } from '../../src/model/multi-label.ts';
import type { ReadOptions } from '../../src/model/reader.ts';
import { labelList } from '../../src/readers/predictions/multi-label/label-list.ts';
import { readPredictionFiles } from '../support/predictions.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

async function only(files: Files, options: ReadOptions = {}): Promise<MultiLabelSet> {
  const { sets, multiLabelSets, said } = await readPredictionFiles(files, options);
  expect(sets, said.join('\n')).toEqual([]);
  expect(multiLabelSets, said.join('\n')).toHaveLength(1);
  return multiLabelSets[0]!;
}

/** Label names of each row. */
const names = (set: MultiLabelSet, side: 'reference' | 'predicted'): string[] =>
  Array.from({ length: set.rows }, (_, row) =>
    set.labels.filter((_label, k) => set[side][row * set.labels.length + k] === 1).join('+'),
  );

/** A float32 matrix as NumPy writes it. */
function npy(rows: readonly (readonly number[])[]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0]!.length}), }`;
  const text = `${header.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + text.length + 4 * rows.flat().length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  view.setUint16(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), 10);
  rows.flat().forEach((value, at) => {
    view.setFloat32(10 + text.length + 4 * at, value, true);
  });
  return bytes;
}

const MULTI = JSON.stringify({
  problem_type: 'multi_label_classification',
  id2label: { 0: 'joy', 1: 'anger', 2: 'fear' },
});

describe('a list in a cell', () => {
  test.each([
    ['["joy", "anger"]', ['joy', 'anger']],
    ["['joy', 'anger']", ['joy', 'anger']],
    ["['joy' 'anger']", ['joy', 'anger']],
    ['[0, 3]', [0, 3]],
    ['[0 3]', [0, 3]],
    ["{'joy'}", ['joy']],
    ['set()', []],
    ['[]', []],
    ["array(['joy', 'anger'], dtype=object)", ['joy', 'anger']],
    ["['it\\'s', \"b, c\"]", ["it's", 'b, c']],
    ['[joy, deep anger]', ['joy', 'deep anger']],
  ])('%s', (cell, members) => {
    expect(labelList(cell)).toEqual(members);
  });

  test.each(['joy', 'a [note]', '[[1], [2]]', '["unclosed', '[{"label": "a"}]'])('%s is none', (cell) => {
    expect(labelList(cell)).toBeNull();
  });
});

describe('several labels a row are read from', () => {
  test('columns of 0 and 1 for each label, with probabilities beside them', async () => {
    const set = await only({
      'test.csv':
        'id,text,label_toxic,label_insult,pred_toxic,pred_insult,prob_toxic,prob_insult\n' +
        'a,one,1,1,1,0,0.9,0.2\nb,two,0,0,0,0,0.1,0.3\nc,three,1,0,1,0,0.6,0.1\n',
    });
    expect(set.labels).toEqual(['toxic', 'insult']);
    expect(names(set, 'reference')).toEqual(['toxic+insult', '', 'toxic']);
    expect(names(set, 'predicted')).toEqual(['toxic', '', 'toxic']);
    expect(set.probabilities![1]).toBeCloseTo(0.2, 6);
    expect(set.threshold?.value).toBe(0.5);
    expect(set.split?.value).toBe('test');
    expect([set.ids, set.text(2)]).toEqual([['a', 'b', 'c'], 'three']);
  });

  test('columns under the bare names of the labels, with nothing but probabilities: cut at one half, and it is said', async () => {
    const files = {
      'preds.csv':
        'comment,severe toxic,threat,severe toxic_prob,threat_prob\nx,1,0,0.5,0.4\ny,1,1,0.2,0.9\nz,-1,-1,0.2,0.9\n',
    };
    const set = await only(files);
    expect(set.labels).toEqual(['severe toxic', 'threat']);
    expect(names(set, 'predicted')).toEqual(['severe toxic', 'threat', 'threat']);
    expect([...set.reference.slice(4)]).toEqual([255, 255]);
    const { said } = await readPredictionFiles(files);
    expect(said.join('\n')).toContain('a label counts as predicted from a probability of 0.5 on');
    expect(said.join('\n')).toContain('1 of 3 rows lack a reference or a prediction');
  });

  test('columns of predictions that hold logits', async () => {
    const set = await only({
      'p.csv': 'true_a,true_b,pred_a,pred_b\n1,1,2,-1.5\n0,0,-3,0.5\n1,0,1.25,-2\n',
    });
    expect(names(set, 'predicted')).toEqual(['a', 'b', 'a']);
    expect(set.probabilities![0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  });

  test('lists of names, as JSON and as Python prints them', async () => {
    const json = await only({
      'p.jsonl':
        '{"text":"x","labels":["joy","anger"],"predictions":["joy"]}\n{"text":"y","labels":[],"predictions":["anger"]}\n',
    });
    expect(names(json, 'reference')).toEqual(['anger+joy', '']);
    const python = await only({
      'p.csv': `text,labels,preds\nx,"['joy', 'anger']",['joy']\ny,[],"['anger']"\n`,
    });
    expect([...python.predicted]).toEqual([...json.predicted]);
  });

  test('lists of ids, named by the configuration beside', async () => {
    const set = await only({
      'p.csv': 'labels,predicted\n"[0, 2]",[2]\n[1],"[1, 0]"\n',
      'config.json': MULTI,
    });
    expect(set.labels).toEqual(['joy', 'anger', 'fear']);
    expect(names(set, 'reference')).toEqual(['joy+fear', 'anger']);
  });

  test.each([',', ';', '|'])('names parted by %s', async (separator) => {
    const rows = [
      ['joy', 'joy'],
      ['anger', 'joy,anger'],
      ['anger,joy', 'anger'],
      ['fear', 'fear'],
      ['fear,joy', 'fear,joy'],
      ['joy', ''],
    ];
    const body = rows
      .map((row) => row.map((cell) => `"${cell.replace(',', separator)}"`).join('\t'))
      .join('\n');
    const set = await only({ 'p.tsv': `true_labels\tpred_labels\n${body}\n` });
    expect(set.labels).toEqual(['anger', 'fear', 'joy']);
    expect(names(set, 'predicted')).toEqual(['joy', 'anger+joy', 'anger', 'fear', 'fear+joy', '']);
  });

  test('what Trainer.predict returns: logits and indicators as lists', async () => {
    const set = await only({
      'predictions.json': JSON.stringify({
        predictions: [
          [2, -1, 0.5],
          [-2, 1, -0.5],
        ],
        label_ids: [
          [1, 0, 1],
          [0, 1, 1],
        ],
      }),
      'config.json': MULTI,
    });
    expect(set.labels).toEqual(['joy', 'anger', 'fear']);
    expect(names(set, 'predicted')).toEqual(['joy+fear', 'anger']);
  });

  test('scores by label, as a pipeline writes them for all labels', async () => {
    const scores = (joy: number, anger: number) =>
      JSON.stringify([
        { label: 'joy', score: joy },
        { label: 'anger', score: anger },
      ]);
    const set = await only({
      'p.jsonl': `{"labels":["joy","anger"],"prediction":${scores(0.9, 0.7)}}\n{"labels":[],"prediction":${scores(0.2, 0.6)}}\n`,
    });
    expect(set.labels).toEqual(['anger', 'joy']);
    expect(names(set, 'predicted')).toEqual(['anger+joy', 'anger']);
  });

  test('arrays of logits beside an array of indicators', async () => {
    const set = await only({
      'eval_logits.npy': npy([
        [3, -1],
        [-2, 2],
        [1, 1],
      ]),
      'eval_labels.npy': npy([
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
    });
    expect(set.labels).toEqual(['0', '1']);
    expect(set.split?.value).toBe('validation');
    expect(names(set, 'predicted')).toEqual(['0', '1', '0+1']);
  });

  test('two files of indicators, joined by id', async () => {
    const set = await only(
      {
        'gold.csv': 'id,text,toxic,insult\n1,x,1,1\n2,y,0,0\n',
        'sub.csv': 'id,toxic,insult\n2,0.1,0.7\n1,0.8,0.9\n',
      },
      { reference: 'gold.csv', predictions: 'sub.csv' },
    );
    expect(names(set, 'reference')).toEqual(['', 'toxic+insult']);
    expect(names(set, 'predicted')).toEqual(['insult', 'toxic+insult']);
  });

  test('one set for each split', async () => {
    const { multiLabelSets } = await readPredictionFiles({
      'p.csv': 'split,label_a,label_b,pred_a,pred_b\ntrain,1,1,1,1\ntest,0,1,1,1\ntest,0,0,0,1\n',
    });
    expect(multiLabelSets.map(({ id, rows }) => [id, rows])).toEqual([
      ['p.csv#train', 1],
      ['p.csv#test', 2],
    ]);
  });

  test('predictions at another threshold: the threshold is found', async () => {
    const set = await only({
      'p.csv':
        'label_a,label_b,pred_a,pred_b,prob_a,prob_b\n1,1,1,1,0.35,0.9\n0,1,0,1,0.22,0.41\n0,0,0,0,0.1,0.28\n',
    });
    expect(set.threshold).toMatchObject({ value: 0.3, origin: 'derived' });
  });
});

describe('one label a row stays one label a row', () => {
  const single = async (files: Files): Promise<void> => {
    const { multiLabelSets, sets, said } = await readPredictionFiles(files);
    expect(multiLabelSets, said.join('\n')).toEqual([]);
    expect(sets, said.join('\n')).toHaveLength(1);
  };

  test('a text with commas and bars is no list of labels', () =>
    single({ 'p.csv': 'text,label,pred\n"joy, anger",joy,joy\n"a|b;c",anger,joy\n"[x, y]",joy,joy\n' }));

  test('names with a comma in them', () =>
    single({
      'p.csv':
        'label,pred\n"Politics, Law","Politics, Law"\n"Arts, Film",Sport\nSport,Sport\n"Arts, Film","Politics, Law"\nSport,Sport\n',
    }));

  test('paths of a tree of labels', () =>
    single({
      'p.csv': `label,pred\n${['Sports|Football', 'Sports|Tennis', 'News|World', 'News', 'Sports'].map((one) => `${one},${one}`).join('\n')}\nSports|Tennis,News\nNews,News\n`,
    }));

  test('names of the model that have a comma', async () => {
    const { multiLabelSets } = await readPredictionFiles({
      'p.csv': `label,pred\n${['a', 'b', '"a, b"', '"b, a"'].map((one) => `${one},${one}`).join('\n')}\na,b\na,a\n`,
      'config.json': JSON.stringify({ id2label: { 0: 'a', 1: 'b', 2: 'a, b', 3: 'b, a' } }),
    });
    expect(multiLabelSets).toEqual([]);
  });

  test('lists of one label each', () =>
    single({
      'p.jsonl': '{"label":["a"],"pred":["a"]}\n{"label":["b"],"pred":["a"]}\n{"label":["b"],"pred":["b"]}\n',
    }));

  test('softmax columns and flags of 0 and 1 beside the label', () =>
    single({
      'p.csv':
        'text,label,pred,prob_0,prob_1,has_url,is_reply\nx,1,1,0.2,0.8,1,1\ny,0,1,0.4,0.6,0,1\nz,0,0,0.9,0.1,0,0\n',
    }));

  test('one-hot columns with probabilities beside the label', () =>
    single({
      'p.csv':
        'label,pred,label_a,label_b,prob_a,prob_b\na,a,1,0,0.8,0.2\nb,a,0,1,0.6,0.4\nb,b,0,1,0.3,0.7\na,a,1,0,0.9,0.1\n',
    }));

  test('one-hot columns alone are asked about, unless the model says several', async () => {
    const files = {
      'p.csv':
        'true_joy,true_anger,true_fear,pred_joy,pred_anger,pred_fear\n1,0,0,1,0,0\n0,1,0,0,0,1\n0,0,1,0,0,1\n',
    };
    const { multiLabelSets, sets, said } = await readPredictionFiles(files);
    expect([multiLabelSets, sets]).toEqual([[], []]);
    expect(said.join('\n')).toContain('every row has exactly one of 3 labels');
    await only({ ...files, 'config.json': MULTI });
  });

  test('tags of words are none', async () => {
    const { multiLabelSets } = await readPredictionFiles({
      'p.jsonl':
        '{"tokens":["a","b"],"labels":["O","B-PER"],"predictions":["O","O"]}\n{"tokens":["c","d"],"labels":["O","B-LOC"],"predictions":["O","O"]}\n',
    });
    expect(multiLabelSets).toEqual([]);
  });

  test('ids of words, which repeat within a row, are none', async () => {
    const { multiLabelSets } = await readPredictionFiles({
      'p.jsonl': '{"labels":[0,0,1],"predictions":[0,1,1]}\n{"labels":[0,2,2,1],"predictions":[0,0,0,1]}\n',
    });
    expect(multiLabelSets).toEqual([]);
  });

  test('generated answers with commas are none', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `"answer ${i}, part ${i}","answer ${i}, other ${i}"`);
    const { multiLabelSets } = await readPredictionFiles({
      'p.csv': `target,prediction\n${rows.join('\n')}\n`,
    });
    expect(multiLabelSets).toEqual([]);
  });
});

test('labels of another task are not scored', async () => {
  const { multiLabelSets, said } = await readPredictionFiles({
    'p.jsonl': '{"labels":["a","b"],"preds":["x","y"]}\n{"labels":["b"],"preds":["y","z"]}\n',
  });
  expect(multiLabelSets).toEqual([]);
  expect(said.join('\n')).toContain('not of one task');
});
