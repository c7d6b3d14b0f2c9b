import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../src/model/reader.ts';
import { readPredictionFiles } from '../support/predictions.ts';

interface Expected {
  readonly options?: ReadOptions;
  readonly sets: readonly ExpectedSet[];
  /** Parts of sentences that must have been said; an empty list with no sets means silence. */
  readonly said: readonly string[];
  readonly problems?: readonly string[];
}

interface ExpectedSet {
  readonly id: string;
  readonly split: string | null;
  readonly rows: number;
  readonly labels: readonly string[];
  /** Rows on the diagonal. */
  readonly right: number;
  readonly unlabelled?: number;
  readonly hasScores: boolean;
  readonly hasText?: boolean;
  readonly extraColumns?: readonly string[];
  readonly meanLoss?: number;
  readonly scored?: number;
  readonly first?: Readonly<Record<string, unknown>>;
}

const root = fileURLToPath(new URL('../fixtures/predictions/', import.meta.url));

/** Every file of a case except what is expected of it. */
function filesOf(name: string): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(`${root}${name}`, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'expected.json') continue;
    const path = `${entry.parentPath}/${entry.name}`;
    files[path.slice(`${root}${name}/`.length)] = new Uint8Array(readFileSync(path));
  }
  return files;
}

describe('prediction files, one folder a case', () => {
  for (const name of readdirSync(root).sort()) {
    test(name.replaceAll('-', ' '), async () => {
      const expected = JSON.parse(readFileSync(`${root}${name}/expected.json`, 'utf8')) as Expected;
      const { sets, said, problems } = await readPredictionFiles(filesOf(name), expected.options);

      expect(sets.map((set) => set.id)).toEqual(expected.sets.map((set) => set.id));
      for (const [index, wanted] of expected.sets.entries()) {
        const set = sets[index]!;
        const confusion = await set.confusion({ kind: 'all' });
        const size = set.labels.length;
        const right = set.labels.reduce((sum, _, label) => sum + confusion.counts[label * size + label]!, 0);
        expect({
          split: set.split?.value ?? null,
          rows: set.rows,
          labels: set.labels,
          right,
          unlabelled: confusion.unlabelled,
          hasScores: set.hasScores,
        }).toEqual({
          split: wanted.split,
          rows: wanted.rows,
          labels: wanted.labels,
          right: wanted.right,
          unlabelled: wanted.unlabelled ?? 0,
          hasScores: wanted.hasScores,
        });
        if (wanted.hasText !== undefined) expect(set.hasText).toBe(wanted.hasText);
        if (wanted.extraColumns !== undefined) expect(set.extraColumns).toEqual(wanted.extraColumns);
        const loss = await set.negativeLogLikelihood();
        if (wanted.meanLoss !== undefined) expect(loss!.sum / loss!.rows).toBeCloseTo(wanted.meanLoss, 6);
        if (wanted.scored !== undefined) expect(loss!.rows).toBe(wanted.scored);
        if (wanted.first !== undefined) {
          const { rows } = await set.select({ kind: 'wrong', limit: 1 });
          const [example] = await set.examples(rows);
          const { confidence, ...texts } = wanted.first;
          expect(example).toMatchObject(texts);
          if (typeof confidence === 'number') expect(example!.confidence).toBeCloseTo(confidence, 6);
        }
      }
      for (const part of expected.said) expect(said.join('\n')).toContain(part);
      if (expected.sets.length === 0 && expected.said.length === 0) expect(said).toEqual([]);
      const problemText = problems.map((problem) => `${problem.expected} | ${problem.found}`).join('\n');
      for (const part of expected.problems ?? []) expect(problemText).toContain(part);
      if (expected.problems === undefined) expect(problems).toEqual([]);
    });
  }
});
