import { analyse } from '../../src/engine/analyse.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import type { KeptRun } from './archive.ts';
import { type Book, borneOut, type Expected, isPresent, type Measured } from './truth.ts';

/** What Afterfit said about one run, held against the book. */
export interface Scored {
  readonly run: Omit<KeptRun, 'source'>;
  readonly isControl: boolean;
  /** The planted fault is there (always true for controls, which have none). */
  readonly present: boolean;
  /** Short runs of some plants cannot decide; counted neither as found nor as missed. */
  readonly decidable: boolean;
  /** An expected id is first or second among the findings. */
  readonly found: boolean;
  /** The same among findings of severity problem or risk: what is left to mend. */
  readonly grave: boolean;
  /** The book's cause is a finding, at any place; null when the book asks for none. */
  readonly causeNamed: boolean | null;
  /** Findings of severity problem or risk that are not true, by how sure they were. */
  readonly wrongSure: readonly string[];
  readonly wrongLikely: readonly string[];
  /** Ids of all findings in the order of the report, with claim and severity. */
  readonly said: readonly string[];
  readonly headline: string;
  /** On the 4,000 texts. */
  readonly accuracy: number | null;
}

const isSerious = (finding: Finding): boolean => finding.severity !== 'note';

function isTrue(book: Book, entry: Expected, ids: readonly string[], run: Measured, finding: Finding): boolean {
  if (Object.hasOwn(book.judgedByMeasurement, finding.id) && borneOut(run, finding)) return true;
  if (entry.mustNot.includes(finding.id)) return false;
  return (
    ids.includes(finding.id) || entry.allowed.includes(finding.id) || book.allowedAnywhere.includes(finding.id)
  );
}

export interface Judged {
  readonly scored: Scored;
  readonly report: Report;
}

export async function score(
  kept: KeptRun,
  book: Book,
  measured: Measured,
  healthy: Measured | undefined,
): Promise<Judged> {
  const { source, ...run } = kept;
  const isControl = Object.hasOwn(book.controls, kept.plant);
  const entry = (isControl ? book.controls : book.plants)[kept.plant];
  if (entry === undefined) throw new Error(`${kept.plant} does not stand in expected.json`);
  const report = await analyse(source, { labelNoise: entry.options.labelNoise });
  const ids = kept.variant === 'short' && entry.expectedShort !== undefined ? entry.expectedShort : entry.expected;
  const wrong = report.findings.filter(
    (finding) => isSerious(finding) && !isTrue(book, entry, ids, measured, finding),
  );
  const byClaim = (...claims: readonly string[]) =>
    wrong.filter((finding) => claims.includes(finding.claim)).map((finding) => finding.id);
  const causes = entry.cause?.split(' or ');
  return {
    report,
    scored: {
      run,
      isControl,
      present: isControl || isPresent(measured, healthy),
      decidable: kept.variant === 'dense' || entry.decidableShort !== false,
      found: report.findings.slice(0, 2).some((finding) => ids.includes(finding.id)),
      grave: report.findings.slice(0, 2).some((finding) => isSerious(finding) && ids.includes(finding.id)),
      causeNamed:
        causes === undefined ? null : report.findings.some((finding) => causes.includes(finding.id)),
      wrongSure: byClaim('fact', 'strong'),
      wrongLikely: byClaim('likely'),
      said: report.findings.map((finding) => `${finding.id}:${finding.claim}:${finding.severity}`),
      headline: report.answer.headline,
      accuracy: measured.large.accuracy,
    },
  };
}
