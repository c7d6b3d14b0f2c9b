import type { EntitySide } from '../../model/entities.ts';
import { many } from '../../text/words.ts';
import { createExclusionLedger } from './exclusion-ledger.ts';
import { prepareUnits, sideOfUnits } from './span-side.ts';
import type { WrittenSpan, WrittenUnit } from './span-units.ts';
import { decideOffsets, type OffsetSample } from './text-offsets.ts';

/** An annotation file with the text it belongs to; null when the text is not there. */
export interface BratPair {
  readonly path: string;
  readonly annotations: string;
  readonly text: string | null;
}

export interface BratSide {
  /** Null when no pair has a text. */
  readonly side: EntitySide | null;
  readonly columns: Readonly<Record<string, string>>;
  readonly said: readonly string[];
}

const discontinuous = {
  kind: 'unaligned',
  text: (n: number) =>
    `${many(n, 'mention')} in several pieces. Each is scored as the stretch from its first to its last piece, so the words between count as part of it.`,
} as const;
const noText = {
  kind: 'unmatched',
  text: (n: number) =>
    `${many(n, 'annotation file')} without the text file beside it: offsets mean nothing without the text.`,
} as const;
const oddLine = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'line')} that should hold a mention and could not be read.`,
} as const;

/**
 * Mentions of a folder of brat's standoff files, one document a pair. Lines of relations, events, attributes and notes are passed
 * over: they are no mentions. A discontinuous mention becomes the stretch that encloses it, counted as such.
 *
 * Source: brat's standoff format (brat.nlplab.org/standoff.html): offsets are characters as Python counts them.
 */
export function bratSide(pairs: readonly BratPair[], file: string, role: EntitySide['role']): BratSide {
  const ledger = createExclusionLedger();
  const units: WrittenUnit[] = [];
  const samples: OffsetSample[] = [];
  for (const { path, annotations, text } of pairs) {
    if (text === null) {
      ledger.add(noText, { sentences: 1 }, null, () => path);
      continue;
    }
    const spans: WrittenSpan[] = [];
    annotations.split(/\r?\n/).forEach((line, at) => {
      if (!line.startsWith('T')) return;
      const place = (): string => `${path}, line ${at + 1}`;
      const read = textBound(line);
      if (read === null) {
        ledger.add(oddLine, { mentions: 1 }, units.length, place);
        return;
      }
      if (read.pieces > 1) ledger.add(discontinuous, { mended: 1 }, null, place);
      // The words of several pieces are not one cut of the text.
      spans.push(read.pieces > 1 ? { ...read.span, text: null } : read.span);
      samples.push({
        text,
        start: read.span.start,
        end: read.span.end,
        words: read.pieces > 1 ? null : read.span.text,
      });
    });
    units.push({
      text,
      tokens: null,
      reference: { spans },
      predicted: null,
      place: path,
      id: path,
      document: path,
      extra: null,
    });
  }
  const decision = decideOffsets(samples);
  const { unit, evidence } = decision;
  const side =
    units.length === 0
      ? null
      : sideOfUnits(prepareUnits(units, decision), 'reference', file, role, null, ledger);
  return {
    side,
    columns: { text: '.txt', mentions: '.ann, lines T', offsets: unit.counts },
    said: [
      ...(evidence === null ? [] : [`Offsets count ${evidence}.`]),
      ...(units.length === 0
        ? [
            `None of ${many(pairs.length, 'annotation file')} has its .txt beside it; no mention can be placed.`,
          ]
        : []),
    ],
  };
}

/** `T1<tab>PER 0 5;8 12<tab>words`; null when it is not that. */
function textBound(line: string): { readonly span: WrittenSpan; readonly pieces: number } | null {
  const [, middle = '', words = ''] = line.split('\t');
  const found = /^(\S+) (\d+ \d+(?:;\d+ \d+)*)\s*$/.exec(middle);
  if (found === null) return null;
  const pieces = found[2]!.split(';').map((piece) => piece.split(' ').map(Number));
  const start = Math.min(...pieces.map(([from]) => from!));
  const end = Math.max(...pieces.map(([, to]) => to!));
  return {
    span: { start, end, label: found[1]!, text: words === '' ? null : words, score: Number.NaN },
    pieces: pieces.length,
  };
}

/** True when a text begins as a file of brat's: numbered marks between tabs. */
export const looksLikeBrat = (text: string): boolean =>
  /^(?:T\d+\t\S+ \d+ \d+(?:;\d+ \d+)*\t|[REAMN]\d+\t\S+ )/.test(text);
