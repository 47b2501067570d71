import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { html } from '../../../src/report/format/html.ts';
import { mermaid } from '../../../src/report/format/mermaid.ts';
import { svg } from '../../../src/report/format/svg.ts';
import { gatePage } from '../../../src/report/html/gate-page.ts';
import type { Renderer, RunReport } from '../../../src/report/report.ts';
import { mcheck } from '../../cli/fake-terminal.ts';
import { HOSTILE, hostileReport } from '../hostile.ts';
import { hasChromium, useBrowser } from './browser.ts';

async function textOf(renderer: Renderer, report: RunReport): Promise<string> {
  const rendering = await renderer.check?.(report, { style: (_role, text) => text });
  if (rendering === undefined || !('text' in rendering)) throw new Error('nothing to show');
  return rendering.text;
}

function hostileGate(): string {
  const differences = [{ outcome: 'contradicted' as const, property: HOSTILE, text: HOSTILE }];
  const expected = { verdict: 'holds' as const, violated: [], unknown: [], counts: {} };
  const one = {
    line: 1,
    name: HOSTILE,
    variant: { fix: HOSTILE },
    params: {},
    slow: false,
    outcome: 'contradicted' as const,
    differences,
    expected,
    found: null,
    because: HOSTILE,
    source: HOSTILE,
  };
  const spec = {
    title: HOSTILE,
    file: HOSTILE,
    model: { file: HOSTILE, sha256: HOSTILE },
    cases: [one],
    notCovered: [HOSTILE],
  };
  const counts = { cases: 1, met: 0, contradicted: 1, undecided: 0, skipped: 0 };
  return gatePage({ schema: 'mcheck-gate/1', outcome: 'contradicted', counts, specs: [spec] });
}

describe('hostile names in a page', () => {
  it('are neither markup nor steer the direction of text, nor make it large', async () => {
    for (const page of [await textOf(html, hostileReport()), hostileGate()]) {
      expect(page).not.toMatch(/<img|onerror="/);
      // The data keeps them as escapes of JSON.
      expect(page.replace(/<script[\s\S]*?<\/script>/g, '').replaceAll('\n', '')).not.toMatch(
        /[\p{C}\p{Zl}\p{Zp}]/u,
      );
      expect(page.length).toBeLessThan(1_000_000);
    }
  });
});

describe.runIf(hasChromium)('in a browser', () => {
  const { open } = useBrowser();

  it('hostile names do not run, with script and without', async () => {
    for (const text of [await textOf(html, hostileReport()), hostileGate()]) {
      for (const scripts of [true, false]) {
        const { page, requests, complaints } = await open(text, { scripts });
        for (const key of ['g', 'j', 'j', 'j', 'n']) await page.keyboard.press(key);
        expect([requests, complaints]).toEqual([[], []]);
        if (scripts) expect(await page.evaluate('globalThis.broken')).toBeUndefined();
        expect(await page.locator('img').count()).toBe(0);
        await page.close();
      }
    }
  });

  it('an injected script is refused even if it got in', async () => {
    const text = await textOf(html, hostileReport());
    const spoilt = text.replace('</main>', '<script>globalThis.broken = 3</script></main>');
    const { page, complaints } = await open(spoilt);
    expect(await page.evaluate('globalThis.broken')).toBeUndefined();
    expect(complaints.join()).toContain('Content Security Policy');
    await page.close();
  });

  it('pictures are XML', async () => {
    const { page } = await open('<!doctype html><title>parser</title>');
    const preempt = await mcheck(['models/postcopy-preempt.mig', '--format', 'svg']);
    for (const text of [preempt.out, await textOf(svg, hostileReport())]) {
      const wrong = await page.evaluate<string, string>(text => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        return parsed.querySelector('parsererror')?.textContent ?? parsed.documentElement.tagName;
      }, text);
      expect(wrong).toBe('svg');
    }
    await page.close();
  });

  it('Mermaid reads its diagrams', async () => {
    const require = createRequire(import.meta.url);
    const folder = dirname(require.resolve('mermaid/package.json'));
    const library = readFileSync(join(folder, 'dist/mermaid.min.js'), 'utf8');
    const { page } = await open('<!doctype html><title>mermaid</title>');
    await page.addScriptTag({ content: library });
    const preempt = await mcheck(['models/postcopy-preempt.mig', '--format', 'mermaid']);
    const spoilt = await textOf(mermaid, hostileReport());
    const parse = (text: string) =>
      page.evaluate<string, string>(async text => {
        try {
          const { mermaid } = globalThis as unknown as {
            mermaid: { parse(text: string): Promise<{ diagramType: string }> };
          };
          return (await mermaid.parse(text)).diagramType;
        } catch (error) {
          return String(error);
        }
      }, text);
    expect(await parse(preempt.out)).toBe('sequence');
    expect(await parse(spoilt)).toBe('sequence');
    expect(await parse('sequenceDiagram\n  Note over nobody')).not.toBe('sequence');
    await page.close();
  });
});
