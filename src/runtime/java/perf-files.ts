/** The counters' file of a JVM, read through the JVM's own root. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Reader } from '../../sources/linux/reader.ts'
import { refused } from '../../sources/linux/reader.ts'
import type { Refusal } from '../../sources/process-files.ts'
import type { PerfMapping } from './mapped.ts'

/** `-XX:PerfDataMemorySize` is 32 KB where nothing is said; counters beyond it are left out by the JVM. */
const MOST_BYTES = 4 * 1024 * 1024
/** What lies there may have become anything: a pipe would wait for its other end, a link would lead out of the root. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW
/** Links of `map_files` are meant to be followed. */
const FOLLOWING = constants.O_RDONLY | constants.O_NONBLOCK

/**
 * `proof`: `same` where this is known to be the very file that is mapped; `likely` where its file system shows the file by
 * another device number than the mapping does, as overlayfs and btrfs do, but by the same inode.
 */
export type PerfRead =
  | { readonly ok: true; readonly bytes: Buffer; readonly proof: 'same' | 'likely' }
  | { readonly ok: false; readonly why: Refusal }

/** How the counters of a JVM are had. */
export interface PerfFiles {
  /** Reads the file that the process has mapped. */
  read(pid: number, mapping: PerfMapping): Promise<PerfRead>
}

/**
 * Reads it by the pool of threads, with its deadline: what the file lies on may be a dead server. Where nothing below the
 * process's root is the mapped file (it was deleted, its folder is a link), the mapping itself is opened, which only
 * those may who have CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN, proc_pid_map_files(5).
 */
export class RootedPerfFiles implements PerfFiles {
  readonly #pool: Pick<Reader, 'inPool'>
  readonly #root: string

  /** @param root where the kernel's process tree is */
  constructor(pool: Pick<Reader, 'inPool'>, root = '/proc') {
    this.#pool = pool
    this.#root = root
  }

  read(pid: number, mapping: PerfMapping): Promise<PerfRead> {
    return this.#pool.inPool<PerfRead>(done => {
      this.#read(pid, mapping).then(done, error => done(refused(error)))
    })
  }

  async #read(pid: number, mapping: PerfMapping): Promise<PerfRead> {
    const { range, name, isDeleted } = mapping
    const folder = `${this.#root}/${pid}`
    let failure: PerfRead = { ok: false, why: 'gone' }
    if (!isDeleted) {
      // As the kernel names it, which differs where /tmp is a link; and as HotSpot does, which differs in a chroot(2).
      for (const path of new Set([range.path, `/tmp/${name}`])) {
        const read = await readIf(`${folder}/root${path}`, FLAGS, file => proofOf(file, mapping))
        if (read.ok) return read
        failure = read
      }
    }
    const read = await readIf(`${folder}/map_files/${bare(range.start)}-${bare(range.end)}`, FOLLOWING, () => 'same')
    // That this is only for root says less than why the file itself could not be had.
    return read.ok ? read : failure
  }
}

interface Status {
  readonly dev: bigint
  readonly ino: bigint
}

/** Reads a plain file of a sensible size if it is the one that is meant; `absent` if not. */
async function readIf(
  path: string,
  flags: number,
  proof: (file: Status) => 'same' | 'likely' | undefined,
): Promise<PerfRead> {
  let file: FileHandle | undefined
  try {
    file = await open(path, flags)
    const status = await file.stat({ bigint: true })
    const known = proof(status)
    if (known === undefined || !status.isFile() || status.size > MOST_BYTES) return { ok: false, why: 'absent' }
    const bytes = Buffer.alloc(Number(status.size))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return { ok: true, bytes: bytes.subarray(0, bytesRead), proof: known }
  } catch (error) {
    return refused(error)
  } finally {
    await file?.close()
  }
}

function proofOf({ dev, ino }: Status, { range }: PerfMapping): 'same' | 'likely' | undefined {
  if (Number(ino) !== range.inode) return undefined
  return deviceOf(dev) === range.device ? 'same' : 'likely'
}

/** As the kernel prints it in maps, of makedev(3). */
function deviceOf(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n)
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n)
  return `${hex(major)}:${hex(minor)}`
}

function hex(number: bigint): string {
  return number.toString(16).padStart(2, '0')
}

/** Names in map_files have no leading zeros, addresses in maps are filled up to eight digits. */
function bare(address: string): string {
  return address.replace(/^0+(?=.)/, '')
}
