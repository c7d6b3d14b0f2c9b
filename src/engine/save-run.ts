import type { Run } from '../model/run.ts';
import type { InputEntry, InputProblem } from '../model/source.ts';
import { encodeRun } from '../readers/afterfit-run/encode.ts';
import type { ReadResult } from './analyse.ts';
import { measureTexts } from './measure-texts.ts';
import { measureVariation } from './measure-variation.ts';

export interface SaveOptions {
  /** False leaves out example texts, ids and extra columns. */
  readonly texts?: boolean;
}

/**
 * The normalised runs as one JSON text. Analysing the saved file gives the same report, so that a fault can be reported
 * without weights or data.
 */
export async function saveRuns(input: ReadResult, options: SaveOptions = {}): Promise<string> {
  const runs: unknown[] = [];
  for (const run of input.runs as readonly Run[]) {
    // Counted before, so that a run saved without texts still tells what was counted in them.
    const textMeasures = run.textMeasures ?? (await measureTexts(run));
    const variation = run.variation === undefined ? await measureVariation(run.predictions) : run.variation;
    runs.push(await encodeRun({ ...run, textMeasures, variation }, options.texts ?? true));
  }
  const read: readonly InputEntry[] = input.read;
  const unreadable: readonly InputProblem[] = input.unreadable;
  return `${JSON.stringify({ format: 'afterfit-run', version: 1, runs, read, unreadable, ignored: input.ignored, assumptions: input.assumptions })}\n`;
}
