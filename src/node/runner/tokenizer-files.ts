import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../formats/json.ts';
import type { TokenizerFiles } from '../../model-runner/tokenizer/index.ts';
import { type DiskFile, filesOfFolder, textOf } from './disk-file.ts';

const SENTENCE_PIECE = ['sentencepiece.bpe.model', 'spiece.model', 'spm.model', 'sentencepiece.model'];
const VOCABULARIES = ['tokenizer.json', 'vocab.txt', 'vocab.json', ...SENTENCE_PIECE];

/** A larger vocabulary file is none. */
const LARGEST = 256 * 1024 * 1024;

const hasVocabulary = (files: readonly DiskFile[]): boolean =>
  files.some((file) => VOCABULARIES.includes(file.name) && file.bytes <= LARGEST);

/**
 * The tokenizer's files: of the folder itself; where a checkpoint was saved without its tokenizer, of the folder above, and of the
 * base model that config.json names when that lies on this disk. `assumptions` says which.
 */
export async function tokenizerFilesOf(
  folder: string,
  files: readonly DiskFile[],
  config: JsonObject,
): Promise<{ readonly files: TokenizerFiles; readonly assumptions: readonly string[] }> {
  if (hasVocabulary(files)) return { files: await read(files), assumptions: [] };
  const above = await filesOfFolder(dirname(folder));
  if (hasVocabulary(above))
    return {
      files: await read(above),
      assumptions: ['tokenizer ← the folder above; the checkpoint was saved without one'],
    };
  const base = config._name_or_path;
  if (typeof base === 'string' && base !== '')
    for (const place of await placesOf(base)) {
      const found = await filesOfFolder(place);
      if (hasVocabulary(found))
        return {
          files: await read(found),
          assumptions: [
            `tokenizer ← ${base}, the base model, from this disk; the checkpoint was saved without one`,
          ],
        };
    }
  return { files: await read(files), assumptions: [] };
}

/** Where a model of this name may lie: the path itself, and snapshots in the Hugging Face cache. */
export async function placesOf(name: string): Promise<readonly string[]> {
  const places = [name];
  if (/^[\w.-]+(\/[\w.-]+)?$/.test(name)) {
    const home = process.env.HF_HOME ?? join(homedir(), '.cache', 'huggingface');
    const hub = process.env.HF_HUB_CACHE ?? join(home, 'hub');
    const snapshots = join(hub, `models--${name.replace('/', '--')}`, 'snapshots');
    for (const revision of (await readdir(snapshots).catch(() => [])).sort())
      places.push(join(snapshots, revision));
  }
  return places;
}

async function read(files: readonly DiskFile[]): Promise<TokenizerFiles> {
  const small = files.filter((file) => file.bytes <= LARGEST);
  const spm = SENTENCE_PIECE.map((name) => small.find((file) => file.name === name)).find(
    (file) => file !== undefined,
  );
  return {
    whole: await textOf(small, 'tokenizer.json'),
    vocabularyLines: await textOf(small, 'vocab.txt'),
    vocabularyJson: await textOf(small, 'vocab.json'),
    merges: await textOf(small, 'merges.txt'),
    sentencePiece: spm === undefined ? null : { name: spm.name, bytes: await spm.readRange(0, spm.bytes) },
    config: await textOf(small, 'tokenizer_config.json'),
    specialTokens: await textOf(small, 'special_tokens_map.json'),
    addedTokens: await textOf(small, 'added_tokens.json'),
    otherNames: files.map((file) => file.name),
  };
}
