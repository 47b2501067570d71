// What is measured: models with their parameters, and the equivalent texts for other tools. In: nothing. Out:
// lists. A case without `promela` is exported by `mcheck export --to promela`.

/** Full search of at least two million states; `states` is what everybody has to find. */
export const LARGE = [
  {
    name: 'philosophers 15',
    model: 'models/classics/phils.mig',
    choices: { N: 15, seating: 'alike' },
    promela: { file: 'philosophers.pml', macros: { N: 15 } },
    murphi: { file: 'philosophers.m', constants: { N: 15 } },
    states: 14_348_906,
  },
  {
    name: 'Peterson 5',
    model: 'bench/models/peterson.mig',
    choices: { N: 5 },
    promela: { file: 'peterson.pml', macros: { N: 5 } },
    murphi: { file: 'peterson.m', constants: { N: 5 } },
    states: 9_497_519,
  },
  {
    name: 'sliding window',
    model: 'bench/models/sliding-window.mig',
    ...slidingWindow({ WINDOW: 3, MODULUS: 4, SOURCE: 2, FRAMES: 4, ACKS: 2, TARGET: 2 }),
    states: 12_533_304,
  },
  {
    name: 'szymanski.4',
    model: 'models/classics/szymanski.mig',
    choices: { N: 4, defect: 'both_flags' },
    states: 2_313_863,
  },
  {
    name: 'iprotocol.4',
    model: 'models/classics/iprotocol.mig',
    choices: { WINDOW: 4, SEQ: 8 },
    states: 3_290_916,
  },
  {
    name: 'lamport.8',
    model: 'models/classics/lamport.mig',
    choices: { N: 5, defect: 'wrong_test' },
    states: 62_669_317,
    huge: true,
  },
  {
    name: 'postcopy preempt, grown',
    model: 'models/postcopy-preempt.mig',
    choices: { PAGES: 4, RESETS: 1, TLS: 1, KERNEL_BUFFER: 6 },
    states: 3_625_349,
  },
  {
    name: 'multifd sync, grown',
    model: 'models/multifd-sync.mig',
    choices: { CHANNELS: 3, SOCKET: 2, DEVICES: 2 },
    states: 2_991_720,
  },
  {
    name: 'postcopy recovery, grown',
    model: 'models/postcopy-recovery.mig',
    choices: { BREAKS: 2, PAGES: 2 },
    states: 5_800_011,
  },
  {
    name: 'vfio device state, grown',
    model: 'models/vfio-device-state.mig',
    choices: { DEVICES: 2, CHANNELS: 3 },
    states: 5_475_241,
  },
  {
    name: 'disk inactivation, grown',
    model: 'models/disk-inactivation.mig',
    choices: { NODES: 3, MIGRATIONS: 3, CANCELS: 2, DISK_FAILURES: 2 },
    states: 3_972_707,
  },
];

/** Below two million states what counts is the time from the command to the verdict. */
export const SMALL = [
  { name: 'postcopy preempt', model: 'models/postcopy-preempt.mig', choices: {} },
  { name: 'multifd sync', model: 'models/multifd-sync.mig', choices: {} },
  { name: 'postcopy recovery', model: 'models/postcopy-recovery.mig', choices: {} },
  { name: 'vfio device state', model: 'models/vfio-device-state.mig', choices: {} },
  { name: 'disk inactivation', model: 'models/disk-inactivation.mig', choices: {} },
  {
    name: 'Peterson 4',
    model: 'bench/models/peterson.mig',
    choices: { N: 4 },
    promela: { file: 'peterson.pml', macros: { N: 4 } },
    states: 131_301,
  },
  {
    name: 'philosophers 12',
    model: 'models/classics/phils.mig',
    choices: { N: 12, seating: 'alike' },
    promela: { file: 'philosophers.pml', macros: { N: 12 } },
    murphi: { file: 'philosophers.m', constants: { N: 12 } },
    states: 531_440,
  },
  {
    name: 'leader_election.4',
    model: 'models/classics/leader_election.mig',
    choices: { N: 7, defect: 'none' },
    property: 'errors',
    states: 746_240,
  },
];

/** One model from 10^5 to 4 * 10^7 states: 3^N - 1 of them; its parameter ends at 16. */
export const GROWTH = [11, 12, 13, 14, 15, 16].map(n => ({
  name: `philosophers ${n}`,
  model: 'models/classics/phils.mig',
  choices: { N: n, seating: 'alike' },
  states: 3 ** n - 1,
}));

/** Each started anew, as its user would: the default run, then the matrix. */
export const SYSTEMS = [
  'models/postcopy-preempt.mig',
  'models/multifd-sync.mig',
  'models/postcopy-recovery.mig',
  'models/vfio-device-state.mig',
  'models/disk-inactivation.mig',
];

function slidingWindow(sizes) {
  return { choices: sizes, promela: { file: 'sliding-window.pml', macros: sizes } };
}
