import { type DeletionPair, type DeletionTest, judgeDeletion } from '../metrics/cues/index.ts';
import type { ExaminedRows } from '../metrics/examination/index.ts';
import type { Evidence, ProbeAnswer, ProbeRequest } from '../model/outcome.ts';
import { wilson } from '../stats/index.ts';
import { formatCount } from '../text/numbers.ts';
import { measure } from './wording.ts';

/** A question to the model: texts as they are, without something, and without another word as frequent. */
export interface AskedAgain {
  readonly probe: ProbeRequest;
  /** Rows that are answered as they were before count; others would mean that another model was asked. */
  judge(answer: ProbeAnswer): DeletionTest;
}

const highest = (scores: ArrayLike<number>): number => {
  let best = 0;
  for (let label = 1; label < scores.length; label++) if (scores[label]! > scores[best]!) best = label;
  return best;
};

/** `key` names the question; the texts are part of it, so that an answer about other texts is not taken for one about these. */
export function askAgain(
  key: string,
  { texts, predicted }: ExaminedRows,
  pairs: readonly DeletionPair[],
): AskedAgain {
  const asked = pairs.flatMap(({ row, withoutTerm, withoutOther }) => [
    texts![row]!,
    withoutTerm,
    withoutOther,
  ]);
  return {
    probe: { kind: 'predict', key: `${key}/${asked.length}/${sumOf(asked)}`, texts: asked },
    judge({ scores }) {
      const [changed, changedByOther]: [number[], number[]] = [[], []];
      pairs.forEach(({ row }, i) => {
        const three = scores.slice(3 * i, 3 * i + 3);
        if (three.length < 3 || three.some((one) => one.length === 0)) return;
        const [whole, without, other] = three.map(highest);
        if (whole !== predicted[row]) return;
        changed.push(without === whole ? 0 : 1);
        changedByOther.push(other === whole ? 0 : 1);
      });
      return judgeDeletion(changed, changedByOther);
    },
  };
}

/** A small checksum (FNV-1a, 32 bits). */
function sumOf(texts: readonly string[]): string {
  let sum = 0x811c9dc5;
  for (const text of texts)
    for (let at = 0; at <= text.length; at++)
      sum = Math.imul(sum ^ (at < text.length ? text.charCodeAt(at) : 0x10000), 0x01000193);
  return (sum >>> 0).toString(16);
}

/** What the model answered, as evidence; `what` was taken out. */
export function evidenceOfAsking(test: DeletionTest, what: string): readonly Evidence[] {
  const { rows, changed, changedByOther, difference } = test;
  return [
    measure(`answers that changed without ${what}`, changed, {
      n: rows,
      interval: wilson(changed, rows),
      method: 'the model asked again',
    }),
    measure('answers that changed without another word as frequent', changedByOther, {
      n: rows,
      interval: wilson(changedByOther, rows),
    }),
    measure('difference of both shares', difference.difference, {
      interval: difference.interval,
      method: `${difference.method}, p = ${difference.p.toPrecision(2)}`,
    }),
  ];
}

/** `Asked again without it, the model changed 15 of these 20 answers, and 2 without another word as frequent`. */
export const askedText = ({ rows, changed, changedByOther }: DeletionTest, what: string): string =>
  `Asked again without ${what}, the model changed ${formatCount(changed)} of ${formatCount(rows)} answers, and ${formatCount(changedByOther)} without another word as frequent`;
