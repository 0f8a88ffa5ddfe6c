/** A Node that is attached to: asked through its inspector, and left as it was found. */
import { type ProcessId, pidOf } from '../../model/process.ts'
import { clean } from '../../model/text.ts'
import type { Effect } from '../detection.ts'
import { type Detached, NoAnswer, type NotAttached } from '../session.ts'
import { connectTo } from './connect.ts'
import { detectNode, type NodeDetection } from './detect.ts'
import { askGuard, BRING_GUARD, closeByGuard, type GuardCall, makeGuard, SILENCE_MS } from './guard.ts'
import { closeAgain, closeLater } from './late.ts'
import { findInspector, type Inspector, openInspector, waitUntilClosed } from './open.ts'
import { objectOf, type Params, type Protocol } from './protocol.ts'
import { type NodeStats, statsOf } from './stats.ts'
import type { NodeSystem } from './system.ts'

const CALL_MS = 3000
const PING_MS = 1000
/** Past the moment at which the guard acts by itself, if our connection broke. */
const CLOSE_MS = SILENCE_MS + 2000

/**
 * Proves anew that it is Node, opens its inspector unless that is open, and puts the guard in.
 *
 * @param consent what was agreed to: nothing is done that has another effect
 */
export async function attachNode(
  id: ProcessId,
  consent: readonly Effect[],
  system: NodeSystem,
  signal: AbortSignal,
): Promise<NodeSession | NotAttached> {
  const detection = await detectNode(id, system)
  if (detection === undefined) return nothingDone('it is no Node, or has ended')
  if (detection.runtime === undefined) return nothingDone(detection.why)
  const { stats } = detection.abilities
  if ('refusal' in stats) return nothingDone(stats.refusal)
  const missing = stats.effects.filter(effect => !consent.includes(effect))
  if (missing.length > 0) return nothingDone(`not agreed to: ${missing.join(', ')}`)
  const { open } = detection
  const inspector = open === undefined ? await openInspector(id, system, signal) : await findInspector(open)
  if (inspector === undefined) return nothingDone(`what listens on its port ${open?.port} is no inspector`)
  if ('failed' in inspector) {
    const { failed, before } = inspector
    if (before === undefined) return nothingDone(failed)
    const later = closeLater(id, system, before).then(closed => (closed ? LATE_CLOSED : LATE_NOTHING))
    return { failed, restored: [], leftBehind: [LATE], later }
  }
  const session = await join(id, detection, inspector, system)
  if (!signal.aborted || 'failed' in session) return session
  return { failed: 'given up', ...(await session.detach()) }
}

const LATE = 'SIGUSR1 was sent: if its inspector opens yet, it is closed again as long as ntop runs'

const LATE_CLOSED: Detached = { restored: ['its inspector has opened late, and is closed again'], leftBehind: [] }
const LATE_NOTHING: Detached = { restored: ['its inspector has not opened'], leftBehind: [] }

function nothingDone(failed: string): NotAttached {
  return { failed, restored: [], leftBehind: [] }
}

async function join(
  id: ProcessId,
  { open, ownPid }: NodeDetection,
  inspector: Inspector,
  system: NodeSystem,
): Promise<NodeSession | NotAttached> {
  const connection = await connectTo(id, inspector, open === undefined, system)
  if (typeof connection === 'string') {
    if (open !== undefined || (await closeAgain(id, inspector, system))) return nothingDone(connection)
    return {
      failed: connection,
      restored: [],
      leftBehind: [`${portText(inspector)} is open, and nobody can connect to it`],
    }
  }
  const { protocol, options } = connection
  try {
    const brought = objectIn(await protocol.call('Runtime.evaluate', BRING_GUARD, CALL_MS))
    const objectId = objectIn(await protocol.call('Runtime.callFunctionOn', makeGuard(brought, options), CALL_MS))
    const hello = objectOf(await ask(protocol, objectId, 'hello'))
    if (hello['pid'] !== ownPid)
      throw new NoAnswer(`another process answers: ${String(hello['pid'])} instead of ${ownPid}`)
    if (hello['sees'] !== true)
      throw new NoAnswer('it does not see its own descriptors in /proc, so nothing could undo itself')
    await protocol.call('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }, CALL_MS)
    const version = clean(String(hello['version'])).replace(/^v/, '')
    return new NodeSession({ id, system, protocol, objectId, inspector, opened: open === undefined, version })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (options.closes) protocol.tell('Runtime.evaluate', closeByGuard(options))
    await protocol.socket.close()
    return { failed: error.message, ...(await whatIsLeft(id, inspector, options.closes, system)) }
  }
}

/** Of what an evaluation came to. */
function objectIn(answer: Params): string {
  const { objectId } = objectOf(answer['result'])
  if (typeof objectId !== 'string' || answer['exceptionDetails'] !== undefined) throw new NoAnswer('it took no code in')
  return objectId
}

async function ask(protocol: Protocol, objectId: string, call: GuardCall): Promise<unknown> {
  const answer: Params = await protocol.call('Runtime.callFunctionOn', askGuard(objectId, call), CALL_MS)
  if (answer['exceptionDetails'] !== undefined) throw new NoAnswer(`its own code failed at ${call}`)
  return objectOf(answer['result'])['value']
}

async function whatIsLeft(
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

interface Joined {
  readonly id: ProcessId
  readonly system: NodeSystem
  readonly protocol: Protocol
  readonly objectId: string
  readonly inspector: Inspector
  /** By us. */
  readonly opened: boolean
  readonly version: string
}

export class NodeSession {
  readonly #joined: Joined
  readonly #pings: ReturnType<typeof setInterval>
  #detached: Promise<Detached> | undefined
  #reason: string | undefined
  /** Resolves once the connection is gone, with the reason in words; with undefined where we left. */
  readonly ended: Promise<string | undefined>

  constructor(joined: Joined) {
    this.#joined = joined
    const { protocol } = joined
    this.#pings = setInterval(() => {
      protocol.tell('Runtime.callFunctionOn', askGuard(joined.objectId, 'ping'))
    }, PING_MS)
    this.#pings.unref()
    // Whoever stays connected holds up its end.
    protocol.listen(method => {
      if (method !== 'NodeRuntime.waitingForDisconnect') return
      this.#reason ??= 'the program ends'
      void protocol.socket.close()
    })
    this.ended = protocol.socket.closed.then(reason => {
      clearInterval(this.#pings)
      return this.#reason ?? reason
    })
  }

  /** As it calls itself: `20.20.2`. */
  get version(): string {
    return this.#joined.version
  }

  /** Where its inspector listens. */
  get port(): number {
    return this.#joined.inspector.port
  }

  /** @throws {NoAnswer} */
  async stats(): Promise<NodeStats> {
    const { protocol, objectId } = this.#joined
    return statsOf(await ask(protocol, objectId, 'stats'))
  }

  /** Undoes all that was done, and says what became of it. */
  detach(): Promise<Detached> {
    this.#detached ??= this.#detach()
    return this.#detached
  }

  async #detach(): Promise<Detached> {
    const { id, system, protocol, objectId, inspector, opened } = this.#joined
    clearInterval(this.#pings)
    // Whatever becomes of the answer, what was sent before the connection closes is done in its order.
    if (opened) protocol.tell('Runtime.callFunctionOn', askGuard(objectId, 'leave'))
    await protocol.socket.close()
    return await whatIsLeft(id, inspector, opened, system)
  }
}
