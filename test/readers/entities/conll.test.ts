import { describe, expect, test } from 'vitest';
import { predictionsReader } from '../../../src/readers/predictions/index.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { brokenParts, mentionsOf, readEntityFiles, readEntitySource } from '../../support/entities.ts';
import { readPredictionFiles } from '../../support/predictions.ts';
import { fixtureSource } from '../read-fixture.ts';

const fixture = (name: string) => readEntitySource(fixtureSource(`entities/${name}`));

describe('both sides in one file', () => {
  test('what Flair writes: token, reference, prediction and its probability, with documents', async () => {
    const { sets, fragments, said } = await fixture('conll-flair');
    const [set] = sets;
    expect(set!.sentences).toBe(2);
    expect(set!.split?.value).toBe('test');
    expect([...set!.firstOfDocument!]).toEqual([0, 1, 2]);
    expect(mentionsOf(set!, 'reference')).toEqual(['0: Maria (PER)', '0: La Paz (LOC)', '1: Acme (ORG)']);
    expect(mentionsOf(set!, 'predicted')).toEqual(['0: Maria (PER)', '0: La Paz (LOC)', '1: Acme (PER)']);
    expect([...set!.predicted.score!].map((score) => score.toFixed(2))).toEqual(['0.98', '0.80', '0.61']);
    expect(set!.text(0)).toBe('Maria lives in La Paz .');
    expect(set!.place(1)).toBe('line 10');
    expect(set!.schemes?.reference.value).toBe('IOB2');
    expect(fragments[0]!.run.task?.value).toBe('token-classification');
    expect(said.join()).toContain('tokens ← column 1, reference ← column 2, predicted ← column 3');
  });

  test('what conlleval reads: chunks are no entities, a token # is no comment, CRLF, a byte order mark, no last line end', async () => {
    const { sets, problems } = await fixture('conll-four-columns');
    const [set] = sets;
    expect(problems).toEqual([]);
    expect(set!.types).toEqual(['LOC', 'ORG', 'PER']);
    expect(set!.text(0)).toBe('The Hague waits #');
    expect(mentionsOf(set!, 'predicted')).toEqual(['0: Hague (LOC)', '1: J. (PER)', '1: P. Morgan (ORG)']);
    expect([...set!.firstOfDocument!]).toEqual([0, 1, 2]);
    expect(set!.columns).toEqual({ tokens: 'column 1', reference: 'column 4', predicted: 'column 5' });
  });

  test('word pieces: the first piece stands for the word, special tokens are none, [CLS] begins a sentence', async () => {
    const { sets, said } = await fixture('conll-word-pieces');
    const [set] = sets;
    expect([set!.text(0), set!.text(1)]).toEqual(['Kring went to Washington', 'Nobody saw']);
    expect(mentionsOf(set!, 'reference')).toEqual(['0: Kring (PER)', '0: Washington (LOC)']);
    expect(mentionsOf(set!, 'predicted')).toEqual(['0: Kring (PER)', '0: Washington (LOC)', '1: saw (PER)']);
    expect(set!.excluded.map(({ kind, tokens }) => [kind, tokens])).toEqual([['ignored', 4]]);
    expect(said.join()).toContain('4 rows of special tokens');
  });

  test('words marked by their beginning (SentencePiece, byte-level pieces)', async () => {
    const rows = '▁Anna B-PER B-PER\n▁Lind I-PER I-PER\nström I-PER O\n▁sings O O\n\n▁▁ O O\n';
    const { sets } = await readEntityFiles({ 'pred.txt': rows });
    expect(sets[0]!.text(0)).toBe('Anna Lindström sings');
    expect(mentionsOf(sets[0]!, 'predicted')).toEqual(['0: Anna Lindström (PER)']);
  });

  test('offsets count UTF-16 units: astral characters, combining marks, scripts without spaces', async () => {
    const rows =
      '𝒜nna B-PER B-PER\n👩‍💻 O O\nZoe\u0308 B-PER B-PER\n北京 B-LOC B-LOC\n市 I-LOC I-LOC\nالقاهرة B-LOC O\n';
    const { sets } = await readEntityFiles({ 'test.tsv': rows });
    expect(mentionsOf(sets[0]!, 'reference')).toEqual([
      '0: 𝒜nna (PER)',
      '0: Zoe\u0308 (PER)',
      '0: 北京 市 (LOC)',
      '0: القاهرة (LOC)',
    ]);
    expect(brokenParts(sets[0]!)).toEqual([]);
  });

  test('types with hyphens, types without letters, bare letters', async () => {
    const typed = await readEntityFiles({ 'pred.txt': 'a B-geo-loc B-geo-loc\nb O O\nc B-ARGM-LOC O\n' });
    expect(typed.sets[0]!.types).toEqual(['ARGM-LOC', 'geo-loc']);
    const plain = await readEntityFiles({ 'pred.txt': 'a\tPER\tPER\nb\tO\tO\nc\tO\tPER\nd\tO\tO\n' });
    expect(mentionsOf(plain.sets[0]!, 'predicted')).toEqual(['0: a (PER)', '0: c (PER)']);
    const bare = await readEntityFiles({ 'pred.txt': 'a\tB\tB\nb\tI\tO\nc\tO\tO\n' });
    expect(mentionsOf(bare.sets[0]!, 'reference')).toEqual(['0: a b (entity)']);
  });

  test('words with blanks in them need tabs; empty words keep their place', async () => {
    const { sets } = await readEntityFiles({
      'pred.tsv': 'New York\tB-LOC\tB-LOC\n\tO\tB-PER\n5 000\tO\tO\n\nx\tO\tO\n',
    });
    expect(sets[0]!.text(0)).toBe('New York  5 000');
    expect(mentionsOf(sets[0]!, 'predicted')).toEqual(['0: New York (LOC)', '0:  (PER)']);
    expect(sets[0]!.excluded.map(({ kind, side }) => [kind, side])).toEqual([['whitespace', 'predicted']]);
  });

  test('a mention cut by the end of a sentence counts as two and is said', async () => {
    const { sets } = await readEntityFiles({ 'pred.txt': 'a O O\nb B-PER B-PER\n\nc I-PER I-PER\nd O O\n' });
    expect(mentionsOf(sets[0]!, 'reference')).toEqual(['0: b (PER)', '1: c (PER)']);
    const entry = sets[0]!.excluded.find(({ kind, side }) => kind === 'split-entity' && side === 'reference');
    expect(entry).toMatchObject({ mentions: 1, places: ['pred.txt, line 4'] });
    expect([...entry!.rows]).toEqual([1]);
  });

  test('nobody said what `-` is, and −100 is left out on purpose: counted apart, no mentions', async () => {
    const { sets } = await readEntityFiles({
      'pred.txt': 'a - B-PER\nb B-PER B-PER\nc -100 O\nd O O\n',
    });
    expect(sets[0]!.excluded.map(({ kind, tokens }) => [kind, tokens])).toEqual([
      ['ignored', 1],
      ['missing-annotation', 1],
    ]);
    expect(mentionsOf(sets[0]!, 'reference')).toEqual(['0: b (PER)']);
    expect([...sets[0]!.tags!.reference.tags.map((tag) => Math.min(tag, 0))]).toEqual([-1, 0, -1, 0]);
  });

  test('X as an answer for a word names no entity, and the difference to conlleval is told', async () => {
    const { sets, said } = await readEntityFiles({
      'pred.txt': 'a B-PER B-PER\nb I-PER X\nc I-PER I-PER\nd O O\n',
    });
    expect(mentionsOf(sets[0]!, 'predicted')).toEqual(['0: a (PER)', '0: c (PER)']);
    expect(said.join()).toContain('1 word predicted as X');
  });

  test('columns named by a header or by flags come before what they look like', async () => {
    const rows = 'word\tpred\tgold\nAnna\tO\tB-PER\nran\tB-PER\tO\n';
    const byHeader = await readEntityFiles({ 'pred.tsv': rows });
    expect(mentionsOf(byHeader.sets[0]!, 'reference')).toEqual(['0: Anna (PER)']);
    const byFlag = await readEntityFiles(
      { 'pred.tsv': 'Anna\tO\tB-PER\nran\tB-PER\tO\n' },
      { labelColumn: '3', predictionColumn: '2' },
    );
    expect(mentionsOf(byFlag.sets[0]!, 'reference')).toEqual(['0: Anna (PER)']);
  });

  test('BERT-NER writes the prediction first: seen from the column that breaks its scheme', async () => {
    const broken = Array.from(
      { length: 6 },
      (_, i) => `w${i}\tI-PER\tB-PER\nx\tO\tO\nv${i}\tB-LOC\tB-LOC\ny\tO\tO\n`,
    ).join('');
    const { sets, said } = await readEntityFiles({ 'output/result_dir/label_test.txt': broken });
    expect(sets[0]!.columns.reference).toBe('column 3');
    expect(said.join()).toContain('the prediction stands before the reference');
    const elsewhere = await readEntityFiles({ 'output/pred.txt': broken });
    expect(elsewhere.sets[0]!.columns.reference).toBe('column 2');
    expect(elsewhere.said.join()).toContain('--label-column 3 --prediction-column 2');
  });
});

describe('bad rows', () => {
  test('rows of other numbers of columns are named, the rest is scored', async () => {
    const { sets, problems } = await readEntityFiles({
      'pred.txt': 'a B-PER B-PER\nM\nb O O\nNew York B-LOC B-LOC\nc O\nd O O\ne O O\nf O O\n',
    });
    expect(problems.map(({ position, found, partial }) => [position, found, partial])).toEqual([
      ['line 2', '1 column instead of 3: M', true],
      ['line 4', '4 columns instead of 3: New York B-LOC B-LOC', true],
      ['line 5', '2 columns instead of 3: c O', true],
    ]);
    expect(sets[0]!.text(0)).toBe('a M b New York c d e f');
    expect(mentionsOf(sets[0]!, 'reference')).toEqual(['0: a (PER)', '0: New York (LOC)']);
    expect(sets[0]!.excluded[0]).toMatchObject({ kind: 'unreadable', tokens: 3 });
  });

  test('10,000 types and one endless sentence', async () => {
    const rows = Array.from(
      { length: 30_000 },
      (_, i) => `w${i} B-T${i % 10_000} ${i % 2 ? 'O' : `B-T${i % 10_000}`}`,
    );
    const { sets } = await readEntityFiles({ 'pred.txt': rows.join('\n') });
    expect(sets[0]!.types).toHaveLength(10_000);
    expect(sets[0]!.sentences).toBe(1);
    expect(sets[0]!.predicted.sentence).toHaveLength(15_000);
    expect(brokenParts(sets[0]!)).toEqual([]);
  });

  test('a column of 60,000 different cells is no column of tags', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `w${i} O B-x${i}`);
    const { sets, problems } = await readEntityFiles({ 'pred.txt': rows.join('\n') });
    expect(sets).toEqual([]);
    expect(problems[0]!.expected).toBe('at most 50,000 different tags');
  });

  test('UTF-16 and Windows-1252 are read and said', async () => {
    const text = 'Zoë B-PER B-PER\nran O O\n\nhome O O\n';
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ]);
    const latin = Uint8Array.from(text, (c) => c.charCodeAt(0));
    for (const bytes of [utf16, latin]) {
      const { sets } = await readEntityFiles({ 'pred.txt': bytes });
      expect(mentionsOf(sets[0]!, 'reference')).toEqual(['0: Zoë (PER)']);
      expect(sets[0]!.sentences).toBe(2);
    }
  });

  test('flipped bytes never break a set', async () => {
    const names = [
      'conll-flair',
      'conll-four-columns',
      'conll-hipe',
      'conll-word-pieces',
      'conll-two-files',
      'conll-tag-lines',
    ];
    let seed = 7;
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed % n;
    };
    for (const name of names) {
      const source = fixtureSource(`entities/${name}`);
      for (let turn = 0; turn < 60; turn++) {
        const files: Record<string, Uint8Array> = {};
        for (const file of source.files) {
          const bytes = (await file.read()).slice();
          for (let flips = 1 + random(4); flips > 0; flips--) bytes[random(bytes.length)] = random(256);
          files[file.path] = random(8) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
        }
        const { sets } = await readEntityFiles(files);
        for (const set of sets) expect([name, turn, ...brokenParts(set)]).toEqual([name, turn]);
      }
    }
  });
});

describe('files of other readers', () => {
  test('a file of tokens is no table of classes, and a table of classes no file of tokens', async () => {
    const tokens = 'token\tgold\tpred\nAnna\tB-PER\tB-PER\nran\tO\tO\n\nBob\tB-PER\tO\nran\tO\tO\n';
    const table = 'text\tlabel\tpred\nlate and broken\tB\tB\ngood\tM\tB\nfine\tM\tM\n';
    expect((await readPredictionFiles({ 'pred.tsv': tokens })).sets).toEqual([]);
    expect((await readPredictionFiles({ 'pred.tsv': table })).sets).toHaveLength(1);
    expect((await readEntityFiles({ 'pred.tsv': table })).sets).toEqual([]);
    const named = await readPredictionFiles({ 'pred.tsv': tokens }, { predictions: 'pred.tsv' });
    expect([...named.problems, ...named.sets]).toEqual([]);
    expect(
      predictionsReader.claims(memorySource('t', { 'a.tsv': tokens }).files[0]!, memorySource('t', {})),
    ).toBe(true);
  });

  test('logs, requirements and lists of numbers are passed over in silence', async () => {
    const { sets, said, problems } = await readEntityFiles({
      'requirements.txt': 'torch 2.0\nflair 0.13\n',
      'loss.tsv': 'EPOCH\tTIMESTAMP\tTRAIN_LOSS\tDEV_F1\n0\t12:00\t0.5\t0\n1\t12:01\t0.4\t0\n',
      'train.txt': 'some words of a corpus\nand more of them\n',
      'predictions.txt': '0\n1\n1\n0\n',
    });
    expect([...sets, ...said, ...problems]).toEqual([]);
  });
});
