import type { Interval } from '../../../model/outcome.ts';
import { higherShare, newcombe, wilson } from '../../../stats/index.ts';
import { compareClusters, FIRST, SECOND } from '../../subsets/clusters.ts';
import { type Stratified, worseWithin } from '../../subsets/loss.ts';
import { normaliseText } from '../../texts/normalise.ts';
import { copiedSentences, mentionGroups } from './copies.ts';
import type { EntityErrorInput } from './input.ts';
import { kindCode } from './kinds.ts';
import { type ErrorTaxonomy, NOT_COUNTED } from './taxonomy.ts';
import { type SeenKind, seenKinds, type TrainingIndex } from './training.ts';
import { mentionTexts, wordRanges, wordsOf } from './words.ts';

/** Recall of references by how they stand to the training data. */
export interface SeenRecall {
  readonly kind: SeenKind;
  /** −1: all types. */
  readonly type: number;
  readonly mentions: number;
  readonly found: number;
  /** Null without mentions. */
  readonly recall: number | null;
  readonly interval: Interval | null;
  readonly rows: Int32Array;
}

/** Recall of seen mentions against those of another kind. */
export interface SeenDifference {
  readonly kind: Exclude<SeenKind, 'seen'>;
  /** −1: all types. */
  readonly type: number;
  readonly seen: number;
  readonly seenFound: number;
  readonly others: number;
  readonly othersFound: number;
  /** Recall of seen mentions minus that of the others. */
  readonly difference: number;
  readonly interval: Interval;
  /** One-sided: seen mentions are found more often. Larger p of Fisher and of sums by sentence or document. */
  readonly p: number;
  readonly method: string;
  /** The same among mentions of one type and one length (one, two, three words or more): unseen mentions are often longer ones. */
  readonly within: Stratified;
}

export interface SeenSummary {
  readonly recall: readonly SeenRecall[];
  readonly differences: readonly SeenDifference[];
  /** Differences tested; one each. */
  readonly tests: number;
  readonly unit: 'document' | 'sentence';
  readonly trainingMentions: number;
  /** Sentences whose text is a training sentence too, after folding: they make seen mentions easy. Copies are not counted. */
  readonly sharedSentences: number;
  readonly sentences: number;
  /** Of references whose text the training data have with other types only: wrong ones that got a type of the training data. */
  readonly otherType: {
    readonly mentions: number;
    readonly wrong: number;
    readonly trainingType: number;
    readonly rows: Int32Array;
  };
  /** Spurious predictions that are a training mention with that type: the text was learned, not the place. Rows of the taxonomy. */
  readonly spurious: {
    readonly mentions: number;
    readonly seen: number;
    readonly interval: Interval;
    readonly rows: Int32Array;
  };
}

const LENGTHS = 3;
/** By type only where both sides have so many: below it an interval says nothing (catalogue of diagnoses, unseen entities). */
const LEAST_OF_TYPE = 30;

/** How much better mentions are found that were in the training data. */
export function seenSummary(
  input: EntityErrorInput,
  taxonomy: ErrorTaxonomy,
  training: TrainingIndex,
  copied: Uint8Array = copiedSentences(input),
): SeenSummary {
  const { reference, predicted, types } = input;
  const text = (s: number): string => input.text(s);
  const texts = mentionTexts(reference, text);
  const { from, to } = wordRanges(reference, wordsOf(input));
  const groups = mentionGroups(input);
  const chosen: number[] = [];
  for (let r = 0; r < reference.start.length; r++)
    if (taxonomy.referenceKind[r] !== NOT_COUNTED && copied[reference.sentence[r]!] === 0) chosen.push(r);
  const rows = Int32Array.from(chosen);
  const kind = Uint8Array.from(rows, (r) => training.kindOf(texts[r]!, reference.type[r]!));
  const missed = Float64Array.from(rows, (r) => (taxonomy.referenceKind[r] === 0 ? 0 : 1));
  const groupOf = Int32Array.from(rows, (r) => groups.of[reference.sentence[r]!]!);
  const stratum = Int32Array.from(
    rows,
    (r) => reference.type[r]! * LENGTHS + Math.min(LENGTHS, Math.max(1, to[r]! - from[r]!)) - 1,
  );
  const recall: SeenRecall[] = [];
  const differences: SeenDifference[] = [];
  const typesThere = [...new Set(Array.from(rows, (r) => reference.type[r]!))].sort((a, b) => a - b);
  for (const type of typesThere.length > 1 ? [-1, ...typesThere] : [-1]) {
    const of = seenKinds.map((_, code) => {
      const own: number[] = [];
      for (let i = 0; i < rows.length; i++)
        if (kind[i] === code && (type < 0 || reference.type[rows[i]!] === type)) own.push(i);
      return own;
    });
    const found = of.map((own) => own.reduce((sum, i) => sum + 1 - missed[i]!, 0));
    for (const [code, own] of of.entries())
      recall.push({
        kind: seenKinds[code]!,
        type,
        mentions: own.length,
        found: found[code]!,
        recall: own.length === 0 ? null : found[code]! / own.length,
        interval: own.length === 0 ? null : wilson(found[code]!, own.length),
        rows: Int32Array.from(own, (i) => rows[i]!),
      });
    for (const [code, other] of seenKinds.entries()) {
      const [seen, others] = [of[0]!, of[code]!];
      if (other === 'seen' || seen.length === 0 || others.length === 0) continue;
      if (type >= 0 && Math.min(seen.length, others.length) < LEAST_OF_TYPE) continue;
      const side = new Uint8Array(rows.length);
      const [own, whole] = [cells(type < 0 ? types.length : 1), cells(type < 0 ? types.length : 1)];
      const shift = type < 0 ? 0 : type * LENGTHS;
      for (const [list, which] of [
        [others, FIRST],
        [seen, SECOND],
      ] as const)
        for (const i of list) {
          side[i] = which;
          for (const table of which === FIRST ? [own, whole] : [whole]) {
            const at = 3 * (stratum[i]! - shift);
            table[at]!++;
            table[at + 1]! += missed[i]!;
            table[at + 2]! += missed[i]!;
          }
        }
      const grouped = compareClusters(side, missed, groupOf, groups.count)!;
      const [n, m] = [seen.length, others.length];
      const effect = grouped.designEffect;
      const interval = newcombe(found[0]! / effect, n / effect, found[code]! / effect, m / effect);
      differences.push({
        kind: other,
        type,
        seen: n,
        seenFound: found[0]!,
        others: m,
        othersFound: found[code]!,
        difference: found[0]! / n - found[code]! / m,
        interval: {
          ...interval,
          method: `Newcombe, mentions divided by ${effect.toFixed(2)} for ${groups.unit}s`,
        },
        p: Math.max(grouped.p, higherShare(found[0]!, n, found[code]!, m)),
        method: `larger p of Fisher, one-sided, and of sums by ${groups.unit}, Student t`,
        within: worseWithin('errors', own, whole),
      });
    }
  }
  let [sentences, sharedSentences] = [0, 0];
  for (let s = 0; s < input.sentences; s++) {
    if (copied[s] === 1) continue;
    sentences++;
    if (training.texts.has(normaliseText(text(s)))) sharedSentences++;
  }
  const foundTexts = mentionTexts(predicted, text);
  const otherRows = Array.from(rows).filter((_, i) => kind[i] === 1);
  const otherWrong = otherRows.filter((r) => taxonomy.referenceKind[r] !== 0);
  const learned = otherWrong.filter((r) => {
    const p = taxonomy.rows.predicted[taxonomy.referenceRow[r]!]!;
    return p >= 0 && training.typesOf(texts[r]!).has(predicted.type[p]!);
  });
  let spurious = 0;
  const seenSpurious: number[] = [];
  for (const [p, code] of taxonomy.predictedKind.entries()) {
    if (code !== kindCode('spurious') || copied[predicted.sentence[p]!] === 1) continue;
    spurious++;
    if (training.countOf(foundTexts[p]!, predicted.type[p]!) > 0)
      seenSpurious.push(taxonomy.predictedRow[p]!);
  }
  return {
    recall,
    differences,
    tests: differences.length,
    unit: groups.unit,
    trainingMentions: training.mentions,
    sharedSentences,
    sentences,
    otherType: {
      mentions: otherRows.length,
      wrong: otherWrong.length,
      trainingType: learned.length,
      rows: Int32Array.from(learned, (r) => taxonomy.referenceRow[r]!),
    },
    spurious: {
      mentions: spurious,
      seen: seenSpurious.length,
      interval: wilson(seenSpurious.length, spurious),
      rows: Int32Array.from(seenSpurious),
    },
  };
}

/** Rows, errors and their squares by type and length. */
const cells = (types: number): Float64Array => new Float64Array(3 * LENGTHS * types);
