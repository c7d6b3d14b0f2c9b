import type { Comparison, ComparisonMember, ComparisonTrajectories } from '../model/comparison.ts';
import type { Role } from './marks.ts';

/** How the curve of one run is drawn. */
export interface DrawnLine {
  readonly run: string;
  readonly table: string;
  readonly role: Role;
  /** Colour of its letter. */
  readonly text: Role;
  /** Letter at its end; null for a line that stays in the background. */
  readonly label: string | null;
  readonly failed: boolean;
}

/** So many lines can be told apart by letter, colour and dash. */
export const MOST_TOLD_APART = 12;

const texts = ['text-validation', 'text-test', 'text-train'] as const;

/**
 * Up to twelve runs have a look and a letter each. Of more, all are grey but the best and the one in the middle, and failed ones are
 * dashed with a cross. Lines of the background come first, so that they are painted first.
 */
export function linesOf(comparison: Comparison, trajectories: ComparisonTrajectories): readonly DrawnLine[] {
  const members = new Map(comparison.members.map((member) => [member.run, member]));
  const { lines } = trajectories;
  const failedOf = (run: string): boolean => (members.get(run)?.failed ?? null) !== null;
  if (lines.length <= MOST_TOLD_APART)
    return lines.map((line, index) => ({
      run: line.run,
      table: line.table,
      role: `run-${index}` as Role,
      text: texts[index % 3] as Role,
      label: line.letter,
      failed: failedOf(line.run),
    }));
  const [best, middle] = bestAndMiddle(
    comparison,
    lines.map(({ run }) => run),
  );
  const look = (run: string): Pick<DrawnLine, 'role' | 'text' | 'label'> => {
    const letter = members.get(run)?.letter ?? '';
    if (run === best) return { role: 'run-best', text: 'text-validation', label: `${letter} best` };
    if (run === middle) return { role: 'run-middle', text: 'text-test', label: `${letter} median` };
    return { role: failedOf(run) ? 'run-failed' : 'run-other', text: 'text-train', label: null };
  };
  return lines
    .map(
      (line): DrawnLine => ({
        run: line.run,
        table: line.table,
        failed: failedOf(line.run),
        ...look(line.run),
      }),
    )
    .sort((a, b) => Number(a.label !== null) - Number(b.label !== null));
}

/** The run with the best score and the one in the middle of those that did not fail. */
function bestAndMiddle(comparison: Comparison, drawn: readonly string[]): readonly (string | null)[] {
  const present = new Set(drawn);
  const direction = comparison.metric?.greaterIsBetter === false ? 1 : -1;
  const scored = comparison.members
    .filter(
      (member): member is ComparisonMember & { score: NonNullable<ComparisonMember['score']> } =>
        member.failed === null && member.score !== null && present.has(member.run),
    )
    .sort((a, b) => direction * (a.score.value - b.score.value));
  const middle = scored[scored.length >> 1]?.run ?? null;
  const best = scored[0]?.run ?? null;
  return [best, middle === best ? null : middle];
}
