import { twoTypedNames } from '../../metrics/entities/apart/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { gainIfMended } from '../../metrics/entities/mended/index.ts';
import { measure as measureTable } from '../../metrics/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { rangeText } from '../class-words.ts';
import { type ConfusedPair, confusedPairs } from '../confusion-pairs.ts';
import { defineAudit } from '../define.ts';
import {
  ENTITY_ALPHA,
  hasTexts,
  isEntityOutcome,
  judgedEntities,
  mentionPlace,
  placedExamples,
  placesOfRows,
  pointsOf,
  splitOfEntities,
  tooFewMentions,
} from '../entity-words.ts';
import { pointsText } from '../error-words.ts';
import { measure } from '../wording.ts';

const MOST_PAIRS = 3;
/** A pair that costs so much F1 is a risk. */
const LARGE_GAIN = 0.05;
/** Wrong types among names that training shows with several: fewer say nothing. */
const LEAST_WRONG = 5;
const LEAST_GAP = 0.05;

/** Types against types over mentions whose borders are right. */
function pairsOf(examined: EntityExamination): readonly ConfusedPair[] {
  const { set } = examined;
  const size = set.types.length;
  const counts = new Float64Array(size * size);
  for (const { reference, predicted, sameBorders } of examined.confusion().cells)
    if (reference >= 0 && predicted >= 0) counts[reference * size + predicted] = sameBorders;
  const rows = counts.reduce((sum, one) => sum + one, 0);
  if (rows === 0) return [];
  const table = measureTable({ labels: set.types, counts, rows, unlabelled: 0 }, null, { set: set.id });
  return confusedPairs(table);
}

function pairFinding(examined: EntityExamination, pair: ConfusedPair, more: number): FindingDraft {
  const { set } = examined;
  const { main, back } = pair;
  const [x, y] = [set.types[main.reference]!, set.types[main.predicted]!];
  const share = main.count / main.support;
  const interval = wilson(main.count, main.support);
  const both = main.count + back.count;
  const { reference, predicted } = examined.counts.sides;
  const gain = (2 * both) / (reference.mentions + predicted.mentions);
  const { rows } = examined.taxonomy();
  const cells = examined
    .confusion()
    .cells.filter(
      (cell) =>
        (cell.reference === main.reference && cell.predicted === main.predicted) ||
        (cell.reference === main.predicted && cell.predicted === main.reference),
    );
  const own = cells.flatMap((cell) => [...cell.rows].filter((row) => rows.kind[row] === 2));
  return {
    claim: 'strong',
    severity: gain >= LARGE_GAIN ? 'risk' : 'note',
    subject: { ...splitOfEntities(examined), class: x, otherClass: y },
    title: pair.mutual
      ? `${code(x)} and ${code(y)} were mixed up in ${many(both, 'mention')} with the right borders`
      : `${code(x)} was called ${code(y)} in ${formatPercent(share)} of ${many(main.support, 'mention')} with the right borders`,
    measured: `${formatCount(main.count)} of ${formatCount(main.support)} ${code(x)} (${formatPercent(share)}, 95 %: ${rangeText(interval)}) and ${formatCount(back.count)} ${code(y)} the other way. Were they right, F1 would be higher by ${pointsOf(gain)}${more > 0 ? `. ${many(more, 'more pair')}` : ''}`,
    cause: {
      text: `${code(x)} and ${code(y)} stand in like sentences, or the guideline leaves it open`,
      claim: 'hint',
    },
    mattersWhen: `${code(x)} and ${code(y)} lead to different uses`,
    advice: {
      text: `Add training sentences in which the context tells ${code(x)} from ${code(y)}, after checking these mentions against the guideline`,
      effort: 'data',
    },
    refutedBy: `Let a second person type ${formatCount(Math.min(50, both))} of these mentions: if they disagree with the reference as often, the guideline is at fault`,
    evidence: [
      measure(`${x} called ${y}, borders right`, main.count, { n: main.support }),
      measure(`share of ${x} called ${y}`, share, {
        interval,
        n: main.support,
        method: `Wilson; exact binomial test against base rates, q = ${main.q.toPrecision(2)} (Benjamini–Hochberg)`,
      }),
      measure(`${y} called ${x}, borders right`, back.count, { n: back.support }),
      measure('mentions of both', both),
      measure('F1 gained were they right', gain, { method: '2 · mentions / (reference + predicted)' }),
      ...(more > 0 ? [measure('further pairs', more)] : []),
    ],
    examples: placedExamples(set, placesOfRows(examined, own)),
    weight: Math.min(1, 5 * gain),
  };
}

/** Names that training shows with another type too get the wrong type more often. */
function nameFinding(examined: EntityExamination): FindingDraft | null {
  const training = examined.training();
  if (training === null || !hasTexts(examined)) return null;
  const { set } = examined;
  const found = twoTypedNames(set, examined.taxonomy(), training);
  if (found === null) return null;
  const { against, texts, rows } = found;
  const { n, wrong, otherN, otherWrong, difference, interval, p } = against;
  if (rows.length < LEAST_WRONG || p >= ENTITY_ALPHA || difference < LEAST_GAP || interval.low <= 0)
    return null;
  const { reference, predicted } = examined.counts.sides;
  const gain = (2 * wrong) / (reference.mentions + predicted.mentions);
  return {
    claim: 'strong',
    severity: gain >= LARGE_GAIN ? 'risk' : 'note',
    subject: splitOfEntities(examined),
    title: `Names that training shows with another type too got the wrong type in ${formatCount(wrong)} of ${many(n, 'mention')}`,
    measured: `Of the other mentions it was ${formatCount(otherWrong)} of ${formatCount(otherN)}: ${pointsText(difference, interval)}. ${formatCount(rows.length)} got a type that training shows for the name (${many(texts, 'name')})`,
    cause: { text: 'the model goes by the name and not by the sentence', claim: 'likely' },
    mattersWhen: 'names with two uses are frequent where the model is used',
    advice: {
      text: `Add training sentences with each of these names in both uses, or exchange names between the types in training sentences`,
      effort: 'data',
    },
    refutedBy:
      'Put names of one type only in their place in these sentences and predict again: if the type stays wrong, the sentences are hard and not the names',
    evidence: [
      measure('wrong type, names with another type in training', wrong, { n }),
      measure('wrong type, all other mentions', otherWrong, { n: otherN }),
      measure('difference', difference, {
        interval,
        method: `${against.method}, p = ${p.toPrecision(2)}`,
      }),
      measure('wrong type that training shows for the name', rows.length, { n: wrong }),
      measure('names concerned', texts),
    ],
    examples: placedExamples(
      set,
      Array.from(rows, (r) => mentionPlace(set.reference, r)),
    ),
    weight: Math.min(1, 5 * gain),
  };
}

/** C8 of the catalogue. */
export const entityTypeConfusion = defineAudit({
  id: 'entity-type-confusion',
  family: 'entities',
  title: 'Mentions that are found get their type',
  failureTitle: 'Mentions are found with the wrong type',
  why: 'Where borders are right and types are not, finding is solved and telling apart is not: that takes other data.',
  requires: ['entities'],
  references: ['https://aclanthology.org/S13-2056/', 'https://doi.org/10.1111/j.2517-6161.1995.tb02031.x'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const there = examined.scores().types.filter(({ support }) => support > 0).length;
    if (there < 2)
      return { kind: 'not-applicable', reason: 'the reference holds one type of mention only', enable: null };
    const few = tooFewMentions(examined, 'Which types are mixed up');
    if (few !== null) return few;
    const pairs = pairsOf(examined);
    const shown = pairs.slice(0, MOST_PAIRS);
    const names = nameFinding(examined);
    const findings = [
      ...shown.map((pair, at) =>
        pairFinding(examined, pair, at === shown.length - 1 ? pairs.length - shown.length : 0),
      ),
      ...(names === null ? [] : [names]),
    ];
    if (findings.length > 0) return { kind: 'finding', findings };
    const count = examined.errors().errors.find(({ kind }) => kind === 'type')?.count ?? 0;
    const gain = gainIfMended(examined.set, examined.counts, examined.taxonomy(), ['type']);
    return {
      kind: 'pass',
      measured: `${many(count, 'mention')} had the right borders and a wrong type; no pair of types holds surely a tenth of a type; were they right, F1 would be higher by ${pointsOf(gain?.value ?? 0)}`,
      evidence: [
        measure('right borders, wrong type', count, { n: examined.errors().total }),
        measure('F1 gained were they right', gain?.value ?? 0, {
          ...(gain?.interval == null ? {} : { interval: gain.interval }),
        }),
      ],
    };
  },
});
