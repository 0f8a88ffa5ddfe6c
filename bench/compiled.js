/** The small programs of the benchmark: three in C, and ntop's scan. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { bundling } from '../bin/build.mjs'
import { temporaryFolder } from './cleanup.js'

/**
 * @param {'births' | 'population' | 'sweep'} name
 * @param {string} folder
 * @returns {string | undefined} the program; `undefined` without a C compiler
 */
export function compiled(name, folder) {
  const source = fileURLToPath(new URL(`./${name}.c`, import.meta.url))
  const program = join(folder, name)
  // What is linked statically has less to be copied at a fork, but not every system has what that takes.
  for (const flags of [['-static'], []]) {
    const command = ['-O2', '-pthread', ...flags, '-o', program, source]
    const { status, error, stderr } = spawnSync('cc', command, { encoding: 'utf8' })
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined
    if (error !== undefined) throw error
    if (status === 0) return program
    if (flags.length === 0) throw new Error(stderr)
  }
  return undefined
}

/**
 * A temporary folder from which those of ntop's packages are found that are not bundled.
 *
 * @param {string} ntop its `bin/ntop.js`
 * @returns {string | undefined} `undefined` where none are installed beside it
 */
export function besidePackages(ntop) {
  const packages = join(dirname(dirname(ntop)), 'node_modules')
  return existsSync(packages) ? temporaryFolder(join(packages, '.cache', 'ntop')) : undefined
}

/**
 * Bundles `scan.js` as ntop itself is bundled, with the sources of the very ntop that is measured.
 *
 * @param {string} ntop its `bin/ntop.js`
 * @param {string} folder see {@link besidePackages}: elsewhere it has to do without clocks, which ntop has
 * @returns {string} the script
 */
export function bundledScan(ntop, folder) {
  const bin = dirname(ntop)
  const outfile = join(folder, 'scan.cjs')
  buildSync({
    ...bundling(dirname(bin)),
    entryPoints: [],
    // `../src` seen from its `bin/` is the same as seen from here, but may be of another folder.
    stdin: { contents: readFileSync(new URL('./scan.js', import.meta.url), 'utf8'), resolveDir: bin },
    outfile,
    plugins: [],
    sourcemap: false,
    write: true,
  })
  return outfile
}
