/** `/proc/PID/mountinfo`: the mounts that a process sees, proc_pid_mountinfo(5). */
import { octalBytes, unescapeOctal } from './escapes.ts'
import { count, linesOf } from './lines.ts'

export interface Mount {
  readonly mountId: number
  readonly parentId: number
  /** Device number of its files, as `stat` has it; major 0 is a file system without a block device. */
  readonly major: number
  readonly minor: number
  /** The directory of the file system that is mounted here: `/` unless it is a bind mount or a subvolume. */
  readonly root: string
  /** The same byte for byte. */
  readonly rootBytes: Buffer
  /** Where it is mounted, cleaned for the screen. */
  readonly mount: string
  /** Where it is mounted, byte for byte: what a system call takes. */
  readonly mountBytes: Buffer
  /** Options of this mount. */
  readonly options: readonly string[]
  readonly fsType: string
  /** What is mounted, as the file system names it: `/dev/sda1`, `server:/export`, `tmpfs`. */
  readonly source: string
  /** Options of the file system, the same in all of its mounts. */
  readonly superOptions: readonly string[]
}

/** The mounts in the file's order; a later one may cover an earlier one. A line of another shape is left out. */
export function parseMountinfo(bytes: Buffer): Mount[] {
  return linesOf(bytes.toString('latin1'))
    .map(mountOf)
    .filter(mount => mount !== undefined)
}

/**
 * `36 35 98:0 /root /mount rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue`. Blanks inside a field are
 * escaped, so one blank separates; a source may be empty. Between (6) and the dash stand any number of tags.
 */
function mountOf(line: string): Mount | undefined {
  const words = line.split(' ')
  const dash = words.indexOf('-', 6)
  const mountId = count(words[0]) // (1)
  const parentId = count(words[1]) // (2)
  const device = /^(\d+):(\d+)$/.exec(words[2] ?? '') // (3)
  const [root, mount, options] = words.slice(3, 6) // (4) (5) (6)
  const [fsType, source, superOptions = ''] = words.slice(dash + 1) // (9) (10) (11)
  if (dash < 0 || mountId === undefined || parentId === undefined || device === null) return undefined
  if (root === undefined || mount === undefined || options === undefined) return undefined
  if (fsType === undefined || source === undefined) return undefined
  return {
    mountId,
    parentId,
    major: Number(device[1]),
    minor: Number(device[2]),
    root: unescapeOctal(root),
    rootBytes: octalBytes(root),
    mount: unescapeOctal(mount),
    mountBytes: octalBytes(mount),
    options: options.split(',').map(unescapeOctal),
    fsType: unescapeOctal(fsType),
    source: unescapeOctal(source),
    superOptions: superOptions.split(',').map(unescapeOctal),
  }
}

/** The mount that a path without links lies on: of two at the same point the later one lies on top. */
export function mountHolding(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    const prefix = mount.mount === '/' ? '/' : `${mount.mount}/`
    const isBelow = path === mount.mount || path.startsWith(prefix)
    if (isBelow && (best === undefined || mount.mount.length >= best.mount.length)) best = mount
  }
  return best
}
