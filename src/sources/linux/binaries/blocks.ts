import type { ReadAt } from './elf.ts'

/** What is read of a file at once: small pieces that are asked for lie close together. */
const BLOCK_BYTES = 8 * 1024
/** What is larger is asked for as it is. */
const MOST_BYTES = 32 * 1024
const MOST_KEPT = 64

/** The same file, of which the same part is not read again and again: each reading is a call to another thread. */
export function inBlocks(readAt: ReadAt): ReadAt {
  const kept = new Map<number, Promise<Buffer | undefined>>()
  const block = (index: number): Promise<Buffer | undefined> => {
    let known = kept.get(index)
    if (known === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear()
      known = readAt(index * BLOCK_BYTES, BLOCK_BYTES)
      kept.set(index, known)
    }
    return known
  }
  return async (offset, length) => {
    if (length > MOST_BYTES) return await readAt(offset, length)
    const first = Math.floor(offset / BLOCK_BYTES)
    const parts: Buffer[] = []
    for (let index = first; index * BLOCK_BYTES < offset + length; index++) {
      const part = await block(index)
      if (part === undefined) return undefined
      parts.push(part)
      if (part.length < BLOCK_BYTES) break
    }
    const from = offset - first * BLOCK_BYTES
    return Buffer.concat(parts).subarray(from, from + length)
  }
}
