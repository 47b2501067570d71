import { describe, expect, it } from 'vitest';
import { progressLine } from '../../src/cli/progress.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

function terminal(errIsTTY: boolean) {
  const written: string[] = [];
  const fake: Terminal = {
    env: {},
    outIsTTY: true,
    errIsTTY,
    interrupt: new AbortController().signal,
    out: async () => 'written',
    err: async text => {
      written.push(text);
      return 'written';
    },
  };
  return { fake, written };
}

const counts = (seconds: number) => ({ states: 1000, depth: 7, frontier: 40, seconds });

describe('the progress line', () => {
  it('shows nothing where standard error is no terminal, or nobody wants it', () => {
    for (const [isTerminal, wanted] of [
      [false, true],
      [true, false],
    ] as const) {
      const { fake, written } = terminal(isTerminal);
      const line = progressLine(fake, '', wanted);
      line.show(counts(2));
      line.note('deadlock: violated at depth 7');
      line.clear();
      expect(written).toEqual([]);
    }
  });

  it('waits half a second, then overwrites itself a few times a second, and clears', () => {
    const { fake, written } = terminal(true);
    const line = progressLine(fake, 'run 1 of 2: ', true);
    for (const seconds of [0.1, 0.4, 1, 1.1, 1.3]) line.show(counts(seconds));
    expect(written).toHaveLength(2);
    expect(written[0]).toBe(
      '\r\u001b[Krun 1 of 2: 1000 states, depth 7, 40 to expand, 1000 states/s',
    );
    line.clear();
    expect(written.at(-1)).toBe('\r\u001b[K');
    line.clear();
    expect(written).toHaveLength(3);
  });

  it('has lines that stay, above it', () => {
    const { fake, written } = terminal(true);
    const line = progressLine(fake, '', true);
    line.note('early');
    line.show(counts(1));
    line.note('late');
    expect(written[0]).toBe('early\n');
    expect(written.at(-1)).toBe('\r\u001b[Klate\n');
  });
});
