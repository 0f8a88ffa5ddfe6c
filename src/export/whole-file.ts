/** Files that tell of a process: written whole or not at all, and read with whatever is in them. */
import { close, fdatasync, openSync, rmSync, type Stats, writeFile } from 'node:fs'
import { link, lstat, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { clean } from '../model/text.ts'
import { isGone } from '../sources/errors.ts'
import { Slices } from '../sources/slices.ts'
import { type OpenedFile, openFile, readJsonText } from './bounded-text.ts'
import { Misfit } from './checked.ts'

/** Others may not read what is in a process: names and commands may tell secrets. */
const MODE = 0o600
const PIECE_BYTES = 64 * 1024

/** A file that cannot be had, or is not what it should be. By its code it counts among what the system refused: said in one line. */
export class SnapshotFileError extends Error {
  override readonly name = 'SnapshotFileError'
  readonly code = 'SNAPSHOT_FILE'

  constructor(file: string, what: string) {
    super(`${clean(file)}: ${what}`)
  }
}

/**
 * Refuses a place where nothing should be written: a file that is there, unless it is to be replaced, and in any case
 * what is no plain file.
 *
 * @throws SnapshotFileError
 */
export async function checkPlace(file: string, replace: boolean): Promise<void> {
  const there = await during(file, () => statOf(file))
  if (there === undefined) return
  if (!there.isFile()) throw new SnapshotFileError(file, 'is there, and is no plain file')
  if (!replace) throw new SnapshotFileError(file, 'is there already; --force replaces it')
}

/** Whether there is something under that name, be it a link that leads nowhere. */
export async function isThere(file: string): Promise<boolean> {
  return (await during(file, () => statOf(file))) !== undefined
}

async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/**
 * Writes a file beside its place and then moves it there, so that nobody ever reads half of one. Others run while it is
 * written.
 *
 * @param pieces its text; those after which others may run
 * @param signal takes away what was begun
 * @returns bytes written
 * @throws SnapshotFileError
 */
export async function writeWholeFile(
  file: string,
  pieces: Iterable<string>,
  { replace, signal }: { readonly replace: boolean; readonly signal: AbortSignal },
): Promise<number> {
  await checkPlace(file, replace)
  // A name of its own: the file's may be as long as names can be, and a pid is another's in another container.
  const begun = join(dirname(file), `.ntop-${crypto.randomUUID()}.part`)
  const remove = (): void => rmSync(begun, { force: true })
  return await during(file, async () => {
    signal.addEventListener('abort', remove)
    try {
      const bytes = await writePieces(begun, pieces, signal)
      await moveTo(begun, file, replace)
      return bytes
    } finally {
      signal.removeEventListener('abort', remove)
      remove()
    }
  })
}

async function writePieces(path: string, pieces: Iterable<string>, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted()
  // Synchronous: a file that is made after the signal would be left behind, for nobody waits for us then.
  const fd = openSync(path, 'wx', MODE)
  try {
    let bytes = 0
    let piece = ''
    const slices = new Slices()
    for (const text of pieces) {
      piece += text
      if (piece.length >= PIECE_BYTES) {
        bytes += await writePiece(fd, piece)
        piece = ''
      }
      signal.throwIfAborted()
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    bytes += await writePiece(fd, piece)
    await promisify(fdatasync)(fd)
    return bytes
  } finally {
    await promisify(close)(fd)
  }
}

async function writePiece(fd: number, text: string): Promise<number> {
  const bytes = Buffer.from(text)
  // Goes on where the last one ended.
  await promisify(writeFile)(fd, bytes)
  return bytes.length
}

/** A link fails where a file has come to be there meanwhile, which a rename would replace. */
async function moveTo(begun: string, file: string, replace: boolean): Promise<void> {
  if (replace) return await rename(begun, file)
  try {
    await link(begun, file)
  } catch (error) {
    // Not every file system has links.
    if (!hasCode(error, 'EPERM', 'ENOSYS', 'EOPNOTSUPP')) throw error
    await checkPlace(file, replace)
    await rename(begun, file)
  }
}

/**
 * Opens a file, or a pipe, that somebody has kept; whoever reads it closes it.
 *
 * @throws SnapshotFileError where it cannot be had
 */
export async function openKept(file: string): Promise<OpenedFile> {
  return await fitting(file, () => openFile(file))
}

/**
 * Reads a JSON document, from a pipe too.
 *
 * @param from a file's name, or one that is open
 * @param what it should be, as in `is no memory snapshot`
 * @param parse throws {@link Misfit}
 * @throws SnapshotFileError saying what is wrong with the file, and where
 */
export async function readDocument<T>(
  from: string | OpenedFile,
  what: string,
  parse: (text: string) => Promise<T>,
): Promise<T> {
  const opened = typeof from === 'string' ? await openKept(from) : from
  const text = await fitting(opened.file, () => readJsonText(opened, what))
  return await fitting(opened.file, () => parse(text))
}

async function fitting<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await during(file, run)
  } catch (error) {
    if (error instanceof Misfit) throw new SnapshotFileError(file, error.message)
    throw error
  }
}

/** What the system refused, with the file that was named: `old.json: no such file or directory`. */
export async function during<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof SnapshotFileError || !(error instanceof Error && 'code' in error)) throw error
    throw new SnapshotFileError(file, /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message)
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some(code => code === error.code)
}
