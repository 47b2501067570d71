// What a page of a trace of 10,001 steps costs: `node bench/page.mjs` prints CPU seconds to check and write it, its
// size, and in Chromium how long it takes to open and how long a step takes, in milliseconds. It needs /usr/bin/chromium and /usr/bin/time.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { measured } from './measure.mjs';

const CHROMIUM = '/usr/bin/chromium';
const WORDS = ['bin/mcheck.js', 'bench/models/ping-pong.mig', '--property', 'small', '-q'];

const folder = mkdtempSync(join(tmpdir(), 'mcheck-page-'));
try {
  const file = join(folder, 'page.html');
  const checked = await measured('node', WORDS, { codes: [1] });
  const written = await measured('node', [...WORDS, '-o', file], { codes: [1] });
  console.log(`checked                ${checked.cpu.toFixed(2)} CPU seconds`);
  console.log(
    `checked and written    ${written.cpu.toFixed(2)} CPU seconds, ${written.wall.toFixed(2)} elapsed`,
  );
  console.log(`size                   ${(statSync(file).size / 1e6).toFixed(2)} MB`);
  await inBrowser(file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function inBrowser(file) {
  const args = ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  const start = Date.now();
  await page.goto(`file://${file}`);
  console.log(`opened                 ${Date.now() - start} ms`);
  for (const [name, key, times] of [
    ['a step back', 'k', 1000],
    ['a switch back', '[', 200],
    ['to the start', 'g', 1],
    ['a step on', 'j', 1000],
    ['to the end', 'G', 1],
  ]) {
    const all = await page.evaluate(pressed, [key, times]);
    const [median, longest] = [all[all.length >> 1], all.at(-1)].map(one => one.toFixed(1));
    console.log(`${name.padEnd(22)} ${median} ms, at most ${longest}`);
  }
  await browser.close();
}

/** Runs in the page: milliseconds of each press, layout included, ascending. */
function pressed([key, times]) {
  const took = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    document.dispatchEvent(new KeyboardEvent('keydown', { key }));
    document.body.getBoundingClientRect();
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b);
}
