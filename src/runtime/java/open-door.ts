/** Makes a JVM listen. */
import { setTimeout as after } from 'node:timers/promises'
import { sendSignal } from '../../control/signal.ts'
import { checkIdentity } from '../../control/target.ts'
import { pidOf } from '../../model/process.ts'
import type { NotAttached } from '../session.ts'
import type { Way } from './door.ts'
import { socketName } from './listening.ts'
import { isItsSocket, whyNoSignal } from './proof.ts'
import { ATTACH_SIGNAL } from './system.ts'
import { lookAtFile } from './tmp-folder.ts'
import { makeTrigger, type Trigger } from './trigger.ts'

const POLL_MS = 10
/** Longer than its tools wait: it may be in a long collection. */
const OPENING_MS = 10_000
/** So long the file stays after it was given up: a JVM that comes round to the signal and finds none prints its threads. */
const LATE_MS = 60_000

/** What was undone already, in words; or that it does not listen: then its folder is closed once nothing more is to be done there. */
export async function openDoor(way: Way, signal: AbortSignal): Promise<Opened | NotAttached> {
  const opened = await open(way, signal)
  if (!('late' in opened)) {
    if (opened.failed !== undefined) way.folder.close()
    return opened
  }
  const { late, ...failed } = opened
  void late.finally(() => way.folder.close())
  return failed
}

interface Opened {
  readonly failed?: undefined
  readonly restored: readonly string[]
}

/** It may listen yet, and something is to be done then. */
interface Late extends NotAttached {
  readonly late: Promise<unknown>
}

async function open(way: Way, signal: AbortSignal): Promise<Opened | NotAttached | Late> {
  const { id, ownPid, folder, owner, system } = way
  const name = `.attach_pid${ownPid}`
  const nothing = (failed: string): NotAttached => ({ failed, restored: [], leftBehind: [] })
  if (await isMisled(way, name))
    return nothing(`a file ${name} of somebody else’s is in its working directory, and it looks there first`)
  if (signal.aborted) return nothing('given up')
  const trigger = await makeTrigger(folder, name, owner, owner.isUs)
  if (typeof trigger === 'string') return nothing(trigger)
  // The proof again, right before: making the file took its time.
  const why = (await whyNoSignal(id, system)) ?? (signal.aborted ? 'given up' : undefined)
  // That it has a handler was seen, so process 1 of a container is no other than any.
  const sent = why === undefined ? sendSignal(id, ATTACH_SIGNAL, system, true) : { failed: why }
  if (sent !== 'done') {
    const failed = typeof sent === 'string' ? `no signal was sent: ${sent}` : sent.failed
    return { failed, ...(await removed(trigger, name)) }
  }
  const isOpen = await waitForSocket(way, OPENING_MS, signal)
  if (isOpen === true) {
    const { restored, leftBehind } = await removed(trigger, name)
    return leftBehind.length === 0 ? { restored } : { failed: 'it listens', restored, leftBehind }
  }
  if (isOpen === 'ended') return { failed: 'it has ended', ...(await removed(trigger, name)) }
  const late = waitForSocket(way, LATE_MS).then(() => trigger.remove())
  const failed = signal.aborted ? 'given up' : `it does not listen within ${OPENING_MS / 1000} s of being asked to`
  return { failed, restored: [], leftBehind: [lateText(name)], late }
}

function lateText(name: string): string {
  return `SIGQUIT was sent: /tmp/${name} stays until it listens, for ${LATE_MS / 1000} s at most and as long as ntop runs`
}

async function removed(trigger: Trigger, name: string): Promise<{ restored: string[]; leftBehind: string[] }> {
  const whose = trigger.wasStale ? ', which another tool had left behind,' : ''
  if (await trigger.remove()) return { restored: [`its file /tmp/${name}${whose} is removed`], leftBehind: [] }
  return { restored: [], leftBehind: [`the file /tmp/${name} could not be removed`] }
}

/** A file that it looks at before ours and that is not of those it heeds: it would print what its threads do. */
async function isMisled({ id, owner, system }: Way, name: string): Promise<boolean> {
  const { raw } = system.files
  if (raw === undefined) return true
  const found = await lookAtFile(raw.inPool, `${raw.procfs}/${pidOf(id)}/cwd/${name}`)
  return found.ok && Number(found.stats.uid) !== owner.uid
}

async function waitForSocket({ id, ownPid, folder, owner, system }: Way, ms: number, signal?: AbortSignal) {
  const end = performance.now() + ms
  while (performance.now() < end && signal?.aborted !== true) {
    const found = await folder.look(socketName(ownPid))
    if (found.ok && isItsSocket(found.stats, owner)) return true
    if (checkIdentity(id, system.lookAt) !== 'same') return 'ended'
    await after(POLL_MS)
  }
  return false
}
