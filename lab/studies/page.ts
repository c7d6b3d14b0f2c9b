import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { FOUND_BY, falseAlarm, JUDGED, LOUDNESS } from './healthy.ts';
import type { Goal, Study } from './study.ts';
import type { Total } from './totals.ts';

export type Half = 'choosing' | 'reported';

const FOLDER = 'docs/accuracy';
const FIGURES = `${FOLDER}/studies.json`;
const LOG = `${FOLDER}/studies.tsv`;
const PAGE = `${FOLDER}/studies.md`;
const SUMMARY = 'docs/accuracy.md';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const rangeOf = ({ low, high }: Total): string => `${(100 * low).toFixed(1)} to ${percent(high)}`;

const goalText = (goal: Goal): string =>
  goal === null ? '–' : 'atLeast' in goal ? `≥ ${100 * goal.atLeast} %` : `≤ ${100 * goal.atMost} %`;

const reachedText = (reached: boolean | null): string => (reached === null ? '–' : reached ? 'yes' : '**no**');
const measured = ({ hits, of }: Total): string => (of === 0 ? '–' : `${percent(hits / of)} (${hits} of ${of})`);

export const tableOf = (totals: readonly Total[]): string =>
  [
    '| what | measured | 95 % (Wilson) | goal | reached |',
    '| --- | --- | --- | --- | --- |',
    ...totals.map((one) => `| ${one.what} | ${measured(one)} | ${one.of === 0 ? '–' : rangeOf(one)} | ${goalText(one.goal)} | ${reachedText(one.reached)} |`),
  ].join('\n');

const countOf = (one: Total | undefined): string => (one === undefined || one.of === 0 ? 'not measured' : `${one.hits} of ${one.of} (${rangeOf(one)})`);

/** What stands in the page of an audit. */
export function auditFigures(id: (typeof JUDGED)[number], totals: readonly Total[]): string {
  const of = new Map(totals.map((one) => [one.id, one]));
  const [hint, note, risk] = LOUDNESS.map((loudness) => countOf(of.get(falseAlarm(id, loudness))));
  return [
    'Through the whole report, on data sets of known truth (`docs/accuracy/studies.md`; 95 %, Wilson):',
    '',
    `- nothing planted: a hint on ${hint}, a surer note on ${note}, a risk or problem on ${risk};`,
    `- found where planted: ${countOf(of.get(FOUND_BY[id]))}.`,
  ].join('\n');
}

/** One line an audit: its false alarms by how loud they are, and what it found where it was planted. */
export function auditTable(totals: readonly Total[]): string {
  const of = new Map(totals.map((one) => [one.id, one]));
  const cell = (one: Total | undefined, mark: boolean): string =>
    one === undefined || one.of === 0 ? '–' : `${one.hits} of ${one.of}${mark ? ` (${rangeOf(one)})` : ''}${one.reached === false ? ' **no**' : ''}`;
  return [
    '| audit | healthy sets: hint | note, likely or surer (goal ≤ 1 %) | risk or problem (goal ≤ 1 %) | found where planted (goal ≥ 90 %) |',
    '| --- | --- | --- | --- | --- |',
    ...JUDGED.map((id) => {
      const alarms = LOUDNESS.map((loudness) => cell(of.get(falseAlarm(id, loudness)), loudness !== 'hint'));
      return `| [${id}](../audits/${id}.md) | ${alarms.join(' | ')} | ${cell(of.get(FOUND_BY[id]), true)} |`;
    }),
  ].join('\n');
}

/** The tables of all studies but the healthy sets, which are told by audit. */
export const studyTables = (studies: readonly Study[], totals: readonly Total[]): string =>
  studies
    .filter(({ id }) => id !== 'healthy')
    .map(({ id, title, planted, sets }) => {
      const heading = `### ${title[0]!.toUpperCase()}${title.slice(1)}`;
      return `${heading}\n\n${sets} data sets: ${planted}.\n\n${tableOf(totals.filter((one) => one.study === id))}`;
    })
    .join('\n\n');

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function fill(path: string, name: string, content: string): void {
  const page = readFileSync(path, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no place for ${name}`);
  writeFileSync(path, `${page.slice(0, from + start.length)}\n${content}\n${page.slice(to)}`);
}

export const summaryOf = (totals: readonly Total[]): string => {
  const held = totals.filter(({ reached }) => reached !== null);
  const reached = held.filter((one) => one.reached === true).length;
  const sets = totals.find(({ id }) => id === 'healthy/any');
  return `${reached} of ${held.length} goals were reached; a problem or risk, likely or surer, was said of ${sets?.hits ?? 0} of ${sets?.of ?? 0} healthy sets.`;
};

/**
 * Holds the reported half against what is published; each look that shows something new is logged.
 *
 * @returns the exit code: 1 when `check` is set and the published figures do not hold.
 */
export function record(studies: readonly Study[], totals: readonly Total[], check: boolean): number {
  const json = `${JSON.stringify(totals, null, 1)}\n`;
  const changed = !existsSync(FIGURES) || readFileSync(FIGURES, 'utf8') !== json;
  if (check) {
    console.log(changed ? '\nThese are not the published figures.' : '\nAs published.');
    return changed ? 1 : 0;
  }
  if (changed) {
    mkdirSync(FOLDER, { recursive: true });
    const log = existsSync(LOG) ? readFileSync(LOG, 'utf8') : 'look\tdate\tgoals not reached\n';
    const missed = totals.filter(({ reached }) => reached === false).map(({ id, hits, of }) => `${id} ${hits}/${of}`);
    writeFileSync(LOG, `${log}${log.trimEnd().split('\n').length}\t${new Date().toISOString().slice(0, 10)}\t${missed.join(', ')}\n`);
    writeFileSync(FIGURES, json);
  }
  fillPages(studies, totals);
  console.log(changed ? '\nPublished and logged as a look at the reported half.' : '\nAs published.');
  return 0;
}

export const published = (): readonly Total[] => JSON.parse(readFileSync(FIGURES, 'utf8'));

/** The published figures, in every page that shows them. */
export function fillPages(studies: readonly Study[], totals: readonly Total[]): void {
  fill(PAGE, 'audits', auditTable(totals));
  fill(PAGE, 'studies', studyTables(studies, totals));
  fill(PAGE, 'healthy', tableOf(totals.filter(({ id }) => id === 'healthy/any')));
  fill(SUMMARY, 'studies', summaryOf(totals));
  for (const id of JUDGED) fill(`docs/audits/${id}.md`, 'figures', auditFigures(id, totals));
}
