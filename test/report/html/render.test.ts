import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/index.ts';
import { comparedReports } from '../../support/compared-reports.ts';
import {
  entitiesReport,
  hostileEntities,
  manyTypesReport,
  noMentionsReport,
  oneTypeReport,
  scriptsReport,
} from '../../support/entity-reports.ts';
import {
  hostile,
  hostileReport,
  largeReport,
  longReport,
  manyClassesReport,
  oneClassReport,
} from '../../support/extreme-reports.ts';
import {
  findingsReport,
  healthyReport,
  nothingReport,
  severalRunsReport,
  tooLittleReport,
} from '../../support/reports.ts';

const every = {
  findings: findingsReport,
  healthy: healthyReport,
  little: tooLittleReport,
  several: severalRunsReport(4),
  nothing: nothingReport,
  hostile: hostileReport,
  classes: manyClassesReport(),
  one: oneClassReport,
  mentions: entitiesReport,
  'types of mention': manyTypesReport(),
  'one type': oneTypeReport,
  'no mentions': noMentionsReport,
  scripts: scriptsReport,
  'hostile mentions': hostileEntities(hostile),
  ...Object.fromEntries(comparedReports),
};

const parts = (page: string) =>
  [...page.matchAll(/<h2 class="h-part"[^>]*>([^<]*)</g)].map((match) => match[1]);
const bytes = (page: string) => Buffer.byteLength(page);

describe.each(Object.entries(every))('the page of %s', (_, report) => {
  const page = renderHtml(report);

  it('allows one style and one script, by hash, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'");
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!;
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)![1]!;
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it('holds no inline style, no handler, no address to load from', () => {
    const tags = page.replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, '').match(/<[a-z][^>]*>/gi) ?? [];
    const names = tags.map((tag) => tag.replace(/"[^"]*"/g, '""'));
    expect(
      names.filter((tag) => /\s(style|on\w+|src|srcset|action|formaction|xlink:href)=/i.test(tag)),
    ).toEqual([]);
    expect(tags.filter((tag) => /\shref="(?!#)/i.test(tag))).toEqual([]);
  });

  it('repeats no id and links only to what is there', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  it('leaves no undefined, NaN or object in its text', () => {
    const text = page.replace(/<(style|script)\b[\s\S]*?<\/\1>/g, '');
    expect(text.match(/[>"](undefined|NaN|null)[<"]|\[object|\dNaN|NaN%/g)).toBeNull();
  });
});

describe('parts of the page', () => {
  it('stand in the order in which they are asked for', () => {
    expect(parts(renderHtml(findingsReport))).toEqual([
      'Trajectory',
      'Findings',
      'Quality by class',
      'Examples',
      'Resources and settings',
      'Not checked, and how to enable it',
      'Provenance',
    ]);
  });

  it('leave the page when their evidence is missing', () => {
    expect(parts(renderHtml(tooLittleReport))).toEqual([
      'Trajectory',
      'Findings',
      'Not checked, and how to enable it',
      'Provenance',
    ]);
    expect(parts(renderHtml(nothingReport))).toEqual(['Provenance']);
  });

  it('call the findings "Checks" when there are none, and show what passed', () => {
    const page = renderHtml(healthyReport);
    expect(parts(page)).toContain('Checks');
    expect(page).toContain('8 checks: no findings, 8 passed.');
    expect(page).toContain('Next, if you like');
  });

  it('begin with an overview when there are several runs', () => {
    const page = renderHtml(severalRunsReport(4));
    expect(parts(page)[0]).toBe('Runs');
    expect(page.match(/<details class="run"/g)).toHaveLength(4);
    expect(page).toContain('In every run');
  });

  it('give no score to a class of three examples, but the interval of its recall', () => {
    const row = /<tr class="low">[\s\S]*?<\/tr>/.exec(renderHtml(findingsReport))![0];
    expect(row).toContain('litigious');
    expect(row).toContain('1 of 3');
    expect(row).toContain('too few to score');
    expect(row).not.toContain('0.40');
  });

  it('open seven findings and fold the others', () => {
    const page = renderHtml(largeReport(10));
    expect(page.match(/<article class="fnd"/g)).toHaveLength(7);
    expect(page.match(/<details class="fnd"/g)).toHaveLength(13);
  });

  it('say how many examples were left out', () => {
    const page = renderHtml(largeReport(1000), { examples: 50 });
    expect(page.match(/<li class="ex"/g)).toHaveLength(50);
    expect(page).toContain('1,000 errors, most confident first');
    expect(page).toContain('This page holds 50');
    expect(page).toContain('Left out are 950 less confident ones');
  });
});

describe('size', () => {
  it('stays within its budgets', () => {
    expect(bytes(renderHtml(findingsReport))).toBeLessThan(200_000);
    expect(bytes(renderHtml(longReport(100_000)))).toBeLessThan(200_000);
    const large = largeReport();
    expect(bytes(renderHtml(large))).toBeLessThan(2_000_000);
    expect(bytes(renderHtml(large, { examples: 'all' }))).toBeLessThan(10_000_000);
    expect(bytes(renderHtml(largeReport(150_000, 400_000), { examples: 'all' }))).toBeLessThan(20_000_000);
  });

  it('keeps style and script within 40 kB', () => {
    const page = renderHtml(nothingReport);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!;
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)![1]!;
    expect(bytes(style) + bytes(script)).toBeLessThan(40_000);
  });
});
