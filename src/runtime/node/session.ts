/** Attaches to a Node: through its inspector, which is opened unless it is. */
import { type ProcessId, pidOf } from '../../model/process.ts'
import { clean } from '../../model/text.ts'
import type { Effect } from '../detection.ts'
import { type Detached, NoAnswer, type NotAttached } from '../session.ts'
import { notAgreed } from './abilities.ts'
import { Attached, CALL_MS } from './attached.ts'
import { connectTo } from './connect.ts'
import { detectNode, type NodeDetection } from './detect.ts'
import { closeByGuard } from './guard.ts'
import { HeapDumps } from './heap-dumps.ts'
import { closeAgain, closeLater } from './late.ts'
import { NodeSession, portText, whatIsLeft } from './node-session.ts'
import { findInspector, type Inspector, openInspector } from './open.ts'
import { objectOf } from './protocol.ts'
import type { NodeSystem } from './system.ts'

/**
 * Proves anew that it is Node, opens its inspector unless that is open, and puts the guard in.
 *
 * @param consent what was agreed to: nothing is done that has another effect. It is looked at whenever something is to be
 *   done, so what is agreed to later may be added to it
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
  const missing = notAgreed(stats, consent)
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
  const session = await join(id, detection, consent, inspector, system)
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
  { open, ownPid, abilities }: NodeDetection,
  consent: readonly Effect[],
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
    const attached = await Attached.bring(protocol, options)
    const hello = objectOf(await attached.ask('hello'))
    if (hello['pid'] !== ownPid)
      throw new NoAnswer(`another process answers: ${String(hello['pid'])} instead of ${ownPid}`)
    if (hello['sees'] !== true)
      throw new NoAnswer('it does not see its own descriptors in /proc, so nothing could undo itself')
    await protocol.call('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }, CALL_MS)
    const version = clean(String(hello['version'])).replace(/^v/, '')
    const opened = open === undefined
    const { memory } = await attached.stats()
    const { files, selfPid } = system
    const dumps = new HeapDumps({ pid: pidOf(id), attached, files, selfPid })
    if (memory.heapUsedBytes !== undefined) await dumps.look(memory.heapUsedBytes)
    // Precise coverage is the whole program's: whoever else may need it is not to be disturbed.
    const can = { mark: hello['canMark'] === true, cover: opened && hello['covered'] === false }
    return new NodeSession({
      id,
      system,
      attached,
      options,
      consent,
      abilities,
      inspector,
      opened,
      version,
      can,
      dumps,
    })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (options.closes) protocol.tell('Runtime.evaluate', closeByGuard(options))
    await protocol.socket.close()
    return { failed: error.message, ...(await whatIsLeft(id, inspector, options.closes, system)) }
  }
}
