import { clean } from '../model/text.ts'
import type { GroupMount } from './cgroup-mounts.ts'

/** A control group where it can be looked at. */
export interface GroupLevel {
  /** Its path, as `/proc/PID/cgroup` names groups, cleaned for the screen. */
  readonly path: string
  /** Its directory. */
  readonly folder: string
}

/**
 * A group and those above it, from itself up to the topmost that can be seen: what bounds any of them bounds it.
 * `unmounted`: its hierarchy is mounted nowhere. `outside`: it lies beside or above what is mounted, as a path that
 * leads out of our own cgroup namespace (`/../other`) tells, or a container's mount of its own group alone.
 *
 * @param controller as in `/proc/PID/cgroup`; the empty string for the unified hierarchy
 */
export function groupLevels(
  mounts: readonly GroupMount[],
  controller: string,
  path: string,
): readonly GroupLevel[] | 'unmounted' | 'outside' {
  const mounted = mounts.filter(({ controllers }) => controllers.includes(controller))
  if (mounted.length === 0) return 'unmounted'
  const seen = mounted.map(mount => levelsIn(mount, path)).filter(levels => levels !== undefined)
  // Of several that show it the one that shows most above it.
  return seen.reduce((most, levels) => (levels.length > (most?.length ?? 0) ? levels : most), seen[0]) ?? 'outside'
}

function levelsIn({ root, folder }: GroupMount, path: string): readonly GroupLevel[] | undefined {
  const above = root === '/' ? '' : root
  if (path !== root && !path.startsWith(`${above}/`)) return undefined
  const names = path
    .slice(above.length)
    .split('/')
    .filter(name => name !== '')
  if (names.includes('..')) return undefined
  const levels: GroupLevel[] = []
  for (let depth = names.length; depth >= 0; depth--) {
    const below = names
      .slice(0, depth)
      .map(name => `/${name}`)
      .join('')
    levels.push({ path: clean(`${above}${below}`) || '/', folder: `${folder}${below}` })
  }
  return levels
}
