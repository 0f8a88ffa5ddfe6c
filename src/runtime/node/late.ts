/** An inspector that opens after it was given up: a program may be busy when it is signalled, and get round to it later. */
import { setTimeout as after } from 'node:timers/promises'
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { connectTo } from './connect.ts'
import { closeByGuard } from './guard/guard.ts'
import { hasClients, type OwnListener } from './listeners.ts'
import { type Inspector, newInspector, waitUntilClosed } from './open.ts'
import type { NodeFiles } from './system.ts'

const FIRST_POLL_MS = 100
/** Where a machine has many sockets each look is work. */
const LAST_POLL_MS = 2000
/** A program that has not come round to it by then is asked about no more. */
export const LATE_MS = 600_000
const LATE_CLOSE_MS = 10_000

/**
 * Lets one alone that somebody else has connected to, be it another ntop: the program would wait for them. Resolves with true
 * once it opened and is closed again; with false where neither came in time, or the program ended.
 */
export async function closeLater(id: ProcessId, system: NodeFiles, before: ReadonlySet<number>): Promise<boolean> {
  const end = performance.now() + LATE_MS
  const isAsked = async ({ port }: OwnListener) => !(await hasClients(system.files, pidOf(id), port))
  let pollMs = FIRST_POLL_MS
  while (performance.now() < end && checkIdentity(id, system.lookAt) === 'same') {
    const inspector = await newInspector(id, system, before, isAsked)
    if (inspector !== undefined && (await closeAgain(id, inspector, system))) return true
    await after(pollMs, undefined, { ref: false })
    pollMs = Math.min(pollMs * 1.5, LAST_POLL_MS)
  }
  return false
}

/** Connects to an inspector only to have it closed. False where it is still open in the end. */
export async function closeAgain(id: ProcessId, inspector: Inspector, system: NodeFiles): Promise<boolean> {
  const connection = await connectTo(id, inspector, true, system)
  if (typeof connection === 'string') return false
  connection.protocol.tell('Runtime.evaluate', closeByGuard(connection.options))
  await connection.protocol.close()
  return await waitUntilClosed(system.files, pidOf(id), inspector.inode, LATE_CLOSE_MS)
}
