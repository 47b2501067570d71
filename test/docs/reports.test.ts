// The table of docs/reports.md is the table of formats.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FORMAT_NAMES, formatSpec } from '../../src/report/formats.ts';

const page = readFileSync('docs/reports.md', 'utf8');

it('docs/reports.md lists every format with its endings and what it shows', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|/gm)].map(
    ([, name, endings = '', shows = '']) => ({
      name,
      endings: [...endings.matchAll(/`([^`]+)`/g)].map(match => match[1]),
      shows: shows.trim().split(', '),
    }),
  );
  const wanted = FORMAT_NAMES.map(name => {
    const { endings, shows } = formatSpec(name);
    return { name, endings: [...endings], shows: [...shows] };
  });
  expect(rows.map(row => row.name)).toEqual(wanted.map(one => one.name));
  expect(rows).toEqual(wanted);
});
