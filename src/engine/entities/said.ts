import type { RunFacts } from '../../facts/define.ts';
import type { KeyFigure } from '../../model/report.ts';
import { formatCount, formatInterval, formatPercent } from '../../text/numbers.ts';

/** Figures of the first screen where mentions are judged. */
export function entityFigures(facts: RunFacts): readonly KeyFigure[] {
  const examined = facts.entities();
  if (examined === null) return [];
  const { overall, types } = examined.scores();
  const { f1_micro: micro, f1_macro: macro } = overall;
  const { reference } = examined.counts.sides;
  const figures: KeyFigure[] = [];
  if (micro !== undefined)
    figures.push({
      id: 'micro-f1',
      name: 'Entity F1',
      value: micro.value,
      format: 'score',
      interval: micro.interval,
      note: `exact spans, ${formatCount(reference.mentions)} mentions in ${formatCount(examined.set.sentences)} sentences`,
      reference: null,
    });
  const judged = types.filter(({ f1 }) => f1.value !== null);
  if (macro !== undefined && judged.length > 1) {
    const small = judged.filter(({ support }) => support > 0 && support < 10).length;
    figures.push({
      id: 'macro-f1',
      name: 'Macro-F1',
      value: macro.value,
      format: 'score',
      interval: macro.interval,
      note:
        small === 0
          ? `mean over ${formatCount(judged.length)} entity types`
          : `Wide because ${small === 1 ? 'one type has' : `${small} types have`} fewer than 10 mentions`,
      reference: null,
    });
  }
  return figures;
}

/** How good it is at finding mentions, in one sentence; null when that is not known. */
export function entitySentence(facts: RunFacts): string | null {
  const examined = facts.entities();
  if (examined === null) return null;
  const { f1_micro: f1, precision_micro: precision, recall_micro: recall } = examined.scores().overall;
  const { reference, predicted } = examined.counts.sides;
  const split = examined.set.split === null ? '' : `${examined.set.split.value} `;
  const sentences = `${formatCount(examined.set.sentences)} ${split}sentences`;
  if (f1?.value == null || f1.interval === null)
    return `Neither the reference nor the predictions hold a mention in ${sentences}, so that there is nothing to score.`;
  const part =
    recall?.value == null
      ? `It names ${formatCount(predicted.mentions)} mentions in ${sentences} whose reference holds none`
      : precision?.value == null
        ? `It names none of the ${formatCount(reference.mentions)} mentions in ${sentences}`
        : `It finds **${formatPercent(recall.value)}** of ${formatCount(reference.mentions)} mentions in ${sentences}, and ${formatPercent(precision.value)} of what it names is right`;
  return `${part}: entity F1 **${formatPercent(f1.value)}** (95 % interval ${formatInterval(f1.interval, 'percent')}; exact span and type).`;
}

/** Below it a silence of the checks is no praise: every tenth mention or more is wrong all the same. */
const GOOD = 0.9;

/** The headline where no check found a weakness. */
export function entityHeadline(facts: RunFacts): string {
  const examined = facts.entities();
  if (examined === null) return 'No mentions were judged.';
  const sentences = formatCount(examined.set.sentences);
  const f1 = examined.scores().overall.f1_micro;
  if (f1?.interval != null && f1.interval.low >= GOOD)
    return `No check found a weakness in ${sentences} sentences.`;
  return f1?.value == null
    ? `Nothing to find in these ${sentences} sentences.`
    : `Entity F1 is ${formatPercent(f1.value)}, and no check found what the errors share.`;
}
