import type { EntitySet, MentionColumns } from '../../src/model/entities.ts';
import type { ReadOptions, RunFragment } from '../../src/model/reader.ts';
import type { InputEntry, InputProblem, Source } from '../../src/model/source.ts';
import { entitiesReader } from '../../src/readers/entities/index.ts';
import { memorySource } from '../../src/sources/memory.ts';

export interface ReadEntities {
  readonly fragments: readonly RunFragment[];
  readonly sets: readonly EntitySet[];
  readonly said: readonly string[];
  readonly problems: readonly InputProblem[];
  readonly found: readonly InputEntry[];
}

/** What the reader of entities makes of a source. */
export async function readEntitySource(source: Source, options: ReadOptions = {}): Promise<ReadEntities> {
  const said: string[] = [];
  const problems: InputProblem[] = [];
  const found: InputEntry[] = [];
  const files = source.files.filter((file) => entitiesReader.claims(file, source));
  const fragments = await entitiesReader.read(files, {
    source,
    options,
    found: (entry) => void found.push(entry),
    problem: (problem) => void problems.push(problem),
    assume: (sentence) => void said.push(sentence),
    progress: () => {},
  });
  return { fragments, sets: fragments.flatMap(({ run }) => run.entitySets ?? []), said, problems, found };
}

export const readEntityFiles = (
  files: Record<string, Uint8Array | string>,
  options: ReadOptions = {},
): Promise<ReadEntities> => readEntitySource(memorySource('test', files), options);

/** `0: La Paz (LOC)` for each mention, in its order. */
export const mentionsOf = (set: EntitySet, side: 'reference' | 'predicted'): readonly string[] =>
  Array.from(set[side].sentence, (sentence, m) => {
    const text = set.text(sentence).slice(set[side].start[m], set[side].end[m]);
    return `${sentence}: ${text} (${set.types[set[side].type[m]!]})`;
  });

/** Exact matches, as conlleval counts them. */
export function countExact(set: EntitySet): {
  right: number;
  reference: number;
  predicted: number;
  f1: number;
} {
  const key = (columns: MentionColumns, m: number): string =>
    [columns.sentence[m], columns.start[m], columns.end[m], columns.type[m]].join(' ');
  const known = new Set(Array.from(set.reference.sentence, (_, m) => key(set.reference, m)));
  let right = 0;
  for (let m = 0; m < set.predicted.sentence.length; m++) if (known.has(key(set.predicted, m))) right++;
  const reference = set.reference.sentence.length;
  const predicted = set.predicted.sentence.length;
  return { right, reference, predicted, f1: (2 * right) / (reference + predicted) };
}

/** What a set must be, whatever the files were: offsets inside texts, tokens in order, mentions sorted. */
export function brokenParts(set: EntitySet): readonly string[] {
  const broken: string[] = [];
  const { tokens } = set;
  const lengths = Array.from({ length: set.sentences }, (_, s) => set.text(s).length);
  if (tokens !== null) {
    if (tokens.firstOfSentence.length !== set.sentences + 1) broken.push('sentences of tokens');
    for (let s = 0; s < set.sentences; s++) {
      let at = 0;
      for (let i = tokens.firstOfSentence[s]!; i < tokens.firstOfSentence[s + 1]!; i++) {
        if (tokens.start[i]! < at || tokens.end[i]! < tokens.start[i]!) broken.push(`order of token ${i}`);
        at = tokens.end[i]!;
      }
      if (at > lengths[s]!) broken.push(`tokens of sentence ${s} beyond its text`);
    }
    for (const side of ['reference', 'predicted'] as const) {
      const column = set.tags?.[side];
      if (column === undefined) continue;
      if (column.tags.length !== tokens.start.length) broken.push(`length of ${side} tags`);
      if (column.tags.some((tag) => tag < -1 || tag >= column.names.length)) broken.push(`${side} tags`);
    }
  }
  for (const side of ['reference', 'predicted'] as const) {
    const { sentence, start, end, type } = set[side];
    for (let m = 0; m < sentence.length; m++) {
      const last = m > 0 && sentence[m] === sentence[m - 1] ? start[m - 1]! : 0;
      if (sentence[m]! < (sentence[m - 1] ?? 0) || start[m]! < last) broken.push(`order of ${side} ${m}`);
      if (end[m]! < start[m]! || end[m]! > (lengths[sentence[m]!] ?? -1))
        broken.push(`offsets of ${side} ${m}`);
      if (type[m]! < 0 || type[m]! >= set.types.length) broken.push(`type of ${side} ${m}`);
    }
  }
  for (const { rows, kind } of set.excluded)
    if (rows.some((row, i) => row < 0 || row >= set.sentences || (i > 0 && row <= rows[i - 1]!)))
      broken.push(`rows of ${kind}`);
  return broken;
}
