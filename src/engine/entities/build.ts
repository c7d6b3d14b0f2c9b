import { seenDefinitions, seenKinds } from '../../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { overlapSchemes } from '../../metrics/entities/scores/index.ts';
import type { EntityQuality, EntitySubsets } from '../../model/entity-report.ts';
import type { Table } from '../../model/report.ts';
import { toldSubset } from '../subsets.ts';
import { conventionsOf, transitionsOf } from './conventions.ts';
import { ledgerOf } from './ledger.ts';
import { readingOf } from './reading.ts';
import { type SentenceOptions, sentenceTable } from './sentences.ts';

const MOST_SUBSETS = 20;
const MOST_BORDERS = 20;
/** Border words that are shown: at the usual level of false discoveries. */
const SHOWN_Q = 0.05;

/** Scores that are shown, in this order. */
const overall = ['micro', 'macro', 'weighted'].flatMap((average) =>
  ['precision', 'recall', 'f1'].map((ratio) => `${ratio}_${average}`),
);

/** How good the mentions are, and the table of sentences with errors beside it. */
export function buildEntities(
  examined: EntityExamination,
  options: SentenceOptions,
): { readonly quality: EntityQuality; readonly tables: Record<string, Table> } {
  const { set } = examined;
  const scores = examined.scores();
  const overlap = examined.overlap().overall;
  const tokens = examined.tokens();
  const documents = examined.documents();
  const sentences = sentenceTable(examined, options);
  const name = `sentences:${set.id}`;
  const tables: Record<string, Table> = Object.create(null);
  tables[name] = sentences.table;
  const type = (index: number): string | null => set.types[index] ?? null;
  return {
    quality: {
      set: set.id,
      split: set.split?.value ?? null,
      file: set.file,
      files: set.files,
      sentences: set.sentences,
      documents: set.firstOfDocument === null ? null : set.firstOfDocument.length - 1,
      tokens: set.tokens === null ? null : set.tokens.start.length,
      mentions: {
        reference: examined.counts.sides.reference.mentions,
        predicted: examined.counts.sides.predicted.mentions,
        correct: scores.types.reduce((sum, { correct }) => sum + correct, 0),
      },
      ...readingOf(set),
      overall: overall.flatMap((id) => scores.overall[id] ?? []),
      types: scores.types.filter(({ support, predicted }) => support + predicted > 0),
      resampled: {
        by: scores.resampling.kind,
        units: scores.resampling.units,
        draws: scores.resampling.draws,
      },
      overlap: overlapSchemes.map((scheme) => {
        const row = overlap[scheme];
        return { ...row, rightWhen: row.f1.convention.replace(/^SemEval-2013 \w+: /, '') };
      }),
      tokenScores:
        tokens === null
          ? null
          : {
              accuracy: tokens.accuracy,
              f1: tokens.f1,
              outside: tokens.outsideShare,
              caution: tokens.caution,
            },
      byDocument: documents === null ? null : { macro: documents.macro, empty: documents.empty },
      conventions: conventionsOf(examined, options.texts),
      transitions: transitionsOf(examined, options.texts),
      ledger: ledgerOf(examined, options.texts),
      errors: examined
        .errors()
        .errors.filter(({ count }) => count > 0)
        .map(({ kind, count, share }) => ({ kind, count, share })),
      confusion: examined.confusion().cells.map((cell) => ({
        reference: type(cell.reference),
        predicted: type(cell.predicted),
        count: cell.count,
        sameBorders: cell.sameBorders,
      })),
      furtherPieces: examined.confusion().furtherPieces,
      seen: seenOf(examined),
      borders: options.texts
        ? examined
            .borders()
            .words.filter(({ q, isClass }) => q <= SHOWN_Q && !isClass)
            .slice(0, MOST_BORDERS)
            .map(({ word, side, change, mentions, moved, difference, interval, q }) => ({
              word,
              side,
              change,
              mentions,
              moved,
              difference,
              interval,
              q,
            }))
        : [],
      subsets: {
        reference: subsetsOf(examined, 'reference'),
        predicted: subsetsOf(examined, 'predicted'),
      },
      sentencesTable: {
        table: name,
        shown: sentences.table.rows,
        total: sentences.total,
        textsLeftOut: !options.texts,
      },
    },
    tables,
  };
}

function seenOf(examined: EntityExamination): EntityQuality['seen'] {
  const seen = examined.seen();
  if (seen === null) return null;
  return seenKinds.flatMap((kind) => {
    const row = seen.recall.find((each) => each.kind === kind && each.type === -1);
    if (row === undefined) return [];
    const { mentions, found, recall, interval } = row;
    return [{ kind, definition: seenDefinitions[kind], mentions, found, recall, interval }];
  });
}

function subsetsOf(examined: EntityExamination, side: 'reference' | 'predicted'): EntitySubsets {
  const { search } = examined.slices(side);
  const found = search.found.slice(0, MOST_SUBSETS);
  return {
    mentions: search.rows,
    wrong: search.errors ?? 0,
    reason: search.reason,
    tests: search.tested.tests,
    found: found.map(toldSubset),
    more: search.found.length - found.length,
  };
}
