import type { MentionSlices } from '../../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import type { Subset } from '../../metrics/subsets/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent, formatProbability } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit, inconclusive } from '../define.ts';
import {
  isEntityOutcome,
  judgedEntities,
  mentionPlace,
  placedExamples,
  splitOfEntities,
} from '../entity-words.ts';
import { claimOf, pointsText, severityOf, shareOf } from '../error-words.ts';
import { trainingProperties, unseenGaps } from '../unseen-words.ts';
import { measure } from '../wording.ts';

const MOST_FINDINGS = 2;
/** Kinds of mention differ in difficulty with every model: a risk holds a quarter of the errors. */
const MUCH = 0.25;

interface Found {
  readonly slices: MentionSlices;
  readonly subset: Subset;
}

const nouns = {
  reference: ['reference mentions', 'missed', 'mentions like these matter more than the others'],
  predicted: ['predicted mentions', 'wrong', 'somebody acts on predictions like these'],
} as const;

/** A value is named by its property unless it says it itself: `length of the mention: one word and type = PER`. */
const told = ({ parts }: Subset): string =>
  parts
    .map(({ name, propertyTitle }) => (name.includes(' = ') ? name : `${propertyTitle}: ${name}`))
    .join(' and ');

function finding(examined: EntityExamination, { slices, subset }: Found, more: number): FindingDraft {
  const { all, confirmation, againstParts, familyWise, name } = subset;
  const claim = claimOf(subset);
  const { search, side } = slices;
  const errors = search.errors ?? 0;
  const [mentions, wrong, matters] = nouns[side];
  const least = [confirmation, ...againstParts].reduce((a, b) => (b.interval.low < a.interval.low ? b : a));
  const parts = againstParts.map(
    (one) => `; to the others with ${code(one.part)} ${pointsText(one.difference, one.interval)}`,
  );
  return {
    claim,
    severity: all.errors >= MUCH * errors ? severityOf(claim, least.interval, all.errors, errors) : 'note',
    subject: { ...splitOfEntities(examined), slice: name },
    title: `${code(told(subset))}: ${formatPercent(confirmation.rate)} of these ${mentions} were ${wrong}, and ${formatPercent(confirmation.otherRate)} of the others`,
    measured: `${formatCount(all.rows)} of ${many(search.rows, 'mention')} are in it, and ${formatCount(all.errors)} of ${many(errors, 'error')}. It was chosen on one half of the ${slices.unit}s; on the other ${shareOf(confirmation.errors, confirmation.rows)} were ${wrong} against ${shareOf(confirmation.otherErrors, confirmation.otherRows)}: ${pointsText(confirmation.difference, confirmation.interval)}${parts.join('')}. Of ${many(search.tested.tests, 'test')}, the chance that any is false is ${familyWise < 0.01 ? 'below 0.01' : formatProbability(familyWise)} (Holm)${more > 0 ? `. ${many(more, 'more kind')} in the table of subsets` : ''}`,
    mattersWhen: matters,
    advice: {
      text: `Read the ${many(all.errors, 'wrong mention')} with ${code(told(subset))}: mend their labels if these are wrong, otherwise add training sentences with mentions like them`,
      effort: 'data',
    },
    refutedBy: `Label ${formatCount(Math.max(50, Math.min(200, all.rows)))} fresh mentions of this kind: if as many are right as of the others, it was chance`,
    evidence: [
      measure('definition', subset.definition),
      measure('mentions of this kind', all.rows, { n: search.rows }),
      measure('errors among them', all.errors, { n: errors }),
      measure('error rate, confirming half', confirmation.rate, { n: confirmation.rows }),
      measure('errors, confirming half', confirmation.errors, { n: confirmation.rows }),
      measure('error rate of the others, confirming half', confirmation.otherRate, {
        n: confirmation.otherRows,
      }),
      measure('errors of the others, confirming half', confirmation.otherErrors, {
        n: confirmation.otherRows,
      }),
      measure('difference', confirmation.difference, {
        interval: confirmation.interval,
        method: `${subset.method}, p = ${subset.p.toPrecision(2)}; q = ${subset.q.toPrecision(2)} (Benjamini–Hochberg)`,
      }),
      ...againstParts.map((one) =>
        measure(`difference to the others with ${one.part}`, one.difference, {
          interval: one.interval,
          n: one.otherRows,
        }),
      ),
      measure('p over all tests', familyWise, { n: search.tested.tests, method: 'Holm' }),
      ...(more > 0 ? [measure('further kinds', more)] : []),
    ],
    examples: placedExamples(
      examined.set,
      Array.from(subset.worst, (i) => mentionPlace(examined.set[side], i)),
    ),
    // What names a cause comes first: this says where errors are.
    weight: 0.1 * Math.min(1, all.errors / Math.max(1, errors) + confirmation.difference / 2),
  };
}

/** Kinds that another audit tells: seen and unseen mentions where `unseen-entities` speaks. */
function isTold(examined: EntityExamination, { parts }: Subset): boolean {
  const seen = examined.seen();
  return (
    seen !== null &&
    parts.some(({ property }) => trainingProperties.has(property)) &&
    unseenGaps(seen).length > 0
  );
}

/** `weak-subset` for mentions: references that are missed and predictions that are wrong. */
export const weakMentions = defineAudit({
  id: 'weak-mentions',
  family: 'entities',
  title: 'No kind of mention is worse than the rest',
  failureTitle: 'A kind of mention is worse than the rest',
  why: 'A good score on the whole can hide a kind of mention that the model mostly misses.',
  requires: ['entities'],
  references: [
    'https://doi.org/10.1111/j.2517-6161.1995.tb02031.x',
    'https://aclanthology.org/2020.emnlp-main.489/',
  ],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const sides = (['reference', 'predicted'] as const).map((side) => examined.slices(side));
    const searched = sides.filter(({ search }) => search.reason === null);
    const kinds = searched.flatMap((slices) => slices.search.found.map((subset) => ({ slices, subset })));
    const names = new Set<string>();
    const elsewhere = kinds.filter(({ subset }) => isTold(examined, subset));
    const speaking = kinds.filter((one) => {
      // Long mentions are missed and wrong at once: one of the two is told.
      const name = one.subset.name.replaceAll('predicted type', 'type');
      if (elsewhere.includes(one) || names.has(name)) return false;
      names.add(name);
      return true;
    });
    if (speaking.length > 0) {
      const weightOf = ({ slices, subset }: Found): number =>
        (claimOf(subset) === 'strong' ? 1 : 0) +
        subset.all.errors / Math.max(1, slices.search.errors ?? 0) +
        subset.confirmation.difference / 2;
      const shown = [...speaking].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, MOST_FINDINGS);
      return {
        kind: 'finding',
        findings: shown.map((one, at) =>
          finding(examined, one, at === shown.length - 1 ? speaking.length - shown.length : 0),
        ),
      };
    }
    const tests = searched.reduce((sum, { search }) => sum + search.tested.tests, 0);
    if (searched.length === 0) {
      const reasons = [...new Set(sides.map(({ search }) => search.reason))];
      const errors = examined.errors().total;
      return errors === 0
        ? {
            kind: 'pass',
            measured: `No error in ${many(examined.counts.sides.reference.mentions, 'mention')}`,
          }
        : inconclusive(
            `Which kinds of mention are worse cannot be told: ${reasons[0] ?? 'there is nothing to compare'}`,
            '500 mentions in 100 sentences or more',
          );
    }
    return {
      kind: 'pass',
      measured:
        elsewhere.length > 0
          ? `Confirmed as worse: ${many(elsewhere.length, 'kind')} that another finding tells (see the table of subsets)`
          : `No kind of mention was confirmed as worse; ${many(tests, 'kind')} tested on the half that did not choose them`,
      evidence: [measure('tests', tests), measure('confirmed kinds', kinds.length)],
    };
  },
});
