import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { pageScript } from '../../../scripts/build-page.mjs';
import { PAGE_SCRIPT } from '../../../src/report/html/page-script.ts';
import { mcheck, withFiles } from '../../cli/fake-terminal.ts';
import { LOCKS } from '../../cli/models.ts';
import { hasChromium, useBrowser } from './browser.ts';

const MODEL = 'models/postcopy-preempt.mig';

async function pageOf(words: readonly string[] = [MODEL]): Promise<string> {
  const { out, err } = await mcheck([...words, '--format', 'html']);
  expect(err).toBe('');
  return out;
}

const preempt = pageOf();

interface Step {
  readonly n: number;
  readonly thread: string | null;
  readonly task: string | null;
  readonly label: string;
  readonly kind: string;
  readonly changes: Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** The same run as JSON tells it: what a page shows is held against it. */
interface Told {
  readonly steps: readonly Step[];
  readonly back: number;
  /** Steps with which another thread takes over. */
  readonly switches: readonly number[];
}

async function told(): Promise<Told> {
  const { out } = await mcheck([MODEL, '--format', 'json']);
  const [{ properties }] = JSON.parse(out).runs;
  const { trace, noReturn } = properties.find((one: { name: string }) => one.name === 'deadlock');
  const steps: Step[] = trace.steps;
  const acting = steps.filter(({ thread }) => thread !== null);
  const switches = acting.filter((step, i) => i > 0 && acting[i - 1]?.thread !== step.thread);
  return { steps, back: noReturn.step, switches: switches.map(({ n }) => n) };
}

const json = told();

describe('the script of a page', () => {
  it('is as `npm run page` makes it', async () => {
    expect(await pageScript()).toContain(JSON.stringify(PAGE_SCRIPT));
  });
});

describe('a page', () => {
  it('is the same twice, on one worker and on two', async () => {
    expect(await pageOf()).toBe(await preempt);
    expect(await pageOf([MODEL, '--workers', '2'])).toBe(await preempt);
  });

  it('names nothing that could be loaded', async () => {
    const html = await preempt;
    expect(html).not.toMatch(/\b(src|href)\s*=\s*["']?\s*(https?:)?\/\//i);
    expect(html).not.toMatch(/<(link|iframe|object|embed|base)\b/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(html).not.toMatch(/ style="| on[a-z]+="/);
  });
});

describe('the top of a page', () => {
  const top = (html: string) => /<header>([\s\S]*?)<\/header>/.exec(html)?.[1] ?? '';

  it('says what is violated, and of what holds that it does', async () => {
    expect(top(await preempt)).toContain('<span class="badge violated">DEADLOCK</span>');
    const holds = await pageOf(['models/examples/accept-order.mig', '--variant', 'fix=wait_ack']);
    expect(top(holds)).toContain('<span class="badge holds">HOLDS</span>');
    expect(holds).not.toContain('id="mcheck-film"');
  });

  it('answers an order with its word, and shows a run each way', async () => {
    const [a, b] = ['src.migration.connect_main', 'dst.incoming.mistake'];
    const html = await pageOf(['order', 'models/examples/accept-order.mig', a, b]);
    expect(top(html)).toContain('<span class="badge holds">ALWAYS</span>');
    expect(html).toContain(`mcheck order models/examples/accept-order.mig ${a} ${b}`);
    expect(html).toContain(`<span id="trace-name">${a}, then ${b}</span>`);
  });

  it('of a matrix is its table, every violation of which leads to its trace', async () => {
    const html = await pageOf(['matrix', 'models/examples/accept-order.mig']);
    expect(html).toContain('2 runs: 1 violated, 1 holds');
    // Both connected, the second delivered first, and accepted.
    expect(html).toContain('<a href="#t=0">violated 4</a>');
    expect(html).toContain('eliminates in_order');
  });

  it('says at its foot what was not explored', async () => {
    expect(await preempt).toContain('<dd>nothing: the state space is complete</dd>');
    const model = 'models/examples/lock-order.mig';
    expect(await pageOf([model, '--reduction', 'stubborn'])).toContain(
      '<dd>compiled engine, reductions: stubborn</dd><dt>not explored</dt><dd>what the reductions leave out',
    );
    expect(await pageOf([model, '--max-states', '2'])).toContain(
      '<dd>the search stopped early (states): what was not reached is not known</dd>',
    );
  });

  it('says why a finding is accepted', async () => {
    const cause = /"cause": "([0-9a-f]{12})"/;
    await withFiles({ 'm.mig': LOCKS }, async path => {
      const { out } = await mcheck([path('m.mig'), '--format', 'json']);
      const line = `accept deadlock cause ${cause.exec(out)?.[1]} in locks because "a < b"\n`;
      await writeFile(path('known.baseline'), line);
      const html = await pageOf([path('m.mig'), '--baseline', path('known.baseline')]);
      expect(html).toContain('<p class="back">Accepted: a &lt; b</p>');
      expect(html).toContain('<td>after 2 steps; accepted: a &lt; b</td>');
    });
  });

  it('tells of the nearest run that goes well no hang', async () => {
    const told = /<summary>nearest run that goes well<\/summary><pre>([^<]*)/.exec(await preempt);
    expect(told?.[1]).toContain('a goal is reached');
    expect(told?.[1]).not.toMatch(/hang|DEADLOCK|HOLDS/);
  });
});

describe.runIf(hasChromium)('a page in a browser', () => {
  const { open } = useBrowser();

  it('asks for nothing and has nothing to complain of', async () => {
    const { page, requests, complaints } = await open(await preempt);
    await page.keyboard.press('j');
    await page.waitForTimeout(300);
    expect([requests, complaints]).toEqual([[], []]);
    await page.close();
  });

  it('begins where there is no way back, and steps with the keys', async () => {
    const { page } = await open(await preempt);
    const where = () => page.locator('#where').textContent();
    const cursor = () =>
      page.evaluate<string | null>(
        'document.querySelector("#chart .step.on")?.getAttribute("data-n") ?? null',
      );
    const { steps, back, switches } = await json;
    const [last, ahead] = [steps.length, switches.find(n => n > back) ?? steps.length];
    expect(await where()).toBe(`step ${back} of ${last} · no way back`);
    const after: Record<string, string | null> = {};
    for (const key of ['k', 'j', ']', '[', 'g', 'j', 'G', 'n']) {
      await page.keyboard.press(key);
      after[`${Object.keys(after).length} ${key}`] = await cursor();
    }
    const behind = switches.filter(n => n < ahead).at(-1) ?? 0;
    expect(after).toEqual({
      '0 k': String(back - 1),
      '1 j': String(back),
      '2 ]': String(ahead),
      '3 [': String(behind),
      '4 g': null,
      '5 j': '1',
      '6 G': String(last),
      '7 n': String(back),
    });
    await page.close();
  });

  it('searches with the slash', async () => {
    const { page } = await open(await preempt, { hash: '#s=0' });
    await page.keyboard.press('/');
    await page.keyboard.type('REQ_PAGES');
    const found = (await json).steps.filter(({ label }) => label.includes('REQ_PAGES'));
    expect(await page.locator('#found').textContent()).toBe(`${found.length} found`);
    const cursor = () => page.locator('#chart .step.on').getAttribute('data-n');
    expect(await cursor()).toBe(String(found[0]?.n));
    await page.keyboard.press('Enter');
    expect(await cursor()).toBe(String(found[1]?.n));
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await cursor()).toBe(String((found[1]?.n ?? 0) + 1));
    await page.close();
  });

  it('leads to the step of its address, and keeps the address', async () => {
    const { page } = await open(await preempt, { hash: '#s=7' });
    expect(await page.locator('#where').textContent()).toBe(
      `step 7 of ${(await json).steps.length}`,
    );
    await page.keyboard.press('j');
    await expect.poll(() => page.evaluate('location.hash')).toBe('#s=8');
    await page.evaluate('location.hash = "#s=12"');
    await page.locator('#chart .step.on[data-n="12"]').waitFor();
    await page.evaluate('location.hash = "#s=999999"');
    await page.locator(`#chart .step.on[data-n="${(await json).steps.length}"]`).waitFor();
    await page.close();
  });

  it('shows one step in all views', async () => {
    const { steps } = await json;
    const fault = steps.find(({ kind }) => kind === 'page-fault');
    if (fault === undefined) throw new Error('no page fault');
    const { page } = await open(await preempt, { hash: `#s=${fault.n}` });
    const text = (id: string) => page.locator(id).textContent();
    expect(await text('#panel-step')).toContain(`${fault.thread} (${fault.task}): ${fault.label}`);
    expect(Object.keys(fault.changes)).toEqual(['dst.ram.faults[0]']);
    expect(await text('#panel-step')).toContain('dst.ram.faults[0]false → true');
    expect(await text('#panel-offers')).toContain(`${steps[fault.n]?.label} (ran next)`);
    expect(await text('#panel-offers')).toContain(
      'wait_channel: needs wait postcopy_qemufile_dst_done (dst.postcopy_qemufile_dst_done = 0)',
    );
    expect(await text('#panel-objects')).toContain('dst.ram[0]false');
    expect(await text('#panel-state')).toContain('dst.postcopy_stateLISTENING');
    const lit = page.locator('#panel-source .lit').first();
    expect(await lit.textContent()).toContain('load_devices: devices -> run');
    // And one line for those who do not see it.
    expect(await text('#live')).toBe(
      `step ${fault.n} of ${steps.length}, ${fault.thread}: ${fault.label}`,
    );
    await page.close();
  });

  it('can be used by those who see nothing of it: everything has a role and a name', async () => {
    const { page } = await open(await preempt, { hash: '#s=0' });
    const chart = page.getByRole('region', {
      name: /^Sequence chart; its steps are told in words/,
    });
    expect(await chart.count()).toBe(1);
    await page.getByRole('button', { name: 'a step on' }).click();
    const { steps } = await json;
    const [first] = steps;
    const said = page.locator('[aria-live=polite]');
    expect(await said.textContent()).toBe(
      `step 1 of ${steps.length}, ${first?.thread}: ${first?.label}`,
    );
    await page.getByRole('slider', { name: 'step' }).fill('5');
    expect(await said.textContent()).toMatch(/^step 5 of /);
    for (const name of ['trace', 'trace to compare with']) {
      expect(await page.getByRole('combobox', { name, exact: true }).count()).toBe(1);
    }
    expect(await page.getByRole('searchbox', { name: 'search the steps' }).count()).toBe(1);
    await page.close();
  });

  it('of a matrix sets one variant beside another', async () => {
    const model = 'models/examples/silent-hang.mig';
    const html = await pageOf(['matrix', model]);
    const { page, requests, complaints } = await open(html);
    const names = await page.locator('#choice option').allTextContents();
    // Both variants fail, each in its way.
    const variants = new Set(names.map(name => /^\[[^\]]*\]/.exec(name)?.[0]));
    expect(variants.size).toBe(2);
    const other = names.findIndex(name => !name.startsWith([...variants][0] ?? ''));
    await page.selectOption('#beside', String(other));
    expect(await page.locator('#chart-beside .step').count()).toBeGreaterThan(0);
    expect(await page.locator('#panel-differences').textContent()).toMatch(
      /^(The same up to step \d+|They differ from the start)\. After step \d+:/,
    );
    expect([requests, complaints]).toEqual([[], []]);
    await page.close();
  });

  it('of a gate leads from what is not met to its case', async () => {
    await withFiles(
      {
        'locks.mig': LOCKS,
        'locks.spec': [
          'spec "two locks"',
          'model "locks.mig"',
          'case fix=none: violated deadlock  because "opposite order"  source "test"',
          'case fix=ordered: violated deadlock  because "a mistake"  source "test"',
          '',
        ].join('\n'),
      },
      async path => {
        const html = await pageOf(['gate', path('locks.spec'), '--workers', '1']);
        const { page, requests, complaints } = await open(html);
        expect(await page.locator('h1').textContent()).toBe('contradicted gate');
        await page.locator('.why a').click();
        expect(await page.evaluate('location.hash')).toBe('#case-0-1');
        expect(await page.locator('#case-0-1').textContent()).toContain('a mistake');
        expect([requests, complaints]).toEqual([[], []]);
        await page.close();
      },
    );
  });

  it('sets the nearest run that goes well beside the failing one', async () => {
    const { back } = await json;
    const { page, complaints } = await open(await preempt, { hash: `#s=${back}&c=1` });
    expect(await page.locator('#beside option:checked').textContent()).toBe(
      'nearest run that goes well',
    );
    const step = (id: string, n: number) => page.locator(`${id} .step[data-n="${n}"]`);
    expect(await step('#chart', back - 1).getAttribute('class')).not.toContain('apart');
    expect(await step('#chart', back).getAttribute('class')).toContain('apart');
    expect(await step('#chart-beside', back).textContent()).not.toBe(
      await step('#chart', back).textContent(),
    );
    expect(await page.locator('#panel-differences').textContent()).toContain(
      `The same up to step ${back - 1}.`,
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('changes the trace it shows', async () => {
    const { page } = await open(await preempt);
    await page.locator('a[href="#t=2"]').click();
    await expect.poll(() => page.locator('#where').textContent()).toMatch(/of 2\d\b/);
    expect(await page.locator('#trace-name').textContent()).toBe('VIOLATED accepted_before_load');
    expect(await page.locator('#chart .end').textContent()).toContain('false');
    await page.close();
  });

  it('is whole without its script', async () => {
    const { page } = await open(await preempt, { scripts: false, hash: '#s=7' });
    expect(await page.locator('.controls').isVisible()).toBe(false);
    expect(await page.locator('.inspector').isVisible()).toBe(false);
    const { steps } = await json;
    expect(await page.locator('#chart .step').count()).toBe(steps.length);
    expect(await page.locator('table.steps tbody tr').count()).toBe(steps.length + 1);
    const row = page.locator('tr[id="s=7"]');
    expect(await row.textContent()).toContain(steps[6]?.label);
    expect(await row.boundingBox()).toMatchObject({ y: expect.toSatisfy((y: number) => y < 900) });
    expect(await page.locator('#listings .l').first().isVisible()).toBe(true);
    await page.close();
  });

  it('prints everything that it shows without its script', async () => {
    const { page } = await open(await preempt);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('.controls').isVisible()).toBe(false);
    expect(await page.locator('table.steps').isVisible()).toBe(true);
    expect(await page.locator('#listings').isVisible()).toBe(true);
    const box = await page.locator('#chart').boundingBox();
    const chart = await page.locator('#chart .body').boundingBox();
    expect(chart?.width ?? 0).toBeLessThanOrEqual((box?.width ?? 0) + 1);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.close();
  });

  it('is legible in the dark', async () => {
    const { page } = await open(await preempt, { dark: true });
    const colours = await page.evaluate<[string, string]>(
      '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
    );
    const light = (colour: string) =>
      (colour.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0);
    expect(light(colours[0])).toBeLessThan(150);
    expect(light(colours[1])).toBeGreaterThan(600);
    await page.close();
  });
});
