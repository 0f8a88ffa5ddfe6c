import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { processId } from '../../../src/model/process.ts'
import { findPython, pythonDetection } from '../../../src/runtime/python/detect.ts'
import { attachPython } from '../../../src/runtime/python/session.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { until } from '../asked-program.ts'
import { Programs, pythons, type Started } from './pythons.ts'
import { thisSystem } from './system.ts'

const programs = new Programs()
const system = thisSystem()
const never = new AbortController().signal
let folder: string
let built = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-refused-'))
})
afterEach(() => programs.clear())
afterAll(() => {
  system.close()
  rmSync(folder, { recursive: true, force: true })
})

type Macros = Readonly<Record<string, string | number>>

/** Starts a program made of a file in `test/targets`, as these macros say. */
async function start(source: string, name: string, macros: Macros): Promise<Started> {
  const own = join(folder, String(built++))
  mkdirSync(own)
  const program = join(own, name)
  const defines = Object.entries(macros).map(([macro, value]) => `-D${macro}=${value}`)
  const warnings = ['-Wall', '-Wextra', '-Werror']
  execFileSync('cc', [...warnings, '-rdynamic', ...defines, '-o', program, `test/targets/${source}`])
  return await programs.start(program, [])
}

const tryToAttach = (id: Started['id'], waitMs = 300) =>
  attachPython(id, ['writes-memory', 'makes-file', 'runs-code'], system, never, { waitMs })

/** Its next line, to what it is told. */
async function ask({ child }: Started): Promise<string> {
  const answer = once(child.stdout ?? child, 'data')
  child.stdin?.write('?\n')
  return String(((await answer) as [unknown])[0]).trim()
}

const BY_SIZE = { RUNTIME: 166688, VERSION: '0x030b63f0' }

describe.runIf(process.arch === 'x64')('what is no usual CPython', () => {
  it.each([
    ['a debug build', 'python3.11', { ...BY_SIZE, DEBUG: 1 }, /debug build/],
    ['a free-threaded build', 'python3.11t', BY_SIZE, /free-threaded/],
    ['another layout', 'python3.11', { ...BY_SIZE, RUNTIME: 166696 }, /^this build of Python 3.11.99/],
    ['a later version', 'python3.15', { ...BY_SIZE, VERSION: '0x030f00f0' }, /^Python 3.15.0 keeps/],
    ['an earlier version', 'python3.8', { RUNTIME: 1464 }, /^Python 3.8 keeps/],
    ['what runs no texts', 'python3.11', { ...BY_SIZE, MAIN: 48, GC: 648, ENABLED: 1 }, /lacks what a text is run by/],
    ['an interpreter that has not started', 'python3.11', { ...BY_SIZE, RUNS_TEXTS: 1 }, /has not started/],
    ['a program of another kind', 'server', {}, /not CPython/],
  ] as const)('is refused, and unharmed: %s', async (_what, name, macros, why) => {
    const started = await start('python.c', name, macros)
    const failed = expect.stringMatching(why)
    expect(await tryToAttach(started.id)).toEqual({ failed, restored: [], leftBehind: [] })
    expect(started.child.exitCode).toBeNull()
  })

  it('is refused where what is in its memory is no queue of calls', async () => {
    const macros = { ...BY_SIZE, RUNS_TEXTS: 1, MAIN: 48, GC: 648, ENABLED: 1 }
    const { id } = await start('python.c', 'python3.11', macros)
    expect(await tryToAttach(id)).toMatchObject({ failed: 'its interpreter has not started yet' })
    for (const [more, why] of [
      [{ STARTED: 16, QUEUE: 640, FIRST: 33 }, /queue of calls is in use/],
      [{ STARTED: 16, QUEUE: 640, FIRST: 1 }, /queue of calls is in use/],
      [{ STARTED: 16, FINALIZES: 24 }, /is about to end/],
    ] as const) {
      const started = await start('python.c', 'python3.11', { ...macros, ...more })
      expect(await tryToAttach(started.id)).toMatchObject({ failed: expect.stringMatching(why), leftBehind: [] })
      expect(started.child.exitCode).toBeNull()
    }
  })

  it('and somebody else with the pid, and ntop itself', async () => {
    const { pid } = await start('python.c', 'python3.11', BY_SIZE)
    expect(await tryToAttach(processId(pid, 1))).toMatchObject({ failed: expect.any(String), restored: [] })
    expect(await tryToAttach(processId(process.pid, 1))).toMatchObject({ failed: expect.stringContaining('itself') })
  })
})

const others = pythons().filter(({ isUsual, minor }) => !isUsual || minor < 9 || minor > 14)

describe.skipIf(others.length === 0)('a Python of this machine of another kind (NTOP_TEST_PYTHONS names more)', () => {
  it.each(others)('is refused, and goes on: $version, usual $isUsual', async ({ program, isUsual }) => {
    const script =
      'import sys; print("runs"); sys.stdout.flush()\nfor line in iter(sys.stdin.readline, ""): print("has")'
    const started = await programs.start(program, ['-u', '-c', script])
    const why = isUsual ? /^Python \S+ keeps its state in a way that is not known/ : /build of Python/
    const failed = expect.stringMatching(why)
    expect(await tryToAttach(started.id)).toEqual({ failed, restored: [], leftBehind: [] })
    expect(await ask(started)).toBe('has')
    expect(readdirSync(`/proc/${started.pid}/task`)).toHaveLength(1)
  })
})

describe.runIf(process.arch === 'x64')('a Python that is built for musl', () => {
  it('is refused, as its threads may have too little room', async () => {
    const library = join(folder, 'ld-musl-x86_64.so.1')
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, '-x', 'c', '/dev/null'])
    const [python] = pythons().filter(({ isUsual, minor }) => isUsual && minor >= 9 && minor <= 13)
    const env = { ...process.env, LD_PRELOAD: library }
    const { id, pid } = await programs.start(python?.program ?? '', ['-c', 'print("runs", flush=True); input()'], {
      env,
    })
    const failed = expect.stringContaining('musl')
    expect(await tryToAttach(id)).toEqual({ failed, restored: [], leftBehind: [] })
    const { raw } = system.files
    const found = raw && (await findPython(pid, { ...raw, files: system.files, known: new Map() }))
    if (found === undefined || 'why' in found) throw new Error('not found')
    expect(pythonDetection(found).abilities).toMatchObject({ passive: { effects: [] }, stats: { refusal: failed } })
  })
})

const RUNTIME = { RUNTIME: 316616 }

describe('what has a table for debuggers', () => {
  it('is told a file, and what is written is cleared', async () => {
    const started = await start('debuggee.c', 'python3.14', RUNTIME)
    const { child, id } = started
    const ran = once(child.stdout ?? child, 'data')
    const failed = await tryToAttach(id)
    expect(String(((await ran) as [unknown])[0])).toMatch(/^ran \/tmp\/ntop-[0-9a-f]{18}\/b [45]\d\d starts a thread/)
    // It only says so, and nobody comes.
    expect(failed).toMatchObject({ failed: expect.stringContaining('has not come'), leftBehind: [] })
    expect(await ask(started)).toBe('has sign 0 breaker 0 path')
  })

  it('is left with nothing to do where it does not look', async () => {
    const started = await start('debuggee.c', 'python3.14', { ...RUNTIME, DEAF: 1 })
    expect(await tryToAttach(started.id)).toMatchObject({
      failed: expect.stringContaining('did not come to where it can be asked'),
      restored: ['what was written to its memory is cleared'],
      leftBehind: [],
    })
    // The bits mean that it is to look, and it finds nothing.
    expect(await ask(started)).toBe('has sign 0 breaker 46 path')
  })

  it('has nothing to do either where ntop is killed while it waits', async () => {
    const started = await start('debuggee.c', 'python3.14', { ...RUNTIME, DEAF: 1 })
    const program = await bundleProgram('test/runtime/python/programs/attach.ts')
    const ntop = spawn(process.execPath, [program, `${started.pid}`], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await once(ntop.stdout, 'data')
      expect(await ask(started)).toMatch(/^has sign 1 breaker 46 path \/tmp\/ntop-/)
    } finally {
      ntop.kill('SIGKILL')
    }
    await until(async () => (await ask(started)) === 'has sign 0 breaker 46 path')
  })

  it.each([
    ['whose table is of another kind', { COOKIE: '"xdebugpx"' }, /of a kind that is not known/],
    ['of another size', { SIZE: 316624 }, /of a kind that is not known/],
    ['with another room for paths', { PATH_BYTES: 256 }, /of a kind that is not known/],
    ['whose main thread is another', { THREAD: 1 }, /of a kind that is not known/],
    ['without Python’s lock', { FREE_THREADED: 1 }, /free-threaded/],
    ['that is about to end', { FINALIZING: 1 }, /about to end/],
    ['with remote debugging switched off', { ENABLED: 0 }, /switched off/],
    ['that another debugger attaches to', { WAITS: 1 }, /another debugger/],
  ] as const)('is refused, and nothing is written: %s', async (_what, macros, why) => {
    const started = await start('debuggee.c', 'python3.14', { ...RUNTIME, ...macros })
    const failed = expect.stringMatching(why)
    expect(await tryToAttach(started.id)).toEqual({ failed, restored: [], leftBehind: [] })
    expect(await ask(started)).toBe(`has sign ${'WAITS' in macros ? 1 : 0} breaker 0 path`)
  })
})
