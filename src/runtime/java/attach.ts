/** Into a JVM by the way of its own tools: OpenJDK's src/jdk.attach. */
import { type ProcessId, pidOf } from '../../model/process.ts'
import { clean } from '../../model/text.ts'
import type { Effect } from '../detection.ts'
import { type Attach, NoAnswer, type NotAttached } from '../session.ts'
import { effectsOf } from './abilities.ts'
import { detectJava, type JavaDetection } from './detect.ts'
import { Door, type Way } from './door.ts'
import { openDoor } from './open-door.ts'
import { credentialsFor, factsOf } from './proof.ts'
import { JavaSession, type Joined } from './session.ts'
import type { JavaSystem } from './system.ts'
import { TmpFolder } from './tmp-folder.ts'

const GREETING_MS = 5000

/** Proves anew that it is a JVM, makes it listen unless it does, and asks it for its version. */
export const attachJava: Attach<JavaSystem> = async (id, consent, system, signal) => {
  const detection = await detectJava(id, system)
  if (detection === undefined) return nothingDone('it is no JVM, or has ended')
  if ('why' in detection) return nothingDone(detection.why)
  const { door } = detection
  if ('refusal' in door) return nothingDone(door.refusal)
  const missing = effectsOf(door).filter(effect => !consent.includes(effect))
  if (missing.length > 0) return nothingDone(`not agreed to: ${missing.join(', ')}`)
  const way = await wayInto(id, detection, system)
  if (typeof way === 'string') return nothingDone(way)
  const opened = door.isOpen ? undefined : await openDoor(way, signal)
  if (opened?.failed !== undefined) return opened
  const session = await join(way, detection, consent, opened)
  if ('failed' in session || !signal.aborted) return session
  return { failed: 'given up', ...(await session.detach()) }
}

function nothingDone(failed: string): NotAttached {
  return { failed, restored: [], leftBehind: [] }
}

async function wayInto(id: ProcessId, { ownPid, version }: JavaDetection, system: JavaSystem): Promise<Way | string> {
  const pid = pidOf(id)
  const facts = factsOf(system.files, pid)
  if (facts === undefined || system.files.raw === undefined) return 'it has ended'
  const owner = credentialsFor(pid, facts, version, system)
  if (typeof owner === 'string') return owner
  const folder = await TmpFolder.open(system.files.raw, pid)
  if (typeof folder === 'string') return 'its /tmp cannot be opened, or is a link'
  return { id, ownPid, folder, owner, system }
}

async function join(
  way: Way,
  { jvm, abilities, version }: JavaDetection,
  consent: readonly Effect[],
  opened: Joined['opened'],
): Promise<JavaSession | NotAttached> {
  const door = new Door(way)
  try {
    await door.greet()
    const said = await door.ask({ operation: 'jcmd', args: ['VM.version'] }, GREETING_MS)
    const told = /^JDK (\S+)$/m.exec(said)?.[1]
    if (told === undefined) throw new NoAnswer('it answered something that is none of a JVM')
    return new JavaSession({ ...way, door, version: version ?? clean(told), abilities, consent, jvm, opened })
  } catch (error) {
    door.close()
    if (!(error instanceof NoAnswer)) throw error
    const leftBehind = opened === undefined ? [] : ['it listens for whoever attaches, until it ends']
    return { failed: error.message, restored: opened?.restored ?? [], leftBehind }
  }
}
