import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { badFilesBench, isClear, otherState } from '../support/bad-files.ts';
import { type Files, runFiles, trainerState, writeFiles } from '../support/run-folders.ts';

const { fresh, judged, besideHealthy } = badFilesBench();
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a broken file is named with what was expected, found and to be done; the run beside it is judged', () => {
  const wide = Buffer.from(`\ufeff${otherState}`, 'utf16le');
  const cases: readonly (readonly [name: string, files: Files, file: string, found: RegExp])[] = [
    [
      'a state file cut off',
      { 'trainer_state.json': otherState.slice(0, 2000) },
      'trainer_state.json',
      /end/i,
    ],
    ['an empty state file', { 'trainer_state.json': '' }, 'trainer_state.json', /empty|end|nothing|0 bytes/i],
    [
      'a state file of noise',
      { 'trainer_state.json': bytes(...Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)) },
      'trainer_state.json',
      /./,
    ],
    ['a state file that is a list', { 'trainer_state.json': '[1, 2, 3]' }, 'trainer_state.json', /rows/],
    [
      'JSON 200 levels deep',
      { 'trainer_state.json': `${'{"log_history":['.repeat(200)}${']}'.repeat(200)}` },
      'trainer_state.json',
      /./,
    ],
    [
      'JSON a million levels deep',
      { 'trainer_state.json': '['.repeat(1_000_000) },
      'trainer_state.json',
      /\[\[/,
    ],
    [
      'predictions that are a program',
      { 'eval_predictions.csv': bytes(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0, 1, 2, 3, 0, 0, 9) },
      'eval_predictions.csv',
      /binary/,
    ],
    ['empty predictions', { 'eval_predictions.csv': '' }, 'eval_predictions.csv', /empty/],
    [
      'an event file of noise',
      {
        'events.out.tfevents.1700000000.host': bytes(
          ...Array.from({ length: 300 }, (_, i) => (i * 31) % 251),
        ),
      },
      'events.out.tfevents.1700000000.host',
      /./,
    ],
    [
      'a record that claims 2^40 bytes',
      { 'events.out.tfevents.1700000000.host': bytes(0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8) },
      'events.out.tfevents.1700000000.host',
      /./,
    ],
    [
      'predictions of unequal length',
      { 'predictions.json': '{"labels": [0, 1, 0], "predictions": [0, 1]}' },
      'predictions.json',
      /2|3/,
    ],
  ];
  it.each(cases)('%s', async (_, files, file, found) => {
    const { problems } = await besideHealthy(files);
    const problem = problems.find((one) => one.file === `bad/${file}`);
    isClear(problem);
    expect(problem?.found).toMatch(found);
  });

  it('UTF-16, Latin-1 and a byte order mark are read', async () => {
    const { report, problems } = await besideHealthy({
      'a/trainer_state.json': wide,
      'b/trainer_state.json': `\ufeff${trainerState({ epochs: 4 })}`,
      'c/eval_predictions.csv': latin1(
        `text,label,predicted\n${'caf\u00e9,gut,gut\nna\u00efve,schlecht,gut\n'.repeat(30)}`,
      ),
    });
    expect(problems.map((one) => [one.file, one.found, one.partial])).toEqual([
      ['bad/c/eval_predictions.csv', 'not UTF-8; read as Latin-1 (Windows-1252)', true],
    ]);
    expect(report.runs.map((run: { id: string }) => run.id)).toEqual(
      expect.arrayContaining(['bad/a', 'bad/b']),
    );
  });

  it('one row, NaN only, and no row at all are judged without a verdict that they cannot carry', async () => {
    const of = (rows: string) => `{"log_history": [${rows}], "max_steps": 100, "global_step": 100}`;
    const { report } = await besideHealthy({
      'one/trainer_state.json': of('{"loss": 0.5, "step": 100, "epoch": 1}'),
      'none/trainer_state.json': of(''),
      'nan/trainer_state.json': of(
        Array.from(
          { length: 20 },
          (_, i) => `{"loss": NaN, "eval_loss": NaN, "step": ${5 * (i + 1)}}`,
        ).join(),
      ),
      'row/eval_predictions.csv': 'text,label,predicted\na,b,b\n',
    });
    for (const run of report.runs) {
      if (run.id === 'healthy') continue;
      if (run.id.endsWith('nan')) expect(run.answer.verdict).toBe('problem');
      else expect(run.answer.headline).not.toMatch(/^Nothing to fix/);
    }
  });

  it('ids that occur twice are said, and every row is counted', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 10},text ${i},${i % 2 ? 'a' : 'b'},a`).join(
      '\n',
    );
    const { report } = await besideHealthy({ 'eval_predictions.csv': `id,text,label,predicted\n${rows}\n` });
    const run = report.runs.find((one: { quality: { rows: number } | null }) => one.quality?.rows === 60);
    expect(run).toBeDefined();
    expect(report.inputs.assumptions.join(' ')).toMatch(/id/i);
  });

  it('files of two lengths are not joined by order', async () => {
    const folder = writeFiles(fresh(), { gold: 'a\nb\na\nb\n', guess: 'a\nb\na\n' });
    const { code, problems, report } = await judged(folder, [
      '--reference',
      join(folder, 'gold'),
      '--predictions',
      join(folder, 'guess'),
    ]);
    expect(code).toBe(2);
    expect(report.runs).toEqual([]);
    isClear(problems[0]);
    expect(`${problems[0]?.expected} ${problems[0]?.found}`).toMatch(/4.*3|3.*4/);
  });
});

describe('parts of a run that are broken', () => {
  it('leave the rest of the same run judged', async () => {
    const folder = writeFiles(fresh(), {
      ...runFiles,
      'config.json': '{"id2label": {"0": ',
      'training_args.bin': bytes(0x80, 0x02, 0x63),
      'eval_results.json': 'eval_loss = 3',
    });
    const { code, report, problems } = await judged(folder);
    expect(code).toBe(0);
    expect(report.runs).toHaveLength(1);
    expect(report.runs[0].quality.rows).toBe(120);
    expect(problems.map((one) => one.file)).toEqual(
      expect.arrayContaining(['config.json', 'eval_results.json', 'training_args.bin']),
    );
    problems.forEach(isClear);
  });

  it('an event file cut off in the middle keeps the records before the cut', async () => {
    const whole = readFileSync('test/fixtures/tensorboard/batches/events.out.tfevents.1700000000.host');
    const folder = fresh();
    writeFileSync(join(folder, 'events.out.tfevents.1700000000.host'), whole.subarray(0, whole.length - 7));
    const { code, report, problems } = await judged(folder);
    expect(code).toBe(0);
    expect(report.runs).toHaveLength(1);
    isClear(problems[0]);
    expect(problems[0]?.partial).toBe(true);
    expect(problems[0]?.position).toMatch(/\d/);
  });
});
