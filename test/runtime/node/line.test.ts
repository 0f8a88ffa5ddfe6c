/** The connection by which a Node calls us back, where all does not go as it should. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { valuesOf } from '../../../src/runtime/node/attached.ts'
import { awaitCallBack } from '../../../src/runtime/node/call-back.ts'
import { openLine } from '../../../src/runtime/node/line.ts'
import { leave, type Reached, reach } from '../../../src/runtime/node/reach.ts'
import { NoAnswer } from '../../../src/runtime/session.ts'
import { until } from '../asked-program.ts'
import { attachTo, figure, startLeaking } from './attaching.ts'
import { thisSystem } from './system.ts'
import { NodeTarget } from './target.ts'

const system = thisSystem()
let target: NodeTarget

afterEach(() => target.end())
afterAll(() => system.close())

/** Its guard, over its inspector. */
async function reached(): Promise<Reached> {
  const way = await reach(target.id(system.lookAt), undefined, system, new AbortController().signal)
  if ('failed' in way) throw new Error(way.failed)
  return way
}

/** Somebody who listens, and whoever has connected. */
async function listener(): Promise<{ port: number; connected: Promise<Socket>; close(): void }> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const connected = once(server, 'connection').then(([socket]) => socket as Socket)
  return { port: (server.address() as AddressInfo).port, connected, close: () => server.close() }
}

it.each(['line', 'pour'] as const)(
  'of %s: who does not know the word is told nothing, and asked nothing',
  async call => {
    target = await NodeTarget.start()
    const way = await reached()
    const { port, connected, close } = await listener()
    const word = 'w'.repeat(32)
    await way.attached.ask(call, valuesOf({ host: '127.0.0.1', port, word, answer: 'a'.repeat(32), stillMs: 100 }))
    const socket = await connected
    let heard = ''
    socket.on('data', bytes => {
      heard += String(bytes)
    })
    const ended = once(socket, 'close')
    socket.write(
      `${JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'process.exit(3)' } })}\n`,
    )
    await ended
    expect(heard).toBe(word)
    close()
    await leave(target.id(system.lookAt), way, system)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
    expect(target.connections()).toBe(0)
  },
)

it('that nobody knows of the word comes to nothing for whoever connects, and keeps nobody', async () => {
  target = await NodeTarget.start()
  const callBack = await awaitCallBack('127.0.0.1', 300)
  const { host, port } = callBack.address
  const strangers = Array.from({ length: 5 }, () => connect({ host, port }))
  const ended = Promise.all(strangers.map(socket => once(socket, 'close')))
  strangers[0]?.write('x'.repeat(32))
  await expect(callBack.connected).rejects.toThrow(NoAnswer)
  callBack.close()
  await ended
})

it('that comes when it was given up is not kept', async () => {
  target = await startLeaking()
  const way = await reached()
  await target.ask('spin 2500')
  expect(await openLine(way.attached, way.inspector.host)).toBeUndefined()
  await leave(target.id(system.lookAt), way, system)
  // It comes round to it now.
  expect(await target.ask('counted')).toBe('0')
  await until(() => target.connections() === 0 && target.ports().length === 0)
})

it('is gone where the program cannot be asked over it', async () => {
  target = await NodeTarget.start()
  const way = await reached()
  const { protocol } = way.attached
  const expression = 'Array.prototype.toJSON = function () { return "[]" }'
  await protocol.call('Runtime.evaluate', { expression }, 1000)
  await leave(target.id(system.lookAt), way, system)
  // Over its inspector it can.
  const session = await attachTo(target, system)
  expect(figure(await session.stats(), 'heap used')).toBeGreaterThan(0)
  expect((await session.detach()).leftBehind).toEqual([])
  expect(target.connections()).toBe(0)
})

it('harms no program whose prototypes throw', async () => {
  target = await NodeTarget.start()
  const way = await reached()
  const expression = `for (const name of ['split', 'indexOf']) {
    const was = String.prototype[name]
    String.prototype[name] = function (...given) {
      if (given[0] === '\\n') throw new Error('patched')
      return Reflect.apply(was, this, given)
    }
  }`
  await way.attached.protocol.call('Runtime.evaluate', { expression }, 1000)
  const line = await openLine(way.attached, way.inspector.host)
  await line?.protocol.close()
  await leave(target.id(system.lookAt), way, system)
  expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
})

it('is left by whoever gives up a heap as soon as it is asked for, and the program waits for nobody', async () => {
  target = await NodeTarget.start()
  await target.ask('grow 20')
  const folder = await mkdtemp(join(tmpdir(), 'given-up-'))
  try {
    for (let i = 0; i < 4; i++) {
      const session = await attachTo(target, system)
      const dumping = session.dump(join(folder, `${i}`), () => {}).catch((error: Error) => error)
      if (i % 2 === 1) await new Promise(resolve => setImmediate(resolve))
      const since = performance.now()
      await session.detach()
      expect(await dumping).toBeInstanceOf(NoAnswer)
      expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
      await until(() => target.connections() === 0)
      expect(performance.now() - since).toBeLessThan(9000)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)

it('is not what stacks are asked over, which open its inspector again: also when it has just been closed, never once it was left', async () => {
  target = await NodeTarget.start()
  const session = await attachTo(target, system)
  expect((await session.stacks())[0]?.state).toBe('idle')
  expect(target.ports()).toHaveLength(1)
  await until(() => target.ports().length === 0)
  for (let i = 0; i < 3; i++) expect((await session.stacks())[0]?.state).toBe('idle')
  const leaving = session.detach()
  await expect(session.stacks()).rejects.toThrow(NoAnswer)
  expect((await leaving).leftBehind).toEqual([])
  expect([target.ports(), target.connections()]).toEqual([[], 0])
}, 30_000)

it('and stacks use an inspector that somebody else has opened meanwhile, and leave it open', async () => {
  const { port, close } = await listener()
  close()
  target = await NodeTarget.start([`--inspect-port=${port}`])
  const session = await attachTo(target, system)
  process.kill(target.pid, 'SIGUSR1')
  await until(() => target.ports().length === 1)
  expect((await session.stacks())[0]?.state).toBe('idle')
  expect((await session.detach()).leftBehind).toEqual([])
  expect(target.ports()).toHaveLength(1)
})

it('an inspector that somebody else is connected to is not closed before he has gone: the program would wait for him', async () => {
  target = await NodeTarget.start()
  const way = await reached()
  const other = connect({ host: way.inspector.host, port: way.inspector.port })
  await once(other, 'connect')
  const leaving = leave(target.id(system.lookAt), way, system)
  expect((await leaving).leftBehind).toEqual([expect.stringContaining('is still open')])
  expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  other.destroy()
  await until(() => target.ports().length === 0)
  expect(Number(await target.ask('worst'))).toBeLessThan(2000)
}, 30_000)
