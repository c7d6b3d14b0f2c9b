import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterfit } from '../support/command.ts';
import { commandBench } from '../support/command-bench.ts';
import { runFiles, trainerState, writeFiles } from '../support/run-folders.ts';

const { run, workingDirectory, judge, json, path } = commandBench();

describe('--only, --skip and --fail-on', () => {
  it('runs the audits named, and no others', async () => {
    const only = await json([run, '--only', 'overfit-loss,converged']);
    expect(only.audits.map((result: { id: string }) => result.id).sort()).toEqual([
      'converged',
      'overfit-loss',
    ]);
    const skip = await json([run, '--skip', 'overfit-loss']);
    expect(skip.audits.map((result: { id: string }) => result.id)).not.toContain('overfit-loss');
  });

  it.each(['--only', '--skip'])('%s suggests the id that was meant', async (flag) => {
    const ran = await judge([flag, 'overfit-lose']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Did you mean `overfit-loss`?');
  });

  it('exits with 1 when something is at least so severe, and says what', async () => {
    const loss = (epoch: number) => (epoch < 3 ? 0.6 - 0.1 * epoch : 0.4 + 0.25 * (epoch - 2));
    const folder = writeFiles(join(path, 'overfitted'), {
      'trainer_state.json': trainerState({ epochs: 10, validationLoss: loss }),
    });
    const never = await afterfit([folder], { cwd: workingDirectory() });
    expect(never.code).toBe(0);
    const risk = await afterfit([folder, '--fail-on', 'risk'], { cwd: workingDirectory() });
    expect(risk.code).toBe(1);
    expect(risk.stdout).toMatch(/Exit 1 {5}\(--fail-on risk: [a-z-]+\)/);
    const healthy = await judge(['--fail-on', 'risk']);
    expect(healthy.code).toBe(0);
    const word = await judge(['--fail-on', 'often']);
    expect(word.code).toBe(2);
  });
});

describe('what the log does not say', () => {
  it('--eval-size gives the metric its error', async () => {
    const folder = writeFiles(join(path, 'sizeless'), {
      'trainer_state.json': trainerState({ sized: false }),
    });
    const without = await json([folder]);
    const figure = (report: { runs: { keyFigures: { id: string; interval: unknown; note: string }[] }[] }) =>
      report.runs[0]?.keyFigures.find((one) => one.id === 'metric');
    expect(figure(without)?.interval).toBeNull();
    const sized = await json([folder, '--eval-size', '1,000']);
    expect(figure(sized)?.interval).not.toBeNull();
    expect(figure(sized)?.note).toContain('1,000 examples');
    const wider = await json([folder, '--eval-size', '100']);
    const width = (report: Parameters<typeof figure>[0]) => {
      const interval = figure(report)?.interval as { low: number; high: number };
      return interval.high - interval.low;
    };
    expect(width(wider)).toBeGreaterThan(2 * width(sized));
  });

  it('--train-size says on how many examples it was trained', async () => {
    const loss = (epoch: number) => (epoch < 3 ? 0.6 - 0.1 * epoch : 0.4 + 0.25 * (epoch - 2));
    const folder = writeFiles(join(path, 'sizeless too'), {
      'trainer_state.json': trainerState({ epochs: 10, validationLoss: loss }),
    });
    const cause = async (args: readonly string[]) => (await json([folder, ...args])).findings[0].cause.text;
    expect(await cause([])).not.toContain('3,200');
    expect(await cause(['--train-size', '3200'])).toContain('3,200 examples');
  });

  it('--reference and --predictions name two files of any name outside the folder', async () => {
    const place = writeFiles(workingDirectory(), {
      label: 'negative\npositive\nneutral\npositive\n'.repeat(20),
      'dev.txt': 'negative\npositive\npositive\npositive\n'.repeat(20),
    });
    const alone = await json(['--reference', join(place, 'label'), '--predictions', join(place, 'dev.txt')]);
    expect(alone.runs[0].quality.rows).toBe(80);
    expect(alone.runs[0].quality.overall[0].value).toBeCloseTo(0.75, 10);
    const log = writeFiles(join(path, 'log only'), { 'trainer_state.json': trainerState() });
    const joined = await json([
      log,
      '--reference',
      join(place, 'label'),
      '--predictions',
      join(place, 'dev.txt'),
    ]);
    expect(joined.runs).toHaveLength(1);
    expect(joined.runs[0].framework).toBe('hf-trainer');
    expect(joined.runs[0].quality.rows).toBe(80);
  });

  it('--data outside the folder is not taken for the file of that name inside it', async () => {
    const log = writeFiles(join(path, 'with data'), {
      'trainer_state.json': trainerState(),
      'data.csv': 'text,label,predicted\nwrong file,a,b\nwrong file,b,a\n',
    });
    const place = writeFiles(workingDirectory(), {
      'data.csv': `text,label,predicted\n${'x,a,a\ny,b,b\n'.repeat(30)}`,
    });
    const report = await json([log, '--data', join(place, 'data.csv')]);
    expect(report.runs[0].quality.rows).toBe(60);
  });

  it('--text-column, --label-column and --prediction-column settle what is ambiguous', async () => {
    const rows = 'first text,second text,a,b,a\nother,another,b,b,b\n'.repeat(30);
    const folder = writeFiles(workingDirectory(), {
      'eval_predictions.csv': `one,two,label,annotator_label,predicted\n${rows}`,
    });
    const flags = [
      '--text-column',
      'two',
      '--label-column',
      'annotator_label',
      '--prediction-column',
      'predicted',
    ];
    const report = await json([folder, ...flags]);
    expect(report.runs[0].quality.overall[0].value).toBeCloseTo(0.5, 10);
    expect(report.inputs.assumptions.join(' ')).toContain('reference ← annotator_label');
    const wrong = await json([folder, '--label-column', 'golden']);
    expect(wrong.inputs.assumptions.join(' ')).toContain('`golden`');
  });
});

describe('--save-run', () => {
  const saved: readonly (readonly [string, (cwd: string) => string])[] = [
    ['a log with predictions', () => run],
    [
      'a log alone',
      (cwd) =>
        writeFiles(join(cwd, 'log'), {
          'trainer_state.json': trainerState({
            epochs: 9,
            validationLoss: (e) => (e === 4 ? Number.NaN : 0.3 + 0.05 * e),
          }).replaceAll('null', 'NaN'),
        }),
    ],
    [
      'two runs',
      (cwd) =>
        writeFiles(join(cwd, 'two'), {
          'a/trainer_state.json': trainerState(),
          'b/trainer_state.json': trainerState({ epochs: 4 }),
          'b/eval_predictions.csv': runFiles['eval_predictions.csv'] as string,
        }),
    ],
  ];
  it.each(saved)('keeps all that the report of %s needs', async (_, make) => {
    const cwd = workingDirectory();
    const folder = make(cwd);
    const first = await afterfit(
      [folder, '-f', 'json', '-o', 'first.json', '--save-run', 'saved.json', '--quiet'],
      { cwd },
    );
    expect(first.stderr).toBe('');
    const second = await afterfit(['saved.json', '-f', 'json', '-o', 'second.json', '--quiet'], { cwd });
    expect(second.stderr).toBe('');
    const read = (name: string) => {
      const report = JSON.parse(readFileSync(join(cwd, name), 'utf8'));
      return { ...report, inputs: null, source: null, generatedAt: null };
    };
    // Its snippets save beside the file that was read.
    const inSnippets = /(path|folder) = \\"[^"]*\\"|(afterfit|file:) \S+ --/g;
    const same = (value: unknown) =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll(folder, 'SOURCE')
          .replaceAll('saved.json', 'SOURCE')
          .replaceAll(inSnippets, '$1$2 SOURCE'),
      );
    expect(same(read('second.json'))).toEqual(same(read('first.json')));
    expect(readFileSync(join(cwd, 'second.tables.json'), 'utf8')).toBe(
      readFileSync(join(cwd, 'first.tables.json'), 'utf8'),
    );
  });
});
