import { existsSync, readlinkSync, realpathSync } from 'node:fs'
import { type Mount, mountHolding } from '../../procfs/mountinfo.ts'
import { isDenied, isGone, isInvalid } from '../errors.ts'
import { isLocal, statComesBack } from '../file-system-types.ts'

/**
 * What a directory of kernel files really is: the kernel's own procfs; files on a disk (a recorded tree); or something
 * that another program or another host answers for, which may not answer at all.
 */
export type TreeKind = 'kernel' | 'files' | 'remote'

/** Whether the process tree at `path` shows each user only some processes, proc(5): it then has none of the others. */
export function hidesProcesses(path: string, mounts: readonly Mount[]): boolean {
  return mountAt(path, mounts)?.superOptions.some(option => /^hidepid=(?!0$|off$)/.test(option)) ?? false
}

/** The namespace that the kernel starts with, PROC_PID_INIT_INO in include/linux/proc_ns.h. */
const FIRST_NAMESPACE = 'pid:[4026531836]'

/** Whether the process tree at `path`, the kernel's own, is of the first pid namespace: it then has all that there are. */
export function isFirstNamespace(path: string): boolean {
  return linkTo(`${path}/self/ns/pid`) === FIRST_NAMESPACE
}

/** Whether its ids are those that we and our children have: a tree may also be of a namespace above ours. */
export function isOwnNamespace(path: string): boolean {
  return linkTo(`${path}/self`) === String(process.pid)
}

function linkTo(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (isGone(error) || isDenied(error) || isInvalid(error)) return undefined
    throw error
  }
}

/** The kind of tree at `path`, found from this machine's own mount table, without asking the tree itself. */
export function treeKind(path: string, mounts: readonly Mount[]): TreeKind {
  const real = realpathSync(path)
  const best = mountAt(real, mounts)
  if (best?.fsType === 'proc') return 'kernel'
  if (best === undefined || !isLocal(best.fsType)) return 'remote'
  return mounts.some(mount => mount.mount.startsWith(`${real}/`) && !isLocal(mount.fsType)) ? 'remote' : 'files'
}

/** Whether there is something at `path`, and this kernel itself answers for it; for what is mounted below it, perhaps not. */
export function isOfThisKernel(path: string, mounts: readonly Mount[]): boolean {
  return existsSync(path) && statComesBack(mountAt(path, mounts)?.fsType ?? '')
}

/** The mount that a path lies on. */
function mountAt(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mountHolding(realpathSync(path), mounts)
}
