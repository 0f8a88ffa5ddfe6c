import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './config-file.ts'

/**
 * Makes a folder and those above it that are missing, which only the user has a say in. mkdir's own `recursive` of Node 20 never ends where a file system has
 * no room for folders, as procfs: it takes ENOENT for a missing parent, for ever.
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Somebody else has made it meanwhile.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}
