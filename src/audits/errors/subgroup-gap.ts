import type { RunFacts } from '../../facts/define.ts';
import type { Examination } from '../../metrics/examination/index.ts';
import type { IdentityGap, RateGap } from '../../metrics/subsets/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { fisherExact, holm } from '../../stats/index.ts';
import { formatPercent, formatProbability } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { splitOf } from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { ALPHA, examplesOf, LEAST_GAP, pointsText, shareOf } from '../error-words.ts';
import { measure } from '../wording.ts';

/** A rate 1.25 times the other: below that, a gap of 5 points between high rates is no difference in kind. */
const LEAST_RATIO = 1.25;
const MOST_FINDINGS = 3;

interface Compared {
  readonly group: IdentityGap;
  readonly label: string;
  readonly kind: 'missed' | 'given';
  readonly gap: RateGap;
  /** Holm over all rates compared. */
  readonly p: number;
}

/** Rates within labels only: an error rate over all labels differs already when the groups have other labels. */
function comparedRates(groups: readonly IdentityGap[]): readonly Compared[] {
  const all = groups.flatMap((group) =>
    group.labels.flatMap(({ label, missed, wronglyGiven }) => [
      ...(missed.gap === null ? [] : [{ group, label, kind: 'missed' as const, gap: missed.gap }]),
      ...(wronglyGiven.gap === null ? [] : [{ group, label, kind: 'given' as const, gap: wronglyGiven.gap }]),
    ]),
  );
  const adjusted = holm(
    all.map(({ gap }) =>
      fisherExact(gap.count, gap.rows - gap.count, gap.otherCount, gap.otherRows - gap.otherCount),
    ),
  );
  return all.map((one, at) => ({ ...one, p: adjusted[at]! }));
}

function isHigher({ gap, p }: Compared): boolean {
  const [rate, other] = [gap.count / gap.rows, gap.otherCount / gap.otherRows];
  return p < ALPHA && gap.difference >= LEAST_GAP && gap.interval.low > 0 && rate >= LEAST_RATIO * other;
}

function finding(
  facts: RunFacts,
  examination: Examination,
  wording: string,
  compared: Compared,
  total: number,
  more: number,
): FindingDraft {
  const { group, label, kind, gap, p } = compared;
  const what = kind === 'missed' ? `${code(label)} was missed` : `${code(label)} was given wrongly`;
  const { reference, predicted, labels } = examination.examined;
  const wanted = labels.indexOf(label);
  const wrong = group.rows.filter(
    (row) => reference[row] !== predicted[row] && (kind === 'missed' ? reference : predicted)[row] === wanted,
  );
  const caution = group.caution === null ? '' : ` (${group.caution})`;
  return {
    claim: 'strong',
    severity: 'note',
    subject: { ...splitOf(facts), class: label, slice: `words for ${group.group}` },
    title: `Error rates differ: ${what} in ${formatPercent(gap.count / gap.rows)} of texts with words for ${group.group}, and in ${formatPercent(gap.otherCount / gap.otherRows)} of texts without`,
    measured: `${shareOf(gap.count, gap.rows)} against ${shareOf(gap.otherCount, gap.otherRows)}: ${pointsText(gap.difference, gap.interval)}, p ${p < 0.01 ? formatProbability(p) : `= ${formatProbability(p)}`} over ${many(total, 'rate')} compared (Holm). Texts were found by a short list of English words${caution}. ${wording}${more > 0 ? ` ${many(more, 'more rate')} of this kind` : ''}`,
    mattersWhen: 'answers decide about people, or about what people wrote',
    advice: {
      text: `Have a second person label the ${many(wrong.length, 'wrong text')} before concluding anything; if the labels hold, add training texts with these words and other labels than ${code(label)}`,
      effort: 'data',
    },
    refutedBy:
      'Exchange the words for those of another group in 50 of these texts and have both predicted: if the answers stay, the words are not the reason',
    evidence: [
      measure('words', group.words.join(', ')),
      measure(`${kind === 'missed' ? 'missed' : 'given wrongly'}, with the words`, gap.count / gap.rows, {
        n: gap.rows,
      }),
      measure(`${kind === 'missed' ? 'missed' : 'given wrongly'}, without`, gap.otherCount / gap.otherRows, {
        n: gap.otherRows,
      }),
      measure('difference', gap.difference, { interval: gap.interval, method: 'Newcombe' }),
      measure('p over all rates', p, { n: total, method: 'Fisher, two-sided; Holm' }),
      ...(more > 0 ? [measure('further rates', more)] : []),
    ],
    examples: examplesOf(examination, wrong, group.spans),
    weight: Math.min(1, gap.difference),
  };
}

/** D8 of the catalogue: rates that differ, and never a verdict on fairness. */
export const subgroupGap = defineAudit({
  id: 'subgroup-gap',
  family: 'errors',
  title: 'Error rates are no higher in texts that name a group of people',
  failureTitle: 'Error rates are higher in texts that name a group of people',
  why: 'An error that falls on texts about one group of people more than on others may do harm that an average hides.',
  requires: ['examples', 'texts'],
  references: ['https://doi.org/10.1145/3278721.3278729', 'https://doi.org/10.1145/3308560.3317593'],
  judge({ facts }): Outcome {
    const examination = facts.examination();
    if (examination === null) return notApplicable('no texts were saved', 'save-texts');
    const { groups, wording } = examination.identity();
    const compared = comparedRates(groups);
    if (compared.length === 0)
      return notApplicable('no group of people is named by 50 texts of a label (short English word lists)');
    const higher = compared.filter(isHigher).sort((a, b) => a.p - b.p || b.gap.difference - a.gap.difference);
    if (higher.length === 0) {
      const named = new Set(compared.map(({ group }) => group.group)).size;
      return {
        kind: 'pass',
        measured: `${many(compared.length, 'rate')} of ${many(named, 'group')} compared: none is shown to be higher by 5 points or more. That is no proof that they are equal`,
        evidence: [measure('rates compared', compared.length), measure('groups', named)],
      };
    }
    const shown = higher.slice(0, MOST_FINDINGS);
    return {
      kind: 'finding',
      findings: shown.map((one, at) =>
        finding(
          facts,
          examination,
          wording,
          one,
          compared.length,
          at === shown.length - 1 ? higher.length - shown.length : 0,
        ),
      ),
    };
  },
});
