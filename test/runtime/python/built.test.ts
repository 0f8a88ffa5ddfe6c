import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findPython, pythonDetection } from '../../../src/runtime/python/detect.ts'
import { readPythonPassive } from '../../../src/runtime/python/passive.ts'
import { openSight, Programs, type Started } from './pythons.ts'

const programs = new Programs()
const sight = openSight()
let folder: string
let built = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-python-'))
})
afterEach(() => programs.clear())
afterAll(() => {
  sight.close()
  rmSync(folder, { recursive: true, force: true })
})

type Macros = Readonly<Record<string, string | number>>

/** Starts a program that exports what these macros of `test/targets/python.c` say. */
async function start(name: string, macros: Macros): Promise<Started> {
  const own = join(folder, String(built++))
  mkdirSync(own)
  const program = join(own, name)
  const defines = Object.entries(macros).map(([macro, value]) => `-D${macro}=${value}`)
  execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-rdynamic', ...defines, '-o', program, 'test/targets/python.c'])
  return await programs.start(program, [])
}

const see = async (name: string, macros: Macros) => readPythonPassive((await start(name, macros)).id, sight)

const BY_SIZE = { RUNTIME: 166688, VERSION: '0x030b63f0' }
const IMPLAUSIBLE = { why: expect.stringContaining('cannot be the state') }

describe.runIf(process.arch === 'x64')('what exports what CPython does', () => {
  it.each([
    ['3.9.7', { RUNTIME: 656, TEXT: '"3.9.7"', MAIN: 40, GC: 616, ENABLED: 1 }],
    ['3.10.0rc2+', { RUNTIME: 672, TEXT: '"3.10.0rc2+"', MAIN: 40, GC: 616, ENABLED: 0 }],
    ['3.11.99', { ...BY_SIZE, MAIN: 48, GC: 648, ENABLED: 1 }],
    ['3.12.0b4', { RUNTIME: 459944, VERSION: '0x030c00b4', MAIN: 48, GC: 112, ENABLED: 0 }],
    ['3.13.0rc1', { RUNTIME: 283320, VERSION: '0x030d00c1', MAIN: 640, GC: 7400, ENABLED: 1 }],
  ])('is read by the layout of its version, whatever its name: %s', async (version, macros) => {
    const generation = (i: number) => ({
      ...{ name: `generation ${i}`, count: 10 + i, threshold: 1000 + i, timeMs: undefined },
      ...{ collections: 100 + i, collected: 5_000_000_000 + i, uncollectable: i },
    })
    expect(await see('server', macros)).toEqual({
      version,
      collects: macros.ENABLED === 1,
      generations: [0, 1, 2].map(generation),
      spaces: [],
      figures: [
        { name: 'long-lived objects', about: expect.any(String), value: 12345, unit: 'count' },
        { name: 'newly old objects', about: expect.any(String), value: 678, unit: 'count' },
      ],
    })
  })

  it('is not believed where its collector is neither on nor off', async () => {
    expect(await see('python', { ...BY_SIZE, MAIN: 48, GC: 648, ENABLED: 2 })).toEqual(IMPLAUSIBLE)
  })

  it('may not have started', async () => {
    expect(await see('python3.11', BY_SIZE)).toEqual({ why: expect.stringContaining('has not started') })
  })

  it.each([
    ['to nowhere', '0x7f1234567000'],
    ['past all memory', '0xfffffffffffffff8'],
    ['to what is not aligned', '(uint64_t)(interpreter+3)'],
    ['to what is only read', '(uint64_t)&Py_Version'],
    ['to zeros', '(uint64_t)interpreter'],
  ])('is not believed where its pointer leads %s', async (_where, pointer) => {
    expect(await see('python3.11', { ...BY_SIZE, POINTER: pointer })).toEqual(IMPLAUSIBLE)
  })

  it('is not believed where memory says another version than the file', async () => {
    const macros = { ...BY_SIZE, MAIN: 48, GC: 648, ENABLED: 1, CHANGES: '0x030b64f0' }
    expect(await see('python3.11', macros)).toEqual(IMPLAUSIBLE)
  })

  it.each([
    ['a debug build, by what it exports', 'python3.11', { ...BY_SIZE, DEBUG: 1 }, /debug build/],
    ['a debug build, by its name', 'python3.11d', BY_SIZE, /debug build/],
    ['a free-threaded build, by what it exports', 'python3.11', { ...BY_SIZE, FREE_THREADED: 1 }, /free-threaded/],
    ['a free-threaded build, by its name', 'python3.11t', BY_SIZE, /free-threaded/],
    ['another layout', 'python3.11', { ...BY_SIZE, RUNTIME: 166696 }, /^this build of Python 3.11.99 for x86-64/],
    ['the layout of another version', 'python3.11', { ...BY_SIZE, RUNTIME: 656 }, /^this build of Python 3.11.99/],
    ['a later version', 'python3.11', { ...BY_SIZE, VERSION: '0x030f00a2' }, /^Python 3.15.0a2 keeps .* 3.9 to 3.13/],
    ['an earlier version', 'python3.8', { RUNTIME: 1464 }, /^Python 3.8 keeps/],
    ['a version before there was such a state', 'python2.7', {}, /^Python 2.7 keeps/],
    ['a version that only its name tells', 'python3.9', { RUNTIME: 656 }, /but by its name$/],
    ['two versions', 'python3.9', { RUNTIME: 656, TEXT: '"3.9.1\\0003.9.2"' }, /but by its name$/],
    ['no version at all', 'server', { RUNTIME: 656 }, /cannot be told$/],
  ] as const)('is refused: %s', async (_what, name, macros, why) => {
    const { id, pid } = await start(name, macros)
    expect(await readPythonPassive(id, sight)).toEqual({ why: expect.stringMatching(why) })
    const found = await findPython(pid, sight)
    if (found === undefined || 'why' in found) throw new Error('not found')
    expect(pythonDetection(found).abilities.passive).toEqual({ refusal: expect.stringMatching(why) })
  })

  it.each([
    ['without the interface to C', 'python3.11', { ...BY_SIZE, NAMELESS: 1 }],
    ['with nothing but that, and another name', 'server', {}],
  ])('is no CPython: %s', async (_what, name, macros) => {
    expect(await see(name, macros)).toEqual({ why: 'this is not CPython' })
  })

  it('is told with what may be had of it', async () => {
    const { pid } = await start('server', BY_SIZE)
    const found = await findPython(pid, sight)
    if (found === undefined || 'why' in found) throw new Error('not found')
    const { runtime, version, abilities } = pythonDetection(found)
    expect([runtime, version, abilities.passive]).toEqual(['python', '3.11.99', { effects: [] }])
    const { passive: _, ...others } = abilities
    for (const can of Object.values(others)) expect(can).toEqual({ refusal: expect.any(String) })
  })

  it.each([
    ['3.11.99', BY_SIZE, [/^experimental/]],
    ['3.13.0', { RUNTIME: 283320, VERSION: '0x030d00f0' }, [/^experimental/, /fork/]],
    ['3.14.0', { RUNTIME: 316616, VERSION: '0x030e00f0' }, [/fork/]],
  ] as const)('is told with what asking it would do to it: %s', async (version, macros, warnings) => {
    const { pid } = await start('server', { ...macros, RUNS_TEXTS: 1 })
    const found = await findPython(pid, sight)
    if (found === undefined || 'why' in found) throw new Error('not found')
    const told = pythonDetection(found)
    expect(told.version).toBe(version)
    expect(told.abilities.stats).toEqual({
      effects: ['writes-memory', 'makes-file', 'runs-code'],
      warnings: warnings.map(warning => expect.stringMatching(warning)),
    })
    expect(told.abilities.dump).toEqual({ refusal: expect.any(String) })
  })
})
