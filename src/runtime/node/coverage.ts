/**
 * A program without its optimised code. While V8 counts how often functions are called (precise coverage, without blocks) it
 * neither optimises nor inlines any. Of optimised code its sampler of allocations tells less than the truth: what an
 * inlined function allocates counts for the one around it, and of objects that are allocated together only the first is
 * looked at, with which the others' bytes go. It ends with the client that began it. To begin and to end it V8 goes through its
 * whole heap.
 */
import { COLLECTING_MS } from './attached.ts'
import type { Protocol } from './protocol.ts'

const COUNTS = { callCount: true, detailed: false }

/** @throws {NoAnswer} */
export async function cover(protocol: Protocol): Promise<void> {
  await protocol.call('Profiler.enable', {}, COLLECTING_MS)
  await protocol.call('Profiler.startPreciseCoverage', COUNTS, COLLECTING_MS)
}

/** The same without waiting for it. */
export function tellCover(protocol: Protocol): void {
  protocol.tell('Profiler.enable', {})
  protocol.tell('Profiler.startPreciseCoverage', COUNTS)
}

/** @throws {NoAnswer} */
export async function uncover(protocol: Protocol): Promise<void> {
  await protocol.call('Profiler.stopPreciseCoverage', {}, COLLECTING_MS)
  await protocol.call('Profiler.disable', {}, COLLECTING_MS)
}
