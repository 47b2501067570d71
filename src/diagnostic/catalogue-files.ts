// Diagnostics about the files a model is made of (MC42xx). Data only: what `mcheck explain` prints.

export const FILES = {
  MC4201: {
    title: 'import cannot be read',
    why: 'A model is checked with everything it imports or not at all.',
    example: 'import "lib/common.mig"      // there is no such file',
    fix: 'Give the path relative to the importing file, with `/`.',
  },
  MC4202: {
    title: "import outside of the model's folder",
    why: 'A model that is passed on must not read files it was not passed on with: imports stay below the folder of the first model, links resolved.',
    example: 'import "../../secrets.mig"',
    fix: 'Move the imported file below the folder of the model.',
  },
} as const;
