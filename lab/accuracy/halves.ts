import type { KeptRun } from './archive.ts';
import type { Book } from './truth.ts';

/** Runs that rules were chosen on, and later ones, which were trained after that and are reported. */
export type Half = 'choosing' | 'reported';

/** The first seed of a plant or control that chose nothing. */
const FIRST_REPORTED = { plant: 12, control: 25 } as const;

/** Whether a run belongs to a half. The sample of another encoder chose nothing. */
export const isOf = (half: Half, run: KeptRun, book: Book): boolean =>
  (run.encoder !== 'tiny' || run.seed >= FIRST_REPORTED[Object.hasOwn(book.controls, run.plant) ? 'control' : 'plant']) === (half === 'reported');
