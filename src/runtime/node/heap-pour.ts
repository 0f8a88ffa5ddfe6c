/**
 * The heap of a Node as it comes: poured by the guard into a connection of its own, which it makes to us, and not told over
 * that of the inspector, see guard/clients.ts. Where we read slower than it writes it waits for us.
 */
import type { Socket } from 'node:net'
import { NoAnswer } from '../session.ts'
import { type Attached, valuesOf } from './attached.ts'
import { awaitCallBack } from './call-back.ts'
import type { HeapSource } from './dump.ts'
import { objectOf } from './protocol.ts'

/** So long the program waits for us to read. */
const STILL_MS = 10_000
/** A program that is busy for longer is not waited for. */
const CONNECT_MS = 10_000

export class HeapPour implements HeapSource {
  readonly #attached: Attached
  readonly #host: string
  #socket: Socket | undefined

  /** @param host the address of loopback on which its inspector is */
  constructor(attached: Attached, host: string) {
    this.#attached = attached
    this.#host = host
  }

  async take(heard: (bytes: Buffer) => void, signal: AbortSignal): Promise<void> {
    const callBack = await awaitCallBack(this.#host, CONNECT_MS, signal)
    try {
      await this.#attached.ask('pour', valuesOf({ ...callBack.address, stillMs: STILL_MS }))
      this.#socket = await callBack.connected
      await this.#confirm(await allOf(this.#socket, heard, signal))
    } catch (error) {
      this.#attached.tell('unpour')
      throw error
    } finally {
      this.#socket?.destroy()
      this.#socket = undefined
      callBack.close()
    }
  }

  pause(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#socket?.resume()
  }

  /** Whether all that it wrote is here. @throws {NoAnswer} */
  async #confirm(bytes: number): Promise<void> {
    const { wrong, bytes: written } = objectOf(await this.#attached.ask('poured'))
    if (typeof wrong === 'string') throw new NoAnswer(`it could not write its heap: ${wrong}`)
    if (written !== bytes) throw new NoAnswer('what it sent is no whole snapshot')
  }
}

/** Hands on all that comes until its end. @throws {NoAnswer} if it is given up */
function allOf(socket: Socket, heard: (bytes: Buffer) => void, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    const givenUp = () => reject(new NoAnswer('given up'))
    signal.addEventListener('abort', givenUp)
    socket.on('data', (piece: Buffer) => {
      bytes += piece.length
      heard(piece)
    })
    socket.once('close', () => {
      signal.removeEventListener('abort', givenUp)
      resolve(bytes)
    })
    socket.resume()
  })
}
