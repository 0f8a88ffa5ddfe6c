import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ProcessId, processId } from '../../../src/model/process.ts'
import type { HeapFigures, NotSeen } from '../../../src/runtime/figures.ts'
import { readPythonPassive } from '../../../src/runtime/python/passive.ts'
import { isGone } from '../../../src/sources/errors.ts'
import { blocked } from '../../sources/target.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { openSight, Programs, type Python, pythons, type Started } from './pythons.ts'

/**
 * Makes cycles of garbage, some of which cannot be freed, and tells what `gc` says at the end. Nothing of that changes
 * after it is told: tuples of three come from the list of free ones, and the other values are not tracked.
 */
const COLLECTING = `
import gc, json, os, sys
gc.set_threshold(*map(int, sys.argv[1].split(',')))
class Node(object):
    pass
def cycle(kind):
    node = kind()
    node.me = node
for i in range(1000):
    cycle(Node)
try:
    import _testcapi
    stubborn = _testcapi.with_tp_del(type('Stubborn', (), {'__tp_del__': lambda self: None}))
    for i in range(7):
        cycle(stubborn)
except (ImportError, AttributeError):
    pass
gc.collect()
gc.collect()
told = {'afterFull': len(gc.get_objects(2))}
for i in range(50):
    cycle(Node)
gc.collect(0)
for i in range(20):
    cycle(Node)
gc.collect(1)
if 'off' in sys.argv:
    gc.disable()
told.update(stats=gc.get_stats(), threshold=gc.get_threshold(), enabled=gc.isenabled())
head = json.dumps(told)[:-1].encode()
more = [Node() for i in range(int(sys.argv[2]))]
for i in range(3):
    count = gc.get_count()
    line = head + b', "count": [%d, %d, %d]}\\n' % count
os.write(1, line)
os.read(0, 1)
`
/** Makes garbage as fast as it can, and says first that it runs. */
const BUSY = `
import os
os.write(1, b'runs\\n')
while True:
    a = []
    a.append(a)
`
const IDLE = 'import os; os.write(1, b"runs\\n"); os.read(0, 1)'

interface Told {
  readonly stats: readonly {
    readonly collections: number
    readonly collected: number
    readonly uncollectable: number
  }[]
  readonly threshold: readonly number[]
  readonly count: readonly number[]
  readonly enabled: boolean
  readonly afterFull: number
}

const found = pythons()
const isRoot = process.getuid?.() === 0
const known = found.filter(({ isUsual, minor }) => isUsual && minor >= 9 && minor <= 13)
const others = found.filter(python => !known.includes(python))
const programs = new Programs()
const sight = openSight()

afterEach(() => programs.clear())
afterAll(() => sight.close())

const see = (id: ProcessId): Promise<HeapFigures | NotSeen> => readPythonPassive(id, sight)

async function seeHeap(id: ProcessId): Promise<HeapFigures> {
  const seen = await see(id)
  if ('why' in seen) throw new Error(seen.why)
  return seen
}

/** What this process has open. */
function openHere(): string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch (error) {
      // Of the listing itself, for one.
      if (!isGone(error)) throw error
      return []
    }
  })
}

const startPython = ({ program }: Python, script: string, ...args: string[]): Promise<Started> =>
  programs.start(program, ['-c', script, ...args])

describe.skipIf(known.length === 0)('the collector of a Python of this machine', () => {
  it.each(known)('is seen as it tells itself: $version', async python => {
    for (const [threshold, more, ...words] of [
      ['700,10,5', '100'],
      ['12345,3,2', '400', 'off'],
      ['0,0,0', '3000'],
    ] as const) {
      const started = await startPython(python, COLLECTING, threshold, more, ...words)
      const told = JSON.parse(started.line) as Told
      expect(told.count[0]).toBeGreaterThanOrEqual(Number(more))
      const heap = await seeHeap(started.id)
      expect(heap.version).toBe(python.version)
      expect(heap.collects).toBe(told.enabled)
      expect(heap.generations.map(({ count }) => count)).toEqual(told.count)
      expect(heap.generations.map(({ threshold: of }) => of)).toEqual(told.threshold)
      const stats = heap.generations.map(({ collections, collected, uncollectable }) => {
        return { collections, collected, uncollectable }
      })
      expect(stats).toEqual(told.stats)
      expect(heap.figures[0]?.value).toBe(told.afterFull)
      expect(heap.generations.map(({ timeMs }) => timeMs)).toEqual([undefined, undefined, undefined])
    }
  })

  it.each(known)('is seen while it collects all the time, whole: $version', async python => {
    const { id } = await startPython(python, BUSY)
    const before = await seeHeap(id)
    const after = await seeHeap(id)
    const collections = ({ generations }: HeapFigures): number[] =>
      generations.map(one => one.collections ?? Number.NaN)
    for (const heap of [before, after]) {
      expect(heap.generations[0]?.threshold).toBeGreaterThan(0)
      for (const { count } of heap.generations) expect(count).toBeGreaterThanOrEqual(0)
    }
    for (const [i, then] of collections(before).entries()) {
      expect(collections(after)[i]).toBeGreaterThanOrEqual(then)
    }
  })

  it.each(known)('is seen without the program being touched: $version', async python => {
    const { id, pid } = await startPython(python, IDLE)
    await blocked(pid)
    await seeHeap(id)
    const touched = (): string[] => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      const lines = /^(?:State|TracerPid|SigPnd|ShdPnd|SigCgt|Threads|\w*ctxt_switches|VmSize|VmRSS):.*$/gm
      return [...(status.match(lines) ?? []), readFileSync(`/proc/${pid}/schedstat`, 'utf8')]
    }
    const before = touched()
    expect(before.length).toBeGreaterThan(8)
    for (let i = 0; i < 20; i++) await seeHeap(id)
    expect(touched()).toEqual(before)
    // And nothing of it stays open here.
    await vi.waitFor(() => expect(openHere().filter(path => /python|\/mem$/.test(path))).toEqual([]))
  })
})

describe.skipIf(others.length === 0)('a Python of another kind', () => {
  it.each(others)('is refused with the reason: $version', async python => {
    const { id } = await startPython(python, IDLE)
    const why = python.isUsual ? /^Python \d\.\d+ keeps its state in a way that is not known/ : /build of Python/
    expect(await see(id)).toEqual({ why: expect.stringMatching(why) })
  })
})

describe('what is no Python', () => {
  it('is said to be none', async () => {
    const node = await programs.start(process.execPath, ['-e', 'console.log("runs"); process.stdin.resume()'])
    const c = await programs.start('sh', ['-c', 'echo runs; exec cat'])
    for (const { id } of [node, c]) expect(await see(id)).toEqual({ why: 'this is not CPython' })
  })

  it('nor is who has ended, or somebody else with the pid', async () => {
    const { id, pid } = await programs.start('sh', ['-c', 'echo runs; exec cat'])
    await programs.clear()
    expect(await see(id)).toEqual({ why: expect.stringContaining('has ended') })
    expect(await see(processId(pid, 1))).toEqual({ why: expect.stringContaining('has ended') })
  })

  it.skipIf(known.length === 0)('nor is the Python that has the pid of another', async () => {
    const [python] = known
    if (python === undefined) throw new Error('no Python')
    const { pid } = await startPython(python, IDLE)
    expect(await see(processId(pid, 1))).toEqual({ why: expect.stringContaining('has ended') })
  })
})

const SOMEBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups']
/** Root who may look into every process, but not open a file by its mapping. */
const WITHOUT_MAP_FILES = ['--bounding-set', '-sys_admin,-checkpoint_restore']

describe.runIf(isRoot && known.length > 0)('another user', () => {
  let program: string
  let folder: string
  beforeAll(async () => {
    // Where everybody can read it.
    folder = mkdtempSync(join(tmpdir(), 'ntop-python-'))
    execFileSync('chmod', ['755', folder])
    program = join(folder, 'python.mjs')
    copyFileSync(await bundleProgram('test/runtime/programs/python.ts'), program)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const seenBy = (user: readonly string[], ...pids: number[]): unknown[] => {
    const args = [...user, process.execPath, program, ...pids.map(String)]
    return JSON.parse(execFileSync('setpriv', args, { encoding: 'utf8', cwd: '/' })) as unknown[]
  }

  it.each(known)('is refused: $version', async python => {
    const { pid } = await startPython(python, IDLE)
    expect(seenBy(SOMEBODY, pid)).toEqual([{ why: expect.stringContaining('needs root or the same user') }])
  })

  it('sees what is theirs', async ctx => {
    const [python] = known.filter(({ program: of }) => of.startsWith('/usr/'))
    if (python === undefined) return ctx.skip('no Python that other users may run')
    const { pid } = await programs.start('setpriv', [...SOMEBODY, python.program, '-c', IDLE], { cwd: '/' })
    expect(seenBy(SOMEBODY, pid)).toEqual([expect.objectContaining({ version: python.version, collects: true })])
  })

  const libraryOf = ({ prefix, minor }: Python): string | undefined => {
    const name = `libpython3.${minor}.so.1.0`
    return readdirSync(join(prefix, 'lib')).includes(name) ? join(prefix, 'lib', name) : undefined
  }
  const withLibrary = known.filter(python => libraryOf(python) !== undefined)

  it.runIf(withLibrary.length > 0)('by the path of a library, if it is still the same', async () => {
    const [python] = withLibrary
    const library = python === undefined ? undefined : libraryOf(python)
    if (python === undefined || library === undefined) throw new Error('no library')
    const copy = join(folder, `libpython3.${python.minor}.so.1.0`)
    copyFileSync(library, copy)
    const env = { ...process.env, LD_PRELOAD: copy }
    const { pid, id } = await programs.start(python.program, ['-c', IDLE], { env })
    expect(readFileSync(`/proc/${pid}/maps`, 'utf8')).toContain(copy)
    const heap = expect.objectContaining({ version: python.version })
    expect(seenBy(WITHOUT_MAP_FILES, pid)).toEqual([heap])
    rmSync(copy)
    const replaced = { why: expect.stringContaining('no longer there') }
    expect(seenBy(WITHOUT_MAP_FILES, pid)).toEqual([replaced])
    copyFileSync(library, copy)
    expect(seenBy(WITHOUT_MAP_FILES, pid)).toEqual([replaced])
    // The kernel's words for a file that is gone may be the name of another.
    copyFileSync(library, `${copy} (deleted)`)
    expect(seenBy(WITHOUT_MAP_FILES, pid)).toEqual([replaced])
    // By the mapping it is found all the same.
    expect(await see(id)).toEqual(heap)
  })
})
