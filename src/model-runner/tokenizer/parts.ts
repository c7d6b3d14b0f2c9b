import { TokenizerProblem } from './problem.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Parts of a `tokenizer.json` as JSON text. */
export interface TokenizerParts {
  readonly model: string;
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  readonly vocabulary: Vocabulary;
  readonly marked: readonly { readonly content: string; readonly special: boolean }[];
  readonly files: readonly string[];
}

/** What to do where nothing can be composed. */
export const SAVE_WHOLE =
  'Save one with AutoTokenizer.from_pretrained(folder).save_pretrained(folder) in Python, then run afterfit again.';

export const missingFile = (name: string): TokenizerProblem =>
  new TokenizerProblem(
    `Neither tokenizer.json nor ${name} is in the folder. Copy the tokenizer of the training beside the weights.`,
  );
