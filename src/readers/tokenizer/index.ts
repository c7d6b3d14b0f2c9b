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
    cutByDefault: null,
    cutFrom: /"direction"\s*:\s*"Left"/i.test(truncation ?? '') ? 'start' : 'end',
    paddedTo: numberOf(objectOf(settings, 'padding'), 'Fixed'),
    kind: /"model"\s*:\s*\{\s*"type"\s*:\s*"(\w+)"/.exec(head)?.[1] ?? null,
  };
}

/** Larger files hold something else. */
const MOST_CONFIG_BYTES = 4_000_000;

/** `model_max_length` of a tokenizer_config.json, or null where there is none that limits anything. */
function defaultLength(config: string, path: string): TokenizerFacts | null {
  const digits = /"model_max_length"\s*:\s*(\d{1,9})\s*[,}]/.exec(config)?.[1];
  const length = Number(digits ?? 0);
  if (!(length > 0 && length < MOST_TOKENS)) return null;
  return {
    cutAt: null,
    cutByDefault: stated(length, `${path}#/model_max_length`),
    cutFrom: /"truncation_side"\s*:\s*"left"/.test(config) ? 'start' : 'end',
    paddedTo: null,
    kind: null,
  };
}

const isConfig = (path: string): boolean => /(^|\/)tokenizer_config\.json$/.test(path);

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The copies in checkpoints are those of the folder around them. */
const isCopy = (path: string, paths: ReadonlySet<string>): boolean => {
  const folder = folderOf(path);
  if (!/(^|\/)checkpoint-\d+$/.test(folder)) return false;
  const parent = folderOf(folder);
  const name = isConfig(path) ? 'tokenizer_config.json' : 'tokenizer.json';
  return paths.has(parent === '' ? name : `${parent}/${name}`);
};

async function readOne(file: SourceFile): Promise<TokenizerFacts | null> {
  try {
    if (isConfig(file.path))
      return file.bytes > MOST_CONFIG_BYTES
        ? null
        : defaultLength(decodeText(await file.read()).text, file.path);
    const bytes = await file.readRange(0, Math.min(HEAD_BYTES, file.bytes));
    return tokenizerFacts(decodeText(bytes).text, file.path);
  } catch {
    // It adds a length and nothing else: a run is judged without it.
    return null;
  }
}

const describe = ({ cutAt, cutByDefault }: TokenizerFacts): string =>
  cutAt !== null
    ? `a tokenizer that cuts at ${cutAt.value} tokens`
    : cutByDefault !== null
      ? `settings of a tokenizer that cuts at ${cutByDefault.value} tokens unless it is told otherwise`
      : 'a tokenizer, saved without truncation';

/** The two files of one tokenizer: what the serialised one says comes first. */
const together = (a: TokenizerFacts, b: TokenizerFacts): TokenizerFacts => {
  const [own, config] = a.cutByDefault === null ? [a, b] : [b, a];
  return { ...own, cutByDefault: config.cutByDefault };
};

/** The length that texts were cut to, from the files of a tokenizer. */
export const tokenizerReader: Reader = {
  id: 'tokenizer',
  title: 'Tokenizer (length that texts are cut to)',
  files: ['tokenizer.json', 'tokenizer_config.json'],
  claims: (file) => /(^|\/)tokenizer(_config)?\.json$/.test(file.path),
  async read(files, context) {
    const paths = new Set(files.map((file) => file.path));
    const byFolder = new Map<string, { facts: TokenizerFacts; files: string[] }>();
    for (const file of files) {
      const facts = isCopy(file.path, paths) ? null : await readOne(file);
      if (facts === null) continue;
      context.found({ file: file.path, reader: 'tokenizer', found: describe(facts) });
      const folder = folderOf(file.path);
      const before = byFolder.get(folder);
      if (before === undefined) byFolder.set(folder, { facts, files: [file.path] });
      else {
        before.facts = together(before.facts, facts);
        before.files.push(file.path);
      }
    }
    return [...byFolder].map(
      ([root, found]): RunFragment => ({
        role: 'addition',
        root,
        reader: 'tokenizer',
        run: {
          title: 'tokenizer.json',
          files: found.files,
          model: { ...noModel, tokenizer: found.facts },
        },
      }),
    );
  },
};
