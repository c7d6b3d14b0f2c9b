import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import { directorySource } from '../../src/node/directory-source.ts';
import { contradictions } from '../support/advice.ts';

/** No report advises one thing in one place and another in the next, whatever the run. */
const corpus = process.env.AFTERFIT_CORPUS;
const inside = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name))
    : [];
const examples = inside('examples');
const strangers =
  corpus === undefined
    ? []
    : ['hf-trainer', 'predictions', 'trackers'].flatMap((part) => inside(join(corpus, part)));

if (corpus === undefined)
  console.warn('AFTERFIT_CORPUS is not set: the advice on runs of strangers is not checked.');

describe('the advice on', () => {
  it.each([...examples, ...strangers])('%s', async (disk) => {
    const { findings, runs } = await analyse(await directorySource(disk, [{ disk, inside: '' }]));
    expect(contradictions(findings)).toEqual([]);
    const keys = new Set(findings.map((finding) => finding.key));
    for (const { advice } of findings) if (advice?.after !== undefined) expect(keys).toContain(advice.after);
    for (const { answer } of runs) {
      const values = new Map<string, string>();
      for (const [name, value] of answer.actions.flatMap((action) => Object.entries(action.settings))) {
        expect(values.get(name) ?? value).toBe(value);
        values.set(name, value);
      }
    }
  });
});
