import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparisonAudits, audits as runAudits } from '../../src/audits/index.ts';
import { precedence } from '../../src/engine/precedence.ts';
import { comparisonPrecedence } from '../../src/engine/precedence-comparison.ts';
import { readers } from '../../src/readers/index.ts';

/** Checks of one run and of several together: the same rules hold for both. */
const audits = [...runAudits, ...comparisonAudits];

const auditFiles = readdirSync('src/audits')
  .filter((name) => statSync(join('src/audits', name)).isDirectory())
  .flatMap((group) =>
    readdirSync(join('src/audits', group)).map((file) => ({ group, id: file.replace(/\.ts$/, '') })),
  );

describe('the catalogue', () => {
  it('has one file an audit: file names are the ids of the registry', () => {
    expect(auditFiles.map(({ id }) => id).sort()).toEqual(audits.map(({ id }) => id).sort());
  });

  it('names no audit twice', () => {
    expect(new Set(audits.map(({ id }) => id)).size).toBe(audits.length);
  });

  it.each(auditFiles)('$id has a test and a page under its name', ({ group, id }) => {
    expect(existsSync(`test/audits/${group}/${id}.test.ts`)).toBe(true);
    expect(existsSync(`docs/audits/${id}.md`)).toBe(true);
  });

  it('has no page without an audit', () => {
    const pages = readdirSync('docs/audits').map((file) => file.replace(/\.md$/, ''));
    expect(pages.sort()).toEqual(audits.map(({ id }) => id).sort());
  });

  it.each(audits.map((audit) => [audit.id, audit] as const))(
    '%s says what it checks, how it decides, when it is wrong and its sources',
    (id, audit) => {
      const page = readFileSync(`docs/audits/${id}.md`, 'utf8');
      for (const part of ['What it checks', 'How it decides', 'When it is wrong', 'Sources'])
        expect(page).toContain(part);
      expect(audit.references.length).toBeGreaterThan(0);
      expect(audit.title).not.toBe(audit.failureTitle);
    },
  );

  it('has a place in the order of precedence only for audits that exist', () => {
    const known = new Set(audits.map(({ id }) => id));
    const unknown = [...precedence, ...comparisonPrecedence]
      .flatMap((rule) => [rule.when, ...rule.supersedes])
      .filter((id) => !known.has(id));
    expect(unknown).toEqual([]);
  });

  it('has a folder and a page for every reader', () => {
    for (const { id } of readers) {
      expect(existsSync(`src/readers/${id}/index.ts`)).toBe(true);
      expect(existsSync(`docs/formats/${id}.md`)).toBe(true);
    }
    const folders = readdirSync('src/readers').filter((name) =>
      statSync(join('src/readers', name)).isDirectory(),
    );
    expect(folders.sort()).toEqual(readers.map(({ id }) => id).sort());
  });
});
