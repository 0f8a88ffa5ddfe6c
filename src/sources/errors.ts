/**
 * What goes wrong when reading the kernel, in two kinds that are normal: a process that vanished, and one that may not
 * be read. Anything else is a fault and is thrown on.
 */

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The process, device or file is not there (any more): ENOENT before the open; after it ESRCH, of a device ENODEV. */
export function isGone(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ESRCH' || code === 'ENODEV' || code === 'ENOTDIR'
}

/** Not permitted: another user's process, hidepid, a security module. */
export function isDenied(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'EACCES' || code === 'EPERM'
}

/** A named pipe where a file should be: it has no positions to read at. */
export function isPipe(error: unknown): boolean {
  return codeOf(error) === 'ESPIPE'
}

/** Something else where a symbolic link should be; a file of security modules of which none is there. */
export function isInvalid(error: unknown): boolean {
  return codeOf(error) === 'EINVAL'
}

/** No more descriptors: what is kept open must be less. */
export function isOutOfDescriptors(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'EMFILE' || code === 'ENFILE'
}

/** A directory that was given as a tree of kernel files and is none. */
export class NoProcessTree extends Error {
  override readonly name = 'NoProcessTree'
  /** By its code it counts among what the system refused: said in one line. */
  readonly code = 'NO_PROCESS_TREE'

  constructor(path: string) {
    super(`no process tree: ${JSON.stringify(path)} has no stat and no numbered folders`)
  }
}
