// Names of the model as identifiers of Promela. In: any name. Out: an identifier that is no word of Promela,
// of C or of the verifier, and is given only once. Names are made in the order in which they are asked for.

/** Words with an underscore inside that Promela has taken; those without one never come out of here. */
const TAKEN = [
  'c_code',
  'c_decl',
  'c_expr',
  'c_state',
  'c_track',
  'd_step',
  'get_priority',
  'np_',
  'pc_value',
  'set_priority',
];

/** What the export itself declares. */
export const OWN = {
  system: 'the_system',
  environment: 'the_environment',
  slot: 'slot_',
  value: 'value_',
} as const;

export interface Names {
  /** `dst.received[1]` becomes `dst_received_1`; a second name that would be the same gets a number. */
  identifier(name: string): string;
}

export function makeNames(): Names {
  const used = new Set<string>([...TAKEN, ...Object.values(OWN)]);
  return {
    identifier(name) {
      const wanted = shaped(name);
      let free = wanted;
      for (let i = 2; used.has(free); i++) free = `${wanted}_${i}`;
      used.add(free);
      return free;
    },
  };
}

/**
 * Words of Promela, of C and macros of the verifier have no underscore inside or no small letter: a name
 * like that gets an underscore at its end.
 */
function shaped(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(word => word !== '');
  const joined = words.join('_');
  const started = /^[A-Za-z]/.test(joined) ? joined : `m_${joined}`;
  return /[a-z]/.test(started) && started.includes('_') ? started : `${started}_`;
}
