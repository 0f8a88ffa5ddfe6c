import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Effect } from '../../../src/runtime/detection.ts'
import { readHeapGraph } from '../../../src/runtime/node/heap-graph/read.ts'
import type { NodeSession } from '../../../src/runtime/node/node-session.ts'
import type { NodeSystem } from '../../../src/runtime/node/system.ts'
import { NoAnswer } from '../../../src/runtime/session.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { until } from '../asked-program.ts'
import { attachTo, EVERYTHING, figure } from './attaching.ts'
import { nodes } from './nodes.ts'
import { thisSystem } from './system.ts'
import { NodeTarget } from './target.ts'

const PROGRAM = 'test/targets/planted-heap.cjs'
const system = thisSystem()
let folder: string
let target: NodeTarget
let asking: ChildProcess | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heap-dumps-'))
})

afterEach(async () => {
  asking?.kill('SIGKILL')
  asking = undefined
  await target.end()
  await rm(folder, { recursive: true, force: true })
})

afterAll(() => system.close())

/** Attached to a program with a planted leak. */
async function planted(
  node = process.execPath,
  consent: readonly Effect[] = EVERYTHING,
  using: NodeSystem = system,
): Promise<NodeSession> {
  target = await NodeTarget.start([], node, [], PROGRAM)
  return await attachTo(target, using, consent)
}

/** This system, where a limit is set on the target that leaves it so much. */
function bounded(leftBytes: () => number): NodeSystem {
  const { files } = system
  const machine: typeof files.machine = file => {
    if (file !== 'meminfo') return files.machine(file)
    const text = `MemTotal: 1000000000 kB\nMemFree: 0 kB\nMemAvailable: ${Math.floor(leftBytes() / 1024)} kB\n`
    return { ok: true, bytes: Buffer.from(text) }
  }
  return {
    ...system,
    files: new Proxy(files, {
      get: (of, key) => {
        if (key === 'machine') return machine
        const value: unknown = Reflect.get(of, key)
        return typeof value === 'function' ? value.bind(of) : value
      },
    }),
  }
}

const leftOf = ({ restored, leftBehind }: Awaited<ReturnType<NodeSession['detach']>>) => [restored.length, leftBehind]

describe.each(nodes())('the whole heap of a program under %s', node => {
  it('tells who holds what leaks, and its equal texts, from one snapshot', async () => {
    const session = await planted(node)
    const holding = await session.holding('Leaked')
    expect(holding).toMatchObject({ ofType: 1000, object: { type: 'Leaked', references: 1 } })
    expect(holding?.atMs, 'it is of now').toBeUndefined()
    const [entry, variable, context] = holding?.chains[0]?.links ?? []
    expect(entry?.by).toMatch(/^\.get\('key \d+'\)$/)
    expect(entry?.object.type).toBe('Map')
    expect(variable?.by).toBe('variable cache')
    const lines = (await readFile(PROGRAM, 'utf8')).split('\n')
    const line = lines.findIndex(text => text.includes('function remember(')) + 1
    expect(context?.object.text).toBe(`remember at ${resolve(PROGRAM)}:${line}`)

    // The program is not asked again, so what is new is not seen.
    expect(await target.ask('remember 10')).toBe('10')
    const kept = await session.holding('Leaked')
    expect(kept).toMatchObject({ ofType: 1000 })
    expect(kept?.atMs).toBeLessThanOrEqual(Date.now())
    const found = await session.duplicates()
    expect(found.rows.find(({ text }) => text === 'planted copy')).toMatchObject({ type: 'string', copies: 500 })
    expect(found.about).toMatch(/^as of \d\d:\d\d:\d\d: texts of the whole heap/)
    expect(await session.holding('NoSuchType')).toBeUndefined()

    expect(await session.holding('Leaked', true)).toMatchObject({ ofType: 1010 })
    const again = await session.duplicates(true)
    expect(again.rows.find(({ text }) => text === 'planted copy')).toMatchObject({ copies: 500 })
    expect(again.about).toMatch(/^texts of/)
    expect(leftOf(await session.detach())).toEqual([1, []])
    expect(await target.ask('remember 1')).toBe('1')
  }, 30_000)

  it('tells what types retain, once there is a snapshot', async () => {
    const session = await planted(node)
    const before = await session.types()
    expect(before.rows.some(row => 'retainedBytes' in row)).toBe(false)
    await session.duplicates()
    const { rows, about } = await session.types()
    const row = rows.find(({ type }) => type === 'Nested')
    expect(row).toMatchObject({ count: 20, bytes: undefined })
    expect(row?.retainedBytes).toBeGreaterThan(20 * 100)
    expect(row?.retainedBytes).toBeLessThan(20 * 300)
    expect(about).toMatch(/; what they retain is of \d\d:\d\d:\d\d$/)
    await session.detach()
  }, 30_000)

  it('is written into a file that is ours', async () => {
    const session = await planted(node)
    const path = join(folder, 'a.heapsnapshot')
    const told: number[] = []
    const { bytes } = await session.dump(path, so => told.push(so))
    expect(await stat(path)).toMatchObject({ size: bytes, mode: 0o100600 })
    expect(told.at(-1)).toBe(bytes)
    expect((await readHeapGraph(path)).nodeCount).toBeGreaterThan(10_000)
    await expect(session.dump(path, () => {})).rejects.toEqual(new NoAnswer(`${path} is there already`))
    expect((await stat(path)).size).toBe(bytes)
    await session.detach()
  }, 30_000)
})

describe('a snapshot', () => {
  it('is taken only where that was agreed to', async () => {
    const session = await planted(process.execPath, ['opens-port', 'stderr-lines', 'pause'])
    const refused = new NoAnswer('not agreed to: memory-spike, collects')
    await expect(session.holding('Leaked')).rejects.toEqual(refused)
    await expect(session.duplicates()).rejects.toEqual(refused)
    await expect(session.dump(join(folder, 'a'), () => {})).rejects.toEqual(refused)
    expect(await readdir(folder)).toEqual([])
    await session.detach()
  })

  it('is told with what it takes of this very heap, and costs nothing once it is there', async () => {
    const session = await planted()
    const used = figure(await session.stats(), 'heap used') ?? 0
    const { referrers, dump, stats } = session.abilities
    if ('refusal' in referrers || 'refusal' in dump || 'refusal' in stats) throw new Error('refused')
    expect(referrers.effects).toEqual(['opens-port', 'stderr-lines', 'pause', 'memory-spike', 'collects'])
    expect(referrers.estimatedPauseMs).toBeCloseTo((used / 1024 ** 2) * 200)
    expect(dump.warnings?.at(-1)).toMatch(/^the file has up to .*secrets too$/)
    await session.duplicates()
    expect(session.abilities.referrers).toEqual(stats)
    expect(session.abilities.dump).toMatchObject({ effects: dump.effects })
    await session.detach()
  })

  it('is refused where the memory for it is not left, with the figures', async () => {
    let leftBytes = 1e12
    const session = await planted(
      process.execPath,
      EVERYTHING,
      bounded(() => leftBytes),
    )
    expect(session.abilities.dump).toHaveProperty('effects')
    leftBytes = 20 * 1024 ** 2
    const words =
      /^a snapshot of [\d.]+M in use may take \d+M more for a moment, and 20M are left: the program might be/
    await expect(session.holding('Leaked')).rejects.toThrow(words)
    await expect(session.duplicates()).rejects.toThrow(words)
    await expect(session.dump(join(folder, 'a'), () => {})).rejects.toThrow(words)
    expect(await readdir(folder)).toEqual([])
    await session.stats()
    expect(session.abilities.dump).toEqual({ refusal: expect.stringMatching(words) })
    expect(session.abilities.types).toHaveProperty('effects')
    await session.detach()
  })

  it('is waited for by nothing that is asked meanwhile, and ends nothing', async () => {
    const session = await planted()
    await target.ask('grow 40')
    const path = join(folder, 'a')
    const dumping = session.dump(path, () => {})
    // The program would answer it when it is done.
    await expect(session.stats()).rejects.toThrow('its heap is being written, and until then it answers nothing')
    await expect(session.types()).rejects.toThrow('its heap is being written')
    await expect(session.dump(`${path}2`, () => {})).rejects.toThrow('its heap is being written already')
    const { bytes } = await dumping
    expect(bytes).toBeGreaterThan(40e6)
    expect(figure(await session.stats(), 'heap used')).toBeGreaterThan(30e6)
    expect(leftOf(await session.detach())).toEqual([1, []])
    expect(target.ports()).toEqual([])
  }, 30_000)

  it('is given up where the session is left, and no file of it stays', async () => {
    const session = await planted()
    await target.ask('grow 40')
    const path = join(folder, 'a')
    const dumping = session.dump(path, () => {}).catch((error: Error) => error)
    await until(async () => (await readdir(folder)).length > 0)
    await session.detach()
    expect(await dumping).toBeInstanceOf(NoAnswer)
    expect(await readdir(folder)).toEqual([])
    expect(await target.ask('remember 1')).toBe('1')
    await until(() => target.ports().length === 0)
  }, 30_000)
})

describe.each(nodes())('%s, whose ntop is killed while it writes its heap,', node => {
  it('goes on, and is as it was', async () => {
    target = await NodeTarget.start([], node, [], PROGRAM)
    await target.ask('grow 20')
    await (await attachTo(target, system)).detach()
    const { threads, descriptors } = target.counts()
    const program = await bundleProgram('test/runtime/node/programs/dump.ts')
    // Over its inspector's connection every other one died of it.
    for (let i = 0; i < 6; i++) {
      const args = [program, `${target.pid}`, join(folder, `${i}`)]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      asking = child
      await once(child.stdout, 'data')
      const since = performance.now()
      child.kill('SIGKILL')
      expect(await target.ask('remember 1')).toBe('1')
      await until(() => target.counts().descriptors === descriptors)
      expect(performance.now() - since).toBeLessThan(10_000)
    }
    expect(target.counts().threads).toBe(threads)
    expect(target.ports()).toEqual([])
  }, 60_000)
})

describe('the file that questions are answered from', () => {
  /** Another ntop that asks, with its temporary files in this folder. */
  async function ask(mb: number): Promise<ChildProcess> {
    target = await NodeTarget.start([], process.execPath, [], PROGRAM)
    await target.ask(`grow ${mb}`)
    const program = await bundleProgram('test/runtime/node/programs/duplicates.ts')
    const child = spawn(process.execPath, [program, `${target.pid}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    })
    asking = child
    await once(child.stdout, 'data')
    return child
  }

  /** Files that it has open below the folder, as the kernel calls them. */
  async function openFiles(child: ChildProcess): Promise<string[]> {
    const names = await readdir(`/proc/${child.pid}/fd`)
    return names.flatMap(fd => {
      try {
        const path = readlinkSync(`/proc/${child.pid}/fd/${fd}`)
        return path.startsWith(folder) ? [path] : []
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
        throw error
      }
    })
  }

  it('has no name, and is gone where ntop is killed', async () => {
    const child = await ask(20)
    let open: string[] = []
    await until(async () => {
      open = await openFiles(child)
      return open.some(path => path.endsWith('(deleted)'))
    })
    expect(open).toEqual([expect.stringMatching(/\/ntop-\w+\/heap \(deleted\)$/)])
    expect(await readdir(folder)).toEqual([])
    const end = once(child, 'exit')
    child.kill('SIGKILL')
    await end
    expect(await readdir(folder)).toEqual([])
    // And the program is as it was.
    await until(() => target.ports().length === 0)
    expect(await target.ask('remember 1')).toBe('1')
  }, 30_000)

  it('is closed once it is read', async () => {
    const child = await ask(2)
    const seen = new Set<string>()
    let answers = 0
    child.stdout?.on('data', (text: Buffer) => {
      answers += String(text).split('answered').length - 1
    })
    await until(async () => {
      for (const path of await openFiles(child)) seen.add(path)
      return answers >= 2 && seen.size >= 2
    })
    expect((await openFiles(child)).length).toBeLessThanOrEqual(1)
    // A folder is there only while the next one is opened.
    await until(async () => (await readdir(folder)).length === 0)
  }, 30_000)
})
