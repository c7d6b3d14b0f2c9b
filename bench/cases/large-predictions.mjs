// More predictions than fit in memory: the command beside what DuckDB itself takes for the same counts and the 100 worst rows.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterfit } from '../child.mjs';
import { duckdbAnswer, hasDuckDB } from '../peers/duckdb.mjs';

const ROWS = 5_000_000;
const MILLION = 1_000_000;
const WITH_TEXTS = 150_000;

/** Made by a process of its own, so that memory of making is none of measuring. */
function make(rows, file) {
  const maker = join(import.meta.dirname, '../fixtures/large-predictions.mjs');
  const { status, stderr } = spawnSync(process.execPath, [maker, String(rows), file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return file;
}

export const largePredictions = {
  name: 'large-predictions',
  async prepare(folder) {
    if (!hasDuckDB()) return [];
    const parquet = make(ROWS, join(folder, 'predictions.parquet'));
    const lines = make(ROWS, join(folder, 'predictions.jsonl'));
    const million = make(MILLION, join(folder, 'million_predictions.parquet'));
    const texts = make(WITH_TEXTS, join(folder, 'texts_predictions.jsonl'));
    const html = join(folder, 'texts.html');
    const counts = (title, file) => ({
      title: `5 M × 10 classes, ${title}: counts, intervals, 100 worst rows`,
      // In a process of its own, by the library, without start of Node and rendering.
      sample: () => duckdbAnswer('own', file),
      targets: { seconds: null, megabytes: 1500 },
      peers: [{ title: 'DuckDB, the same counts and rows', sample: () => duckdbAnswer('peer', file) }],
    });
    return [
      counts('Parquet', parquet),
      counts('JSON lines', lines),
      {
        title: '5 M × 10 classes, Parquet: whole command, all audits',
        sample: () => afterfit('--predictions', parquet, '--quiet'),
        targets: { seconds: null, megabytes: 1500 },
      },
      {
        title: '5 M × 10 classes, JSON lines: whole command, all audits',
        sample: () => afterfit('--predictions', lines, '--quiet'),
        targets: { seconds: null, megabytes: 1500 },
      },
      {
        title: '1 M predictions, Parquet: whole command',
        sample: () => afterfit('--predictions', million, '--quiet'),
        targets: { seconds: null, megabytes: 1000 },
      },
      {
        title: '150k predictions with texts to finished HTML',
        sample() {
          rmSync(html, { force: true });
          return afterfit('--predictions', texts, '--quiet', '--output', html);
        },
        targets: { seconds: 8, megabytes: null },
      },
    ];
  },
};
