import type { RunFacts } from '../../facts/define.ts';
import { trainedRows } from '../../facts/trained-rows.ts';
import type { FindingDraft, Outcome, Severity } from '../../model/outcome.ts';
import type { TextOverlap } from '../../model/texts.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { labelSets, textsOfLabelSets } from '../label-set-words.ts';
import { groupsText, inflationOf, overlapEvidence, probabilityText, splitName } from '../overlap-words.ts';
import { lossText, measure } from '../wording.ts';

const ALPHA = 0.01;
/** Within labels and lengths, so that easy duplicates do not pass for remembered ones (docs/thresholds/text-audits.md). */
const SURE = 0.001;
/** One text in a hundred, or ten equal ones, is no accident. */
const LEAST_SHARE = 0.01;
const LEAST_TEXTS = 3;
const LEAST_EQUAL = 10;
/** So much of a score matters to a reader; twice that many points change a decision. */
const MATTERS = 0.005;
const LARGE = 0.02;
/** From here on the clean rest may be too few or too special, and what the overlap may cost is asked for. */
const MANY = 0.05;
const MAY_COST = 0.01;
const LEAST_CLEAN = 30;
/** Nearly all: then the file named as training data rather holds everything. */
const NEARLY_ALL = 0.95;
const SLACK = 1.02;

/** The training file has more rows than were trained on, and the overlapping ones may be those left out. */
function whyNot(facts: RunFacts, overlap: TextOverlap): string | null {
  const { trainFile, trainRows, exact, near, rows } = overlap;
  const trained = trainedRows(facts.run, trainFile);
  if (trained === null)
    return exact + near >= NEARLY_ALL * rows
      ? `${formatCount(exact + near)} of ${formatCount(rows)} ${splitName(overlap.split)} texts stand in ${code(trainFile)}, which may be the whole data set before it was divided`
      : null;
  const left = trainRows - trained.rows;
  return left > 0.02 * trainRows && exact + near <= SLACK * left
    ? `${code(trainFile)} has ${formatCount(trainRows)} rows, ${formatCount(trained.rows)} of which were trained on; the ${formatCount(exact + near)} that equal ${splitName(overlap.split)} texts may be among the others`
    : null;
}

/** Enough of them, of a length that does not occur twice by nature. */
function isFlagged({ exact, near, short, rows, overlapping, clean, p, stratifiedP }: TextOverlap): boolean {
  const found = exact + near - short;
  if (found >= LEAST_TEXTS && found >= LEAST_SHARE * rows) return true;
  if (exact - short >= LEAST_EQUAL) return true;
  // Short ones count when they do flatter the score.
  return overlapping.rows >= LEAST_EQUAL && clean.rows > 0 && p < ALPHA && stratifiedP < ALPHA;
}

function found(overlap: TextOverlap): FindingDraft {
  const { exact, near, rows, sameLabel, labelled, p, stratifiedP, trainFile, clean } = overlap;
  const split = splitName(overlap.split);
  const share = (exact + near) / rows;
  const inflation = inflationOf(overlap);
  const shown = inflation !== null && p < ALPHA && stratifiedP < ALPHA && inflation.size > 0;
  const mayCost = clean.rows < LEAST_CLEAN || inflation === null || inflation.high >= MAY_COST;
  const severity: Severity =
    shown && inflation.size >= LARGE
      ? 'problem'
      : (shown && inflation.size >= MATTERS) || (share >= MANY && mayCost)
        ? 'risk'
        : 'note';
  const flatters = shown && inflation.size >= MATTERS;
  const points = inflation === null ? '' : `${(100 * inflation.size).toFixed(1)} points`;
  const conflicting = labelled > 0 && sameLabel < 0.8 * labelled;
  const measured = [
    `${formatCount(exact)} are equal but for case and punctuation, ${formatCount(near)} nearly equal`,
    ...(labelled > 0
      ? [`${formatCount(sameLabel)} of ${formatCount(labelled)} have the same label there`]
      : []),
    ...(inflation === null
      ? []
      : [
          `${groupsText(overlap)}${shown ? ` (${probabilityText(p)}; within labels and lengths ${probabilityText(stratifiedP)})` : ''}. Accuracy without them is ${formatPercent(inflation.clean)} instead of ${formatPercent(inflation.all)}`,
        ]),
  ].join('. ');
  return {
    claim: flatters ? (stratifiedP < SURE ? 'strong' : 'likely') : 'fact',
    severity,
    subject: overlap.split === null ? {} : { split: overlap.split },
    title: `${formatPercent(share)} of the ${split} texts also stand in the training data${flatters ? `, which ${stratifiedP < SURE ? '' : 'likely '}flatters accuracy by ${points}` : ''}`,
    measured,
    cause: conflicting
      ? {
          text: 'texts that are written the same and labelled differently: natural duplicates rather than copied rows',
          claim: 'hint',
        }
      : {
          text: 'the data were divided before duplicates were removed, or rows were copied',
          claim: 'likely',
        },
    mattersWhen: `the ${split} score is quoted for texts that the model has not seen; not where the same texts come again in use`,
    advice: {
      text: `Remove the ${many(exact + near, 'matching row')} from ${code(trainFile)} and train again, or quote the score without them; remove duplicates before the data are divided`,
    },
    refutedBy: shown
      ? 'One training without the matching rows: if the score on these texts stays, they were easy and not remembered'
      : 'The score on the texts without a match, given here: where it equals that of all, the overlap flatters nothing',
    evidence: overlapEvidence(overlap),
    weight: Math.min(1, 0.2 + share + (shown ? 10 * Math.max(0, inflation.size) : 0)),
  };
}

function passText(overlap: TextOverlap): string {
  const { exact, near, rows, trainRows, trainFile, nearCompared } = overlap;
  const found = exact + near;
  const how = nearCompared ? 'equal or nearly equal' : 'equal';
  return `${found === 0 ? 'None' : formatCount(found)} of ${formatCount(rows)} ${splitName(overlap.split)} texts ${found === 1 ? 'is' : 'are'} ${how} to one of the ${formatCount(trainRows)} in ${code(trainFile)}`;
}

/** Without texts: solved to the end on as many examples as were trained on. Easy tasks look the same, so a hint. */
function byCurves(facts: RunFacts): FindingDraft | null {
  const { run } = facts;
  const [train, validation] = [facts.trainLoss(), facts.validationLoss()];
  const [target, curve] = [facts.targetMetric(), facts.targetCurve()];
  const [trained, evaluated] = [run.trainSize, run.validationSize];
  if (train === null || validation === null || target === null || curve === null) return null;
  if (trained === null || evaluated === null || trained.value !== evaluated.value) return null;
  const [a, b, m] = [
    train.value[train.n - 1]!,
    validation.value[validation.n - 1]!,
    curve.value[curve.n - 1]!,
  ];
  if (!(a < 0.05 && b < 0.02 && target.share && target.greaterIsBetter && m >= 0.99)) return null;
  return {
    claim: 'hint',
    severity: 'note',
    subject: { split: 'validation' },
    title: 'The evaluation may be on the training data',
    measured: `Evaluation and training have ${many(evaluated.value, 'example')} each, and validation loss ended at ${lossText(b)} beside a training loss of ${lossText(a)}`,
    cause: { text: 'the same data were used for both, or the task is easy', claim: 'hint' },
    mattersWhen: 'the validation score is quoted',
    advice: { text: 'Check that `eval_dataset` is not the data set that was trained on' },
    refutedBy: 'Compare the first rows of the two data sets',
    evidence: [
      measure('validation loss at the end', b),
      measure('training loss at the end', a),
      measure('validation metric at the end', m, { n: evaluated.value }),
      measure('training examples', trained.value, { method: trained.from }),
      measure('evaluation examples', evaluated.value, { method: evaluated.from }),
    ],
    weight: 0.6,
  };
}

/** A27 of the catalogue: the overlap is a fact, that it flatters the score takes two tests. */
export const leakageSuspected = defineAudit({
  id: 'leakage-suspected',
  family: 'data',
  title: 'Evaluation texts are not among the training texts',
  failureTitle: 'Evaluation texts also stand in the training data',
  why: 'A model remembers what it was trained on, so that a score on the same texts says little about new ones.',
  requires: [],
  references: [
    'https://aclanthology.org/2021.eacl-main.113/',
    'https://aclanthology.org/2022.acl-long.577/',
    'https://doi.org/10.1109/SEQUEN.1997.666900',
  ],
  judge({ run, facts }): Outcome {
    const texts = run.textMeasures;
    const overlaps = texts?.overlaps ?? [];
    if (overlaps.length === 0) {
      const hint = byCurves(facts);
      if (hint !== null) return { kind: 'finding', findings: [hint] };
      if (texts?.tooLarge === true && texts.trainTexts)
        return inconclusive(
          'The rows are too many to compare all of their texts with those that were trained on',
          'a random part of the predictions as a file',
        );
      if (texts?.evaluationTexts === true && texts.trainTexts)
        return inconclusive(
          'A text is one column in one file and a pair of columns in the other, so that the two cannot be compared',
          'predictions and training data with the same columns of text',
        );
      if (texts?.evaluationTexts === true)
        return notApplicable('the training texts are not known', 'name-training-data');
      if (labelSets(facts) !== null) return notApplicable(textsOfLabelSets);
      return facts.predictions() === null
        ? notApplicable('no predictions with their texts were saved', 'save-predictions')
        : notApplicable('the predictions were saved without their texts', 'save-texts');
    }
    const flagged = overlaps.filter(isFlagged);
    const [unclear] = flagged.flatMap((overlap) => whyNot(facts, overlap) ?? []);
    const findings = flagged.filter((overlap) => whyNot(facts, overlap) === null).map(found);
    if (findings.length > 0) return { kind: 'finding', findings };
    if (unclear !== undefined)
      return inconclusive(unclear, 'a file of only the rows that were trained on, named with --train-data');
    return {
      kind: 'pass',
      measured: overlaps.map(passText).join('. '),
      evidence: overlaps.flatMap(({ exact, near, rows }) => [
        measure('equal texts', exact, { n: rows }),
        measure('nearly equal texts', near, { n: rows }),
      ]),
    };
  },
});
