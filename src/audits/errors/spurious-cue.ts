import type { CueScan, DeletionTest, FalsePositiveCue, RateOfRows } from '../../metrics/cues/index.ts';
import type { Examination } from '../../metrics/examination/index.ts';
import { areFunctionWords } from '../../metrics/subsets/index.ts';
import type { Evidence, FindingDraft, Outcome, Subject } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { askedText, evidenceOfAsking } from '../asked-again.ts';
import { listed, mostFindings, rangeText, splitOf } from '../class-words.ts';
import { cueQuestion, pushEvidence, verdictOf } from '../cue-reliance.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { shownExamples } from '../shown-examples.ts';
import { measure } from '../wording.ts';

/** Below it the word goes with its label in training more often than where the model is judged. */
const ALPHA = 0.01;
/** Fewer examples than this do not show a word at work. */
const LEAST_ROWS = 200;
const SHOWN = 3;

const counts = ({ wrong, rows }: RateOfRows): string => `${formatCount(wrong)} of ${formatCount(rows)}`;

/** In the training texts it goes with the label, and that is an artefact of them: not so where the model is judged. */
const isArtefact = (cue: FalsePositiveCue): boolean =>
  cue.level === 'b' && cue.training !== null && cue.training.shiftP < ALPHA;

function evidenceOf(cue: FalsePositiveCue, label: string, scan: CueScan): readonly Evidence[] {
  const { term, training, evaluation } = cue;
  return [
    measure(`texts of other labels with ${term} called ${label}`, cue.with.wrong, {
      n: cue.with.rows,
      interval: cue.with.interval,
      method: `${scan.method}, q = ${cue.q.toPrecision(2)} of ${formatCount(scan.tests)} tests`,
    }),
    measure(`texts of other labels without ${term} called ${label}`, cue.without.wrong, {
      n: cue.without.rows,
      interval: cue.without.interval,
    }),
    measure(`evaluation texts with ${term} whose reference is ${label}`, evaluation.labelled, {
      n: evaluation.rows,
      interval: evaluation.interval,
    }),
    ...(training === null
      ? []
      : [
          measure(`training texts with ${term} whose label is ${label}`, training.labelled, {
            n: training.rows,
            interval: training.interval,
            method: `exact binomial test against the share of the label, p = ${training.p.toPrecision(2)}; more than in the evaluation texts: Fisher, p = ${training.shiftP.toPrecision(2)}`,
          }),
          measure(`share of ${label} among the training texts`, training.baseShare),
        ]),
  ];
}

function artefact(
  cue: FalsePositiveCue,
  scan: CueScan,
  examination: Examination,
  subject: Partial<Subject>,
  test: DeletionTest | null,
): FindingDraft {
  const { examined } = examination;
  const verdict = verdictOf(test);
  const label = examined.labels[cue.label]!;
  const training = cue.training!;
  const [term, named] = [code(cue.term), code(label)];
  return {
    claim: verdict === 'leans' ? 'strong' : 'likely',
    severity: verdict === 'refuted' ? 'note' : 'risk',
    subject: { ...subject, class: label, slice: `texts with ${cue.term}` },
    title: `Texts with ${term} were called ${named} too often: ${counts(cue.with)} that carry another label`,
    measured: `Without ${term} it was ${counts(cue.without)}. In the training data ${formatCount(training.labelled)} of ${formatCount(training.rows)} texts with it are ${named} (95 %: ${rangeText(training.interval)}), against ${formatPercent(training.baseShare)} of all; among the evaluation texts with it ${formatCount(cue.evaluation.labelled)} of ${formatCount(cue.evaluation.rows)} are${test === null ? '' : `. ${askedText(test, term)}`}`,
    cause: causeOf(verdict, term, named),
    mattersWhen: `texts with ${term} carry other labels in use`,
    advice:
      verdict === 'refuted'
        ? { text: `Read the texts with ${term} that were called ${named}, and look for what else they share` }
        : {
            text: `Add at least 30 training texts with ${term} and a label other than ${named}, or mask it in training`,
            effort: 'data',
          },
    refutedBy:
      verdict === 'leans'
        ? `Train once more with ${term} masked in the training texts: if as many of these texts are called ${named}, the word is not the reason`
        : `Ask the model the ${many(cue.with.rows, 'text')} again twice, once without ${term} and once without another word as frequent: if the answers change no more than 10 points oftener without ${term}, it does not lean on it`,
    evidence: [
      ...evidenceOf(cue, label, scan),
      ...(test === null ? [] : evidenceOfAsking(test, cue.term)),
      ...pushEvidence(examination, cue),
    ],
    examples: {
      set: examined.set,
      rows: cue.examples.map(({ row }) => examined.rows[row]!),
      spans: cue.examples.map(({ spans }) => spans),
    },
    weight: Math.min(1, 0.4 + cue.excess / 50),
  };
}

function causeOf(
  verdict: ReturnType<typeof verdictOf>,
  term: string,
  named: string,
): NonNullable<FindingDraft['cause']> {
  if (verdict === 'leans')
    return {
      text: `the model leans on ${term}, which the training texts teach as a sign of ${named} and which it is less often elsewhere`,
      claim: 'strong',
    };
  if (verdict === 'refuted')
    return {
      text: `something else that the texts with ${term} share: without the word itself the answers changed hardly oftener than without another`,
      claim: 'likely',
    };
  return {
    text: `the training texts teach ${term} as a sign of ${named}, which it is less often elsewhere`,
    claim: 'likely',
  };
}

/** Words that go with false positives without more to it: one note for all of them. */
function others(
  cues: readonly FalsePositiveCue[],
  scan: CueScan,
  { examined }: Examination,
  subject: Partial<Subject>,
): FindingDraft {
  const shown = cues.slice(0, SHOWN);
  const terms = listed(cues.map(({ term }) => term));
  const place = (cue: FalsePositiveCue): string =>
    `${code(cue.term)}: ${counts(cue.with)} texts of other labels called ${code(examined.labels[cue.label]!)}, ${counts(cue.without)} without it`;
  const untold = examined.training === null;
  return {
    claim: 'hint',
    severity: 'note',
    subject,
    title: `${terms} went with false positives`,
    measured: `${shown.map(place).join('. ')}. ${untold ? 'Whether the training texts teach that is not known' : 'In training they go with the label no more than in these texts, or too seldom to tell'}`,
    cause: {
      text: 'words that are a fair sign of the label and are trusted too much, or that stand in a kind of text that is hard',
      claim: 'hint',
    },
    mattersWhen: 'such texts are frequent in use',
    advice: untold
      ? { text: 'Name the training data with `--train-data`, so that the words can be looked up there' }
      : null,
    refutedBy:
      'Ask the model these texts again without the word, and without another word as frequent: if the answers change equally often, it does not lean on it',
    evidence: shown.flatMap((cue) => evidenceOf(cue, examined.labels[cue.label]!, scan)),
    examples: shownExamples(
      examined,
      shown.flatMap(({ examples }) => examples.map(({ row }) => row)),
      shown.map(({ term }) => term),
    ),
    weight: 0.2,
  };
}

/** D3 of the catalogue: a word alone is no proof. What it draws is counted, and looked up in the training texts. */
export const spuriousCue = defineAudit({
  id: 'spurious-cue',
  family: 'errors',
  title: 'No word draws texts to a wrong label',
  failureTitle: 'A word draws texts to a wrong label',
  why: 'A word that goes with a label only in the training data misleads where it stands in other texts.',
  requires: ['texts'],
  references: [
    'https://aclanthology.org/2021.emnlp-main.135/',
    'https://aclanthology.org/N18-2017/',
    'https://doi.org/10.1111/j.2517-6161.1995.tb02031.x',
  ],
  judge({ facts, probe, canProbe }): Outcome {
    const examination = facts.examination()!;
    const scan = examination.cues();
    if ('cues' in scan === false) return notApplicable(scan.reason, 'save-texts');
    if (scan.reason !== null)
      return scan.rows < LEAST_ROWS
        ? inconclusive(
            `Whether a word draws texts to a wrong label cannot be told: ${scan.reason}`,
            `${LEAST_ROWS} texts or more, of which 10 are wrongly called by one label`,
          )
        : { kind: 'pass', measured: `Too few errors for a word to stand out: ${scan.reason}` };
    const tests = measure('words and phrases tested', scan.tests, { n: scan.rows, method: scan.method });
    if (scan.cues.length === 0)
      return {
        kind: 'pass',
        measured: `None of ${many(scan.tests, 'test')} of words and phrases on ${many(scan.rows, 'different text')} showed one that goes with false positives`,
        evidence: [tests],
      };
    const taught = scan.cues.filter(isArtefact).slice(0, mostFindings);
    // A function word marks a place in the language, and is nothing that could be masked or balanced.
    const rest = scan.cues.filter((cue) => !isArtefact(cue) && !areFunctionWords(cue.term));
    if (taught.length + rest.length === 0)
      return {
        kind: 'pass',
        measured: `Only common words went with false positives: ${listed(scan.cues.map(({ term }) => term))}`,
        evidence: [tests],
      };
    const subject = splitOf(facts);
    const questions = taught.map((cue) => cueQuestion(examination.examined, cue));
    for (const question of questions)
      if (question !== null && canProbe === true && probe(question.probe.key) === null)
        return { kind: 'needs-probe', probe: question.probe };
    const testOf = (at: number): DeletionTest | null => {
      const question = questions[at] ?? null;
      const answer = question === null ? null : probe(question.probe.key);
      return question === null || answer === null ? null : question.judge(answer);
    };
    return {
      kind: 'finding',
      findings: [
        ...taught.map((cue, at) => artefact(cue, scan, examination, subject, testOf(at))),
        ...(rest.length === 0 ? [] : [others(rest, scan, examination, subject)]),
      ],
    };
  },
});
