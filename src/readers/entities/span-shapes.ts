import { isJsonObject, type JsonObject, type JsonValue } from '../../formats/json.ts';
import { many } from '../../text/words.ts';
import { keyedRecords } from './keyed-records.ts';
import { textAt } from './span-keys.ts';
import { spansOf } from './span-parse.ts';
import type { WrittenSpan, WrittenToken, WrittenUnit } from './span-units.ts';
import { idText, plainFile, type RecordList, type WrittenFile } from './written-file.ts';

const noMarks = { reference: null, predicted: null, tokens: null, document: null, extra: null, id: null };

/** Reads records in the first shape they have; null when they have none. */
export function writtenFile(file: RecordList): WrittenFile | null {
  return labelStudio(file) ?? spacyJson(file) ?? textPairs(file) ?? keyedRecords(file);
}

const share = (records: readonly JsonValue[], fits: (record: JsonValue) => boolean): boolean => {
  const sample = records.slice(0, 100);
  return sample.length > 0 && sample.filter(fits).length * 2 > sample.length;
};

/** The export of Label Studio: `data`, `annotations[].result[]`, `predictions[].result[]`. Labels of spans only. */
function labelStudio({ records, places }: RecordList): WrittenFile | null {
  const resultsOf = (value: JsonValue | undefined): readonly JsonObject[] =>
    Array.isArray(value)
      ? (value as readonly JsonValue[]).filter(
          (one): one is JsonObject => isJsonObject(one) && Array.isArray(one.result),
        )
      : [];
  const fits = (record: JsonValue): boolean =>
    isJsonObject(record) &&
    isJsonObject(record.data) &&
    (resultsOf(record.annotations ?? record.completions).length > 0 ||
      resultsOf(record.predictions).length > 0);
  if (!share(records, fits)) return null;
  let several = 0;
  let textKey = 'text';
  const leftOut: { place: string; why: string }[] = [];
  const odd: string[] = [];
  const spansIn = (result: JsonObject): readonly WrittenSpan[] =>
    (result.result as readonly JsonValue[]).flatMap((item) => {
      if (!isJsonObject(item) || !isJsonObject(item.value)) return [];
      const { value } = item;
      const labels = value.labels ?? value.hypertextlabels;
      if (!Array.isArray(labels)) return [];
      const found = spansOf([{ ...value, labels, score: item.score ?? result.score ?? null }]);
      return found ?? [];
    });
  const units: WrittenUnit[] = [];
  let predictions = 0;
  records.forEach((record, at) => {
    const place = places[at]!;
    const data = isJsonObject(record) && isJsonObject(record.data) ? record.data : {};
    if (typeof data[textKey] !== 'string')
      textKey = Object.keys(data).find((key) => typeof data[key] === 'string') ?? textKey;
    const text = textAt(data, textKey);
    if (text === null || !isJsonObject(record)) {
      odd.push(place);
      return;
    }
    const annotations = resultsOf(record.annotations ?? record.completions);
    const done = annotations.filter((one) => one.was_cancelled !== true);
    if (annotations.length > 0 && done.length === 0) {
      leftOut.push({ place, why: 'skipped by the annotator' });
      return;
    }
    if (done.length > 1) several++;
    const predicted = resultsOf(record.predictions)[0];
    if (predicted !== undefined) predictions++;
    units.push({
      ...noMarks,
      text,
      place,
      id: idText(record.id),
      reference: done[0] === undefined ? null : { spans: spansIn(done[0]) },
      predicted: predicted === undefined ? null : { spans: spansIn(predicted) },
    });
  });
  return {
    ...plainFile,
    shape: 'Label Studio',
    units,
    leftOut,
    odd,
    utf16: true,
    columns: {
      text: `data.${textKey}`,
      reference: 'annotations[0].result',
      ...(predictions > 0 ? { predicted: 'predictions[0].result' } : {}),
    },
    said:
      several > 0
        ? [
            `${many(several, 'text has', 'texts have')} several annotations; the first that was not cancelled was taken.`,
          ]
        : [],
  };
}

/** spaCy 2's training file: documents of paragraphs of sentences of tokens with BILUO tags. */
function spacyJson({ records, places }: RecordList): WrittenFile | null {
  const fits = (record: JsonValue): boolean => isJsonObject(record) && Array.isArray(record.paragraphs);
  if (!share(records, fits)) return null;
  const units: WrittenUnit[] = [];
  let tagged = false;
  records.forEach((record, at) => {
    if (!isJsonObject(record) || !Array.isArray(record.paragraphs)) return;
    const id = idText(record.id);
    let number = 0;
    for (const paragraph of record.paragraphs as readonly JsonValue[]) {
      if (!isJsonObject(paragraph) || !Array.isArray(paragraph.sentences)) continue;
      let rest = typeof paragraph.raw === 'string' ? paragraph.raw : null;
      for (const sentence of paragraph.sentences as readonly JsonValue[]) {
        if (!isJsonObject(sentence) || !Array.isArray(sentence.tokens)) continue;
        const list = (sentence.tokens as readonly JsonValue[]).filter(isJsonObject);
        const tokens = list.map(
          ({ orth }): WrittenToken => ({ text: typeof orth === 'string' ? orth : '', start: -1, end: -1 }),
        );
        // `-` is spaCy's sign for an annotation that is missing.
        const tags = list.map(({ ner }) =>
          typeof ner === 'string' && ner !== '-' && ner !== '' ? ner : null,
        );
        if (tags.some((tag) => tag !== null)) tagged = true;
        const cut = rest === null ? null : sentenceIn(rest, tokens);
        rest = cut === null ? null : cut.rest;
        number++;
        units.push({
          ...noMarks,
          text: cut?.text ?? null,
          tokens,
          reference: { tags },
          place: `${places[at]!}, sentence ${number}`,
          id,
          document: String(at),
        });
      }
    }
  });
  if (!tagged) return null;
  return {
    ...plainFile,
    shape: 'spaCy JSON',
    units,
    columns: { tokens: 'paragraphs.sentences.tokens.orth', reference: 'ner' },
  };
}

/** The part of a paragraph that a sentence's tokens cover; null when they are not there. */
function sentenceIn(
  raw: string,
  tokens: readonly WrittenToken[],
): { readonly text: string; readonly rest: string } | null {
  let at = 0;
  let from = -1;
  for (const { text } of tokens) {
    const found = raw.indexOf(text, at);
    if (found < 0 || raw.slice(at, found).trim() !== '') return null;
    if (from < 0) from = found;
    at = found + text.length;
  }
  return { text: raw.slice(Math.max(from, 0), at), rest: raw.slice(at) };
}

/** `[text, {"entities": [[start, end, type], …]}]`: what spaCy 2 trained on, and what several annotation pages export. */
function textPairs({ records, places }: RecordList): WrittenFile | null {
  const fits = (record: JsonValue): boolean =>
    Array.isArray(record) &&
    typeof record[0] === 'string' &&
    isJsonObject(record[1] as JsonValue) &&
    Array.isArray((record[1] as JsonObject).entities);
  if (!share(records, fits)) return null;
  const odd: string[] = [];
  const units: WrittenUnit[] = [];
  records.forEach((record, at) => {
    const place = places[at]!;
    const spans = fits(record) ? spansOf((record as readonly JsonValue[])[1] as JsonObject) : null;
    if (spans === null) odd.push(place);
    else units.push({ ...noMarks, text: (record as readonly string[])[0]!, place, reference: { spans } });
  });
  return {
    ...plainFile,
    shape: 'spaCy 2 training data',
    units,
    odd,
    columns: { text: '[0]', reference: '[1].entities' },
  };
}
