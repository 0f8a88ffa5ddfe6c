/**
 * The memory of a process that is written to. Each call is over when it returns, so that between a look and a write as
 * little time goes by as can be: two calls of the kernel, microseconds. Calls wait for the process's memory lock, which a
 * process stuck in the kernel may hold; so nothing is called before something of it was read in the pool of threads.
 */
import { closeSync, constants, open, readSync, writeSync } from 'node:fs'
import type { InPool } from '../../sources/linux/binaries/pieces.ts'
import { refused } from '../../sources/linux/reader.ts'
import type { Refusal } from '../../sources/process-files.ts'

/** Some of the memory cannot be had (any more): the process has ended, or there is nothing at that address. */
export class MemoryLost extends Error {
  override readonly name = 'MemoryLost'
}

export class Memory {
  readonly #fd: number

  constructor(fd: number) {
    this.#fd = fd
  }

  /** Of the kernel's file of it. */
  get fd(): number {
    return this.#fd
  }

  /** @throws {MemoryLost} */
  read(address: number, bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes)
    if (attempt(() => readSync(this.#fd, buffer, 0, bytes, address)) === bytes) return buffer
    throw new MemoryLost('its memory cannot be read')
  }

  /** @throws {MemoryLost} */
  write(address: number, bytes: Uint8Array): void {
    if (attempt(() => writeSync(this.#fd, bytes, 0, bytes.length, address)) === bytes.length) return
    throw new MemoryLost('its memory cannot be written to')
  }

  /** A number of 32 bits. @throws {MemoryLost} */
  int(address: number): number {
    return this.read(address, 4).readInt32LE(0)
  }

  /** @throws {MemoryLost} */
  setInt(address: number, value: number): void {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(value)
    this.write(address, bytes)
  }

  /** An address, or a size. Past what a number holds it is not exact, and no address either. @throws {MemoryLost} */
  long(address: number): number {
    return Number(this.read(address, 8).readBigUInt64LE(0))
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** The process may have ended, or the kernel may not let us: whatever it says, we did not get what we asked for. */
function attempt(call: () => number): number {
  try {
    return call()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 0
    throw error
  }
}

/** Only for what the kernel gives out as `/proc/PID/mem`. */
export async function openMemory(inPool: InPool, path: string): Promise<Memory | { readonly why: Refusal }> {
  let isLate = false
  const opened = await inPool<number | { readonly why: Refusal }>(done =>
    open(path, constants.O_RDWR, (error, fd) => {
      if (error === null && isLate) closeSync(fd)
      done(error === null ? fd : { why: refused(error).why })
    }),
  )
  if (typeof opened === 'number') return new Memory(opened)
  isLate = opened.why === 'locked'
  return { why: opened.why }
}
