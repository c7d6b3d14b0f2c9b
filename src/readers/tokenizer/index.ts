import { decodeText } from '../../formats/text-encoding.ts';
import { noModel } from '../../model/empty.ts';
import { stated } from '../../model/known.ts';
import type { Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import type { TokenizerFacts } from '../../model/texts.ts';

/**
 * The settings stand before the vocabulary, which may be 20 MB: `version`, `truncation`, `padding`, `added_tokens`, the steps,
 * `model` (huggingface/tokenizers, tokenizer/serialization.rs).
 */
const HEAD_BYTES = 65_536;
/** Longer than any model takes: written by tokenizers that know no limit. */
const MOST_TOKENS = 1_000_000;

/** Settings of one key, whose object holds no further object, or null when it is absent or `null`. */
function objectOf(head: string, key: string): string | null {
  return new RegExp(`"${key}"\\s*:\\s*(\\{(?:[^{}]|\\{[^{}]*\\})*\\})`).exec(head)?.[1] ?? null;
}

const numberOf = (object: string | null, key: string): number | null => {
  const digits = new RegExp(`"${key}"\\s*:\\s*(\\d{1,9})\\b`).exec(object ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
};

/** What the beginning of a tokenizer.json says about lengths, or null when it is no such file. */
export function tokenizerFacts(head: string, path: string): TokenizerFacts | null {
  // Everything is looked for before the tokens, whose texts are free to hold anything.
  const tokens = head.indexOf('"added_tokens"');
  const settings = tokens < 0 ? head : head.slice(0, tokens);
  if (!/^\s*\{\s*"version"\s*:/.test(settings) || !settings.includes('"truncation"')) return null;
  const truncation = objectOf(settings, 'truncation');
  const length = numberOf(truncation, 'max_length');
  const usable = length !== null && length > 0 && length < MOST_TOKENS;
  return {
    cutAt: usable ? stated(length, `${path}#/truncation/max_length`) : null,
    cutFrom: /"direction"\s*:\s*"Left"/i.test(truncation ?? '') ? 'start' : 'end',
    paddedTo: numberOf(objectOf(settings, 'padding'), 'Fixed'),
    kind: /"model"\s*:\s*\{\s*"type"\s*:\s*"(\w+)"/.exec(head)?.[1] ?? null,
  };
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The copies in checkpoints are those of the folder around them. */
const isCopy = (path: string, paths: ReadonlySet<string>): boolean => {
  const folder = folderOf(path);
  if (!/(^|\/)checkpoint-\d+$/.test(folder)) return false;
  const parent = folderOf(folder);
  return paths.has(parent === '' ? 'tokenizer.json' : `${parent}/tokenizer.json`);
};

async function readOne(file: SourceFile): Promise<TokenizerFacts | null> {
  try {
    const bytes = await file.readRange(0, Math.min(HEAD_BYTES, file.bytes));
    return tokenizerFacts(decodeText(bytes).text, file.path);
  } catch {
    // It adds a length and nothing else: a run is judged without it.
    return null;
  }
}

/** The length that texts were cut to, from the file of a fast tokenizer. */
export const tokenizerReader: Reader = {
  id: 'tokenizer',
  title: 'Fast tokenizer (length that texts are cut to)',
  files: ['tokenizer.json'],
  claims: (file) => file.path === 'tokenizer.json' || file.path.endsWith('/tokenizer.json'),
  async read(files, context) {
    const paths = new Set(files.map((file) => file.path));
    const fragments: RunFragment[] = [];
    for (const file of files) {
      const facts = isCopy(file.path, paths) ? null : await readOne(file);
      if (facts === null) continue;
      context.found({
        file: file.path,
        reader: 'tokenizer',
        found:
          facts.cutAt === null
            ? 'a tokenizer, saved without truncation'
            : `a tokenizer that cuts at ${facts.cutAt.value} tokens`,
      });
      fragments.push({
        role: 'addition',
        root: folderOf(file.path),
        reader: 'tokenizer',
        run: { title: 'tokenizer.json', files: [file.path], model: { ...noModel, tokenizer: facts } },
      });
    }
    return fragments;
  },
};
