import { expect, it } from 'vitest';
import type { Audit } from '../../src/audits/define.ts';
import type { Run } from '../../src/model/run.ts';
import { brief, stretched, verdict } from './verdict.ts';

/** What an audit says must not depend on the unit of the steps, the run's name, or the order in which series were read. */
export function isUnmoved(audit: Audit, runs: Readonly<Record<string, Run>>): void {
  const changes: Readonly<Record<string, (run: Run) => Run>> = {
    'longer steps': (run) => (run.axis === 'epoch' ? run : stretched(run, 10)),
    'another name': (run) => ({ ...run, id: 'seed-2/outputs', title: 'seed-2' }),
    'another order of series': (run) => ({ ...run, series: [...run.series].reverse() }),
    'another file': (run) => ({
      ...run,
      series: run.series.map((s) => ({ ...s, file: 'checkpoint-1/trainer_state.json' })),
    }),
  };
  for (const [name, run] of Object.entries(runs)) {
    it.each(Object.entries(changes))(`says the same of ${name} under %s`, (_, change) => {
      expect(brief(verdict(audit, change(run)))).toBe(brief(verdict(audit, run)));
    });
  }
}
