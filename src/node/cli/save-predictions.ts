import type { RunnerInput } from '../runner/messages.ts';
import type { CheckpointResult } from '../runner/run.ts';
import { writeOwn } from '../write.ts';
import { explained, writeFile } from './deliver.ts';

/**
 * Predictions of a run as columns (docs/model-runner/running.md): `row` (from 0, of the data), `text` (or `text_a` and `text_b`, or
 * `tokens`), `predicted` and `logit_<label>`; of words `tags` and no logits.
 */
export function columnsOfRun(
  result: CheckpointResult,
  input: RunnerInput,
): ReadonlyMap<string, readonly unknown[]> {
  const { rows, logits, labelCount, labels, firstUnit } = result;
  const columns = new Map<string, readonly unknown[]>([['row', Array.from(rows)]]);
  const each = <T>(value: (row: number, at: number) => T): readonly T[] => Array.from(rows, value);
  if (input.kind === 'texts')
    columns.set(
      'text',
      each((row) => input.texts[row]!),
    );
  else if (input.kind === 'pairs') {
    columns.set(
      'text_a',
      each((row) => input.pairs[row]![0]),
    );
    columns.set(
      'text_b',
      each((row) => input.pairs[row]![1]),
    );
  } else
    columns.set(
      'tokens',
      each((row) => input.rows[row]!),
    );
  const best = (unit: number): string | null => {
    let found = 0;
    for (let label = 1; label < labelCount; label++)
      if (logits[unit * labelCount + label]! > logits[unit * labelCount + found]!) found = label;
    return Number.isNaN(logits[unit * labelCount]!) ? null : labels[found]!;
  };
  if (result.head === 'token') {
    columns.set(
      'predictions',
      each((_, at) =>
        Array.from(
          { length: firstUnit[at + 1]! - firstUnit[at]! },
          (__, i) => best(firstUnit[at]! + i) ?? 'O',
        ),
      ),
    );
    return columns;
  }
  if (result.problemType === 'single-label')
    columns.set(
      'predicted',
      each((_, at) => best(at)),
    );
  for (const [code, label] of labels.entries())
    columns.set(
      `logit_${label}`,
      each((_, at) => logits[at * labelCount + code]!),
    );
  return columns;
}

/** One object a line. Logits that are no number become null, as JSON has none. */
function jsonLines(columns: ReadonlyMap<string, readonly unknown[]>): string {
  const names = [...columns.keys()];
  const rows = columns.get('row')!.length;
  const lines: string[] = [];
  for (let row = 0; row < rows; row++)
    lines.push(JSON.stringify(Object.fromEntries(names.map((name) => [name, columns.get(name)![row]]))));
  return `${lines.join('\n')}\n`;
}

async function parquet(columns: ReadonlyMap<string, readonly unknown[]>): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = [...columns].map(([name, data]) =>
    // Lists of words are kept as JSON text: columns of lists are no plain type.
    data.some((value) => Array.isArray(value))
      ? { name, data: data.map((value) => JSON.stringify(value)), type: 'STRING' as const }
      : name === 'row'
        ? { name, data: data as number[], type: 'INT32' as const }
        : name.startsWith('logit_')
          ? { name, data: data as number[], type: 'FLOAT' as const }
          : { name, data: data as (string | null)[], type: 'STRING' as const },
  );
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** Keeps what was run until everything is written; without a path nothing is kept. */
export function createSaver(path: string | undefined): {
  keep(result: CheckpointResult, input: RunnerInput): void;
  write(): Promise<void>;
} {
  let kept: ReadonlyMap<string, readonly unknown[]> | null = null;
  return {
    keep(result, input) {
      if (path !== undefined) kept = columnsOfRun(result, input);
    },
    async write() {
      if (path === undefined || kept === null) return;
      if (path.endsWith('.parquet')) {
        const bytes = await parquet(kept);
        await explained(path, '--save-predictions', () => writeOwn(path, bytes));
      } else await writeFile(path, '--save-predictions', jsonLines(kept));
    },
  };
}
