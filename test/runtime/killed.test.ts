/** Programs whose ntop is killed (SIGKILL) while it does whatever can be done: they are as before within ten seconds, and go on. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { bundleProgram } from '../support/bundle.ts'
import { until } from './asked-program.ts'
import { compileHeap, installed, Jvm } from './java/jvm.ts'
import { startLeaking } from './node/attaching.ts'
import { nodes } from './node/nodes.ts'
import { linksOf } from './node/target.ts'
import { pythons } from './python/pythons.ts'
import { PythonTarget } from './python/target.ts'

/** What is promised. */
const WITHIN_MS = 10_000
/** A kill comes somewhere in what is asked for again and again. */
const ROUND_MS = 200
const [java = ''] = installed()
const found = pythons().filter(({ isUsual, minor }) => isUsual && minor >= 9 && minor <= 14)
let folder: string
let program: string
let classes: Awaited<ReturnType<typeof compileHeap>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-killed-'))
  program = await bundleProgram('test/runtime/programs/ask.ts')
  classes = java === '' ? undefined : await compileHeap(java)
})

afterAll(() => {
  classes?.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** An ntop that asks a program for this, killed while it does. Resolves with when that was. */
async function killed(pid: number, what: string, given = ''): Promise<number> {
  const ntop = spawn(process.execPath, [program, `${pid}`, what, given], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await said(ntop)
    await after(Math.random() * ROUND_MS)
  } finally {
    ntop.kill('SIGKILL')
    await ended(ntop)
  }
  return performance.now()
}

async function said(ntop: ChildProcess): Promise<void> {
  const end = ended(ntop).then(() => {
    throw new Error('it has ended by itself')
  })
  await Promise.race([once(ntop.stdout ?? ntop, 'data'), end])
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** Its descriptors, by what they lead to, and threads. */
function openOf(pid: number): { readonly descriptors: readonly string[]; readonly threads: number } {
  return { descriptors: linksOf(pid).sort(), threads: readdirSync(`/proc/${pid}/task`).length }
}

describe.concurrent('a Node whose ntop is killed', () => {
  const [own = process.execPath, ...others] = nodes()
  const all = ['stats', 'tracing,snapshot', 'types', 'stacks', 'collect', 'events', 'referrers', 'duplicates', 'dump']
  const cases = [
    ...all.map(what => ({ node: own, what })),
    ...others.map(node => ({ node, what: 'tracing,events,types' })),
  ]

  it.for(cases)('while it asks for $what is as before, and goes on: $node', async ({ node, what }, ctx) => {
    const { expect, onTestFinished } = ctx
    const target = await startLeaking(node)
    onTestFinished(() => target.end())
    await target.ask('leak callback 5')
    await until(async () => Number(await target.ask('counted')) >= 5e6)
    const isOpen = () => [target.ports(), openOf(target.pid)]
    const before = isOpen()
    const file = join(folder, `${what}-${target.pid}`)
    const since = await killed(target.pid, what, what === 'referrers' ? 'Array' : file)
    await until(() => target.ports().length === 0 && isDeepStrictEqual(isOpen(), before))
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    const counted = Number(await target.ask('counted'))
    await target.ask('leak callback 10')
    await until(async () => Number(await target.ask('counted')) > counted)
  })
})

/** What its own modules say of all that may be set in it. */
const SET = ['callbacks', 'debug', 'enabled', 'frozen', 'thresholds', 'tracing'] as const

describe.runIf(process.arch === 'x64')('a Python whose ntop is killed', () => {
  const [first] = found
  const all = ['stats', 'types', 'stacks', 'collect', 'referrers', 'caches', 'duplicates', 'cyclic']
  const cases = [
    ...all.map(what => ({ python: first, what })),
    ...found.map(python => ({ python, what: 'tracing,events,collector,snapshot' })),
  ]

  it.for(cases)('while it asks for $what is as before, and goes on: $python.version', async ({ python, what }, ctx) => {
    const { expect, onTestFinished } = ctx
    const target = await PythonTarget.start(python?.program ?? '', [], 'test/targets/leaks.py')
    onTestFinished(() => target.end())
    const setIn = async () => {
      const figures = JSON.parse(await target.ask('figures')) as Readonly<Record<string, unknown>>
      return SET.map(name => figures[name])
    }
    await target.ask('leak 3000')
    const before = [await setIn(), openOf(target.pid)]
    const since = await killed(target.pid, what, 'module')
    await until(() => openOf(target.pid).threads === 1)
    expect([await setIn(), openOf(target.pid)]).toEqual(before)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    expect(Number(await target.ask('leak 10'))).toBeGreaterThan(40_000)
    expect(target.errors).toBe('')
  })
})

describe.skipIf(java === '')('a JVM whose ntop is killed (skipped where no Java is installed)', () => {
  const all = ['stats', 'types', 'stacks', 'collect', 'events', 'dump']

  it.for(all)(
    'while it asks for %s goes on, with what any jcmd leaves in it',
    async (what, { expect, onTestFinished }) => {
      const jvm = await Jvm.start(java, '-Xmx64m', '-XX:+UseSerialGC', '-cp', classes?.folder ?? '', 'Heap')
      const { pid } = jvm
      onTestFinished(async () => {
        await jvm.end()
        rmSync(`/tmp/.java_pid${pid}`, { force: true })
      })
      await jvm.ask('hold 20000000')
      const before = openOf(pid)
      const since = await killed(pid, what, join(folder, `${pid}.hprof`))
      expect(await jvm.ask('collect')).toBe('done')
      await until(() => openOf(pid).descriptors.length === before.descriptors.length + 1)
      const names = readdirSync(`/proc/${pid}/task`).map(tid => readFileSync(`/proc/${pid}/task/${tid}/comm`, 'latin1'))
      // It starts others by itself, for what it compiles.
      expect(names.filter(name => name === 'Attach Listener\n')).toHaveLength(1)
      expect(performance.now() - since).toBeLessThan(WITHIN_MS)
      expect(existsSync(`/tmp/.attach_pid${pid}`)).toBe(false)
      expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toMatch(/^\d+ \(java\) S /)
    },
  )
})
