import { type TypeApart, typesApart } from '../../metrics/entities/apart/index.ts';
import type { errorKinds } from '../../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { leastExamples, type Weakness, weakSetLabels } from '../class-weakness.ts';
import { mostFindings, scoreEvidence, scoreText } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import {
  isEntityOutcome,
  judgedEntities,
  placedExamples,
  placesOfRows,
  splitOfEntities,
  tooFewMentions,
} from '../entity-words.ts';
import { pointsText } from '../error-words.ts';
import { measure } from '../wording.ts';

type Side = 'recall' | 'precision';

interface WeakType {
  readonly side: Side;
  readonly weak: Weakness;
  readonly apart: TypeApart;
}

/** Exact borders are harder to get than a label: a risk is a type of which surely three in ten are wrong. */
const USABLE = 0.7;

const sideOf = { recall: 'reference', precision: 'predicted' } as const;

/** Types that the rule for labels names, and whose difference to all other mentions is sure although mentions come in sentences. */
function weakTypes(examined: EntityExamination, side: Side): readonly WeakType[] {
  const { types } = examined.scores();
  const { weak } = weakSetLabels(
    types,
    types.map(({ correct }) => correct),
    side,
  );
  if (weak.length === 0) return [];
  const apart = typesApart(examined.set, examined.taxonomy(), sideOf[side]);
  return weak.flatMap((one) => {
    const own = apart.find(({ type }) => type === one.index);
    return own === undefined || own.against.interval.low <= 0 || own.against.p >= 0.01
      ? []
      : [{ side, weak: one, apart: own }];
  });
}

/** What its wrong mentions are, most frequent first, in words. */
function kindsOf(
  examined: EntityExamination,
  type: number,
  side: Side,
): readonly (readonly [text: string, count: number])[] {
  const words: Readonly<Partial<Record<(typeof errorKinds)[number], string>>> = {
    boundary: 'with another border',
    type: 'with another type',
    'boundary+type': 'with another border and type',
    split: 'in pieces',
    merge: 'joined with another',
    missed: 'without any prediction',
    spurious: 'where nothing is',
  };
  return examined
    .errors()
    .counts.filter(
      (each) => each.side === sideOf[side] && each.type === type && each.kind !== 'correct' && each.count > 0,
    )
    .sort((a, b) => b.count - a.count)
    .map(({ kind, count }) => [words[kind] ?? kind, count] as const);
}

function finding(
  examined: EntityExamination,
  found: WeakType,
  other: WeakType | null,
  more: number,
): FindingDraft {
  const { side, weak, apart } = found;
  const { label, support, predicted } = weak.scores;
  const { against } = apart;
  const n = side === 'recall' ? support : predicted;
  const wrong = n - weak.right;
  const kinds = kindsOf(examined, weak.index, side);
  const parts = kinds.slice(0, 3).map(([text, count]) => `${formatCount(count)} ${text}`);
  const noun = side === 'recall' ? 'mention' : 'prediction';
  const bad = side === 'recall' ? 'missed' : 'wrong';
  const never = predicted === 0 && support > 0;
  const severity = weak.claim === 'strong' && (weak.score.interval?.high ?? 1) < USABLE ? 'risk' : 'note';
  const taxonomy = examined.taxonomy();
  const ofSide = examined.set[sideOf[side]];
  const kindOf = side === 'recall' ? taxonomy.referenceKind : taxonomy.predictedKind;
  const rowOf = side === 'recall' ? taxonomy.referenceRow : taxonomy.predictedRow;
  const rows = Array.from(ofSide.type.keys()).flatMap((i) =>
    ofSide.type[i] === weak.index && kindOf[i]! > 0 && rowOf[i]! >= 0 ? [rowOf[i]!] : [],
  );
  const also = other === null ? '' : `. Its ${other.side} is low too: ${scoreText(other.weak.score)}`;
  return {
    claim: weak.claim,
    severity,
    subject: { ...splitOfEntities(examined), class: label },
    title: never
      ? `${code(label)} was never predicted: ${formatCount(support)} mentions in the reference`
      : `${code(label)} was ${side === 'recall' ? 'missed' : 'predicted wrongly'} ${severity === 'risk' ? 'often' : 'more often than the other types'}: ${side} ${scoreText(weak.score)}`,
    measured: `${formatCount(wrong)} of ${many(n, noun)} ${wrong === 1 ? 'was' : 'were'} ${bad}: ${parts.join(', ')}. Of all other ${noun}s ${formatPercent(against.otherWrong / against.otherN)} were ${bad}: ${pointsText(against.difference, against.interval)}${also}${more > 0 ? `. ${many(more, 'more type is', 'more types are')} weak` : ''}`,
    cause: never
      ? { text: 'the model has no such label, or training shows hardly any mention of it', claim: 'hint' }
      : side === 'recall' && predicted < support
        ? {
            text: `it was predicted ${many(predicted, 'time')} for ${many(support, 'mention')}: too few training mentions, or ones unlike these`,
            claim: 'hint',
          }
        : {
            text: `${code(label)} was not labelled in the same way throughout, or it has many forms`,
            claim: 'hint',
          },
    mattersWhen:
      side === 'recall'
        ? `an overlooked ${code(label)} costs more than a false one`
        : `somebody acts on each predicted ${code(label)}`,
    advice: {
      text: never
        ? `Look ${code(label)} up among the labels of the model and count its mentions in training; add the label or the mentions`
        : `Read ${wrong > 30 ? '30 of the' : `the ${formatCount(wrong)}`} wrong ${side === 'recall' ? 'mentions' : 'predictions'} of ${code(label)}, mend wrong labels, and add training mentions like the rest`,
      effort: 'data',
    },
    refutedBy: `Mark these sentences again without seeing any tags: if most ${side === 'recall' ? `are no ${code(label)}` : `are ${code(label)}`}, the reference is at fault`,
    evidence: [
      {
        ...scoreEvidence(`${side} of ${label}`, weak.score, n),
        method: `by sentences or documents; exact binomial test against ${formatPercent(weak.target)}, q = ${weak.q.toPrecision(2)} (Benjamini–Hochberg)`,
      },
      measure(`mean ${side} of the other types`, weak.others),
      measure(`wrong ${noun}s of ${label}`, wrong, { n }),
      measure('wrong among all others', against.otherWrong / against.otherN, { n: against.otherN }),
      measure('difference to all others', against.difference, {
        interval: against.interval,
        n: against.n,
        method: `${against.method}, p = ${against.p.toPrecision(2)}; copies left out`,
      }),
      measure(`mentions of ${label}`, support),
      measure(`predictions of ${label}`, predicted),
      ...kinds.slice(0, 3).map(([text, count]) => measure(`${label} ${text}`, count, { n: wrong })),
      ...(other === null ? [] : [scoreEvidence(`${other.side} of ${label}`, other.weak.score, other.weak.n)]),
      ...(more > 0 ? [measure('further weak types', more)] : []),
    ],
    examples: placedExamples(examined.set, placesOfRows(examined, rows)),
    weight: Math.min(1, weak.others - (weak.score.value ?? 0)),
  };
}

/** C4 and C5 of the catalogue, for types of mentions. */
export const entityTypeWeak = defineAudit({
  id: 'entity-type-weak',
  family: 'entities',
  title: 'No type is worse than the others',
  failureTitle: 'A type is missed or predicted wrongly',
  why: 'The average can be fine while one type is overlooked; whoever needs that type is not served.',
  requires: ['entities'],
  references: [
    'https://doi.org/10.1111/j.2517-6161.1995.tb02031.x',
    'https://doi.org/10.1093/biomet/73.1.13',
  ],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const few = tooFewMentions(examined, 'Which type is weak');
    if (few !== null) return few;
    const { types } = examined.scores();
    if (types.filter(({ support, predicted }) => support + predicted > 0).length < 2)
      return notApplicable('there is only one type, so that none can be weaker than the others');
    const graded = types.filter(({ support }) => support >= leastExamples.hint);
    if (graded.length < 2)
      return inconclusive(
        `No two types have ${leastExamples.hint} mentions, so that they cannot be compared`,
        `${leastExamples.claim} mentions of each type`,
      );
    const weak = [...weakTypes(examined, 'recall'), ...weakTypes(examined, 'precision')];
    const byType = new Map<number, WeakType[]>();
    for (const one of weak) byType.set(one.weak.index, [...(byType.get(one.weak.index) ?? []), one]);
    const gap = ({ weak: one }: WeakType): number => one.others - (one.score.value ?? 0);
    const all = [...byType.values()]
      .map((sides) => [...sides].sort((a, b) => gap(b) - gap(a)))
      .sort((a, b) => gap(b[0]!) - gap(a[0]!));
    const shown = all.slice(0, mostFindings);
    if (shown.length > 0)
      return {
        kind: 'finding',
        findings: shown.map((sides, at) =>
          finding(
            examined,
            sides[0]!,
            sides[1] ?? null,
            at === shown.length - 1 ? all.length - shown.length : 0,
          ),
        ),
      };
    const lowest = graded.reduce((a, b) => ((b.f1.value ?? 1) < (a.f1.value ?? 1) ? b : a));
    return {
      kind: 'pass',
      measured: `Lowest F1 of ${many(graded.length, 'type')}: ${code(lowest.label)}, ${scoreText(lowest.f1)} of ${many(lowest.support, 'mention')}; neither its recall nor its precision is shown to be 10 points below the others`,
      evidence: [
        scoreEvidence(`F1 of ${lowest.label}`, lowest.f1, lowest.support),
        measure('types compared', graded.length),
      ],
    };
  },
});
