/** The programs that are measured side by side, all told to look once a second. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} version
 * @property {string} command
 * @property {string[]} args
 */

/** What every Node program pays before its first line. */
export const emptyNode = {
  name: 'node -e 0',
  version: process.versions.node,
  command: process.execPath,
  args: ['-e', '0'],
}

/**
 * ntop, and those of its peers that are installed.
 *
 * @param {string} home a folder in which they find no settings but these
 * @returns {Subject[]}
 */
export function subjects(home) {
  mkdirSync(join(home, '.config', 'btop'), { recursive: true })
  writeFileSync(join(home, '.config', 'btop', 'btop.conf'), 'update_ms = 1000\n')
  const ntop = fileURLToPath(new URL('../bin/ntop.js', import.meta.url))
  const all = [
    { name: 'ntop', command: process.execPath, args: [ntop, '-d', '1'], ask: [process.execPath, ntop, '--version'] },
    { name: 'htop', command: 'htop', args: ['-d', '10'], ask: ['htop', '--version'] },
    { name: 'btop', command: 'btop', args: [], ask: ['btop', '--version'] },
    { name: 'top', command: 'top', args: ['-d', '1'], ask: ['top', '-V'] },
  ]
  return all.flatMap(({ name, command, args, ask: [file = '', ...flags] }) => {
    const { error, stdout } = spawnSync(file, flags, { encoding: 'utf8' })
    if (error !== undefined) return []
    return [{ name, version: /\d+(\.\d+)+/.exec(stdout)?.[0] ?? 'unknown', command, args }]
  })
}
