import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, readTrainer } from './reading.ts';

const corpus = process.env.AFTERFIT_CORPUS ? join(process.env.AFTERFIT_CORPUS, 'hf-trainer') : null;

/** Runs by folder, counted by hand from the folders' notes and logs. A folder that is missing here has one run. */
const severalRuns: Readonly<Record<string, number>> = {
  'AristotelisPap__Question-Answering-with-BERT-and-Knowledge-Distillation': 3,
  'GulbeycanCagri__IS-584-Term-Project': 3,
  'J-Meyers__fp-dataset-artifacts': 9,
  'amodh-saxena__toxic_message_analyzer': 5,
  dmcheon__ner_for_jd: 2,
  'francis-wong__msds-cs-388-final-project': 2,
  'ki-system-sicherheit__prompt-mitigation-llm': 6,
  'laminair__mess-plus': 3,
  'muskaanwalia098__Calendar-Event-Entity-Extraction': 8,
  sansha521__loraForNewsClassification: 4,
  'sarah-imafidon__NaijaCodeMix': 2,
  'thiagoravelli__env-classifier': 2,
  // Git LFS pointers only.
  'cofofprom__pii-masking-hse': 0,
  'lblod__theme-classifier-ipdc-generator-group-8': 0,
  'yvonnezino__NLP-Adversarial': 0,
};

if (corpus === null || !existsSync(corpus)) {
  test.skip('folders of strangers: set AFTERFIT_CORPUS to read them', () => {});
} else {
  describe('folders of strangers', () => {
    for (const name of readdirSync(corpus).filter((entry) => !entry.endsWith('.tsv'))) {
      test(name, async () => {
        const { runs, problems } = await readTrainer(filesBelow(join(corpus, name)));
        expect(runs.map((run) => run.id)).toHaveLength(severalRuns[name] ?? 1);
        // What is refused is a pointer of Git LFS, and its reason says so.
        for (const problem of problems) expect(problem.found).toContain('Git LFS pointer');
        for (const run of runs) {
          for (const series of run.series) {
            for (let i = 1; i < series.step.length; i++)
              expect(series.step[i]!).toBeGreaterThan(series.step[i - 1]!);
          }
        }
      });
    }
  });
}
