import type { ErrorGroup } from '../../metrics/error-groups/index.ts';
import type { Examination } from '../../metrics/examination/index.ts';
import { areFunctionWords } from '../../metrics/subsets/index.ts';
import type { Outcome } from '../../model/outcome.ts';
import { many } from '../../text/words.ts';
import { mostFindings, splitOf } from '../class-words.ts';
import { alone, gapOf, isSurer, together } from '../cluster-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { isWorseWithNegation, keptBack } from '../error-words.ts';
import { measure } from '../wording.ts';

/** With fewer errors than a tenth of the rows a set is too small only in that it is good. */
const FEW = 0.1;

/** Whether half of a group's wrong texts lie in a subset that a finding tells, or are negated where that is one. */
function toldElsewhere(examination: Examination): (group: ErrorGroup) => boolean {
  const subsets = examination.subsets().found.filter((subset) => keptBack(subset, examination) === null);
  const negated = examination.negation();
  const told = [
    ...subsets.map(({ rows }) => new Set(rows)),
    ...(isWorseWithNegation(negated) ? [new Set(negated.wrong)] : []),
  ];
  return ({ wrongRows }) =>
    told.some((rows) => 2 * wrongRows.filter((row) => rows.has(row)).length >= wrongRows.length);
}

/** D9 of the catalogue: groups are formed of right and wrong rows alike, found on one half and judged on the other. */
export const errorCluster = defineAudit({
  id: 'error-cluster',
  family: 'errors',
  title: 'Errors do not gather in one kind of text',
  failureTitle: 'Errors gather in one kind of text',
  why: 'Errors that have something in common can be mended together, by a few examples of that kind.',
  requires: ['texts'],
  references: [
    'https://doi.org/10.1080/03610929708831995',
    'https://arxiv.org/abs/2203.14960',
    'https://www.jstor.org/stable/4615733',
  ],
  judge({ facts }): Outcome {
    const examination = facts.examination()!;
    const { groups, examined } = examination;
    const found = groups();
    if ('groups' in found === false) return notApplicable(found.reason, 'save-texts');
    const errors = measure('errors with different texts', found.errors, { n: found.rows });
    if (found.reason !== null)
      return found.errors < FEW * found.rows
        ? { kind: 'pass', measured: `Too few errors to form groups: ${found.reason}`, evidence: [errors] }
        : inconclusive(
            `Whether errors have something in common cannot be told: ${found.reason}`,
            '50 errors',
          );
    const confirmed = found.groups.filter((group) => group.confirmed);
    if (confirmed.length === 0) {
      const byLabel = found.groups.filter(({ onlyLabels }) => onlyLabels).length;
      return {
        kind: 'pass',
        measured: `${found.judged === 0 ? 'No group of texts stood out' : `None of ${many(found.judged, 'group')} of texts was confirmed by the half that had no part in finding it`}${byLabel === 0 ? '' : `; ${many(byLabel, 'group')} of them ${byLabel === 1 ? 'is' : 'are'} wrong more often only because of ${byLabel === 1 ? 'its' : 'their'} labels`}`,
        evidence: [errors, measure('groups judged', found.judged, { n: found.rows, method: found.method })],
      };
    }
    const isTold = toldElsewhere(examination);
    const own = confirmed.filter((group) => !isTold(group));
    const surer = own.filter(({ rows }) => isSurer(gapOf(examined, rows)));
    // A function word names no kind of text; that such texts are hard the model knows by itself.
    const rest = own.filter(
      (group) => !surer.includes(group) && !(group.kind === 'phrase' && areFunctionWords(group.name)),
    );
    if (surer.length + rest.length === 0)
      return {
        kind: 'pass',
        measured: `Confirmed as wrong more often: ${many(confirmed.length, 'group')}, ${own.length === 0 ? 'which another finding tells' : 'told by another finding or named by nothing but common words'}`,
        evidence: [errors, measure('groups confirmed', confirmed.length, { n: found.judged })],
      };
    const subject = splitOf(facts);
    const single = surer.slice(0, mostFindings).concat(rest.length === 1 ? rest : []);
    return {
      kind: 'finding',
      findings: [
        ...single.map((group) => alone(group, found, examination, subject)),
        ...(rest.length > 1 ? [together(rest, found, examination, subject)] : []),
      ],
    };
  },
});
