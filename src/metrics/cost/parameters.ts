import { type ConfigurationValues, createConfigurationReader } from './configuration.ts';
import { encoderFamilies } from './families.ts';

/** What is trained on top of an encoder. */
type Head = 'none' | 'sequence' | 'token' | 'question-answering' | 'masked-language';

/** The sizes of a model, exact from its configuration. Counts are numbers of trained values. */
export interface ModelSize {
  readonly type: string;
  readonly head: Head;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly vocabulary: number;
  /** All parameters of the classifier. */
  readonly parameters: number;
  /** Without tables that are looked up; layers that share weights count once. */
  readonly withoutTables: number;
  /** What each token is multiplied with: shared weights count for each use. */
  readonly multiplied: number;
  /** Outputs of the last layer; 0 without a head. */
  readonly outputs: number;
  /** Tokens that each layer attends to, null for all; null when all layers attend to all. */
  readonly windows: readonly (number | null)[] | null;
  readonly extraScores: number;
}

const headOf = (architecture: string | null): Head | null => {
  if (architecture === null || /Model$/.test(architecture)) return 'none';
  if (/ForSequenceClassification$/.test(architecture)) return 'sequence';
  if (/ForTokenClassification$/.test(architecture)) return 'token';
  if (/ForQuestionAnswering$/.test(architecture)) return 'question-answering';
  return /ForMaskedLM$/.test(architecture) ? 'masked-language' : null;
};

/** Dense layer, normalisation and a bias for each word; the matrix of the words is the table itself. */
const maskedHead = (type: string, hidden: number, vocabulary: number): number | null =>
  type === 'bert' ||
  type === 'roberta' ||
  type === 'xlm-roberta' ||
  type === 'camembert' ||
  type === 'distilbert' ||
  type === 'mpnet'
    ? hidden * hidden + hidden + 2 * hidden + vocabulary
    : null;

/**
 * Sizes of a transformers model from `model_type`, the class and the settings of its `config.json`; null for a family or head
 * that is not known, and for settings that are no sizes. Checked against the classes themselves (test/oracles/parameter-counts.json).
 */
export function modelSize(
  type: string | null,
  architecture: string | null,
  configuration: ConfigurationValues,
  labels: number | null,
): ModelSize | null {
  const family = type === null || !Object.hasOwn(encoderFamilies, type) ? undefined : encoderFamilies[type];
  const head = headOf(architecture);
  if (family === undefined || type === null || head === null) return null;
  const config = createConfigurationReader(configuration);
  const parts = family(config);
  const vocabulary = config.size(['vocab_size'], 0);
  if (config.failed() || !(parts.layers > 0) || !(parts.hidden > 0) || !(parts.heads > 0)) return null;
  const outputs =
    head === 'none'
      ? 0
      : head === 'question-answering'
        ? 2
        : head === 'masked-language'
          ? vocabulary
          : labels;
  if (outputs === null) return null;
  const last = outputs * (parts.lastInputs + 1);
  const top: Record<Head, number | null> = {
    none: parts.pooler,
    sequence: parts.sequenceHead + (parts.sequencePools ? parts.pooler : 0) + last,
    token: parts.tokenHead + last,
    'question-answering': parts.tokenHead + last,
    'masked-language': maskedHead(type, parts.hidden, vocabulary),
  };
  const own = top[head];
  if (own === null) return null;
  const outside = parts.around + own;
  return {
    type,
    head,
    layers: parts.layers,
    hidden: parts.hidden,
    heads: parts.heads,
    vocabulary,
    parameters: parts.tables + outside + parts.stored,
    withoutTables: outside + parts.stored,
    multiplied: outside + parts.computed,
    outputs,
    windows: parts.windows,
    extraScores: parts.extraScores,
  };
}
