/** What is photographed. A new picture is one entry more. */
export interface Scene {
  /** Name of the picture's files. */
  readonly name: string
  readonly columns: number
  readonly rows: number
  readonly light?: true
  /** Flags beside the usual ones. */
  readonly flags?: readonly string[]
  /** A program that runs beside the others as long as it is photographed. */
  readonly program?: readonly [string, ...string[]]
  /** Samples to be taken before anything is pressed, so that graphs have a past. */
  readonly samples: number
  /** Keys, one after the other, and what the screen shows once they have been obeyed. */
  readonly steps: readonly Step[]
}

export interface Step {
  /** Samples to be taken before. */
  readonly samples?: number
  readonly press: readonly string[]
  readonly shows: string | RegExp
}

const SMALL = { columns: 80, rows: 24, samples: 8 }
const USUAL = { columns: 120, rows: 36, samples: 24 }
const LARGE = { columns: 200, rows: 50, samples: 60 }

/** Opens the process that runs a file in depth. */
const inspect = (file: string): readonly Step[] => [
  { press: ['/', ...file], shows: file },
  { press: ['enter'], shows: file },
  { press: ['enter'], shows: /^ Command /m },
]
/** The one that grows (`targets/cache.js`). */
const INSPECT_CACHE = inspect('cache.js')

const MEMORY: readonly Step[] = [...INSPECT_CACHE, { press: ['2'], shows: /PSS/ }]
const LIMITS: readonly Step[] = [...INSPECT_CACHE, { press: ['L'], shows: /NOFILE/ }]
const MAPS: readonly Step[] = [
  ...INSPECT_CACHE,
  { press: ['3'], shows: /mappings in/ },
  { press: ['enter'], shows: /[0-9a-f]{8,}-[0-9a-f]{8,}/ },
]
const THREADS: readonly Step[] = [...INSPECT_CACHE, { press: ['6'], shows: / [RS] +\d+\.\d / }]
const USAGE: readonly Step[] = [...INSPECT_CACHE, { press: ['5'], shows: /switches +[\d,]+ +\d+\/s/ }]
const PEERS: readonly Step[] = [...INSPECT_CACHE, { press: ['8'], shows: /channels? to|talks to nobody|nobody/ }]
const ENVIRONMENT: readonly Step[] = [...INSPECT_CACHE, { press: ['e'], shows: /VALUE/ }]
const GROWTH: readonly Step[] = [{ press: ['D'], shows: /What grew/ }]
const FILES: readonly Step[] = [...INSPECT_CACHE, { press: ['l'], shows: /open:/ }]

/** Before the program of a file is looked into. */
const live = (file: string): readonly Step[] => [
  ...inspect(file),
  { press: ['H'], shows: /Look inside/ },
  { press: ['enter'], shows: /To look inside/ },
]
const attached = (file: string): readonly Step[] => [...live(file), { press: ['enter'], shows: /attached \d/ }]

/** A Node and a Python that leak (`targets/sessions.js`, `targets/catalogue.py`). */
const NODE = { ...USUAL, samples: 4, program: ['node', 'sessions.js'] } as const
const PYTHON = { ...USUAL, samples: 4, program: ['python3', 'catalogue.py'] } as const
const ATTACHED_NODE = attached('sessions.js')
const ATTACHED_PYTHON = attached('catalogue.py')

/** Traced, and compared over some seconds. */
const LINES: readonly Step[] = [
  { press: ['2', 's'], shows: /trace allocations of/ },
  { press: ['enter'], shows: /● tracing/ },
  { samples: 4, press: ['s'], shows: /at \d+:\d+:\d+, traced for/ },
  { samples: 20, press: ['s'], shows: /c compares it with \d/ },
  { press: ['c'], shows: /RSS (?:grew|shrank)/ },
]
const VERY_LINE: readonly Step[] = [
  { press: ['l'], shows: /For this, ntop/ },
  { press: ['enter'], shows: /\d+ % on \d+|the very line, \d+ %/ },
  // What was said of it has been read.
  { press: ['up'], shows: /s Snapshot/ },
]
const TYPES: readonly Step[] = [
  { press: ['3', 'r'], shows: /For this, ntop/ },
  { press: ['enter'], shows: /objects of [\d,]+ types/ },
  { samples: 12, press: ['r'], shows: /\+COUNT/ },
]
const HOLDING: readonly Step[] = [
  ...TYPES,
  { press: ['/', ...'Search'], shows: /1 of 1 with Search/ },
  { press: ['enter'], shows: /Who holds it/ },
  { press: ['enter'], shows: /For this, ntop/ },
  { press: ['enter'], shows: /root: / },
]
const GC: readonly Step[] = [
  { press: ['4', 'w'], shows: /For this, ntop/ },
  { press: ['enter'], shows: /collections/ },
  { samples: 16, press: ['down'], shows: /of pauses/ },
]

export const SCENES: readonly Scene[] = [
  { name: 'main-80x24', ...SMALL, steps: [] },
  { name: 'main-120x36', ...USUAL, steps: [] },
  { name: 'main-200x50', ...LARGE, steps: [] },
  { name: 'light-120x36', ...USUAL, light: true, steps: [] },
  { name: 'help-120x36', ...USUAL, steps: [{ press: ['?'], shows: /help/i }] },
  { name: 'sort-menu-120x36', ...USUAL, steps: [{ press: ['f6'], shows: /sort/i }] },
  { name: 'signal-menu-120x36', ...USUAL, steps: [{ press: ['k'], shows: /TERM/ }] },
  { name: 'filter-120x36', ...USUAL, steps: [{ press: ['\\', ...'cpu > 1 or rss > 30M'], shows: /rss > 30M/ }] },
  { name: 'tree-120x36', ...USUAL, flags: ['-t'], steps: [] },
  { name: 'groups-120x36', ...USUAL, steps: [{ press: ['v', 'p', 'down', 'enter'], shows: /by CPU%.* of \d+/ }] },
  {
    name: 'thread-rows-120x36',
    ...USUAL,
    flags: ['-t'],
    steps: [{ press: ['H'], shows: /\d\.\d +\d:\d\d\.\d\d +.*main thread/ }],
  },
  { name: 'graph-120x36', ...USUAL, samples: 110, steps: [{ press: ['z'], shows: /Graphs/ }] },
  { name: 'setup-120x36', ...USUAL, steps: [{ press: ['f2'], shows: /Setup/ }] },
  { name: 'palette-120x36', ...USUAL, steps: [{ press: [':', ...'lim'], shows: /Limits/ }] },
  {
    name: 'memory-layout-120x36',
    ...USUAL,
    steps: [{ press: ['tab', 'tab', 'M'], shows: /\d[KM] +\d+[KM] +\d+[KM] +0 .*cache\.js/ }],
  },
  { name: 'nord-120x36', ...USUAL, flags: ['--theme', 'nord'], steps: [] },
  { name: 'gruvbox-120x36', ...USUAL, flags: ['--theme', 'gruvbox'], steps: [] },
  { name: 'dracula-120x36', ...USUAL, flags: ['--theme', 'dracula'], steps: [] },
  { name: 'colour-blind-120x36', ...USUAL, flags: ['--theme', 'colour-blind'], steps: [] },
  { name: 'live-attach-120x36', ...NODE, steps: live('sessions.js') },
  { name: 'live-lines-120x36', ...PYTHON, steps: [...ATTACHED_PYTHON, ...LINES] },
  { name: 'live-lines-node-120x36', ...NODE, steps: [...ATTACHED_NODE, ...LINES, ...VERY_LINE] },
  { name: 'live-types-120x36', ...PYTHON, steps: [...ATTACHED_PYTHON, ...TYPES] },
  { name: 'live-holding-120x36', ...PYTHON, steps: [...ATTACHED_PYTHON, ...HOLDING] },
  { name: 'live-gc-120x36', ...PYTHON, steps: [...ATTACHED_PYTHON, ...GC] },
  { name: 'overview-80x24', ...SMALL, steps: INSPECT_CACHE },
  { name: 'overview-120x36', ...USUAL, steps: INSPECT_CACHE },
  { name: 'portable-120x36', ...USUAL, flags: ['--source', 'portable'], steps: [] },
  {
    name: 'why-unknown-120x36',
    ...USUAL,
    flags: ['--source', 'portable'],
    steps: [{ press: ['down', '_'], shows: /what is unknown/ }],
  },
  { name: 'memory-80x24', ...SMALL, steps: MEMORY },
  { name: 'memory-120x36', ...USUAL, steps: MEMORY },
  { name: 'limits-80x24', ...SMALL, steps: LIMITS },
  { name: 'limits-120x36', ...USUAL, steps: LIMITS },
  { name: 'maps-120x36', ...USUAL, steps: MAPS },
  { name: 'usage-120x36', ...USUAL, steps: USAGE },
  { name: 'peers-120x36', ...USUAL, steps: PEERS },
  { name: 'environment-120x36', ...USUAL, steps: ENVIRONMENT },
  { name: 'growth-120x36', ...USUAL, steps: GROWTH },
  { name: 'threads-120x36', ...USUAL, steps: THREADS },
  { name: 'files-120x36', ...USUAL, steps: FILES },
]
