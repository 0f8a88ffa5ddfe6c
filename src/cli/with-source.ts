/** A source from where the command line says, for as long as it is used. */
import { statSync } from 'node:fs'
import { isDenied, isGone } from '../sources/errors.ts'
import type { Source } from '../sources/source.ts'
import type { Origin } from './invocation.ts'
import { UsageError } from './usage-error.ts'

/** Closes it, however its use ends. */
export async function withSource<T>(source: Source, use: (source: Source) => T | Promise<T>): Promise<T> {
  try {
    return await use(source)
  } finally {
    source.close()
  }
}

/**
 * The invocation, its trees being directories.
 *
 * @throws UsageError naming the one that is none
 */
export function checked<T extends { readonly origin: Origin }>(invocation: T): T {
  for (const name of ['procfs', 'sysfs'] as const) {
    const path = invocation.origin[name]
    if (path !== undefined && !isDirectory(path))
      throw new UsageError(`--${name} expects a directory, not ${JSON.stringify(path)}`)
  }
  return invocation
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    if (isGone(error) || isDenied(error)) return false
    throw error
  }
}
