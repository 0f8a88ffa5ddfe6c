/** Attaches to a Node: through its inspector, which is opened unless it is. */
import { type ProcessId, pidOf } from '../../model/process.ts'
import type { Effect } from '../detection.ts'
import { NoAnswer, type NotAttached } from '../session.ts'
import { notAgreed } from './abilities.ts'
import { Attached, CALL_MS } from './attached.ts'
import { detectNode, type NodeDetection } from './detect.ts'
import { HeapDumps } from './heap-dumps.ts'
import { HeapPour } from './heap-pour.ts'
import { Interrupts } from './interrupts.ts'
import { openLine } from './line.ts'
import { NodeSession } from './node-session.ts'
import { waitUntilClosed } from './open.ts'
import { textOf } from './profile.ts'
import { objectOf, type Params } from './protocol.ts'
import { leave, nothingDone, type Reached, reach, type Way } from './reach.ts'
import type { NodeSystem } from './system.ts'

/** Its inspector closes once it sees that our connection is gone. */
const CLOSING_MS = 2000

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
  const reached = await reach(id, detection.open, system, signal)
  if ('failed' in reached) return reached
  try {
    const session = await join(id, detection, consent, reached, system)
    if (!signal.aborted) return session
    return { failed: 'given up', ...(await session.detach()) }
  } catch (error) {
    const left = await leave(id, reached, system)
    if (!(error instanceof NoAnswer)) throw error
    return { failed: error.message, ...left }
  }
}

/** @throws {NoAnswer} */
async function join(
  id: ProcessId,
  detection: NodeDetection,
  consent: readonly Effect[],
  reached: Reached,
  system: NodeSystem,
): Promise<NodeSession> {
  const { ownPid } = detection
  const hello = objectOf(await reached.attached.ask('hello'))
  if (hello['pid'] !== ownPid) throw new NoAnswer(`another process answers than ${ownPid}`)
  if (hello['sees'] !== true)
    throw new NoAnswer('it does not see its own descriptors in /proc, so nothing could undo itself')
  const way = await bestWay(reached, reached.inspector.host)
  try {
    return await begin(id, detection, consent, { reached, way, hello }, system)
  } catch (error) {
    way.attached.tell('leave')
    await way.attached.protocol.close()
    throw error
  }
}

/** What there is when it is joined. */
interface Joining {
  readonly reached: Reached
  readonly way: Way
  /** What the guard says of itself. */
  readonly hello: Params
}

/** @throws {NoAnswer} */
async function begin(
  id: ProcessId,
  { open, abilities }: NodeDetection,
  consent: readonly Effect[],
  { reached, way, hello }: Joining,
  system: NodeSystem,
): Promise<NodeSession> {
  const { inspector } = reached
  const opened = open === undefined
  const isInterrupted = way === reached
  if (!isInterrupted && opened) await waitUntilClosed(system.files, pidOf(id), inspector.inode, CLOSING_MS)
  const { attached } = way
  if (isInterrupted) {
    await attached.protocol.call('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }, CALL_MS)
  }
  const version = textOf(hello['version']).replace(/^v/, '')
  const { memory } = await attached.stats()
  const { files, selfPid } = system
  const dumps = new HeapDumps({
    pid: pidOf(id),
    attached,
    heap: new HeapPour(attached, inspector.host),
    files,
    selfPid,
  })
  if (memory.heapUsedBytes !== undefined) await dumps.look(memory.heapUsedBytes)
  // Precise coverage is the whole program's: whoever else may need it is not to be disturbed.
  const can = { mark: hello['canMark'] === true, cover: opened && hello['covered'] === false }
  const interrupts = isInterrupted ? undefined : new Interrupts(id, system)
  const { options } = way
  return new NodeSession({
    id,
    system,
    attached,
    options,
    interrupts,
    consent,
    abilities,
    inspector,
    opened,
    version,
    can,
    dumps,
  })
}

/**
 * A connection that the guard makes to us, and that of its inspector closed: with its port, if that was opened by us. A
 * program that is too busy for that is asked over the inspector's as long as it lasts, which interrupts it.
 *
 * @throws {NoAnswer}
 */
async function bestWay(through: Way, host: string): Promise<Way> {
  const line = await openLine(through.attached, host)
  if (line === undefined) return through
  const { protocol, path, link } = line
  const options = { ...through.options, path, link, closes: false }
  try {
    const attached = await Attached.bring(protocol, options)
    // All of it but the line.
    through.attached.tell('leave')
    await through.attached.protocol.close()
    return { attached, options }
  } catch (error) {
    await protocol.close()
    if (!(error instanceof NoAnswer) || !through.attached.protocol.isOpen) throw error
    return through
  }
}
