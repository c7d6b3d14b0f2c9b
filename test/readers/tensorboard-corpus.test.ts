import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tensorboardReader } from '../../src/readers/tensorboard/reader.ts';
import { folderSource, readWith } from './read-fixture.ts';

const corpus = process.env.AFTERFIT_CORPUS ?? '';

/** Trainings by folder, counted by hand from the folders' logs. What is missing here holds no event files. */
const trainings: Readonly<Record<string, number>> = {
  'hf-trainer/AguLeon__LoRA_RoBERTa_AGNews': 5,
  'hf-trainer/chandar-lab__healthy-data-diet': 4,
  'hf-trainer/muskaanwalia098__Calendar-Event-Entity-Extraction': 10,
  'hf-trainer/sansha521__loraForNewsClassification': 7,
  'trackers/10-Academy-Batch-4-Week-4__Swahili-Speech-To-Text': 1,
  'trackers/AguLeon__LoRA_RoBERTa_AGNews': 5,
  'trackers/akhil-2709__propaganda-detection-transformer': 9,
  'trackers/chandar-lab__healthy-data-diet': 4,
  'trackers/minakshimathpal__TSOA-Emlops-Deep-Learning-package': 2,
  'trackers/muskaanwalia098__Calendar-Event-Entity-Extraction': 9,
  'trackers/nicholasbao__nlp_job': 1,
  'trackers/sansha521__loraForNewsClassification': 5,
};

if (!existsSync(join(corpus, 'trackers'))) {
  test.skip('event files of strangers: set AFTERFIT_CORPUS to read them', () => {});
} else {
  describe.each(['trackers', 'hf-trainer'])('event files of strangers in %s', (part) => {
    const names = readdirSync(join(corpus, part)).filter((name) => !name.endsWith('.tsv'));
    test.each(names)('%s', async (name) => {
      const { fragments, found, problems } = await readWith(
        tensorboardReader,
        folderSource(join(corpus, part, name)),
      );
      expect(fragments).toHaveLength(trainings[`${part}/${name}`] ?? 0);
      // Every file that is there is sound; what is refused is a pointer of Git LFS, and its reason says so.
      for (const problem of problems) expect(problem.found).toContain('Git LFS pointer');
      expect(new Set(found.map(({ file }) => file)).size).toBe(found.length);
      for (const { run } of fragments) {
        const names = run.series!.map((s) => `${s.split}/${s.evaluationSet ?? ''}/${s.quantity}`);
        expect(new Set(names).size).toBe(names.length);
        for (const { step, value, time } of run.series!) {
          expect(value).toHaveLength(step.length);
          expect(time).toHaveLength(step.length);
          for (let i = 1; i < step.length; i++) expect(step[i]).toBeGreaterThan(step[i - 1]!);
        }
      }
    });
  });
}
