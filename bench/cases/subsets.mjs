import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

/** Run in a process of its own: the seconds are of the search alone, the memory is the peak of the process with its data. */
const program = `
import { findSubsets } from '${resolve('src/metrics/subsets/index.ts')}';
import { makeExamples } from '${resolve('bench/fixtures/subsets.mjs')}';
const examples = makeExamples({ rows: 50_000, labels: 10 });
const [start, before] = [performance.now(), process.cpuUsage()];
const { tested } = findSubsets(examples);
const cpu = process.cpuUsage(before);
console.log(JSON.stringify({
  seconds: (performance.now() - start) / 1000,
  cpu: (cpu.user + cpu.system) / 1e6,
  megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
  tested,
}));
`;

/**
 * 50,000 texts, 31 properties of some 340 values, all pairs. The peer's figures are its own, published for 50,000 × 30 (sliceline 0.3.0,
 * NUMBA_OPTIMIZATION.md): 14.1 s and 5,599 MB, with numba 9.7 s and 4,651 MB, from features that are there already.
 */
export const subsets = {
  name: 'subsets',
  async prepare(folder) {
    const entry = join(folder, 'subsets-entry.mjs');
    const outfile = join(folder, 'subsets.mjs');
    writeFileSync(entry, program);
    await build({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
    });
    return [
      {
        title: '50k texts, 31 properties, all pairs: subsets',
        sample() {
          const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8' });
          if (status !== 0) throw new Error(`subsets: exit ${status}\n${stderr}`);
          return JSON.parse(stdout);
        },
        targets: { seconds: 2, megabytes: 500 },
      },
    ];
  },
};
