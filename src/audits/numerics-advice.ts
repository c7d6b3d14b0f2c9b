import type { RunFacts } from '../facts/define.ts';
import { lastCheckpointBefore } from '../facts/non-finite.ts';
import type { Advice, Claim } from '../model/outcome.ts';
import { median } from '../stats/index.ts';
import { formatRate } from '../text/numbers.ts';
import { code } from '../text/words.ts';
import { changesOf } from './setting-words.ts';

/** Growth of the gradient norm over the 20 rows before that names it as the likely cause (catalogue A7). */
const EXPLOSION = 10;

/** Why the numbers stopped being finite: grown gradients are likely the cause, everything else is a hint. */
export function causeOfNonFinite(
  facts: RunFacts,
  step: number,
): { readonly text: string; readonly claim: Claim } {
  const norms = facts.gradientNorm();
  const before: number[] = [];
  if (norms !== null)
    for (let row = 0; row < norms.n && norms.step[row]! < step; row++) before.push(norms.value[row]!);
  const first = facts.run.series.find((s) => s.split === 'train' && s.quantity === 'loss')?.step[0];
  if (before.length === 0 && first !== undefined && step <= first) {
    return {
      text: 'it was so from the first row: batches without any counted label (all −100), a label outside the range of the model, or broken initial weights',
      claim: 'hint',
    };
  }
  const window = before.slice(-20);
  if (window.length >= 5 && window.at(-1)! >= EXPLOSION * median(window.slice(0, -1))) {
    return {
      text: `the gradient norm had grown from about ${median(window).toPrecision(2)} to ${window.at(-1)!.toPrecision(2)} just before`,
      claim: 'likely',
    };
  }
  return facts.run.hyperparameters.precision?.value === 'fp16'
    ? {
        text: 'a number beyond the range of fp16, an empty input, or a label outside the range of the model',
        claim: 'hint',
      }
    : {
        text: 'a learning rate that was too high, an empty input, or a label outside the range of the model',
        claim: 'hint',
      };
}

/** Restart from the last sound checkpoint, with the cheapest remedies in order. */
export function restartAdvice(facts: RunFacts, step: number): Advice {
  const from = lastCheckpointBefore(facts.run, step);
  const { lower } = facts.recommended().learningRate;
  const half = facts.run.hyperparameters.precision?.value === 'fp16';
  const clip = changesOf(facts, { max_grad_norm: '1.0' });
  const rate = half || lower === null ? null : formatRate(lower.value);
  const filter = changesOf(facts, { logging_nan_inf_filter: 'False' });
  const settings: Record<string, string> = {
    ...clip.settings,
    ...(half ? { fp16: 'False', bf16: 'True' } : {}),
    ...(rate === null ? {} : { learning_rate: rate }),
    ...filter.settings,
  };
  const start =
    from === null ? 'Start again' : `Restart from ${code(from.path.split('/').at(-1) ?? from.path)}`;
  const first = half
    ? '`bf16=True` instead of fp16'
    : rate !== null
      ? `\`learning_rate=${rate}\`${lower?.how == null ? '' : ` (${lower.how})`}`
      : 'a tenth of the learning rate';
  return {
    text: `${start} with ${first}${clip.clause === '' ? '' : ` and ${clip.clause}`}${filter.clause === '' ? '' : `, and set ${filter.clause}`}`,
    settings,
  };
}
