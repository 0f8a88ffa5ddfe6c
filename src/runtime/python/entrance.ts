/** The way into a Python program: found by looking, and gone only when it is all right. */
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { type InPool, openPieces } from '../../sources/linux/binaries/pieces.ts'
import { askByCall, type Interpreter, whyNotNow } from './calls.ts'
import { entryInto, findPython, type PythonProcess, type Range, whyRefused } from './detect.ts'
import { type Asked, startingText } from './entry.ts'
import type { Meeting } from './meeting.ts'
import { type Memory, MemoryLost, openMemory } from './memory.ts'
import { MEMORY_DENIED, readPythonPassive } from './passive.ts'
import { type Ready, whoIsReady } from './ready.ts'
import { askByRemoteDebugging, type Debuggee } from './remote-debugging.ts'
import { findRooms } from './room.ts'
import type { PythonSystem } from './session.ts'

export interface Entrance {
  readonly memory: Memory
  readonly inPool: InPool
  /** Its root, as we see it. */
  readonly root: string
  readonly ready: Ready
  readonly way:
    | { readonly interpreter: Interpreter; readonly rooms: readonly Range[] }
    | { readonly debuggee: Debuggee }
}

/** In words why there is none. Nothing is touched. */
export async function findEntrance(id: ProcessId, system: PythonSystem): Promise<Entrance | string> {
  const pid = pidOf(id)
  const { raw } = system.files
  if (raw === undefined) return 'only processes of this very kernel can be attached to'
  const { procfs, inPool } = raw
  const sight = { procfs, inPool, files: system.files, known: system.known }
  const found = await findPython(pid, sight)
  if (found === undefined) return 'this is not CPython'
  if ('why' in found) return found.why
  const entry = entryInto(found)
  if ('refusal' in entry) return entry.refusal
  const ready = whoIsReady(pid, system)
  if (typeof ready === 'string') return ready
  if (entry.by === 'call') {
    // All that is known of its memory holds together, or its collector's state would not be what it should be.
    const seen = await readPythonPassive(id, { ...sight, lookAt: system.lookAt })
    if ('why' in seen) return seen.why
  }
  const look = await firstLook(`${procfs}/${pid}/mem`, found, inPool)
  if (look !== undefined) return look
  const rooms = await findRooms(found, pid, { procfs, inPool })
  const memory = await openMemory(inPool, `${procfs}/${pid}/mem`)
  if ('why' in memory) return memory.why === 'denied' ? MEMORY_DENIED : whyRefused(memory.why)
  try {
    const way = wayInto(found, ready, memory, rooms)
    // What was opened stays that of the program that ran then, but who that was is known only now.
    const why =
      typeof way === 'string' ? way : checkIdentity(id, system.lookAt) === 'same' ? undefined : whyRefused('gone')
    if (typeof way !== 'string' && why === undefined)
      return { memory, inPool, root: `${procfs}/${pid}/root`, ready, way }
    memory.close()
    return why ?? whyRefused('gone')
  } catch (error) {
    memory.close()
    if (error instanceof MemoryLost) return error.message
    throw error
  }
}

/** In the pool of threads: as long as nobody can look, nothing of ours waits for that. */
async function firstLook(path: string, { binary, bias }: PythonProcess, inPool: InPool): Promise<string | undefined> {
  if ('refusal' in binary.entry || binary.entry.by === 'call') return undefined
  const { mark } = binary.entry
  const pieces = await openPieces(inPool, path)
  if (!pieces.ok) return pieces.why === 'denied' ? MEMORY_DENIED : whyRefused(pieces.why)
  try {
    const bytes = await pieces.readAt(bias + mark.address, mark.bytes.length)
    return bytes?.equals(mark.bytes) === true ? undefined : 'its memory is not that of the program’s file'
  } finally {
    pieces.close()
  }
}

function wayInto(
  { binary: { entry }, bias, writable }: PythonProcess,
  { ownPid }: Ready,
  memory: Memory,
  rooms: readonly Range[],
): Entrance['way'] | string {
  if ('refusal' in entry) return entry.refusal
  if (entry.by === 'remote debugging') {
    const { runtime, runtimeBytes } = entry
    return { debuggee: { runtime: bias + runtime, runtimeBytes, writable, mainThreadId: ownPid } }
  }
  const { layout } = entry.state
  const runtime = bias + entry.state.runtime
  const main = memory.long(runtime + layout.mainInterpreter)
  const firstCall = memory.int(main + layout.firstCall)
  const interpreter = { layout, runtime, main, simpleString: bias + entry.simpleString, firstCall }
  return whyNotNow(interpreter, memory) ?? { interpreter, rooms }
}

/**
 * Asks it to run what starts our code.
 *
 * @throws {MemoryLost}
 */
export function ask(
  { way, memory }: Entrance,
  { code, start }: Pick<Meeting, 'code' | 'start'>,
): Asked | { readonly why: string } {
  if ('debuggee' in way) return askByRemoteDebugging(way.debuggee, memory, start)
  const { interpreter, rooms } = way
  const why = whyNotNow(interpreter, memory)
  return why === undefined ? askByCall(interpreter, memory, rooms, startingText(code)) : { why }
}
