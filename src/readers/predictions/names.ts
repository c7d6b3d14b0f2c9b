/** `True Label`, `trueLabel`, `true-label` → `true_label`. */
export function normaliseName(name: string): string {
  return name
    .trim()
    .slice(0, 200)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/** Names of what a text is labelled with, where ids alone would not tell. */
export const isTaskName = (name: string): boolean =>
  /(^|_)(sentiment|emotion|intent|topic|stance|polarity|category|class|label|tag|genre|domain|intention|toxicity|spam|target_flag)(_|$)/.test(
    normaliseName(name),
  );

/** One row a word: `token, gold, pred`. */
export const isWordName = (name: string): boolean => /^(tokens?|words?)$/.test(normaliseName(name));

/** Words that make a column a measure or a score, whatever else its name says: `predicted_scores`, `predict_runtime`. */
const SCORE_WORDS =
  /(^|_)(logits?|log_?probs?|probs?|proba|probabilit(y|ies)|scores?|confidences?|conf|softmax|certainty)(_|$)/;
const MEASURE_WORDS =
  /(^|_)(accuracy|acc|loss|f1|precision|recall|mcc|auc|runtime|samples|steps?|second|seconds|count|rate|mean|std|time|length|error|correct|match)(_|$)/;

const PREDICTED =
  /(^|_)(pred|preds|predict|predicts|predicted|prediction|predictions|ypred|yhat|y_hat|guess|inferred)(_|$)/;
const MODEL_LABEL = /^(output|model|system|classifier|llm)_(label|class|category)$/;
/** Names that cannot mean anything but the reference. */
const REFERENCE =
  /(^|_)(gold|golds|true|ytrue|y_true|truth|truths|ground_truth|gt|reference|references|actual|actuals|target|targets|real|expected|y_test)(_|$)/;
/** Names that mean the reference in a data file, and the prediction in the output of a pipeline. */
const LABEL =
  /^(label|labels|label_ids?|label_names?|label_text|label_idx|class|class_name|class_label|category|y|orig(inal)?_label|human_label)$/;

const isScoreOrMeasure = (name: string): boolean => SCORE_WORDS.test(name) || MEASURE_WORDS.test(name);

export const isPredictedName = (name: string): boolean => {
  const normal = normaliseName(name);
  return (PREDICTED.test(normal) || MODEL_LABEL.test(normal)) && !isScoreOrMeasure(normal);
};

export const isReferenceName = (name: string): boolean => {
  const normal = normaliseName(name);
  return REFERENCE.test(normal) && !PREDICTED.test(normal) && !isScoreOrMeasure(normal);
};

export const isLabelName = (name: string): boolean => LABEL.test(normaliseName(name));

export const isScoreName = (name: string): boolean => {
  const normal = normaliseName(name);
  return SCORE_WORDS.test(normal) && !/(^|_)(f1|mean|std|f|z|t)_/.test(normal);
};

/** Two texts that are judged together. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['premise', 'hypothesis'],
  ['sentence1', 'sentence2'],
  ['sentence_1', 'sentence_2'],
  ['sentence_a', 'sentence_b'],
  ['text_a', 'text_b'],
  ['text1', 'text2'],
  ['question1', 'question2'],
  ['question', 'sentence'],
  ['question', 'passage'],
  ['query', 'passage'],
  ['query', 'document'],
  ['title', 'body'],
  ['title', 'description'],
  ['title', 'content'],
];

/** Best first. */
// biome-ignore format: one word list
const TEXTS = [
  'text', 'sentence', 'review', 'headline', 'content', 'tweet', 'comment', 'message', 'utterance', 'document', 'post',
  'input_text', 'input', 'inputs', 'body', 'review_text', 'review_body', 'tweet_text', 'comment_text', 'news', 'abstract',
  'article', 'question', 'query', 'passage', 'paragraph', 'prompt', 'description', 'title', 'phrase', 'sms', 'email',
  'clean_text', 'cleaned_text', 'text_clean', 'sentences', 'texts', 'premise', 'hypothesis', 'sentence1', 'source_text', 'raw_text',
];

/** The text column, or a pair of them, in the spelling of the file; empty when there is none. */
export function textColumns(names: readonly string[]): readonly string[] {
  const spelling = new Map<string, string>();
  for (const name of names) if (!spelling.has(normaliseName(name))) spelling.set(normaliseName(name), name);
  for (const [first, second] of PAIRS) {
    const a = spelling.get(first);
    const b = spelling.get(second);
    if (a !== undefined && b !== undefined) return [a, b];
  }
  for (const wanted of TEXTS) {
    const found = spelling.get(wanted);
    if (found !== undefined) return [found];
  }
  return [];
}

const ID_EXACT = [
  'id',
  'guid',
  'uid',
  'uuid',
  'idx',
  'index',
  'example_id',
  'sample_id',
  'row_id',
  'pair_id',
  'pairid',
];

/** Candidates for the identifier, best first; the nameless first column that pandas writes comes last. */
export function idColumns(names: readonly string[]): readonly string[] {
  const rank = (name: string): number => {
    const normal = normaliseName(name);
    const exact = ID_EXACT.indexOf(normal);
    if (exact >= 0) return exact;
    if (normal === '' || normal === 'unnamed_0') return 200;
    if (/(^|_)(label|class|pred|predicted|prediction|gold|true|target)(_|$)/.test(normal)) return -1;
    return /(^|_)(id|idx|guid|uuid|uid)$/.test(normal) ? 100 : -1;
  };
  return names.filter((name) => rank(name) >= 0).sort((a, b) => rank(a) - rank(b));
}

export const isSplitName = (name: string): boolean =>
  /^(split|data_split|dataset_split|subset|partition|set)$/.test(normaliseName(name));

/** Names of a probability of one label without saying of which: `confidence`, `score`, `pred_prob`. */
export const isConfidenceName = (name: string): boolean =>
  /^((pred|predicted|prediction|predictions|max|top|top1|label|model|y)_)?(confidences?|conf|prob|proba|probability|score|certainty|softmax|pred_proba)$/.test(
    normaliseName(name),
  );
