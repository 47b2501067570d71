import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/command-names.ts';
import { commandOf } from '../../src/cli/commands.ts';
import { commandHelp, generalHelp } from '../../src/cli/help.ts';

describe('help', () => {
  it('names every command and the exit codes', async () => {
    const help = await generalHelp();
    for (const name of COMMAND_NAMES) expect(help).toContain(`mcheck ${name}`);
    expect(help).toMatch(/Exit codes:\n +0 /);
  });

  it('fits in 80 columns', async () => {
    const texts = [await generalHelp(), ...(await Promise.all(COMMAND_NAMES.map(commandHelp)))];
    for (const line of texts.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each(COMMAND_NAMES)('of %s lists its options and no others', async name => {
    const help = await commandHelp(name);
    for (const option of commandOf(name).options) expect(help).toContain(`--${option}`);
    if (name !== 'simulate') expect(help).not.toContain('--walks');
    expect(help).toContain(`Usage: mcheck ${name}`);
  });

  it('looks as it should', async () => {
    const text = `${await generalHelp()}${'='.repeat(80)}\n${await commandHelp('check')}`;
    await expect(text).toMatchFileSnapshot('help.golden');
  });
});
