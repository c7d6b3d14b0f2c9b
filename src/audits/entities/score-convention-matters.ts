import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { explainLoggedF1 } from '../../metrics/entities/logged/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { brokenTags, brokenText, type OtherScore, otherScores } from '../convention-words.ts';
import { defineAudit } from '../define.ts';
import {
  f1Evidence,
  isEntityOutcome,
  judgedEntities,
  microF1,
  placedExamples,
  pointsOf,
  splitOfEntities,
  wholeSentence,
} from '../entity-words.ts';
import { type LoggedF1, loggedF1 } from '../logged-f1.ts';
import { measure } from '../wording.ts';

/** Logs are rounded, and a fifth of a point is a few mentions. */
const LOG_DIFFERS = 0.002;
const LOG_MISLEADS = 0.01;
const SHOWN_TOOLS = 3;

/** Notes that call a score absurd, whatever the size of the difference. */
const absurd: ReadonlySet<string> = new Set([
  'perfect-tags-scored-low',
  'perfect-tags-scored-in-part',
  'perfect-score-with-differences',
  'weighted-hides-a-type',
]);

const toolText = ({ row, f1 }: OtherScore): string => `${row.name} ${formatPercent(f1)}`;

/** Which mentions a tool has and the count here has not. */
const differing = (one: OtherScore | undefined): string =>
  one?.row.differences == null
    ? ''
    : `: ${one.row.name} leaves out ${many(one.row.differences.leftOut, 'mention')} of both sides that are counted here and adds ${formatCount(one.row.differences.added)}`;

function conventionFinding(
  examined: EntityExamination,
  f1: number,
  others: readonly OtherScore[],
  notes: readonly string[],
): FindingDraft {
  const { set } = examined;
  const table = examined.conventions()!;
  const schemes = set.schemes!;
  const broken = brokenTags(examined);
  const mixed = schemes.reference.value !== schemes.predicted.value;
  const first = others[0];
  const shown = others.slice(0, SHOWN_TOOLS);
  const strict = table.discarded.scores.f1;
  const transitions = examined.transitions();
  const tokens = set.tokens;
  const places =
    transitions === null || tokens === null
      ? []
      : (['predicted', 'reference'] as const).flatMap((side) =>
          Array.from(transitions[side].token, (token, i) => ({
            sentence: transitions[side].sentence[i]!,
            start: tokens.start[token]!,
            end: tokens.end[token]!,
          })),
        );
  const cause: FindingDraft['cause'] = mixed
    ? {
        text: `the reference is tagged in ${schemes.reference.value} and the predictions in ${schemes.predicted.value}: a tool that is told one scheme reads the other side wrongly`,
        claim: 'strong',
      }
    : broken.count > 0
      ? {
          text: `${brokenText(broken, schemes.predicted.value)}: some tools read them as mentions, others leave them out`,
          claim: 'strong',
        }
      : { text: `the tools read the same tags by different rules${differing(first)}`, claim: 'likely' };
  return {
    claim: 'fact',
    severity: 'note',
    subject: splitOfEntities(examined),
    title:
      first === undefined
        ? 'A tool gives these files a score that misleads'
        : `The same files have entity F1 ${formatPercent(f1)} or ${formatPercent(first.f1)}, depending on the tool`,
    measured: [
      ...(shown.length === 0
        ? []
        : [
            `F1 is ${formatPercent(f1)} as counted here; other tools: ${shown.map(toolText).join(', ')}${others.length > shown.length ? ` and ${formatCount(others.length - shown.length)} more` : ''}`,
          ]),
      ...(broken.count > 0 && mixed ? [brokenText(broken, schemes.predicted.value)] : []),
      ...notes.map((note) => note.replace(/\.$/, '')),
    ].join('. '),
    cause,
    mattersWhen: 'the score is compared with one from another tool or paper',
    advice: {
      text: mixed
        ? `Write both files in one scheme, and name the tool beside the score`
        : broken.count > 0
          ? 'Constrain the decoding so that a tag that continues follows one of its own type, and name the tool beside the score'
          : 'Name the tool and its mode beside the score, and compare only scores of the same',
      effort: 'evaluate',
    },
    refutedBy:
      broken.count > 0 && !mixed
        ? 'Let the predictions begin a mention wherever a tag continues nothing, and score the files again: the tools then agree'
        : 'Score both files with the two tools by hand: if they agree, the difference is not in the convention',
    evidence: [
      f1Evidence(examined),
      ...others.map(({ row, f1: other, difference }) =>
        measure(`entity F1, ${row.name}`, other, {
          method: `${row.readAs === null ? '' : `read as ${row.readAs}; `}difference ${(100 * difference).toFixed(1)} points; ${formatCount(row.differences?.leftOut ?? 0)} mentions left out, ${formatCount(row.differences?.added ?? 0)} added`,
        }),
      ),
      ...(others.length > shown.length
        ? [measure('further tools that differ', others.length - shown.length)]
        : []),
      measure('entity F1 without mentions that break the scheme', strict),
      measure('tags of the predictions that break the scheme', broken.predicted),
      measure('tags of the reference that break the scheme', broken.reference),
      ...(broken.most === null ? [] : [measure('most frequent of them', broken.most.times)]),
      ...notes.map((note) => measure('note', note)),
    ],
    ...(places.length === 0 ? {} : { examples: placedExamples(set, places) }),
    weight: Math.min(1, 5 * Math.abs(first?.difference ?? 0.05)),
  };
}

function loggedFinding(examined: EntityExamination, f1: number, logged: LoggedF1): FindingDraft {
  const difference = logged.value - f1;
  const why = explainLoggedF1(examined, logged.value);
  const cut = examined.set.excluded.find(({ kind }) => kind === 'truncated');
  const explained =
    why === null
      ? null
      : why.leftOut > 0
        ? `the log holds ${why.text}: ${many(why.leftOut, 'mention')} of the reference ${why.leftOut === 1 ? 'was' : 'were'} not asked for`
        : `the log holds ${why.text}`;
  return {
    claim: 'fact',
    severity: Math.abs(difference) >= LOG_MISLEADS ? 'risk' : 'note',
    subject: splitOfEntities(examined),
    title: `The log says F1 ${formatPercent(logged.value)}, the files ${formatPercent(f1)}`,
    measured: `The difference is ${pointsOf(difference)}; ${why === null ? 'no convention, average or exclusion known here gives the number of the log' : `${why.text} is ${formatPercent(why.f1, 2)}, the number of the log`}`,
    cause:
      explained === null
        ? {
            text: 'the predictions are of another checkpoint or of other sentences than the evaluation',
            claim: 'hint',
          }
        : { text: explained, claim: why!.kind === 'left-out' ? 'strong' : 'likely' },
    mattersWhen: 'the number of the log is quoted or compared',
    advice: {
      text:
        why?.kind === 'left-out' && cut !== undefined
          ? `Quote ${formatPercent(f1)}, or predict with a longer max_seq_length so that no word is cut`
          : why === null
            ? `Predict again with the checkpoint that is kept and score that file`
            : `Quote ${formatPercent(f1)} with its convention, or name the way in which the log scores`,
      effort: 'evaluate',
    },
    refutedBy:
      why === null
        ? 'Predict the same sentences again with the kept checkpoint: if the score is that of the log, the file is of another one'
        : 'Score the file with the metric of the training script, all words in: if the number of the log comes out, nothing was left out',
    evidence: [
      measure('F1 of the log', logged.value, { method: `${logged.name}, ${logged.from}` }),
      f1Evidence(examined),
      measure('difference', difference),
      ...(why === null
        ? []
        : [
            measure('F1 scored like the log', why.f1, { method: why.text }),
            measure('reference mentions that are then not asked for', why.leftOut),
          ]),
    ],
    ...(why?.kind === 'left-out' && cut !== undefined
      ? {
          examples: placedExamples(examined.set, Array.from(cut.rows, wholeSentence)),
        }
      : {}),
    weight: Math.min(1, 20 * Math.abs(difference)),
  };
}

/** The same files under other rules, and the number that the log holds. */
export const scoreConventionMatters = defineAudit({
  id: 'score-convention-matters',
  family: 'entities',
  title: 'Tools and log agree on the score',
  failureTitle: 'The score depends on who scores it',
  why: 'The same predictions can get F1 scores that are points apart, and papers quote them side by side.',
  requires: ['entities'],
  references: [
    'https://aclanthology.org/2021.eval4nlp-1.5/',
    'https://www.clips.uantwerpen.be/conll2000/chunking/output.html',
    'https://github.com/chakki-works/seqeval',
  ],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const f1 = microF1(examined);
    const logged = loggedF1(facts, examined.set);
    if (f1 === null) return { kind: 'not-applicable', reason: 'neither side holds a mention', enable: null };
    const others = otherScores(examined);
    const table = examined.conventions();
    const notes = (table?.notes ?? []).filter(({ kind }) => absurd.has(kind)).map(({ text }) => text);
    const findings = [
      ...(others.length > 0 || notes.length > 0 ? [conventionFinding(examined, f1, others, notes)] : []),
      ...(logged !== null && Math.abs(logged.value - f1) > LOG_DIFFERS
        ? [loggedFinding(examined, f1, logged)]
        : []),
    ];
    if (findings.length > 0) return { kind: 'finding', findings };
    const asked = (table?.rows ?? []).filter(({ refused }) => refused === null).length;
    return {
      kind: 'pass',
      measured: `${table === null ? 'The files hold no tags, so that tools can read them in one way only' : `${many(asked, 'tool')} give F1 within half a point of ${formatPercent(f1)}`}${logged === null ? '' : `; the log says ${formatPercent(logged.value)}`}`,
      evidence: [
        f1Evidence(examined),
        ...(table === null ? [] : [measure('tools that score the files', asked)]),
        ...(logged === null ? [] : [measure('F1 of the log', logged.value)]),
      ],
    };
  },
});
