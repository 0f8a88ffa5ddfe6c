/**
 * The mounted file systems, each real one once, with their sizes. `statfs` waits for ever on a dead mount, so it is
 * asked off the main thread: of local file systems through Node's pool, of network and user-space ones through `stat -f`
 * in a child with a deadline. A scan takes the latest that is known.
 */
import type { FileSystem } from '../../model/sample.ts'
import { type Mount, parseMountinfo } from '../../procfs/mountinfo.ts'
import { isLocal, isStorageType } from '../file-system-types.ts'
import type { Refusal } from '../process-files.ts'
import { KeptFile } from './kept-file.ts'
import type { Reader, StatfsNumbers, StatfsResult } from './reader.ts'

type Sizes = Pick<FileSystem, 'totalBytes' | 'usedBytes' | 'availableBytes' | 'inodesTotal' | 'inodesFree'>

const UNKNOWN: Sizes = {
  totalBytes: undefined,
  usedBytes: undefined,
  availableBytes: undefined,
  inodesTotal: undefined,
  inodesFree: undefined,
}

/** Where container runtimes put single files and devices, which are no place to store anything. */
const PIECES = /^\/(?:etc|usr|dev|run|proc|sys)\//

/** A child is not started at every scan: what is asked that way is asked again after this long, as is what failed. */
const SELDOM_MS = 30_000

const REASONS: Record<Refusal, string> = {
  locked: 'does not answer',
  denied: 'not permitted',
  gone: 'not reachable',
  absent: 'cannot be read',
}

/** The mounts worth showing: storage, each once, at its shortest path; `/` always. */
export function realMounts(mounts: readonly Mount[]): Mount[] {
  const byStore = new Map<string, Mount>()
  for (const mount of mounts.filter(isStorage)) {
    if (isHidden(mount, mounts)) continue
    const store = storeOf(mount)
    const other = byStore.get(store)
    if (other === undefined || isBetter(mount, other)) byStore.set(store, mount)
  }
  return [...byStore.values()].sort((a, b) => (a.mount < b.mount ? -1 : 1))
}

function isStorage(mount: Mount): boolean {
  if (mount.mount === '/') return true
  return isStorageType(mount.fsType) && !(mount.root !== '/' && PIECES.test(mount.mount))
}

/**
 * Whether another mount lies over it: on its own root, or beside it on a directory above it. What is mounted below an
 * existing mount has that one for a parent, so of two with the same parent the upper directory came later.
 */
function isHidden(mount: Mount, mounts: readonly Mount[]): boolean {
  return mounts.some(
    over =>
      over !== mount &&
      (over.parentId === mount.mountId
        ? over.mount === mount.mount
        : over.parentId === mount.parentId && mount.mount.startsWith(`${over.mount}/`)),
  )
}

/** Subvolumes of btrfs have device numbers of their own but one store, which the source names. */
function storeOf({ fsType, source, major, minor }: Mount): string {
  return fsType === 'btrfs' ? source : `${major}:${minor}`
}

/** `/` before all; the whole before a directory of it that is mounted elsewhere too; the shorter path. */
function isBetter(mount: Mount, other: Mount): boolean {
  if (mount.mount === '/' || other.mount === '/') return mount.mount === '/'
  if ((mount.root === '/') !== (other.root === '/')) return mount.root === '/'
  return mount.mount.length < other.mount.length
}

/** What is known of a mount: its sizes, or why they are not. */
interface Known {
  readonly sizes: Sizes
  readonly trouble: string | undefined
  readonly atMs: number
}

export class FileSystems {
  readonly #reader: Reader | undefined
  readonly #table: KeptFile
  readonly #now: () => number
  #text = ''
  #mounts: Mount[] = []
  #known = new Map<string, Known>()
  #asking = new Set<string>()

  /**
   * @param table the path of a `mountinfo`
   * @param reader asks for the sizes; without one they stay unknown, because the table is of another place
   * @param now monotonic milliseconds
   */
  constructor(table: string, reader: Reader | undefined, now: () => number) {
    this.#table = new KeptFile(table, reader !== undefined)
    this.#reader = reader
    this.#now = now
  }

  /** What is known now; `deviceName` gives the kernel's name of a `major:minor`. */
  latest(deviceName: (majorMinor: string) => string | undefined): FileSystem[] {
    return this.#mounts.map(({ major, minor, mount, fsType, source }) => {
      const known = this.#known.get(mount)
      return {
        device: source,
        blockDevice: deviceName(`${major}:${minor}`) ?? /^\/dev\/([^/]+)$/.exec(source)?.[1],
        mount,
        fsType,
        ...(known?.sizes ?? UNKNOWN),
        trouble: known?.trouble,
      }
    })
  }

  /** Asks the mounts for their sizes; resolves when all that are due have answered or are past their deadline. */
  async refresh(): Promise<void> {
    const text = this.#table.read()
    // A table that cannot be read just now is no table without mounts.
    if (text !== undefined && text !== this.#text) {
      this.#text = text
      this.#mounts = realMounts(parseMountinfo(Buffer.from(text, 'latin1')))
      const present = new Set(this.#mounts.map(({ mount }) => mount))
      for (const path of this.#known.keys()) if (!present.has(path)) this.#known.delete(path)
    }
    const reader = this.#reader
    if (reader !== undefined) await Promise.all(this.#mounts.map(mount => this.#ask(mount, reader)))
  }

  close(): void {
    this.#table.close()
  }

  async #ask({ mount, mountBytes, fsType }: Mount, reader: Reader): Promise<void> {
    const lane = isLocal(fsType) ? 'pool' : 'child'
    const known = this.#known.get(mount)
    const seldom = lane === 'child' || known?.trouble !== undefined
    if (this.#asking.has(mount) || (known && seldom && this.#now() - known.atMs < SELDOM_MS)) return
    this.#asking.add(mount)
    const take = (result: StatfsResult): void => {
      const late = result.ok ? undefined : result.late
      if (late === undefined) this.#asking.delete(mount)
      else void late.then(take)
      this.#known.set(mount, {
        sizes: result.ok ? sizesOf(result.numbers) : UNKNOWN,
        trouble: result.ok ? undefined : REASONS[result.why],
        atMs: this.#now(),
      })
    }
    take(await reader.statfs(mountBytes, lane))
  }
}

/** Blocks as `df` and psutil count them: used is what is not free, available is without the reserve. */
function sizesOf({ bsize, blocks, bfree, bavail, files, ffree }: StatfsNumbers): Sizes {
  return {
    totalBytes: blocks * bsize,
    usedBytes: (blocks - bfree) * bsize,
    availableBytes: bavail * bsize,
    inodesTotal: files,
    inodesFree: ffree,
  }
}
