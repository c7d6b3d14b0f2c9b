import type { Audit } from '../../src/audits/define.ts';
import { firstMissing } from '../../src/engine/requirements.ts';
import { createFacts } from '../../src/facts/index.ts';
import type { ClassificationMeasures } from '../../src/metrics/text-classification/measures.ts';
import type { FindingDraft, Outcome } from '../../src/model/outcome.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Run } from '../../src/model/run.ts';

interface Measured {
  readonly set: PredictionSet;
  readonly measures: ClassificationMeasures;
}

/** What one audit says of one run, its requirements checked first as the engine does. */
export function verdict(audit: Audit, run: Run, measured: Measured | null = null): Outcome {
  const facts = createFacts(run, measured);
  const lack = firstMissing(audit, facts);
  if (lack !== null) return { kind: 'not-applicable', ...lack };
  return audit.judge({ run, facts, probe: () => null });
}

/** The first finding of an outcome; fails the test when there is none. */
export function finding(outcome: Outcome): FindingDraft {
  if (outcome.kind !== 'finding') throw new Error(`expected a finding, got ${JSON.stringify(outcome)}`);
  return outcome.findings[0]!;
}

/** All prose of an outcome, for tests that forbid or demand a word. */
export function prose(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'finding':
      return outcome.findings
        .flatMap((f) => [f.title, f.measured, f.cause?.text, f.mattersWhen, f.advice?.text, f.refutedBy])
        .filter((x) => x !== undefined && x !== null)
        .join(' | ');
    case 'pass':
      return outcome.measured;
    case 'inconclusive':
      return `${outcome.reason} | ${outcome.enough}`;
    case 'not-applicable':
      return outcome.reason;
    case 'needs-probe':
      return '';
  }
}

/** `pass`, `inconclusive`, …, or for a finding its claim and severity: `strong problem`. */
export const brief = (outcome: Outcome): string =>
  outcome.kind === 'finding'
    ? `${outcome.findings[0]?.claim} ${outcome.findings[0]?.severity}`
    : outcome.kind;

/** The same run logged on an axis whose steps are `factor` times as long, with as many more updates. */
export function stretched(run: Run, factor: number): Run {
  const times = (known: Run['plannedSteps']): Run['plannedSteps'] =>
    known === null ? null : { ...known, value: known.value * factor };
  return {
    ...run,
    series: run.series.map((s) => ({ ...s, step: s.step.map((step) => step * factor) })),
    seams: run.seams.map((seam) => ({ ...seam, step: seam.step * factor, after: seam.after * factor })),
    checkpoints: run.checkpoints.map((c) => ({ ...c, step: c.step * factor })),
    lastStep: run.lastStep === null ? null : run.lastStep * factor,
    plannedSteps: times(run.plannedSteps),
    trainSize: times(run.trainSize),
  };
}
