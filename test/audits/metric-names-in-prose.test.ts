import { describe, expect, it } from 'vitest';
import { audits } from '../../src/audits/index.ts';
import type { Run } from '../../src/model/run.ts';
import { evaluated, fallingAccuracy, risingLoss, steadyAccuracy } from '../support/evaluated-runs.ts';
import { failingRuns } from '../support/failing-runs.ts';
import { ordinaryRuns } from '../support/ordinary-runs.ts';
import { prose, verdict } from '../support/verdict.ts';

/** The same run with its accuracy (or F1) logged as macro-F1. */
function loggedAsMacroF1(run: Run): Run {
  const series = run.series.map((one) =>
    one.split === 'validation' && (one.quantity === 'accuracy' || one.quantity === 'f1')
      ? { ...one, tag: 'eval_f1_macro', quantity: 'f1_macro' }
      : one,
  );
  const metric =
    run.selection.metric === null ? null : run.selection.metric.replace(/accuracy|f1$/, 'f1_macro');
  return { ...run, series, selection: { ...run.selection, metric } };
}

const runs: Readonly<Record<string, Run>> = {
  ...Object.fromEntries(Object.entries(ordinaryRuns).map(([name, make]) => [name, make()])),
  ...failingRuns,
  falling: evaluated({ loss: risingLoss, accuracy: fallingAccuracy, n: 2000 }),
  steady: evaluated({ loss: risingLoss, accuracy: steadyAccuracy, n: 2000 }),
  few: evaluated({ accuracy: steadyAccuracy, n: 60 }),
  'keeps the last': {
    ...evaluated({ accuracy: fallingAccuracy, n: 2000 }),
    selection: {
      metric: 'f1_macro',
      greaterIsBetter: false,
      loadBestAtEnd: true,
      bestValue: fallingAccuracy.at(-1)!,
      bestCheckpoint: null,
      bestStep: null,
    },
  },
};

/** Prose without its code that assigns a setting. */
const withoutSettings = (text: string): string => text.replace(/`[^`]*=[^`]*`/g, '');

describe('a metric in the sentences of an audit', () => {
  const said = Object.values(runs).flatMap((run) =>
    audits.map((audit) => ({ id: audit.id, text: prose(verdict(audit, loggedAsMacroF1(run))) })),
  );

  it.each(audits.map((audit) => audit.id))(
    '%s calls it by its name, and by its key only in settings',
    (id) => {
      for (const { text } of said.filter((one) => one.id === id))
        expect(withoutSettings(text)).not.toContain('f1_macro');
    },
  );

  it('is named in many of them', () => {
    const named = new Set(said.filter(({ text }) => /macro-F1/i.test(text)).map(({ id }) => id));
    expect(named.size).toBeGreaterThanOrEqual(8);
  });

  it('begins a sentence with a capital', () => {
    for (const { text } of said) expect(text).not.toMatch(/(^|\. |\| )(macro-F1|accuracy)/);
  });
});
