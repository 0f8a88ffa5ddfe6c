import type { Systeminformation } from 'systeminformation'
import type { FileSystem } from '../../model/sample.ts'
import { isStorageType } from '../file-system-types.ts'
import { amount, figure, type Platform } from './platform.ts'

type FsSize = Systeminformation.FsSizeData

/**
 * File systems by `si.fsSize()`, which asks `df`: that prints each store once, and none that others lie over. Those are
 * left out that are no storage of the machine's; in ascending order of their mounts.
 */
export function fileSystems(sizes: readonly FsSize[], platform: Platform): FileSystem[] {
  const byStore = new Map<string, FsSize>()
  for (const size of sizes) {
    if (amount(size.size) === undefined || !IS_STORAGE[platformKind(platform)](size)) continue
    // Subvolumes of btrfs have one store, which df prints once for each.
    const store = size.type === 'btrfs' ? size.fs : `${size.fs} ${size.mount}`
    const other = byStore.get(store)
    if (other === undefined || isBetter(size, other)) byStore.set(store, size)
  }
  return [...byStore.values()].map(size => fileSystem(size, platform)).sort((a, b) => (a.mount < b.mount ? -1 : 1))
}

function fileSystem({ fs, type, size, used, available, mount }: FsSize, platform: Platform): FileSystem {
  const device = fs
  return {
    device,
    blockDevice: platform === 'win32' ? undefined : /^\/dev\/([^/]+)$/.exec(device)?.[1],
    mount: mount,
    // Of macOS the library writes three types in capitals, which `mount` has small.
    fsType: platform === 'darwin' ? type.toLowerCase() : type,
    totalBytes: figure(size),
    usedBytes: figure(used),
    availableBytes: figure(available),
    inodesTotal: undefined,
    inodesFree: undefined,
    trouble: undefined,
  }
}

function isBetter({ mount }: FsSize, other: FsSize): boolean {
  return mount === '/' || (other.mount !== '/' && mount.length < other.mount.length)
}

type Kind = 'linux' | 'darwin' | 'win32' | 'bsd'

function platformKind(platform: Platform): Kind {
  return platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'bsd'
}

/** The kernel's own interfaces, what lies in memory, and second views of what is mounted elsewhere. */
const NO_STORAGE_OF_BSD = new Set([
  'devfs',
  'fdescfs',
  'procfs',
  'linprocfs',
  'linsysfs',
  'mqueuefs',
  'autofs',
  'tmpfs',
  'nullfs',
  'unionfs',
  'cd9660',
])

/**
 * Where container runtimes put single files and devices: that such a mount is a file, and no directory, `df` does not
 * tell. Storage is mounted there too, at these places.
 */
const PIECES = /^\/(?:etc|dev|proc|sys)\/|^\/run\/(?!media\/|mnt\/)|^\/usr\/[^/]+\//

/** Helpers of the system lie beside the data: its start, its updates, its swap. */
const HELPERS_OF_MACOS = /^\/System\/Volumes\/(?!Data(?:\/|$))|^\/private\/var\/vm$/

const IS_STORAGE: Readonly<Record<Kind, (size: FsSize) => boolean>> = {
  linux: ({ type, mount }) => mount === '/' || (isStorageType(type) && !PIECES.test(mount)),
  darwin: ({ mount }) => !HELPERS_OF_MACOS.test(mount),
  bsd: ({ type, mount }) => mount === '/' || !NO_STORAGE_OF_BSD.has(type),
  win32: ({ type }) => type !== 'CDFS',
}
