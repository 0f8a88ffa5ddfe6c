/**
 * The mounted file systems, each real one once, with their sizes. `statfs` waits for ever on a dead mount, so it is
 * asked off the main thread: of local file systems through Node's pool, of network and user-space ones through `stat -f`
 * in a child with a deadline. A scan takes the latest that is known.
 */
import { statfs } from 'node:fs'
import type { FileSystem } from '../../model/sample.ts'
import { type Mount, parseMountinfo } from '../../procfs/mountinfo.ts'
import { KeptFile } from './kept-file.ts'
import { DEADLINE_MS, type Reader } from './reader.ts'
import { isLocal } from './tree-kind.ts'

interface Sizes {
  readonly totalBytes: number
  readonly usedBytes: number
  readonly availableBytes: number
  readonly inodesTotal: number
  readonly inodesFree: number
}

/** Kernel interfaces and images that show up as file systems and never fill. */
const NOT_STORAGE = new Set([
  'proc',
  'sysfs',
  'devtmpfs',
  'devpts',
  'tmpfs',
  'ramfs',
  'rootfs',
  'cgroup',
  'cgroup2',
  'securityfs',
  'debugfs',
  'tracefs',
  'configfs',
  'fusectl',
  'pstore',
  'efivarfs',
  'bpf',
  'mqueue',
  'hugetlbfs',
  'binfmt_misc',
  'autofs',
  'rpc_pipefs',
  'nsfs',
  'squashfs',
  'iso9660',
  'overlay',
  'fuse.gvfsd-fuse',
  'fuse.portal',
  'fuse.lxcfs',
  'selinuxfs',
  'binder',
])

/** A mount that did not answer is asked again after this long. */
const RETRY_MS = 30_000

/** The mounts worth showing: storage, each once, at its shortest path; `/` always. */
export function realMounts(mounts: readonly Mount[]): Mount[] {
  const byDevice = new Map<string, Mount>()
  // Later mounts cover earlier ones on the same point.
  const visible = new Map(mounts.map(mount => [mount.mount, mount]))
  for (const mount of visible.values()) {
    const isRoot = mount.mount === '/'
    if (NOT_STORAGE.has(mount.fsType) && !isRoot) continue
    // Subvolumes of btrfs and datasets have device numbers of their own but one store: the source names it.
    const key = mount.source.startsWith('/dev/') ? mount.source : `${mount.major}:${mount.minor}`
    const other = byDevice.get(key)
    if (other === undefined || isRoot || (other.mount !== '/' && mount.mount.length < other.mount.length)) {
      byDevice.set(key, mount)
    }
  }
  return [...byDevice.values()].sort((a, b) => (a.mount < b.mount ? -1 : 1))
}

export class FileSystems {
  readonly #reader: Reader
  readonly #mountinfo: KeptFile
  readonly #now: () => number
  #text = ''
  #mounts: Mount[] = []
  #sizes = new Map<string, Sizes>()
  #asking = new Set<string>()
  #troubles = new Map<string, { readonly text: string; readonly sinceMs: number }>()

  constructor(mountinfoPath: string, reader: Reader, now: () => number) {
    this.#mountinfo = new KeptFile(mountinfoPath)
    this.#reader = reader
    this.#now = now
  }

  /** What is known now; `deviceName` gives the kernel's name of a `major:minor`. */
  latest(deviceName: (majorMinor: string) => string | undefined): FileSystem[] {
    return this.#mounts.map(mount => {
      const sizes = this.#sizes.get(mount.mount)
      const trouble = this.#troubles.get(mount.mount)?.text
      return {
        device: mount.source,
        blockDevice: deviceName(`${mount.major}:${mount.minor}`) ?? /^\/dev\/([^/]+)$/.exec(mount.source)?.[1],
        mount: mount.mount,
        fsType: mount.fsType,
        totalBytes: sizes?.totalBytes,
        usedBytes: sizes?.usedBytes,
        availableBytes: sizes?.availableBytes,
        inodesTotal: sizes?.inodesTotal,
        inodesFree: sizes?.inodesFree,
        trouble,
      }
    })
  }

  /** Asks every mount for its sizes; resolves when all have answered or are past their deadline. */
  async refresh(): Promise<void> {
    const text = this.#mountinfo.read() ?? ''
    if (text !== this.#text) {
      this.#text = text
      this.#mounts = realMounts(parseMountinfo(Buffer.from(text, 'latin1')))
      const present = new Set(this.#mounts.map(mount => mount.mount))
      for (const known of [this.#sizes, this.#troubles]) {
        for (const path of known.keys()) if (!present.has(path)) known.delete(path)
      }
    }
    await Promise.all(this.#mounts.map(mount => this.#ask(mount)))
  }

  close(): void {
    this.#mountinfo.close()
  }

  async #ask(mount: Mount): Promise<void> {
    const path = mount.mount
    const trouble = this.#troubles.get(path)
    if (this.#asking.has(path)) return
    if (trouble !== undefined && this.#now() - trouble.sinceMs < RETRY_MS) return
    this.#asking.add(path)
    const sizes = isLocal(mount.fsType) ? await this.#askLocal(path) : await this.#askInChild(path)
    this.#asking.delete(path)
    if (typeof sizes === 'string') {
      this.#troubles.set(path, { text: sizes, sinceMs: this.#now() })
      this.#sizes.delete(path)
    } else {
      this.#troubles.delete(path)
      this.#sizes.set(path, sizes)
    }
  }

  #askLocal(path: string): Promise<Sizes | string> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve('does not answer'), DEADLINE_MS)
      statfs(path, (error, answer) => {
        clearTimeout(timer)
        resolve(
          error
            ? error.message
            : sizesOf(answer.bsize, answer.blocks, answer.bfree, answer.bavail, answer.files, answer.ffree),
        )
      })
    })
  }

  async #askInChild(path: string): Promise<Sizes | string> {
    const answer = await this.#reader.output('stat', ['-f', '-c', '%S %b %f %a %c %d', '--', path], DEADLINE_MS)
    if (!answer.ok) return answer.why === 'locked' ? 'does not answer' : answer.why
    const [unit = Number.NaN, blocks = 0, free = 0, available = 0, files = 0, filesFree = 0] = answer.bytes
      .toString()
      .trim()
      .split(' ')
      .map(Number)
    return Number.isNaN(unit) ? 'absent' : sizesOf(unit, blocks, free, available, files, filesFree)
  }
}

/** statfs(2)'s counts of blocks, as `df` and psutil use them: used is what is not free, available is without the reserve. */
function sizesOf(
  unit: number,
  blocks: number,
  free: number,
  available: number,
  files: number,
  filesFree: number,
): Sizes {
  return {
    totalBytes: blocks * unit,
    usedBytes: (blocks - free) * unit,
    availableBytes: available * unit,
    inodesTotal: files,
    inodesFree: filesFree,
  }
}
