import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeFragments } from '../../../src/engine/merge.ts';
import type { JsonObject } from '../../../src/formats/json.ts';
import type { ReadOptions } from '../../../src/model/reader.ts';
import type { Run } from '../../../src/model/run.ts';
import type { Series } from '../../../src/model/series.ts';
import type { InputProblem } from '../../../src/model/source.ts';
import { hfTrainerReader } from '../../../src/readers/hf-trainer/index.ts';
import { memorySource } from '../../../src/sources/memory.ts';

type Content = Uint8Array | string | object;

/** Runs and problems that the Trainer reader alone gives for these files; objects are written as JSON. */
export async function readTrainer(
  entries: Readonly<Record<string, Content>>,
  options: ReadOptions = {},
): Promise<{
  readonly runs: readonly Run[];
  readonly problems: readonly InputProblem[];
  readonly read: readonly string[];
}> {
  const source = memorySource(
    './outputs',
    Object.fromEntries(
      Object.entries(entries).map(([path, content]) => [
        path,
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
      ]),
    ),
  );
  const problems: InputProblem[] = [];
  const read: string[] = [];
  const fragments = await hfTrainerReader.read(
    source.files.filter((file) => hfTrainerReader.claims(file, source)),
    {
      source,
      options,
      found: ({ file }) => void read.push(file),
      problem: (problem) => void problems.push(problem),
      assume: () => {},
      progress: () => {},
    },
  );
  return { runs: mergeFragments(fragments, options), problems, read };
}

/** The only run of these files. */
export async function readOneRun(
  entries: Readonly<Record<string, Content>>,
  options: ReadOptions = {},
): Promise<Run> {
  const { runs, problems } = await readTrainer(entries, options);
  if (runs.length !== 1) throw new Error(`${runs.length} runs, ${JSON.stringify(problems)}`);
  return runs[0]!;
}

/** A `trainer_state.json` as the Trainer writes it. */
export function trainerState(
  rows: readonly object[],
  more: Readonly<Record<string, unknown>> = {},
): JsonObject {
  const steps = rows.map((row) => ('step' in row && typeof row.step === 'number' ? row.step : 0));
  const last = Math.max(0, ...steps);
  return {
    best_metric: null,
    best_model_checkpoint: null,
    epoch: 1,
    global_step: last,
    log_history: rows,
    max_steps: last,
    num_train_epochs: 1,
    save_steps: 500,
    ...more,
  } as unknown as JsonObject;
}

export const seriesOf = (run: Run, tag: string): Series => {
  const found = run.series.find((s) => s.tag === tag);
  if (!found) throw new Error(`no series ${tag} among ${run.series.map((s) => s.tag).join(', ')}`);
  return found;
};

/** All files below a folder, by their path in it. */
export function filesBelow(folder: string): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, '')] = new Uint8Array(
      readFileSync(path),
    );
  }
  return files;
}
