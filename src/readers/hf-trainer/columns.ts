import { describeJson, isJsonObject, type JsonObject } from '../../formats/json.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { FinalValue } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { Lineage } from './lineage.ts';
import { evaluationSets, isSpeed, type Meaning, meaningOf, roundedTo } from './quantities.ts';

/** What the rows of a log hold, by column. */
export interface Columns {
  readonly series: readonly Series[];
  /** Evaluations after the end of the training: they have no place of their own on the step axis. */
  readonly finalValues: readonly FinalValue[];
  /** The rows that sum up a training (`train_runtime`, …), last one last. */
  readonly summaries: readonly JsonObject[];
  readonly evaluationSets: readonly string[];
}

/** Grows by doubling; a log of 100,000 rows would otherwise be copied many times. */
interface Column {
  length: number;
  step: Float64Array;
  epoch: Float64Array;
  value: Float64Array;
  hasEpoch: boolean;
  readonly ofTraining: boolean;
}

/** An evaluation that has no place on the step axis, until the evaluation sets are known. */
interface Loose {
  readonly tag: string;
  readonly value: number;
  readonly row: JsonObject;
}

const otherThanTraining = /^(?:eval|test|predict)_/;

/** What one training row of a summary may hold besides an evaluation of the training data. */
const summaryKey =
  /^(?:train_(?:runtime|samples|samples_per_second|steps_per_second|tokens_per_second|loss)|total_flos|epoch|step|init_mem_.*|train_mem_.*|before_init_.*)$/;

/**
 * Turns log rows into series in one pass.
 *
 * `bestAtEnd`: the Trainer loaded its best checkpoint when training ended, so an evaluation after the summary row
 * describes that checkpoint, although the log gives it the last step.
 */
export function toColumns(lineage: Lineage, bestAtEnd: boolean | null, context: ReadContext): Columns {
  const { rows, last } = lineage;
  const file = last.file;
  const columns = new Map<string, Column>();
  const loose: Loose[] = [];
  const summaries: JsonObject[] = [];
  const oddities = new Map<string, { position: string; found: string; count: number }>();
  let ended = false;

  const add = (tag: string, step: number, epoch: unknown, value: number, row: JsonObject): void => {
    let column = columns.get(tag);
    if (!column) {
      column = emptyColumn(!otherThanTraining.test(tag));
      columns.set(tag, column);
    }
    const { length } = column;
    const previous = length === 0 ? Number.NEGATIVE_INFINITY : column.step[length - 1]!;
    if (step <= previous || (ended && bestAtEnd === true && !column.ofTraining)) {
      // The same step again: the later row of a training holds, the first evaluation keeps its place.
      if (!column.ofTraining) loose.push({ tag, value, row });
      else if (step === previous) column.value[length - 1] = value;
      return;
    }
    if (length === column.step.length) grow(column);
    column.step[length] = step;
    column.value[length] = value;
    if (typeof epoch === 'number') {
      column.epoch[length] = epoch;
      column.hasEpoch = true;
    } else column.epoch[length] = Number.NaN;
    column.length++;
  };

  for (const row of rows) {
    if (('train_runtime' in row || 'total_flos' in row) && isSummary(row)) {
      summaries.push(row);
      ended = true;
      continue;
    }
    const step = row.step as number;
    const epoch = row.epoch;
    if (ended && 'loss' in row) ended = false;
    for (const key in row) {
      // Version 3 repeats the operations counted so far in every row.
      if (key === 'step' || key === 'epoch' || key === 'total_flos') continue;
      const value = row[key];
      if (typeof value === 'number') add(key, step, epoch, value, row);
      else if (isJsonObject(value)) {
        // seqeval returns one object per entity type.
        for (const inner of Object.keys(value)) {
          const number = value[inner];
          if (typeof number === 'number') add(`${key}.${inner}`, step, epoch, number, row);
        }
      } else if (!Array.isArray(value)) {
        const known = oddities.get(key);
        if (known) known.count++;
        else
          oddities.set(key, {
            position: `#/log_history/${last.log.indexOf(row)}/${key}`,
            found: describeJson(value),
            count: 1,
          });
      }
    }
  }
  for (const { position, found, count } of oddities.values()) {
    context.problem({
      file,
      position,
      expected: 'a number',
      found: count === 1 ? found : `${found} (${count} such values)`,
      nextStep: 'These values were left out; the rest of the rows was used.',
      partial: true,
    });
  }
  const sets = evaluationSets(columns.keys());
  return {
    series: [...columns]
      .filter(([, column]) => column.length > 0)
      .map(([tag, column]) => toSeries(tag, column, meaningOf(tag, sets), file)),
    finalValues: loose.flatMap(({ tag, value, row }) => {
      const { split, evaluationSet, quantity } = meaningOf(tag, sets);
      if (isSpeed(quantity)) return [];
      return [
        {
          split,
          evaluationSet,
          quantity,
          value,
          from: `${file}#/log_history/${last.log.indexOf(row)}/${tag}`,
        },
      ];
    }),
    summaries,
    evaluationSets: sets,
  };
}

/** The row that sums up a training, as against an evaluation of the training data under the prefix `train`. */
function isSummary(row: JsonObject): boolean {
  if ('train_runtime' in row && 'total_flos' in row) return true;
  for (const key in row) if (!summaryKey.test(key)) return false;
  return true;
}

const emptyColumn = (ofTraining: boolean): Column => ({
  length: 0,
  step: new Float64Array(16),
  epoch: new Float64Array(16),
  value: new Float64Array(16),
  hasEpoch: false,
  ofTraining,
});

function grow(column: Column): void {
  for (const name of ['step', 'epoch', 'value'] as const) {
    const longer = new Float64Array(column[name].length * 2);
    longer.set(column[name]);
    column[name] = longer;
  }
}

const toSeries = (tag: string, column: Column, meaning: Meaning, file: string): Series => ({
  tag,
  quantity: meaning.quantity,
  split: meaning.split,
  evaluationSet: meaning.evaluationSet,
  step: column.step.slice(0, column.length),
  epoch: column.hasEpoch ? column.epoch.slice(0, column.length) : null,
  time: null,
  value: column.value.slice(0, column.length),
  averaging: meaning.averaging,
  decimals: roundedTo(column.value.subarray(0, column.length), meaning.decimals),
  file,
});
