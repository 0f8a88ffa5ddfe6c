/**
 * Whether what is in `node_modules` is what the lock file names, and the installation that makes it so. Imports nothing
 * but Node, because it runs before anything is installed.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isMissing } from './missing.mjs'

/** What npm itself writes down when it has finished an installation. */
const INSTALLED = 'node_modules/.package-lock.json'
const STAMP = 'node_modules/.ntop-installed'

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether packages are missing or others than the lock file names.
 *
 * @param {string} root
 * @returns {boolean}
 */
export function needsInstall(root) {
  const locked = textOf(root, 'package-lock.json')
  const installed = textOf(root, INSTALLED)
  if (installed === undefined) return true
  if (locked === undefined)
    throw new Error(`${join(root, 'package-lock.json')} is missing: this is not the whole project`)
  if (textOf(root, STAMP) === fingerprint(locked, installed)) return false
  return !satisfies(packagesOf(installed), packagesOf(locked))
}

/**
 * Runs `npm ci` with the npm that started us. What it prints goes to stderr, whole.
 *
 * @param {string} root
 * @returns {Promise<void>}
 * @throws when npm cannot be started or fails
 */
export async function install(root) {
  const { spawn } = await import('node:child_process') // costs more than the whole check
  process.stderr.write('ntop: installing its packages (npm ci) …\n')
  const [command, ...start] = npm(process.env['npm_execpath'])
  // Even where NODE_ENV=production: what builds and tests the program is a development dependency.
  const args = [...start, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] })
  const ending = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ?? code))
  })
  if (ending !== 0) throw new Error(`"npm ci" failed (${ending}): its messages are above`)
  const locked = textOf(root, 'package-lock.json')
  const installed = textOf(root, INSTALLED)
  if (locked === undefined || installed === undefined) throw new Error(`"npm ci" left no ${INSTALLED}`)
  writeFileSync(join(root, STAMP), fingerprint(locked, installed))
}

/**
 * How to start npm: a script that `npm run` names to its children, else whatever the path finds.
 *
 * @param {string | undefined} execPath
 * @returns {[string, ...string[]]}
 */
function npm(execPath) {
  // Under yarn or pnpm the variable names those.
  return execPath !== undefined && basename(execPath) === 'npm-cli.js' ? [process.execPath, execPath] : ['npm']
}

/**
 * Both files, so that an installation by hand (`npm install --omit=dev`), which rewrites the second, is noticed.
 *
 * @param {string} locked
 * @param {string} installed
 * @returns {string}
 */
function fingerprint(locked, installed) {
  return createHash('sha256').update(locked).update('\0').update(installed).digest('hex')
}

/**
 * @param {Record<string, LockedPackage>} installed
 * @param {Record<string, LockedPackage>} locked
 * @returns {boolean}
 */
function satisfies(installed, locked) {
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true
    const present = installed[path]
    // Optional packages are mostly those of other platforms.
    if (present === undefined) return wanted.optional === true
    return present.version === wanted.version && present.integrity === wanted.integrity
  })
}

/**
 * @param {string} lockFile
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(lockFile) {
  return JSON.parse(lockFile).packages ?? {}
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string | undefined} `undefined` where there is no such file
 */
function textOf(root, path) {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
