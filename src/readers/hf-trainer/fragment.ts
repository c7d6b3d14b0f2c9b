import type { Known } from '../../model/known.ts';
import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { Checkpoint, FinalValue, Note } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import { type Settings, toHyperparameters } from './arguments.ts';
import { addCardPoints } from './card-points.ts';
import { toColumns } from './columns.ts';
import type { Lineage } from './lineage.ts';
import type { ModelCard } from './model-card.ts';
import { type ConfigFile, modelFacts, taskOf } from './model-config.ts';
import { logNotes, sizeNotes } from './notes.ts';
import type { Results } from './results-file.ts';
import { evaluatesEarlierCheckpoint, selectionOf } from './selection.ts';
import { evaluationSize, sizeOfResults, trainingSize } from './sizes.ts';
import { plannedSteps, withState } from './state-settings.ts';
import { totalsOf } from './timing.ts';

/** Everything that was read about one run, nearest first where there are several files of a kind. */
export interface RunParts {
  readonly id: string;
  readonly title: string;
  readonly root: string;
  readonly lineage: Lineage | null;
  readonly settings: readonly Settings[];
  readonly config: ConfigFile | null;
  readonly adapter: ConfigFile | null;
  readonly card: ModelCard | null;
  readonly results: readonly Results[];
  readonly checkpoints: readonly Checkpoint[];
  readonly notes: readonly Note[];
  /** Further files that belong to it. */
  readonly files: readonly string[];
}

/** Puts the parts together into one run. */
export function toFragment(parts: RunParts, context: ReadContext): RunFragment {
  const { lineage, card, results, config, adapter } = parts;
  const state = lineage?.last ?? null;
  const allSettings = card?.settings ? [...parts.settings, card.settings] : parts.settings;
  const settings = toHyperparameters(allSettings);
  const loadBest = parts.settings
    .find(({ values }) => values.has('load_best_model_at_end'))
    ?.values.get('load_best_model_at_end');
  const bestAtEnd =
    lineage && evaluatesEarlierCheckpoint(lineage.rows)
      ? true
      : typeof loadBest === 'boolean'
        ? loadBest
        : null;
  const columns = lineage ? toColumns(lineage, bestAtEnd, context) : null;

  let series: readonly Series[] = columns?.series ?? [];
  const notes: Note[] = [...parts.notes];
  if (card && card.series.length > 0) {
    if (series.length === 0) {
      series = card.series;
      notes.push({
        kind: 'from-model-card',
        text: `The curves come from the table in ${card.file}, rounded to four decimals; its training losses are the last ones logged before each evaluation.`,
      });
    } else {
      const extended = addCardPoints(series, card.series);
      series = extended.series;
      if (extended.added > 0) {
        notes.push({
          kind: 'extended-from-card',
          text: `${extended.added === 1 ? 'The last evaluation comes' : `The last ${extended.added} evaluations come`} from the table in ${card.file}, rounded to four decimals: the saved log ends before.`,
        });
      }
    }
  }
  const model = modelFacts(config, adapter, card);
  const task = taskOf(model, config, adapter, card, series);
  const totals = totalsOf(state, columns?.summaries ?? [], results, series);
  const byExample = task?.value === 'text-classification' || task?.value === 'multiple-choice';
  const firstSet = series.find((s) => s.split === 'validation')?.evaluationSet ?? null;
  const sampleOf = (pick: (r: Results) => Known<number> | null): Known<number> | null => {
    for (const r of results) {
      const known = pick(r);
      if (known) return known;
    }
    return null;
  };
  const trainSize = sampleOf((r) => r.trainSamples) ?? trainingSize(state, totals.summary, settings);
  const validationSize =
    sampleOf((r) => r.evalSamples) ??
    evaluationSize(series, 'validation', firstSet, byExample) ??
    sampleOf((r) => sizeOfResults(r.numbers, 'eval', r.file));
  const testSize =
    sampleOf((r) => r.testSamples) ??
    evaluationSize(series, 'test', null, byExample) ??
    sampleOf((r) => sizeOfResults(r.numbers, 'predict', r.file) ?? sizeOfResults(r.numbers, 'test', r.file));

  const lastPoint = series.reduce((max, s) => Math.max(max, s.step.at(-1) ?? 0), 0);
  const lastEpoch = series.reduce((max, s) => Math.max(max, s.epoch?.at(-1) ?? 0), state?.epoch ?? 0);
  const lastStep = Math.max(lastPoint, state?.globalStep ?? 0);
  if (results.some((r) => r.labelsHidden)) {
    notes.push({
      kind: 'labels-hidden',
      text: 'The results on the test set hold no metric: its labels were hidden (GLUE gives −1 for all of them), so the test set cannot be judged.',
    });
  }
  if (bestAtEnd === true && (columns?.finalValues.length ?? 0) > 0) {
    notes.push({
      kind: 'evaluation-of-best',
      text: 'The evaluation after the end of training measured the best checkpoint, not the last weights; it is not a point of the curve.',
    });
  }

  const finalValues = mergeFinalValues([
    columns?.finalValues ?? [],
    totals.meanLoss
      ? [
          {
            split: 'train',
            evaluationSet: null,
            quantity: 'mean_loss',
            value: totals.meanLoss.value,
            from: totals.meanLoss.from,
          },
        ]
      : [],
    ...results.map((r) => r.finalValues),
  ]);
  if (card && !finalValues.some((f) => f.split === 'validation')) finalValues.push(...card.results);

  notes.push(
    ...logNotes(
      lineage,
      series,
      columns?.evaluationSets ?? [],
      finalValues.some((f) => f.split === 'validation'),
    ),
    ...sizeNotes({ trainSize, validationSize, testSize }),
  );

  const files = new Set<string>([
    ...(lineage?.states.map((s) => s.file) ?? []),
    ...parts.settings.map((s) => s.file),
    ...(config ? [config.file] : []),
    ...(adapter ? [adapter.file] : []),
    ...(card ? [card.file] : []),
    ...results.map((r) => r.file),
    ...parts.files,
  ]);
  const version = config?.value.transformers_version;
  return {
    role: 'owner',
    root: parts.root,
    reader: 'hf-trainer',
    run: {
      id: parts.id,
      title: parts.title,
      framework: 'hf-trainer',
      frameworkVersion: typeof version === 'string' ? version : (card?.transformersVersion ?? null),
      task,
      axis: 'step',
      series: inOrder(series),
      seams: lineage?.seams ?? [],
      lastStep: lastStep > 0 ? lastStep : null,
      plannedSteps: plannedSteps(state, settings.maxSteps),
      lastEpoch: lastEpoch > 0 ? lastEpoch : null,
      hyperparameters: withState(settings, lineage, parts.settings),
      model,
      checkpoints: parts.checkpoints,
      selection: selectionOf(state, parts.settings, series),
      trainSize,
      validationSize,
      testSize,
      timing: totals.timing,
      finalValues,
      notes,
      files: [...files],
    },
  };
}

function mergeFinalValues(lists: readonly (readonly FinalValue[])[]): FinalValue[] {
  const kept: FinalValue[] = [];
  for (const value of lists.flat()) {
    const known = kept.some(
      (k) =>
        k.split === value.split &&
        k.evaluationSet === value.evaluationSet &&
        k.quantity === value.quantity &&
        Object.is(k.value, value.value),
    );
    if (!known) kept.push(value);
  }
  return kept;
}

/** Losses first, then the other training series, then evaluations in the order of the log. */
function inOrder(series: readonly Series[]): readonly Series[] {
  const rank = (s: Series): number =>
    s.tag === 'loss'
      ? 0
      : s.split === 'validation' && s.quantity === 'loss'
        ? 1
        : s.split === 'validation'
          ? 2
          : s.split === 'train'
            ? 3
            : 4;
  return [...series].sort((a, b) => rank(a) - rank(b));
}
