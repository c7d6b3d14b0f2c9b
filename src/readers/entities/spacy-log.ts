import { isJsonObject, type JsonObject, parseJson } from '../../formats/json.ts';
import type { Series } from '../../model/series.ts';

/** One row of a training log: what spaCy prints after each evaluation. */
interface LogRow {
  readonly epoch: number;
  readonly step: number;
  /** By column as printed, lower case: `loss ner`, `ents_f`, `score`. */
  readonly values: ReadonlyMap<string, number>;
}

const quantities: ReadonlyMap<string, string> = new Map([
  ['ents_f', 'f1'],
  ['ents_p', 'precision'],
  ['ents_r', 'recall'],
]);

/**
 * The table that `spacy train` prints (`E  #  LOSS NER  ENTS_F …`), or the lines that its console logger writes to a file, as series over
 * steps. Empty when there is none.
 *
 * Scores are printed in per cent and kept as shares. A loss is summed over the steps since the last row and set to 0 there
 * (spacy/training/loop.py), so it is divided by their number; it is named by its component (`loss_ner`), because it is no mean over
 * examples and compares with nothing else.
 */
export function spacyLogSeries(text: string, file: string): readonly Series[] {
  const rows = increasing(tableRows(text) ?? lineRows(text));
  if (rows.length === 0) return [];
  const names = [...new Set(rows.flatMap(({ values }) => [...values.keys()]))];
  return names.map((name): Series => {
    const loss = name.startsWith('loss ');
    const held = rows.map((row, at) => ({ row, at })).filter(({ row }) => row.values.has(name));
    // `score` is the weighted sum that picks the best model, 0 to 1; `speed` is words a second.
    const scale = loss || name === 'score' || name === 'speed' ? 1 : 100;
    return {
      tag: name,
      quantity: loss ? `loss_${name.slice(5).replace(/\W+/g, '')}` : (quantities.get(name) ?? name),
      split: loss ? 'train' : 'validation',
      evaluationSet: null,
      step: Float64Array.from(held, ({ row }) => row.step),
      epoch: Float64Array.from(held, ({ row }) => row.epoch),
      time: null,
      value: Float64Array.from(held, ({ row, at }) => {
        const steps = loss ? row.step - (at === 0 ? row.step - 1 : rows[at - 1]!.step) : 1;
        return row.values.get(name)! / (scale * steps);
      }),
      averaging: loss ? 'window-mean' : 'point',
      decimals: loss ? null : scale === 1 ? 2 : 4,
      file,
    };
  });
}

/** Later trainings in the same log are left out: a step that does not rise ends the first. */
function increasing(rows: readonly LogRow[]): readonly LogRow[] {
  const until = rows.findIndex((row, at) => at > 0 && row.step <= rows[at - 1]!.step);
  return until < 0 ? rows : rows.slice(0, until);
}

function tableRows(text: string): readonly LogRow[] | null {
  const lines = text.split(/\r?\n/);
  const head = lines.findIndex((line) => /^\s*E\s+#\s+.*\bSCORE\s*$/.test(line));
  if (head < 0) return null;
  // Columns are two blanks apart; names of losses hold one blank.
  const columns = lines[head]!.trim()
    .split(/\s{2,}/)
    .map((name) => name.toLowerCase());
  const rows: LogRow[] = [];
  for (const line of lines.slice(head + 1)) {
    const cells = line.trim().split(/\s+/);
    if (cells.length !== columns.length || !/^\d+$/.test(cells[0]!)) continue;
    const numbers = cells.map(Number);
    if (!Number.isInteger(numbers[1]!)) continue;
    const values = new Map<string, number>();
    for (let c = 2; c < columns.length; c++)
      values.set(columns[c]!, /^nan$/i.test(cells[c]!) ? Number.NaN : numbers[c]!);
    rows.push({ epoch: numbers[0]!, step: numbers[1]!, values });
  }
  return rows;
}

/** `{"epoch", "step", "losses", "scores", "score"}` a line: `output_file` of spacy.ConsoleLogger.v2 and later. */
function lineRows(text: string): readonly LogRow[] {
  const rows: LogRow[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (!line.startsWith('{') || !line.includes('"losses"')) continue;
    const parsed = parseJson(line);
    const row = parsed.ok && isJsonObject(parsed.value) ? parsed.value : null;
    if (row === null || typeof row.step !== 'number') continue;
    const values = new Map<string, number>();
    for (const [name, value] of entriesOf(row.losses)) values.set(`loss ${name}`, value);
    for (const [name, value] of entriesOf(row.scores)) values.set(name, value);
    if (typeof row.score === 'number') values.set('score', row.score);
    rows.push({ epoch: typeof row.epoch === 'number' ? row.epoch : Number.NaN, step: row.step, values });
  }
  return rows;
}

const entriesOf = (value: JsonObject[string]): readonly (readonly [string, number])[] =>
  isJsonObject(value)
    ? Object.entries(value).filter((pair): pair is [string, number] => typeof pair[1] === 'number')
    : [];
