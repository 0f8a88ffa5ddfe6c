import type { Writable } from 'node:stream'

/** The reader of a pipe has gone away. */
function isClosedPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
}

/**
 * Somewhere to write text to whose reader may leave, as `head` does: that is no error, only the end.
 */
export class Output {
  readonly #stream: Writable
  #closed = false

  constructor(stream: Writable) {
    this.#stream = stream
    // Without a listener the stream's error would end the program; the write that failed rejects with it anyway.
    stream.on('error', error => {
      this.#closed ||= isClosedPipe(error)
    })
  }

  /** Resolves to whether somebody still reads, once the text has been taken. Rejects on any other failure. */
  write(text: string): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false)
    return new Promise((resolve, reject) => {
      this.#stream.write(text, error => {
        if (!error) resolve(true)
        else if (isClosedPipe(error)) resolve(false)
        else reject(error)
      })
    })
  }
}
