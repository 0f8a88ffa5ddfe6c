/** Who is not looked at closely: what that saves, and what others do to them meanwhile. */
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundleProgram } from '../support/bundle.ts'
import { inNamespace } from './namespace.ts'
import { type CompiledTarget, compileTarget, lineOf, Target } from './target.ts'
import { SPARING, WATCHES, type Watch } from './watch.ts'

let compiled: CompiledTarget

beforeAll(async () => {
  compiled = await compileTarget()
})

afterAll(() => compiled.remove())

it.each(Object.keys(WATCHES))(
  'by %s saves the reading of each child that does nothing and is not in view',
  async by => {
    const program = await bundleProgram('test/sources/programs/spared.ts')
    const found = await inNamespace(program, compiled.program, '50', by)
    // Of the 50 and their parent the line, and their schedule where they are asked by that; of the program itself, which
    // has threads and runs, the line.
    const everyone = expect.any(Number)
    expect(found).toMatchObject({ everyone, sameRecords: true })
    const { everyone: all, spared, inView, overdue } = found as Record<string, number>
    expect({ spared: Number(all) - Number(spared), inView: Number(inView) - Number(spared), overdue }).toEqual({
      spared: 51,
      inView: 7,
      overdue: all,
    })
  },
)

it.each(Object.keys(WATCHES))('by %s ends for one scan whenever memory was taken back or swapped', async by => {
  const program = await bundleProgram('test/sources/programs/reclaimed.ts')
  expect(await inNamespace(program, compiled.program, join(compiled.folder, 'vmstat'), by)).toEqual({
    none: [0, 0],
    pswpin: [0, 2],
    pswpout: [2, 3],
    pgsteal_kswapd: [3, 4],
    pgsteal_direct: [4, 5],
  })
})

/** What is done to a process that does nothing itself, and the field of its line that changes. */
const DEEDS = {
  'a new nice value': {
    begin: async (target: Target): Promise<number> => (await target.pids('idle 1'))[0] ?? 0,
    act: async (_: Target, pid: number): Promise<void> => setPriority(pid, 7),
    field: 19,
    seen: (watch: Watch, pid: number) => watch.record(pid).nice,
  },
  'the death of its parent': {
    begin: async (target: Target): Promise<number> => (await target.pids('family'))[1] ?? 0,
    act: async (target: Target, pid: number): Promise<void> => {
      await target.ask(`kill ${lineOf(pid)(4)}`)
    },
    field: 4,
    seen: (watch: Watch, pid: number) => watch.record(pid).ppid,
  },
  'a new foreground group of its terminal': {
    begin: async (target: Target): Promise<number> => {
      await target.ask('terminal')
      return (await target.pids('idle 1'))[0] ?? 0
    },
    act: async (target: Target): Promise<void> => {
      const [other] = await target.pids('idle 1')
      await target.ask(`foreground ${other}`)
    },
    field: 8,
    seen: (watch: Watch, pid: number) => watch.record(pid).foregroundGroup,
  },
}

const CASES = Object.entries(DEEDS).flatMap(([deed, it]) =>
  Object.entries(WATCHES).map(([by, watchBy]) => ({ ...it, deed, by, watchBy })),
)

describe.each(CASES)('$deed, by $by', ({ begin, act, field, seen, watchBy }) => {
  let watch: Watch
  let target: Target
  let pid: number
  let before: number
  let after: number

  beforeEach(async () => {
    watch = await watchBy()
    target = await Target.start(compiled.program)
    pid = await begin(target)
    await watch.meet(pid)
    // All lines are read now, so that for everyone the time begins anew.
    await watch.look()
    before = lineOf(pid)(field)
    expect(seen(watch, pid)).toBe(before)
    await act(target, pid)
    await vi.waitFor(() => expect(lineOf(pid)(field)).not.toBe(before))
    after = lineOf(pid)(field)
  })

  afterEach(async () => {
    watch.close()
    await target.end()
  })

  it('is seen at once where nobody is spared', async () => {
    await watch.look()
    expect(seen(watch, pid)).toBe(after)
  })

  it('is seen at once where the process is in view', async () => {
    await watch.look(1000, { ...SPARING, closely: [watch.record(pid).id] })
    expect(seen(watch, pid)).toBe(after)
  })

  it('is not looked for at once elsewhere, and seen at the latest when the process has been idle for long', async () => {
    await watch.look(1, SPARING)
    expect(seen(watch, pid)).toBe(before)
    await watch.look(SPARING.idleMs - 1, SPARING)
    expect(seen(watch, pid)).toBe(after)
    expect(watch.cpuPct(pid)).toBe(0)
  })

  it('is seen at once where the process does something', async () => {
    process.kill(pid, 'SIGSTOP')
    try {
      await vi.waitFor(async () => {
        await watch.look(1, SPARING)
        expect(watch.record(pid).state).toBe('T')
      })
      expect(seen(watch, pid)).toBe(after)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  })
})

it.each(Object.entries(WATCHES))(
  'by %s spreads those that were met together over the time until they are read',
  async (_, watchBy) => {
    const watch = await watchBy()
    const target = await Target.start(compiled.program)
    try {
      const pids = await target.pids('idle 60')
      await watch.meet(...pids)
      for (const pid of pids) setPriority(pid, 3)
      const seen = (): number => pids.filter(pid => watch.record(pid).nice === 3).length
      const news: number[] = []
      for (let before = 0, second = 0; second < 10; second++) {
        await watch.look(1000, SPARING)
        news.push(seen() - before)
        before = seen()
      }
      expect(seen()).toBe(60)
      expect(Math.max(...news), `seen each second: ${news.join(', ')}`).toBeLessThanOrEqual(20)
    } finally {
      watch.close()
      await target.end()
    }
  },
)
