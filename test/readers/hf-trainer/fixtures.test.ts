import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { filesBelow, readTrainer } from './reading.ts';

interface Expected {
  readonly runs: readonly ExpectedRun[];
  /** A file or a position of each problem, in order. */
  readonly problems: readonly string[];
}

interface ExpectedRun {
  readonly id: string;
  readonly task?: string;
  readonly lastStep?: number;
  readonly trainSize?: number;
  readonly validationSize?: number;
  readonly testSize?: number;
  readonly learningRate?: number;
  readonly labels?: readonly string[];
  /** Number of points by tag. */
  readonly series?: Readonly<Record<string, number>>;
  readonly sets?: readonly string[];
  readonly bestStep?: number;
  readonly metric?: string;
  readonly base?: string;
  readonly version?: string;
  readonly stepsPerSecond?: number;
  readonly checkpoints?: readonly string[];
  readonly seams?: readonly object[];
  readonly finals?: Readonly<Record<string, number>>;
  /** Kinds of notes that must be there. */
  readonly notes?: readonly string[];
}

const root = fileURLToPath(new URL('../../fixtures/hf-trainer/', import.meta.url));

describe('folders of the Trainer, one folder a case', () => {
  for (const name of readdirSync(root).sort()) {
    test(name.replaceAll('-', ' '), async () => {
      const { 'expected.json': _, ...files } = filesBelow(`${root}${name}`);
      const expected = JSON.parse(readFileSync(`${root}${name}/expected.json`, 'utf8')) as Expected;
      const { runs, problems } = await readTrainer(files);

      expect(
        problems.map((p) =>
          [p.file, p.position].filter((part) => expected.problems.includes(part ?? '')).join(),
        ),
      ).toEqual(expected.problems);
      expect(runs.map((run) => run.id)).toEqual(expected.runs.map((run) => run.id));
      for (const [i, want] of expected.runs.entries()) {
        const run = runs[i]!;
        const got: Record<keyof ExpectedRun, unknown> = {
          id: run.id,
          task: run.task?.value,
          lastStep: run.lastStep,
          trainSize: run.trainSize?.value,
          validationSize: run.validationSize?.value,
          testSize: run.testSize?.value,
          learningRate: run.hyperparameters.learningRate?.value,
          labels: run.model.labels,
          series: Object.fromEntries(
            Object.keys(want.series ?? {}).map((tag) => [
              tag,
              run.series.find((s) => s.tag === tag)?.step.length,
            ]),
          ),
          sets: [...new Set(run.series.map((s) => s.evaluationSet))].filter((set) => set !== null),
          bestStep: run.selection.bestStep,
          metric: run.selection.metric,
          base: run.model.base,
          version: run.frameworkVersion,
          stepsPerSecond: run.timing.trainStepsPerSecond?.value,
          checkpoints: run.checkpoints.map((c) => (c.hasWeights ? `${c.path} with weights` : c.path)),
          seams: run.seams.map(({ step, after, discardedRows }) => ({ step, after, discardedRows })),
          finals: Object.fromEntries(
            run.finalValues
              .filter((f) => `${f.split} ${f.quantity}` in (want.finals ?? {}))
              .map((f) => [`${f.split} ${f.quantity}`, f.value]),
          ),
          notes: want.notes?.filter((kind) => run.notes.some((note) => note.kind === kind)),
        };
        for (const key of Object.keys(want) as (keyof ExpectedRun)[])
          expect({ [key]: got[key] }).toEqual({ [key]: want[key] });
        for (const series of run.series) {
          for (let j = 1; j < series.step.length; j++)
            expect(series.step[j]).toBeGreaterThan(series.step[j - 1]!);
        }
      }
    });
  }
});
