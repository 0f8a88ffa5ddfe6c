/** Groups of a test's own in the running kernel, of whichever version it has. */
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { vi } from 'vitest'
import { parseGroupMounts } from '../../src/procfs/cgroup-mounts.ts'

export const GROUP_NAME = `ntop-test-${process.pid}`

const made = new Set<string>()

/** A group at the top of a controller's hierarchy; undefined where none can be made there, or it has no such file. */
export function makeGroup(controller: 'cpu' | 'pids' | 'memory', file: string): string | undefined {
  const mounts = parseGroupMounts(readFileSync('/proc/self/mountinfo'))
  const mount =
    mounts.find(({ controllers }) => controllers.includes(controller)) ??
    mounts.find(({ controllers }) => controllers.includes(''))
  if (mount === undefined) return undefined
  const folder = `${mount.folder}/${GROUP_NAME}`
  try {
    mkdirSync(folder)
  } catch (error) {
    // Read-only, or not ours; of version 2 all controllers have the same.
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code !== 'EEXIST') return undefined
  }
  made.add(folder)
  return existsSync(`${folder}/${file}`) ? folder : undefined
}

/** Once their processes have ended. */
export async function removeGroups(): Promise<void> {
  // The kernel lets go of the last member a moment later.
  for (const folder of made) await vi.waitFor(() => rmdirSync(folder))
  made.clear()
}
