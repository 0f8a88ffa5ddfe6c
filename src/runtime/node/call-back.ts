/** A connection that a program makes to us, because the guard in it was told to. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { NoAnswer } from '../session.ts'

const WORD_BYTES = 16

export interface CallBack {
  /** Where it is to connect to, what it is to say first, and by what line it knows us then: nobody else knows these. */
  readonly address: { readonly host: string; readonly port: number; readonly word: string; readonly answer: string }
  /** The connection, without the word, answered. Rejects where none comes in time. */
  readonly connected: Promise<Socket>
  /** Takes no more, and drops whoever has connected but the one. */
  close(): void
}

/**
 * Listens on an address of loopback, until one that knows the word has connected.
 *
 * @throws {NoAnswer} what the system says of it
 */
export async function awaitCallBack(host: string, deadlineMs: number, signal?: AbortSignal): Promise<CallBack> {
  const server = createServer()
  try {
    await once(server.listen(0, host), 'listening')
  } catch (error) {
    throw new NoAnswer(`nothing can listen on ${host}: ${error instanceof Error ? error.message : String(error)}`)
  }
  // One that could not be taken in is not there.
  server.on('error', () => {})
  const [word, answer] = [newWord(), newWord()]
  const { port } = server.address() as AddressInfo
  const strangers = new Set<Socket>()
  const connected = connectionTo(server, { word, answer }, strangers, deadlineMs, signal)
  // Whoever waits for it may wait for something else first.
  connected.catch(() => {})
  const close = () => {
    server.close()
    for (const socket of strangers) socket.destroy()
  }
  return { address: { host, port, word, answer }, connected, close }
}

function newWord(): string {
  return randomBytes(WORD_BYTES).toString('hex')
}

function connectionTo(
  server: Server,
  { word, answer }: { readonly word: string; readonly answer: string },
  strangers: Set<Socket>,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const givenUp = () => done(() => reject(new NoAnswer('given up')))
    const late = () => done(() => reject(new NoAnswer('it does not come round to it: it is busy')))
    const timer = setTimeout(late, deadlineMs)
    signal?.addEventListener('abort', givenUp)
    let isDone = false
    const done = (settle: () => void) => {
      isDone = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', givenUp)
      settle()
      for (const socket of strangers) socket.destroy()
    }
    if (signal?.aborted === true) givenUp()
    server.on('connection', socket => {
      // Who has it hears of its end by itself.
      socket.on('error', () => {})
      strangers.add(socket)
      socket.once('close', () => strangers.delete(socket))
      const read = () => {
        const said: Buffer | null = socket.read(word.length)
        if (said === null) return
        socket.off('readable', read)
        if (isDone || said.length !== word.length || !timingSafeEqual(said, Buffer.from(word))) {
          socket.destroy()
          return
        }
        strangers.delete(socket)
        socket.write(`${answer}\n`)
        done(() => resolve(socket))
      }
      socket.on('readable', read)
    })
  })
}
