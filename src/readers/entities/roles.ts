import type { Known } from '../../model/known.ts';
import type { Split } from '../../model/series.ts';
import { splitFromPath } from '../predictions/split.ts';

const predictedWord =
  /^(?:preds?|predictions?|predicted|predict|outputs?|out|systems?|responses?|submissions?|submitted|hyp|hypothes[ie]s|results?|decoded|inferred|inference)$/;
const referenceWord =
  /^(?:gold|golden|references?|ref|true|truth|groundtruth|annotated|annotations?|targets?|expected)$/;
const dataWord = /^(?:data|datasets?|corpus|corpora|raw)$/;
const splitWord = /^(?:test|testing|dev|devel|valid|validation|val|eval)$/;

/**
 * What the name of a file says it is. The name counts more than the folders around it: `output/gold.txt` is a reference,
 * `data/test_predictions.txt` holds predictions.
 */
export function roleOfPath(path: string): 'reference' | 'predicted' | 'unknown' {
  const parts = path.split('/');
  const name = parts.pop()!;
  const words = (part: string): readonly string[] => part.toLowerCase().split(/[^a-z]+/);
  // The references of the ATIS and SNIPS data sets are called `seq.out`.
  let weight = /^seq\.(?:in|out)$/i.test(name) ? -4 : 0;
  for (const word of words(name)) {
    if (predictedWord.test(word) && weight > -4) weight += 4;
    if (referenceWord.test(word)) weight -= 4;
    if (splitWord.test(word)) weight -= 1;
  }
  for (const part of parts.slice(-3))
    for (const word of words(part)) {
      if (predictedWord.test(word)) weight += 2;
      if (referenceWord.test(word) || dataWord.test(word)) weight -= 1;
    }
  return weight > 0 ? 'predicted' : weight < 0 ? 'reference' : 'unknown';
}

/** A file with one side, before it is read whole. */
export interface OneSided {
  readonly path: string;
  readonly role: 'reference' | 'predicted' | 'unknown';
}

/** Which files hold references and which predictions. */
export interface Roles<T> {
  readonly references: readonly T[];
  readonly predictions: readonly T[];
}

/** The roles of files with one side each: beside predictions, what is called nothing is a reference. */
export function rolesOf<T extends OneSided>(files: readonly T[]): Roles<T> {
  const predictions = files.filter(({ role }) => role === 'predicted');
  return { references: files.filter(({ role }) => role !== 'predicted'), predictions };
}

/** The part of the data, from the name of the predictions, else from that of the reference. */
export const splitOf = (predicted: string, reference: string): Known<Split> | null =>
  splitFromPath(predicted) ?? splitFromPath(reference);

/** How many folders two paths share from the top. */
export function nearness(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let shared = 0;
  while (shared < left.length - 1 && shared < right.length - 1 && left[shared] === right[shared]) shared++;
  return shared;
}
