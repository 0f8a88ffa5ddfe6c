/** A connection that a program makes to us, because the guard in it was told to. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { NoAnswer } from '../session.ts'

const WORD_BYTES = 16

/** Where it is to connect to, and what it is to say first: nobody else knows that. */
export interface CallBack {
  readonly host: string
  readonly port: number
  readonly word: string
  /** The connection, paused, without the word. Rejects where none comes in time. */
  readonly connected: Promise<Socket>
  /** Takes no more. */
  close(): void
}

/**
 * Listens on an address of loopback, until one that knows the word has connected. Others are dropped.
 *
 * @throws what the system says of it
 */
export async function awaitCallBack(host: string, deadlineMs: number, signal?: AbortSignal): Promise<CallBack> {
  const server = createServer()
  await once(server.listen(0, host), 'listening')
  const word = randomBytes(WORD_BYTES).toString('hex')
  const { port } = server.address() as AddressInfo
  const connected = connectionTo(server, word, deadlineMs, signal)
  // Whoever waits for it may wait for something else first.
  connected.catch(() => {})
  return { host, port, word, connected, close: () => server.close() }
}

function connectionTo(server: Server, word: string, deadlineMs: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const givenUp = () => done(() => reject(new NoAnswer('given up')))
    const late = () => done(() => reject(new NoAnswer('it does not come round to it: it is busy')))
    const timer = setTimeout(late, deadlineMs)
    signal?.addEventListener('abort', givenUp)
    const done = (settle: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', givenUp)
      settle()
    }
    server.on('connection', socket => {
      // Who has it hears of its end by itself.
      socket.on('error', () => {})
      const read = () => {
        const said: Buffer | null = socket.read(word.length)
        if (said === null) return
        socket.off('readable', read)
        if (timingSafeEqual(said, Buffer.from(word))) done(() => resolve(socket))
        else socket.destroy()
      }
      socket.on('readable', read)
    })
  })
}
