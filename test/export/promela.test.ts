// The text of an export: how it looks, what it calls things, what it refuses.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeNames } from '../../src/export/promela/names.ts';
import { promelaOf } from '../../src/export/promela.ts';
import { programOf } from '../models/program-of.ts';
import { cell, fail, num, ProgramBuilder, plus, range, set } from '../system/build-program.ts';

const FERRY = 'test/export/ferry.mig';

describe('an exported model', () => {
  it('looks as it should', async () => {
    const { text } = promelaOf(programOf(FERRY, readFileSync(FERRY, 'utf8')));
    await expect(text).toMatchFileSnapshot('ferry.golden');
  });

  it('cannot be ended by a path', () => {
    const { text } = promelaOf(programOf('a*/b\n.mig', readFileSync(FERRY, 'utf8')));
    expect(text).toContain('a* /b\\n.mig');
    expect(text).not.toContain('a*/b');
  });

  it('says how large the state vector is where SPIN must know', () => {
    const b = new ProgramBuilder();
    for (let i = 0; i < 300; i++) b.cell(`x${i}`, range(0, 100_000));
    expect(promelaOf(b.build()).text).toContain('-DVECTORSZ=1536 ');
    expect(promelaOf(programOf(FERRY, readFileSync(FERRY, 'utf8'))).text).not.toContain('VECTORSZ');
  });
});

describe('what cannot be exported', () => {
  it('is a sum that does not fit into 32 bits', () => {
    const b = new ProgramBuilder();
    const x = b.cell('x', range(0, 2 ** 31 - 2));
    const task = b.thread('t', ['a']);
    const sum = plus(cell(x), cell(x));
    b.action({ name: 'double', move: [task, 'a', 'a'], effects: [set(x, sum, fail('range'))] });
    const { text, problems } = promelaOf(b.build());
    expect(text).toBeNull();
    expect(problems).toEqual(['t.double: a result may not fit into the 32 bits of Promela']);
  });

  it('is an action whose success takes too long to say', () => {
    const b = new ProgramBuilder();
    const x = b.cell('x', range(0, 1));
    const task = b.thread('t', ['a']);
    const twice = set(x, plus(cell(x), cell(x)), fail('range'));
    b.action({ name: 'often', move: [task, 'a', 'a'], effects: Array(30).fill(twice) });
    expect(promelaOf(b.build()).problems).toEqual([
      't.often: what must hold for it to succeed is too long a text',
    ]);
  });

  it('leaves the rest alone', () => {
    const b = new ProgramBuilder();
    const x = b.cell('x', range(0, 2 ** 31 - 2));
    const task = b.thread('t', ['a']);
    b.action({ name: 'reset', move: [task, 'a', 'a'], effects: [set(x, num(2 ** 31 - 2))] });
    expect(promelaOf(b.build()).text).toContain('int x_ = 0;');
  });
});

describe('an identifier', () => {
  const names = [
    'dst.ram[0]',
    'len',
    'LEN_MAX',
    'd_step',
    'np',
    '.count',
    '3d',
    'a.b_c',
    'a_b.c',
    'a-b.c',
  ];

  it('is no word of Promela and given once', () => {
    const made = makeNames();
    expect(names.map(name => made.identifier(name))).toEqual([
      'dst_ram_0',
      'len_',
      'LEN_MAX_',
      'd_step_2',
      'np__2',
      'count_',
      'm_3d',
      'a_b_c',
      'a_b_c_2',
      'a_b_c_3',
    ]);
  });
});
