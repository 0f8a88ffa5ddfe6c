/** What is photographed. A new picture is one entry more. */
export interface Scene {
  /** Name of the picture's files. */
  readonly name: string
  readonly columns: number
  readonly rows: number
  readonly light?: true
  /** Flags beside the usual ones. */
  readonly flags?: readonly string[]
  /** Samples to be taken before anything is pressed, so that graphs have a past. */
  readonly samples: number
  /** Keys, one after the other, and what the screen shows once they have been obeyed. */
  readonly steps: readonly Step[]
}

export interface Step {
  readonly press: readonly string[]
  readonly shows: string | RegExp
}

const SMALL = { columns: 80, rows: 24, samples: 8 }
const USUAL = { columns: 120, rows: 36, samples: 24 }
const LARGE = { columns: 200, rows: 50, samples: 60 }

/** Opens the process that grows (`targets/cache.js`) in depth. */
const INSPECT_CACHE: readonly Step[] = [
  { press: ['/', ...'cache.js'], shows: 'cache.js' },
  { press: ['enter'], shows: 'cache.js' },
  { press: ['enter'], shows: /^ Command /m },
]

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

const LIVE: readonly Step[] = [
  ...INSPECT_CACHE,
  { press: ['H'], shows: /Look inside/ },
  { press: ['enter'], shows: /To look inside/ },
]
const LIVE_TYPES: readonly Step[] = [
  ...LIVE,
  { press: ['enter'], shows: /attached \d/ },
  { press: ['3', 'r'], shows: /For this, ntop/ },
  { press: ['enter'], shows: /objects of [\d,]+ types/ },
  { press: ['r'], shows: /\+COUNT/ },
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
  { name: 'live-attach-120x36', ...USUAL, steps: LIVE },
  { name: 'live-types-120x36', ...USUAL, steps: LIVE_TYPES },
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
