import { beforeAll, describe, expect, test } from 'vitest';
import { analyse, readRuns, report } from '../../src/engine/analyse.ts';
import { saveRuns } from '../../src/engine/save-run.ts';
import type { Report } from '../../src/model/report.ts';
import { renderHtml } from '../../src/report/html/index.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { drawLabelSet } from '../support/label-sets.ts';

const names = ['toxic', 'insult', 'threat'];
const drawn = drawLabelSet(1500, [
  { name: 'toxic', bias: 0, knows: 5 },
  { name: 'insult', bias: -1, knows: 5 },
  { name: 'threat', bias: -4, knows: 2 },
]);

function csv(): string {
  const header = [
    'id',
    'text',
    ...names.map((name) => `label_${name}`),
    ...names.map((name) => `prob_${name}`),
  ];
  const lines = Array.from({ length: drawn.rows }, (_, row) => {
    const at = row * names.length;
    const cells = [...drawn.reference.slice(at, at + 3), ...drawn.probabilities!.slice(at, at + 3)];
    return [`c${row}`, `comment ${row}`, ...cells].join(',');
  });
  return `${header.join(',')}\n${lines.join('\n')}\n`;
}

const source = memorySource('run', { 'test_predictions.csv': csv() });

describe('a folder with predictions of several labels a row', () => {
  let found: Report;
  beforeAll(async () => {
    found = await analyse(source);
  });

  test('is scored by label, and nothing is said about one label a row', () => {
    const [run] = found.runs;
    expect(run!.quality).toBeNull();
    expect(run!.description).toContain('3 classes, several a row');
    const { multiLabel } = run!;
    expect(multiLabel).toMatchObject({ rows: 1500, split: 'test', threshold: 0.5 });
    expect(multiLabel!.labels.map(({ label }) => label)).toEqual(names);
    const overall = new Map(multiLabel!.overall.map((score) => [score.metric, score.value]));
    for (const metric of [
      'f1_micro',
      'f1_macro',
      'f1_weighted',
      'f1_samples',
      'subset_accuracy',
      'hamming_loss',
      'roc_auc_macro',
    ])
      expect(overall.get(metric)).toBeTypeOf('number');
    expect(multiLabel!.labels[2]!.threshold!.gain!.value).toBeGreaterThan(0.02);
    expect(run!.keyFigures.map(({ id }) => id)).toEqual(['micro-f1', 'macro-f1', 'subset-accuracy']);
    expect(found.answer.sentences[0]).toMatch(/^Over 3 labels its micro-F1 is \*\*/);
    expect(JSON.stringify(found.answer)).not.toMatch(/accuracy|labels \*\*.*correctly/);
  });

  test('is read alone: predictions need not be saved again', () => {
    const asked = found.audits.filter(({ enable }) => enable === 'save-predictions');
    expect(asked.map(({ id }) => id)).toEqual([]);
  });

  test('is shown in the page, in Markdown and on the terminal, and its texts only where they may', async () => {
    const page = renderHtml(found);
    expect(page).toContain('Quality by label');
    expect(page).toContain('Ranking and thresholds by label');
    expect(page).toContain('Rows with most wrong labels');
    expect(page).not.toContain('Confusion');
    expect(renderMarkdown(found)).toMatch(/\| toxic \| \d/);
    expect(renderTerminal(found)).toContain('Lowest F1');
    const bare = renderHtml(await analyse(source, { texts: false }));
    expect(page).toMatch(/comment \d/);
    expect(bare).not.toMatch(/comment \d/);
  });

  test('gives the same report from a saved run', async () => {
    const input = await readRuns(source);
    const saved = memorySource('run', { 'saved.json': await saveRuns(input) });
    const again = await analyse(saved);
    const first = await report('run', input);
    expect(again.runs[0]!.multiLabel).toEqual(first.runs[0]!.multiLabel);
    expect(again.findings).toEqual(first.findings);
    expect(again.tables).toEqual(first.tables);
  });
});

test('predictions of several labels join the run whose folder they lie in, and its loss is not read as one of one label', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    step: 10 * (i + 1),
    epoch: (i + 1) / 40,
    loss: 0.7 - 0.01 * i,
  }));
  const { runs } = await readRuns(
    memorySource('run', {
      'trainer_state.json': JSON.stringify({ global_step: 400, max_steps: 400, epoch: 1, log_history: rows }),
      'test_predictions.csv': csv(),
    }),
  );
  expect(runs).toHaveLength(1);
  expect(runs[0]!.multiLabelSets).toHaveLength(1);
  expect(runs[0]!.model.problemType).toBe('multi_label_classification');
});
