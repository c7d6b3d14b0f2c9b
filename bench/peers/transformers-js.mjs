// Runs a checkpoint with @huggingface/transformers, from the folder whose node_modules holds it; prints seconds and memory as JSON.
// Usage: node bench/peers/transformers-js.mjs FOLDER INSTALLED ROWSxLENGTH|mixed|start
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [folder, installed, job] = process.argv.slice(2);
const entry = createRequire(join(resolve(installed), 'package.json')).resolve('@huggingface/transformers');
const began = performance.now();
const { AutoModelForSequenceClassification, AutoTokenizer, Tensor, env } = await import(
  pathToFileURL(entry).href
);
env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(folder));
const name = basename(folder);
const model = await AutoModelForSequenceClassification.from_pretrained(name, { dtype: 'fp32' });
let seconds = (performance.now() - began) / 1000;
if (job === 'mixed') {
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8'));
  const batch = async (some) =>
    model(await tokenizer(some, { padding: true, truncation: true, max_length: 512 }));
  await batch(texts.slice(0, 32));
  const start = performance.now();
  for (let from = 0; from < texts.length; from += 32) await batch(texts.slice(from, from + 32));
  seconds = (performance.now() - start) / 1000;
} else if (job !== 'start') {
  const [rows, length] = job.split('x').map(Number);
  const full = (value) =>
    new Tensor('int64', BigInt64Array.from({ length: rows * length }, value), [rows, length]);
  const inputs = {
    input_ids: full((_, at) => BigInt(5 + ((at * 7919) % 29_000))),
    attention_mask: full(() => 1n),
    token_type_ids: full(() => 0n),
  };
  const times = [];
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    await model(inputs);
    times.push((performance.now() - start) / 1000);
  }
  seconds = times.slice(2).sort((a, b) => a - b)[3];
}
console.log(JSON.stringify({ seconds, megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6 }));
