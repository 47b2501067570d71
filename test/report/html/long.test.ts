import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from '../../cli/fake-terminal.ts';
import { hasChromium, useBrowser } from './browser.ts';

/** Two threads play ping-pong; `small` fails after 4 * N - 3 steps, `n` counting every fourth. */
const PING_PONG = `protocol ping_pong

param N = 5 in 1..2501
channel ping : 0..3 fifo 1
channel pong : 0..3 fifo 1

host src {
  var n : 0..2501 = 0
  var answer : 0..3 = 0
  thread asking {
    start going  final done
    ask:  going -> waiting  when n < N  send ping n % 4  do { n += 1 }
    hear: waiting -> going  recv pong ?answer
    end:  going -> done     when n == N and answer in { 0, 1, 2, 3 }
  }
}

host dst {
  daemon thread answering {
    start idle
    var got : 0..3 = 0
    get: idle -> full  recv ping ?got
    put: full -> idle  send pong got
  }
}

invariant small: src.n < N
`;

/** A step of a chart, as the page holds it without its script. */
const STEP = /<g class="step \w+" data-n="\d+"/g;

function pageOf(n: number): Promise<string> {
  return withFiles({ 'm.mig': PING_PONG }, async path => {
    const words = [path('m.mig'), '--property', 'small', '--param', `N=${n}`];
    const { out, err } = await mcheck([...words, '--format', 'html']);
    expect(err).toBe('');
    return out.replaceAll(path(''), '');
  });
}

describe('a long trace', () => {
  it('of 497 steps is drawn in full and stays below a megabyte', async () => {
    const html = await pageOf(125);
    expect(html.match(STEP)).toHaveLength(497);
    expect(html).not.toMatch(/⋮ \d+ steps? not drawn/);
    expect(html.length).toBeLessThan(1_000_000);
  });

  const long = pageOf(2501);

  it('of 10,001 steps is folded, and says so', async () => {
    const html = await long;
    // The first 100, the last 200, and 200 of the switches between.
    expect(html.match(STEP)).toHaveLength(500);
    expect(html).toContain('9501 of 10001 steps are not');
  });

  it.runIf(hasChromium)('is drawn in windows around the cursor', { timeout: 90_000 }, async () => {
    const { page, complaints } = await browser.open(await long);
    const steps = page.locator('#chart .step');
    const cursor = () => page.locator('#chart .step.on').getAttribute('data-n');
    expect(await page.locator('#where').textContent()).toBe('step 10001 of 10001');
    expect(await steps.count()).toBe(300);
    await page.evaluate('location.hash = "#s=5001"');
    await expect.poll(cursor).toBe('5001');
    expect(await steps.count()).toBe(300);
    // Step 5001 is the 1251st `ask`.
    expect(await page.locator('#panel-state').textContent()).toContain('src.n1251');
    for (let i = 0; i < 200; i++) await page.keyboard.press('k');
    expect(await cursor()).toBe('4801');
    expect(await page.locator('#panel-state').textContent()).toContain('src.n1201');
    await page.locator('#chart .fold').first().click();
    expect(Number(await cursor())).toBeLessThan(4801);
    expect(await steps.count()).toBe(300);
    expect(complaints).toEqual([]);
    await page.close();
  });

  const browser = useBrowser();
});
