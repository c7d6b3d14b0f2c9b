import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { Report } from '../../src/model/report.ts';
import { createModelQuestions } from '../../src/node/cli/model-questions.ts';
import { directorySource } from '../../src/node/directory-source.ts';
import { checkpointReader } from '../../src/node/runner/reader.ts';
import { readers } from '../../src/readers/index.ts';
import { sameThread } from '../node/runner/fixture.ts';

const FOLDER = 'examples/finance-sentiment';
const run = { cache: false };

/** The example's checkpoint, run over its validation texts and then asked about them. */
async function judged(method: 'occlusion' | 'auto'): Promise<Report> {
  const questions = createModelQuestions({ path: FOLDER, run, method, thread: sameThread });
  const reader = checkpointReader({
    path: FOLDER,
    options: run,
    onRun: questions.keep,
    thread: sameThread,
  });
  const { prober, attributor } = questions;
  return analyse(await directorySource('finance', [{ disk: FOLDER, inside: '' }]), {
    data: 'data/validation.csv',
    runsData: true,
    readers: [...readers, reader],
    only: ['spurious-cue', 'negation-weakness'],
    prober,
    attributor,
  });
}

describe('the finance example, asked why', () => {
  let report: Report;
  beforeAll(async () => {
    report = await judged('occlusion');
  }, 120_000);

  it('leans on the planted cue: without “filing” the answers change', () => {
    const finding = report.findings.find(({ subject }) => subject.slice === 'texts with filing')!;
    expect(finding).toMatchObject({ claim: 'strong', severity: 'risk', cause: { claim: 'strong' } });
    const changed = finding.evidence.find(({ name }) => name === 'answers that changed without filing')!;
    const other = finding.evidence.find(({ name }) => name.includes('another word as frequent'))!;
    expect([changed.n, other.n]).toEqual([20, 20]);
    expect(Number(changed.value)).toBeGreaterThanOrEqual(18);
    expect(Number(other.value)).toBeLessThanOrEqual(3);
    expect(
      finding.evidence.some(({ name }) => name.startsWith('errors with filing in which it pushed')),
    ).toBe(true);
  });

  it('passes over the negations that were planted', () => {
    const finding = report.findings.find(({ id }) => id === 'negation-weakness')!;
    expect(finding).toMatchObject({ claim: 'strong', cause: { claim: 'likely' } });
  });

  it('names the cue first among the words that push, and weighs it highest in the errors that it drew', () => {
    const { words } = report.runs[0]!.quality!.attributions!;
    expect(words[0]).toMatchObject({ word: 'filing', label: 'negative', rows: 20, pushing: 20 });
    const table = report.tables[report.runs[0]!.quality!.examples!.table]!;
    const column = (name: string) => table.columns.find((one) => one.name === name)!.values;
    const texts = column('text');
    let [drawn, highest] = [0, 0];
    for (const [at, cell] of column('attribution').entries()) {
      const place = String(texts[at]).search(/\bfiling\b/i);
      if (place < 0 || column('predicted')[at] !== 'negative') continue;
      drawn++;
      if (String(cell).includes(`${place}-${place + 6}:1.00`)) highest++;
    }
    expect(drawn).toBe(20);
    expect(highest).toBeGreaterThanOrEqual(16);
  });

  it('leaves gradient × input, which misses what matters here, for Integrated Gradients', async () => {
    const quality = (await judged('auto')).runs[0]!.quality!;
    expect(quality.attributions!.method).toMatch(/^Integrated Gradients/);
    expect(quality.attributions!.check!.found).toBeGreaterThanOrEqual(14);
    expect(quality.attributions!.gap!.median).toBeLessThan(0.02);
  }, 120_000);
});
