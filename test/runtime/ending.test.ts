/** Programs that end while ntop does with them whatever can be done: as fast, and with the same, as without it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Effect } from '../../src/runtime/detection.ts'
import { attachLive, detectLive, openLive } from '../../src/runtime/live.ts'
import { type HeapSession, isNoAnswer } from '../../src/runtime/session.ts'
import { lookInto } from '../../src/sources/linux/sighting.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { compileHeap, installed } from './java/jvm.ts'
import { nodes } from './node/nodes.ts'
import { pythons } from './python/pythons.ts'

const ALL: readonly Effect[] = [
  ...(['stderr-lines', 'stdout-lines', 'opens-port', 'makes-file', 'writes-memory', 'runs-code'] as const),
  ...(['pause', 'collects', 'slows', 'memory-spike', 'changes-collector'] as const),
]
/** Less than after which anything of ours would give up by itself. */
const MORE_MS = 2000
const source = linuxSource()
const live = openLive({ files: source.files, lookAt: lookInto(source.files), bootAtMs: undefined })
const [java = ''] = installed()
const found = pythons().filter(({ isUsual, minor }) => isUsual && minor >= 9 && minor <= 14)
let classes: Awaited<ReturnType<typeof compileHeap>>

beforeAll(async () => {
  classes = java === '' ? undefined : await compileHeap(java)
})

afterAll(() => {
  classes?.remove()
  source.close()
})

interface Ended {
  readonly how: number | NodeJS.Signals | null
  readonly errors: string
  readonly tookMs: number
}

/** A line that tells it to end, a signal, or the end of its input. */
type Order = string | { readonly signal: NodeJS.Signals } | 'input'

async function start(command: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(createInterface({ input: child.stdout }), 'line')
  return child
}

async function end(child: ChildProcess, order: Order): Promise<Ended> {
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const begun = performance.now()
  const closed = once(child, 'close')
  if (typeof order !== 'string') child.kill(order.signal)
  else if (order === 'input') child.stdin?.end()
  else child.stdin?.write(`${order}\n`)
  await closed
  return { how: child.exitCode ?? child.signalCode, errors, tookMs: performance.now() - begun }
}

async function attach({ pid = 0 }: ChildProcess): Promise<HeapSession> {
  const seen = live.lookAt(pid)
  if (typeof seen === 'string') throw new Error(`it is ${seen}`)
  const target = { id: seen.id, pid, startMs: 0, kernelThread: seen.kernelThread }
  const known = await detectLive(target, live)
  if ('why' in known) throw new Error(known.why)
  const session = await attachLive(target, known.detection, ALL, live, new AbortController().signal)
  if ('failed' in session) throw new Error(session.failed)
  return session
}

/** Has it traced, watched, set and asked; resolves once it has been asked for the first time. */
async function busy(session: HeapSession): Promise<void> {
  await session.startTracing?.({ frames: 4, everyBytes: 20_168 })
  await session.events?.(() => {})
  await session.setCollector?.({ enabled: false, debug: ['uncollectable'] })
  await session.types?.()
  void goOn(session)
}

async function goOn(session: HeapSession): Promise<void> {
  try {
    for (;;) {
      await session.stats()
      await session.types?.()
    }
  } catch (error) {
    if (!isNoAnswer(error)) throw error
  }
}

/** The same without and with us: nobody is held up. What it says of itself is handed back. */
async function bothWays(command: string, args: readonly string[], order: Order, how: Ended['how']): Promise<Ended> {
  const alone = await end(await start(command, args), order)
  expect(alone.how).toBe(how)
  const child = await start(command, args)
  const session = await attach(child)
  await busy(session)
  const ended = await end(child, order)
  expect(ended.how).toBe(how)
  expect(ended.tookMs - alone.tookMs).toBeLessThan(MORE_MS)
  expect(await session.ended).toEqual(expect.any(String))
  expect((await session.detach()).leftBehind.filter(text => !text.includes('_socket'))).toEqual([])
  return { ...ended, errors: ended.errors.replace(alone.errors, '') }
}

describe('a Node that ends while it is asked', () => {
  it.each(
    nodes().flatMap(node => [
      { node, order: 'exit', how: 7 },
      { node, order: 'throw', how: 1 },
      { node, order: 'end', how: 0 },
      { node, order: { signal: 'SIGTERM' } as const, how: 'SIGTERM' as const },
    ]),
  )('is not held up: $order, $node', async ({ node, order, how }) => {
    await bothWays(node, ['--inspect-port=0', 'test/targets/ticking.cjs'], order, how)
  })
})

describe.runIf(process.arch === 'x64')('a Python that ends while it is asked', () => {
  it.each(
    found.flatMap(python => [
      { python, order: 'exit 7', how: 7 },
      { python, order: 'unheard', how: 1 },
      { python, order: 'leave 5', how: 5 },
      { python, order: 'input', how: 0 },
      { python, order: { signal: 'SIGTERM' } as const, how: 'SIGTERM' as const },
    ]),
  )('is not held up, and says no more than otherwise: $order, $python.version', async ({ python, order, how }) => {
    const { errors } = await bothWays(python.program, ['test/targets/asked.py'], order, how)
    expect(errors).toBe('')
  })

  it.each(found)('has nothing of us in the program that takes its place: $version', async python => {
    const child = await start(python.program, ['test/targets/asked.py'])
    const session = await attach(child)
    await busy(session)
    child.stdin?.write('exec\n')
    expect(await session.ended).toEqual(expect.any(String))
    const { restored, leftBehind } = await session.detach()
    expect(restored).toEqual([expect.stringContaining('nothing of ours is in it any more')])
    expect(leftBehind.filter(text => !text.includes('_socket'))).toEqual([])
    const heard = once(child.stdout ?? child, 'data')
    child.stdin?.write('heard\n')
    expect(String((await heard)[0])).toContain('heard')
    expect(await end(child, 'input')).toMatchObject({ how: 0, errors: '' })
  })
})

describe.skipIf(java === '')('a JVM that ends while it is asked (skipped where no Java is installed)', () => {
  it.each([
    { order: 'exit 7', how: 7 },
    { order: 'throw', how: 1 },
    { order: 'input', how: 0 },
    { order: { signal: 'SIGTERM' } as const, how: 143 },
  ])('is not held up, and says no more than otherwise: $order', async ({ order, how }) => {
    const args = ['-Xmx64m', '-XX:+UseSerialGC', '-cp', classes?.folder ?? '', 'Heap']
    expect((await bothWays(java, args, order, how)).errors).toBe('')
  })
})
