/**
 * The flags and subcommands: one table each, from which the command line is parsed and `--help` is written.
 */

/** What is being asked for; a flag belongs to some of these and is refused by the others. */
export type Mode =
  | 'screen'
  | 'plain'
  | 'table'
  | 'csv'
  | 'json'
  | 'inspect'
  | 'heap'
  | 'limit'
  | 'snapshot'
  | 'compare'
  | 'schema'
  | 'demo'

export type Group = 'Processes' | 'Time' | 'Output' | 'Acting' | 'Heap' | 'Screen' | 'Where from' | 'About'

/** Shells that a script can be had for which completes the command line. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof SHELLS)[number]

export interface Flag {
  /** Without the dashes. */
  readonly name: string
  readonly short?: string
  /** What follows it, as help calls it; a flag without one is a switch. */
  readonly value?: string
  /** Continues the sentence "with this flag ntop will …" in a few words. */
  readonly about: string
  readonly group: Group
  readonly modes: readonly Mode[]
}

const LISTS: readonly Mode[] = ['screen', 'table', 'csv', 'json', 'plain']
const TREES: readonly Mode[] = ['screen', 'table', 'csv', 'json']
const HEADLESS: readonly Mode[] = ['table', 'csv', 'json', 'plain']
const READING: readonly Mode[] = [...LISTS, 'inspect', 'heap', 'snapshot']
const LIVE: readonly Mode[] = [...READING, 'limit']
const ANY: readonly Mode[] = [...LIVE, 'compare', 'schema']

/**
 * In the order of help. Flags of the screen do no harm to a table or JSON, which have neither colour nor mouse: whoever
 * has made an alias of them can still pipe ntop.
 */
export const flags = [
  { name: 'pid', short: 'p', value: 'PID,...', about: 'only these processes', group: 'Processes', modes: LISTS },
  {
    name: 'user',
    short: 'u',
    value: 'USER',
    about: 'only those of this user, by name or number',
    group: 'Processes',
    modes: LISTS,
  },
  {
    name: 'filter',
    short: 'F',
    value: 'QUERY',
    about: 'those with a text, cpu > 5, or a saved @NAME',
    group: 'Processes',
    modes: LISTS,
  },
  {
    name: 'sort',
    short: 's',
    value: 'COLUMN',
    about: 'sort by this column; -s help lists them',
    group: 'Processes',
    modes: LISTS,
  },
  {
    name: 'tree',
    short: 't',
    about: 'children under their parents; -F keeps ancestors',
    group: 'Processes',
    modes: TREES,
  },
  {
    name: 'delay',
    short: 'd',
    value: 'SECONDS',
    about: 'between two readings, 0.1 to 3600; usually 1',
    group: 'Time',
    modes: LISTS,
  },
  {
    name: 'count',
    short: 'n',
    value: 'COUNT',
    about: 'end after so many tables or objects',
    group: 'Time',
    modes: HEADLESS,
  },
  { name: 'once', about: 'two readings, one table or object', group: 'Output', modes: HEADLESS },
  {
    name: 'json',
    about: 'an object a line, every interval',
    group: 'Output',
    modes: ['json', 'inspect', 'heap', 'compare'],
  },
  { name: 'csv', about: 'the table as RFC 4180, values as they are', group: 'Output', modes: ['csv'] },
  {
    name: 'columns',
    short: 'o',
    value: 'COLUMN,...',
    about: 'which, in which order; user:12 is 12 wide',
    group: 'Output',
    modes: LISTS,
  },
  { name: 'full', about: 'JSON with all that can be read of each process', group: 'Output', modes: ['json'] },
  {
    name: 'secrets',
    about: 'variables that look like secrets are not covered',
    group: 'Output',
    modes: ['inspect'],
  },
  {
    name: 'by',
    value: 'WHAT',
    about: 'compare: path, kind, mapping; heap: line, file ...',
    group: 'Output',
    modes: ['compare', 'heap'],
  },
  {
    name: 'figure',
    value: 'FIGURE',
    about: 'compare: rss if not said, size, pss, uss, ...',
    group: 'Output',
    modes: ['compare'],
  },
  {
    name: 'top',
    value: 'N',
    about: 'the first N; compare: the N that changed most',
    group: 'Output',
    modes: ['plain', 'compare', 'heap'],
  },
  { name: 'force', about: 'replaces a file that is there', group: 'Output', modes: ['snapshot', 'heap'] },
  {
    name: 'yes',
    about: 'heap: to all it says it does; limit: even to an end',
    group: 'Acting',
    modes: ['limit', 'heap'],
  },
  { name: 'for', value: 'SECONDS', about: 'how long is watched; 10 if not said', group: 'Heap', modes: ['heap'] },
  {
    name: 'frames',
    value: 'N',
    about: 'callers kept of each allocation; 1 if not said',
    group: 'Heap',
    modes: ['heap'],
  },
  {
    name: 'every',
    value: 'BYTES',
    about: 'one allocation in so many bytes, where sampled',
    group: 'Heap',
    modes: ['heap'],
  },
  {
    name: 'optimised',
    about: 'a Node keeps its optimised code: quick, rough',
    group: 'Heap',
    modes: ['heap'],
  },
  { name: 'path', value: 'TEXT', about: 'only files with this in their path', group: 'Heap', modes: ['heap'] },
  {
    name: 'export',
    value: 'FILE',
    about: '.json .heapprofile .cpuprofile or .collapsed',
    group: 'Heap',
    modes: ['heap'],
  },
  { name: 'plain', about: 'sentences, for screen readers and logs', group: 'Screen', modes: ['plain'] },
  { name: 'readonly', about: 'nothing that acts on a process', group: 'Screen', modes: LISTS },
  { name: 'no-color', about: 'no colours, as with NO_COLOR set', group: 'Screen', modes: LISTS },
  {
    name: 'theme',
    value: 'NAME',
    about: 'colours: auto, dark, nord, ..., or one of your own',
    group: 'Screen',
    modes: LISTS,
  },
  { name: 'no-mouse', about: 'leave the mouse to the terminal', group: 'Screen', modes: LISTS },
  { name: 'ascii', about: 'draw with plain letters', group: 'Screen', modes: LISTS },
  {
    name: 'config',
    value: 'FILE',
    about: 'this file of settings instead of the usual one',
    group: 'Where from',
    modes: LISTS,
  },
  {
    name: 'source',
    value: 'SOURCE',
    about: 'linux, or portable: what any system tells',
    group: 'Where from',
    modes: LIVE,
  },
  { name: 'procfs', value: 'DIR', about: 'read this tree instead of /proc', group: 'Where from', modes: READING },
  { name: 'sysfs', value: 'DIR', about: 'read this tree instead of /sys', group: 'Where from', modes: READING },
  { name: 'default-config', about: 'print a file of settings with all there are', group: 'About', modes: ANY },
  { name: 'completions', value: 'SHELL', about: 'print what completes it in this shell', group: 'About', modes: ANY },
  { name: 'version', short: 'V', about: 'say the version', group: 'About', modes: ANY },
  { name: 'help', short: 'h', about: 'say this', group: 'About', modes: ANY },
] as const satisfies readonly Flag[]

export type FlagName = (typeof flags)[number]['name']

export interface Subcommand {
  readonly name: string
  /** What follows the name. */
  readonly usage: string
  readonly about: string
}

export const subcommands = [
  { name: 'inspect', usage: 'PID [--json] [--secrets]', about: 'everything about one process' },
  { name: 'heap', usage: 'PID [WHAT] [--yes]', about: 'the heap of a Node, Python or Java program' },
  { name: 'limit', usage: 'PID NAME=SOFT[:HARD]...', about: 'sets limits of a process, as prlimit' },
  { name: 'snapshot', usage: 'PID FILE [--force]', about: 'keeps its memory, to be compared later' },
  { name: 'compare', usage: 'OLD NEW [--json]', about: 'what grew between two snapshots' },
  { name: 'demo', usage: '[NAME]', about: 'a program to try ntop on; what to press' },
  { name: 'schema', usage: '', about: 'the JSON Schema of what --json prints' },
] as const satisfies readonly Subcommand[]

export type SubcommandName = (typeof subcommands)[number]['name']

/** As it is typed: `--json`. */
export function spelled(name: FlagName): string {
  return `--${name}`
}
