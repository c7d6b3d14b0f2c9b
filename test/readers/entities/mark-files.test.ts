import { describe, expect, test } from 'vitest';
import type { ReadContext } from '../../../src/model/reader.ts';
import type { InputProblem } from '../../../src/model/source.ts';
import { joinSides } from '../../../src/readers/entities/join.ts';
import { couldHoldMarks, markFileKind, readMarkFile } from '../../../src/readers/entities/mark-files.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { fixture, utf8 } from '../../formats/bytes.ts';
import { fixtureFiles } from '../read-fixture.ts';
import { spelled } from './sides.ts';

function contextOf(files: Record<string, Uint8Array>) {
  const source = memorySource('test', files);
  const problems: InputProblem[] = [];
  const said: string[] = [];
  const context: ReadContext = {
    source,
    options: {},
    found: () => undefined,
    problem: (problem) => void problems.push(problem),
    assume: (sentence) => void said.push(sentence),
    progress: () => undefined,
  };
  return { context, problems, said, files: source.files };
}

async function read(files: Record<string, Uint8Array>) {
  const { context, problems, said, files: sources } = contextOf(files);
  const file = sources[0]!;
  const kind = couldHoldMarks(file) ? await markFileKind(file) : null;
  return {
    kind,
    found: kind === null ? null : await readMarkFile(file, kind, 'unknown', context),
    problems,
    said,
    context,
  };
}

describe('files of marks by name and beginning', () => {
  test.each([
    ['prodigy/marks.jsonl', 'span-lines', 'single'],
    ['label-studio/export.json', 'span-lines', 'pair'],
    ['spacy-json/train.json', 'span-lines', 'single'],
    ['doc-bins/reference.spacy', 'doc-bin', 'single'],
  ])('%s', async (path, kind, sides) => {
    const result = await read({ [path]: fixture(`entities/${path}`) });
    expect(result.kind).toBe(kind);
    expect(result.found!.kind).toBe(sides);
    expect(result.problems).toEqual([]);
  });

  test('a folder of brat is one side', async () => {
    const { found } = await read(
      Object.fromEntries(
        Object.entries(fixtureFiles('entities/brat')).map(([name, bytes]) => [`brat/${name}`, bytes]),
      ),
    );
    expect(found!.kind === 'single' && spelled(found!.side)).toHaveLength(4);
  });

  test('a long file is told from its beginning', async () => {
    const record = `${JSON.stringify({ text: 'Anna left', label: [[0, 4, 'PER']] })}\n`;
    expect((await read({ 'gold.jsonl': utf8(record.repeat(5000)) })).kind).toBe('span-lines');
    const list = JSON.stringify(
      Array.from({ length: 5000 }, () => ({ text: 'Anna left', entities: [[0, 4, 'PER']] })),
    );
    expect((await read({ 'gold.json': utf8(list) })).kind).toBe('span-lines');
  });

  test('rows of a classifier and settings are not', async () => {
    expect(
      (await read({ 'predictions.jsonl': utf8('{"text": "good", "label": 1, "prediction": 0}\n') })).kind,
    ).toBeNull();
    expect(couldHoldMarks({ path: 'tokenizer.json', bytes: 10 })).toBe(false);
  });

  test('a DocBin that was cut off is a clear problem', async () => {
    const { found, problems } = await read({
      'gold.spacy': fixture('doc-bin/entities.spacy').subarray(0, 300),
    });
    expect(found).toBeNull();
    expect(problems).toMatchObject([
      {
        file: 'gold.spacy',
        found: expect.stringContaining('cut off'),
        nextStep: 'write the documents again with DocBin.to_disk',
      },
    ]);
  });

  test('a DocBin of a text classifier is told, not scored', async () => {
    const { found, problems } = await read({ 'dev.spacy': fixture('doc-bin/words-only.spacy') });
    expect([found, problems]).toEqual([null, []]);
  });
});

test('both sides of one export are joined mention by mention', async () => {
  const { found, context } = await read({ 'export.json': fixture('entities/label-studio/export.json') });
  const set = joinSides(found as Extract<typeof found, { kind: 'pair' }>, null, context)!;
  expect(set.sentences).toBe(2);
  const words = (side: 'reference' | 'predicted') =>
    Array.from(
      set[side].start,
      (start, m) =>
        `${set.types[set[side].type[m]!]} ${set.text(set[side].sentence[m]!).slice(start, set[side].end[m]!)}`,
    );
  expect(words('reference')).toEqual(['GPE Bergen', 'PERSON Holm', 'ORG Norda']);
  expect(words('predicted')).toEqual(['GPE Bergen', 'ORG Holm']);
});

test('a DocBin of sentences and one of documents are about the same text', async () => {
  const { context, files } = contextOf({
    'reference.spacy': fixture('doc-bin/sentences.spacy'),
    'predicted.spacy': fixture('doc-bin/sentences.spacy'),
  });
  const side = async (at: number) =>
    (await readMarkFile(files[at]!, 'doc-bin', at === 0 ? 'reference' : 'predicted', context))!;
  const [reference, predicted] = [await side(0), await side(1)];
  if (reference.kind !== 'single' || predicted.kind !== 'single') throw new Error('one side each');
  const set = joinSides({ reference: reference.side, predicted: predicted.side }, null, context)!;
  expect(set.sentences).toBe(5);
  expect(Array.from(set.predicted.start)).toEqual(Array.from(set.reference.start));
  expect(set.reference.start).toHaveLength(3);
});
