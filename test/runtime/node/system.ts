import { KnownNodes } from '../../../src/runtime/node/binaries.ts'
import type { NodeSystem } from '../../../src/runtime/node/system.ts'
import { liveSystem } from '../live-system.ts'

/**
 * This system, as ntop would have it.
 *
 * @param closer none is there for who is not killed
 */
export function thisSystem(closer = 'none'): NodeSystem & { close(): void } {
  return { ...liveSystem(), known: new KnownNodes(), closer }
}
