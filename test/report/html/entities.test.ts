import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/index.ts';
import {
  entitiesReport,
  entityReport,
  hostileEntities,
  manySentencesReport,
  manyTypesReport,
  mixedPairs,
  noMentionsReport,
  oneTypeReport,
  scriptsReport,
} from '../../support/entity-reports.ts';
import { hostile } from '../../support/extreme-reports.ts';

const parts = (page: string) =>
  [...page.matchAll(/<h2 class="h-part"[^>]*>([^<]*)</g)].map((match) => match[1]);
const part = (page: string, id: string): string =>
  new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? '';
const textOf = (markup: string): string =>
  markup
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const data = (page: string) => JSON.parse(/class="exd">([\s\S]*?)<\/script>/.exec(page)![1]!);

describe('a page of mentions', () => {
  const page = renderHtml(entitiesReport);

  it('shows scores, errors, conventions, and sentences last', () => {
    expect(parts(page)).toEqual(
      [
        'Findings',
        'Quality by entity type',
        'What kind of error',
        'What other tools would say',
        'Sentences',
        'Resources and settings',
        'Provenance',
      ].filter((name) => parts(page).includes(name)),
    );
    for (const id of ['entities', 'errors', 'conventions', 'sentences']) expect(part(page, id)).not.toBe('');
  });

  it('says how mentions were read beside the scores, and where intervals come from', () => {
    const text = textOf(part(page, 'entities'));
    expect(text).toContain('Right is: exact span and type, micro-averaged');
    expect(text).toContain('IOB2 in the reference (B begins all), IOB1 in the predictions (I begins 3)');
    expect(text).toMatch(/Intervals: [\d,]+ resamples of 7 sentences\./);
  });

  it('gives reference, predicted and correct mentions, and the three averages', () => {
    const table = part(page, 'entities');
    const organisations = /<tr[^>]*><th scope="row"><bdi class="cls">ORG[\s\S]*?<\/tr>/.exec(table)![0];
    // Five in the reference, four predicted, one of them right; of so few no score.
    expect(
      [...organisations.matchAll(/data-l="(?:reference|predicted|correct)">(\d+)/g)].map((m) => m[1]),
    ).toEqual(['5', '4', '1']);
    expect(organisations).toContain('1 of 5');
    for (const average of ['Micro', 'Macro', 'Weighted']) expect(table).toContain(`>${average}<`);
    expect(table).toContain('If borders or types may differ');
  });

  it('counts kinds of error; each count and each cell leads to its sentences', () => {
    const errors = part(page, 'errors');
    expect(textOf(errors)).toContain('Mergeseveral mentions found as one');
    expect(errors).toMatch(
      /<a href="#sentences" data-list="sentences" data-k="6" aria-label="1 of kind missed">1</,
    );
    // ORG missed: the column of nothing is −1, the row is the place of the type.
    expect(errors).toMatch(/data-r="\d" data-p="-1" class="c h\d" aria-label="1 ORG missed"/);
    expect(errors).toMatch(
      /data-r="-1" data-p="\d" class="c h\d" aria-label="1 spurious mentions called ORG"/,
    );
    expect(textOf(errors)).toContain('left out at the end');
  });

  it('shows a tool that gives no number with its reason, and folds tags beyond ten', () => {
    const conventions = part(page, 'conventions');
    expect(textOf(conventions)).toContain('gives no number: a sentence begins with an I tag');
    expect(textOf(conventions)).toContain('2 mentions left out, 1 added');
    expect(conventions).toContain('<summary>2 more</summary>');
    expect(textOf(conventions)).toContain('line 12, token 12');
    expect(textOf(conventions)).toContain('continues nothing');
    expect(textOf(conventions)).toContain('0.250');
  });

  it('draws the reference above and the prediction below, and says what differs in words', () => {
    const [first] = /<li class="ex">[\s\S]*?Nordic[\s\S]*?<\/li>/.exec(part(page, 'sentences'))!;
    expect(first).toContain('class="g1 t0" data-l="ORG"');
    expect(first).toContain('data-l="ORG · boundary"');
    expect(first).toContain('class="g0 t0" data-l="DATE"');
    expect(textOf(first)).toContain('boundary ORG “Nordic Bank Group” → “Nordic Bank”');
    expect(textOf(first)).toContain('Nordic Bank Group fell on Tuesday .');
    const missed = /<li class="ex">(?:(?!<\/li>)[\s\S])*?The board[\s\S]*?<\/li>/.exec(
      part(page, 'sentences'),
    )![0];
    expect(missed).toContain('class="g2 t0" data-l="ORG · missed"');
  });

  it('stacks a mention inside another one', () => {
    expect(part(page, 'sentences')).toMatch(/class="g\d t1" data-l="ORG"/);
  });

  it('opens the sentences that a finding names, those without an error among them', () => {
    expect(page).toContain('<a href="#sentences" data-list="sentences" data-n="1">');
    const { by, marks, row } = data(page);
    expect(by[row.indexOf(0)]).toEqual([0]);
    expect(marks[row.indexOf(0)]).toEqual([[12, 17, 0]]);
  });
});

it('shows the text of every sentence whole, however its mentions cut it', () => {
  for (const report of [entitiesReport, scriptsReport]) {
    const shown = [...renderHtml(report).matchAll(/<p class="tx ner" dir="auto">([\s\S]*?)<\/p>/g)].map((m) =>
      textOf(m[1]!),
    );
    expect(shown.length).toBeGreaterThan(0);
    expect(shown).toEqual(data(renderHtml(report)).text);
  }
});

it('cuts no character that people see as one', () => {
  const page = renderHtml(scriptsReport);
  const pieces = [...page.matchAll(/data-l="[^"]*">([^<]*)</g)].map((match) => match[1]);
  expect(pieces).toContain('दिल्ली');
  expect(pieces).toContain('👩\u200d👩\u200d👧');
  for (const piece of pieces) expect(piece).not.toMatch(/^\p{M}|^\u200d|\u200d$/u);
});

it('writes Chinese and Japanese without the blanks between tokens', () => {
  expect(data(renderHtml(scriptsReport)).text).toEqual(
    expect.arrayContaining(['患者后背部疼痛', '東京は日本橋の', 'زرت بالرياض مع محمد']),
  );
});

it('keeps hostile texts, types and places text', () => {
  const page = renderHtml(hostileEntities(hostile));
  const tags = page.replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, '').match(/<[a-z][^>]*>/gi) ?? [];
  expect(tags.filter((tag) => /^<(img|iframe|object)/i.test(tag))).toEqual([]);
  expect(page.match(/<script>/g)).toHaveLength(1);
  expect(page).toContain('&lt;img');
});

it('shows the worst and the most frequent of two hundred types, and twelve of them in the matrix', () => {
  const page = renderHtml(manyTypesReport());
  expect(textOf(part(page, 'entities'))).toContain('200 types: the ten with the lowest lower bound');
  expect(
    part(page, 'errors')
      .match(/<tbody>[\s\S]*?<\/tbody>/g)!
      .at(-1)!
      .match(/<tr>/g),
  ).toHaveLength(13);
  expect(page.length).toBeLessThan(2_000_000);
});

it('gives one type one line of averages', () => {
  const table = part(renderHtml(oneTypeReport), 'entities');
  expect(table).toContain('>Micro<');
  expect(table).not.toContain('>Macro<');
});

it('says that there is nothing to score without mentions', () => {
  const page = renderHtml(noMentionsReport);
  expect(textOf(part(page, 'entities'))).toContain(
    'Neither the reference nor the predictions hold a mention',
  );
  for (const id of ['errors', 'sentences']) expect(part(page, id)).toBe('');
});

it('lists errors by type when texts were left out', () => {
  const page = renderHtml(entityReport(mixedPairs, { texts: false }));
  expect(textOf(part(page, 'sentences'))).toContain('Texts were left out by --no-texts.');
  expect(page).toContain('text not in the report');
  expect(textOf(part(page, 'sentences'))).toContain('missed ORG');
  for (const word of ['Nordic', 'halvard', 'Perez']) expect(page).not.toContain(word);
});

it('shows a window of an endless sentence around its errors', () => {
  const words = Array.from({ length: 3000 }, (_, index) => `word${index}`);
  const reference = words.map((word, index) => (index % 500 === 250 ? `[PER ${word}]` : word)).join(' ');
  const page = renderHtml(entityReport([[reference, words.join(' ')]]));
  const { text, e, cut } = data(page);
  expect(text[0].length).toBeLessThan(1300);
  expect(text[0]).toContain('word250');
  expect(cut[0][1]).toBeGreaterThan(10_000);
  // The one that is shown, and those that are not, once by kind and type.
  expect(e[0]).toEqual([6, 0, -1, 6, -2, -1]);
});

it('holds every sentence when asked, and what fits 2 MB otherwise', () => {
  const report = manySentencesReport(20_000);
  const page = renderHtml(report);
  expect(page.length).toBeLessThan(2_000_000);
  expect(page).toContain('20,000 sentences with an error');
  expect(page).toContain('This page holds');
  // All of the rare ones are among them.
  const { e } = data(page);
  expect(Object.values(e).filter((errors) => (errors as number[])[0] === 6)).toHaveLength(20);
  expect(data(renderHtml(report, { examples: 'all' })).text).toHaveLength(20_000);
});
