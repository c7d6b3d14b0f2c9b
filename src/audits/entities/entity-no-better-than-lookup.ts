import { compareEntities, countMentions } from '../../metrics/entities/scores/index.ts';
import type { Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import {
  f1Evidence,
  hasTexts,
  isEntityOutcome,
  judgedEntities,
  mentionPlace,
  microF1,
  placedExamples,
  splitOfEntities,
  tooFewMentions,
  withoutTexts,
} from '../entity-words.ts';
import { pointsText } from '../error-words.ts';
import { measure } from '../wording.ts';

/** A gain that surely is smaller is no reason to run a model. */
const WORTH = 0.02;
const DRAWS = 4000;

/** Against the list of the training mentions, as CoNLL-2003 scored its baseline. */
export const entityNoBetterThanLookup = defineAudit({
  id: 'entity-no-better-than-lookup',
  family: 'entities',
  title: 'It is better than a list of the training mentions',
  failureTitle: 'No better than a list of the training mentions',
  why: 'What a list finds needs no model, and a model that finds no more learned names by heart.',
  requires: ['entities'],
  references: ['https://aclanthology.org/W03-0419/', 'https://aclanthology.org/P18-1128/'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    if (!hasTexts(examined)) return withoutTexts();
    if (examined.training() === null)
      return notApplicable('no training mentions were found to compare with', 'name-training-data');
    const few = tooFewMentions(examined, 'Whether it is better than a list');
    if (few !== null) return few;
    const { set, counts } = examined;
    const list = examined.lookup()!;
    const listed = countMentions({
      reference: set.reference,
      predicted: list.mentions,
      types: set.types.length,
      sentences: set.sentences,
      firstOfDocument: set.firstOfDocument,
    });
    const compared = compareEntities(listed, counts, { draws: DRAWS });
    const own = microF1(examined);
    if (compared.kind === 'not-comparable' || compared.difference.value === null || own === null)
      return notApplicable(
        compared.kind === 'not-comparable'
          ? compared.reason
          : 'neither the model nor the list names a mention',
      );
    const { value, interval, p } = compared.difference;
    const other = own - value;
    const said = `A list of ${many(list.entries, 'training mention')}, longest first, has entity F1 ${formatPercent(other)} on these sentences, the model ${formatPercent(own)}${interval === null ? '' : `: ${pointsText(value, interval)}`}`;
    const evidence = [
      f1Evidence(examined),
      measure('entity F1 of the list', other, { n: counts.sides.reference.mentions }),
      measure('texts in the list', list.entries),
      measure('F1 of the model less that of the list', value, {
        ...(interval === null
          ? {}
          : { interval, method: `${interval.method}, p = ${p?.toPrecision(2) ?? '1'}` }),
      }),
      measure('found by the model and not by the list', compared.all.fixed),
      measure('found by the list and not by the model', compared.all.broken),
    ];
    if (interval === null || interval.low > 0) return { kind: 'pass', measured: said, evidence };
    if (interval.high > WORTH)
      return {
        kind: 'inconclusive',
        reason: `Whether it is better than a list of the training mentions cannot be told. ${said}`,
        enough: 'About four times as many sentences',
        evidence,
      };
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'likely',
          severity: 'risk',
          subject: splitOfEntities(examined),
          title: 'It finds mentions no better than a list of those in training',
          measured: `${said}. ${formatCount(compared.all.fixed)} mentions were found by the model only, ${formatCount(compared.all.broken)} by the list only`,
          cause: {
            text: 'the model learned names by heart, or too little; or the evaluation names hardly anything that training does not',
            claim: 'hint',
          },
          mattersWhen: 'names that training does not have come up where the model is used',
          advice: {
            text: 'Train longer or with a higher learning rate first; if the list stays as good, use the list and judge the model on documents with new names',
            effort: 'rerun',
          },
          refutedBy:
            'Score both on sentences whose mentions training does not have: if the model finds more there, it is worth more than the list',
          evidence,
          examples: placedExamples(
            set,
            [...compared.broken].map((r) => mentionPlace(set.reference, r)),
          ),
          weight: 0.8,
        },
      ],
    };
  },
});
