// The names of the commands, in the order of the help.

export const COMMAND_NAMES = [
  'check',
  'matrix',
  'order',
  'gate',
  'simulate',
  'replay',
  'report',
  'export',
  'fmt',
  'explain',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

export function isCommand(name: string): name is CommandName {
  return COMMAND_NAMES.some(known => known === name);
}
