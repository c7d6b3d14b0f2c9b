import type { RunFacts } from '../../facts/define.ts';
import type { Finding } from '../../model/report.ts';
import { formatCount } from '../../text/numbers.ts';
import { code } from '../../text/words.ts';

/** A phrase that goes with wrong predictions, and what a text that counters it looks like. */
export interface Counter {
  readonly phrase: string;
  /** The label that the counter-examples carry. */
  readonly label: string;
  readonly template: string;
  readonly why: string;
}

/** Fewer counter-examples seldom change what a model learned of a word (catalogue of diagnoses, D3). */
const LEAST_COUNTER = 30;

const commonest = (labels: readonly number[]): number | null => {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? null;
};

/** Whether the finding names the phrase as one: as its slice, or set off in its title. */
const names = (finding: Finding, phrase: string): boolean =>
  finding.subject.slice === phrase ||
  [`\`${phrase}\``, `"${phrase}"`, `“${phrase}”`].some((marked) => finding.title.includes(marked));

/** Of a finding about a phrase: the template of a counter-example. Null where no phrase is named. */
export function counterOf(finding: Finding, facts: RunFacts): Counter | null {
  const examination = facts.examination();
  if (examination === null) return null;
  const { labels, reference } = examination.examined;
  const made = (phrase: string, wrong: number | null, right: number | null): Counter | null => {
    const label = right === null ? undefined : labels[right];
    if (label === undefined) return null;
    const called = wrong === null ? 'wrongly' : code(labels[wrong]!);
    return {
      phrase,
      label,
      template: `[…] ${phrase} […]`,
      why: `Texts with ${code(phrase)} were called ${called} too often: write or collect ${formatCount(LEAST_COUNTER)} or more that hold it and are ${code(label)}`,
    };
  };
  const cues = examination.cues();
  if ('cues' in cues)
    for (const { term, label, examples } of cues.cues)
      if (names(finding, term))
        return made(term, label, commonest(examples.map(({ row }) => reference[row]!)));
  const misleading = examination.misleading();
  if ('terms' in misleading)
    for (const { term, reference: right, predicted } of misleading.terms)
      if (names(finding, term)) return made(term, predicted, right);
  const groups = examination.groups();
  if ('groups' in groups)
    for (const group of groups.groups)
      if (group.kind === 'phrase' && names(finding, group.name))
        return made(group.name, group.commonest.predicted, group.commonest.reference);
  return null;
}
