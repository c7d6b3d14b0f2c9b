import { describe, expect, it } from 'vitest';
import { actionFor, notChecked, snippetFor } from '../../src/engine/enable.ts';
import type { EntitySet } from '../../src/model/entities.ts';
import { stated } from '../../src/model/known.ts';
import type { EnableId } from '../../src/model/outcome.ts';
import type { AuditResult } from '../../src/model/report.ts';
import { makeRun } from '../support/runs.ts';

const every: readonly EnableId[] = [
  'evaluate-during-training',
  'evaluate-more-often',
  'log-training-loss',
  'log-metric',
  'log-learning-rate',
  'log-gradient-norm',
  'state-evaluation-size',
  'save-predictions',
  'save-entity-predictions',
  'save-scores',
  'save-texts',
  'name-training-data',
  'save-checkpoints',
  'keep-configuration',
];
const result = (id: string, enable: EnableId | null, more: Partial<AuditResult> = {}): AuditResult => ({
  id,
  run: 'run',
  status: 'not-applicable',
  title: id,
  text: `why of ${id}`,
  enough: null,
  enable,
  supersededBy: null,
  evidence: [],
  ...more,
});
const run = makeRun();

describe('what was not checked', () => {
  it('is grouped by the change that would supply the evidence, the one that opens most first', () => {
    const list = notChecked(
      [run],
      [
        result('a', 'save-predictions'),
        result('b', 'log-gradient-norm'),
        result('c', 'log-gradient-norm'),
        result('d', null),
      ],
      'outputs',
    );
    expect(list.map(({ enable, audits, why }) => [enable, audits, why])).toEqual([
      ['log-gradient-norm', ['b', 'c'], 'why of b'],
      ['save-predictions', ['a'], 'why of a'],
    ]);
  });

  it('asks a model of tags for tags, and for nothing once its mentions are there', () => {
    const tags = makeRun({ run: { task: stated('token-classification', 'config.json') } });
    const asked = [result('a', 'save-predictions'), result('b', 'save-texts'), result('c', 'log-metric')];
    expect(notChecked([tags], asked, 'outputs').map(({ enable, audits }) => [enable, audits])).toEqual([
      ['save-entity-predictions', ['a', 'b']],
      ['log-metric', ['c']],
    ]);
    const judged = { ...tags, entitySets: [{} as EntitySet] };
    expect(notChecked([judged], asked, 'outputs').map(({ enable }) => enable)).toEqual(['log-metric']);
  });

  it('lists only what did not apply, not what could not be told or crashed', () => {
    const others = (['pass', 'finding', 'inconclusive', 'superseded', 'crashed'] as const).map((status) =>
      result(status, 'log-metric', { status }),
    );
    expect(notChecked([run], others, 'outputs')).toEqual([]);
  });

  it('at equal numbers the more useful change comes first', () => {
    const list = notChecked(
      [run],
      [result('a', 'log-gradient-norm'), result('b', 'evaluate-during-training')],
      'outputs',
    );
    expect(list.map((entry) => entry.enable)).toEqual(['evaluate-during-training', 'log-gradient-norm']);
  });

  it('keeps runs apart', () => {
    const runs = ['a', 'b'].map((id) => makeRun({ run: { id } }));
    const list = notChecked(
      runs,
      [result('x', 'log-metric', { run: 'a' }), result('x', 'log-metric', { run: 'b' })],
      'outputs',
    );
    expect(list.map((entry) => [entry.run, entry.audits])).toEqual([
      ['a', ['x']],
      ['b', ['x']],
    ]);
  });

  it.each([
    ['.', 'trainer_state.json', 'outputs/', 'outputs/eval_predictions.csv'],
    ['seed-1', 'seed-1/trainer_state.json', './outputs', './outputs/seed-1/eval_predictions.csv'],
    ['v1.2', 'v1.2/checkpoint-9/trainer_state.json', 'outputs', 'outputs/v1.2/eval_predictions.csv'],
    ['logs/history.json', 'logs/history.json', 'outputs', 'outputs/logs/eval_predictions.csv'],
    ['trainHistoryDict', 'trainHistoryDict', 'outputs', 'outputs/eval_predictions.csv'],
    ['log/trainHistoryDict#2', 'log/trainHistoryDict', '.', './log/eval_predictions.csv'],
    ['seed-1', 'seed-1/trainer_state.json', null, 'OUTPUT_DIR/eval_predictions.csv'],
  ])('a run %s with %s, of %s, is told to save to %s', (id, file, source, path) => {
    const list = notChecked(
      [makeRun({ run: { id, files: [file] } })],
      [result('x', 'save-predictions', { run: id })],
      source,
    );
    expect(list[0]?.snippet.code).toContain(`"${path}"`);
  });
});

describe('the snippets', () => {
  it.each(every)('%s can be pasted: no placeholder is left, in either framework', (enable) => {
    for (const framework of ['hf-trainer', 'keras', 'tensorboard', 'none'] as const) {
      const { code, language } = snippetFor(enable, framework, 'runs/seed-1');
      expect(code).not.toMatch(/OUTPUT|undefined|TODO/);
      expect(language).toBe(code.startsWith('afterfit') ? 'shell' : 'python');
      expect(code.trim()).not.toBe('');
    }
  });

  it.each(every)('%s speaks the framework’s own words', (enable) => {
    expect(snippetFor(enable, 'keras', 'x').code).not.toMatch(/TrainingArguments|Trainer\(|trainer\./);
    expect(snippetFor(enable, 'hf-trainer', 'x').code).not.toMatch(/keras|model\.fit/);
  });

  it.each(every)('%s fits a page: no line is longer than 78 columns', (enable) => {
    for (const framework of ['hf-trainer', 'keras'] as const)
      for (const line of snippetFor(enable, framework, './outputs').code.split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(78);
  });

  it.each(every)('%s can be asked for in one imperative sentence', (enable) => {
    expect(actionFor(enable)).toMatch(/^(Save|Log|Evaluate|State|Keep) [^.?]+\.$/);
  });

  it('keep a name with a dollar sign as it is', () => {
    expect(snippetFor('save-predictions', 'hf-trainer', 'run$&1').code).toContain(
      '"run$&1/eval_predictions.csv"',
    );
  });

  it('a folder name that Python would read as the end of the string cannot break out of it', () => {
    const { code } = snippetFor('save-predictions', 'hf-trainer', 'a"b');
    expect(code).toContain('"a\\"b/eval_predictions.csv"');
    expect(snippetFor('save-texts', 'hf-trainer', 'a\nprint(1)').code).not.toMatch(/^print/m);
  });

  it('a folder name that a shell would take apart is quoted', () => {
    const command = (folder: string) => snippetFor('state-evaluation-size', 'keras', folder).code;
    expect(command('runs/seed-1')).toBe('afterfit runs/seed-1 --eval-size 872');
    expect(command('my runs; reboot')).toBe("afterfit 'my runs; reboot' --eval-size 872");
    expect(command("it's $(reboot)")).toBe("afterfit 'it'\\''s $(reboot)' --eval-size 872");
  });
});
