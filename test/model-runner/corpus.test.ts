import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonObject, parseJson } from '../../src/formats/json.ts';
import { describeCheckpoint, type Weights } from '../../src/model-runner/index.ts';
import { refused } from './checkpoint-files.ts';

/** Configurations of strangers, without their weights: what can be run asks for its weights, the rest is refused by name. */
const corpus = process.env.AFTERFIT_CORPUS;
if (corpus === undefined)
  console.warn('AFTERFIT_CORPUS is not set: configurations of strangers are not described.');

function* configurations(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* configurations(path);
    else if (entry.name === 'config.json') yield path;
  }
}

const none: Weights = { kind: 'weights', tensors: new Map(), files: [] };
const paths = corpus !== undefined && existsSync(corpus) ? [...configurations(corpus)] : [];
const known =
  /^(?:bert|roberta|xlm-roberta|camembert|distilbert|electra|albert|mpnet|deberta-v2|modernbert)$/;

describe.skipIf(paths.length === 0)('config.json of strangers', () => {
  it.each(paths)('%s', (path) => {
    const parsed = parseJson(readFileSync(path, 'utf8'));
    if (!parsed.ok || !isJsonObject(parsed.value)) return;
    const { model_type: type, architectures } = parsed.value;
    const refusal = refused(describeCheckpoint(parsed.value, none));
    const runnable =
      typeof type === 'string' &&
      known.test(type) &&
      Array.isArray(architectures) &&
      /For(?:Sequence|Token)Classification$/.test(String(architectures[0]));
    if (runnable) expect(refusal.reason, refusal.sentence).toBe('weights');
    else expect(['family', 'head', 'configuration'], refusal.sentence).toContain(refusal.reason);
  });
});
