import { type Mount, mountHolding, parseMountinfo } from '../../procfs/mountinfo.ts'
import { isLocal } from '../file-system-types.ts'
import type { ProcessFiles } from '../process-files.ts'

export type MountFiles = Pick<ProcessFiles, 'large' | 'namespace'>

/** Mounts come and go, but seldom: their sizes are asked for no more often either. */
const HOLDS_MS = 5_000
/** A machine may have a container, and so a table of its own, for each of hundreds of processes. */
const MOST_KEPT = 256

interface Known {
  readonly mounts: Promise<readonly Mount[]>
  readonly atMs: number
}

/**
 * Whether the files that processes see are this machine's own, so that asking for them comes back: by the mounts of each
 * mount namespace, of which the table is read once in a while.
 */
export class MountTypes {
  readonly #files: MountFiles
  readonly #now: () => number
  #known = new Map<string, Known>()

  /** @param now monotonic milliseconds */
  constructor(files: MountFiles, now: () => number) {
    this.#files = files
    this.#now = now
  }

  /** Undefined where that cannot be told. @param path as the process sees it */
  async isLocal(pid: number, path: string): Promise<boolean | undefined> {
    const namespace = this.#files.namespace(pid, 'mnt')
    if (!namespace.ok) return undefined
    const mount = mountHolding(path, await this.#mounts(pid, namespace.bytes.toString('latin1')))
    return mount && isLocal(mount.fsType)
  }

  #mounts(pid: number, namespace: string): Promise<readonly Mount[]> {
    const known = this.#known.get(namespace)
    if (known !== undefined && this.#now() - known.atMs < HOLDS_MS) return known.mounts
    if (this.#known.size >= MOST_KEPT) this.#known.clear()
    const mounts = this.#files.large(pid, 'mountinfo').then(read => (read.ok ? parseMountinfo(read.bytes) : []))
    this.#known.set(namespace, { mounts, atMs: this.#now() })
    return mounts
  }
}
