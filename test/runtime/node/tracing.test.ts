import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AllocationSnapshot } from '../../../src/runtime/allocations.ts'
import { compareAllocations } from '../../../src/runtime/compare.ts'
import { connectTo } from '../../../src/runtime/node/connect.ts'
import { findInspector } from '../../../src/runtime/node/open.ts'
import type { Protocol } from '../../../src/runtime/node/protocol.ts'
import { USUAL_EVERY_BYTES } from '../../../src/runtime/node/sampled-count.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { until } from '../asked-program.ts'
import { attachTo, EVERYTHING, startLeaking } from './attaching.ts'
import { nodes } from './nodes.ts'
import { thisSystem } from './system.ts'
import type { NodeTarget } from './target.ts'

const OPTIONS = { frames: 16, everyBytes: USUAL_EVERY_BYTES }
const FILE = resolve('test/targets/leaking.mjs')
const system = thisSystem()
let target: NodeTarget
let attaching: ChildProcess | undefined
let program: string
let folder: string

beforeAll(async () => {
  program = await bundleProgram('test/runtime/node/programs/attach.ts')
  folder = mkdtempSync(join(tmpdir(), 'ntop-node-'))
})

afterEach(async () => {
  attaching?.kill('SIGKILL')
  attaching = undefined
  await target.end()
})

afterAll(() => {
  system.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Another ntop, so to speak, that does all there is. */
async function attachElsewhere(): Promise<ChildProcess> {
  const args = [program, `${target.pid}`, ...EVERYTHING]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  attaching = child
  await once(child.stdout, 'data')
  return child
}

/** Another client of an inspector that is open, as a debugger would be. */
async function debuggerOf(node: NodeTarget): Promise<Protocol> {
  const [port = 0] = node.ports()
  const inspector = await findInspector({ address: '127.0.0.1', port, inode: 0, fd: 0 })
  if (inspector === undefined) throw new Error('its inspector is not open')
  const connection = await connectTo(node.id(system.lookAt), inspector, false, system)
  if (typeof connection === 'string') throw new Error(connection)
  return connection.protocol
}

const isSampled = (client: Protocol): Promise<boolean> =>
  client.call('HeapProfiler.getSamplingProfile', {}, 10_000).then(
    () => true,
    () => false,
  )

/** Asks a worker thread by way of a client, which stays attached to it. */
async function workerOf(client: Protocol): Promise<(method: string) => Promise<string>> {
  const [answers, sessions]: [string[], unknown[]] = [[], []]
  client.listen((method, { sessionId, message }) => {
    if (method === 'NodeWorker.attachedToWorker') sessions.push(sessionId)
    if (method === 'NodeWorker.receivedMessageFromWorker') answers.push(String(message))
  })
  await client.call('NodeWorker.enable', { waitForDebuggerOnStart: false }, 5000)
  await until(() => sessions.length > 0)
  return async method => {
    const count = answers.length
    const message = JSON.stringify({ id: 1, method })
    client.tell('NodeWorker.sendMessageToWorker', { sessionId: sessions[0], message })
    await until(() => answers.length > count)
    return answers.at(-1) ?? ''
  }
}

const ofFile = ({ traces }: AllocationSnapshot, file: string) =>
  traces.filter(({ frames }) => frames[0]?.file === file).reduce((sum, { bytes }) => sum + bytes, 0)

describe.each(nodes())('allocations of %s', node => {
  it('are named by the function that leaks, with bytes and objects as the program itself counts them', async () => {
    target = await startLeaking(node)
    const session = await attachTo(target, system)
    await session.startTracing(OPTIONS)
    expect(await session.tracing()).toMatchObject({ on: true, ours: true, frames: 16 })
    const before = await session.snapshot()
    await target.ask('leak callback 30')
    await until(async () => Number(await target.ask('counted')) >= 30e6)
    const counted = Number(await target.ask('counted'))
    const after = await session.snapshot()
    const { rows, reconciled } = compareAllocations(before, after, { by: 'line' })
    const [first] = rows
    expect(first?.frames[0]).toMatchObject({ file: FILE })
    expect(first?.frames[0]?.function).toBe('inCallback')
    expect((first?.bytesGrown ?? 0) / counted).toBeGreaterThan(0.9)
    expect((first?.bytesGrown ?? 0) / counted).toBeLessThan(1.1)
    // V8 allocates an array together with its elements. How many, it does not tell.
    expect((first?.countGrown ?? 0) / (counted / 848)).toBeGreaterThan(0.6)
    expect((first?.countGrown ?? 0) / (counted / 848)).toBeLessThan(1.6)
    expect(reconciled.rssGrown).toBeGreaterThan(0)
    // What ntop brought in has no file, and is left out.
    expect(after.traces.filter(({ frames }) => frames[0]?.file === '<no file>')).toEqual([])
    expect(await session.detach()).toMatchObject({ restored: ['allocations are no longer traced', expect.anything()] })
  })

  it('of worker threads are among them, of such that come later too', async () => {
    target = await startLeaking(node)
    const session = await attachTo(target, system)
    await session.startTracing(OPTIONS)
    expect(await target.ask('worker')).toBe('waits')
    // It is waited for that its sampler is on.
    expect(ofFile(await session.snapshot(), FILE)).toBeLessThan(1e6)
    expect(await target.ask('worker-leak')).toBe('leaked')
    const bytes = ofFile(await session.snapshot(), FILE)
    // Of 20 MB one in 20 KB is sampled: four standard deviations, and what leaks on until it says so.
    expect(bytes).toBeGreaterThan(17.4e6)
    expect(bytes).toBeLessThan(23e6)
    await target.ask('end-worker')
    expect(ofFile(await session.snapshot(), FILE)).toBeLessThan(5e6)
    expect((await session.detach()).leftBehind).toEqual([])
  })

  it('are no longer traced once we have gone, in any thread, and of those that are there', async () => {
    target = await startLeaking(node, ['--inspect=0'])
    expect(await target.ask('worker')).toBe('waits')
    const session = await attachTo(target, system)
    await session.startTracing(OPTIONS)
    const other = await debuggerOf(target)
    expect(await isSampled(other)).toBe(true)
    await session.stopTracing()
    expect([await isSampled(other), (await session.tracing()).on]).toEqual([false, false])
    await session.startTracing(OPTIONS)
    expect(await isSampled(other)).toBe(true)
    await session.detach()
    await until(async () => !(await isSampled(other)))
    expect(await (await workerOf(other))('HeapProfiler.getSamplingProfile')).toContain('not started')
    await other.socket.close()
  })
})

describe('tracing', () => {
  it('that another client has begun is read and left on, also once we have gone', async () => {
    target = await startLeaking(undefined, ['--inspect=0'])
    const other = await debuggerOf(target)
    await other.call('HeapProfiler.startSampling', { samplingInterval: 30_000 }, 5000)
    await target.ask('leak callback 10')
    await until(async () => Number(await target.ask('counted')) >= 10e6)
    const session = await attachTo(target, system)
    expect(await session.tracing()).toMatchObject({ on: true, ours: false })
    await session.startTracing(OPTIONS)
    const { traces, sampledEveryBytes } = await session.snapshot()
    expect(traces.length).toBeGreaterThan(0)
    expect((sampledEveryBytes ?? 0) / 30_000).toBeCloseTo(1, 1)
    const place = { file: FILE, line: 1, function: '' }
    await expect(session.hotLines(place, 100)).rejects.toThrow('by us')
    await session.stopTracing()
    expect(await isSampled(other)).toBe(true)
    await session.detach()
    expect(await isSampled(other)).toBe(true)
    await other.socket.close()
  })

  it('that was stopped by another client is told to be', async () => {
    target = await startLeaking(undefined, ['--inspect=0'])
    const session = await attachTo(target, system)
    await session.startTracing(OPTIONS)
    const other = await debuggerOf(target)
    await other.call('HeapProfiler.stopSampling', {}, 5000)
    await expect(session.snapshot()).rejects.toThrow('another client of its inspector has stopped')
    await expect(session.snapshot()).rejects.toThrow('not traced')
    await other.socket.close()
    await session.detach()
  })

  it('is exact, by keeping the program from optimising its code as long as it lasts, if that is wanted', async () => {
    target = await startLeaking(undefined, ['--allow-natives-syntax'])
    const isOptimized = async () => (await target.ask('optimized')) === 'true'
    expect(await isOptimized()).toBe(true)
    const session = await attachTo(target, system)
    await session.startTracing(OPTIONS)
    expect([await isOptimized(), (await session.snapshot()).caveat]).toEqual([false, undefined])
    await session.stopTracing()
    await until(isOptimized)
    await session.startTracing({ ...OPTIONS, exact: false })
    expect([await isOptimized(), (await session.snapshot()).caveat]).toEqual([true, expect.any(String)])
    await session.stopTracing()
    await session.startTracing(OPTIONS)
    expect(await isOptimized()).toBe(false)
    await session.detach()
    await until(isOptimized)
  })

  it('leaves alone a program whose coverage somebody else counts', async () => {
    target = await startLeaking(undefined, ['--allow-natives-syntax'], undefined, { NODE_V8_COVERAGE: folder })
    const session = await attachTo(target, system)
    await session.startTracing(OPTIONS)
    expect((await session.snapshot()).caveat).toContain('optimised')
    await session.detach()
  })

  it('and looking for lines end with an ntop that is killed, and nothing of it is left', async () => {
    target = await startLeaking(undefined, ['--allow-natives-syntax'])
    await target.ask('leak statements')
    await until(async () => Number(await target.ask('counted')) > 5e6)
    const child = await attachElsewhere()
    await until(async () => (await target.ask('subscribed')) === 'true')
    const since = performance.now()
    child.kill('SIGKILL')
    await until(async () => (await target.ask('subscribed')) === 'false')
    expect(performance.now() - since).toBeLessThan(10_000)
    expect(target.ports()).toEqual([])
    // Without a breakpoint, and optimised as it was.
    await until(async () => (await target.ask('optimized')) === 'true')
    const counted = Number(await target.ask('counted'))
    await until(async () => Number(await target.ask('counted')) > counted)
  })

  it('ends with an ntop that is killed, in worker threads too, of which Node forgets the client', async () => {
    target = await startLeaking(undefined, ['--inspect=0'])
    expect(await target.ask('worker')).toBe('waits')
    const child = await attachElsewhere()
    const other = await debuggerOf(target)
    expect(await isSampled(other)).toBe(true)
    const since = performance.now()
    child.kill('SIGKILL')
    await until(async () => !(await isSampled(other)))
    const inWorker = await workerOf(other)
    await until(async () => (await inWorker('HeapProfiler.getSamplingProfile')).includes('not started'))
    expect(performance.now() - since).toBeLessThan(10_000)
    await other.socket.close()
  })
})
