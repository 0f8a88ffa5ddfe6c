import type { PythonSystem } from '../../../src/runtime/python/session.ts'
import { liveSystem } from '../live-system.ts'

/** This system, as ntop would have it. */
export function thisSystem(): PythonSystem & { close(): void } {
  return { ...liveSystem(), known: new Map() }
}
