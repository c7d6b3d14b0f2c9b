// Measures what the README promises. Usage: npm run bench -- [--only NAME] [--runs N]
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { checkpoints } from './cases/checkpoints.mjs';
import { entities } from './cases/entities.mjs';
import { eventFiles } from './cases/event-files.mjs';
import { figures } from './cases/figures.mjs';
import { html } from './cases/html.mjs';
import { largePredictions } from './cases/large-predictions.mjs';
import { manyRuns } from './cases/many-runs.mjs';
import { ordinaryFolders } from './cases/ordinary-folders.mjs';
import { predictions } from './cases/predictions.mjs';
import { subsets } from './cases/subsets.mjs';
import { trainerState } from './cases/trainer-state.mjs';

const cases = [
  eventFiles,
  trainerState,
  ordinaryFolders,
  manyRuns,
  predictions,
  largePredictions,
  entities,
  checkpoints,
  subsets,
  html,
  figures,
];
/** Peers need up to 15 s a run, and are not what is being tuned. */
const MOST_PEER_RUNS = 3;
const units = { seconds: 's', megabytes: 'MB memory', size: 'MB', gigaflops: 'GFLOP/s', times: 'times' };

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const shown = (value, quantity) =>
  `${value.toFixed(quantity === 'megabytes' || quantity === 'gigaflops' ? 0 : value < 0.1 ? 4 : 2)} ${units[quantity]}`;

/** Every quantity of repeated samples, or null where the first sample said that it cannot be had. */
async function repeat(sample, runs) {
  const samples = [];
  for (let i = 0; i < runs; i++) {
    const taken = await sample();
    if (taken === null) return null;
    samples.push(taken);
  }
  return (quantity) => {
    const values = samples.map((taken) => taken[quantity]).filter((value) => value != null);
    return values.length === 0 ? null : { best: Math.min(...values), median: median(values) };
  };
}

async function rowsOf(trial, runs) {
  const own = await repeat(trial.sample, trial.once ? 1 : runs);
  const peers = [];
  for (const { title, sample } of trial.peers ?? []) {
    peers.push({ title, figure: await repeat(sample, Math.min(runs, MOST_PEER_RUNS)) });
  }
  return Object.entries(trial.targets).map(([quantity, target]) => {
    const figure = own?.(quantity) ?? null;
    return [
      trial.title,
      figure === null ? 'not measured' : shown(figure.best, quantity),
      figure === null ? '' : shown(figure.median, quantity),
      target === null ? '' : `< ${target} ${units[quantity]}`,
      target === null || figure === null ? '' : figure.median < target ? 'yes' : 'NO',
      (quantity === 'gigaflops' ? [] : peers)
        .map(({ title, figure: peer }) => {
          const value = peer?.(quantity) ?? null;
          if (peer === null) return `${title}: peer not installed`;
          return value === null ? `${title}: not measured` : `${title}: ${shown(value.median, quantity)}`;
        })
        .join('; '),
    ];
  });
}

function print(rows) {
  const table = [['what', 'best', 'median', 'target', 'met', 'peers (median)'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |\n`;
  const [head, ...body] = table;
  process.stdout.write(line(head) + line(widths.map((width) => '-'.repeat(width))) + body.map(line).join(''));
}

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, runs: { type: 'string', default: '5' } },
});
const runs = Number(values.runs);
const chosen = values.only === undefined ? cases : cases.filter(({ name }) => values.only.includes(name));
if (chosen.length === 0 || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write(`--only takes ${cases.map(({ name }) => name).join(', ')}; --runs a whole number.\n`);
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'afterfit-bench-'));
  const load = () => loadavg()[0].toFixed(1);
  const before = load();
  const rows = [];
  try {
    for (const { name, prepare } of chosen) {
      if (process.stderr.isTTY) process.stderr.write(`${name}\n`);
      for (const trial of await prepare(folder)) rows.push(...(await rowsOf(trial, runs)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.versions.node}; ` +
      `${runs} runs, peers ${Math.min(runs, MOST_PEER_RUNS)}; load ${before} before, ${load()} after. "Met" compares the median.\n\n`,
  );
  print(rows);
}
