import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Protocol } from '../../../src/runtime/node/protocol.ts'
import { WebSocketClient } from '../../../src/runtime/node/web-socket.ts'
import { NoAnswer } from '../../../src/runtime/session.ts'

const LIMITS = { mostBytes: 1000, deadlineMs: 5000 }
let server: Server | undefined

afterEach(() => {
  server?.close()
})

/** A server on loopback that does this with whoever connects, having read the first that they say. */
async function serve(meet: (socket: Socket, request: string) => void) {
  const made = createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', data => meet(socket, data.toString('latin1')))
  }).listen(0, '127.0.0.1')
  server = made
  await once(made, 'listening')
  const address = made.address()
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen')
  return { host: '127.0.0.1', port: address.port, path: '/' }
}

function accepting(request: string, more = ''): string {
  const key = /Sec-WebSocket-Key: (\S+)/.exec(request)?.[1]
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const lines = ['HTTP/1.1 101 Yes', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`]
  return `${lines.join('\r\n')}\r\n${more}\r\n`
}

const text = (words: string) => Buffer.concat([Buffer.from([0x81, words.length]), Buffer.from(words)])

describe('a client', () => {
  it('hears what comes right behind the answer', async () => {
    const address = await serve((socket, request) => {
      socket.write(Buffer.concat([Buffer.from(accepting(request)), Buffer.from([0x81])]))
      setImmediate(() => socket.write(Buffer.from([2, 0x68, 0x69])))
    })
    const heard = resolvers<string>()
    const client = await WebSocketClient.connect(address, LIMITS)
    client.listen(heard.resolve)
    expect(await heard.promise).toBe('hi')
    await client.close()
  })

  it('answers a ping, with what came in it', async () => {
    const pong = resolvers<Buffer>()
    const address = await serve((socket, request) => {
      socket.once('data', pong.resolve)
      socket.write(Buffer.concat([Buffer.from(accepting(request)), Buffer.from([0x89, 2, 0x68, 0x69])]))
    })
    const client = await WebSocketClient.connect(address, LIMITS)
    client.listen(() => {})
    const frame = await pong.promise
    expect([...frame.subarray(0, 2)]).toEqual([0x8a, 0x82])
    expect([6, 7].map(at => (frame[at] ?? 0) ^ (frame[at - 4] ?? 0))).toEqual([0x68, 0x69])
    await client.close()
  })

  it.each([
    ['no web server', 'SSH-2.0-OpenSSH\r\n\r\n', 'it does not speak WebSocket'],
    ['a plain web server', 'HTTP/1.1 200 OK\r\n\r\n', 'it does not speak WebSocket'],
    [
      'an answer to another key',
      'HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n',
      'its answer is to somebody else’s key',
    ],
    ['a head without an end', 'x'.repeat(9000), 'its answer does not end'],
  ])('is not taken in by %s', async (_, answer, why) => {
    const address = await serve(socket => socket.write(answer))
    await expect(WebSocketClient.connect(address, LIMITS)).rejects.toThrow(why)
  })

  it('takes no extension that it has not asked for', async () => {
    const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n'
    const address = await serve((socket, request) => socket.write(accepting(request, extension)))
    await expect(WebSocketClient.connect(address, LIMITS)).rejects.toThrow('extension')
  })

  it('gives up one that says nothing, and one that nobody is behind', async () => {
    const address = await serve(() => {})
    await expect(WebSocketClient.connect(address, { ...LIMITS, deadlineMs: 30 })).rejects.toThrow('in time')
    server?.close()
    const nobody = await serve(() => {})
    server?.close()
    await expect(WebSocketClient.connect(nobody, LIMITS)).rejects.toThrow('ECONNREFUSED')
  })

  it.each([
    ['too large a message', Buffer.from([0x81, 126, 0xff, 0xff]), 'larger than 1000 bytes'],
    ['what is no UTF-8', Buffer.from([0x81, 1, 0xff]), 'encoded data'],
    ['binary data', Buffer.from([0x82, 1, 1]), 'something else than text'],
    ['a masked frame', Buffer.from([0x81, 0x80, 0, 0, 0, 0]), 'masked'],
    ['a close', Buffer.from([0x88, 0]), 'it closed the connection'],
  ])('leaves at %s, and says why', async (_, bytes, why) => {
    const address = await serve((socket, request) =>
      socket.write(Buffer.concat([Buffer.from(accepting(request)), bytes])),
    )
    const client = await WebSocketClient.connect(address, LIMITS)
    client.listen(() => {})
    expect(await client.closed).toContain(why)
  })

  it('leaves one that does not close its own end', async () => {
    const address = await serve((socket, request) => {
      socket.write(accepting(request))
      socket.on('data', () => {})
    })
    const client = await WebSocketClient.connect(address, LIMITS)
    expect(await client.close()).toBeUndefined()
  })
})

describe('calls', () => {
  /** Answers each with this. */
  async function protocolOf(...answers: readonly string[]): Promise<Protocol> {
    const address = await serve((socket, request) => {
      socket.write(accepting(request))
      socket.once('data', () => socket.write(Buffer.concat(answers.map(text))))
    })
    return new Protocol(await WebSocketClient.connect(address, LIMITS))
  }

  it('get the answer with their number, whatever else comes', async () => {
    const protocol = await protocolOf(
      'no JSON',
      '[1]',
      '{"id":9,"result":{}}',
      '{"method":"x"}',
      '{"id":1,"result":{"a":1}}',
    )
    const [one, other, none]: string[][] = [[], [], []]
    protocol.listen(method => one?.push(method))
    protocol.listen(method => other?.push(method))
    protocol.listen(method => none?.push(method))()
    expect(await protocol.call('f', {}, 5000)).toEqual({ a: 1 })
    expect([one, other, none]).toEqual([['x'], ['x'], []])
    await protocol.socket.close()
  })

  it('fail with the error that comes, without an answer in time, and with the connection', async () => {
    const protocol = await protocolOf('{"id":1,"error":{"message":"no such"}}')
    await expect(protocol.call('f', {}, 5000)).rejects.toThrow(new NoAnswer('no such'))
    await expect(protocol.call('f', {}, 10)).rejects.toThrow('not answered in 10 ms')
    const last = expect(protocol.call('f', {}, 5000)).rejects.toThrow(NoAnswer)
    await protocol.socket.close()
    await last
  })
})

function resolvers<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>(given => {
    resolve = given
  })
  return { promise, resolve }
}
