import type { Scored } from './score.ts';
import type { Book } from './truth.ts';

const share = (hits: number, of: number): string => (of === 0 ? '–' : `${hits} of ${of}`);

/**
 * One line an audit: how often it spoke on healthy runs, by level, how often a problem or risk of it was not borne out on any run,
 * and how often it was found where it was planted (dense runs; at any place among the findings).
 */
export function perAudit(scored: readonly Scored[], book: Book, ids: readonly string[]): string {
  const healthy = scored.filter((row) => row.isControl);
  const planted = scored.filter((row) => !row.isControl && row.present && row.run.variant === 'dense');
  const lines = ids.map((id) => {
    const spoke = (row: Scored, holds: (claim: string, severity: string) => boolean): boolean =>
      row.said.some((text) => {
        const [name, claim, severity] = text.split(':') as [string, string, string];
        return name === id && holds(claim, severity);
      });
    const count = (holds: (claim: string, severity: string) => boolean): number =>
      healthy.filter((row) => spoke(row, holds)).length;
    const isGrave = (severity: string): boolean => severity !== 'note';
    const sure = count((claim, severity) => isGrave(severity) && (claim === 'strong' || claim === 'fact'));
    const likely = count((claim, severity) => isGrave(severity) && claim === 'likely');
    const notes = count((_, severity) => !isGrave(severity));
    const wrong = scored.filter((row) => [...row.wrongSure, ...row.wrongLikely].includes(id)).length;
    const its = planted.filter((row) => book.plants[row.run.plant]?.expected.includes(id) === true);
    const found = its.filter((row) => spoke(row, () => true)).length;
    return `| ${id} | ${sure} | ${likely} | ${notes} | ${share(wrong, scored.length)} | ${share(found, its.length)} |`;
  });
  return [
    `| audit | healthy runs (${healthy.length}): problem or risk, strong or fact | likely | note or hint | not borne out, all runs | found where planted |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
