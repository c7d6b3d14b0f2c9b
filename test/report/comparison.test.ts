import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import type { Report } from '../../src/model/report.ts';
import { renderHtml } from '../../src/report/html/index.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import {
  pairReport,
  scoresReport,
  searchFolderReport,
  searchReport,
  seedsReport,
} from '../support/compared-reports.ts';

const parts = (page: string) =>
  [...page.matchAll(/<h2 class="h-part"[^>]*>([^<]*)</g)].map((match) => match[1]);
const rowOf = (text: string, start: string) =>
  text.split('\n').find((line) => line.trimStart().startsWith(start));

describe('two runs with predictions', () => {
  const page = renderHtml(pairReport);
  const terminal = renderTerminal(pairReport);

  it('are answered, then explained, and the chapters of each run are folded', () => {
    expect(parts(page)).toEqual(
      [
        'What differs',
        'Which is better',
        'What changed, example by example',
        'Trajectories',
        'Findings',
        'Runs',
        'Resources and settings',
        'Resources and settings',
        'Not checked, and how to enable it',
        'Provenance',
      ].filter((name) => parts(page).includes(name)),
    );
    expect(parts(page).slice(0, 4)).toEqual([
      'What differs',
      'Which is better',
      'What changed, example by example',
      'Trajectories',
    ]);
    expect(page.match(/<details class="run"[^>]*>/g)?.every((tag) => !tag.includes('open'))).toBe(true);
  });

  it('have their difference with interval, test and the least that could have been seen', () => {
    expect(rowOf(terminal, 'accuracy')).toMatch(
      /accuracy +90\.0 % +96\.0 % +[+]6\.0 \(\d\.\d to \d\.\d\) +B better/,
    );
    expect(terminal).toMatch(/the least that could have been seen in accuracy:\s+\d\.\d points/);
    expect(terminal).toContain('Right in both 354, only in B 30, only in A 6, wrong in both 10.');
    expect(renderMarkdown(pairReport)).toMatch(/\| accuracy \| 90\.0 % \| 96\.0 % \| [+]6\.0 \(/);
  });

  it('show the texts of what changed, folded by kind', () => {
    expect(page).toContain('<summary>Only B right: 30 examples</summary>');
    expect(page).toContain('<summary>Only A right: 6 examples</summary>');
    expect(page).toContain('<summary>Wrong in both: 10 examples</summary>');
    const changed = page.slice(page.indexOf('<summary>Only B right')).split('</section>')[0]!;
    expect(changed.match(/<li class="ex">/g)).toHaveLength(46);
  });

  it('draw no second picture where equal compute is equal steps', () => {
    expect(page.match(/<div class="traj compared">/g)).toHaveLength(1);
    expect(page).toContain('Not drawn over examples seen: the same picture as over optimiser steps.');
  });
});

describe('runs without predictions', () => {
  it('say why they cannot be ranked instead of showing an empty table', () => {
    const terminal = renderTerminal(scoresReport);
    expect(terminal).toMatch(/A and B by their recorded scores/);
    expect(terminal).toMatch(/cannot tell/);
    expect(parts(renderHtml(scoresReport))).not.toContain('What changed, example by example');
  });
});

describe('ten seeds', () => {
  it('are one row with mean, interval, spread and the failed ones apart', () => {
    const terminal = renderTerminal(seedsReport);
    expect(rowOf(terminal, 'all runs')).toMatch(
      /all runs +10 +1 +8\d\.\d % +8\d\.\d to 8\d\.\d % +8\d\.\d to 8\d\.\d %/,
    );
    expect(terminal).toContain('Failed: G (');
    const page = renderHtml(seedsReport);
    expect(parts(page)).toContain('Seeds');
    expect(page.match(/<circle class="strip"/g)).toHaveLength(9);
    expect(page).toContain('1 failed');
  });

  it('are not ranked one against one from scores', () => {
    expect(parts(renderHtml(seedsReport))).not.toContain('Which is better');
    expect(renderTerminal(seedsReport)).not.toContain('Pairs,');
  });
});

describe('a search of forty runs', () => {
  const page = renderHtml(searchReport);

  it('shows the picture of settings and scores, the expected best and the table of tests', () => {
    expect(parts(page)).toContain('Search');
    expect(page).toContain('Expected best of k runs');
    expect(page).toContain('Settings and score');
    expect(renderTerminal(searchReport)).toContain('Expected best of k runs drawn from these:');
    expect(renderMarkdown(searchReport)).toContain('## Search');
  });

  it('lists the best twenty, folds the others, and has no chapter for each run, which it says', () => {
    expect(page).not.toContain('<details class="run"');
    expect(page).toContain('<summary>20 more runs</summary>');
    expect(page).toContain('has no chapter for each');
    expect(parts(page)).toContain('Findings of single runs');
    expect(renderMarkdown(searchReport)).toContain('20 more runs');
  });

  it('comes first when it was asked for, and after the list of runs when it was not', () => {
    expect(parts(page)[0]).toBe('What differs');
    expect(parts(renderHtml(searchFolderReport))[0]).toBe('Runs');
  });
});

describe('a thousand runs', () => {
  /** Forty runs, again and again. */
  const many: Report = (() => {
    const comparison = searchReport.comparison as Comparison;
    const copies = Array.from({ length: 25 }, (_, copy) => copy);
    const named = (id: string, copy: number) => `${id}-${copy}`;
    return {
      ...searchReport,
      runs: copies.flatMap((copy) =>
        searchReport.runs.map((run) => ({ ...run, id: named(run.id, copy), title: named(run.title, copy) })),
      ),
      comparison: {
        ...comparison,
        members: copies.flatMap((copy) =>
          comparison.members.map((member) => ({ ...member, run: named(member.run, copy) })),
        ),
        trajectories: comparison.trajectories && {
          ...comparison.trajectories,
          lines: copies.flatMap((copy) =>
            (comparison.trajectories?.lines ?? []).map((line) => ({ ...line, run: named(line.run, copy) })),
          ),
        },
      },
      findings: copies.flatMap((copy) =>
        searchReport.findings.map((finding) => ({
          ...finding,
          subject: { ...finding.subject, run: finding.subject.run && named(finding.subject.run, copy) },
        })),
      ),
    };
  })();

  it('stay a small page', () => {
    const page = renderHtml(many);
    expect(Buffer.byteLength(page)).toBeLessThan(1_500_000);
    expect(page).toContain('runs not listed here');
  });

  it('stay a short text', () => {
    expect(renderTerminal(many).split('\n').length).toBeLessThan(220);
    expect(renderTerminal(many)).toContain('the best 20 are listed');
    expect(renderMarkdown(many).length).toBeLessThan(60_000);
  });
});
