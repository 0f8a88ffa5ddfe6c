/** Whether the program has been started before: all that is remembered without being asked for. */
import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { codeOf } from './config-file.ts'
import { makeFolder } from './make-folder.ts'

const WORDS = 'ntop was started here before: it says no more what a newcomer needs to know.\n'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where it is remembered: https://specifications.freedesktop.org/basedir-spec/latest/, which has a relative path count
 * as none.
 */
export function startedPath(env: Environment): string | undefined {
  const { XDG_STATE_HOME = '', HOME = '' } = env
  const folder = isAbsolute(XDG_STATE_HOME)
    ? XDG_STATE_HOME
    : isAbsolute(HOME)
      ? join(HOME, '.local', 'state')
      : undefined
  return folder && join(folder, 'ntop', 'started')
}

/**
 * Whether this is the first start, which is remembered from now on. Where nothing can be remembered no start is the first
 * one, else each would be. Of two at the same time one is.
 *
 * @param uid who runs it: in somebody else's home, as with sudo, nothing is left behind
 */
export function isFirstStart(env: Environment, uid: number | undefined): boolean {
  const path = startedPath(env)
  if (path === undefined) return false
  try {
    return create(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return refused(error)
  }
  try {
    if (ownerOfNearest(dirname(path)) !== uid) return false
    makeFolder(dirname(path))
    return create(path)
  } catch (error) {
    return refused(error)
  }
}

/** The file must not be there yet: whoever makes it is the first. */
function create(path: string): boolean {
  const file = openSync(path, 'wx')
  try {
    writeSync(file, WORDS)
  } finally {
    closeSync(file)
  }
  return true
}

/** What the system refuses is no failure: it is there, or cannot be. */
function refused(error: unknown): false {
  if (codeOf(error) === undefined) throw error
  return false
}

/** Whose the folder is, or the nearest above it that is there. */
function ownerOfNearest(folder: string): number {
  const stat = statSync(folder, { throwIfNoEntry: false })
  return stat === undefined ? ownerOfNearest(dirname(folder)) : stat.uid
}
