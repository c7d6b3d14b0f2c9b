import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** An installed Chromium, or null. Browser tests skip without one and say so. */
export const chromiumPath = (): string | null =>
  places.find((place) => place !== undefined && existsSync(place)) ?? null;

export const skipMessage = 'no Chromium found: install one or set CHROMIUM_PATH to run the browser tests';

/** A page opened from disk, as a user opens it, with everything that it complained about. */
export interface Opened {
  readonly page: Page;
  /** Console errors and warnings, uncaught exceptions, violations of the page's policy. */
  readonly complaints: string[];
  /** Addresses that the page asked for besides itself. */
  readonly requests: string[];
  /** Milliseconds from the start of navigation to the load event and the first frame after it. */
  readonly milliseconds: number;
}

/** Opens pages and cleans up after itself. */
export function pages(browser: () => Browser): {
  open(html: string, options?: BrowserContextOptions): Promise<Opened>;
  clean(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'afterfit-browser-'));
  let count = 0;
  return {
    async open(html, options = {}) {
      count += 1;
      const file = join(folder, `${count}.html`);
      writeFileSync(file, html);
      const context = await browser().newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      const address = pathToFileURL(file).href;
      page.on('request', (request) => {
        if (request.url().split('#')[0] !== address) requests.push(request.url());
      });
      if (options.javaScriptEnabled !== false)
        await page.addInitScript(() => {
          const found: string[] = [];
          Object.assign(globalThis, { violations: found });
          // biome-ignore lint/suspicious/noExplicitAny: runs in the page, whose types are not ours
          (globalThis as any).document.addEventListener('securitypolicyviolation', (event: any) =>
            found.push(event.violatedDirective),
          );
        });
      const start = performance.now();
      await page.goto(address);
      if (options.javaScriptEnabled !== false) {
        await page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
        );
        for (const directive of await page.evaluate<string[]>('globalThis.violations'))
          complaints.push(`policy: ${directive}`);
      }
      return { page, complaints, requests, milliseconds: performance.now() - start };
    },
    clean: () => rmSync(folder, { recursive: true, force: true }),
  };
}
