import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveJob } from '../../../src/node/runner/serve.ts';
import type { RunnerThread } from '../../../src/node/runner/thread.ts';

/** Runs a job here and now, so that a test needs no bundle of the worker. */
export const sameThread: RunnerThread = (job, onMessage) => serveJob(job, onMessage);

export const temporary = (name: string): string => mkdtempSync(join(tmpdir(), `afterfit-${name}-`));

/** A hundred tokens: what the small checkpoints of test/fixtures/checkpoints have embeddings for. */
export function smallVocabulary(): string {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const tokens = [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    ...letters,
    ...letters.map((letter) => `##${letter}`),
  ];
  tokens.push(
    ...'0123456789.,!?-',
    'the',
    'good',
    'bad',
    'film',
    'is',
    'and',
    'not',
    'very',
    '##ed',
    '##ing',
  );
  while (tokens.length < 100) tokens.push(`[unused${tokens.length}]`);
  return `${tokens.join('\n')}\n`;
}

/** A checkpoint as `save_pretrained` leaves it, with a tokenizer of its own. Returns its folder. */
export function checkpointFolder(name: string, into = join(temporary('checkpoint'), 'model')): string {
  mkdirSync(into, { recursive: true });
  const from = join('test/fixtures/checkpoints', name);
  for (const file of readdirSync(from)) cpSync(join(from, file), join(into, file), { recursive: true });
  writeFileSync(join(into, 'vocab.txt'), smallVocabulary());
  writeFileSync(
    join(into, 'tokenizer_config.json'),
    JSON.stringify({ do_lower_case: true, tokenizer_class: 'BertTokenizer' }),
  );
  return into;
}

/** Changes values of config.json; null removes a key. */
export function changeConfig(folder: string, changes: Readonly<Record<string, unknown>>): void {
  const path = join(folder, 'config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...config, ...changes }));
}

/** Texts of very different length, the empty one among them. */
export const someTexts = (count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    Array.from(
      { length: (at * 7) % 23 },
      (_, word) => ['the', 'film', 'is', 'very', 'good', 'not', 'bad', 'odd'][(at + word) % 8],
    ).join(' '),
  );
