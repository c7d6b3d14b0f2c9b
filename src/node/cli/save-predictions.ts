import { formatCount } from '../../text/numbers.ts';
import { version } from '../../version.ts';
import { type AnswerColumn, answerColumns } from '../runner/answer-columns.ts';
import { type AnsweredData, nameOf } from '../runner/host.ts';
import { writeOwn } from '../write.ts';
import { explained, writeFile } from './deliver.ts';

/** Keeps what was answered until everything else is known to work. */
export interface Saver {
  keep(answers: AnsweredData): void;
  /** Returns the sentence for the user. */
  write(): Promise<string>;
}

/** Writes to `path` in the layout that its ending says: `.jsonl` or `.parquet`. `texts: false` leaves them out. */
export function createSaver(path: string, options: { readonly texts: boolean }): Saver {
  let kept: AnsweredData | null = null;
  return {
    keep(answers) {
      kept = answers;
    },
    async write() {
      if (kept === null) return `No predictions written to ${path}: the checkpoint was not run.`;
      const columns = answerColumns(kept, options);
      const mark = `afterfit ${version}, ${nameOf(kept.result.folder)}`;
      if (/\.parquet$/i.test(path)) {
        const bytes = await parquet(columns, mark);
        await explained(path, '--save-predictions', () => writeOwn(path, bytes));
      } else await writeFile(path, '--save-predictions', jsonLines(columns, mark));
      return `Predictions ${path}  (${formatCount(kept.result.rows.length)} rows)`;
    },
  };
}

/** One object a line, its origin first, so that the file is known as our own. Numbers that are none become null, as JSON has none. */
function jsonLines(columns: readonly AnswerColumn[], mark: string): string {
  const rows = columns[0]!.values.length;
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    // Pairs of entries keep a label called `__proto__`.
    const entries = columns.map(({ name, values }) => [name, values[row]] as const);
    lines.push(JSON.stringify(Object.fromEntries([['answered_by', mark], ...entries])));
  }
  return `${lines.join('\n')}\n`;
}

const parquetTypes = { texts: 'STRING', integers: 'INT32', numbers: 'FLOAT', lists: 'JSON' } as const;

async function parquet(columns: readonly AnswerColumn[], mark: string): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, kind, values }) => ({
      name,
      data: values as unknown[],
      type: parquetTypes[kind],
      nullable: true,
    })),
    kvMetadata: [{ key: 'answered_by', value: mark }],
  });
  return new Uint8Array(buffer);
}
