import { KnownNodes } from '../../../src/runtime/node/binaries.ts'
import type { NodeSystem } from '../../../src/runtime/node/system.ts'
import { liveSystem } from '../live-system.ts'

/** This system, as ntop would have it. */
export function thisSystem(): NodeSystem & { close(): void } {
  return { ...liveSystem(), known: new KnownNodes() }
}
