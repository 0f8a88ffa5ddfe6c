/**
 * Makes a clone ready: installs what is missing or older than the lock file, builds what is stale. Does nothing, in a
 * few milliseconds, when all is there.
 *
 * Also a program: `node bin/prepare.mjs` installs, `node bin/prepare.mjs --build` builds too.
 */
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, isStale } from './build.mjs'
import { install, needsInstall } from './install.mjs'

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * @param {{ install: boolean, build: boolean, root?: string }} what
 * @returns {Promise<void>}
 * @throws when npm or the build fails
 */
export async function prepare({ install: wantsInstall, build: wantsBuild, root = projectRoot }) {
  const mustInstall = () => wantsInstall && needsInstall(root)
  const mustBuild = () => wantsBuild && isStale({ root })
  if (!mustInstall() && !mustBuild()) return

  const { exclusively } = await import('./exclusive.mjs')
  await exclusively(root, async () => {
    // Asked again: whoever held the lock may have done it.
    if (mustInstall()) await install(root)
    if (mustBuild()) await build({ root })
  })
}

/**
 * Prepares, or says what failed and ends the process with exit code 1.
 *
 * @param {{ install: boolean, build: boolean }} what
 * @returns {Promise<void>}
 */
export async function prepareOrExit(what) {
  try {
    await prepare(what)
  } catch (error) {
    process.stderr.write(`ntop: ${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepareOrExit({ install: true, build: process.argv.includes('--build') })
}
