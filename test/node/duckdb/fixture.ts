import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { readRuns } from '../../../src/engine/analyse.ts';
import type { PredictionSet } from '../../../src/model/predictions.ts';
import type { ReadOptions } from '../../../src/model/reader.ts';
import { directorySource } from '../../../src/node/directory-source.ts';
import { type LargeLimits, LIMITS } from '../../../src/node/duckdb/large.ts';
import { readerWithDatabase } from '../../../src/node/duckdb/reader.ts';
import { createRandom } from '../../../src/stats/index.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterfit-test-duckdb-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Limits that send every file to the database. */
export const NOTHING_FITS: LargeLimits = { bytes: 0, rows: 0, cellBytes: 0 };

export async function readFolder(folder: string, limits: LargeLimits = LIMITS, options: ReadOptions = {}) {
  const places = [{ disk: folder, inside: '' }];
  const source = await directorySource('folder', places);
  return readRuns(source, { ...options, readers: [readerWithDatabase({ places, limits })] });
}

export async function setsOf(
  folder: string,
  options: ReadOptions = {},
): Promise<{ readonly inMemory: PredictionSet; readonly inDatabase: PredictionSet }> {
  const [a, b] = [await readFolder(folder, LIMITS, options), await readFolder(folder, NOTHING_FITS, options)];
  const [inMemory, inDatabase] = [a, b].map(({ runs }) => runs[0]?.predictions[0]);
  if (inMemory === undefined || inDatabase === undefined)
    throw new Error(
      JSON.stringify({ memory: [a.assumptions, a.unreadable], database: [b.assumptions, b.unreadable] }),
    );
  return { inMemory, inDatabase };
}

export interface Row {
  readonly id: string;
  readonly text: string;
  readonly label: string;
  readonly predicted: string;
  readonly lang: string;
  readonly scores: readonly number[];
}

export const LABELS = ['neg', 'neutral', 'pos', "it's"];

/** Predictions of a classifier that is right in about four of five rows; some references are missing, some scores too. */
export function someRows(count: number, kind: 'probabilities' | 'logits'): readonly Row[] {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, row) => {
    const label = Math.floor(random.next() ** 1.4 * LABELS.length);
    const guess = random.next() < 0.8 ? label : Math.floor(random.next() * LABELS.length);
    const raw = LABELS.map((_, index) => 4 * random.next() + (index === guess ? 4 : 0));
    const sum = raw.reduce((a, b) => a + Math.exp(b), 0);
    const scores = kind === 'logits' ? raw : raw.map((value) => Math.exp(value) / sum);
    return {
      id: `r${row}`,
      text: `row ${row}, "quoted" and ${'long '.repeat(row % 7)}\nin two lines`,
      label: row % 97 === 5 ? '' : LABELS[label]!,
      predicted: LABELS[guess]!,
      lang: ['en', 'de', ''][row % 3]!,
      scores: row % 211 === 3 ? [] : scores,
    };
  });
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csvOf = (rows: readonly Row[], name: string): string =>
  [
    ['id', 'text', 'label', 'predicted', 'lang', ...LABELS.map((label) => `${name}_${label}`)]
      .map(cell)
      .join(','),
    ...rows.map(({ id, text, label, predicted, lang, scores }) =>
      [id, text, label, predicted, lang, ...LABELS.map((_, at) => String(scores[at] ?? ''))]
        .map(cell)
        .join(','),
    ),
  ].join('\n');

export const jsonLinesOf = (rows: readonly Row[], name: string): string =>
  rows
    .map(({ scores, label, lang, ...row }) =>
      JSON.stringify({
        ...row,
        label: label === '' ? null : label,
        ...(lang === '' ? {} : { lang }),
        [name]: scores.length === 0 ? null : scores,
      }),
    )
    .join('\n');
