import { closeSync, constants, openSync, readSync } from 'node:fs'
import { isDenied, isGone, isOutOfDescriptors, isPipe } from '../errors.ts'

/** Files of the kernel do not care, but the opening of a named pipe would wait for its other end. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

/** Opens for reading, without ever waiting for somebody else. */
export function openPrompt(path: string): number {
  return openSync(path, FLAGS)
}

/** Fills the buffer from `offset` on with what the file has at `position`; 0 at its end, and from a named pipe. */
export function readPrompt(fd: number, into: Buffer, offset: number, position: number): number {
  try {
    return readSync(fd, into, offset, into.length - offset, position)
  } catch (error) {
    if (isPipe(error)) return 0
    throw error
  }
}

/** Bytes of an open file of a process from its beginning; undefined when the process is gone, or not ours to read. */
export function pread(fd: number, into: Buffer): number | undefined {
  try {
    return readPrompt(fd, into, 0, 0)
  } catch (error) {
    if (isGone(error) || isDenied(error)) return undefined
    throw error
  }
}

/** Grows when a file does not fit; shared, because every reading is parsed or compared before the next. */
let buffer = Buffer.allocUnsafe(64 * 1024)

/**
 * The kernel fills a page with as many of a file's records as fit whole, and none that is read here is half as long
 * (seq_read_iter in fs/seq_file.c): after a piece shorter than that nothing follows.
 */
const HALF_A_PAGE = 2048

/**
 * Reads an open file from its beginning into a shared buffer, valid until the next reading. A kernel file is made anew
 * by a read at position 0, so its descriptor can be kept.
 *
 * @param isKernels the kernel makes the file, so that a short piece is known to be the last without asking for more
 */
export function readWhole(fd: number, isKernels = false): Buffer {
  let length = 0
  for (;;) {
    const read = readPrompt(fd, buffer, length, length)
    length += read
    // Otherwise only a read of nothing is the end.
    if (read === 0 || (isKernels && read < HALF_A_PAGE)) return buffer.subarray(0, length)
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 2)
      buffer.copy(larger, 0, 0, length)
      buffer = larger
    }
  }
}

/** Opens, reads and closes a file of the kernel. Valid until the next reading. */
export function readFile(path: string, isKernels = false): Buffer {
  const fd = openPrompt(path)
  try {
    return readWhole(fd, isKernels)
  } finally {
    closeSync(fd)
  }
}

/** The first page of a file, as one read has it. Valid until the next reading. */
export function readBeginning(path: string): Buffer {
  const fd = openPrompt(path)
  try {
    return buffer.subarray(0, readPrompt(fd, buffer.subarray(0, 4096), 0, 0))
  } finally {
    closeSync(fd)
  }
}

/**
 * A file about the machine that is read again and again. Of the kernel's own tree it is kept open, and one that is
 * missing or denied is so for good. Elsewhere a file may be replaced by another one, so it is opened each time.
 */
export class KeptFile {
  readonly #path: string
  readonly #keep: boolean
  #fd: number | undefined
  /** Missing, denied, or closed. */
  #unreadable = false

  constructor(path: string, keep: boolean) {
    this.#path = path
    this.#keep = keep
  }

  /**
   * The text, or undefined where this kernel has no such file, does not let us read it, no descriptor is left, or it was
   * closed.
   */
  read(): string | undefined {
    if (this.#unreadable) return undefined
    try {
      if (!this.#keep) return readFile(this.#path).toString('latin1')
      this.#fd ??= openPrompt(this.#path)
      return readWhole(this.#fd, true).toString('latin1')
    } catch (error) {
      if (isOutOfDescriptors(error)) return undefined
      // EOPNOTSUPP: pressure files of a kernel that was started with psi=0.
      if (!isGone(error) && !isDenied(error) && !isUnsupported(error)) throw error
      this.#release()
      this.#unreadable = this.#keep
      return undefined
    }
  }

  /** It is unknown from now on: whoever reads it once more does not open it again. */
  close(): void {
    this.#release()
    this.#unreadable = true
  }

  #release(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }
}

function isUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EOPNOTSUPP' || error.code === 'ENOTSUP')
}
