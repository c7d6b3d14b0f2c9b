import { describe, expect, test } from 'vitest';
import {
  brokenParts,
  countExact,
  mentionsOf,
  readEntityFiles,
  readEntitySource,
} from '../../support/entities.ts';
import { fixtureSource } from '../read-fixture.ts';

const fixture = (name: string) => readEntitySource(fixtureSource(`entities/${name}`));

const sentences = [
  'Anna B-PER\nmet O\nBob B-PER\n',
  'Acme B-ORG\nCorp I-ORG\nfell O\n',
  'in O\nOslo B-LOC\n. O\n',
  'Zoe B-PER\nsings O\nloudly O\n',
];
const file = (...order: readonly number[]): string => order.map((i) => sentences[i]).join('\n');
const join = (gold: string, pred: string) => readEntityFiles({ 'gold.txt': gold, 'predictions.txt': pred });

describe('reference and predictions in two files', () => {
  test('tags alone, one sentence a line, beside the reference; the training file beside it', async () => {
    const { sets, fragments, said, problems } = await fixture('conll-two-files');
    const [set] = sets;
    expect(problems).toEqual([]);
    expect(set!.files).toEqual(['output/predictions.txt', 'data/test.txt']);
    expect(mentionsOf(set!, 'predicted')).toEqual([
      '0: Anna (PER)',
      '0: Bob (PER)',
      '0: Oslo (LOC)',
      '1: Acme (ORG)',
      '2: Paris (LOC)',
    ]);
    expect(mentionsOf(set!, 'reference')).toContain('1: Acme Corp (ORG)');
    expect(
      set!.excluded.map(({ kind, tokens, mentions, places }) => [kind, tokens, mentions, places]),
    ).toEqual([['truncated', 2, 1, ['predictions.txt, line 2: 3 of 5 tokens']]]);
    expect([...set!.tags!.predicted.tags].filter((tag) => tag < 0)).toHaveLength(2);
    expect(fragments[0]!.run.trainEntities?.sentences).toBe(2);
    expect(said.join()).toContain('joined by the order of their sentences');
    expect(set!.columns).toEqual({ reference: 'column 4 of test.txt', predicted: 'predictions.txt' });
  });

  test('two files of tags: a sentence with more tags than words is left out and named', async () => {
    const { sets, problems } = await fixture('conll-tag-lines');
    const [set] = sets;
    expect(problems.map(({ position, found }) => [position, found])).toEqual([
      ['line 3', '7; from token 7 on there is no word'],
    ]);
    expect(set!.sentences).toBe(6);
    expect(set!.hasText).toBe(false);
    expect(countExact(set!)).toMatchObject({ right: 3, reference: 4, predicted: 4 });
    expect(set!.excluded.map(({ kind, side }) => [kind, side])).toEqual([
      ['ignored', 'predicted'],
      ['unreadable', 'predicted'],
    ]);
  });

  test('without words and with another number of sentences nobody can tell which are missing', async () => {
    const { sets, problems } = await readEntityFiles(
      { 'gold.txt': file(0, 1, 2), 'predictions.txt': 'B-PER O B-PER\nB-ORG I-ORG O O O\n' },
      { reference: 'gold.txt', predictions: 'predictions.txt' },
    );
    expect(sets).toEqual([]);
    expect(problems[0]!.expected).toBe('tags of 3 sentences, as gold.txt has');
  });

  test('the same tokens give the same set as one file of both', async () => {
    const two = await join(file(0, 1, 2, 3), file(0, 1, 2, 3).replace('Zoe B-PER', 'Zoe O'));
    expect(countExact(two.sets[0]!)).toEqual({ right: 4, reference: 5, predicted: 4, f1: 8 / 9 });
    expect(two.sets[0]!.schemes?.predicted.value).toBe('IOB2');
    expect(two.sets[0]!.excluded).toEqual([]);
  });

  test('another order is joined by text', async () => {
    const { sets, said } = await join(file(0, 1, 2, 3), file(3, 1, 0, 2));
    expect(countExact(sets[0]!)).toMatchObject({ right: 5, reference: 5, predicted: 5 });
    expect(said.join()).toContain('joined by the texts of their sentences');
    expect(sets[0]!.excluded).toEqual([]);
    expect([...sets[0]!.tags!.predicted.tags]).toEqual(
      [...sets[0]!.tags!.reference.tags].map((tag) => {
        const name = sets[0]!.tags!.reference.names[tag]!;
        return sets[0]!.tags!.predicted.names.indexOf(name);
      }),
    );
  });

  test('repeated sentences join one to one, and are counted', async () => {
    const { sets } = await join(file(0, 1, 0), file(0, 0, 1).replace('Bob B-PER', 'Bob O'));
    expect(countExact(sets[0]!)).toMatchObject({ right: 4, reference: 5, predicted: 4 });
    expect(sets[0]!.excluded.map(({ kind, mentions, sentences: n }) => [kind, mentions, n])).toEqual([
      ['duplicate', 2, 1],
    ]);
  });

  test('a sentence that the writer skipped counts as missed; of a small part the rest is left out', async () => {
    const skipped = await join(file(0, 1, 2, 3), file(0, 1, 3));
    expect(countExact(skipped.sets[0]!)).toMatchObject({ right: 4, reference: 5, predicted: 4 });
    expect(skipped.sets[0]!.excluded).toMatchObject([
      { kind: 'unmatched', side: 'reference', mentions: 1, sentences: 1 },
    ]);
    expect([...skipped.sets[0]!.excluded[0]!.rows]).toEqual([2]);
    const part = await join(file(0, 1, 2, 3), file(1));
    expect(part.sets[0]!.sentences).toBe(1);
    expect(countExact(part.sets[0]!)).toMatchObject({ right: 1, reference: 1, predicted: 1 });
    expect(part.sets[0]!.excluded[0]!.text).toContain('only a part was predicted');
    expect(part.sets[0]!.place(0)).toBe('line 5');
  });

  test('predicted sentences that the reference does not have are counted', async () => {
    const { sets } = await join(file(0, 1, 2), `${file(0, 1, 2)}\nNew B-LOC\ntown I-LOC\n`);
    expect(countExact(sets[0]!)).toMatchObject({ right: 4, reference: 4, predicted: 4 });
    expect(sets[0]!.excluded).toMatchObject([
      { kind: 'unmatched', side: 'predicted', sentences: 1, places: ['predictions.txt, line 13'] },
    ]);
  });

  test('a prediction that ends early: what lies behind is missed and said', async () => {
    const { sets } = await join(file(0, 1, 2), file(0, 1, 2).replace('\nBob B-PER', ''));
    expect(countExact(sets[0]!)).toMatchObject({ right: 3, reference: 4, predicted: 3 });
    expect(sets[0]!.excluded).toMatchObject([
      { kind: 'truncated', tokens: 1, mentions: 1, places: ['predictions.txt, line 1: 2 of 3 tokens'] },
    ]);
  });

  test('other tokens of the same text are aligned by characters', async () => {
    const gold = "Anna B-PER\n's I-PER\nA.B. B-ORG\nfell O\n\nin O\nNew-York B-LOC\n";
    const pred = "Anna's B-PER\nA.B B-ORG\n. I-ORG\nfell O\n\nin O\nNew O\n- O\nYork B-LOC\n";
    const { sets } = await join(gold, pred);
    expect(mentionsOf(sets[0]!, 'predicted')).toEqual(["0: Anna 's (PER)", '0: A.B. (ORG)', '1: York (LOC)']);
    expect(countExact(sets[0]!).right).toBe(2);
    const inside = sets[0]!.excluded.find(({ kind }) => kind === 'unaligned');
    expect(inside).toMatchObject({ mentions: 1, places: ['gold.txt, line 6'] });
    expect(inside!.text).toContain('inside a token of the reference');
    expect(brokenParts(sets[0]!)).toEqual([]);
  });

  test('a lower-cased text with other letters is aligned; what has no place is listed', async () => {
    const gold = 'Odyſſeus B-PER\nkam O\nnach O\nIthaka B-LOC\nzurück O\n\nAlle O\nfreuten O\nsich O\n';
    const pred =
      'odysseus B-PER\nkam O\nnach O\nithaka B-LOC\nheim-zurueck B-LOC\n\nalle O\nfreuten O\nsich O\n';
    const { sets } = await readEntityFiles(
      { 'a.txt': gold, 'b.txt': pred },
      { reference: 'a.txt', predictions: 'b.txt' },
    );
    expect(mentionsOf(sets[0]!, 'predicted').slice(0, 2)).toEqual(['0: Odyſſeus (PER)', '0: Ithaka (LOC)']);
    expect(sets[0]!.excluded.every(({ kind }) => kind === 'unaligned')).toBe(true);
    expect(brokenParts(sets[0]!)).toEqual([]);
  });

  test('reference in sentences, prediction in documents, and the other way round', async () => {
    const joined = file(0, 1, 2, 3).replaceAll('\n\n', '\n');
    for (const [gold, pred, units] of [
      [file(0, 1, 2, 3), joined, 4],
      [joined, file(0, 1, 2, 3), 1],
    ] as const) {
      const { sets, said } = await join(gold, pred);
      expect(sets[0]!.sentences).toBe(units);
      expect(countExact(sets[0]!)).toMatchObject({ right: 5, reference: 5, predicted: 5 });
      expect(said.join()).toContain('the prediction was cut as the reference is');
      expect(sets[0]!.tags).not.toBeNull();
    }
    const odd = await join(
      file(0, 1, 2, 3),
      joined.replace('sings O', 'sang O').replace('Acme B-ORG', 'Acne B-ORG'),
    );
    expect(countExact(odd.sets[0]!)).toMatchObject({ right: 5, reference: 5, predicted: 5 });
  });

  test('HIPE: documents by comments, tokens that begin with #, layers of tags, another scheme', async () => {
    const { sets, said } = await fixture('conll-hipe');
    const [set] = sets;
    expect(set!.sentences).toBe(2);
    expect(set!.text(0)).toBe('General Lee #42');
    expect([set!.schemes!.reference.value, set!.schemes!.predicted.value]).toEqual(['IOB2', 'IOBES']);
    expect(mentionsOf(set!, 'predicted')).toEqual(['0: Lee (pers)', '1: Rome (loc)']);
    expect(said.join()).toContain('the tags were taken from the column NE-COARSE-LIT');
  });
});

describe('which file is which', () => {
  test('names and folders tell; flags win', async () => {
    const gold = file(0, 1);
    const pred = gold.replace('Bob B-PER', 'Bob O');
    for (const [reference, predicted] of [
      ['gold.txt', 'predictions.txt'],
      ['data/test.txt', 'output/test.txt'],
      ['test.conll', 'test_pred.conll'],
      ['reference.conll', 'run1.conll/system.txt'],
    ] as const) {
      const { sets } = await readEntityFiles({ [reference]: gold, [predicted]: pred });
      expect([reference, sets[0]?.file, countExact(sets[0]!).reference]).toEqual([reference, predicted, 3]);
    }
    const turned = await readEntityFiles(
      { 'gold.txt': gold, 'predictions.txt': pred },
      { reference: 'predictions.txt', predictions: 'gold.txt' },
    );
    expect(countExact(turned.sets[0]!)).toMatchObject({ reference: 2, predicted: 3 });
  });

  test('two files that could be either are a question that names the flags', async () => {
    const { sets, said } = await readEntityFiles({ 'a.conll': file(0, 1), 'b.conll': file(0, 1) });
    expect(sets).toEqual([]);
    expect(said).toEqual([
      'a.conll and b.conll hold tags of the same sentences, and their names do not say which holds predictions; name them with --reference FILE --predictions FILE.',
    ]);
    const other = await readEntityFiles({ 'a.conll': file(0, 1), 'b.conll': file(2, 3) });
    expect([...other.sets, ...other.said]).toEqual([]);
  });

  test('predictions alone ask for their reference', async () => {
    const { sets, said } = await readEntityFiles({ 'predictions.conll': file(0, 1) });
    expect(sets).toEqual([]);
    expect(said.join()).toContain('name the reference with --reference FILE');
  });

  test('of several references the one with the same sentences is taken, for each prediction', async () => {
    const { sets } = await readEntityFiles({
      'data/dev.txt': file(2, 3),
      'data/test.txt': file(0, 1),
      'out/test_predictions.txt': file(0, 1),
      'out/dev_predictions.txt': file(2, 3),
    });
    expect(sets.map((set) => [set.files.join(), set.split?.value])).toEqual([
      ['out/dev_predictions.txt,data/dev.txt', 'validation'],
      ['out/test_predictions.txt,data/test.txt', 'test'],
    ]);
  });

  test('types that differ only in case are asked about, and count apart', async () => {
    const { sets, said } = await join(file(0, 1), file(0, 1).replaceAll('B-PER', 'B-Per'));
    expect(countExact(sets[0]!).right).toBe(1);
    expect(said.join()).toContain('`PER` and `Per` differ only in upper and lower case');
    const none = await join(file(0), file(0).replaceAll('PER', 'NAME'));
    expect(none.said.join()).toContain('none in common');
  });
});
