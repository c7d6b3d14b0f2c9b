// Times of DuckDB alone and of Afterfit's set over it, each in a process of its own: `node duckdb.mjs own|peer FILE`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export function hasDuckDB() {
  try {
    createRequire(import.meta.url).resolve('@duckdb/node-api');
    return true;
  } catch {
    return false;
  }
}

/** `{ seconds, megabytes }` of the questions, without the start of Node and of the database. */
export function duckdbAnswer(who, file) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), who, file],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${who} ${file}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function peer(file) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const database = await DuckDBInstance.create(':memory:', { memory_limit: '600MB', threads: '2' });
  const connection = await database.connect();
  const from = `'${file.replaceAll("'", "''")}'`;
  const start = performance.now();
  await connection.runAndReadAll(`select label, predicted, count(*) from ${from} group by all`);
  await connection.runAndReadAll(
    `select * from ${from} where label <> predicted order by confidence desc limit 100`,
  );
  return (performance.now() - start) / 1000;
}

async function own(file) {
  const { readRuns } = await import('../../dist/index.js');
  const { measure } = await import('../../dist/metrics.js');
  const { directorySource, readersFor } = await import('../../dist/node.js');
  await import('@duckdb/node-api');
  const places = [{ disk: file, inside: basename(file) }];
  const source = await directorySource(dirname(file), places);
  const start = performance.now();
  const { runs } = await readRuns(source, { predictions: basename(file), readers: readersFor(places) });
  const [set] = runs[0].predictions;
  measure(await set.confusion({ kind: 'all' }), await set.negativeLogLikelihood(), { set: set.id });
  const { rows } = await set.select({ kind: 'wrong', limit: 100 });
  const examples = await set.examples(rows);
  if (examples.length !== 100 || set.large !== true) throw new Error('not the 100 worst rows of a large set');
  return (performance.now() - start) / 1000;
}

/** Peak resident memory in MB (10^6 bytes); not measured where the system does not tell. */
function peak() {
  try {
    return (Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024) / 1e6;
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , who, file] = process.argv;
  const seconds = await (who === 'own' ? own : peer)(file);
  process.stdout.write(`${JSON.stringify({ seconds, megabytes: peak() })}\n`, () => process.exit(0));
}
