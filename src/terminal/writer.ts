import { closeSync, constants, openSync, writeSync } from 'node:fs'

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** The terminal is not there any more: hung up (EIO, ENXIO), closed (EBADF), or the pipe's reader went (EPIPE). */
export function isTerminalGone(error: unknown): boolean {
  return hasCode(error, 'EIO', 'ENXIO', 'EBADF', 'EPIPE')
}

/** The terminal takes nothing more just now: a slow line, or one that stands still. */
function isFull(error: unknown): boolean {
  return hasCode(error, 'EAGAIN')
}

/**
 * An own way to the terminal behind a descriptor, on which writes do not wait. Being an open file of its own, it leaves
 * the descriptor that is shared with the shell as it was. `undefined` where the terminal may not be opened again (it
 * belongs to another user, after `su`): then writes may wait.
 */
function openNonBlocking(fd: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'ENOENT', 'ENXIO', 'EIO', 'ELOOP')) return undefined
    throw error
  }
}

const RETRY_MS = 10
/** How long leaving waits for a terminal that takes nothing. */
const FAREWELL_MS = 250
/** Ends an escape sequence that was cut off in the middle, ECMA-48's CANCEL. */
const CANCEL = '\x18'

/**
 * Writes to the terminal without ever waiting for it, so that a terminal that stands still (a stopped ssh, a full pipe)
 * holds up neither the keys nor the way out.
 */
export class TerminalWriter {
  readonly #shared: number
  readonly #onGone: () => void
  readonly #onDrained: () => void
  #own: number | undefined
  #rest: Buffer = Buffer.alloc(0)
  #retry: NodeJS.Timeout | undefined
  #closed = true
  #bytes = 0

  constructor(fd: number, on: { gone: () => void; drained: () => void }) {
    this.#shared = fd
    this.#onGone = on.gone
    this.#onDrained = on.drained
  }

  /** Bytes that the terminal has taken. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether earlier bytes still wait; what is written now comes after them. */
  get busy(): boolean {
    return this.#rest.length > 0
  }

  open(): void {
    this.#own ??= openNonBlocking(this.#shared)
    this.#closed = false
  }

  /** Writes now what the terminal takes, the rest later, in order. */
  write(text: string): void {
    if (this.#closed || text === '') return
    const bytes = Buffer.from(text)
    this.#rest = this.busy ? Buffer.concat([this.#rest, bytes]) : bytes
    if (this.#retry === undefined) this.#push()
  }

  /**
   * Drops what still waits and writes these last words, waiting at most a quarter of a second. Whatever is written
   * afterwards goes nowhere, until {@link open}.
   */
  close(lastWords: string): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#rest = Buffer.from(this.busy ? CANCEL + lastWords : lastWords)
    const deadline = performance.now() + FAREWELL_MS
    const pause = new Int32Array(new SharedArrayBuffer(4))
    try {
      while (!this.#writeSome() && performance.now() < deadline) Atomics.wait(pause, 0, 0, RETRY_MS)
    } catch (error) {
      if (!isTerminalGone(error)) throw error
    } finally {
      this.#rest = Buffer.alloc(0)
      if (this.#own !== undefined) closeSync(this.#own)
      this.#own = undefined
    }
  }

  #push(): void {
    this.#retry = undefined
    try {
      if (this.#writeSome()) return
    } catch (error) {
      if (!isTerminalGone(error)) throw error
      this.#rest = Buffer.alloc(0)
      this.#onGone()
      return
    }
    this.#retry = setTimeout(() => {
      this.#push()
      if (!this.busy && !this.#closed) this.#onDrained()
    }, RETRY_MS)
  }

  /** Whether all is written. */
  #writeSome(): boolean {
    while (this.busy) {
      try {
        const written = writeSync(this.#own ?? this.#shared, this.#rest)
        this.#bytes += written
        this.#rest = this.#rest.subarray(written)
      } catch (error) {
        if (isFull(error)) return false
        throw error
      }
    }
    return true
  }
}
