import { describe, expect, it } from 'vitest';
import { ambiguousExamples } from '../../../src/audits/errors/ambiguous-examples.ts';
import { analyse, readRuns, report } from '../../../src/engine/analyse.ts';
import { saveRuns } from '../../../src/engine/save-run.ts';
import type { Report } from '../../../src/model/report.ts';
import { renderHtml } from '../../../src/report/html/index.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { type EpochSketch, epochFiles } from '../../support/epoch-files.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const files = (
  sketch: EpochSketch,
  name: (epoch: number) => string = (epoch) => `epoch_${epoch}.csv`,
): Record<string, string> =>
  Object.fromEntries(epochFiles(sketch).map((text, index) => [name(index + 1), text]));

const analysed = (all: Record<string, string>): Promise<Report> =>
  analyse(memorySource('run', all), { audits: [ambiguousExamples] });

const findingsOf = (of: Report) => of.findings.filter(({ id }) => id === 'ambiguous-examples');
const resultOf = (of: Report) => of.audits.find(({ id }) => id === 'ambiguous-examples')!;

describe('ambiguous-examples', () => {
  it('tells the examples that went back and forth, not those that were learned late', async () => {
    const found = await analysed(files({ epochs: 6, clear: 400, late: 40, border: 30 }));
    const [finding] = findingsOf(found);
    expect(finding).toMatchObject({ claim: 'likely', severity: 'note', examples: { set: 'epoch_6.csv' } });
    expect(finding!.title).toMatch(/^The answer to \d+ of 470 examples \(.*\) kept changing between epochs$/);
    expect(finding!.measured).toMatch(/^Over 5 epochs \(1 epoch left out\)/);
    expectNumbersInEvidence({ kind: 'finding', findings: [finding!] });
    const { changing } = found.runs[0]!;
    const texts = found.tables[changing!.table]!.columns.find(({ name }) => name === 'text')!;
    const border = texts.values.filter((text) => String(text).startsWith('border'));
    expect(border.length).toBeGreaterThan(0.8 * texts.values.length);
    expect(texts.values.some((text) => String(text).startsWith('late'))).toBe(false);
  });

  it('names the last epoch as the one that is judged, and the others', async () => {
    const found = await analysed(files({ epochs: 4, clear: 200 }));
    expect(found.runs).toHaveLength(1);
    const notes = found.runs[0]!.notes.join('\n');
    expect(notes).toContain('Quality is that of `epoch_4.csv` (epoch 4');
    expect(notes).toContain('`epoch_1.csv` (epoch 1');
    expect(found.runs[0]!.quality!.file).toBe('epoch_4.csv');
  });

  it('passes where answers stay', async () => {
    const found = await analysed(files({ epochs: 6, clear: 400, late: 40 }));
    expect(resultOf(found)).toMatchObject({
      status: 'pass',
      text: expect.stringContaining('kept their answer'),
    });
  });

  it('is a hint with three sets, and cannot tell from two', async () => {
    const three = await analysed(files({ epochs: 4, clear: 300, border: 140, noise: 0.6 }));
    expect(findingsOf(three)[0]).toMatchObject({ claim: 'hint' });
    const two = await analysed(files({ epochs: 2, clear: 300, border: 60 }));
    expect(resultOf(two).status).toBe('inconclusive');
  });

  it('joins checkpoints of one folder, by text where there are no ids', async () => {
    const all = files(
      { epochs: 6, clear: 300, border: 40 },
      (epoch) => `checkpoint-${500 * epoch}/predictions.csv`,
    );
    for (const [path, text] of Object.entries(all))
      all[path] = text
        .split('\n')
        .map((line) => line.replace(/^[^,]*,/, ''))
        .join('\n');
    const found = await analysed(all);
    expect(found.runs).toHaveLength(1);
    expect(found.runs[0]!.changing).toMatchObject({ kind: 'step', joinedBy: 'text', rows: 340 });
    expect(findingsOf(found)[0]!.title).toContain('between checkpoints');
  });

  it('keeps folders apart that were named for a comparison', async () => {
    const all = files({ epochs: 2, clear: 50 }, (epoch) => `checkpoint-${epoch}/p.csv`);
    const { runs } = await readRuns(memorySource('run', all), { compare: true });
    expect(runs).toHaveLength(2);
  });

  it('tells seeds that disagree, a risk from a fifth of the examples on', async () => {
    const seeds = (border: number): Record<string, string> =>
      files({ epochs: 3, clear: 300, border, noise: 0.6, scores: false }, (seed) => `preds_seed${seed}.csv`);
    const few = findingsOf(await analysed(seeds(40)))[0]!;
    expect(few).toMatchObject({ claim: 'likely', severity: 'note' });
    expect(few.title).toMatch(/^Seeds disagreed on/);
    const lots = findingsOf(await analysed(seeds(200)))[0];
    expect(lots).toMatchObject({ severity: 'risk' });
  });

  it('leaves out a seed that failed', async () => {
    const all = files(
      { epochs: 3, clear: 300, border: 20, scores: false },
      (seed) => `preds_seed${seed}.csv`,
    );
    all['preds_seed4.csv'] = all['preds_seed1.csv']!.replace(/,([01]),[01]$/gm, ',$1,0');
    const found = await analysed(all);
    const sets = found.runs[0]!.changing!.sets;
    expect(sets.find(({ at }) => at === 4)!.leftOut).toContain('more than 10 points below the best');
    expect(sets.filter(({ leftOut }) => leftOut === null)).toHaveLength(3);
  });

  it('never takes files of other examples, or of another split, for epochs', async () => {
    const [first, second, third] = epochFiles({ epochs: 3, clear: 200, border: 40 });
    const other = epochFiles({ epochs: 1, clear: 200, seed: 9 })[0]!
      .replaceAll('x', 'y')
      .replaceAll('text number', 'other words');
    const unlike = await analysed({ 'epoch_1.csv': first!, 'epoch_2.csv': other });
    expect(resultOf(unlike).status).toBe('not-applicable');
    const splits = await analysed({
      'val_epoch_1.csv': first!,
      'test_epoch_2.csv': second!,
      'train_epoch_3.csv': third!,
    });
    expect(resultOf(splits).status).toBe('not-applicable');
  });

  it('is shown, without texts where they may not be, and survives saving without texts', async () => {
    const source = memorySource('run', files({ epochs: 6, clear: 300, border: 40 }));
    const input = await readRuns(source);
    const options = { audits: [ambiguousExamples] };
    const whole = await report('run', input, options);
    expect(renderHtml(whole)).toContain('Changing answers');
    expect(renderMarkdown(whole)).toContain('### Changing answers');
    const bare = await report('run', input, { ...options, texts: false });
    expect(renderHtml(bare)).not.toContain('text number');
    const saved = await saveRuns(input, { texts: false });
    const again = await analyse(memorySource('run', { 'saved.json': saved }), options);
    expect(again.findings).toEqual(whole.findings);
  });
});
