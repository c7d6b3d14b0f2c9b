import { MISSING, type PredictionColumns } from '../../predictions/columns.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { type ClassNames, isHidden, sample } from './align.ts';
import { type LabelColumn, labelId } from './labels.ts';
import type { Roles } from './recognise.ts';

/** References and predictions of one task share most of their labels; texts that were generated do not. */
export function differentVocabularies(
  roles: Roles,
  reference: LabelColumn,
  predicted: LabelColumn,
  config: readonly ClassNames[],
): string | null {
  const known = new Set(config.flatMap((source) => source.names));
  const distinct = new Set([...reference.counts.keys(), ...predicted.counts.keys()]);
  const rows = reference.rows;
  const labelled = [...distinct].filter((label) => known.has(label)).length === distinct.size;
  if (!labelled && rows >= 20 && distinct.size > rows / 2) {
    return `\`${roles.reference}\` and \`${roles.predicted}\` hold ${formatCount(distinct.size)} different values in ${formatCount(rows)} rows: answers, generated text or numbers, not classes; no score was computed`;
  }
  if (reference.ids && predicted.ids) return shiftedIds(roles, reference, predicted, known.size);
  // Ids against names are joined later, by id2label.
  if (labelled || reference.ids !== predicted.ids) return null;
  let shared = 0;
  for (const [label, times] of predicted.counts) if (hasLabel(reference, label)) shared += times;
  if (shared >= (rows - predicted.missing) * 0.5) return null;
  const [a, b] = [[...reference.counts.keys()], [...predicted.counts.keys()]];
  return `\`${roles.reference}\` (${sample(a)}) and \`${roles.predicted}\` (${sample(b)}) share too few labels to be references and predictions of one task; name the columns with --label-column and --prediction-column`;
}

/** References 1…5 against predictions 0…4: stars against the positions of an argmax. Every pair would be off by one. */
function shiftedIds(
  roles: Roles,
  reference: LabelColumn,
  predicted: LabelColumn,
  named: number,
): string | null {
  const range = (column: LabelColumn): readonly [number, number] => {
    const ids = [...column.counts.keys()].filter((label) => !isHidden(label)).map((label) => labelId(label)!);
    return [Math.min(...ids), Math.max(...ids)];
  };
  const [low, high] = range(reference);
  const [lowest, highest] = range(predicted);
  const shift = low - lowest;
  if (Math.abs(shift) !== 1 || high - highest !== shift || Math.min(low, lowest) !== 0) return null;
  if (
    named > Math.max(high, highest) ||
    roles.scores.some((source) => source.count > Math.max(high, highest))
  )
    return null;
  return `the ids in \`${roles.reference}\` run from ${low} to ${high} and those in \`${roles.predicted}\` from ${lowest} to ${highest}, which looks like two ways of counting; write both in the same way or as names`;
}

const hasLabel = (column: LabelColumn, label: string): boolean =>
  column.counts.has(label) ||
  [...column.counts.keys()].some((other) => other.toLowerCase() === label.toLowerCase());

/** People save their errors alone; a score of 0 % from such a file would be a lie. */
export function onlyMistakes(columns: PredictionColumns): string | null {
  let right = 0;
  let rows = 0;
  for (let row = 0; row < columns.reference.length; row++) {
    if (columns.reference[row] === MISSING || columns.predicted[row] === MISSING) continue;
    rows++;
    if (columns.reference[row] === columns.predicted[row]) right++;
  }
  const name = columns.file.slice(columns.file.lastIndexOf('/') + 1);
  if (rows >= 2 && right === 0) {
    return `every row is a mistake (0 of ${formatCount(rows)} right), so this looks like a list of errors and not a whole evaluation set; no score was computed. If it is the whole set, name the file with --data`;
  }
  if (rows >= 2 && right === rows && /(^|[^a-z])correct/i.test(name)) {
    return `every row is right (${formatCount(rows)} of ${formatCount(rows)}) and the name says \`correct\`, so this looks like a part of the evaluation set; no score was computed. If it is the whole set, name the file with --data`;
  }
  return null;
}

/** What was not counted, and what repeats. */
export function rowSentences(columns: PredictionColumns, reference: LabelColumn): string[] {
  const sentences: string[] = [];
  let unlabelled = 0;
  for (let row = 0; row < columns.reference.length; row++) {
    if (columns.reference[row] === MISSING || columns.predicted[row] === MISSING) unlabelled++;
  }
  const hidden = [...reference.counts].reduce(
    (sum, [label, times]) => sum + (isHidden(label) && !columns.labels.includes(label) ? times : 0),
    0,
  );
  if (unlabelled > 0) {
    const part = hidden > 0 ? ` (${formatCount(hidden)} of them with reference −1 or −100)` : '';
    sentences.push(
      `${formatCount(unlabelled)} of ${formatCount(columns.reference.length)} rows lack a reference or a prediction${part} and were not counted`,
    );
  }
  if (columns.ids !== null) {
    const present = columns.ids.filter((id) => id !== null);
    const repeated = present.length - new Set(present).size;
    if (repeated > 0)
      sentences.push(
        `${many(repeated, 'row')} with an id that another row has too in \`${columns.columns.id}\`; all were counted`,
      );
  }
  return sentences;
}
