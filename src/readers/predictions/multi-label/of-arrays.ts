import type { ReadContext, RunFragment } from '../../../model/reader.ts';
import { type ArrayGroup, describeGroup, filesOf } from '../arrays.ts';
import type { LabelLookup } from '../config-labels.ts';
import type { SeveralLookup } from '../problem-type.ts';
import { tableFromColumns } from '../table.ts';
import { assembleMultiLabel, tellMultiLabel } from './index.ts';
import { indicatorColumn, interleave } from './indicators.ts';

/**
 * Logits, probabilities or predictions saved beside a matrix of indicators. Null when there is no such matrix, or it holds anything but 0
 * and 1: ids of words, features.
 */
export async function severalLabelsOfArrays(
  group: ArrayGroup,
  lookup: LabelLookup,
  several: SeveralLookup,
  context: ReadContext,
): Promise<{ readonly fragment: RunFragment | null } | null> {
  const { indicators, scores } = group;
  if (indicators === null || scores === null || scores.width !== indicators.width) return null;
  const reference = (await indicators.columns()).map(indicatorColumn);
  if (reference.some((column) => column === null)) return null;
  const size = indicators.width;
  const files = filesOf(group);
  const [path] = files;
  const config = await lookup(path!);
  const columns = await scores.columns();
  const cells = group.rows * size;
  const calls = columns.map(indicatorColumn);
  const areCalls = calls.every((column) => column !== null);
  const table = tableFromColumns(new Map([['row', Array.from({ length: group.rows }, (_, row) => row)]]));
  const matrix = {
    labels:
      config.find(({ names }) => names.length === size)?.names ??
      Array.from({ length: size }, (_, id) => String(id)),
    reference: interleave(reference as Uint8Array[], new Uint8Array(cells)),
    predicted: areCalls ? interleave(calls as Uint8Array[], new Uint8Array(cells)) : null,
    scores: areCalls
      ? null
      : interleave(
          columns.map((column) => Float32Array.from(column, (cell) => Number(cell))),
          new Float32Array(cells),
        ),
    names: {
      reference: indicators.label,
      predicted: areCalls ? scores.label : null,
      scores: areCalls ? null : `${scores.label} (${group.rows} × ${size})`,
    },
    used: ['row'],
    sentences: [],
  };
  const reading = assembleMultiLabel(table, matrix, {
    path: path!,
    split: group.split,
    given: true,
    config,
    several: await several(path!),
    options: {},
  });
  if ('question' in reading) {
    context.assume(`${describeGroup(group)}: ${reading.question}.`);
    return { fragment: null };
  }
  return { fragment: tellMultiLabel(path!, reading, table, context, files.slice(1)) };
}
