import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DumpOptions, dumpHeap, type HeapSource } from '../../../src/runtime/node/dump.ts'
import { dumpAbility, dumpAbilityBefore, estimateDump, headroom } from '../../../src/runtime/node/dump-estimate.ts'
import { readHeapGraph } from '../../../src/runtime/node/heap-graph/read.ts'
import { HeapPour } from '../../../src/runtime/node/heap-pour.ts'
import { leave, reach } from '../../../src/runtime/node/reach.ts'
import { NoAnswer } from '../../../src/runtime/session.ts'
import { until } from '../asked-program.ts'
import { nodes } from './nodes.ts'
import { thisSystem } from './system.ts'
import { NodeTarget } from './target.ts'

const MEGABYTE = 1 << 20
const system = thisSystem()
let folder: string
let path: string
let target: NodeTarget | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dump-'))
  path = join(folder, 'a.heapsnapshot')
})

afterEach(async () => {
  await target?.end()
  target = undefined
  await rm(folder, { recursive: true, force: true })
})

afterAll(() => system.close())

const options = (more: Partial<DumpOptions> = {}): DumpOptions => ({
  heapUsedBytes: 5 * MEGABYTE,
  availableBytes: 1e12,
  ...more,
})

/** A program, and what its heap comes from. */
async function pouring(node?: string): Promise<{ target: NodeTarget; source: HeapSource; leave(): Promise<unknown> }> {
  const started = await NodeTarget.start([], node)
  target = started
  const reached = await reach(started.id(system.lookAt), undefined, system, new AbortController().signal)
  if ('failed' in reached) throw new Error(reached.failed)
  const source = new HeapPour(reached.attached, reached.inspector.host)
  return { target: started, source, leave: () => leave(started.id(system.lookAt), reached, system) }
}

/** A target that does what a test wants once it is asked. */
class Played implements HeapSource {
  paused = 0
  isPaused = false
  asked = 0
  readonly #play: (hear: (piece: Buffer) => void) => void | Promise<void>

  constructor(play: (hear: (piece: Buffer) => void) => void | Promise<void>) {
    this.#play = play
  }

  pause(): void {
    this.paused++
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  async take(hear: (piece: Buffer) => void): Promise<void> {
    this.asked++
    await this.#play(hear)
  }
}

describe.each(nodes())('a snapshot of the heap of %s', node => {
  it('is written as it comes, for us alone, and the program goes on', async () => {
    const { target, source, leave } = await pouring(node)
    const used = Number(await target.ask('grow 3'))
    const sizes: number[] = []
    const dumped = await dumpHeap(source, path, options({ heapUsedBytes: used, told: bytes => sizes.push(bytes) }))
    const { size, mode } = await stat(path)
    expect(dumped).toEqual({ path, bytes: size })
    expect(mode & 0o777).toBe(0o600)
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
    const graph = await readHeapGraph(path)
    expect(graph.retained[0]).toBeGreaterThan(used * 0.6)
    expect(graph.retained[0]).toBeLessThan(used * 1.6)
    expect(size).toBeLessThan(estimateDump(used).mostFileBytes)
    // And a second, to another file.
    await dumpHeap(source, `${path}2`, options())
    await leave()
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  })
})

describe('a file for a snapshot', () => {
  const whole = () => new Played(hear => hear(Buffer.from('{}')))

  it('is not written over, not even through a link', async () => {
    await writeFile(path, 'mine')
    const link = join(folder, 'link')
    await symlink(path, link)
    const dangling = join(folder, 'dangling')
    await symlink(join(folder, 'elsewhere'), dangling)
    for (const taken of [path, link, dangling]) {
      const source = whole()
      await expect(dumpHeap(source, taken, options())).rejects.toThrow(`${taken} is there already`)
      expect(source.asked).toBe(0)
    }
    expect(await readFile(path, 'utf8')).toBe('mine')
    expect((await readdir(folder)).sort()).toEqual(['a.heapsnapshot', 'dangling', 'link'])
  })

  it('that cannot be made is told, before anything is asked', async () => {
    const source = whole()
    await expect(dumpHeap(source, join(folder, 'none', 'a'), options())).rejects.toThrow(NoAnswer)
    expect(source.asked).toBe(0)
  })

  it('is not begun where its disk may become full', async () => {
    const source = whole()
    const wrong = dumpHeap(source, path, options({ heapUsedBytes: 1e18, availableBytes: 1e21 }))
    await expect(wrong).rejects.toThrow('its disk has room for')
    expect(source.asked).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  it('is removed where what comes is no whole snapshot', async () => {
    for (const [play, said] of [
      [(hear: (piece: Buffer) => void) => hear(Buffer.from('{"half":')), 'no whole snapshot'],
      [() => {}, 'no whole snapshot'],
      [() => Promise.reject(new NoAnswer('the connection ended')), 'the connection ended'],
    ] as const) {
      const source = new Played(play)
      await expect(dumpHeap(source, path, options())).rejects.toThrow(said)
      expect(await readdir(folder)).toEqual([])
      expect(source.isPaused).toBe(false)
    }
  })

  it('is removed where the target falls silent', async () => {
    const source = new Played(hear => {
      hear(Buffer.from('{'))
      return new Promise<void>(() => {})
    })
    await expect(dumpHeap(source, path, options({ silenceMs: 50 }))).rejects.toThrow('said nothing for 50 ms')
    expect(await readdir(folder)).toEqual([])
  })

  it('is removed where it is given up, and not begun where it was before', async () => {
    const giving = new AbortController()
    const source = new Played(hear => {
      hear(Buffer.from('{'))
      giving.abort()
      return new Promise<void>(() => {})
    })
    await expect(dumpHeap(source, path, options({ signal: giving.signal }))).rejects.toThrow('given up')
    expect(await readdir(folder)).toEqual([])
    const second = whole()
    await expect(dumpHeap(second, path, options({ signal: giving.signal }))).rejects.toThrow('given up')
    expect([second.asked, await readdir(folder)]).toEqual([0, []])
  })

  it('is removed where the target is killed', async () => {
    const { target, source } = await pouring()
    await target.ask('grow 20')
    const dumping = dumpHeap(source, path, options({ told: () => target.child.kill('SIGKILL') }))
    await expect(dumping).rejects.toThrow(NoAnswer)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a target that sends faster than is written', () => {
  it('is not read until most is written, and nothing is lost', async () => {
    const pieces = Array.from({ length: 40 }, (_, i) => `${i % 10}`.repeat(MEGABYTE))
    let most = 0
    const source = new Played(async hear => {
      for (const piece of pieces) {
        await until(() => !source.isPaused)
        hear(Buffer.from(piece))
        most = Math.max(most, source.paused)
      }
      hear(Buffer.from('}'))
    })
    const { bytes } = await dumpHeap(source, path, options())
    expect(most).toBeGreaterThan(0)
    expect(source.isPaused).toBe(false)
    expect(bytes).toBe(40 * MEGABYTE + 1)
    expect(await readFile(path, 'latin1')).toBe(`${pieces.join('')}}`)
  })
})

describe('what a snapshot takes', () => {
  it('must be there', () => {
    const most = estimateDump(100 * MEGABYTE).mostMemoryBytes
    expect(headroom(100 * MEGABYTE, most)).toBeUndefined()
    expect(headroom(100 * MEGABYTE, most - 1)).toBe(
      'a snapshot of 100M in use may take 2.4G more for a moment, and 2.4G are left: the program might be killed',
    )
    expect(headroom(100 * MEGABYTE, undefined)).toBe('how much memory is left for the program is not known')
  })

  it('is asked of no target that has not enough', async () => {
    const source = new Played(hear => hear(Buffer.from('{}')))
    await expect(dumpHeap(source, path, options({ availableBytes: 1000 }))).rejects.toThrow('might be killed')
    expect([source.asked, await readdir(folder)]).toEqual([0, []])
  })

  it('is said before', () => {
    const heapUsedBytes = 100 * MEGABYTE
    expect(dumpAbility({ heapUsedBytes, availableBytes: 1000 }, 'kept')).toEqual({
      refusal: headroom(heapUsedBytes, 1000),
    })
    const can = {
      effects: ['pause', 'memory-spike', 'collects'],
      estimatedPauseMs: 20_000,
      warnings: [
        'it stands still for 800 ms to 20s, by how small its objects are and how busy the machine is',
        'it takes 40M to 2.4G more memory for that, and may keep most of it for itself',
        'the file has up to 250M, and holds all texts of the program, secrets too',
      ],
    }
    expect(dumpAbility({ heapUsedBytes, availableBytes: 1e12 }, 'kept')).toEqual(can)
    expect(dumpAbility({ heapUsedBytes, availableBytes: 1e12 }, 'read')).toEqual({
      ...can,
      warnings: [
        ...can.warnings.slice(0, 2),
        'its heap is written into a file of ours without a name, of up to 250M, which is gone once it is read',
      ],
    })
  })

  it('is said before it is known how large its heap is, by the most that it may be', () => {
    const { effects, estimatedPauseMs, warnings } = dumpAbilityBefore(40 * MEGABYTE, 'kept')
    expect([effects, estimatedPauseMs]).toEqual([['pause', 'memory-spike', 'collects'], 8000])
    expect(warnings).toEqual([
      'for each MB of its heap it stands still for 8 to 200 ms, and takes 0.4 to 25 MB more memory, of which it may keep most for itself',
      'its heap has 40M at most, which would be 8s and 1.0G; how much it has it tells when it is asked, and where the memory for that is not left nothing is begun',
      'the file has up to 100M, and holds all texts of the program, secrets too',
    ])
    const unknown = dumpAbilityBefore(undefined, 'read')
    expect(unknown.estimatedPauseMs).toBeUndefined()
    expect(unknown.warnings?.at(-1)).toContain('of up to 2.5 times its heap')
  })
})
