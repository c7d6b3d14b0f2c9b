import type { RunFacts } from '../../facts/define.ts';
import { shareLearned } from '../../facts/share-learned.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import type { InputLimit, RightOf, TextLengths } from '../../model/texts.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent, formatProbability } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { labelSets, textsOfLabelSets } from '../label-set-words.ts';
import { splitName } from '../overlap-words.ts';
import { measure } from '../wording.ts';

const ALPHA = 0.01;
/** Fewer cut texts than one in twenty can hardly limit a score. */
const LEAST_SHARE = 0.05;
/** More than half cut, in a model that did not get far: where the evidence is may be the reason. */
const MOST = 0.5;
/** Nearly all were cut, and the score leaves room: short of four fifths of the way from a constant answer to a perfect one. */
const NEARLY_ALL = 0.8;
const ROOM = 0.8;
/** Tokens a word that a tokenizer of this language makes at most, for the question whether words alone can tell. */
const TOKENS_A_WORD = 1.5;
const LARGEST = 512;

const errorsText = ({ rows, right }: RightOf): string =>
  `${formatPercent((rows - right) / rows)} of ${formatCount(rows)}`;

/** The set that quality is judged on, else another set, else the training texts. */
function chosen(facts: RunFacts): TextLengths | null {
  const lengths = facts.run.textMeasures?.lengths ?? [];
  const judged = facts.predictions()?.id;
  return lengths.find(({ set }) => set === judged) ?? lengths[0] ?? null;
}

/** From a constant answer to a perfect score: of the log, else of the predictions, which often come without one. */
function wayMade(facts: RunFacts): number | null {
  const logged = shareLearned(facts.learned());
  const measures = facts.measures();
  const accuracy = measures?.overall.accuracy?.value ?? null;
  if (logged !== null || measures === null || accuracy === null) return logged;
  const supports = measures.classes.map(({ support }) => support);
  const constant = Math.max(...supports) / supports.reduce((sum, support) => sum + support, 0);
  return constant < 1 ? (accuracy - constant) / (1 - constant) : null;
}

const atLeast = (lengths: TextLengths): string => (lengths.counted === 'words' ? 'at least ' : '');

/** 95 % of the texts, rounded up to a multiple of 8; null when the model cannot take so much. */
function advisedLength({ words, tokens, limit }: TextLengths): number | null {
  const wanted = tokens === null || tokens.afterCut ? TOKENS_A_WORD * words.q95 : tokens.q95;
  const length = 8 * Math.ceil(wanted / 8);
  return limit !== null && length > limit.tokens && length <= LARGEST ? length : null;
}

function advice(lengths: TextLengths, limit: InputLimit): FindingDraft['advice'] {
  const length = limit.kind !== 'most' ? advisedLength(lengths) : null;
  return length === null
    ? {
        text: 'Keep beginning and end of long texts (the first 128 and the last 382 tokens of 512), score them in pieces, or use a model for long inputs',
      }
    : {
        text: `Set \`max_length=${length}\` when the texts are tokenised, or keep beginning and end of long ones`,
        settings: { max_length: String(length) },
      };
}

function found(facts: RunFacts, lengths: TextLengths, limit: InputLimit, cut: number): FindingDraft {
  const { rows, counted, tokens, medianLost, right, harm, words } = lengths;
  const share = cut / rows;
  const hurts =
    harm !== null && harm.p < ALPHA && right !== null && right.cut.rows > 0 && right.whole.rows > 0;
  const excess = hurts
    ? (right.cut.rows - right.cut.right) / right.cut.rows -
      (right.whole.rows - right.whole.right) / right.whole.rows
    : 0;
  // A tokenizer's default holds unless the code gave another length.
  const perhaps = limit.kind === 'default' ? 'likely ' : '';
  const weak =
    (share >= MOST && ['no', 'above'].includes(facts.learned().verdict)) ||
    (share >= NEARLY_ALL && (wayMade(facts) ?? 1) < ROOM);
  const sure = limit.kind === 'most' || counted === 'tokens';
  const whose = lengths.set === null ? 'training' : splitName(lengths.split);
  const shown = `${atLeast(lengths)}${formatPercent(share)} of the ${whose} texts`;
  const measured = [
    counted === 'tokens'
      ? tokens?.afterCut === true
        ? `${formatCount(cut)} of ${many(rows, 'text')} have exactly the ${formatCount(limit.tokens)} tokens of the limit`
        : `${formatCount(cut)} of ${many(rows, 'text')} have more than ${formatCount(limit.tokens)} tokens`
      : `${formatCount(cut)} of ${many(rows, 'text')} have more words than fit into ${formatCount(limit.tokens)} tokens; median ${formatCount(words.median)} words, longest ${formatCount(words.max)}`,
    ...(medianLost === null ? [] : [`Half of these lost ${formatCount(medianLost)} tokens or more`]),
    ...(right !== null && right.cut.rows > 0 && right.whole.rows > 0
      ? [
          `${errorsText(right.cut)} cut texts were wrong, and ${errorsText(right.whole)} that were not cut${harm === null ? '' : `; beyond what length explains p ${harm.p < ALPHA ? formatProbability(harm.p) : `= ${formatProbability(harm.p)}`}`}`,
        ]
      : []),
  ].join('. ');
  return {
    claim:
      limit.kind === 'default' ? 'likely' : !hurts && sure && tokens?.afterCut !== true ? 'fact' : 'strong',
    severity: hurts ? (share * excess >= LEAST_SHARE ? 'problem' : 'risk') : weak ? 'risk' : 'note',
    subject: lengths.split === null ? {} : { split: lengths.split },
    title: hurts
      ? `${shown} were ${perhaps}cut, and these were wrong more often than their length explains`
      : `${shown} were ${perhaps}cut at ${formatCount(limit.tokens)} tokens`,
    measured,
    ...(hurts
      ? { cause: { text: 'what decides stands behind the cut', claim: 'likely' as const } }
      : weak
        ? { cause: { text: 'what decides may stand behind the cut', claim: 'hint' as const } }
        : {}),
    mattersWhen: 'what decides the label can stand late in a text; not when the beginning decides',
    advice: advice(lengths, limit),
    refutedBy:
      limit.kind === 'default'
        ? 'Look whether your code passes another `max_length`, or no `truncation=True`, to the tokenizer'
        : 'One training with a larger `max_length`: if the score on the cut texts stays, nothing was lost',
    evidence: evidenceOf(lengths, limit),
    weight: Math.min(1, 0.2 + share / 2 + excess),
  };
}

function evidenceOf(lengths: TextLengths, limit: InputLimit): FindingDraft['evidence'] {
  const { rows, cut, words, tokens, medianLost, right, harm, whole } = lengths;
  const wrong = (name: string, group: RightOf) =>
    measure(name, group.rows === 0 ? null : (group.rows - group.right) / group.rows, {
      n: group.rows,
      ...(group.rows === 0
        ? { reason: 'no such texts' }
        : { interval: wilson(group.rows - group.right, group.rows) }),
    });
  return [
    measure('limit', limit.tokens, { unit: 'tokens', method: limit.from }),
    measure('texts cut', cut, {
      n: rows,
      method:
        lengths.counted === 'words' ? 'words + special tokens over the limit, a lower bound' : 'token counts',
    }),
    measure('share cut', cut === null ? null : cut / rows, { n: rows }),
    measure('texts surely not cut', whole, { n: rows }),
    measure('median length', words.median, { unit: 'words', n: rows }),
    measure('95 % quantile of length', words.q95, { unit: 'words' }),
    measure('longest', words.max, { unit: 'words' }),
    ...(tokens === null
      ? []
      : [measure('longest in tokens', tokens.max, { unit: 'tokens', method: `column ${tokens.column}` })]),
    ...(medianLost === null ? [] : [measure('median lost', medianLost, { unit: 'tokens' })]),
    ...(right === null
      ? []
      : [wrong('wrong among cut texts', right.cut), wrong('wrong among whole texts', right.whole)]),
    ...(harm === null
      ? []
      : [
          measure('p of harm', harm.p, {
            method:
              'logistic regression of errors on "cut" and log length on each side, within a factor of two of the limit, one-sided',
          }),
        ]),
  ];
}

/** A40 of the catalogue: the share is arithmetic; that the cut hurts takes a test beyond length. */
export const truncation = defineAudit({
  id: 'truncation',
  family: 'data',
  title: 'Few texts were cut at the length limit',
  failureTitle: 'Texts were cut at the length limit',
  why: 'What is cut off can neither be learned nor be judged; it bounds the score from above.',
  requires: [],
  references: ['https://arxiv.org/abs/1905.05583', 'https://github.com/google-research/bert'],
  judge({ run, facts }): Outcome {
    const lengths = chosen(facts);
    if (lengths === null && labelSets(facts) !== null) return notApplicable(textsOfLabelSets);
    if (lengths === null && run.textMeasures?.tooLarge === true)
      return inconclusive(
        'The rows are too many to look at all of their texts',
        'a random part of the predictions as a file',
      );
    if (lengths === null)
      return facts.predictions() === null
        ? notApplicable('no texts were saved', 'save-predictions')
        : notApplicable('the predictions were saved without their texts', 'save-texts');
    const { limit, tokens, rows, cut, words, counted, whole } = lengths;
    if (tokens?.padded === true)
      return inconclusive(
        `Every row has ${formatCount(tokens.max)} tokens in ${code(tokens.column)}: padded to one length`,
        'the sum of the attention mask of each row, or token counts before padding',
      );
    if (limit === null || cut === null)
      return notApplicable(
        'the length that texts were cut at is not recorded',
        run.framework === 'keras' ? null : 'keep-configuration',
      );
    if (cut >= LEAST_SHARE * rows) return { kind: 'finding', findings: [found(facts, lengths, limit, cut)] };
    const evidence = evidenceOf(lengths, limit);
    if (counted === 'words' && limit.kind === 'most')
      return {
        ...notApplicable(
          `the length that texts were cut at is not recorded (the model takes ${formatCount(limit.tokens)} tokens at most)`,
          'keep-configuration',
        ),
      };
    if (
      counted === 'words' &&
      whole < (1 - LEAST_SHARE) * rows &&
      TOKENS_A_WORD * words.q95 + 2 > limit.tokens
    )
      return {
        kind: 'inconclusive',
        reason: `Texts have ${formatCount(words.median)} words in the middle and up to ${formatCount(words.max)}, and the limit is ${formatCount(limit.tokens)} tokens: words alone do not tell how many were cut`,
        enough: 'a column `num_tokens` beside the predictions, counted before cutting',
        evidence,
      };
    const unit = counted === 'tokens' ? 'tokens' : 'words';
    const longest = counted === 'tokens' ? tokens!.max : words.max;
    return {
      kind: 'pass',
      measured:
        cut === 0
          ? `The longest of ${many(rows, 'text')} has ${formatCount(longest)} ${unit}, and the limit is ${formatCount(limit.tokens)} tokens`
          : `${formatPercent(cut / rows)} of ${many(rows, 'text')} were cut at ${formatCount(limit.tokens)} tokens${counted === 'words' ? ' for sure' : ''}`,
      evidence,
    };
  },
});
