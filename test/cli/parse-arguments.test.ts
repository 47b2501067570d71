import { describe, expect, it } from 'vitest';
import type { Arguments } from '../../src/cli/arguments.ts';
import { type Parsed, parseArguments } from '../../src/cli/parse-arguments.ts';

function runnable(...words: string[]): Arguments {
  const parsed = parseArguments(words);
  if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
  return parsed.args;
}

function complaint(...words: string[]): string {
  const parsed = parseArguments(words);
  return parsed.kind === 'wrong' ? parsed.message : `not wrong: ${parsed.kind}`;
}

describe('commands', () => {
  it('takes check where no command is named', () => {
    expect(runnable('m.mig')).toMatchObject({ command: 'check', positionals: ['m.mig'] });
  });

  it.each(['check', 'matrix', 'gate', 'simulate', 'replay', 'fmt', 'explain'])('knows %s', name => {
    expect(runnable(name, 'x')).toMatchObject({ command: name, positionals: ['x'] });
  });

  it('finds the command behind options', () => {
    expect(runnable('--quiet', 'matrix', 'm.mig').command).toBe('matrix');
  });

  it.each<[string[], Parsed]>([
    [[], { kind: 'help', command: null }],
    [['--help'], { kind: 'help', command: null }],
    [['matrix', '--help'], { kind: 'help', command: 'matrix' }],
    [['fmt', '-h'], { kind: 'help', command: 'fmt' }],
    [['--version'], { kind: 'version' }],
    [['-V'], { kind: 'version' }],
  ])('reads %j', (words, expected) => {
    expect(parseArguments(words)).toEqual(expected);
  });
});

describe('options', () => {
  it('keeps the order of a repeated option', () => {
    const args = runnable('m.mig', '--variant', 'a=1', '--variant=b=2');
    expect(args.values.get('variant')).toEqual(['a=1', 'b=2']);
    expect(args.positionals).toEqual(['m.mig']);
  });

  it('does not take the next word for the value of a switch', () => {
    const args = runnable('--first', 'm.mig', '--no-color', 'n.mig');
    expect(args.positionals).toEqual(['m.mig', 'n.mig']);
    expect([...args.switches].sort()).toEqual(['first', 'no-color']);
  });

  it('keeps values as they are written', () => {
    const args = runnable('007', '--max-states', '1e3', '-o', '0x10');
    expect(args.positionals).toEqual(['007']);
    expect(args.values.get('max-states')).toEqual(['1e3']);
    expect(args.values.get('output')).toEqual(['0x10']);
  });

  it('takes everything behind -- for a model', () => {
    expect(runnable('check', '--', '--odd.mig').positionals).toEqual(['--odd.mig']);
  });

  it.each([
    [['m.mig', '--serach', 'bfs'], 'unknown option --serach; did you mean --search?'],
    [['m.mig', '--max-state', '3'], 'unknown option --max-state; did you mean --max-states?'],
    [['m.mig', '--walks', '3'], 'mcheck check takes no --walks; it belongs to: simulate'],
    [['m.mig', '--format'], 'option --format needs a value: --format FORMAT'],
    [['m.mig', '--format', 'a', '--format', 'b'], 'option --format is given more than once'],
    [['m.mig', '-x'], 'unknown option -x'],
  ])('complains about %j', (words, message) => {
    expect(complaint(...words)).toContain(message);
  });
});
