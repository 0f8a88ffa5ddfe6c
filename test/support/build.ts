import { fileURLToPath } from 'node:url'
import { prepare } from '../../bin/prepare.mjs'

let built: Promise<void> | undefined

/**
 * The path of the built program, `bin/ntop.js`, to be run with node. Built before if its sources are newer; of test
 * files that run side by side, one builds and the others wait for it.
 */
export async function builtNtop(): Promise<string> {
  built ??= prepare({ install: false, build: true })
  await built
  return fileURLToPath(new URL('../../bin/ntop.js', import.meta.url))
}
