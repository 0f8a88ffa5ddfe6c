/** Writing the config file: whole or not at all, and only over what was read. */
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type ConfigFile, codeOf, readConfigFile, reasonOf } from './config-file.ts'
import { makeFolder } from './make-folder.ts'

export type Saved =
  | { readonly kind: 'saved'; readonly file: ConfigFile }
  /** The path with why nothing was written. */
  | { readonly kind: 'refused'; readonly reason: string }

/**
 * Puts a text in the place of a config file that was read, or was not there. Refused where it could not be read, where it
 * is another by now, and where the system says no; then the file is as it was.
 *
 * @param file as it was read
 */
export function saveConfig(file: ConfigFile, text: string): Saved {
  switch (file.kind) {
    case 'nowhere':
      return { kind: 'refused', reason: 'neither XDG_CONFIG_HOME nor HOME says where a config file would be' }
    case 'unreadable':
      return { kind: 'refused', reason: `${file.path} ${file.reason}: not written over` }
    case 'absent':
    case 'read': {
      const { path } = file
      const now = readConfigFile(path)
      const isSame = now.kind === file.kind && (now.kind !== 'read' || file.kind !== 'read' || now.text === file.text)
      if (!isSame) return { kind: 'refused', reason: `${path} has changed since it was read: start ntop again` }
      return written(path, text)
    }
  }
}

function written(path: string, text: string): Saved {
  try {
    const target = behindLinks(path)
    const old = statSync(target, { throwIfNoEntry: false })
    if (old !== undefined && !old.isFile()) return { kind: 'refused', reason: `${path} is not a file` }
    // A file beside it in its place would be let through: nobody may write it, and so do we not.
    if (old !== undefined && (old.mode & 0o222) === 0) return { kind: 'refused', reason: `${path} is read only` }
    makeFolder(dirname(target))
    replace(target, text, old)
    return { kind: 'saved', file: { kind: 'read', path, text } }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    return { kind: 'refused', reason: `${path} cannot be written: ${reasonOf(code)}` }
  }
}

/** What a path leads to, also where nothing is there yet. */
function behindLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  const link = lstatSync(path, { throwIfNoEntry: false })
  if (link?.isSymbolicLink() !== true) return path
  // `..` in it is above the folder where it truly lies, whichever way led there.
  return behindLinks(resolve(realpathSync(dirname(path)), readlinkSync(path)))
}

/** Beside the file and then in its place, so that nobody ever reads half of it. */
function replace(target: string, text: string, old: { mode: number; uid: number; gid: number } | undefined): void {
  const half = `${target}.${randomUUID()}`
  const file = openSync(half, 'wx', 0o644)
  try {
    try {
      writeAll(file, Buffer.from(text))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    if (old !== undefined) {
      // Under sudo the file stays whose it is.
      if (old.uid !== process.geteuid?.() || old.gid !== process.getegid?.()) giveBack(half, old)
      chmodSync(half, old.mode & 0o7777)
    }
    renameSync(half, target)
  } catch (error) {
    rmSync(half, { force: true })
    throw error
  }
}

function giveBack(path: string, { uid, gid }: { uid: number; gid: number }): void {
  try {
    chownSync(path, uid, gid)
  } catch (error) {
    // Only root may: then it is the writer's, who was let into the folder.
    if (codeOf(error) !== 'EPERM') throw error
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}
