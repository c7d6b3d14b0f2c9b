import type { Known } from '../model/known.ts';
import type { Run } from '../model/run.ts';

/** The optimiser as far as settings or a model card tell. */
export interface Optimiser {
  /** As recorded: `adamw_torch`, `sgd`, `BertAdam`. */
  readonly name: string;
  readonly family: 'adam' | 'sgd' | 'other';
  readonly from: string;
  readonly beta1: number | null;
  readonly beta2: number | null;
  readonly epsilon: number | null;
  /** False when the first steps are not corrected for moments that start at zero; null when not recorded. */
  readonly correctsBias: boolean | null;
}

/** BERT's own optimisers, which leave Adam's bias correction out (Zhang et al. 2021, section 4). */
const UNCORRECTED = /bertadam|adamweightdecayoptimizer|adam_?weight_?decay_?optimizer/i;

const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** `Use OptimizerNames.ADAMW_TORCH with betas=(0.9,0.999) and epsilon=1e-08 and …` (or `Adam with betas=…`) of a model card. */
function fromCard(text: string): Pick<Optimiser, 'name' | 'beta1' | 'beta2' | 'epsilon'> {
  const betas = /betas=\(\s*([\d.eE+-]+)\s*,\s*([\d.eE+-]+)\s*\)/.exec(text);
  const epsilon = /epsilon=([\d.eE+-]+)/.exec(text);
  const name =
    /OptimizerNames\.([A-Z0-9_]+)/.exec(text)?.[1]?.toLowerCase() ?? text.split(/\s+with\s+/)[0]!.trim();
  return {
    name,
    beta1: betas === null ? null : number(Number(betas[1])),
    beta2: betas === null ? null : number(Number(betas[2])),
    epsilon: epsilon === null ? null : number(Number(epsilon[1])),
  };
}

/** Null when no optimiser is recorded. Adam's constants are read only for an optimiser of Adam's family. */
export function optimiserOf(run: Run): Optimiser | null {
  const known: Known<string> | null = run.hyperparameters.optimizer;
  if (known === null) return null;
  const card = fromCard(known.value);
  const { raw } = run.hyperparameters;
  const family = /adam/i.test(card.name) ? 'adam' : /^(sgd|momentum)$/i.test(card.name) ? 'sgd' : 'other';
  const text = `${known.value} ${typeof raw.optim_args === 'string' ? raw.optim_args : ''}`;
  const corrects =
    raw.correct_bias === false || /correct_bias\s*=\s*false/i.test(text) || UNCORRECTED.test(card.name)
      ? false
      : /^adamw?_(torch|apex|bnb|hf|8bit)|^adamw?$/i.test(card.name)
        ? true
        : null;
  const adam = family === 'adam';
  return {
    name: card.name,
    family,
    from: known.from,
    beta1: adam ? (card.beta1 ?? number(raw.adam_beta1)) : null,
    beta2: adam ? (card.beta2 ?? number(raw.adam_beta2)) : null,
    epsilon: adam ? (card.epsilon ?? number(raw.adam_epsilon)) : null,
    correctsBias: adam ? corrects : null,
  };
}
