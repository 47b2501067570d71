// JSON of a model whose every string tries to break out: still one document, with the strings as they are.

import { expect, it } from 'vitest';
import { rendered } from '../rendered.ts';
import { HOSTILE, hostileReport, UNSAFE } from './hostile.ts';

it('hostile strings stay strings: the text holds nothing unsafe and reads back', async () => {
  const text = await rendered(hostileReport(), 'json');
  expect(text).not.toMatch(UNSAFE);
  const document: unknown = JSON.parse(text);
  expect(document).toMatchObject({ schema: 'mcheck/1', model: { name: HOSTILE } });
});
