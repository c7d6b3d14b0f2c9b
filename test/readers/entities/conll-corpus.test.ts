import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../../src/model/reader.ts';
import { directorySource } from '../../../src/node/directory-source.ts';
import { brokenParts, countExact, type ReadEntities, readEntitySource } from '../../support/entities.ts';

const corpus = process.env.AFTERFIT_CORPUS;
const present = corpus !== undefined && existsSync(`${corpus}/predictions`);
if (!present) console.info('AFTERFIT_CORPUS names no folder with predictions: real token files are skipped');

async function read(folder: string, options: ReadOptions = {}): Promise<ReadEntities> {
  const disk = `${corpus}/predictions/${folder}`;
  return readEntitySource(await directorySource(folder, [{ disk, inside: '' }]), options);
}

/** File, sentences, reference and predicted mentions, exact matches. */
type Row = readonly [file: string, sentences: number, reference: number, predicted: number, right: number];

/**
 * Each file as it was looked at. Where its authors published a score, `right`, `reference` and `predicted` give it: CCKS 88.81
 * (P 88.10, R 89.52), Flair GUM 68.73, MedicalNER P .0017 R .0208, HIPE 81.8, 73.6, 74.1, 91.3, 81.9, 83.3, 85.0, 62.0, 90.8, 79.8, 52.9.
 */
const files: Readonly<Record<string, readonly Row[]>> = {
  A01750632__NLPActivities: [
    ['MainFolder/resources/taggers/example-ner/dev.tsv', 100, 69, 2, 0],
    ['MainFolder/resources/taggers/example-ner/test.tsv', 385, 329, 21, 0],
    ['resources/taggers/example-ner/dev.tsv', 100, 75, 0, 0],
    ['resources/taggers/example-ner/test.tsv', 385, 316, 0, 0],
  ],
  braemy__baseline: [
    ['predictions.txt', 198, 399, 352, 107],
    ['predictions_correct.txt', 45, 25, 25, 25],
    ['predictions_wrong.txt', 153, 374, 327, 82],
    ['test_predictions.txt', 4, 9, 9, 5],
  ],
  // The log says 87.32: Flair 0.4 begins no mention where a tag changes its type, and takes the type by a vote.
  bsobolik__B659: [
    ['resources/taggers/bert_downsampled/test.tsv', 341, 543, 574, 475],
    ['resources/taggers/example-ner/test.tsv', 341, 543, 504, 444],
  ],
  gucorpling__nner: [['resources/taggers/example-ner/test.tsv', 890, 4410, 4294, 2991]],
  jeonyany__PhysicsNER: [['output/label_test.txt', 1, 547, 580, 498]],
  // X predicted for a word is no entity here and a type of its own for conlleval (90.53 and 80.37).
  'kyzhouhzau__BERT-NER': [
    ['en_predicted_results.txt', 3453, 5644, 5733, 5165],
    ['ja_predicted_results.txt', 64, 156, 153, 129],
    ['output/result_dir/label_test.txt', 1, 4557, 4671, 4104],
    ['rnn_en_predicted_results.txt', 3250, 5942, 5302, 4377],
    ['rnn_ja_predicted_results.txt', 64, 148, 99, 71],
  ],
  'teghub__TurkishNER-BERT': [['output/result_dir/label_test.txt', 1, 1763, 1784, 1525]],
  'zyh961117__CCKS-2017-task2': [['Bi-LSTM-CRF/result/ner_predict.utf8', 120, 2366, 2404, 2118]],
  TasukiKobayashi__MedicalNER: [['output/test_predictions.txt', 1525, 3750, 45_457, 78]],
  'uds-lsv__TOKEN-is-a-MASK': [['output/test_predictions.txt', 3453, 5648, 5178, 3470]],
  'yuanxiaosc__BERT-for-Sequence-Labeling-and-Text-Classification': [
    [
      'output_model_prediction/atis_join_task_LSTM_epoch30_ckpt4198/slot_filling_test_results.txt',
      893,
      2837,
      2855,
      2730,
    ],
    [
      'output_model_prediction/atis_join_task_epoch30_ckpt4198/slot_filling_test_results.txt',
      893,
      2837,
      2845,
      2730,
    ],
    [
      'output_model_prediction/snips_join_task_epoch10_test4088ckpt/slot_filling_test_results.txt',
      699,
      1787,
      1801,
      1723,
    ],
  ],
  'hipe-eval__HIPE-2022-eval': [
    ['evaluation/system-responses/submitted/neurbsl_bundle3_ajmc_de_1.tsv', 16, 382, 408, 323],
    ['evaluation/system-responses/submitted/neurbsl_bundle3_ajmc_en_1.tsv', 13, 348, 410, 279],
    ['evaluation/system-responses/submitted/neurbsl_bundle3_ajmc_fr_1.tsv', 15, 360, 396, 280],
    ['evaluation/system-responses/submitted/team1_bundle4_ajmc_de_1.tsv', 16, 382, 369, 343],
    ['evaluation/system-responses/submitted/team1_bundle4_ajmc_en_1.tsv', 13, 348, 382, 299],
    ['evaluation/system-responses/submitted/team1_bundle4_ajmc_fr_1.tsv', 15, 360, 372, 305],
    ['evaluation/system-responses/submitted/team2_bundle1_ajmc_en_1.tsv', 13, 348, 370, 305],
    ['evaluation/system-responses/submitted/team2_bundle1_hipe2020_en_1.tsv', 46, 449, 444, 277],
    ['evaluation/system-responses/submitted/team2_bundle3_ajmc_de_1.tsv', 16, 382, 378, 345],
    ['evaluation/system-responses/submitted/team2_bundle3_ajmc_fr_1.tsv', 15, 360, 377, 294],
    // Its types are in capitals: nothing is right, and the question is asked.
    ['evaluation/system-responses/submitted/team3_bundle4_hipe2020_en_1.tsv', 46, 449, 483, 0],
    ['evaluation/system-responses/submitted/team4_bundle4_sonar_de_1.tsv', 10, 471, 504, 258],
    ['evaluation/system-responses/submitted/team5_bundle5_ajmc_de_1.tsv', 16, 382, 130, 130],
  ],
};

/** Tags without a reference or annotations without predictions: no set, and no invented one. */
const without: Readonly<Record<string, readonly string[]>> = {
  dmcheon__ner_for_jd: ['eval/predictions.txt holds predicted tags'],
  'lothritz__camembert-ner': ['test_predictions.txt holds predicted tags'],
  'doccano__doccano-transformer': [],
  'Determined22__zh-NER-TF': [],
  chenjiayu1502__NER: [],
};

describe.skipIf(!present)('token files of strangers (AFTERFIT_CORPUS)', () => {
  for (const [folder, rows] of Object.entries(files))
    test(`${folder.split('__')[1]} is read as it was looked at`, { timeout: 60_000 }, async () => {
      const { sets } = await read(folder);
      const counts = sets.map((set): Row => {
        const { reference, predicted, right } = countExact(set);
        return [set.file, set.sentences, reference, predicted, right];
      });
      expect(counts.sort()).toEqual([...rows].sort());
      for (const set of sets) expect([set.file, ...brokenParts(set)]).toEqual([set.file]);
    });

  for (const [folder, said] of Object.entries(without))
    test(`${folder.split('__')[1]} makes no set`, async () => {
      const found = await read(folder);
      expect(found.sets).toEqual([]);
      for (const [i, sentence] of said.entries()) expect(found.said[i]).toContain(sentence);
      expect(found.said).toHaveLength(said.length);
    });

  test('a submission whose types are in capitals is asked about', async () => {
    const { said } = await read('hipe-eval__HIPE-2022-eval');
    expect(said.find((sentence) => sentence.includes('differ only'))).toContain('`pers` and `PERS`');
  });
});
