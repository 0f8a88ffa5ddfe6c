import { closeSync, openSync, readSync } from 'node:fs'
import { isDenied, isGone } from '../errors.ts'

/** Grows when a file does not fit; shared, because every reading is parsed or compared before the next. */
let buffer = Buffer.allocUnsafe(64 * 1024)

/**
 * Reads an open file from its beginning into a shared buffer, valid until the next reading. A kernel file is made anew
 * by a read at position 0, so its descriptor can be kept.
 */
export function readWhole(fd: number): Buffer {
  let length = 0
  for (;;) {
    const read = readSync(fd, buffer, length, buffer.length - length, length)
    length += read
    // A kernel file may come in pieces of a page; only a read of nothing is its end.
    if (read === 0) return buffer.subarray(0, length)
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 2)
      buffer.copy(larger, 0, 0, length)
      buffer = larger
    }
  }
}

/** Opens, reads and closes a file of the kernel. Valid until the next reading. */
export function readFile(path: string): Buffer {
  const fd = openSync(path, 'r')
  try {
    return readWhole(fd)
  } finally {
    closeSync(fd)
  }
}

/** A file about the machine, kept open. One that is missing or denied is unknown for good. */
export class KeptFile {
  readonly #path: string
  #fd: number | undefined
  #missing = false

  constructor(path: string) {
    this.#path = path
  }

  /** The text, or undefined where this kernel has no such file or does not let us read it. */
  read(): string | undefined {
    if (this.#missing) return undefined
    try {
      this.#fd ??= openSync(this.#path, 'r')
      return readWhole(this.#fd).toString('latin1')
    } catch (error) {
      // EOPNOTSUPP: pressure files of a kernel that was started with psi=0.
      if (!isGone(error) && !isDenied(error) && !isUnsupported(error)) throw error
      this.#missing = true
      this.close()
      return undefined
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }
}

function isUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EOPNOTSUPP' || error.code === 'ENOTSUP')
}
