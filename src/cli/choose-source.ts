import type { SourceKind } from '../sources/source.ts'
import type { Origin } from './invocation.ts'
import { UsageError } from './usage-error.ts'

/** What there is to read on this system. */
export interface System {
  readonly platform: NodeJS.Platform
  /** Whether `/proc` tells of processes as Linux does. */
  readonly hasProc: boolean
}

/**
 * The source that is asked for, or else the one that this system has: where a tree of Linux is named, the one that reads
 * it.
 *
 * @throws UsageError where it is asked for and cannot be had
 */
export function chooseSource({ source, procfs }: Origin, { platform, hasProc }: System): SourceKind {
  const isLinux = platform === 'linux' && hasProc
  if (source === 'linux' && !isLinux && procfs === undefined) {
    const why = platform === 'linux' ? 'there is no /proc here' : `this system is ${platform}`
    throw new UsageError(`--source linux reads the /proc of Linux, and ${why}; --source portable does without`)
  }
  return source ?? (isLinux || procfs !== undefined ? 'linux' : 'portable')
}
