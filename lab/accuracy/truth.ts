import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binomialTest } from '../../src/stats/index.ts';
import type { Finding } from '../../src/model/report.ts';

/** lab/planted/truth/expected.json: written before any run was judged. */
export interface Expected {
  readonly what: string;
  readonly expected: readonly string[];
  readonly expectedShort?: readonly string[];
  readonly cause?: string;
  readonly allowed: readonly string[];
  readonly mustNot: readonly string[];
  readonly decidableShort?: boolean;
  readonly options: { readonly labelNoise?: number };
  readonly mends: Readonly<Record<string, string>> | null;
}

export interface Book {
  readonly allowedAnywhere: readonly string[];
  readonly judgedByMeasurement: Readonly<Record<string, string>>;
  readonly plants: Readonly<Record<string, Expected>>;
  readonly controls: Readonly<Record<string, Expected>>;
}

interface Scores {
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly macroF1: number | null;
}

/** lab/planted/truth/measured: what a test set of 4,000 texts, which no user has, says about one run. */
export interface Measured {
  readonly plant: string;
  readonly seed: number;
  readonly variant: 'dense' | 'short';
  readonly encoder: string;
  readonly large: Scores & {
    readonly n: number;
    readonly meanConfidence: number | null;
    readonly recall: Readonly<Record<string, number | null>>;
    readonly precision: Readonly<Record<string, number | null>>;
    readonly confusion: readonly (readonly number[])[];
    /** Bits of the texts labelled rightly, base64, most significant first. */
    readonly correct: string;
    readonly auc?: number | null;
    readonly f1?: number | null;
    readonly bestF1?: number | null;
  };
  readonly evaluations: readonly (Scores & { readonly step: number })[];
  readonly steps: number;
  readonly maxSteps: number;
  /** Plants whose presence takes a measurement of its own carry it here. */
  readonly planted: Readonly<Record<string, unknown>>;
  readonly otherDomain?: Scores | null;
  readonly lateTrainLoss?: number | null;
  readonly gainToTheEnd?: number | null;
  readonly gainContinued?: number | null;
  /** Macro-F1 that twice the epochs brought. */
  readonly gainDoubled?: number | null;
}

export const readBook = (folder: string): Book =>
  JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Book;

/** Every measured run by its key `<plant>/<variant>-<seed>` or `<plant>/<encoder>-<variant>-<seed>` for another encoder than the tiny one. */
export function readMeasured(folder: string): ReadonlyMap<string, Measured> {
  const found = new Map<string, Measured>();
  if (!existsSync(folder)) return found;
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json')).sort()) {
    const plant = name.slice(0, -5);
    for (const run of JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly Measured[])
      found.set(`${plant}/${run.encoder === 'tiny' ? '' : `${run.encoder}-`}${run.variant}-${run.seed}`, run);
  }
  return found;
}

const known = (values: readonly (number | null)[]): readonly number[] =>
  values.filter((value): value is number => value !== null);

const accuracies = (run: Measured): readonly number[] => known(run.evaluations.map((row) => row.accuracy));
const losses = (run: Measured): readonly number[] => known(run.evaluations.map((row) => row.loss));

/** How far the accuracy of the final model lies below that of the run's best evaluation, as a share. */
const fall = (run: Measured): number => Math.max(...accuracies(run)) - (run.large.accuracy ?? 0);
/** Rise of the loss above its minimum, as a share of the minimum. */
const rise = (run: Measured): number => (run.large.loss ?? Number.POSITIVE_INFINITY) / Math.min(...losses(run)) - 1;

function nothingAfter(run: Measured, part: number, gain: number): boolean {
  const last = run.evaluations.at(-1)?.step ?? 0;
  const before = known(run.evaluations.filter((row) => row.step <= part * last).map((row) => row.accuracy));
  const after = known(run.evaluations.filter((row) => row.step > part * last).map((row) => row.accuracy));
  return before.length > 0 && after.length > 0 && Math.max(...after) <= Math.max(...before) + gain;
}

function below(values: Readonly<Record<string, number | null>>, label: string | undefined, gap: number): boolean {
  const own = label === undefined ? undefined : values[label];
  const others = known(Object.entries(values).flatMap(([name, value]) => (name === label ? [] : [value])));
  if (own === undefined || others.length === 0) return false;
  // A class that is never predicted has no precision: as weak as can be.
  if (own === null) return true;
  return own <= others.reduce((sum, value) => sum + value, 0) / others.length - gap;
}

function pairIsConfused(run: Measured, finding: Finding): boolean {
  const labels = Object.keys(run.large.recall);
  const a = labels.indexOf(finding.subject.class ?? '');
  const b = labels.indexOf(finding.subject.otherClass ?? '');
  if (a < 0 || b < 0) return false;
  const counts = run.large.confusion.map((line) => line.reduce((sum, count) => sum + count, 0));
  const all = counts.reduce((sum, count) => sum + count, 0);
  const wrong = counts[a]! - run.large.confusion[a]![a]!;
  const byBaseRate = counts[b]! / (all - counts[a]!);
  return wrong > 0 && binomialTest(run.large.confusion[a]![b]!, wrong, byBaseRate, 'greater') < 0.01;
}

function priorIsShifted(run: Measured, finding: Finding): boolean {
  const labels = Object.keys(run.large.recall);
  const ratio = (place: number): number => {
    const occurs = run.large.confusion[place]!.reduce((sum, count) => sum + count, 0);
    const predicted = run.large.confusion.reduce((sum, line) => sum + line[place]!, 0);
    return occurs === 0 ? 1 : predicted / occurs;
  };
  const named = labels.indexOf(finding.subject.class ?? '');
  const places = named >= 0 ? [named] : labels.map((_, place) => place);
  return places.some((place) => ratio(place) >= 1.15 || ratio(place) <= 1 / 1.15);
}

function minorityIsHidden(run: Measured): boolean {
  const labels = Object.keys(run.large.recall);
  const counts = run.large.confusion.map((line) => line.reduce((sum, count) => sum + count, 0));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return labels.some((label, place) => counts[place]! / all < 0.2 && (run.large.recall[label] ?? 0) < 0.7);
}

/** The rules of `judgedByMeasurement`, each by the id whose words stand in expected.json. */
const rules: Readonly<Record<string, (run: Measured, finding: Finding) => boolean>> = {
  'class-low-recall': (run, finding) => below(run.large.recall, finding.subject.class, 0.05),
  'class-low-precision': (run, finding) => below(run.large.precision, finding.subject.class, 0.05),
  'confused-pair': pairIsConfused,
  'prior-shifted-predictions': priorIsShifted,
  'overfit-metric': (run) => fall(run) >= 0.01,
  'overfit-loss': (run) => rise(run) >= 0.05,
  'overfit-confidence-only': (run) => rise(run) >= 0.05 && fall(run) < 0.05,
  'too-many-epochs': (run) => nothingAfter(run, 0.6, 0.005),
  'wasted-after-best': (run) => nothingAfter(run, 0.6, 0.005),
  'accuracy-hides-minority': minorityIsHidden,
  // Still rising where it stopped: by a point or more with twice the epochs, else between the last two evaluations.
  'too-few-updates': (run) => {
    if (run.gainDoubled != null) return run.gainDoubled >= 0.01;
    const [before, last] = run.evaluations.slice(-2).map((row) => row.macroF1);
    return before != null && last != null && last >= before + 0.01;
  },
  'no-better-than-trivial': (run) => {
    const counts = run.large.confusion.map((line) => line.reduce((sum, count) => sum + count, 0));
    return (run.large.accuracy ?? 0) <= Math.max(...counts) / run.large.n + 0.01;
  },
  'over-confident': (run) => (run.large.meanConfidence ?? 0) - (run.large.accuracy ?? 0) > 0.02,
  'under-confident': (run) => (run.large.meanConfidence ?? 1) - (run.large.accuracy ?? 1) < -0.02,
};

/** Whether a finding that the book neither expects nor allows is borne out by the large test set. */
export const borneOut = (run: Measured, finding: Finding): boolean =>
  rules[finding.id]?.(run, finding) ?? false;

const minority = (run: Measured): number | null => {
  const labels = Object.keys(run.large.recall);
  const counts = run.large.confusion.map((line) => line.reduce((sum, count) => sum + count, 0));
  return run.large.recall[labels[counts.indexOf(Math.min(...counts))] as string] ?? null;
};

const worseThanHealthy = (points: number) => (run: Measured, healthy: Measured | undefined): boolean =>
  healthy !== undefined && (run.large.accuracy ?? 0) <= (healthy.large.accuracy ?? 0) - points;

/** `presentWhen` of the book as code; a plant that is not listed is put in by the script and always there. */
const presence: Readonly<Record<string, (run: Measured, healthy: Measured | undefined) => boolean>> = {
  'lr-too-high': worseThanHealthy(0.2),
  'frozen-encoder': worseThanHealthy(0.05),
  truncation: worseThanHealthy(0.05),
  'overfit-small': (run) => rise(run) >= 0.05,
  'overfit-flipped': (run) => rise(run) >= 0.05,
  imbalance: (run) => (minority(run) ?? 0) < 0.6,
  'imbalance-collapse': (run) => (minority(run) ?? 0) < 0.02 && (run.large.auc ?? 0) < 0.6,
  'sudden-collapse': (run) => fall(run) >= 0.2,
  'too-many-epochs': (run) => nothingAfter(run, 0.4, 0.01),
  'test-shift': (run) =>
    run.otherDomain?.accuracy != null && run.otherDomain.accuracy <= (run.large.accuracy ?? 0) - 0.05,
  sgd: worseThanHealthy(0.2),
  'early-stop-on-noise': (run) => run.steps < 0.6 * run.maxSteps && (run.gainToTheEnd ?? 1) >= 0.03,
  'stopped-early': (run) => (run.gainContinued ?? 1) >= 0.05,
  'label-noise': (run) => (run.lateTrainLoss ?? 0) < 0.7 * 0.94,
  'lr-too-low': (run) => losses(run).length > 1 && Math.abs(losses(run)[0]! / (run.large.loss ?? 0) - 1) < 0.05,
};

/** Whether a large test set can show the fault itself; of other plants it is known only that the script puts it in. */
export const isMeasured = (plant: string): boolean => Object.hasOwn(presence, plant);

export const isPresent = (run: Measured, healthy: Measured | undefined): boolean =>
  presence[run.plant]?.(run, healthy) ?? true;
