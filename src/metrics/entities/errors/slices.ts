import type { Interval } from '../../../model/outcome.ts';
import { wilson } from '../../../stats/index.ts';
import type { Examples, PropertyAnswer, SearchSettings, Subset, SubsetSearch } from '../../subsets/index.ts';
import { findSubsets } from '../../subsets/index.ts';
import { rowsOf } from '../../subsets/mask.ts';
import { columns } from '../../subsets/properties/columns.ts';
import { labels } from '../../subsets/properties/labels.ts';
import { copiedSentences, type MentionGroups, mentionGroups } from './copies.ts';
import type { EntityErrorInput } from './input.ts';
import { mentionProperties } from './mention-properties.ts';
import { type ErrorTaxonomy, NOT_COUNTED } from './taxonomy.ts';
import type { TrainingIndex } from './training.ts';
import { mentionTexts, wordsOf } from './words.ts';

/** Mentions that share a value. Mention numbers are those of the side. */
export interface MentionSlice {
  readonly property: string;
  readonly propertyTitle: string;
  readonly name: string;
  readonly definition: string;
  readonly mentions: number;
  readonly correct: number;
  /** Recall of references, precision of predictions. */
  readonly share: number;
  /** Mentions taken as independent. */
  readonly interval: Interval;
  readonly rows: Int32Array;
}

export interface MentionSlices {
  readonly side: 'reference' | 'predicted';
  /** Every value of every property that a mention has. */
  readonly slices: readonly MentionSlice[];
  /** Values in which more mentions are wrong, discovered on half of the groups and confirmed on the other. Rows are mention numbers. */
  readonly search: SubsetSearch;
  /** What is kept in one half. */
  readonly unit: MentionGroups['unit'];
  readonly groups: number;
  /** Mentions left out: they stand in a sentence that is a copy. */
  readonly copies: number;
}

/** References by whether they were found, or predictions by whether they were right, in slices. */
export function mentionSlices(
  input: EntityErrorInput,
  taxonomy: ErrorTaxonomy,
  side: 'reference' | 'predicted',
  training: TrainingIndex | null = null,
  settings: Partial<SearchSettings> = {},
  copied: Uint8Array = copiedSentences(input),
): MentionSlices {
  const kinds = side === 'reference' ? taxonomy.referenceKind : taxonomy.predictedKind;
  const own = input[side];
  const chosen: number[] = [];
  let copies = 0;
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] === NOT_COUNTED) continue;
    if (copied[own.sentence[i]!] === 1) copies++;
    else chosen.push(i);
  }
  const rows = Int32Array.from(chosen);
  const texts = mentionTexts(own, (s) => input.text(s));
  const answers = mentionProperties({
    rows,
    side: own,
    texts,
    words: wordsOf(input),
    training,
    typesInReference: side === 'reference' ? typesByText(texts, own.type) : null,
  });
  const groups = mentionGroups(input);
  const reference = Int32Array.from(rows, (i) => own.type[i]!);
  const loss = Float64Array.from(rows, (i) => (kinds[i] === 0 ? 0 : 1));
  const examples: Examples = {
    reference,
    predicted: reference,
    labels: input.types,
    labelTitle: side === 'reference' ? 'type' : 'predicted type',
    probabilities: null,
    texts: null,
    loss,
    groups: Array.from(rows, (i) => groups.names[own.sentence[i]!]!),
    columns: [...input.extra].map(([name, values]) => ({
      name,
      values: Array.from(rows, (i) => values[own.sentence[i]!] ?? null),
    })),
  };
  let looked: readonly PropertyAnswer[] = [];
  const search = findSubsets(examples, settings, [
    {
      id: 'mentions',
      find: (given) => {
        looked = [...answers, ...columns.find(given), ...labels.find(given)];
        return looked;
      },
    },
  ]);
  // With nothing to search (all right, too few) there is still a table.
  const all = looked.length > 0 ? looked : answers;
  return {
    side,
    slices: all.flatMap((answer) => tableOf(answer, rows, loss)),
    search: inMentions(search, rows),
    unit: groups.unit,
    groups: groups.count,
    copies,
  };
}

function tableOf(
  { id, title, values }: PropertyAnswer,
  mentions: Int32Array,
  loss: Float64Array,
): readonly MentionSlice[] {
  return values.flatMap(({ name, definition, rows: mask }) => {
    const rows = rowsOf(mask);
    if (rows.length === 0) return [];
    const correct = rows.reduce((sum, row) => sum + 1 - loss[row]!, 0);
    return [
      {
        property: id,
        propertyTitle: title,
        name,
        definition,
        mentions: rows.length,
        correct,
        share: correct / rows.length,
        interval: wilson(correct, rows.length),
        rows: rows.map((row) => mentions[row]!),
      },
    ];
  });
}

function inMentions(search: SubsetSearch, mentions: Int32Array): SubsetSearch {
  const turned = (subsets: readonly Subset[]): readonly Subset[] =>
    subsets.map((subset) => ({
      ...subset,
      rows: subset.rows.map((row) => mentions[row]!),
      worst: subset.worst.map((row) => mentions[row]!),
    }));
  return {
    ...search,
    found: turned(search.found),
    explainedByLabels: turned(search.explainedByLabels),
    expected: turned(search.expected),
  };
}

function typesByText(texts: readonly string[], type: Int32Array): ReadonlyMap<string, ReadonlySet<number>> {
  const types = new Map<string, Set<number>>();
  for (const [i, text] of texts.entries()) {
    const known = types.get(text);
    if (known === undefined) types.set(text, new Set([type[i]!]));
    else known.add(type[i]!);
  }
  return types;
}
