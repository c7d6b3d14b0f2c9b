import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kerasReader } from '../../src/readers/keras/reader.ts';
import { folderSource, readWith } from './read-fixture.ts';

const corpus = process.env.AFTERFIT_CORPUS ?? '';

/** The histories among all the JSON, CSV and pickle files of strangers, with their epochs. */
const histories: Readonly<Record<string, number>> = {
  'trackers/BenoitPierson__NLP_binary_classification': 6,
  'trackers/YuliyaSheichenka__Certification_Bloc_4': 5,
  'trackers/bauyrjanj__intent-classifier': 69,
  'trackers/shashank0117__Emotion-Analysis-of-Text-Sequences-using-Word-Embedding-LSTM': 2,
};

if (!existsSync(join(corpus, 'trackers'))) {
  test.skip('histories of strangers: set AFTERFIT_CORPUS to read them', () => {});
} else {
  describe.each(['trackers', 'hf-trainer', 'predictions'])('histories of strangers in %s', (part) => {
    const names = readdirSync(join(corpus, part)).filter((name) => !name.endsWith('.tsv'));
    test.each(names)('%s', async (name) => {
      const { fragments, problems } = await readWith(kerasReader, folderSource(join(corpus, part, name)));
      expect(problems).toEqual([]);
      const epochs = histories[`${part}/${name}`];
      expect(fragments.map(({ run }) => run.lastEpoch)).toEqual(epochs === undefined ? [] : [epochs]);
      for (const { run } of fragments) {
        const tags = run.series!.map((s) => `${s.split} ${s.quantity}`);
        expect(tags).toEqual(
          expect.arrayContaining(['train loss', 'validation loss', 'train accuracy', 'validation accuracy']),
        );
      }
    });
  });
}
