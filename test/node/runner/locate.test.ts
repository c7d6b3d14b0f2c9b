import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../src/model-runner/index.ts';
import { filesOfFolder } from '../../../src/node/runner/disk-file.ts';
import { locateCheckpoint } from '../../../src/node/runner/locate.ts';
import { openCheckpoint } from '../../../src/node/runner/open.ts';
import { runCheckpoint } from '../../../src/node/runner/run.ts';
import { checkpointFolder, sameThread, smallVocabulary, temporary } from './fixture.ts';

/** A folder of a Trainer with checkpoints of the given steps. */
function trainerFolder(steps: readonly number[], best: string | null): string {
  const root = temporary('outputs');
  for (const step of steps) {
    checkpointFolder('bert-sequence', join(root, `checkpoint-${step}`));
    writeFileSync(
      join(root, `checkpoint-${step}`, 'trainer_state.json'),
      JSON.stringify({ best_model_checkpoint: best, global_step: step }),
    );
  }
  return root;
}

const chosen = async (root: string, choice?: string): Promise<readonly [string, string | undefined]> => {
  const { folder, assumptions } = await locateCheckpoint(root, choice);
  return [basename(folder), assumptions[0]];
};

describe('which checkpoint of a folder is run', () => {
  it('is the best one, wherever the folder lay when it was trained', async () => {
    const root = trainerFolder([500, 1000, 1500], '/content/drive/old-name/checkpoint-1000');
    expect(await chosen(root)).toEqual([
      'checkpoint-1000',
      'checkpoint ← checkpoint-1000, the best one by trainer_state.json',
    ]);
  });

  it('is the last one where no best one is named or it is gone', async () => {
    expect(await chosen(trainerFolder([500, 1500, 1000], null))).toEqual([
      'checkpoint-1500',
      'checkpoint ← checkpoint-1500, the last one; trainer_state.json names no best one',
    ]);
    expect((await chosen(trainerFolder([500, 1000], 'out/checkpoint-250')))[1]).toBe(
      'checkpoint ← checkpoint-1000, the last one; checkpoint-250, the best one by trainer_state.json, is not there',
    );
  });

  it('is the one that was asked for', async () => {
    const root = trainerFolder([500, 1000, 1500], 'out/checkpoint-1000');
    expect((await chosen(root, 'last'))[0]).toBe('checkpoint-1500');
    expect((await chosen(root, 'checkpoint-500'))[0]).toBe('checkpoint-500');
    await expect(chosen(root, 'checkpoint-7')).rejects.toThrow('checkpoint-7 in');
  });

  it('is the folder itself when a model was saved there', async () => {
    const root = trainerFolder([500], null);
    checkpointFolder('bert-sequence', root);
    expect(await chosen(root)).toEqual([
      basename(root),
      'model ← the folder itself, not one of its 1 checkpoints',
    ]);
  });

  it('is the only model inside; several are named', async () => {
    const root = temporary('project');
    checkpointFolder('bert-sequence', join(root, 'best_model'));
    expect(await chosen(root)).toEqual(['best_model', 'model ← best_model, the only folder inside with one']);
    checkpointFolder('bert-sequence', join(root, 'other'));
    await expect(chosen(root)).rejects.toThrow('several models (best_model, other)');
    await expect(chosen(temporary('empty'))).rejects.toThrow('holds no model');
    await expect(chosen(join(root, 'nowhere'))).rejects.toThrow('does not exist');
  });
});

describe('a folder of the Hugging Face cache', () => {
  it('is run through its links', async () => {
    const root = temporary('hub');
    const model = join(root, 'models--someone--model');
    const snapshot = join(model, 'snapshots', 'a1b2c3');
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(join(model, 'blobs'));
    mkdirSync(join(model, 'refs'));
    writeFileSync(join(model, 'refs', 'main'), 'a1b2c3');
    const plain = checkpointFolder('bert-sequence');
    for (const [at, { name, path }] of (await filesOfFolder(plain)).entries()) {
      renameSync(path, join(model, 'blobs', `blob${at}`));
      symlinkSync(join('..', '..', 'blobs', `blob${at}`), join(snapshot, name));
    }
    const result = await runCheckpoint({
      folder: model,
      input: { kind: 'texts', texts: ['good film'] },
      options: { cache: false },
      thread: sameThread,
    });
    expect(result.assumptions[0]).toBe('model ← snapshot a1b2c3 of the Hugging Face cache');
    expect(result.logits.length).toBe(3);
  });
});

describe('a checkpoint without a tokenizer', () => {
  it('takes the one of the folder above, and says so', async () => {
    const root = trainerFolder([500], null);
    const inside = join(root, 'checkpoint-500');
    renameSync(join(inside, 'vocab.txt'), join(root, 'vocab.txt'));
    rmSync(join(inside, 'tokenizer_config.json'));
    const { assumptions } = await openCheckpoint(root);
    expect(assumptions).toContain('tokenizer ← the folder above; the checkpoint was saved without one');
  });
});

describe('a graph of the user', () => {
  it('is run by the names of its inputs, with the same logits', async () => {
    const folder = checkpointFolder('bert-sequence');
    const input = { kind: 'texts', texts: ['good film', 'bad', ''] } as const;
    const run = (path: string) =>
      runCheckpoint({ folder: path, input, options: { cache: false }, thread: sameThread });
    const expected = await run(folder);
    const { model } = await openCheckpoint(folder);
    if (model.kind !== 'weights') throw new Error('no weights');
    const graph = join(folder, 'exported.onnx');
    writeFileSync(graph, buildGraph(model.description, model.weights, { gradients: false }).bytes);
    const result = await run(graph);
    expect(result.logits).toEqual(expected.logits);
    expect(result.labels).toEqual(expected.labels);
    expect(result.problemType).toBe('single-label');
    expect(dirname(graph)).toBe(result.folder);
  });
});

describe('a LoRA adapter', () => {
  const adapterOn = (base: string | null): string => {
    const root = temporary('lora');
    for (const part of ['adapter', 'base'])
      cpSync(`test/fixtures/checkpoints/bert-lora/${part}`, join(root, part), { recursive: true });
    writeFileSync(join(root, 'adapter', 'vocab.txt'), smallVocabulary());
    const path = join(root, 'adapter', 'adapter_config.json');
    const config = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...config, base_model_name_or_path: base }));
    return join(root, 'adapter');
  };
  const run = (folder: string) =>
    runCheckpoint({
      folder,
      input: { kind: 'texts', texts: ['good film', 'bad'] },
      options: { cache: false },
      thread: sameThread,
    });

  it('is run on its base model where that lies on this disk', async () => {
    const result = await run(adapterOn('../base'));
    expect(result.assumptions[0]).toContain('weights ← the LoRA adapter on ../base');
    expect(result.labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
    expect(result.logits.length).toBe(6);
    expect(result.logits.every(Number.isFinite)).toBe(true);
  });

  it('is refused with the way out where the base model is not there', async () => {
    await expect(run(adapterOn('someone/never-downloaded'))).rejects.toThrow(
      'its base model someone/never-downloaded is not on this disk',
    );
  });
});
