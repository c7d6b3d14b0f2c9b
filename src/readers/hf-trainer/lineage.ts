import type { JsonObject } from '../../formats/json.ts';
import type { Seam } from '../../model/run.ts';
import { formatCount } from '../../text/numbers.ts';
import { matchedRows } from './compare-rows.ts';
import type { TrainerState } from './state-file.ts';

/** States that are snapshots of one training, and the log that remains when they are put together. */
export interface Lineage {
  /** In the order of their steps. */
  readonly states: readonly TrainerState[];
  /** The state whose log is followed: the last of the training. */
  readonly last: TrainerState;
  readonly rows: readonly JsonObject[];
  readonly seams: readonly Seam[];
}

/** How the log of a later state relates to that of an earlier one. */
type Relation =
  | { readonly kind: 'continues'; readonly matched: number }
  /** Common beginning, then both go on differently: training was resumed from a checkpoint. */
  | { readonly kind: 'fork'; readonly matched: number }
  /** The later log begins where the earlier one ends, or inside it: the earlier rows were lost on resuming. */
  | { readonly kind: 'tail'; readonly matched: number }
  | { readonly kind: 'different'; readonly matched: number };

/**
 * Sorts the states of one output folder into trainings. A folder that was used again holds checkpoints of several: only
 * logs that continue each other belong together, since each checkpoint's log contains all rows before it.
 *
 * `sameSettings` may veto when the logs alone do not tell (too few rows to compare).
 */
export function lineages(
  states: readonly TrainerState[],
  checkpointSteps: readonly number[],
  sameSettings: (a: TrainerState, b: TrainerState) => boolean,
): readonly Lineage[] {
  const ordered = [...states].sort(
    (a, b) => a.globalStep - b.globalStep || a.rows.length - b.rows.length || (a.file < b.file ? -1 : 1),
  );
  const groups: TrainerState[][] = [];
  for (const state of ordered) {
    let best: TrainerState[] | null = null;
    let bestMatched = -1;
    for (const group of groups) {
      for (let i = group.length - 1; i >= 0; i--) {
        const relation = relate(group[i]!, state, checkpointSteps, sameSettings);
        if (relation.kind === 'different') continue;
        if (relation.matched > bestMatched) {
          best = group;
          bestMatched = relation.matched;
        }
        break;
      }
    }
    if (best) best.push(state);
    else groups.push([state]);
  }
  return groups.map((group) => assemble(group));
}

function relate(
  earlier: TrainerState,
  later: TrainerState,
  checkpointSteps: readonly number[],
  sameSettings: (a: TrainerState, b: TrainerState) => boolean,
): Relation {
  const matched = matchedRows(earlier.rows, later.rows);
  const different: Relation = { kind: 'different', matched };
  if (matched > 0 && matched === earlier.rows.length) return { kind: 'continues', matched };
  if (!samePlan(earlier, later)) return different;
  if (earlier.rows.length === 0 || later.rows.length === 0) {
    const plausible = later.rows.length === 0 || (later.rows[0]!.step as number) >= earlier.globalStep;
    return plausible && sameSettings(earlier, later) ? { kind: 'continues', matched: 0 } : different;
  }
  if (matched === later.rows.length) return { kind: 'continues', matched };
  const splitAt = later.rows[matched]!.step as number;
  if (matched > 0) {
    // Training can only resume from a checkpoint, so a resumed log agrees at least up to one. Two runs with the same
    // seed may agree in their first row and then drift apart: those are two runs.
    const smallest = Math.min(earlier.saveSteps ?? Number.POSITIVE_INFINITY, ...checkpointSteps);
    return splitAt > smallest ? { kind: 'fork', matched } : different;
  }
  return startsLate(later) && splitAt > (earlier.rows[0]!.step as number) && sameSettings(earlier, later)
    ? { kind: 'tail', matched: 0 }
    : different;
}

const agreeOrUnknown = (a: number | null, b: number | null): boolean =>
  a === null || b === null || Math.abs(a - b) <= 1e-9 * Math.abs(a);

const samePlan = (a: TrainerState, b: TrainerState): boolean =>
  agreeOrUnknown(a.maxSteps, b.maxSteps) &&
  agreeOrUnknown(a.epochs, b.epochs) &&
  agreeOrUnknown(a.batchSize, b.batchSize) &&
  agreeOrUnknown(a.loggingSteps, b.loggingSteps);

/** A log from its beginning has its first training row after one logging interval; a later first row means lost rows. */
function startsLate(state: TrainerState): boolean {
  const steps = state.rows.filter((row) => 'loss' in row).map((row) => row.step as number);
  const first = steps[0];
  if (first === undefined || steps.length < 2) return false;
  const gaps = steps
    .slice(1)
    .map((step, i) => step - steps[i]!)
    .sort((a, b) => a - b);
  return first > 1.5 * (gaps[gaps.length >> 1] ?? Number.POSITIVE_INFINITY);
}

function assemble(states: readonly TrainerState[]): Lineage {
  const last = lastState(states);
  const seams: Seam[] = [];
  let rows: readonly JsonObject[] = last.rows;
  for (let i = states.length - 1; i >= 0; i--) {
    const state = states[i]!;
    if (state === last || state.rows.length === 0) continue;
    const matched = matchedRows(state.rows, rows);
    if (matched === state.rows.length) {
      if (samePlan(state, last) || seams.some((seam) => seam.after === state.globalStep)) continue;
      const next = rows.find((row) => (row.step as number) > state.globalStep)?.step;
      if (next === undefined) continue;
      seams.push({
        step: next as number,
        after: state.globalStep,
        discardedRows: 0,
        evidence: `${state.file} planned ${plan(state)}, ${last.file} ${plan(last)}, and its log continues the same rows`,
      });
    } else if (matched > 0 && matched < rows.length) {
      const step = rows[matched]!.step as number;
      const after = rows[matched - 1]!.step as number;
      const discardedRows = state.rows.length - matched;
      const known = seams.findIndex((seam) => seam.step === step && seam.after === after);
      if (known >= 0 && seams[known]!.discardedRows >= discardedRows) continue;
      if (known >= 0) seams.splice(known, 1);
      seams.push({
        step,
        after,
        discardedRows,
        evidence: `the logs of ${state.file} and ${last.file} agree up to step ${after} and differ from there`,
      });
    } else if (matched === 0 && rows.length > 0 && startsLate({ ...last, rows })) {
      const step = rows[0]!.step as number;
      const kept = state.rows.filter((row) => (row.step as number) < step);
      if (kept.length === 0) continue;
      seams.push({
        step,
        after: kept.at(-1)!.step as number,
        discardedRows: state.rows.length - kept.length,
        evidence: `the log of ${last.file} begins at step ${step}; the rows before it come from ${state.file}`,
      });
      rows = [...kept, ...rows];
    }
  }
  const cleaned = withoutRestarts(rows, last.file);
  return {
    states,
    last,
    rows: cleaned.rows,
    seams: [...seams, ...cleaned.seams].sort((a, b) => a.step - b.step),
  };
}

/** The longest log; but when the output folder's own state went another way than a longer checkpoint, that one is final. */
function lastState(states: readonly TrainerState[]): TrainerState {
  const longest = states.reduce((a, b) =>
    b.globalStep > a.globalStep || (b.globalStep === a.globalStep && b.rows.length >= a.rows.length) ? b : a,
  );
  const own = states.find((state) => state.checkpoint === null);
  if (!own || own === longest) return longest;
  const matched = matchedRows(own.rows, longest.rows);
  return matched === own.rows.length ? longest : own;
}

/** Rows that go back to an earlier step: training started again there, and the later rows hold. */
function withoutRestarts(
  rows: readonly JsonObject[],
  file: string,
): { readonly rows: readonly JsonObject[]; readonly seams: readonly Seam[] } {
  let highest = Number.NEGATIVE_INFINITY;
  let ordered = true;
  for (const row of rows) {
    const step = row.step as number;
    if (step < highest) {
      ordered = false;
      break;
    }
    highest = step;
  }
  if (ordered) return { rows, seams: [] };
  const kept: JsonObject[] = [];
  const seams: Seam[] = [];
  for (const row of rows) {
    const step = row.step as number;
    const previous = kept.at(-1);
    if (previous !== undefined && step < (previous.step as number) && ('loss' in row || 'eval_loss' in row)) {
      let discardedRows = 0;
      while (kept.length > 0 && (kept.at(-1)!.step as number) >= step) {
        kept.pop();
        discardedRows++;
      }
      seams.push({
        step,
        after: (kept.at(-1)?.step as number | undefined) ?? 0,
        discardedRows,
        evidence: `the log of ${file} goes back from step ${previous.step} to step ${step}`,
      });
    }
    kept.push(row);
  }
  return { rows: kept, seams };
}

const plan = (state: TrainerState): string =>
  state.maxSteps === null ? 'an unknown number of steps' : `${formatCount(state.maxSteps)} steps`;
