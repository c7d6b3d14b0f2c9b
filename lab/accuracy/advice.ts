import type { Report } from '../../src/model/report.ts';
import type { KeptRun } from './archive.ts';
import type { Book } from './truth.ts';

/** One re-run with the first advice followed; the input of `lab/planted/make_runs.py --apply`. */
export interface Rerun {
  readonly plant: string;
  readonly seed: number;
  readonly variant: 'dense';
  readonly settings: Readonly<Record<string, string>>;
}

/** Settings that only change what is logged; following them mends nothing. (Which checkpoint is kept does.) */
const LOGGING = /^(eval|save|logging|report_to|output_dir)/;

/**
 * What following the first advice means for a run: the settings of the first action, in the words of TrainingArguments.
 * Null when the first action changes no option of the training (another checkpoint, labels, data).
 */
export function rerunOf(kept: Omit<KeptRun, 'source'>, report: Report): Rerun | null {
  const first = report.answer.actions[0];
  if (first === undefined) return null;
  const settings = Object.fromEntries(
    Object.entries(first.settings).map(([name, value]) => [name, value.replace(/^"(.*)"$/, '$1')]),
  );
  if (!Object.keys(settings).some((name) => !LOGGING.test(name))) return null;
  return { plant: kept.plant, seed: kept.seed, variant: 'dense', settings };
}

/** Plants whose remedy is an option of the training, by the book. */
export const mendable = (book: Book): readonly string[] =>
  Object.entries(book.plants)
    .filter(([, entry]) => entry.mends !== null)
    .map(([plant]) => plant);

