// Chromium for the tests of pages. In: the text of a page. Out: the page, opened from a file as a reader would, with
// every request it makes and every error noted. Where Chromium is missing, a line says so.

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const PROGRAM = '/usr/bin/chromium';

export const hasChromium = spawnSync(PROGRAM, ['--version']).status === 0;
if (!hasChromium) console.log('skipped: chromium is not installed');

export interface Opened {
  readonly page: Page;
  /** Addresses of requests other than for the page itself. */
  readonly requests: readonly string[];
  /** Errors and refusals that the browser reports. */
  readonly complaints: readonly string[];
}

export interface OpenOptions {
  readonly scripts?: boolean;
  /** `#s=7` */
  readonly hash?: string;
  readonly dark?: boolean;
}

/** A browser for the tests of a file. */
export function useBrowser(): {
  open(html: string, options?: OpenOptions): Promise<Opened>;
} {
  let browser: Browser | null = null;
  let folder = '';
  let pages = 0;
  beforeAll(async () => {
    if (!hasChromium) return;
    folder = await mkdtemp(join(tmpdir(), 'mcheck-page-'));
    const args = ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath: PROGRAM, args });
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });
  return {
    async open(html, { scripts = true, hash = '', dark = false } = {}) {
      if (browser === null) throw new Error('no browser');
      const path = join(folder, `${pages++}.html`);
      await writeFile(path, html);
      const page = await browser.newPage({
        javaScriptEnabled: scripts,
        colorScheme: dark ? 'dark' : 'light',
        viewport: { width: 1400, height: 900 },
      });
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', request => {
        if (!request.url().startsWith(`file://${path}`)) requests.push(request.url());
      });
      page.on('console', message => complaints.push(message.text()));
      page.on('pageerror', error => complaints.push(error.message));
      await page.goto(`file://${path}${hash}`);
      return { page, requests, complaints };
    },
  };
}
