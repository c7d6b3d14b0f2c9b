import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { analyse, readRuns, report } from '../../src/engine/analyse.ts';
import type { Report } from '../../src/model/report.ts';
import { directorySource } from '../../src/node/directory-source.ts';
import { renderJson } from '../../src/report/json.ts';

/** Folders of strangers: whatever is in them, the analysis ends, says what it did with every file, and keeps to its form. */
const corpus = process.env.AFTERFIT_CORPUS;
const parts = ['hf-trainer', 'predictions', 'trackers'] as const;
const foldersOf = (part: string): readonly string[] =>
  corpus === undefined || !existsSync(join(corpus, part))
    ? []
    : readdirSync(join(corpus, part), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${part}/${entry.name}`);
const folders = parts.flatMap(foldersOf);

if (corpus === undefined)
  console.warn('AFTERFIT_CORPUS is not set: the folders of strangers are not analysed.');

const validate = new Ajv({ allErrors: true, strict: false }).compile(
  JSON.parse(readFileSync('schema/report.schema.json', 'utf8')),
);

describe.skipIf(corpus === undefined)('every folder of the corpus (AFTERFIT_CORPUS)', () => {
  const times: [string, number][] = [];
  const verdicts = new Map<Report['answer']['verdict'], number>();

  afterAll(() => {
    const total = times.reduce((sum, [, ms]) => sum + ms, 0);
    const slowest = [...times].sort((a, b) => b[1] - a[1]).slice(0, 3);
    console.info(
      `${times.length} folders in ${(total / 1000).toFixed(1)} s, slowest ${slowest.map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(', ')}; ${[...verdicts].map(([verdict, n]) => `${n} ${verdict}`).join(', ')}`,
    );
  });

  it('holds folders of each part', () => {
    for (const part of parts) expect(foldersOf(part).length, part).toBeGreaterThan(0);
  });

  it.each(folders)('%s', async (path) => {
    const source = await directorySource(path, [{ disk: join(corpus!, path), inside: '' }]);
    const started = performance.now();
    const input = await readRuns(source);
    const result = await report(source.name, input);
    times.push([path, performance.now() - started]);
    verdicts.set(result.answer.verdict, (verdicts.get(result.answer.verdict) ?? 0) + 1);

    expect(result.audits.filter((each) => each.status === 'crashed')).toEqual([]);
    expect(input.unreadable.filter((problem) => /reader can read$/.test(problem.expected))).toEqual([]);

    validate(JSON.parse(renderJson(result)));
    expect(validate.errors ?? []).toEqual([]);

    // A file is read, a problem, or one of those that nobody wanted; none is lost.
    const told = new Set([...input.read, ...input.unreadable].map((entry) => entry.file));
    const silent = source.files.filter((file) => !told.has(file.path));
    expect(silent.length, silent.map((file) => file.path).join('\n')).toBe(input.ignored.count);
    const present = new Set(source.files.map((file) => file.path));
    expect(input.read.map((entry) => entry.file).filter((file) => !present.has(file))).toEqual([]);

    const ids = result.runs.map((run) => run.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(result.findings.map((finding) => finding.rank)).toEqual(result.findings.map((_, i) => i + 1));
    expect(new Set(result.findings.map((finding) => finding.key)).size).toBe(result.findings.length);
    for (const run of result.runs) {
      expect(run.answer.actions.length).toBeLessThanOrEqual(3);
      const prose = [
        run.answer.headline,
        ...run.answer.sentences,
        ...run.answer.actions.map((action) => action.text),
      ];
      expect(prose.filter((text) => /undefined|\bnull\b|\[object|!$/.test(text))).toEqual([]);
    }
  });

  it('gives the same report twice', async () => {
    const path = folders.find((each) => each.includes('J-Meyers')) ?? folders[0]!;
    const source = await directorySource(path, [{ disk: join(corpus!, path), inside: '' }]);
    expect(await analyse(source)).toEqual(await analyse(source));
  });
});
