import type { RunFacts } from '../facts/define.ts';
import type { EntityExamination } from '../metrics/entities/examination/index.ts';
import type { EntitySet, MentionColumns } from '../model/entities.ts';
import type { Evidence, FindingDraft, Outcome, Subject } from '../model/outcome.ts';
import { notApplicable } from './define.ts';
import { measure } from './wording.ts';

/** What the audits of mentions share. */

/** Each question has its own one in a hundred. */
export const ENTITY_ALPHA = 0.01;
/** Below so many reference mentions nothing is said about kinds of error (catalogue of diagnoses). */
const LEAST_MENTIONS = 50;
/** From fewer sentences or documents no chance can be told. */
const LEAST_UNITS = 10;
const MOST_ROWS = 20;

/** The mentions of the run, or the outcome that says why there is nothing to judge. */
export function judgedEntities(facts: RunFacts): EntityExamination | Outcome {
  const examined = facts.entities();
  if (examined === null) return notApplicable('no mentions of entities with references were found');
  const { reference, predicted } = examined.counts.sides;
  return reference.mentions + predicted.mentions === 0
    ? notApplicable('neither the reference nor the predictions hold a mention')
    : examined;
}

export const isEntityOutcome = (value: EntityExamination | Outcome): value is Outcome => 'kind' in value;

/** Too few mentions, or all in a few sentences: then what goes with errors cannot be told. */
export function tooFewMentions(examined: EntityExamination, what: string): Outcome | null {
  const { mentions } = examined.counts.sides.reference;
  const { units, kind } = examined.scores().resampling;
  const evidence = [measure('reference mentions', mentions), measure(kind, units)];
  if (mentions < LEAST_MENTIONS)
    return {
      kind: 'inconclusive',
      reason: `${what} cannot be told from ${mentions === 1 ? 'one mention' : `${mentions} mentions`}`,
      enough: `${LEAST_MENTIONS} mentions in the reference`,
      evidence,
    };
  if (examined.set.sentences < LEAST_UNITS)
    return {
      kind: 'inconclusive',
      reason: `${what} cannot be told: all mentions stand in ${examined.set.sentences === 1 ? 'one sentence' : `${examined.set.sentences} sentences`}, as the file marks them`,
      enough: 'a file with an empty line after each sentence',
      evidence,
    };
  return null;
}

/** Texts of the mentions can be compared; without them a stand-in is drawn. */
export const hasTexts = ({ set }: EntityExamination): boolean => set.hasText !== false;

export const withoutTexts = (): Outcome =>
  notApplicable('the files hold tags and no words, so that texts of mentions cannot be compared');

/** Split of the judged mentions, for the subject of a finding. */
export const splitOfEntities = ({ set }: EntityExamination): Pick<Subject, 'split'> =>
  set.split === null ? {} : { split: set.split.value };

export interface Place {
  readonly sentence: number;
  readonly start: number;
  readonly end: number;
}

/** A whole sentence, nothing in it marked. */
export const wholeSentence = (sentence: number): Place => ({ sentence, start: 0, end: 0 });

/** Sentences of a finding, the most telling place first, each once with all of its places. */
export function placedExamples(set: EntitySet, places: readonly Place[]): FindingDraft['examples'] {
  const bySentence = new Map<number, [number, number][]>();
  for (const { sentence, start, end } of places) {
    let known = bySentence.get(sentence);
    if (known === undefined) {
      if (bySentence.size >= MOST_ROWS) continue;
      known = [];
      bySentence.set(sentence, known);
    }
    if (start < end && !known.some(([a, b]) => a === start && b === end)) known.push([start, end]);
  }
  return {
    set: set.id,
    rows: [...bySentence.keys()],
    spans: [...bySentence.values()].map((spans) => [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])),
  };
}

export const mentionPlace = (side: MentionColumns, i: number): Place => ({
  sentence: side.sentence[i]!,
  start: side.start[i]!,
  end: side.end[i]!,
});

/** Where the errors of rows of the taxonomy stand: the reference mention, or the prediction where there is none. */
export function placesOfRows(examined: EntityExamination, rows: ArrayLike<number>): readonly Place[] {
  const { rows: all } = examined.taxonomy();
  const { reference, predicted } = examined.set;
  return Array.from(rows, (row) => {
    const [r, p] = [all.reference[row]!, all.predicted[row]!];
    return r >= 0 ? mentionPlace(reference, r) : mentionPlace(predicted, p);
  });
}

/** Micro F1 of the set; null where nothing is to be scored. */
export const microF1 = (examined: EntityExamination): number | null =>
  examined.scores().overall.f1_micro?.value ?? null;

/** Micro F1 with its interval, for the evidence. */
export function f1Evidence(examined: EntityExamination, name = 'entity F1'): Evidence {
  const score = examined.scores().overall.f1_micro!;
  return measure(name, score.value, {
    n: examined.counts.sides.reference.mentions,
    method: `${score.convention}`,
    ...(score.interval === null ? {} : { interval: score.interval }),
    ...(score.reason === null ? {} : { reason: score.reason }),
  });
}

/** `3.1 points`, from a difference of shares. */
export function pointsOf(difference: number): string {
  const digits = Math.abs(100 * difference).toFixed(1);
  return `${digits} ${digits === '1.0' ? 'point' : 'points'}`;
}
