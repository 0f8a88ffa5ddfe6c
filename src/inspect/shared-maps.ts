/** Memory that a process may share with others: its mappings with MAP_SHARED, by what they map. */
import type { MappedRange } from '../procfs/mapping.ts'
import { eachOfMaps } from '../procfs/pid-maps.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { Slices } from '../sources/slices.ts'

/**
 * - `semaphore`: sem_open(3), which Python's locks and queues are made of
 * - `posix-shm`: shm_open(3), a file in `/dev/shm`
 * - `sysv-shm`: shmget(2)
 * - `memfd`: memfd_create(2)
 * - `anonymous`: mmap(2) without a file, shared with children alone
 * - `file`: any other file
 */
export const SHARED_KINDS = ['semaphore', 'posix-shm', 'sysv-shm', 'memfd', 'anonymous', 'file'] as const

type SharedKind = (typeof SHARED_KINDS)[number]

/** All shared mappings of one file or segment. */
export interface SharedMap {
  /** The same in whoever maps the same, within one ipc namespace where it is a System V segment. */
  readonly key: string
  readonly kind: SharedKind
  /** Cleaned for the screen; a removed file's ends in ` (deleted)`. */
  readonly path: string
  readonly inode: number
  readonly sizeBytes: number
  /** Whether one of them may be written to. */
  readonly writable: boolean
  readonly ranges: readonly AddressRange[]
}

/** The first address, and the one after the last. */
export interface AddressRange {
  readonly from: bigint
  readonly to: bigint
}

/** The shared mappings by their keys. Others run while tens of thousands are read. */
export async function sharedMapsIn(maps: Buffer): Promise<ReadonlyMap<string, SharedMap>> {
  const shared = new Map<string, Draft>()
  const slices = new Slices()
  for (const range of eachOfMaps(maps)) {
    const kind = sharedKind(range)
    if (kind !== undefined) add(shared, range, kind)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return shared
}

/** A shared map to which mappings are still added. */
interface Draft extends SharedMap {
  sizeBytes: number
  writable: boolean
  readonly ranges: AddressRange[]
}

/** Of more the text is not searched for each: that would take longer than taking it apart. */
const FEW = 8

/** Whether the text of a `maps` may have one of these in it: a look that spares taking it apart. */
export function mayHave(maps: Buffer, wanted: readonly SharedMap[]): boolean {
  // The last of the permissions, `s` of what is shared.
  if (wanted.length > FEW) return maps.includes('s ')
  return wanted.some(({ inode }) => maps.includes(` ${inode} `))
}

/** Whether an address lies in it. */
export function isWithin(address: bigint, { ranges }: SharedMap): boolean {
  return ranges.some(({ from, to }) => address >= from && address < to)
}

const SEMAPHORE = /^\/dev\/shm\/sem\./
/** A device's memory is the device's: two programs that draw on one screen do not talk to each other by it. */
const DEVICE = /^\/dev\/(?!shm\/|zero|hugepages\/)/

/** What a program was installed with, such as glibc's `gconv-modules.cache`, which nearly every process maps to read it. */
const INSTALLED = /^\/(?:usr|nix|gnu|snap)\//

/** Undefined of what is private, of installed files that are only read, of the kernel's own objects, which share one inode, and of devices. */
function sharedKind({ permissions, inode, path, kind }: MappedRange): SharedKind | undefined {
  if (!permissions.endsWith('s') || kind === 'other' || kind === 'vdso' || DEVICE.test(path)) return undefined
  // Segments are numbered from 0 on.
  if (/^\/SYSV[0-9a-f]{8}/.test(path)) return 'sysv-shm'
  if (inode === 0) return undefined
  if (SEMAPHORE.test(path)) return 'semaphore'
  if (path.startsWith('/dev/shm/')) return 'posix-shm'
  if (path.startsWith('/memfd:')) return 'memfd'
  if (path.startsWith('/dev/zero') || path.startsWith('[anon_shmem:')) return 'anonymous'
  return INSTALLED.test(path) && permissions[1] !== 'w' ? undefined : 'file'
}

/** The inode of a System V segment is its id, which may be the inode of another memory's file as well. */
function add(shared: Map<string, Draft>, range: MappedRange, kind: SharedKind): void {
  const { device, inode, path, permissions, sizeBytes } = range
  const key = `${kind === 'sysv-shm' ? 'SYSV ' : ''}${device} ${inode}`
  const draft = shared.get(key) ?? { key, kind, path, inode, sizeBytes: 0, writable: false, ranges: [] }
  draft.sizeBytes += sizeBytes
  draft.writable ||= permissions[1] === 'w'
  draft.ranges.push({ from: BigInt(`0x${range.start}`), to: BigInt(`0x${range.end}`) })
  shared.set(key, draft)
}

/** Whether two processes are in one ipc namespace: in another the same number is another System V segment. */
export function shareIpc(files: ProcessFiles, one: number, other: number | 'self'): boolean {
  const [a, b] = [files.namespace(one, 'ipc'), files.namespace(other, 'ipc')]
  return a.ok && b.ok && a.bytes.equals(b.bytes)
}
