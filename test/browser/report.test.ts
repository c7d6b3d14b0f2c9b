import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html/index.ts';
import {
  entitiesReport,
  hostileEntities,
  manySentencesReport,
  manyTypesReport,
  scriptsReport,
} from '../support/entity-reports.ts';
import {
  brokenReport,
  hostile,
  hostileReport,
  largeReport,
  longReport,
  manyClassesReport,
  namingReport,
  wildReport,
} from '../support/extreme-reports.ts';
import {
  findingsReport,
  healthyReport,
  nothingReport,
  severalRunsReport,
  tooLittleReport,
} from '../support/reports.ts';
import { chromiumPath, pages, skipMessage } from './chromium.ts';

const path = chromiumPath();
if (path === null) console.warn(`Skipped: ${skipMessage}.`);

describe.skipIf(path === null)(
  path === null ? `report in a browser (${skipMessage})` : 'report in a browser',
  () => {
    let browser: Browser;
    const { open, clean } = pages(() => browser);
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: path!, args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      await browser?.close();
      clean();
    });

    const every = {
      findings: findingsReport,
      healthy: healthyReport,
      little: tooLittleReport,
      several: severalRunsReport(4),
      nothing: nothingReport,
      hostile: hostileReport,
      broken: brokenReport,
      wild: wildReport,
      'a million records': longReport(100_000),
      '200 classes': manyClassesReport(),
      mentions: entitiesReport,
      '200 types of mention': manyTypesReport(),
      'mentions in many scripts': scriptsReport,
      'hostile mentions': hostileEntities(hostile),
    };

    it.each(Object.entries(every))('opens without a complaint or a request: %s', async (_, report) => {
      const { page, complaints, requests } = await open(renderHtml(report));
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
      await page.context().close();
    });

    it.each(Object.entries(every))('fits 390 pixels without scrolling sideways: %s', async (_, report) => {
      const { page } = await open(renderHtml(report), { viewport: { width: 390, height: 800 } });
      // Folds count too: what is hidden now will be opened.
      await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      await page.context().close();
    });

    it('runs nothing that came with labels, texts, names or messages', async () => {
      const { page, complaints } = await open(renderHtml(hostileReport));
      await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
      for (const element of await page.locator('a, button, summary, input').all())
        if (await element.isVisible()) await element.dispatchEvent('mouseover');
      await page.locator('a.c').first().click();
      expect(await page.evaluate('globalThis.broken')).toBeUndefined();
      expect(complaints).toEqual([]);
      expect(await page.locator('img, iframe, object, embed').count()).toBe(0);
      // The read-outs' data, the examples' data and the page's own script.
      expect(await page.locator('script').count()).toBe(3);
      // It is shown as the text it is.
      expect(await page.locator('#quality tbody th').allInnerTexts()).toContainEqual(
        expect.stringContaining(hostile.script),
      );
      await page.context().close();
    });

    it('filters the examples from a cell of the matrix, and by text', async () => {
      const { page } = await open(renderHtml(findingsReport));
      const shown = page.locator('.ex:visible');
      expect(await shown.count()).toBe(12);
      await page.locator('a.c[aria-label$="predicted as positive"]').last().click();
      expect(await shown.count()).toBe(3);
      expect(await page.locator('.cnt').innerText()).toBe('3 of 12 shown; this page holds 12 of 134');
      await page.getByLabel('Text contains').fill('dividend');
      expect(await shown.count()).toBe(1);
      await page.getByLabel('Text contains').fill('nothing like this');
      expect(await page.locator('.none').isVisible()).toBe(true);
      await page.getByRole('button', { name: 'Clear' }).click();
      await expect.poll(() => shown.count()).toBe(12);
      await page.context().close();
    });

    it('shows the examples of a finding, with the words that it names marked', async () => {
      const { page } = await open(renderHtml(namingReport()));
      await page.getByRole('link', { name: 'Read those that show it' }).first().click();
      const shown = page.locator('.ex:visible');
      await expect.poll(() => shown.count()).toBe(2);
      expect(await page.locator('.ex mark').allInnerTexts()).toEqual(['orders', 'fell']);
      expect(await page.locator('select[data-f=n]').inputValue()).toBe('1');
      await page.getByRole('button', { name: 'Clear' }).click();
      await expect.poll(() => page.locator('.ex').count()).toBe(25);
      await page.context().close();
    });

    it('filters sentences by error, cell, finding and text, and builds what the page holds', async () => {
      const { page, complaints } = await open(renderHtml(entitiesReport));
      const shown = page.locator('#sentences .ex:visible');
      const texts = page.locator('#sentences .ex:visible .tx');
      const before = await page.locator('#sentences ol.list').first().innerHTML();
      expect(await shown.count()).toBe(7);
      await page.locator('#errors a[aria-label="1 of kind missed"]').click();
      expect(await texts.allInnerTexts()).toEqual(['The board of Halvard met .']);
      await page.locator('a.c[aria-label="1 spurious mentions called ORG"]').click();
      expect(await texts.allInnerTexts()).toEqual(['halvard shares slump as orders fall .']);
      await page.getByRole('link', { name: 'Read those that show it' }).click();
      expect(await shown.count()).toBe(2);
      expect(await page.locator('.ner mark').allInnerTexts()).toEqual(['Group']);
      await page.getByRole('button', { name: 'Clear' }).click();
      await expect.poll(() => shown.count()).toBe(7);
      // The script builds the elements of the plain list, apart from what only it knows.
      const clean = (markup: string) =>
        markup.replace(/ (tabindex|style|title)="[^"]*"/g, '').replace(/ over"/g, '"');
      expect(clean(await page.locator('#sentences ol.list').first().innerHTML())).toBe(clean(before));
      await page.getByLabel('Text or place contains').fill('line 4');
      await expect.poll(() => texts.allInnerTexts()).toEqual(['The board of Halvard met .']);
      await page.getByLabel('Text or place contains').fill('nothing like this');
      expect(await page.getByText('No sentence with such an error').isVisible()).toBe(true);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it('keeps every label within its text, from left to right and from right to left', async () => {
      const { page } = await open(renderHtml(scriptsReport), { viewport: { width: 390, height: 800 } });
      const outside = await page.evaluate(`[...document.querySelectorAll('.ner [data-l]')].filter((one) => {
        const [box, text] = [one.getBoundingClientRect(), one.closest('.ner').getBoundingClientRect()];
        return box.left < text.left - 1 || box.right > text.right + 1;
      }).length`);
      expect(outside).toBe(0);
      expect(
        await page
          .locator('.ner', { hasText: 'محمد' })
          .evaluate((one) => String(Reflect.get(globalThis, 'getComputedStyle')(one).direction)),
      ).toBe('rtl');
      await page.context().close();
    });

    it('searches a hundred thousand sentences, each time in less than a second', async () => {
      const { page, complaints } = await open(renderHtml(manySentencesReport(100_000), { examples: 'all' }));
      const timed = async (act: () => Promise<unknown>, count: string) => {
        const start = performance.now();
        await act();
        await expect
          .poll(() => page.locator('.cnt').innerText(), { interval: 10, timeout: 5000 })
          .toBe(count);
        return performance.now() - start;
      };
      // The data are read at the first use.
      await timed(() => page.locator('select[data-f=k]').selectOption('6'), '100 of 100,000 shown');
      const times = [
        await timed(() => page.locator('select[data-f=k]').selectOption('2'), '99,900 of 100,000 shown'),
        await timed(() => page.locator('select[data-f=p]').selectOption('-1'), '0 of 100,000 shown'),
        await timed(() => page.getByRole('button', { name: 'Clear' }).click(), '100,000 shown'),
        await timed(
          () => page.getByLabel('Text or place contains').fill('number 77123.'),
          '1 of 100,000 shown',
        ),
      ];
      expect(Math.max(...times)).toBeLessThan(1000);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it('pages, orders and bands a hundred thousand examples, each in less than a second', async () => {
      const html = renderHtml(largeReport(100_000, 400_000), { examples: 'all' });
      const { page, complaints } = await open(html);
      const first = page.locator('.ex .tx').first();
      const timed = async (act: () => Promise<unknown>, text: string) => {
        const start = performance.now();
        await act();
        await expect.poll(() => first.innerText(), { interval: 10, timeout: 5000 }).toContain(text);
        return performance.now() - start;
      };
      const times = [
        await timed(() => page.getByLabel('Order').selectOption('low'), 'Sentence 99999:'),
        await timed(() => page.getByLabel('Order').selectOption('row'), 'Sentence 0:'),
        await timed(() => page.getByRole('button', { name: 'Next' }).click(), 'Sentence 25:'),
        await timed(() => page.getByLabel('Text contains').fill('sentence 77123:'), 'Sentence 77123:'),
      ];
      expect(Math.max(...times)).toBeLessThan(1000);
      expect(await page.locator('.cnt').innerText()).toBe('1 of 100,000 shown');
      expect(await page.locator('.ex').count()).toBe(1);
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByLabel('Confidence').selectOption('0-500');
      await expect.poll(() => first.innerText()).toContain('Sentence 83167:');
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it('steps through the examples by keys, over the end of a page, and jumps to the search', async () => {
      const { page } = await open(renderHtml(largeReport(60), { examples: 'all' }));
      await page.locator('#examples').scrollIntoViewIfNeeded();
      const focused = () => page.evaluate<string>('document.activeElement.textContent');
      await page.keyboard.press('j');
      expect(await focused()).toContain('Sentence 0:');
      await page.keyboard.press('j');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('k');
      expect(await focused()).toContain('Sentence 1:');
      for (let index = 0; index < 24; index++) await page.keyboard.press('j');
      expect(await focused()).toContain('Sentence 25:');
      expect(await page.locator('.pg .at').innerText()).toBe('26–50 of 60');
      await page.keyboard.press('/');
      expect(await page.evaluate('document.activeElement.type')).toBe('search');
      // In the field a letter is a letter.
      await page.keyboard.press('j');
      expect(await page.getByLabel('Text contains').inputValue()).toBe('j');
      await page.context().close();
    });

    it('shows findings, pictures and all examples without script, and hides what needs it', async () => {
      const { page } = await open(renderHtml(findingsReport), { javaScriptEnabled: false });
      expect(
        await page.getByRole('heading', { name: 'Validation loss rose after step 364' }).isVisible(),
      ).toBe(true);
      expect(await page.locator('.ex:visible').count()).toBe(12);
      expect(await page.locator('.traj svg path.validation').count()).toBeGreaterThan(1);
      expect(await page.locator('.read').innerText()).toContain('86.2 %');
      for (const selector of ['.flt', '.copy', '.scrub'])
        expect(await page.locator(selector).first().isVisible()).toBe(false);
      await page.getByText('Evidence and rule').first().click();
      expect(await page.getByText('validation loss at step 364').isVisible()).toBe(true);
      await page.context().close();
    });

    it('switches theme and loss axis without script', async () => {
      const { page } = await open(renderHtml(findingsReport), {
        javaScriptEnabled: false,
        colorScheme: 'light',
      });
      const ground = () =>
        page
          .locator('body')
          .evaluate((body) => String(Reflect.get(globalThis, 'getComputedStyle')(body).backgroundColor));
      expect(await ground()).toBe('rgb(255, 255, 255)');
      await page.getByText('Dark', { exact: true }).click();
      expect(await ground()).toBe('rgb(17, 22, 27)');
      expect(await page.locator('.on-log').first().isVisible()).toBe(false);
      await page.getByText('log', { exact: true }).click();
      expect(await page.locator('.on-log').first().isVisible()).toBe(true);
      expect(await page.locator('.on-linear').first().isVisible()).toBe(false);
      await page.context().close();
    });

    it('can be used by keyboard: skip link, read-out, folds', async () => {
      const { page } = await open(renderHtml(findingsReport));
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the answer');
      const range = page.getByLabel('Inspect a step');
      await range.focus();
      const before = await page.locator('.read').innerText();
      await page.keyboard.press('End');
      expect(await page.locator('.read').innerText()).not.toBe(before);
      expect(await range.getAttribute('aria-valuetext')).toContain('step 1,092');
      const fold = page.getByText('Evidence and rule').first();
      await fold.focus();
      await page.keyboard.press('Enter');
      expect(await page.getByText('validation loss at step 364').isVisible()).toBe(true);
      await page.context().close();
    });

    it('names its landmarks, headings, tables and pictures for a screen reader', async () => {
      const { page } = await open(renderHtml(findingsReport));
      for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const)
        expect(await page.getByRole(role).count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await page.locator('svg[role=img]:not([aria-label])').count()).toBe(0);
      expect(await page.locator('svg:not([role=img]):not([aria-hidden]):not(svg svg)').count()).toBe(0);
      expect(await page.locator('th:not([scope])').count()).toBe(0);
      expect(await page.locator('input:not([id]), select:not(label select)').count()).toBe(
        await page.locator('label input:not([id])').count(),
      );
      const levels = await page
        .locator('h1,h2,h3,h4')
        .evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
      for (const [index, level] of levels.entries())
        expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
      await page.context().close();
    });

    it('opens a folded run from the overview', async () => {
      const { page } = await open(renderHtml(severalRunsReport(5)));
      expect(await page.locator('details.run[open]').count()).toBe(0);
      await page.locator('.t-runs a').nth(1).click();
      await expect.poll(() => page.locator('details.run[open]').count()).toBe(1);
      expect(
        await page.getByRole('heading', { name: 'A usable model, but not for mixed news' }).isVisible(),
      ).toBe(true);
      await page.context().close();
    });

    it('opens 50,000 predictions with all 13,204 examples within two seconds', async () => {
      const html = renderHtml(largeReport(), { examples: 'all' });
      const times: number[] = [];
      // The best of three: other work on the machine is not what is measured here.
      while (times.length < 3 && !times.some((time) => time < 2000)) {
        const { page, milliseconds, complaints } = await open(html);
        expect(complaints).toEqual([]);
        times.push(milliseconds);
        await page.context().close();
      }
      expect(Math.min(...times)).toBeLessThan(2000);
    });

    it('prints the answer and the picture on the first page', async () => {
      const { page } = await open(renderHtml(findingsReport));
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 695, height: 1031 });
      const bottom = await page
        .locator('#trajectory')
        .evaluate((section) => section.getBoundingClientRect().bottom);
      expect(bottom).toBeLessThan(1031);
      expect(await page.locator('.flt').isVisible()).toBe(false);
      await page.context().close();
    });
  },
);
