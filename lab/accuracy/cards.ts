import { existsSync, readFileSync } from 'node:fs';
import { analyse } from '../../src/engine/analyse.ts';
import type { Finding } from '../../src/model/report.ts';
import { memorySource } from '../../src/sources/memory.ts';
import type { Half } from './halves.ts';
import { type Figure, figure } from './table.ts';

/** The numbers of a training record that a stranger published as a Trainer's model card. */
interface Card {
  readonly id: string;
  readonly source: string;
  readonly base_model: string | null;
  readonly task: string | null;
  readonly hyperparameters: Readonly<Record<string, string | number | boolean | null>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly evaluation: Readonly<Record<string, number>> | null;
}

/** What a reader said about it before any tool did. */
interface Label {
  readonly overall: readonly string[];
  readonly expected: readonly string[];
  readonly acceptable: readonly string[];
  readonly wrong: readonly string[];
  readonly why: string;
  readonly sure: 'clear' | 'arguable';
}

const CARDS = 'lab/public-cards/cards.json';
const LABELS = 'lab/public-cards/labels.json';

/** Tags of the Hub for the tasks that a card states; what a reader inferred from a name or from columns states nothing. */
const TAGS: readonly (readonly [RegExp, string])[] = [
  [/\((?:name|columns|first|few-shot|losses)/, ''],
  [/image/, 'image-classification'],
  [/speech/, 'automatic-speech-recognition'],
  [/named entity/, 'token-classification'],
  [/multiple choice/, 'multiple-choice'],
  [/masked/, 'fill-mask'],
  [/language model/, 'text-generation'],
  [/summari/, 'summarization'],
  [/translation/, 'translation'],
  [/paraphras/, 'text2text-generation'],
  [/classif|sentiment|inference|glue|rating|aggression|misogyny|conflict/, 'text-classification'],
];

const tagOf = (task: string): string => TAGS.find(([pattern]) => pattern.test(task))?.[1] ?? '';

const cell = (value: string | number | null): string => (value === null ? 'No log' : String(value));

/** The card as Trainer lays it out, from its numbers. */
function cardText(card: Card): string {
  const lines = ['---'];
  if (card.base_model !== null) lines.push(`base_model: ${card.base_model}`);
  const tag = tagOf(card.task ?? '');
  if (tag !== '') lines.push(`pipeline_tag: ${tag}`);
  lines.push('tags:', '- generated_from_trainer', '---', `# ${card.id}`, '');
  if (card.evaluation !== null) {
    lines.push('It achieves the following results on the evaluation set:');
    for (const [name, value] of Object.entries(card.evaluation)) lines.push(`- ${name}: ${value}`);
  }
  lines.push('', '### Training hyperparameters', '', 'The following hyperparameters were used during training:');
  for (const [name, value] of Object.entries(card.hyperparameters))
    if (value !== null) lines.push(`- ${name}: ${value}`);
  lines.push('', '### Training results', '', `| ${card.columns.join(' | ')} |`, `|${card.columns.map(() => ':-:').join('|')}|`);
  for (const row of card.rows) lines.push(`| ${row.map(cell).join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

/**
 * The records that rules were chosen on; the others are reported. Drawn once by a hash and kept as a list, since another
 * layout of the same numbers would draw others.
 */
const CHOOSING = 'lab/public-cards/choosing.json';

const halfOf = (cards: readonly Card[], half: Half): readonly Card[] => {
  const choosing = new Set(JSON.parse(readFileSync(CHOOSING, 'utf8')) as readonly string[]);
  return cards.filter((card) => choosing.has(card.id) === (half === 'choosing'));
};

const idOf = (entry: string): string => entry.split(':')[0] as string;

const isSerious = (finding: Finding): boolean => finding.severity !== 'note' && finding.claim !== 'hint';

/** What separates verdicts: whether something serious is said. How serious, and whether silence is praise, is worded, not counted. */
const isGrave = (verdict: string): boolean => verdict === 'problem' || verdict === 'risk';

export interface CardScores {
  readonly figures: readonly Figure[];
  readonly misses: readonly string[];
}

/**
 * Agreement with the reader: something serious is said where he accepts that and nothing where he accepts that, and no
 * finding is one that he calls wrong.
 * Confident and wrong: a finding of severity problem or risk, at `strong` or `fact`, that he calls wrong or that neither he
 * expects nor accepts.
 */
export async function scoreCards(half: Half): Promise<CardScores> {
  if (!existsSync(CARDS) || !existsSync(LABELS)) return { figures: [], misses: [] };
  const cards = JSON.parse(readFileSync(CARDS, 'utf8')) as readonly Card[];
  const labels = JSON.parse(readFileSync(LABELS, 'utf8')) as Readonly<Record<string, Label>>;
  let agreed = 0;
  let confidentWrong = 0;
  let read = 0;
  const misses: string[] = [];
  for (const card of halfOf(cards, half)) {
    const label = labels[card.id];
    if (label === undefined) continue;
    const report = await analyse(memorySource(card.id, { 'README.md': cardText(card) }));
    read++;
    const serious = report.findings.filter(isSerious);
    const known = new Set([...label.expected, ...label.acceptable].map(idOf));
    const wrong = serious.filter((finding) => label.wrong.map(idOf).includes(finding.id));
    const verdictFits = label.overall.some((accepted) => isGrave(accepted) === isGrave(report.answer.verdict));
    const sureWrong = serious.filter(
      (finding) =>
        (finding.claim === 'fact' || finding.claim === 'strong') && (wrong.includes(finding) || !known.has(finding.id)),
    );
    if (sureWrong.length > 0) confidentWrong++;
    if (verdictFits && wrong.length === 0) agreed++;
    else
      misses.push(
        `public ${card.id} · ${report.answer.verdict}, reader ${label.overall.join(' or ')}${wrong.length > 0 ? ` · wrong: ${wrong.map((f) => f.id).join(', ')}` : ''} · said ${
          report.findings
            .slice(0, 4)
            .map((f) => `${f.id}:${f.claim}:${f.severity}`)
            .join(', ') || 'nothing'
        } · reader: ${label.why}`,
      );
  }
  return {
    figures: [
      figure('public-agreement', 'public runs: agreement with a reader', agreed, read, { atLeast: 0.9 }),
      figure('public-wrong', 'public runs: confident and wrong', confidentWrong, read, { atMost: 0.02 }),
    ],
    misses,
  };
}
