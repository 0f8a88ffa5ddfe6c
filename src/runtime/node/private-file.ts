/** A file of ours that nobody else can open: it has no name by the time that anything is written to it. */
import { constants } from 'node:fs'
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDenied, isGone } from '../../sources/errors.ts'

export interface PrivateFile {
  readonly file: FileHandle
  /** On whose disk it is. */
  readonly folder: string
}

/**
 * What is large goes to `/var/tmp`, which is on a disk: `/tmp` may be memory. Who has named a folder means it for this, too.
 */
function temporaryFolders(): readonly string[] {
  return process.env['TMPDIR'] === undefined ? ['/var/tmp', tmpdir()] : [tmpdir()]
}

/**
 * It is removed as soon as it is open, with the folder (0700) that it was made in: its room is free again once it is
 * closed, however we end. A kill at that very moment leaves an empty file behind.
 *
 * @throws what the system says of it
 */
export async function openPrivateFile(folders = temporaryFolders()): Promise<PrivateFile> {
  const [folder, ...others] = folders
  if (folder === undefined) throw new Error('no folder for a file')
  let own: string
  try {
    own = await mkdtemp(join(folder, 'ntop-'))
  } catch (error) {
    if (others.length > 0 && (isGone(error) || isDenied(error) || isReadOnly(error)))
      return await openPrivateFile(others)
    throw error
  }
  try {
    const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
    return { file: await open(join(own, 'heap'), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600), folder }
  } finally {
    await rm(own, { recursive: true })
  }
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EROFS'
}
