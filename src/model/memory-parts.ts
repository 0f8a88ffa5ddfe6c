import type { MemoryUse } from './snapshot.ts'

/** What memory is used for; with what is free they add up to all of it. */
export interface MemoryParts {
  /** Of programs and the kernel: total − available, as `free` has it. */
  readonly usedBytes: number
  /** Unknown where they are not told apart from the cache, of which they are a part then. */
  readonly buffersBytes: number | undefined
  /** What could be taken back at once, without buffers. */
  readonly cacheBytes: number
}

export function memoryParts(memory: MemoryUse): MemoryParts {
  const reclaimable = Math.max(0, memory.availableBytes - memory.freeBytes)
  const buffersBytes = memory.buffersBytes === undefined ? undefined : Math.min(memory.buffersBytes, reclaimable)
  return { usedBytes: memory.usedBytes, buffersBytes, cacheBytes: reclaimable - (buffersBytes ?? 0) }
}
