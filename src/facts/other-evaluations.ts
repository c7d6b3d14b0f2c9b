import type { Run } from '../model/run.ts';
import type { Series } from '../model/series.ts';
import { median } from '../stats/index.ts';
import { curveOf, primaryEvaluations } from './curves.ts';
import type { Curve } from './define.ts';

/** An evaluation set beside the one that the run is judged on, with what was measured on it before training. */
export interface OtherEvaluation {
  readonly name: string;
  readonly accuracy: Curve | null;
  readonly loss: Curve | null;
  /** Examples in it, from runtime × rate; null when that was not logged. */
  readonly size: number | null;
}

/** Before any update, or after the first one, when warm-up has hardly moved a weight. */
const isAtStart = (run: Run, step: number): boolean => (run.axis === 'epoch' ? step < 1 : step <= 1);

const startsBefore = (run: Run, series: Series | undefined): Curve | null => {
  const curve = series === undefined ? null : curveOf(series);
  return curve !== null && curve.n >= 2 && isAtStart(run, curve.step[0]!) ? curve : null;
};

function sizeOf(all: readonly Series[]): number | null {
  const runtime = all.find((s) => s.quantity === 'runtime');
  const rate = all.find((s) => s.quantity === 'samples_per_second');
  if (runtime === undefined || rate === undefined || runtime.value.length !== rate.value.length) return null;
  const size = Math.round(median(runtime.value.map((seconds, row) => seconds * rate.value[row]!)));
  return size >= 1 ? size : null;
}

/** Evaluation sets other than the one the run is judged on that have a value at the start and later ones. */
export function otherEvaluations(run: Run): readonly OtherEvaluation[] {
  const primary = primaryEvaluations(run)[0]?.evaluationSet;
  const names = new Set(run.series.filter((s) => s.split === 'validation').map((s) => s.evaluationSet));
  const found: OtherEvaluation[] = [];
  for (const name of names) {
    if (name === primary || name === null || /^train/i.test(name)) continue;
    const all = run.series.filter((s) => s.split === 'validation' && s.evaluationSet === name);
    const accuracy = startsBefore(
      run,
      all.find((s) => s.quantity === 'accuracy'),
    );
    const loss = startsBefore(
      run,
      all.find((s) => s.quantity === 'loss'),
    );
    if (accuracy !== null || loss !== null) found.push({ name, accuracy, loss, size: sizeOf(all) });
  }
  return found;
}
