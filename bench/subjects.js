/** The programs that are measured side by side, all told to look once a second. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @import { Follows } from './screen.js' */

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} version
 * @property {string} command
 * @property {string[]} args
 * @property {Follows} follows
 * @property {string} beforeKeys typed before the arrow keys are measured
 * @property {number} upTo more processes are not asked of it
 * @property {number} patienceSec when it has not shown a table by then, it never does
 * @property {string} [remark] where it is not measured like the others
 */

/** The monitors in Python and JavaScript take whole seconds a refresh beyond this. */
const SLOW_UP_TO = 1000

/** What every Node program pays before its first line. */
export const emptyNode = { command: process.execPath, args: ['-e', '0'] }

/**
 * ntop, and those of its peers that are installed.
 *
 * @param {object} options
 * @param {string} options.home a folder in which they find no settings but these
 * @param {string} options.ntop the program
 * @param {string} options.path where to look for the others, as in the variable PATH
 * @returns {{ found: Subject[], missing: string[] }}
 */
export function subjects({ home, ntop, path }) {
  mkdirSync(join(home, '.config', 'btop'), { recursive: true })
  writeFileSync(join(home, '.config', 'btop', 'btop.conf'), 'update_ms = 1000\n')
  const place = /** @type {const} */ ('place')
  const fast = { follows: place, beforeKeys: '', upTo: Number.POSITIVE_INFINITY, patienceSec: 60 }
  const slow = { ...fast, upTo: SLOW_UP_TO, patienceSec: 15 }
  const peers = [
    { ...fast, name: 'htop', args: ['-d', '10'], ask: '--version' },
    { ...fast, name: 'btop', args: [], ask: '--version' },
    // It selects nothing. By ascending pid the first row changes only when the table scrolls.
    {
      ...fast,
      follows: /** @type {const} */ ('scroll'),
      beforeKeys: 'NR',
      name: 'top',
      args: ['-d', '1'],
      ask: '-V',
      remark: 'selects no row, so its key scrolls the table by one',
    },
    { ...slow, name: 'glances', args: ['-t', '1', '--disable-check-update'], ask: '--version' },
    {
      ...slow,
      name: 'gtop',
      args: [],
      ask: '--version',
      remark: 'cannot be told how often to look: its table is renewed every 3 s, the rest once a second',
    },
    {
      ...slow,
      name: 'vtop',
      args: ['--update-interval', '1000'],
      ask: '--version',
      remark: 'draws once a second, but cannot be told how often to look',
    },
  ]
  /** @type {Subject[]} */
  const found = [
    {
      ...fast,
      name: 'ntop',
      version: versionOf(process.execPath, [ntop, '--version']),
      command: process.execPath,
      args: [ntop, '-d', '1'],
      follows: 'process',
    },
  ]
  const missing = []
  for (const { ask, ...peer } of peers) {
    const command = findIn(path, peer.name)
    if (command === undefined) missing.push(peer.name)
    else found.push({ ...peer, command, version: versionOf(command, [ask]) })
  }
  return { found, missing }
}

/**
 * @param {string} path as in the variable PATH
 * @param {string} name
 * @returns {string | undefined} the program
 */
export function findIn(path, name) {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map(folder => join(folder, name))
    .find(isExecutable)
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch (error) {
    // Whatever keeps us from starting it, it is not there for us.
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {string}
 */
function versionOf(command, args) {
  // One that does not know the question might open its screen and stay.
  const { stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10000,
    killSignal: 'SIGKILL',
  })
  return /\d+(\.\d+)+/.exec(stdout ?? '')?.[0] ?? 'of unknown version'
}
