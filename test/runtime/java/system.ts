import { readFileSync } from 'node:fs'
import type { JavaSystem } from '../../../src/runtime/java/system.ts'
import { liveSystem } from '../live-system.ts'

/** This system, as ntop would have it. */
export function thisSystem(): JavaSystem & { close(): void } {
  const bootSec = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1])
  return { ...liveSystem(), bootAtMs: bootSec * 1000 }
}
