import { countedRealLength, paddedLength, sizeOfModel } from '../../facts/machine.ts';
import { paddingChoices } from '../../metrics/cost/padding.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Run } from '../../model/run.ts';
import type { TextLengths } from '../../model/texts.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { percentRange } from '../resource-words.ts';
import { measure } from '../wording.ts';

/** Below it nothing is said; from the second on, at a fixed length, it is a risk. */
const LEAST_WASTE = 0.25;
const RISK_WASTE = 0.5;
/** Tokens a word of texts whose blanks part words, beside special ones. Tokenizers with few words of their own make more. */
const TOKENS_PER_WORD = { low: 1, high: 2 } as const;
const SMALL_VOCABULARY = 8000;
const MOST_PER_WORD = 3;
/** Scripts without blanks: words are whole sentences. */
const MOST_BYTES_PER_WORD = 12;
const SPECIAL = 2;

/** Tokens of the texts at each percent, by the least and the most that a tokenizer makes of them. */
interface RealLengths {
  readonly least: readonly number[];
  readonly most: readonly number[];
  readonly how: string;
  readonly exact: boolean;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function realLengths(run: Run, lengths: TextLengths, limit: number): RealLengths | null {
  const { quantiles, counted } = lengths;
  if (quantiles === undefined || quantiles.length < 2) return null;
  const cut = (factor: number, more: number): readonly number[] =>
    quantiles.map((value) => Math.min(limit, Math.ceil(factor * value) + more));
  if (counted === 'tokens') {
    if (lengths.tokens?.padded === true) return null;
    const own = cut(1, 0);
    return { least: own, most: own, how: `tokens counted in ${lengths.file}`, exact: true };
  }
  if ((lengths.bytesPerWord ?? Number.POSITIVE_INFINITY) > MOST_BYTES_PER_WORD) return null;
  const high = (run.model.vocabularySize ?? 0) < SMALL_VOCABULARY ? MOST_PER_WORD : TOKENS_PER_WORD.high;
  return {
    least: cut(TOKENS_PER_WORD.low, SPECIAL),
    most: cut(high, SPECIAL),
    how: `words of ${lengths.file}, one to ${high === 2 ? 'two' : 'three'} tokens each`,
    exact: false,
  };
}

/** E3 of the catalogue: what share of the tokens was padding, and what other ways of batching would have made of it. */
export const paddingWaste = defineAudit({
  id: 'padding-waste',
  family: 'resources',
  title: 'Little of what was computed was padding',
  failureTitle: 'A large part of the computed tokens was padding',
  why: 'Padding is computed like text and adds nothing: time, memory and energy.',
  requires: [],
  references: [
    'huggingface/transformers, src/transformers/modeling_utils.py (`floating_point_ops` counts padded tokens)',
    'huggingface/transformers, data/data_collator.py (`DataCollatorWithPadding`)',
  ],
  judge({ run, facts }): Outcome {
    const padded = paddedLength(run);
    if (padded === null)
      return notApplicable(
        'how many tokens were computed is not recorded (`include_num_input_tokens_seen`, or `total_flos` with the configuration of the model)',
      );
    const lengths = run.textMeasures?.lengths.find(({ split }) => split === 'train') ?? null;
    const counted = countedRealLength(run);
    const limit =
      Math.max(padded.fixed ?? 0, run.model.tokenizer?.cutAt?.value ?? 0) || Math.ceil(padded.mean);
    const real = lengths === null ? null : realLengths(run, lengths, limit);
    if (real === null && counted === null)
      return lengths === null
        ? notApplicable('the training texts are not known', 'name-training-data')
        : {
            kind: 'inconclusive',
            reason: 'How many tokens the texts have cannot be told from their words',
            enough:
              '`include_num_input_tokens_seen="non_padding"`, or a column `num_tokens` beside the texts',
          };
    const [least, most] = real === null ? [counted!, counted!] : [mean(real.least), mean(real.most)];
    const low = Math.max(0, 1 - most / padded.mean);
    const high = Math.max(0, 1 - least / padded.mean);
    const exact = real === null || real.exact;
    const evidence = [
      measure('tokens a text, padding included', padded.mean, { method: padded.from }),
      measure('tokens a text without padding, at least', least, { method: real?.how ?? 'counted' }),
      measure('tokens a text without padding, at most', most, { method: real?.how ?? 'counted' }),
      measure('share of padding, at least', low),
      measure('share of padding, at most', high),
    ];
    const share = exact ? formatPercent(low, 0) : percentRange(low, high);
    if (high < LEAST_WASTE)
      return { kind: 'pass', measured: `${share} of the tokens were padding`, evidence };
    if (low < LEAST_WASTE)
      return {
        kind: 'inconclusive',
        reason: `Between ${percentRange(low, high)} of the tokens were padding, judged by words`,
        enough: '`include_num_input_tokens_seen="non_padding"`, or a column `num_tokens` beside the texts',
        evidence,
      };
    const batch =
      run.hyperparameters.perDeviceTrainBatchSize?.value ?? facts.effectiveBatchSize()?.value ?? 16;
    const model = sizeOfModel(run);
    const from = padded.fixed ?? padded.mean;
    const choices =
      real === null ? null : [real.most, real.least].map((one) => spread(one, batch, from, model));
    const saving = (of: 'dynamic' | 'grouped'): readonly [number, number] | null =>
      choices === null
        ? null
        : (choices.map((each) => Math.max(0, 1 - each[of].work / each.fixed.work)) as unknown as [
            number,
            number,
          ]);
    const way = padded.fixed === null ? 'grouped' : 'dynamic';
    const saved = saving(way);
    const settings = way === 'grouped' ? { group_by_length: 'True' } : undefined;
    return {
      kind: 'finding',
      findings: [
        {
          claim: exact ? 'fact' : 'likely',
          severity: padded.fixed !== null && low >= RISK_WASTE ? 'risk' : 'note',
          subject: { split: 'train' },
          title: `${share} of the tokens that were computed were padding`,
          measured: `A text took ${padded.fixed === null ? `${padded.mean.toFixed(1)} tokens on average` : `${formatCount(padded.fixed)} tokens, whatever its length`}; without padding it has ${exact ? least.toFixed(1) : `${least.toFixed(0)} to ${most.toFixed(0)}`} on average${saved === null ? '' : `. ${way === 'dynamic' ? 'Padding each batch to its longest text' : 'Batches of texts of about the same length'} would save ${percentRange(saved[0], saved[1])} of the operations`}`,
          cause:
            padded.fixed === null
              ? { text: 'Batches mix short and long texts', claim: 'likely' }
              : { text: `All texts were padded to ${formatCount(padded.fixed)} tokens`, claim: 'fact' },
          mattersWhen:
            'you train again, or pay for the time; a small model on a GPU gains less than the operations say',
          advice: {
            text:
              way === 'dynamic'
                ? 'Tokenise without `padding="max_length"` and pad each batch: `DataCollatorWithPadding(tokenizer, pad_to_multiple_of=8)`'
                : 'Set `group_by_length=True`; the training loss then ripples within an epoch',
            ...(settings === undefined ? {} : { settings }),
            effort: 'rerun',
          },
          refutedBy: 'A hundred steps with each way of padding: samples per second are the same',
          evidence: [
            ...evidence,
            ...(saved === null
              ? []
              : [
                  measure('operations saved, at least', saved[0], {
                    method: `expected longest of ${batch} texts`,
                  }),
                  measure('operations saved, at most', saved[1], {
                    method: `expected longest of ${batch} texts`,
                  }),
                ]),
          ],
          weight: low,
        },
      ],
    };
  },
});

/** Texts as their 101 quantiles, each standing for many; random batches are drawn from fifty of each. */
function spread(
  quantiles: readonly number[],
  batch: number,
  fixed: number,
  model: Parameters<typeof paddingChoices>[3],
): ReturnType<typeof paddingChoices> {
  const many = quantiles.flatMap((value) => new Array<number>(50).fill(value));
  return paddingChoices(many, Math.min(batch, 512), fixed, model);
}
