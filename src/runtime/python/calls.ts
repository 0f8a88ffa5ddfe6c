/**
 * CPython 3.9 to 3.13: one call is put into the queue of those that the interpreter makes at its next safe point, as
 * `Py_AddPendingCall` would; of `PyRun_SimpleString`, with a text that lies in nobody's memory.
 *
 * The queue's lock cannot be had from outside. So it must be empty, is looked at again right before each step, and of a
 * call that is in it nothing is changed any more: to take it back its text becomes an empty one, by the first byte alone.
 * Whoever reads the text meanwhile reads all of it or nothing. What is written while the program runs is written in an order
 * in which each step by itself is harmless, and is one byte, or is not yet looked at.
 */
import { isWithin, type Range } from './detect.ts'
import type { Asked, Written } from './entry.ts'
import { type Memory, MemoryLost } from './memory.ts'
import type { Layout } from './offsets.ts'

/** An interpreter that runs. */
export interface Interpreter {
  readonly layout: Layout
  /** Addresses in the process. */
  readonly runtime: number
  readonly main: number
  readonly simpleString: number
  /** Where in the ring the next call was when it was first looked at: who uses the queue all the time has moved on since. */
  readonly firstCall: number
}

/** Smaller stacks are not enough for a compiler. */
const LEAST_STACK_BYTES = 512 * 1024
const ALIGNED_BYTES = 16
const MOST_THREADS = 10_000
/** From 3.13 on, of a thread's bits: signals to see to, calls to make, an exception from another thread. */
const BITS = 0x0e
const IN_USE = 'its queue of calls is in use'
const WAITS = 'a call that does nothing waits in its queue until it comes round to it'

/** Why it may not be asked, in words. @throws {MemoryLost} */
export function whyNotNow({ layout, runtime, main }: Interpreter, memory: Memory): string | undefined {
  if (memory.int(runtime + layout.initialized) !== 1) return 'its interpreter has not started yet'
  if (memory.long(runtime + layout.finalizing) !== 0 || memory.int(main + layout.ownFinalizing) !== 0) {
    return 'its interpreter is about to end'
  }
  if (memory.long(runtime + layout.auditHooks) !== 0 || memory.long(main + layout.ownAuditHooks) !== 0) {
    return 'it watches what is run in it by audit hooks, which might end it'
  }
  const stackBytes = memory.long(main + layout.stackBytes)
  if (stackBytes !== 0 && stackBytes < LEAST_STACK_BYTES) {
    return `its new threads have stacks of ${stackBytes} bytes, which is not enough`
  }
  return undefined
}

/** The ring of calls. */
class Queue {
  readonly #memory: Memory
  readonly #at: Interpreter

  constructor(memory: Memory, at: Interpreter) {
    this.#memory = memory
    this.#at = at
  }

  get first(): number {
    return this.#int('firstCall')
  }

  get last(): number {
    return this.#int('lastCall')
  }

  /** Where nothing is to be done. */
  isIdle(): boolean {
    const { first, last } = this
    return first === last && this.#isIndex(first) && this.#int('callsToDo') === 0
  }

  /** The only call in it, by its argument, if it is one of that function. */
  onlyCall(): number | undefined {
    const { first, last } = this
    if (!this.#isIndex(first) || last !== this.#after(first)) return undefined
    const [called, argument] = [this.#memory.long(this.#slot(first)), this.#memory.long(this.#slot(first) + 8)]
    return called === this.#at.simpleString ? argument : undefined
  }

  /** Fills the place of the next call, which is looked at by nobody yet. Its bytes as they were. */
  fill(slot: number, argument: number): Buffer {
    const call = Buffer.alloc(this.#at.layout.callBytes)
    call.writeBigUInt64LE(BigInt(this.#at.simpleString), 0)
    call.writeBigUInt64LE(BigInt(argument), 8)
    const before = this.#memory.read(this.#slot(slot), call.length)
    this.#memory.write(this.#slot(slot), call)
    if (!this.#memory.read(this.#slot(slot), call.length).equals(call)) throw new MemoryLost('it does not keep a call')
    return before
  }

  empty(slot: number, before: Buffer): void {
    this.#memory.write(this.#slot(slot), before)
  }

  /** From here on it is in the queue. */
  enter(slot: number): void {
    this.#setInt('lastCall', this.#after(slot))
    this.#setInt('callsToDo', 1)
  }

  #slot(index: number): number {
    const { layout, main } = this.#at
    return main + layout.calls + index * layout.callBytes
  }

  #after(index: number): number {
    return (index + 1) % this.#at.layout.callCount
  }

  #isIndex(value: number): boolean {
    return value >= 0 && value < this.#at.layout.callCount
  }

  #int(field: 'firstCall' | 'lastCall' | 'callsToDo'): number {
    return this.#memory.int(this.#at.main + this.#at.layout[field])
  }

  #setInt(field: 'lastCall' | 'callsToDo', value: number): void {
    this.#memory.setInt(this.#at.main + this.#at.layout[field], value)
  }
}

/**
 * Puts the call into the queue, or brings one back to life that was taken back.
 *
 * @param rooms where the text may lie
 * @param text ASCII
 * @throws {MemoryLost}
 */
export function askByCall(
  at: Interpreter,
  memory: Memory,
  rooms: readonly Range[],
  text: string,
): Asked | { readonly why: string } {
  const bytes = Buffer.from(`${text}\0`, 'latin1')
  const queue = new Queue(memory, at)
  const old = queue.onlyCall()
  const isOurs = old !== undefined && isWithin(rooms, old, bytes.length)
  if (queue.first !== at.firstCall || (!isOurs && !queue.isIdle())) return { why: IN_USE }
  const address = isOurs
    ? freeIn(memory, [{ start: old, end: old + bytes.length }], bytes.length)
    : freeIn(memory, rooms, bytes.length)
  // Of a call that waits another ntop may be waiting for the answer.
  if (address === undefined) return { why: isOurs ? IN_USE : 'there is no unused room in its memory' }
  const slot = queue.first
  const asked = new AskedByCall(at, memory, queue, slot, { address, bytes })
  // All but the first byte: as long as that is zero the text is an empty one.
  memory.write(address + 1, bytes.subarray(1))
  if (!memory.read(address, bytes.length).subarray(1).equals(bytes.subarray(1))) {
    throw new MemoryLost('it does not keep what is written to it')
  }
  if (!isOurs) {
    if (!queue.isIdle() || queue.first !== slot) return asked.giveUp()
    const before = queue.fill(slot, address)
    if (!queue.isIdle() || queue.first !== slot) {
      // Whoever has put a call of their own there has filled the place anew, or is in for it: theirs goes on.
      if (queue.last === slot) queue.empty(slot, before)
      return asked.giveUp()
    }
  }
  memory.write(address, bytes.subarray(0, 1))
  if (!isOurs) queue.enter(slot)
  asked.urge()
  return asked
}

/** The first place for so many bytes where nothing but zeros stands. */
function freeIn(memory: Memory, rooms: readonly Range[], length: number): number | undefined {
  for (const { start, end } of rooms) {
    const bytes = memory.read(start, end - start)
    // Behind the last byte that is none.
    const used = bytes.findLastIndex(byte => byte !== 0) + 1
    const from = start + Math.ceil(used / ALIGNED_BYTES) * ALIGNED_BYTES
    if (end - from >= length) return from
  }
  return undefined
}

interface Text {
  readonly address: number
  readonly bytes: Buffer
}

class AskedByCall implements Asked {
  readonly #at: Interpreter
  readonly #memory: Memory
  readonly #queue: Queue
  readonly #slot: number
  readonly #text: Text

  constructor(at: Interpreter, memory: Memory, queue: Queue, slot: number, text: Text) {
    this.#at = at
    this.#memory = memory
    this.#queue = queue
    this.#slot = slot
    this.#text = text
  }

  get written(): Written {
    return { address: this.#text.address, bytes: this.#text.bytes.length }
  }

  isTaken(): boolean {
    return this.#queue.first !== this.#slot
  }

  urge(): void {
    const { layout, main } = this.#at
    if (layout.mainThread === undefined) {
      this.#memory.setInt(main + layout.evalBreaker, 1)
      return
    }
    // Any other thread that takes its turn sees the call by itself. Of one that ends meanwhile nothing may be written to,
    // and the main thread's state stays to the end.
    const thread = this.#mainThread()
    if (thread === undefined) return
    // The lowest byte alone, as above it another number is kept. A bit that is set between the two calls would be lost:
    // so those are set as well that nobody asks for a second time. They are looked into, and found to mean nothing.
    const [bits = 0] = this.#memory.read(thread + layout.evalBreaker, 1)
    this.#memory.write(thread + layout.evalBreaker, Uint8Array.of(bits | BITS))
  }

  withdraw(): { readonly isTaken: boolean; readonly left: readonly string[] } {
    this.#memory.write(this.#text.address, Uint8Array.of(0))
    if (this.isTaken()) return { isTaken: true, left: [] }
    this.clear()
    this.#calm()
    return { isTaken: false, left: [WAITS] }
  }

  clear(): void {
    this.#memory.write(this.#text.address, Buffer.alloc(this.#text.bytes.length))
  }

  giveUp(): { readonly why: string } {
    this.clear()
    return { why: IN_USE }
  }

  /** The main thread's state, if it is among those that there are. After a fork another may have taken its place. */
  #mainThread(): number | undefined {
    const { layout, runtime, main } = this.#at
    const { mainThread, threads, nextThread } = layout
    if (mainThread === undefined || threads === undefined || nextThread === undefined) return undefined
    const wanted = this.#memory.long(runtime + mainThread)
    let thread = this.#memory.long(main + threads)
    for (let i = 0; i < MOST_THREADS && thread !== 0 && thread % 8 === 0; i++) {
      if (thread === wanted) return wanted
      thread = this.#memory.long(thread + nextThread)
    }
    return undefined
  }

  /**
   * Up to 3.11 only the main thread makes calls: others would look at each turn of their loops in vain. So what was set is
   * taken away again, if there is nothing else to see to. Whoever has set that meanwhile has set its sign before ours was
   * taken away, or sets the whole after.
   */
  #calm(): void {
    const { layout, main, runtime } = this.#at
    const { dropRequest, asyncException, signalsPending } = layout
    if (layout.minor > 11 || dropRequest === undefined) return
    if (asyncException === undefined || signalsPending === undefined) return
    const signs = [main + dropRequest, main + asyncException, runtime + signalsPending]
    const isQuiet = () => signs.every(sign => this.#memory.int(sign) === 0)
    if (!isQuiet()) return
    this.#memory.setInt(main + layout.evalBreaker, 0)
    if (!isQuiet()) this.#memory.setInt(main + layout.evalBreaker, 1)
  }
}
