import type { EntitySide } from '../../model/entities.ts';
import { many } from '../../text/words.ts';
import { createExclusionLedger, type ExclusionLedger, sideOf } from './exclusion-ledger.ts';
import { spanRecords } from './span-records.ts';
import { writtenFile } from './span-shapes.ts';
import { prepareUnits, sideOfUnits } from './span-side.ts';
import type { TagNames } from './span-tags.ts';
import { hasSpans, hasTags, type WrittenUnit } from './span-units.ts';
import { decideOffsets, type OffsetSample, offsetUnits } from './text-offsets.ts';
import type { WrittenFile } from './written-file.ts';

/** One or two sides out of a JSON file, with what the user should know about it. */
export interface SpanLinesFile {
  readonly shape: string;
  /** Reference before prediction when a file holds both. */
  readonly sides: readonly EntitySide[];
  readonly columns: Readonly<Record<string, string>>;
  readonly said: readonly string[];
  /** True when a file of both sides has no text on which they agree: a list of errors (Rasa's `…_errors.json`), not a whole test set. */
  readonly onlyErrors: boolean;
}

export interface SpanLinesOptions {
  /** Names for tags that are numbers. */
  readonly tagNames?: TagNames;
}

/** So many spans are enough to tell how a file counts. */
const MOST_SAMPLES = 20_000;

/**
 * Marks out of JSON lines or JSON: tokens with tags, or texts with spans as doccano, Prodigy, Label Studio, spaCy and pipelines
 * of Hugging Face write them. Null when the text is nothing of that kind. Never throws for a bad file: what could not be used is in
 * `excluded` of the sides.
 */
export function spanLineSides(
  text: string,
  file: string,
  role: EntitySide['role'],
  options: SpanLinesOptions = {},
): SpanLinesFile | null {
  const records = spanRecords(text);
  const written = records === null ? null : writtenFile(records);
  if (records === null || written === null || written.units.length === 0) return null;
  const { units } = written;
  const decision = decideOffsets(samplesOf(units), written.utf16 ? offsetUnits[1]! : offsetUnits[0]!);
  const prepared = prepareUnits(units, decision);
  const both =
    units.some(({ reference }) => reference !== null) && units.some(({ predicted }) => predicted !== null);
  const tagNames = options.tagNames ?? null;
  const sides: EntitySide[] = [];
  for (const slot of ['reference', 'predicted'] as const) {
    const ofSide = both || slot === 'predicted' ? slot : roleOf(written, role);
    const side = sideOfUnits(prepared, slot, file, ofSide, tagNames);
    if (side !== null) sides.push(side);
  }
  const [first] = sides;
  if (first !== undefined) {
    const lost = recordsWithoutUnit(written, records.broken).entries(both ? 'both' : sideOf(first.role));
    sides[0] = { ...first, excluded: [...lost, ...first.excluded] };
  }
  const said = [...written.said];
  const onlyErrors = both && holdsOnlyErrors(file, units);
  if (onlyErrors)
    said.push(
      `${file} is a list of errors: reference and prediction differ in each of its ${many(units.length, 'text')}. No score can be taken from it.`,
    );
  if (!decision.repeatsWords)
    said.push(
      'What the file repeats of its mentions is not what their offsets cut out; the offsets were taken.',
    );
  if (decision.evidence !== null) said.push(`Offsets count ${decision.evidence}.`);
  if (tagNames === null && units.some((unit) => [unit.reference, unit.predicted].some(hasNumbers)))
    said.push(
      'Tags are numbers and the file has no names for them; a config.json with id2label beside it names them.',
    );
  return {
    shape: written.shape,
    sides,
    columns: { ...written.columns, offsets: decision.unit.counts },
    said,
    onlyErrors,
  };
}

/** Fewer texts without a single agreement can be chance. */
const FEWEST_FOR_ERRORS = 5;

function holdsOnlyErrors(file: string, units: readonly WrittenUnit[]): boolean {
  if (units.length < FEWEST_FOR_ERRORS && !/error|mistake|wrong/i.test(file)) return false;
  return units.every(({ reference, predicted }) => marksOf(reference) !== marksOf(predicted));
}

/** The same text for the same marks. */
function marksOf(annotation: WrittenUnit['reference']): string {
  if (hasTags(annotation)) return annotation.tags.join(' ');
  if (!hasSpans(annotation)) return '';
  return annotation.spans
    .map(({ start, end, label }) => `${start} ${end} ${label}`)
    .sort()
    .join('; ');
}

/** What people drew in an annotation tool is a reference whatever the file is called. */
const roleOf = (written: WrittenFile, role: EntitySide['role']): EntitySide['role'] =>
  role === 'unknown' && ['Label Studio', 'Prodigy', 'doccano'].includes(written.shape) ? 'reference' : role;

const hasNumbers = (annotation: WrittenUnit['reference']): boolean =>
  hasTags(annotation) && annotation.tags.some((tag) => typeof tag === 'number' && tag >= 0);

function samplesOf(units: readonly WrittenUnit[]): readonly OffsetSample[] {
  const samples: OffsetSample[] = [];
  for (const { text, reference, predicted } of units) {
    if (text === null) continue;
    for (const annotation of [reference, predicted])
      if (hasSpans(annotation))
        for (const { start, end, text: words } of annotation.spans) samples.push({ text, start, end, words });
    if (samples.length > MOST_SAMPLES) break;
  }
  return samples;
}

const brokenLine = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'record')} that could not be read as JSON.`,
} as const;
const oddRecord = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'record')} without a text or marks of the kind that the others have.`,
} as const;
const setAside = {
  kind: 'ignored',
  text: (n: number) => `${many(n, 'text')} that the annotator rejected or skipped.`,
} as const;

/** Records that became no unit: they have no row. Told once, also where the file holds two sides. */
function recordsWithoutUnit(
  { odd, leftOut }: WrittenFile,
  broken: readonly { readonly place: string; readonly text: string }[],
): ExclusionLedger {
  const ledger = createExclusionLedger();
  for (const { place, text } of broken)
    ledger.add(brokenLine, { sentences: 1 }, null, () => `${place}: ${text}`);
  for (const place of odd) ledger.add(oddRecord, { sentences: 1 }, null, () => place);
  for (const { place, why } of leftOut)
    ledger.add(setAside, { sentences: 1 }, null, () => `${place} (${why})`);
  return ledger;
}
