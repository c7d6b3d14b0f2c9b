import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type Figure, tableOf } from './table.ts';

const FOLDER = 'docs/accuracy';
const FIGURES = `${FOLDER}/figures.json`;
const LOG = `${FOLDER}/evaluations.tsv`;
const PAGE = 'docs/accuracy.md';
const README = 'README.md';

export interface PageContent {
  readonly figures: readonly Figure[];
  readonly perPlant: string;
  readonly perAudit: string;
  readonly misses: readonly string[];
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function fill(path: string, page: string, name: string, content: string): string {
  const start = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} has no place for ${name}`);
  return `${page.slice(0, from + start.length)}\n${content}\n${page.slice(to)}`;
}

const json = (content: PageContent): string => `${JSON.stringify(content, null, 1)}\n`;

/**
 * Holds a result of the reported half against the published one. Every look at this half that shows something new is
 * written into the log, so that nobody can try often and publish once.
 *
 * @returns the exit code: 1 when `check` is set and the published figures do not hold.
 */
export function record(content: PageContent, check: boolean): number {
  const before = existsSync(FIGURES) ? readFileSync(FIGURES, 'utf8') : '';
  if (before === json(content)) {
    console.log('\nAs published.');
    return 0;
  }
  if (check) {
    console.log('\nThese are not the published figures; npm run accuracy publishes and logs them.');
    return 1;
  }
  mkdirSync(FOLDER, { recursive: true });
  const log = existsSync(LOG) ? readFileSync(LOG, 'utf8') : 'look\tdate\tfigures\n';
  const look = log.trimEnd().split('\n').length;
  const line = content.figures.map((one) => `${one.id} ${one.hits}/${one.of}`).join(', ');
  writeFileSync(LOG, `${log}${look}\t${new Date().toISOString().slice(0, 10)}\t${line}\n`);
  writeFileSync(FIGURES, json(content));
  let page = readFileSync(PAGE, 'utf8');
  page = fill(PAGE, page, 'figures', tableOf(content.figures));
  page = fill(PAGE, page, 'plants', content.perPlant);
  page = fill(PAGE, page, 'audits', content.perAudit);
  page = fill(PAGE, page, 'misses', content.misses.map((miss) => `- ${miss}`).join('\n') || 'None.');
  page = fill(PAGE, page, 'looks', `${look} ${look === 1 ? 'look' : 'looks'} at the reported half so far, each in \`docs/accuracy/evaluations.tsv\`.`);
  writeFileSync(PAGE, page);
  writeFileSync(README, fill(README, readFileSync(README, 'utf8'), 'figures', tableOf(content.figures)));
  console.log(`\nPublished: look ${look} at the reported half.`);
  return 0;
}
