import { isJsonObject, type JsonObject, type JsonValue } from '../../formats/json.ts';
import type { FinalValue, Note, Task } from '../../model/run.ts';
import type { Split } from '../../model/series.ts';

/** What a scores file of spaCy says. */
export interface SpacyScores {
  readonly finalValues: readonly FinalValue[];
  readonly notes: readonly Note[];
  readonly task: Task | null;
}

/** `precision`, `recall`, `f1` of one letter. */
const letters = { p: 'precision', r: 'recall', f: 'f1' } as const;

/** True for what `spacy evaluate` and `spacy benchmark accuracy` write, and for `performance` of a `meta.json`. */
export const isSpacyScores = (value: JsonValue | undefined): value is JsonObject =>
  isJsonObject(value) &&
  ('ents_f' in value ||
    ('cats_score' in value && ('cats_f_per_type' in value || 'cats_score_desc' in value)) ||
    Object.keys(value).some((key) => /^spans_.+_per_type$/.test(key)));

/**
 * Scores that spaCy wrote, as final values: `f1`, `precision`, `recall` of entities (or of the one group of spans), `PERSON_f1` … for
 * each type, and averages of categories. Shares as written. `pointer` is where the scores stand in the file: `` or `performance`.
 *
 * The numbers come without counts; nothing of them can be checked or given an interval. What they leave out is told in the notes.
 */
export function spacyScores(scores: JsonObject, file: string, pointer = ''): SpacyScores {
  const split = splitOf(file);
  const finalValues: FinalValue[] = [];
  const put = (quantity: string, value: JsonValue | undefined, key: string): void => {
    if (typeof value === 'number' && Number.isFinite(value))
      finalValues.push({
        split,
        evaluationSet: null,
        quantity,
        value,
        from: `${file}#${pointer === '' ? '' : `/${pointer}`}/${key}`,
      });
  };
  const spanKeys = Object.keys(scores).flatMap((key) => /^spans_(.+)_f$/.exec(key)?.[1] ?? []);
  const withEntities = typeof scores.ents_f === 'number';
  const putMentions = (prefix: string, named: string): void => {
    for (const [letter, quantity] of Object.entries(letters))
      put(`${named}${quantity}`, scores[`${prefix}_${letter}`], `${prefix}_${letter}`);
    const types = scores[`${prefix}_per_type`];
    if (!isJsonObject(types)) return;
    for (const [type, values] of Object.entries(types)) {
      if (!isJsonObject(values)) continue;
      for (const [letter, quantity] of Object.entries(letters))
        put(`${named}${type}_${quantity}`, values[letter], `${prefix}_per_type/${type}/${letter}`);
    }
  };
  putMentions('ents', '');
  for (const key of spanKeys)
    putMentions(`spans_${key}`, withEntities || spanKeys.length > 1 ? `spans_${key}_` : '');
  const mentions = finalValues.length;
  for (const average of ['micro', 'macro'] as const)
    for (const [letter, quantity] of Object.entries(letters))
      put(`${quantity}_${average}`, scores[`cats_${average}_${letter}`], `cats_${average}_${letter}`);
  put('roc_auc', scores.cats_macro_auc, 'cats_macro_auc');
  if (typeof scores.cats_macro_f !== 'number') put('cats_score', scores.cats_score, 'cats_score');
  return {
    finalValues,
    notes: notesOn(scores, file, mentions > 0, spanKeys),
    task:
      mentions > 0 || scores.ents_f === null
        ? 'token-classification'
        : finalValues.length > 0
          ? 'text-classification'
          : null,
  };
}

/** `meta.json` holds the scores of the development set; a metrics file is of whatever set was given, by its name. */
const splitOf = (file: string): Split => (/(?:^|[/_.-])test(?:[/_.-]|$)/i.test(file) ? 'test' : 'validation');

function notesOn(
  scores: JsonObject,
  file: string,
  mentions: boolean,
  spanKeys: readonly string[],
): readonly Note[] {
  const notes: Note[] = [];
  if (mentions)
    notes.push({
      kind: 'spacy-score-leaves-out',
      text:
        spanKeys.length > 0 && typeof scores.ents_f !== 'number'
          ? `${file} holds scores without counts, so they have no interval. spaCy leaves a predicted span out of them, neither right nor wrong, when its tokens have no counterpart in the reference.`
          : `${file} holds scores without counts, so they have no interval. spaCy leaves out of them, neither right nor wrong: documents without any entity annotation, predicted entities that touch a token whose annotation is missing, and predicted entities whose tokens have no counterpart in the reference.`,
    });
  if (scores.ents_f === null)
    notes.push({
      kind: 'spacy-no-score',
      text: `${file} says null for the entity score: the evaluation found no entity on either side in a document with annotation. That is no score of 0.`,
    });
  if (mentions && (scores.token_acc === 1 || typeof scores.token_acc === 'number'))
    notes.push({
      kind: 'spacy-token-accuracy',
      text: `token_acc in ${file} says how far tokens agree with those of the reference; it is no accuracy of entities and was left out.`,
    });
  return notes;
}

/** What a `meta.json` says about a model; null when it is none of spaCy's. */
export interface SpacyMeta {
  readonly name: string;
  readonly spacyVersion: string | null;
  readonly pipeline: readonly string[];
  /** Labels of the component that finds mentions. */
  readonly labels: readonly string[] | null;
  readonly performance: JsonObject | null;
}

const finders = ['ner', 'beam_ner', 'spancat', 'spancat_singlelabel', 'span_finder', 'entity_ruler'];

export function spacyMeta(value: JsonValue | undefined): SpacyMeta | null {
  if (!isJsonObject(value) || typeof value.lang !== 'string' || !Array.isArray(value.pipeline)) return null;
  const pipeline = (value.pipeline as readonly JsonValue[]).filter(
    (name): name is string => typeof name === 'string',
  );
  const labels = isJsonObject(value.labels)
    ? value.labels[pipeline.find((name) => finders.includes(name)) ?? '']
    : undefined;
  return {
    name: [value.lang, value.name].filter((part) => typeof part === 'string').join('_'),
    spacyVersion: typeof value.spacy_version === 'string' ? value.spacy_version : null,
    pipeline,
    labels: Array.isArray(labels)
      ? (labels as readonly JsonValue[]).filter((one): one is string => typeof one === 'string')
      : null,
    performance: isJsonObject(value.performance) ? value.performance : null,
  };
}

/** True when a pipeline has a part that finds mentions. */
export const findsMentions = (meta: SpacyMeta): boolean =>
  meta.pipeline.some((name) => finders.includes(name));

/**
 * The lines that write reference and predictions of a spaCy model as two files. They tokenise as `spacy evaluate` does: from the text,
 * unless the reference does not know its spaces. Run with spaCy 3.8.
 */
export const docBinLines = (model: string, data = 'dev.spacy'): string =>
  [
    'import spacy',
    'from spacy.tokens import Doc, DocBin',
    '',
    `nlp = spacy.load(${JSON.stringify(model)})`,
    `gold = list(DocBin().from_disk(${JSON.stringify(data)}).get_docs(nlp.vocab))`,
    'raw = [Doc(nlp.vocab, words=[t.text for t in d], spaces=[bool(t.whitespace_) for t in d])',
    '       if d.has_unknown_spaces else nlp.make_doc(d.text) for d in gold]',
    'DocBin(docs=gold).to_disk("reference.spacy")',
    'DocBin(docs=nlp.pipe(raw)).to_disk("predicted.spacy")',
  ].join('\n');

/** For a folder that holds a model and no predictions. */
export const modelOnlyNote = (folder: string): Note => ({
  kind: 'spacy-model-only',
  text: `${folder === '' ? 'The folder' : folder} holds a spaCy model, which cannot be run here. These lines write its predictions and the reference (put the path of your annotated documents for dev.spacy); then run \`afterfit --reference reference.spacy --predictions predicted.spacy\`:\n\n${docBinLines(folder === '' ? '.' : folder)}`,
});
