import type { ExaminedRows } from '../../metrics/examination/index.ts';
import type { NearDuplicates } from '../../metrics/label-errors/index.ts';
import type { FindingDraft, Outcome, Subject } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { rangeText, splitOf } from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { rightShare, shownExamples } from '../shown-examples.ts';
import { measure } from '../wording.ts';

/** Rows that would go if one of each group were kept. */
const LEAST_SHARE = 0.05;
const LEAST_ROWS = 10;

/** Accuracy when each group counts once, by the mean of its rows, and the number of texts that then count. */
function onceEach({ reference, predicted }: ExaminedRows, groups: readonly Uint32Array[]) {
  const weight = new Float64Array(reference.length).fill(1);
  for (const group of groups) for (const row of group) weight[row] = 1 / group.length;
  let [right, texts] = [0, 0];
  for (let row = 0; row < reference.length; row++) {
    if (reference[row]! < 0 || predicted[row]! < 0) continue;
    texts += weight[row]!;
    if (reference[row] === predicted[row]) right += weight[row]!;
  }
  return { share: right / texts, texts: Math.round(texts), interval: wilson(right, texts) };
}

function found(duplicates: NearDuplicates, examined: ExaminedRows, subject: Partial<Subject>): FindingDraft {
  const { rows, groups, groupedRows, surplusRows, equalRows, nearCompared } = duplicates;
  const all = rightShare(examined);
  const once = onceEach(examined, groups);
  const kept = rows - surplusRows;
  return {
    claim: 'fact',
    severity: 'note',
    subject,
    title: `${many(groupedRows, 'row')} of ${formatCount(rows)} ${nearCompared ? 'equal or nearly equal' : 'equal'} another: ${formatCount(kept)} different texts`,
    measured: `${many(groups.length, 'group')}, the largest of ${many(groups[0]!.length, 'row')}; ${formatCount(equalRows)} rows are equal but for case and punctuation. Accuracy was ${formatPercent(all.right / all.rows)}; with each group counted once ${formatPercent(once.share)} (95 %: ${rangeText(once.interval)})`,
    cause: {
      text: 'the same texts were collected more than once, or written from one template',
      claim: 'hint',
    },
    mattersWhen:
      'an interval or a comparison is taken over the rows: copies are no further evidence, and intervals over rows are too narrow; not where the same texts are as frequent in use',
    advice: {
      text: 'Keep one row of each group in the evaluation data, and keep whole groups on one side when data are divided',
      effort: 'data',
    },
    refutedBy: 'Read ten of the groups: where the rows say different things, they are not duplicates',
    evidence: [
      measure('rows that equal or nearly equal another', groupedRows, {
        n: rows,
        method: nearCompared
          ? 'equal after normalisation, or nearly equal by shared words'
          : 'equal after normalisation; too many words to look for near ones',
      }),
      measure('groups of such rows', groups.length),
      measure('rows of the largest group', groups[0]!.length),
      measure('rows equal but for case and punctuation', equalRows, { n: rows }),
      measure('different texts', kept, { n: rows }),
      measure('accuracy over all rows', all.right / all.rows, { n: all.rows }),
      measure('accuracy with each group counted once', once.share, {
        n: once.texts,
        interval: once.interval,
      }),
    ],
    examples: shownExamples(
      examined,
      groups.slice(0, 15).flatMap((group) => [...group].slice(0, 4)),
    ),
    weight: Math.min(1, surplusRows / rows),
  };
}

/** D7 of the catalogue, inside the evaluation data; copies across the split are `leakage-suspected`. */
export const nearDuplicates = defineAudit({
  id: 'near-duplicates',
  family: 'data',
  title: 'Hardly any evaluation texts repeat each other',
  failureTitle: 'Evaluation texts repeat each other',
  why: 'Copies of one text count as many examples and tell as much as one, so that a score looks surer than it is.',
  requires: ['texts'],
  references: [
    'https://aclanthology.org/2022.acl-long.577/',
    'https://aclanthology.org/2021.eacl-main.113/',
    'https://doi.org/10.1109/SEQUEN.1997.666900',
  ],
  judge({ facts }): Outcome {
    const { duplicates, examined } = facts.examination()!;
    const all = duplicates();
    if (all === null) return notApplicable('no texts were saved', 'save-texts');
    if (all.surplusRows >= LEAST_ROWS && all.surplusRows >= LEAST_SHARE * all.rows)
      return { kind: 'finding', findings: [found(all, examined, splitOf(facts))] };
    return {
      kind: 'pass',
      measured: `${all.groupedRows === 0 ? 'None' : formatCount(all.groupedRows)} of ${many(all.rows, 'row')} ${all.groupedRows === 1 ? 'equals' : 'equal'} ${all.nearCompared ? 'or nearly equal ' : ''}another`,
      evidence: [measure('rows that equal or nearly equal another', all.groupedRows, { n: all.rows })],
    };
  },
});
