/**
 * CPython 3.14: the way that PEP 768 gives to debuggers, as `sys.remote_exec` goes it. A table at the beginning of
 * `_PyRuntime` tells where the path of a file is written, and what is set then; the main thread runs the file at its next
 * safe point, https://docs.python.org/3.14/howto/remote_debugging.html
 */
import { isWithin, type Range } from './detect.ts'
import type { Asked, Written } from './entry.ts'
import { type Memory, MemoryLost } from './memory.ts'

/** `_Py_DebugOffsets` of 3.14, of which all fields but the first have eight bytes (Include/internal/pycore_debug_offsets.h). */
const TABLE_BYTES = 760
const COOKIE = 'xdebugpy'
const AT = {
  version: 8,
  freeThreaded: 16,
  runtimeBytes: 24,
  finalizing: 32,
  firstInterpreter: 40,
  interpreterBytes: 48,
  interpreterId: 56,
  nextInterpreter: 64,
  mainThread: 80,
  threadBytes: 176,
  interpreterOfThread: 200,
  threadId: 224,
  evalBreaker: 712,
  support: 720,
  enabled: 728,
  pendingCall: 736,
  scriptPath: 744,
  scriptPathBytes: 752,
} as const
const MOST_INTERPRETERS = 100
/** `_PY_EVAL_PLEASE_STOP_BIT`, and those that would be lost if they were set in the very moment, see calls.ts. */
const BITS = 0x20 | 0x0e

type Offsets = Readonly<Record<keyof typeof AT, number>>

export interface Debuggee {
  /** The address of `_PyRuntime` in the process, and its size as the file tells it. */
  readonly runtime: number
  readonly runtimeBytes: number
  /** Where it writes to. */
  readonly writable: readonly Range[]
  /** The kernel's id of its main thread, as the process sees it. */
  readonly mainThreadId: number
}

/** @param path of a file as the program sees it. @throws {MemoryLost} */
export function askByRemoteDebugging(
  debuggee: Debuggee,
  memory: Memory,
  path: string,
): Asked | { readonly why: string } {
  const table = memory.read(debuggee.runtime, TABLE_BYTES)
  if (table.toString('latin1', 0, COOKIE.length) !== COOKIE) return { why: UNKNOWN }
  const offsets = Object.fromEntries(
    Object.entries(AT).map(([field, at]) => [field, Number(table.readBigUInt64LE(at))]),
  ) as Offsets
  if (offsets.version >>> 16 !== 0x030e || !isPlausible(offsets, debuggee)) return { why: UNKNOWN }
  if (offsets.freeThreaded !== 0) return { why: 'this is a free-threaded build of Python' }
  if (memory.long(debuggee.runtime + offsets.finalizing) !== 0) return { why: 'its interpreter is about to end' }
  const main = mainInterpreter(offsets, debuggee, memory)
  if (main === undefined) return { why: 'its interpreter has not started yet' }
  const thread = memory.long(main + offsets.mainThread)
  if (!isWithin(debuggee.writable, thread, offsets.threadBytes)) return { why: UNKNOWN }
  if (memory.long(thread + offsets.interpreterOfThread) !== main) return { why: UNKNOWN }
  if (memory.long(thread + offsets.threadId) !== debuggee.mainThreadId) return { why: UNKNOWN }
  if (memory.int(main + offsets.enabled) !== 1) return { why: 'remote debugging is switched off in it' }
  const at = {
    pending: thread + offsets.support + offsets.pendingCall,
    path: thread + offsets.support + offsets.scriptPath,
    breaker: thread + offsets.evalBreaker,
  }
  if (memory.int(at.pending) !== 0) return { why: 'another debugger is just attaching to it' }
  const bytes = Buffer.from(`${path}\0`, 'latin1')
  if (bytes.length > offsets.scriptPathBytes) return { why: 'the path of our file is too long' }
  memory.write(at.path, bytes)
  if (!memory.read(at.path, bytes.length).equals(bytes)) throw new MemoryLost('it does not keep what is written to it')
  memory.setInt(at.pending, 1)
  const asked = new AskedToDebug(memory, at, bytes.length)
  asked.urge()
  return asked
}

const UNKNOWN = 'its table for debuggers is of a kind that is not known'

/** The table itself tells sizes that must fit, and what has been the same since there is such a table. */
function isPlausible(offsets: Offsets, { runtimeBytes }: Debuggee): boolean {
  const { support, threadBytes, enabled, interpreterBytes } = offsets
  return (
    offsets.runtimeBytes === runtimeBytes &&
    offsets.pendingCall === 0 &&
    offsets.scriptPath === 4 &&
    offsets.scriptPathBytes === 512 &&
    support + 4 + 512 <= threadBytes &&
    threadBytes < 65_536 &&
    offsets.evalBreaker < threadBytes &&
    offsets.threadId < threadBytes &&
    offsets.interpreterOfThread < threadBytes &&
    enabled < interpreterBytes &&
    offsets.mainThread < interpreterBytes &&
    offsets.nextInterpreter < interpreterBytes &&
    offsets.interpreterId < interpreterBytes &&
    interpreterBytes < 16 << 20 &&
    offsets.finalizing < runtimeBytes &&
    offsets.firstInterpreter < runtimeBytes
  )
}

/** The one with the number 0; the list begins with the youngest. */
function mainInterpreter(offsets: Offsets, { runtime, writable }: Debuggee, memory: Memory): number | undefined {
  let interpreter = memory.long(runtime + offsets.firstInterpreter)
  for (let i = 0; i < MOST_INTERPRETERS && isWithin(writable, interpreter); i++) {
    if (memory.long(interpreter + offsets.interpreterId) === 0) return interpreter
    interpreter = memory.long(interpreter + offsets.nextInterpreter)
  }
  return undefined
}

class AskedToDebug implements Asked {
  readonly #memory: Memory
  readonly #at: { readonly pending: number; readonly path: number; readonly breaker: number }
  readonly #pathBytes: number

  constructor(memory: Memory, at: { pending: number; path: number; breaker: number }, pathBytes: number) {
    this.#memory = memory
    this.#at = at
    this.#pathBytes = pathBytes
  }

  /** The sign stands right before the path. */
  get written(): Written {
    const { path, pending } = this.#at
    return { address: pending, bytes: path - pending + this.#pathBytes }
  }

  isTaken(): boolean {
    return this.#memory.int(this.#at.pending) === 0
  }

  urge(): void {
    const [bits = 0] = this.#memory.read(this.#at.breaker, 1)
    this.#memory.write(this.#at.breaker, Uint8Array.of(bits | BITS))
  }

  withdraw(): { readonly isTaken: boolean; readonly left: readonly string[] } {
    // It looks at the sign, takes it away and copies the path, in this order. With the first byte gone the path is an empty
    // one, whichever of these we come between.
    this.#memory.write(this.#at.path, Uint8Array.of(0))
    if (this.isTaken()) return { isTaken: true, left: [] }
    this.#memory.setInt(this.#at.pending, 0)
    this.clear()
    return { isTaken: false, left: [] }
  }

  clear(): void {
    this.#memory.write(this.#at.path, Buffer.alloc(this.#pathBytes))
  }
}
