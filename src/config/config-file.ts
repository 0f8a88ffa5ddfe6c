/** The file itself: where it is, and reading it, whatever stands there. */
import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

export type ConfigFile =
  /** Nobody knows where one would be. */
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'read'; readonly path: string; readonly text: string }
  /** The reason follows the path. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }

/** More is no config file. */
const MOST_BYTES = 1_000_000
const MOST_WORDS = '1 MB'

/**
 * Where the config file is without being told: https://specifications.freedesktop.org/basedir-spec/latest/, which has a
 * relative path count as none.
 */
export function configPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CONFIG_HOME = '', HOME = '' } = env
  const folder = isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : isAbsolute(HOME) ? join(HOME, '.config') : undefined
  return folder && join(folder, 'ntop', 'config.toml')
}

/** Reads a config file; nothing that is in its way is thrown. A pipe is refused, for it may never end. */
export function readConfigFile(path: string | undefined): ConfigFile {
  if (path === undefined) return { kind: 'nowhere' }
  try {
    const bytes = readBytes(path)
    if (typeof bytes === 'string') return { kind: 'unreadable', path, reason: bytes }
    if (!isUtf8(bytes)) return { kind: 'unreadable', path, reason: 'is not UTF-8' }
    return { kind: 'read', path, text: bytes.toString('utf8') }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent', path }
    return { kind: 'unreadable', path, reason: reasonOf(code) }
  }
}

/** The system's word for why a file cannot be read or written, to follow its path. */
export function reasonOf(code: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EISDIR: 'is a directory',
    ELOOP: 'is a loop of links',
    ENAMETOOLONG: 'is too long a name',
    ENOSPC: 'no space left',
    EROFS: 'is on a file system that is read only',
    ENOENT: 'is not there',
    ENOTDIR: 'has a file where a folder should be',
  }
  return reasons[code] ?? code
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The file's bytes, or why not. */
function readBytes(path: string): Buffer | string {
  // Opened so that nothing is waited for: not for the other end of a pipe, nor for a terminal.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  try {
    const stat = fstatSync(file)
    if (stat.isDirectory()) return reasonOf('EISDIR')
    // A device is for /dev/null, which is a way to say: no file.
    if (!stat.isFile() && !stat.isCharacterDevice()) return 'is not a file'
    const bytes = Buffer.alloc(stat.isFile() ? Math.min(stat.size, MOST_BYTES) + 1 : MOST_BYTES + 1)
    let length = 0
    for (let got = -1; got !== 0 && length < bytes.length; length += got)
      got = readSync(file, bytes, length, bytes.length - length, null)
    return length > MOST_BYTES ? `is larger than ${MOST_WORDS}` : bytes.subarray(0, length)
  } finally {
    closeSync(file)
  }
}
