import type { Note, Run } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import type { Lineage } from './lineage.ts';
import type { TrainerState } from './state-file.ts';

/** Plain sentences about one run's log. */
export function logNotes(
  lineage: Lineage | null,
  series: readonly Series[],
  sets: readonly string[],
  evaluatedAfterwards: boolean,
): readonly Note[] {
  const notes: Note[] = [];
  if (!lineage) {
    notes.push({
      kind: 'no-log',
      text: 'There is no trainer_state.json, so the course of the training is not known.',
    });
    return notes;
  }
  if (!series.some((s) => s.split === 'validation')) {
    notes.push({
      kind: 'no-evaluation',
      text: `The log holds no evaluation during training: the Trainer only evaluates when \`eval_strategy\` is set. ${
        evaluatedAfterwards
          ? 'The one evaluation made afterwards says how good the result is, not how it came about.'
          : 'How well the model does on unseen data cannot be read from it.'
      }`,
    });
  }
  if (lineage.rows.length > 0 && !series.some((s) => s.tag === 'loss')) {
    notes.push({
      kind: 'no-train-loss',
      text: 'The log holds no training loss: with `logging_steps=500`, the default, a run of fewer than 500 steps logs none.',
    });
  }
  const named = [
    ...new Set(series.filter((s) => s.split === 'validation').map((s) => s.evaluationSet)),
  ].filter((set) => set !== null);
  if (
    named.length > 1 ||
    (named.length === 1 && series.some((s) => s.split === 'validation' && s.evaluationSet === null))
  ) {
    const order = named.sort((a, b) => sets.indexOf(a) - sets.indexOf(b) || (a < b ? -1 : 1));
    notes.push({
      kind: 'two-evaluation-sets',
      text: `Each evaluation measured ${many(named.length, 'set')}: ${order.join(', ')}.`,
    });
  }
  for (const seam of lineage.seams) {
    const lost =
      seam.discardedRows === 0
        ? ''
        : `; ${many(seam.discardedRows, 'row')} of the earlier part ${seam.discardedRows === 1 ? 'was' : 'were'} replaced by the later part`;
    notes.push({
      kind: 'resumed',
      text: `Training was continued at step ${formatCount(seam.step)} from step ${formatCount(seam.after)}${lost}: ${seam.evidence}.`,
    });
  }
  if (!lineage.last.complete) {
    notes.push({
      kind: 'cut-off',
      text: `${lineage.last.file} breaks off; the ${many(lineage.rows.length, 'row')} before that ${lineage.rows.length === 1 ? 'was' : 'were'} used.`,
    });
  }
  const search = lineage.last.hyperparameterSearch;
  if (search) {
    const values = Object.entries(search.values)
      .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
      .map(([name, value]) => `${name} ${value}`);
    notes.push({
      kind: 'search-trial',
      text: `One trial of a hyper-parameter search${values.length > 0 ? `: ${values.join(', ')}` : ''}.`,
    });
  }
  return notes;
}

/** Sentences about sizes that were worked out rather than read. */
export function sizeNotes(run: Pick<Run, 'trainSize' | 'validationSize' | 'testSize'>): readonly Note[] {
  const names = { trainSize: 'training', validationSize: 'validation', testSize: 'test' } as const;
  const notes: Note[] = [];
  for (const [key, name] of Object.entries(names) as [keyof typeof names, string][]) {
    const size = run[key];
    if (size?.origin === 'derived') {
      notes.push({
        kind: 'derived-size',
        text: `Number of ${name} examples worked out, not read: ${formatCount(size.value)} from ${size.from}.`,
      });
    }
  }
  return notes;
}

/** How one of several runs of the same folder is called: by its checkpoints. */
export function describeStates(states: readonly TrainerState[]): string {
  const steps = states.map((s) => s.checkpoint).filter((step) => step !== null);
  if (steps.length === 0) return 'the log in the folder itself';
  const first = `checkpoint-${steps[0]}`;
  return steps.length === 1 ? first : `${first} to checkpoint-${steps.at(-1)}`;
}

/** The sentence for a folder that was used for several runs. `sure` is false when nothing tells whose the root files are. */
export function severalRunsNote(
  root: string,
  all: readonly Lineage[],
  self: Lineage,
  /** The run that the files in the folder itself belong to; `unknown`, or null when there are no such files. */
  owner: Lineage | 'unknown' | null,
): Note {
  const folder = root === '' ? 'The folder' : `\`${root}\``;
  const plans = self.last.maxSteps === null ? '' : `, ${formatCount(self.last.maxSteps)} steps planned`;
  const whose =
    owner === null
      ? ''
      : owner === 'unknown'
        ? ' Nothing tells which of them the files in the folder itself belong to.'
        : owner === self
          ? ' The files in the folder itself belong to this one.'
          : ` The files in the folder itself belong to the run of ${describeStates(owner.states)}.`;
  return {
    kind: 'several-runs',
    text: `${folder} was used for ${all.length} runs: their logs do not continue each other. This is the run of ${describeStates(self.states)}${plans}.${whose}`,
  };
}
