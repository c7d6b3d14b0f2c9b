import type { Audit } from '../../src/audits/define.ts';
import { type AnalyseOptions, type ReadResult, report } from '../../src/engine/analyse.ts';
import { derived } from '../../src/model/known.ts';
import type { FindingDraft, Outcome } from '../../src/model/outcome.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Report } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import type { Source } from '../../src/model/source.ts';
import { directorySource } from '../../src/node/directory-source.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { columnsOfPairs } from './prediction-columns.ts';

/** Runs as if a reader had just made them. */
export const asRead = (...runs: readonly Run[]): ReadResult => ({
  runs,
  read: [],
  unreadable: [],
  ignored: { count: 0, examples: [] },
  assumptions: [],
});

/** The whole engine over one run without files. */
export const judged = (run: Run, options: AnalyseOptions = {}): Promise<Report> =>
  report('outputs', asRead(run), options);

/** A finding that says nothing in particular. */
export const draft = (more: Partial<FindingDraft> = {}): FindingDraft => ({
  claim: 'strong',
  severity: 'risk',
  title: 'Something was found',
  measured: 'It measured 3',
  mattersWhen: 'always',
  advice: null,
  refutedBy: null,
  evidence: [],
  ...more,
});

/** An audit of the given name that always says the same. */
export const stub = (
  id: string,
  outcome: Outcome | Audit['judge'],
  more: Partial<Omit<Audit, 'id' | 'judge'>> = {},
): Audit => ({
  id,
  family: 'fit',
  title: `${id} holds`,
  failureTitle: `${id} fails`,
  why: '',
  requires: [],
  references: [],
  ...more,
  judge: typeof outcome === 'function' ? outcome : () => outcome,
});

export const finds = (id: string, ...findings: readonly Partial<FindingDraft>[]): Audit =>
  stub(id, { kind: 'finding', findings: (findings.length === 0 ? [{}] : findings).map(draft) });

/** Predictions of a validation set with this confusion table: one line of counts for each reference label. */
export function predictionsOf(
  labels: readonly string[],
  table: readonly (readonly number[])[],
): PredictionSet {
  const pairs = table.flatMap((line, from) =>
    line.flatMap((count, to) =>
      Array.from({ length: count }, (): [string, string] => [labels[from]!, labels[to]!]),
    ),
  );
  return createPredictionSet(
    columnsOfPairs(labels, pairs, { split: derived('validation', 'the name of the file') }),
  );
}

/** A folder on disk as the command line would open it. */
export const folder = (path: string): Promise<Source> => directorySource(path, [{ disk: path, inside: '' }]);

/** All prose a reader of the first screen sees. */
export const firstScreen = (report: Report): string =>
  [
    report.answer.headline,
    ...report.answer.sentences,
    ...report.answer.actions.map((action) => `${action.text} ${action.code ?? ''}`),
  ].join('\n');
