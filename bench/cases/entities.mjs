import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { afterfit, pythonAnswer } from '../child.mjs';
import { writeEntities } from '../fixtures/entities.mjs';

/** Seconds of one part alone, in a process of its own, after the file was read. */
const program = `
import { readFileSync } from 'node:fs';
import { memorySource } from '${resolve('src/sources/memory.ts')}';
import { readRuns } from '${resolve('src/engine/analyse.ts')}';
import { countMentions, entityScores } from '${resolve('src/metrics/entities/scores/index.ts')}';
import { decode, typesOfTags, typeIdsOf, mentionColumns } from '${resolve('src/text/tags/index.ts')}';
const [file, part] = process.argv.slice(2);
const { runs, unreadable } = await readRuns(memorySource('bench', { 'test.conll': new Uint8Array(readFileSync(file)) }));
const set = runs[0]?.entitySets?.[0];
if (set === undefined) throw new Error('no mentions were read: ' + JSON.stringify(unreadable));
const input = { types: set.types.length, sentences: set.sentences, firstOfDocument: null };
const { reference, predicted } = set.tags;
const first = set.tokens.firstOfSentence;
const ids = typeIdsOf(typesOfTags(reference.names, predicted.names));
const start = performance.now();
if (part === 'scores') {
  const read = ({ tags, names }) => mentionColumns(decode(tags, names, first, 'IOB2', 'begin', ids), set.tokens);
  entityScores(countMentions({ ...input, reference: read(reference), predicted: read(predicted) }), { types: set.types, draws: 1 });
} else {
  const counts = countMentions({ ...input, reference: set.reference, predicted: set.predicted });
  const begun = performance.now();
  entityScores(counts, { types: set.types, draws: 10_000 });
  console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000, megabytes: null }));
  process.exit(0);
}
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, megabytes: null }));
`;

const TEST = 46_000;
const LARGE = 448_890;

/** Entities in CoNLL files: scores alone, resampling alone, and whole files. */
export const entities = {
  name: 'entities',
  async prepare(folder) {
    const [small, large, huge] = ['small.conll', 'large.conll', 'huge.conll'].map((name) =>
      join(folder, name),
    );
    writeEntities(small, { tokens: TEST });
    writeEntities(large, { tokens: LARGE });
    writeEntities(huge, { tokens: 8_100_000 });
    const entry = join(folder, 'entities-entry.mjs');
    const outfile = join(folder, 'entities.mjs');
    writeFileSync(entry, program);
    await build({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
      define: { __AFTERFIT_VERSION__: '"bench"' },
    });
    const part = (file, name) => () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [outfile, file, name], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`entities: exit ${status}\n${stderr}`);
      return JSON.parse(stdout);
    };
    const peer = (title, module, file, tool) =>
      pythonAnswer(title, module, 'bench/peers/entities.py', file, tool);
    const size = (statSync(huge).size / 1e6).toFixed(0);
    return [
      {
        title: '448,890 tokens: tags to all scores',
        sample: part(large, 'scores'),
        targets: { seconds: 0.3 },
        peers: [
          peer('seqeval', 'seqeval', large, 'seqeval'),
          peer('seqeval strict', 'seqeval', large, 'seqeval-strict'),
          peer('nervaluate', 'nervaluate', large, 'nervaluate'),
        ],
      },
      {
        title: '46,000 tokens, 3,500 sentences: 10,000 resamples',
        sample: part(small, 'resamples'),
        targets: { seconds: 0.3 },
        peers: [peer('numpy on counts', 'numpy', small, 'bootstrap')],
      },
      {
        title: '448,890 tokens: 10,000 resamples',
        sample: part(large, 'resamples'),
        targets: { seconds: 1 },
      },
      {
        title: '448,890 tokens: whole command, everything that is said of errors',
        sample: () => afterfit(large, '--format', 'terminal'),
        targets: { seconds: null, megabytes: null },
      },
      {
        title: `CoNLL file of ${size} MB: whole command, scores only`,
        sample: () => afterfit(huge, '--format', 'terminal', '--only', 'entity-nothing-found'),
        targets: { seconds: null, megabytes: null },
      },
    ];
  },
};
