import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { AnsweredData } from '../../src/node/runner/host.ts';
import { checkpointReader } from '../../src/node/runner/reader.ts';
import { readers } from '../../src/readers/index.ts';
import { sameThread } from '../node/runner/fixture.ts';
import { folder } from '../support/judged.ts';

/** Judges an example with its checkpoint run over its own validation data. */
async function judgedWithModel(name: string, data: string) {
  let answers: AnsweredData | null = null;
  const reader = checkpointReader({
    path: `examples/${name}`,
    options: { cache: false },
    thread: sameThread,
    onAnswers: (given) => {
      answers = given;
    },
  });
  const report = await analyse(await folder(`examples/${name}`), {
    data,
    runsData: true,
    readers: [...readers, reader],
  });
  return { report, answers: answers as unknown as AnsweredData };
}

describe('the examples run from their checkpoint and give their recorded predictions', () => {
  it('finance-sentiment: 973 texts, logits to the digits of the file', async () => {
    const { report, answers } = await judgedWithModel('finance-sentiment', 'data/validation.csv');
    expect(report.runs[0]!.quality!.set).toBe('data/validation.csv#run');
    expect(report.runs[0]!.notes[0]).toBe(
      'The saved predictions in `predictions/eval_predictions.csv` agree with the checkpoint on 973 of 973 rows.',
    );
    const lines = readFileSync('examples/finance-sentiment/predictions/eval_predictions.csv', 'utf8')
      .trim()
      .split('\n');
    // Only the text may hold a comma or a quote; the columns before and behind it are counted from the ends.
    const recorded = lines.slice(1).map((line) => line.split(',').slice(-7, -2).map(Number));
    const { logits, labelCount, labels } = answers.result;
    expect(lines[0]).toContain(labels.map((label) => `logit_${label}`).join(','));
    let worst = 0;
    recorded.forEach((values, row) => {
      values.forEach((value, label) => {
        worst = Math.max(worst, Math.abs(value - logits[row * labelCount + label]!));
      });
    });
    expect(recorded).toHaveLength(973);
    // The file has four decimals: half of the last one is 5e-5.
    expect(worst).toBeLessThan(1e-4);
  });

  it('finance-ner: every tag of 774 sentences', async () => {
    const { report } = await judgedWithModel('finance-ner', 'data/validation.conll');
    expect(report.runs[0]!.notes[0]).toBe(
      'The saved predictions in `predictions.txt` agree with the checkpoint on 9,436 of 9,436 tags.',
    );
    // spaCy begins a mention where a tag continues nothing: other tags, the same mentions.
    expect(report.runs[0]!.notes[1]).toMatch(
      /`spacy\/predicted\.spacy` agree with the checkpoint on 1,784 of 1,784 mentions\./,
    );
  });
});
