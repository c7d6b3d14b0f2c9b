import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/formats/text-encoding.ts';
import { bratSide } from '../../../src/readers/entities/brat.ts';
import { docBinSide } from '../../../src/readers/entities/doc-bin-file.ts';
import { mayBeSpacy, readSpacyFiles } from '../../../src/readers/entities/spacy-files.ts';
import { spanLineSides } from '../../../src/readers/entities/span-lines.ts';
import { folderSource } from '../read-fixture.ts';

const corpus = process.env.AFTERFIT_CORPUS ?? '';
const present = existsSync(join(corpus, 'predictions'));
const root = join(corpus, 'predictions');
const all = (ending: RegExp): readonly string[] =>
  (readdirSync(root, { recursive: true }) as string[]).filter((path) => ending.test(path)).sort();
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(join(root, path)));
const short = (path: string): string => path.slice(path.indexOf('__') + 2);

describe.skipIf(!present)('files of strangers (AFTERFIT_CORPUS)', () => {
  test('DocBins: documents, tokens and mentions are those that spaCy counts', () => {
    const found = Object.fromEntries(
      all(/\.spacy$/).map((path) => {
        const { side } = docBinSide(bytesOf(path), path, 'unknown');
        return [
          short(path),
          [side.firstOfDocument!.length - 1, side.tokens!.start.length, side.mentions!.start.length],
        ];
      }),
    );
    expect(found).toEqual({
      'ner/labelling/ner_news_english/data/train_0_10.spacy': [8, 2764, 148],
      'ner/labelling/ner_news_english/data/train_100_110.spacy': [8, 4035, 115],
      'ner/labelling/ner_news_english/data/train_1010_1020.spacy': [10, 4000, 167],
      'ner/labelling/ner_news_english/data/train_1060_1070.spacy': [7, 1938, 69],
      'projects/experimental/healthsea_spancat/data/dev.spacy': [924, 25_297, 859],
      // A tree bank: nobody annotated entities. spaCy 3.8 itself refuses it for a string that an older version did not write.
      'projects/integrations/ray/corpus/UD_English-EWT/dev.spacy': [201, 25_148, 0],
      'projects/tutorials/ner_tweets/assets/demo/demo.spacy': [1, 20, 1],
    });
  });

  test('JSON and JSON lines: what holds mentions is read, nothing else is', () => {
    const found: Record<string, string> = {};
    for (const path of all(/\.jsonl?$|\.spacy\.user\d$/)) {
      const read = spanLineSides(decodeText(bytesOf(path)).text, path, 'unknown');
      if (read === null) continue;
      const sides = read.sides.map(
        (side) => `${side.sentences}/${side.mentions?.start.length ?? side.tags!.tags.length}`,
      );
      found[short(path)] = `${read.shape} ${sides.join(' ')}${read.onlyErrors ? ' errors' : ''}`;
    }
    expect(found).toEqual({
      'rasa-demo/results/DIETClassifier_errors.json': 'records 9/2 9/7 errors',
      'doccano-transformer/tests/data/labeling.jsonl': 'doccano 3/20',
      'doccano-transformer/tests/data/labeling/labeling.jsonl': 'doccano 2/11',
      'doccano-transformer/tests/data/labeling/labeling.spacy.user1': 'spaCy JSON 3/20',
      'doccano-transformer/tests/data/labeling/labeling.spacy.user2': 'spaCy JSON 6/37',
      'doccano-transformer/tests/data/labeling/labeling.user1.jsonl': 'doccano 1/5',
      'doccano-transformer/tests/data/labeling/labeling.user2.jsonl': 'doccano 2/11',
      'projects/tutorials/ner_fashion_brands/assets/fashion_brands_eval.jsonl': 'Prodigy 500/238',
      'projects/tutorials/ner_tweets/assets/demo/demo.jsonl': 'Prodigy 1/1',
      'projects/tutorials/ner_tweets/assets/test_annotated.jsonl': 'Prodigy 519/242',
      'BSNER-BW/admin.jsonl': 'doccano 454/444',
    });
  });

  test('brat: every repeated text is what the offsets cut out, in Japanese and Russian too', () => {
    const folders = new Map<string, string[]>();
    for (const path of all(/\.ann$/)) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      folders.set(folder, [...(folders.get(folder) ?? []), path]);
    }
    const found = [...folders].map(([folder, paths]) => {
      const pairs = paths.map((path) => {
        const text = join(root, path.replace(/ann$/, 'txt'));
        return {
          path,
          annotations: decodeText(bytesOf(path)).text,
          text: existsSync(text) ? readFileSync(text, 'utf8') : null,
        };
      });
      const { side, said } = bratSide(pairs, folder, 'reference');
      return [short(folder), side?.mentions?.start.length ?? null, said[0]];
    });
    expect(found).toEqual([
      [
        'rured/annotation_files.zip.d/annotation_files',
        167,
        'Offsets count code points: 167 of 167 repeated texts are what the offsets cut out.',
      ],
      [
        'KEEPHA-Ja/MedTxt-CR-Ja-ADE-202211r',
        466,
        'Offsets count code points: 465 of 465 repeated texts are what the offsets cut out.',
      ],
      [
        'KEEPHA-Ja/chiebukuro_brat-202211r',
        null,
        'None of 2 annotation files has its .txt beside it; no mention can be placed.',
      ],
    ]);
  });

  test('scores of spaCy', async () => {
    const found: Record<string, string> = {};
    for (const name of readdirSync(root).filter((entry) => !/\.(?:tsv|md)$/.test(entry))) {
      const source = folderSource(join(root, name));
      const fragments = await readSpacyFiles(source.files.filter(mayBeSpacy), {
        source,
        options: {},
        found: () => undefined,
        problem: ({ file }) => {
          throw new Error(file);
        },
        assume: () => undefined,
        progress: () => undefined,
      });
      for (const { root: folder, run } of fragments) {
        const f1 = run.finalValues!.find(({ quantity }) => /^f1|cats_score/.test(quantity));
        found[`${short(name)}/${folder}`] = `${run.task?.value} ${f1?.quantity} ${f1?.value.toFixed(4)}`;
      }
    }
    expect(found).toEqual({
      'reddit-textcat/training': 'text-classification f1_micro 0.7861',
      'Tech-Topic-Model/training': expect.stringMatching(/^text-classification/),
      'Depo-Class-ML/training': 'text-classification f1_micro 0.9998',
      'projects/experimental/healthsea_spancat/metrics': expect.stringMatching(/^token-classification f1 /),
      'projects/experimental/ner_spancat_compare/metrics/ner':
        expect.stringMatching(/^token-classification f1 /),
      'projects/experimental/ner_spancat_compare/metrics/spancat':
        expect.stringMatching(/^token-classification f1 /),
      'ner-fashion/training': 'token-classification f1 0.6298',
      'Office-Lines-Prediction/training': 'text-classification f1_micro 0.3415',
      'Text-Classification-Demo/training': 'text-classification cats_score 0.8737',
      'accession/training': 'token-classification f1 0.9204',
      'github-issue-classifier/training': 'text-classification cats_score 0.5294',
      'MoodCat/training': 'token-classification f1 0.6923',
    });
  }, 30_000);
});

test.skipIf(present)('files of strangers: set AFTERFIT_CORPUS to read them', () => {});
