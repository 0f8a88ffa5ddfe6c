/**
 * The state of a Python program's garbage collector, read from its memory while it runs: nothing of it is stopped or
 * written to. The main interpreter's alone: subinterpreters have collectors of their own.
 */
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import type { ReadAt } from '../../sources/linux/binaries/elf.ts'
import { openPieces } from '../../sources/linux/binaries/pieces.ts'
import type { LookAt } from '../../sources/sighting.ts'
import type { HeapFigures, NotSeen } from '../figures.ts'
import type { PythonState } from './binary.ts'
import { findPython, isWithin, type PythonProcess, type Sight, whyRefused } from './detect.ts'
import { type GcState, parseGcState, stateBytes } from './gc-state.ts'

/** So often it is read until it holds still. */
const MOST_READS = 5
const POINTER_BYTES = 8

/** What can be seen; or why nothing can, in words. */
export async function readPythonPassive(
  target: ProcessId,
  sight: Sight & { readonly lookAt: LookAt },
): Promise<HeapFigures | NotSeen> {
  const pid = pidOf(target)
  const found = await findPython(pid, sight)
  if (found === undefined) return { why: 'this is not CPython' }
  if ('why' in found) return found
  const { binary } = found
  if ('refusal' in binary.state) return { why: binary.state.refusal }
  const memory = await openPieces(sight.inPool, `${sight.procfs}/${pid}/mem`)
  if (!memory.ok) return { why: memory.why === 'denied' ? MEMORY_DENIED : whyRefused(memory.why) }
  try {
    const state = await readState(memory.readAt, binary.state, found)
    // What has been opened stays that of the program that ran then, but who that was is known only now.
    if (checkIdentity(target, sight.lookAt) !== 'same') return { why: whyRefused('gone') }
    return 'why' in state ? state : passiveHeap(state, binary.version)
  } finally {
    memory.close()
  }
}

export const MEMORY_DENIED =
  'needs root, or the same user where the kernel lets programs look at each other (ptrace_scope)'
const IMPLAUSIBLE: NotSeen = { why: 'what is in its memory cannot be the state of its collector' }

async function readState(
  readAt: ReadAt,
  { layout, runtime, mark }: PythonState,
  { bias, writable }: PythonProcess,
): Promise<GcState | NotSeen> {
  if (mark !== undefined) {
    const bytes = await readAt(bias + mark.address, mark.bytes.length)
    if (bytes === undefined) return { why: whyRefused('gone') }
    if (!bytes.equals(mark.bytes)) return IMPLAUSIBLE
  }
  const pointer = await readAt(bias + runtime + layout.mainInterpreter, POINTER_BYTES)
  if (pointer === undefined || pointer.length < POINTER_BYTES) return { why: whyRefused('gone') }
  const interpreter = Number(pointer.readBigUInt64LE(0))
  if (interpreter === 0) return { why: 'its interpreter has not started yet, or has ended' }
  const isWritable = (address: number): boolean => isWithin(writable, address)
  if (interpreter % POINTER_BYTES !== 0 || !isWritable(interpreter)) return IMPLAUSIBLE
  // The program runs meanwhile, so a reading may be torn: part from before a collection, part from after it. Two in a
  // row that agree about all collections are whole; where it collects all the time the last one is taken that can be.
  let last: GcState | undefined
  for (let reads = 0; reads < MOST_READS; reads++) {
    const bytes = await readAt(interpreter + layout.gc, stateBytes(layout))
    const state = bytes === undefined ? undefined : parseGcState(bytes, layout, isWritable)
    if (state !== undefined && last !== undefined && isSameTime(state, last)) return state
    last = state ?? last
  }
  return last ?? IMPLAUSIBLE
}

/** Whether nothing was collected between the two. */
function isSameTime(one: GcState, other: GcState): boolean {
  return one.generations.every((generation, i) => {
    const before = other.generations[i]
    return generation.collections === before?.collections && generation.collected === before?.collected
  })
}

function passiveHeap(state: GcState, version: string | undefined): HeapFigures {
  return {
    version,
    collects: state.enabled,
    generations: state.generations,
    spaces: [],
    figures: [
      {
        name: 'long-lived objects',
        about: 'that were left after the last collection of all',
        value: state.longLivedTotal,
        unit: 'count',
      },
      {
        name: 'newly old objects',
        about: 'that came to the oldest generation since then',
        value: state.longLivedPending,
        unit: 'count',
      },
    ],
  }
}
