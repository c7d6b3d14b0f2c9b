import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCheckpoint } from '../../../src/node/runner/run.ts';
import { workerThread } from '../../../src/node/runner/thread.ts';
import { checkpointFolder, sameThread, someTexts } from './fixture.ts';

// Bundled as scripts/build.mjs does it, below this repository, so that the packages installed apart are found.
let folder = '';
let entry = new URL('file:///');

beforeAll(async () => {
  folder = mkdtempSync(resolve('node_modules/.afterfit-worker-'));
  const outfile = join(folder, 'runner-worker.mjs');
  await build({
    entryPoints: ['src/node/runner/worker.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['onnxruntime-node', 'tokenizers'],
    outfile,
  });
  entry = pathToFileURL(outfile);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the thread that runs the model', () => {
  const input = { kind: 'texts', texts: someTexts(50) } as const;
  const options = { cache: false };

  it('gives the same logits as this thread', async () => {
    const path = checkpointFolder('bert-sequence');
    const apart = await runCheckpoint({ folder: path, input, options, thread: workerThread(entry) });
    const here = await runCheckpoint({ folder: path, input, options, thread: sameThread });
    expect(apart.logits).toEqual(here.logits);
    expect(apart.tokensBeforeCut).toEqual(here.tokensBeforeCut);
  });

  it('brings its refusals back as sentences', async () => {
    const words = { kind: 'words', rows: [['good']] } as const;
    const path = checkpointFolder('bert-sequence');
    await expect(
      runCheckpoint({ folder: path, input: words, options, thread: workerThread(entry) }),
    ).rejects.toThrow('classifies whole texts');
  });

  it('stops after the batch at hand', async () => {
    const controller = new AbortController();
    const path = checkpointFolder('bert-sequence');
    const broken = runCheckpoint({
      folder: path,
      input: { kind: 'texts', texts: someTexts(3000) },
      options: { cache: false, tokenBudget: 1 },
      thread: workerThread(entry),
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase === 'running') controller.abort();
      },
    });
    await expect(broken).rejects.toThrow(/^Broken off after \d+ of 3000 rows\.$/);
  });
});
