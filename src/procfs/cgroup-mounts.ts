/** Where control groups can be looked at, out of a `mountinfo`: cgroups(7), cgroup_namespaces(7). */
import { linesOf } from './lines.ts'
import { parseMountinfo } from './mountinfo.ts'

/** A hierarchy of control groups, mounted. */
export interface GroupMount {
  /** Its controllers and names as in `/proc/PID/cgroup` (`memory`, `name=systemd`); the empty string is the unified one. */
  readonly controllers: readonly string[]
  /** The group that is its topmost directory, as the reader's cgroup namespace names it. */
  readonly root: string
  readonly folder: string
}

/** The last mounted first, for it may cover an earlier one. */
export function parseGroupMounts(bytes: Buffer): GroupMount[] {
  // A few of what may be thousands of lines: no others are cut up.
  const lines = linesOf(bytes.toString('latin1')).filter(line => line.includes(' - cgroup'))
  return parseMountinfo(Buffer.from(lines.join('\n'), 'latin1'))
    .map(({ fsType, superOptions, rootBytes, mountBytes }) => ({
      controllers: fsType === 'cgroup2' ? [''] : superOptions,
      root: rootBytes.toString('utf8'),
      folder: mountBytes.toString('utf8'),
    }))
    .reverse()
}
