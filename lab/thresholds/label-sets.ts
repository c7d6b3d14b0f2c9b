/**
 * False alarms and finds of `threshold-off` and `no-better-than-trivial` where a row can have several labels, on simulated probabilities,
 * through the audits themselves. Nothing was tuned on them, so all are quoted (docs/thresholds/label-sets.md).
 *
 *     node lab/thresholds/run.mjs label-sets
 */
import { thresholdOff } from '../../src/audits/calibration/threshold-off.ts';
import { noBetterThanTrivial } from '../../src/audits/classes/no-better-than-trivial.ts';
import type { Audit } from '../../src/audits/define.ts';
import { type DrawnLabel, drawLabelSet, judgeLabelSet } from '../../test/support/label-sets.ts';

const EACH = 60;

const of = (count: number, label: Omit<DrawnLabel, 'name'>): readonly DrawnLabel[] =>
  Array.from({ length: count }, (_, i) => ({ name: `l${i}`, ...label }));

function share(audit: Audit, rows: number, drawn: readonly DrawnLabel[], bare = false): string {
  let found = 0;
  for (let seed = 0; seed < EACH; seed++) {
    const set = drawLabelSet(rows, drawn, { seed: 100 + seed });
    const outcome = judgeLabelSet(audit, bare ? { ...set, probabilities: null, threshold: null } : set);
    if (outcome.kind === 'finding') found++;
  }
  return `${((100 * found) / EACH).toFixed(0)} %`;
}

export function run(): void {
  const worlds: readonly (readonly [string, readonly DrawnLabel[]])[] = [
    ['6 frequent labels that are well known', of(6, { bias: 0, knows: 6 })],
    ['20 labels of 20 %, half known', of(20, { bias: -2.5, knows: 3 })],
    ['6 labels of 10 %, known, shifted so that one half is best', of(6, { bias: -4, knows: 3, shift: 0.75 })],
    ['6 rare labels (about 6 %), true probabilities', of(6, { bias: -4, knows: 2.2 })],
    ['6 labels of 25 %, scores that know nothing', of(6, { bias: -1.1, knows: 0 })],
  ];
  for (const [name, drawn] of worlds) {
    const cells = [600, 2000].map((rows) => share(thresholdOff, rows, drawn));
    const trivial = [200, 600].map((rows) => share(noBetterThanTrivial, rows, drawn, true));
    console.log(`| ${name} | ${cells.join(' | ')} | ${trivial.join(' | ')} |`);
  }
}
