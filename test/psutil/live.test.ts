/** Both look at the running kernel at the same time. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InspectionJson } from '../../src/inspect/json.ts'
import { MAP_FIGURES } from '../../src/inspect/maps.ts'
import { builtNtop } from '../support/build.ts'
import { jsonOfNtop } from '../support/ntop.ts'
import { inNtopsWords, type ProcessMemory, type Psutil, PYTHON, startPsutil } from './psutil.ts'
import { type QuietChild, startQuietChild } from './quiet-child.ts'

let psutil: Psutil
beforeAll(async () => {
  psutil = startPsutil()
  await builtNtop()
})
afterAll(() => psutil.end())

describe('the memory of a process that does nothing', () => {
  let child: QuietChild
  beforeAll(async () => {
    child = await startQuietChild()
  })
  afterAll(() => child.end())

  const memoryByPsutil = async () => {
    const { [child.pid]: memory } = await psutil.ask('process_memory', '/proc', [child.pid])
    if (memory === undefined) throw new Error('psutil left the child out')
    return inNtopsWords(memory)
  }

  /**
   * What ntop says between two equal answers of psutil: the child may still be settling, and on a busy machine the
   * kernel's answer about its pages may come too late for ntop, which then says null.
   */
  const atTheSameMoment = async (answer: () => Promise<ProcessMemory>) => {
    for (;;) {
      const before = await memoryByPsutil()
      const ours = await answer()
      const after = await memoryByPsutil()
      if (isDeepStrictEqual(before, after) && ours.pssBytes !== null) return { ours, theirs: before }
    }
  }

  test('is the same in all ten figures of memory_full_info', async () => {
    const { ours, theirs } = await atTheSameMoment(async () => {
      const document = await jsonOfNtop('inspect', String(child.pid), '--json')
      return (document as { readonly memory: ProcessMemory }).memory
    })
    expect(ours).toMatchObject(theirs)
    // It shares with its fork, so that neither of these could pass for the other.
    expect(theirs.ussBytes).toBeLessThan(theirs.pssBytes - 2 ** 20)
    expect(theirs.pssBytes).toBeLessThan(theirs.rssBytes - 2 ** 20)
  })

  const mapsByPsutil = async () => {
    const groups = Object.entries(await psutil.ask('memory_maps', child.pid))
    return Object.fromEntries(
      groups.map(([path, { rss, size, pss, swap, anonymous, private_clean, private_dirty, shared_dirty }]) => [
        path,
        {
          sizeBytes: size,
          anonymousBytes: anonymous,
          rssBytes: rss,
          pssBytes: pss,
          ussBytes: private_clean + private_dirty,
          dirtyBytes: private_dirty + shared_dirty,
          swapBytes: swap,
        },
      ]),
    )
  }

  /** ntop keeps kinds of one path apart, psutil does not. */
  const mapsByNtop = async () => {
    const document = await jsonOfNtop('inspect', String(child.pid), '--json')
    const byPath: Record<string, Record<string, number>> = {}
    for (const { path, ...group } of (document as Pick<InspectionJson, 'maps'>).maps ?? []) {
      const name = path === '' ? '[anon]' : path
      const before = byPath[name]
      byPath[name] = Object.fromEntries(
        MAP_FIGURES.map(key => [key, (before?.[key] ?? 0) + (group[key] ?? Number.NaN)]),
      )
    }
    return byPath
  }

  /** See {@link atTheSameMoment}. */
  const mapsAtTheSameMoment = async () => {
    for (;;) {
      const before = await mapsByPsutil()
      const ours = await mapsByNtop()
      const after = await mapsByPsutil()
      if (isDeepStrictEqual(before, after) && Object.keys(ours).length > 0) return { ours, theirs: before }
    }
  }

  test('is the same path by path, all mappings of a path together', async () => {
    const { ours, theirs } = await mapsAtTheSameMoment()
    expect(ours).toEqual(theirs)
    expect(Object.keys(theirs)).toEqual(expect.arrayContaining(['[heap]', '[stack]', '[anon]']))
    // Of what it held when it was forked each of the two has a half.
    const anonymous = theirs['[anon]']
    expect(anonymous?.pssBytes).toBeLessThan((anonymous?.rssBytes ?? 0) - 2 ** 20)
  })

  test('is the same in the list, but for resident memory, of which `stat` has an estimate', async () => {
    const { ours, theirs } = await atTheSameMoment(async () => {
      const document = await jsonOfNtop('--once', '--json', '--full', '-d', '0.1', '-p', String(child.pid))
      const [process] = (document as { readonly processes: readonly ProcessMemory[] }).processes
      if (process === undefined) throw new Error('ntop left the child out')
      return process
    })
    const { rssBytes: _, ...exact } = theirs
    expect(ours).toMatchObject(exact)
  })
})

describe('the disk', () => {
  test('has the same size, and the same use at a moment at which nobody writes', async () => {
    // Other tests write and delete files all the time: the two are asked until a quiet moment is met. Where they count
    // differently they never agree.
    for (let round = 1; ; round++) {
      // A program of its own each time: a running one keeps the sizes for two seconds.
      const [shown, { total: totalBytes, used: usedBytes, free: availableBytes, percent }] = await Promise.all([
        jsonOfNtop('--once', '--json', '-d', '0.1', '-p', '1'),
        psutil.ask('disk', '/'),
      ])
      const disk = { mount: '/', totalBytes }
      expect(shown).toMatchObject({ disks: expect.arrayContaining([expect.objectContaining(disk)]) })
      const use = { ...disk, usedBytes, availableBytes, usedPct: expect.closeTo(percent, 1) }
      const same = { disks: expect.arrayContaining([expect.objectContaining(use)]) }
      if (round === 20) expect(shown).toMatchObject(same)
      if (expect.objectContaining(same).asymmetricMatch(shown)) return
    }
  }, 60_000)
})

describe('the CPU % of a process that keeps half a core busy', () => {
  const HALF_A_CORE = `
import time
begin = time.monotonic()
print('ready', flush=True)
while True:
    while time.process_time() < (time.monotonic() - begin) / 2:
        pass
    time.sleep(0.002)
`

  test('is within 3 points of what psutil measures over the same time', async () => {
    const load = spawn(PYTHON, ['-I', '-S', '-c', HALF_A_CORE], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(load, 'close')
    try {
      await once(load.stdout, 'data')
      await psutil.ask('watch_cpu', load.pid)
      const document = await jsonOfNtop('--once', '--json', '-d', '4', '-p', String(load.pid))
      const { at, intervalMs, processes } = document as {
        readonly at: string
        readonly intervalMs: number
        readonly processes: readonly { readonly cpuPct: number }[]
      }
      const theirs = await psutil.ask('cpu_percent', (Date.parse(at) - intervalMs) / 1000, Date.parse(at) / 1000)
      expect(theirs).toBeGreaterThan(20)
      expect(Math.abs((processes[0]?.cpuPct ?? Number.NaN) - theirs)).toBeLessThanOrEqual(3)
    } finally {
      load.kill()
      await ended
    }
  })
})
