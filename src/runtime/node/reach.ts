/** The way into a Node: its inspector, which is opened unless it is, and a guard at the other end of a connection to it. */
import { type ProcessId, pidOf } from '../../model/process.ts'
import { type Detached, NoAnswer, type NotAttached } from '../session.ts'
import { Attached } from './attached.ts'
import { Closer } from './closer.ts'
import { connectTo } from './connect.ts'
import { closeByGuard, type GuardOptions, LOOK_MS } from './guard/guard.ts'
import { closeAgain, closeLater, LATE_MS } from './late.ts'
import type { OwnListener } from './listeners.ts'
import { findInspector, type Inspector, openInspector, waitUntilClosed } from './open.ts'
import type { NodeSystem } from './system.ts'

/** What a session asks a program by. */
export interface Way {
  readonly attached: Attached
  /** Of the guard at its other end. */
  readonly options: GuardOptions
}

export interface Reached extends Way {
  readonly inspector: Inspector
}

/** Past the moment at which the guard acts by itself, if our connection broke. */
const CLOSE_MS = LOOK_MS + 2000
const LATE_BY_US = 'SIGUSR1 was sent: if its inspector opens yet, it is closed again as long as ntop runs'
const LATE = `SIGUSR1 was sent: if its inspector opens within ${LATE_MS / 60_000} minutes, it is closed again`
const LATE_CLOSED: Detached = { restored: ['its inspector has opened late, and is closed again'], leftBehind: [] }
const LATE_NOTHING: Detached = { restored: ['its inspector has not opened'], leftBehind: [] }

/**
 * Of a program that was proved to be Node.
 *
 * @param open its inspector, where that is open already: then it stays so
 */
export async function reach(
  id: ProcessId,
  open: OwnListener | undefined,
  system: NodeSystem,
  signal: AbortSignal,
): Promise<Reached | NotAttached> {
  if (open === undefined) return await reachClosed(id, system, signal)
  const inspector = await findInspector(open)
  if (inspector === undefined) return nothingDone(`what listens on its port ${open.port} is no inspector`)
  return await reachThrough(id, inspector, false, system)
}

/** From the signal on, and until the guard is in, somebody is there who closes what it opens if we are gone. */
async function reachClosed(id: ProcessId, system: NodeSystem, signal: AbortSignal): Promise<Reached | NotAttached> {
  const closer = new Closer(system.closer)
  let closed: Promise<boolean> | undefined
  try {
    const inspector = await openInspector(id, system, closer, signal)
    if (!('failed' in inspector)) return await reachThrough(id, inspector, true, system)
    const { failed, before } = inspector
    if (before === undefined) return nothingDone(failed)
    closed = closeLater(id, system, before)
    const later = closed.then(isClosed => (isClosed ? LATE_CLOSED : LATE_NOTHING))
    const { isThere } = closer
    return { failed, restored: [], leftBehind: [isThere ? LATE : LATE_BY_US], later, isSeenTo: isThere }
  } finally {
    if (closed === undefined) closer.letGo()
    else void closed.then(() => closer.letGo())
  }
}

async function reachThrough(
  id: ProcessId,
  inspector: Inspector,
  opened: boolean,
  system: NodeSystem,
): Promise<Reached | NotAttached> {
  const connection = await connectTo(id, inspector, opened, system)
  if (typeof connection === 'string') {
    if (!opened || (await closeAgain(id, inspector, system))) return nothingDone(connection)
    const leftBehind = [`${portText(inspector)} is open, and nobody can connect to it`]
    return { failed: connection, restored: [], leftBehind }
  }
  const { protocol, options } = connection
  try {
    return { attached: await Attached.bring(protocol, options), options, inspector }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (options.closes) protocol.tell('Runtime.evaluate', closeByGuard(options))
    await protocol.close()
    return { failed: error.message, ...(await whatIsLeft(id, inspector, options.closes, system)) }
  }
}

/** Goes the way back, and tells what is left of it. */
export async function leave(
  id: ProcessId,
  { attached, options, inspector }: Reached,
  system: NodeSystem,
): Promise<Detached> {
  attached.tell('leave')
  await attached.protocol.close()
  return await whatIsLeft(id, inspector, options.closes, system)
}

export function nothingDone(failed: string): NotAttached {
  return { failed, restored: [], leftBehind: [] }
}

/** What of a target's inspector is left, having disconnected. */
export async function whatIsLeft(
  id: ProcessId,
  inspector: Inspector,
  opened: boolean,
  { files }: NodeSystem,
): Promise<Detached> {
  if (!opened) return { restored: ['disconnected from its inspector, which was open before'], leftBehind: [] }
  if (await waitUntilClosed(files, pidOf(id), inspector.inode, CLOSE_MS)) {
    return { restored: [`disconnected, and ${portText(inspector)} is closed`], leftBehind: [] }
  }
  const leftBehind = [`${portText(inspector)} is still open: it closes by itself once the program gets round to it`]
  return { restored: ['disconnected'], leftBehind }
}

function portText({ port }: Inspector): string {
  return `its port ${port}`
}
