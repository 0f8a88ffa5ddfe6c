/** Whether a program may be attached to, by what the kernel says of it. */
import { hasEnded } from '../../control/target.ts'
import { type PidStatus, parsePidStatus } from '../../procfs/pid-status.ts'
import type { LiveSystem } from '../system.ts'
import { whyRefused } from './detect.ts'
import type { Owner } from './meeting.ts'

export interface Ready {
  /** Whose files it can read. */
  readonly owner: Owner
  /** Its pid as it sees itself. */
  readonly ownPid: number
}

/** In words why not. */
export function whoIsReady(pid: number, system: LiveSystem): Ready | string {
  const read = system.files.prompt(pid, 'status')
  if (!read.ok) return whyRefused(read.why)
  const status = parsePidStatus(read.bytes)
  if (status?.uid === undefined || status.gid === undefined) return 'the kernel does not tell whose it is'
  const why = whyNot(status, system)
  if (why !== undefined) return why
  const owner = { uid: status.uid.filesystem, gid: status.gid.filesystem }
  return { owner, ownPid: status.nsPids?.at(-1) ?? pid }
}

function whyNot({ state, threads, tracerPid, uid, seccomp }: PidStatus, system: LiveSystem): string | undefined {
  if (hasEnded({ state, threads })) return 'it has ended'
  if (isStopped(state)) return 'it is stopped: it would not answer before it goes on'
  if (tracerPid !== undefined && tracerPid !== 0) return `process ${tracerPid} traces it`
  if (system.uid !== 0 && (system.uid !== uid?.real || system.uid !== uid?.filesystem)) return whyRefused('denied')
  if (seccomp === 1) return 'it may do nothing but read and write (seccomp): whatever else we had it do would end it'
  return undefined
}

function isStopped(state: string): boolean {
  return state === 'T' || state === 't'
}

/** Whether it stands still, so that nobody knows where. */
export function standsStill(pid: number, { files }: LiveSystem): boolean {
  const read = files.prompt(pid, 'status')
  const status = read.ok ? parsePidStatus(read.bytes) : undefined
  return status !== undefined && isStopped(status.state)
}
