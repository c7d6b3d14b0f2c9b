import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { nodePeer, pythonAnswer } from '../child.mjs';
import { mixedTexts, SIZES, writeCheckpoint } from '../fixtures/checkpoint.mjs';

/** Texts of mixed length: a minute or two for every one of the peers. */
const MIXED = { minilm: 1024, base: 128 };
/** A folder in which `npm install @huggingface/transformers` was run; the peer is left out without it. */
const INSTALLED = process.env.BENCH_TRANSFORMERS_JS ?? null;

/** Multiplications and additions of one forward, the small layers left out. */
function flops({ hidden_size: h, num_hidden_layers: layers, intermediate_size: inner }, rows, length) {
  const tokens = rows * length;
  return layers * (2 * tokens * (4 * h * h + 2 * h * inner) + 4 * rows * length * length * h);
}

async function bundle(outfile) {
  await build({
    entryPoints: [resolve('bench/fixtures/checkpoint-parts.ts')],
    ...{ bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'error' },
    external: ['onnxruntime-node', 'tokenizers'],
    define: { __AFTERFIT_VERSION__: '"bench"' },
  });
}

function own(program, folder, job) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, folder, job], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`checkpoints, ${job}: exit ${status}\n${stderr}`);
  return JSON.parse(stdout);
}

/** A user's own classifier: one forward, texts of mixed length, start, memory, weights of words. Random weights; speed does not depend on them. */
export const checkpoints = {
  name: 'checkpoints',
  async prepare(folder) {
    // Packages that are installed apart are found from inside the repository only.
    mkdirSync('node_modules/.cache/afterfit-bench', { recursive: true });
    const program = resolve('node_modules/.cache/afterfit-bench/checkpoint-parts.mjs');
    await bundle(program);
    const trials = [
      {
        title: 'fp32 matrix product, 2,048 × 2,048 (torch)',
        sample: pythonAnswer('', 'torch', 'bench/peers/matmul-peak.py').sample,
        targets: { gigaflops: null },
      },
    ];
    for (const [name, size] of Object.entries(SIZES)) {
      const at = join(folder, name);
      writeCheckpoint(at, size);
      writeFileSync(join(at, 'texts.json'), JSON.stringify(mixedTexts(MIXED[name])));
      own(program, at, 'graph');
      // The layout that transformers.js wants: the graph in a folder of its own, beside its weights.
      mkdirSync(join(at, 'onnx'));
      linkSync(join(at, 'graph.onnx'), join(at, 'onnx', 'model.onnx'));
      linkSync(join(at, 'model.safetensors'), join(at, 'onnx', 'model.safetensors'));
      const peers = (job) => [
        pythonAnswer('torch eager', 'torch', 'bench/peers/checkpoint.py', at, 'torch', job),
        pythonAnswer('torch.compile', 'torch', 'bench/peers/checkpoint.py', at, 'torch-compile', job),
        pythonAnswer(
          'ONNX Runtime of Python',
          'onnxruntime',
          'bench/peers/checkpoint.py',
          at,
          'onnxruntime',
          job,
        ),
        ...(INSTALLED === null || !existsSync(INSTALLED)
          ? []
          : [nodePeer('transformers.js', 'bench/peers/transformers-js.mjs', at, INSTALLED, job)]),
      ];
      const weights = statSync(join(at, 'model.safetensors')).size / 1e6;
      const title = name === 'base' ? 'BERT-base' : 'MiniLM';
      for (const [rows, length] of [
        [8, 32],
        [32, 128],
      ])
        trials.push({
          title: `${title}: a batch of ${rows} × ${length}`,
          sample: () => {
            const { seconds } = own(program, at, `${rows}x${length}`);
            return { seconds, gigaflops: flops(size, rows, length) / seconds / 1e9 };
          },
          targets: { seconds: null, gigaflops: null },
          peers: peers(`${rows}x${length}`),
        });
      trials.push(
        {
          title: `${title}: ${MIXED[name].toLocaleString('en')} texts of 4 to 300 words, tokens to logits`,
          sample: () => own(program, at, 'mixed'),
          targets: { seconds: null, megabytes: Math.round(1.2 * weights + 250) },
          peers: peers('mixed'),
        },
        {
          title: `${title}: start, until the model is ready`,
          sample: () => own(program, at, 'start'),
          targets: { seconds: name === 'base' ? 0.7 : null },
          peers: peers('start'),
        },
        {
          title: `${title}: gradient × input of 256 texts, as a multiple of running them`,
          sample: () => own(program, at, 'attribution'),
          targets: { times: 2.5 },
        },
      );
    }
    return trials;
  },
};
