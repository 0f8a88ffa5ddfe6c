import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../../src/model/derive.ts'
import type { ProcessRecord } from '../../../src/model/process.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { ListedProcess } from '../../../src/sources/portable/answers.ts'
import type { Boot } from '../../../src/sources/portable/host.ts'
import { processState } from '../../../src/sources/portable/process-state.ts'
import { PortableTable } from '../../../src/sources/portable/process-table.ts'
import { sample } from '../../export/moments.ts'
import { listed } from './answers.ts'

/** Up for a hundred seconds when our clock began. */
const BOOT: Boot = { atMs: 1_700_000_000_000, monotonicMs: -100_000 }
/** A start at so many milliseconds after the boot, by the wall clock. */
const startedAt = (ms: number): number => BOOT.atMs + ms

const tableOf = (platform: NodeJS.Platform = 'darwin'): PortableTable =>
  new PortableTable({ platform, ownUser: { name: 'ada', uid: 501 } })

/** The only one of a listing. */
function one(table: PortableTable, process: ListedProcess, boot: Boot = BOOT): ProcessRecord {
  const [record] = table.update([process], boot)
  if (record === undefined) throw new Error('no record')
  return record
}

describe('a record', () => {
  it('has what a listing tells, and of the rest that it is unknown', () => {
    const told = listed(7, { startedAtMs: startedAt(60_000), tty: 'ttys001', state: 'U', threads: undefined })
    expect(one(tableOf(), told)).toMatchObject({
      id: '7:6000',
      pid: 7,
      ppid: 1,
      processGroup: 7,
      session: undefined,
      tty: 'ttys001',
      name: 'worker',
      state: 'D',
      userMs: undefined,
      systemMs: undefined,
      runMs: 500,
      childUserMs: undefined,
      priority: undefined,
      nice: 0,
      threads: undefined,
      startMs: 60_000,
      vmsBytes: 8192,
      rssBytes: 4096,
      lastCpu: undefined,
      seenAtMs: 10_000,
      facts: { user: 'ada', uid: 501, args: undefined, command: '/usr/bin/worker --all', trouble: undefined },
    })
  })

  it('of Windows has no state, no terminal, no nice value, and no memory of its own beside what is resident', () => {
    expect(one(tableOf('win32'), listed(7))).toMatchObject({
      state: undefined,
      tty: undefined,
      nice: undefined,
      vmsBytes: undefined,
      rssBytes: 4096,
    })
  })

  it('has no terminal where none is told by a word or a mark', () => {
    for (const tty of ['', '?', '??', '-']) expect(one(tableOf(), listed(7, { tty })).tty).toBe(0)
    expect(one(tableOf(), listed(7, { tty: undefined })).tty).toBeUndefined()
  })

  it('has the number of its user where that is its own, or all that is told', () => {
    const uid = (user: string | undefined) => one(tableOf(), listed(7, { user })).facts.uid
    expect([uid('ada'), uid('1234'), uid('eve'), uid(undefined)]).toEqual([501, 1234, undefined, undefined])
  })

  it('is named in brackets where there is no command line, and that is all of a kernel thread', () => {
    const bare = { command: undefined, name: 'kworker' }
    expect(one(tableOf('linux'), listed(7, { ...bare, kernelThread: true })).facts).toMatchObject({
      command: '[kworker]',
      args: [],
    })
    expect(one(tableOf('linux'), listed(7, bare)).facts.args).toBeUndefined()
  })

  it('is the same object as long as nothing happens, and moves along', () => {
    const table = tableOf()
    const first = one(table, listed(7))
    expect(one(table, listed(7, { readAtMs: 12_000 }))).toBe(first)
    expect(first.seenAtMs).toBe(12_000)
    const busy = one(table, listed(7, { readAtMs: 14_000, cpuMs: 700 }))
    expect(busy).not.toBe(first)
    expect(busy).toMatchObject({ id: first.id, runMs: 700, seenAtMs: 14_000, facts: first.facts })
  })

  it('is another object where its time was not read anew: nothing says that it did nothing', () => {
    const table = tableOf()
    expect(one(table, listed(7))).not.toBe(one(table, listed(7)))
  })

  it('keeps its facts when it executes another program, and says that they have changed', () => {
    const table = tableOf()
    const first = one(table, listed(7))
    const revision = first.facts.revision
    const next = one(table, listed(7, { readAtMs: 11_000, name: 'other', command: 'other -x', cpuMs: 600 }))
    expect(next).toMatchObject({ id: first.id, name: 'other', facts: { command: 'other -x', revision: revision + 1 } })
    expect(next.facts).toBe(first.facts)
  })

  it('of the idle time of FreeBSD is none', () => {
    const idle = listed(11, { name: 'idle', kernelThread: true, ppid: 0 })
    expect(tableOf('freebsd').update([idle], BOOT)).toEqual([])
    expect(tableOf('freebsd').update([{ ...idle, kernelThread: false }], BOOT)).toHaveLength(1)
  })
})

describe('states', () => {
  it('are Linux’s, as far as the manual page of ps says the same', () => {
    const of = (platform: NodeJS.Platform, letters: string) =>
      [...letters].map(letter => processState(letter, platform)).join('')
    expect(of('linux', 'DIRSTtZ')).toBe('DIRSTtZ')
    expect(of('darwin', 'IRSTUZ')).toBe('SRSTDZ')
    expect(of('freebsd', 'DILRSTWZ')).toBe('DSDRSTIZ')
    expect(processState('?', 'darwin')).toBeUndefined()
    expect(processState('R', 'win32')).toBeUndefined()
  })
})

describe('identity', () => {
  it('stays where the start jitters by a second', () => {
    const table = tableOf()
    const first = one(table, listed(7, { startedAtMs: startedAt(60_000) }))
    for (const [i, ms] of [61_000, 60_000, 59_000, 60_500].entries())
      expect(one(table, listed(7, { startedAtMs: startedAt(ms), readAtMs: 11_000 + i })).id).toBe(first.id)
  })

  it('is another one with a later start', () => {
    const table = tableOf()
    const first = one(table, listed(7, { startedAtMs: startedAt(60_000) }))
    const other = one(table, listed(7, { startedAtMs: startedAt(108_000), readAtMs: 11_000 }))
    expect(other.id).not.toBe(first.id)
    expect(other.facts).not.toBe(first.facts)
  })

  it('is another one where its time went back, be it born at the same second', () => {
    const table = tableOf()
    const first = one(table, listed(7, { cpuMs: 5_000 }))
    const other = one(table, listed(7, { cpuMs: 0, readAtMs: 11_000 }))
    expect(other.id).not.toBe(first.id)
    expect(other.facts).not.toBe(first.facts)
  })

  it('is the same where the time is told in whole seconds for once, unless it has another name too', () => {
    const coarse = { cpuMs: 5_000, readAtMs: 11_000 }
    const idsUpTo = (told: Partial<ListedProcess>) => {
      const table = tableOf()
      return [one(table, listed(7, { cpuMs: 5_400 })).id, one(table, listed(7, told)).id]
    }
    const [first, same] = idsUpTo(coarse)
    expect(same).toBe(first)
    const [known, other] = idsUpTo({ ...coarse, name: 'other' })
    expect(other).not.toBe(known)
  })

  it('looks back to the last time that was known', () => {
    const table = tableOf()
    const first = one(table, listed(7, { cpuMs: 5_000 }))
    expect(one(table, listed(7, { cpuMs: undefined, readAtMs: 11_000 })).id).toBe(first.id)
    expect(one(table, listed(7, { cpuMs: 10, readAtMs: 12_000 })).id).not.toBe(first.id)
  })

  it('of Windows is the very moment, for its pids come again within seconds', () => {
    const table = tableOf('win32')
    const first = one(table, listed(7, { startedAtMs: startedAt(60_000) }))
    expect(one(table, listed(7, { startedAtMs: startedAt(60_000), readAtMs: 11_000 })).id).toBe(first.id)
    expect(one(table, listed(7, { startedAtMs: startedAt(61_000), readAtMs: 12_000 })).id).not.toBe(first.id)
  })

  it('stays where a clock that was set moves everyone, but not of the one that moves otherwise', () => {
    const table = tableOf()
    const at = (ms: number, readAtMs: number, pid: number) => listed(pid, { startedAtMs: startedAt(ms), readAtMs })
    const pids = Array.from({ length: 12 }, (_, i) => i + 1)
    const before = table.update(
      pids.map(pid => at(50_000, 10_000, pid)),
      BOOT,
    )
    const hour = 3_600_000
    const after = table.update(
      pids.map(pid => at(50_000 + hour + (pid === 5 ? 30_000 : 0), 11_000, pid)),
      BOOT,
    )
    for (const [i, { pid, id }] of after.entries()) expect(id === before[i]?.id).toBe(pid !== 5)
  })

  it('of few, who all move alike, is another one: it may be that all of them are others', () => {
    const table = tableOf()
    const at = (ms: number, readAtMs: number) =>
      [1, 2, 3].map(pid => listed(pid, { startedAtMs: startedAt(ms), readAtMs }))
    const before = table.update(at(50_000, 10_000), BOOT)
    const after = table.update(at(80_000, 11_000), BOOT)
    for (const [i, { id }] of after.entries()) expect(id).not.toBe(before[i]?.id)
  })

  it('begins after the listing that it was not in, and not after the one that it is in', () => {
    const table = tableOf()
    table.update([listed(1)], BOOT)
    // Read at 10 s, which is 110 s after the boot; the start is told 600 ms too early.
    const early = listed(7, { startedAtMs: startedAt(109_400), readAtMs: 12_000 })
    const late = listed(8, { startedAtMs: startedAt(113_000), readAtMs: 12_000 })
    const records = table.update([listed(1, { readAtMs: 12_000 }), early, late], BOOT)
    expect(records.map(({ startMs }) => startMs)).toEqual([100_000, 110_000, 112_000])
  })

  it('is not said to be newer than it can be', () => {
    const table = tableOf()
    table.update([listed(1)], BOOT)
    const old = listed(7, { startedAtMs: startedAt(20_000), readAtMs: 12_000 })
    expect(table.update([listed(1, { readAtMs: 12_000 }), old], BOOT)[1]?.startMs).toBe(20_000)
  })
})

describe('listing after listing', () => {
  const process = fc.record({
    pid: fc.integer({ min: 1, max: 40 }),
    startSec: fc.integer({ min: 0, max: 100 }),
    cpuMs: fc.option(fc.nat({ max: 10_000 }), { nil: undefined }),
    rssBytes: fc.nat(),
  })
  const jitter = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 40, maxLength: 40 })
  const uniquely = fc.uniqueArray(process, { selector: ({ pid }) => pid, maxLength: 40 })

  it('has each process once, in ascending order, its start within its life', () => {
    fc.assert(
      fc.property(fc.array(uniquely, { minLength: 1, maxLength: 5 }), listings => {
        const table = tableOf()
        listings.forEach((list, i) => {
          const readAtMs = 10_000 + i * 1_000
          const told = list.map(({ pid, startSec, cpuMs, rssBytes }) =>
            listed(pid, { startedAtMs: startedAt(startSec * 1_000), cpuMs, rssBytes, readAtMs }),
          )
          const records = table.update(told, BOOT)
          expect(records.map(({ pid }) => pid)).toEqual([...new Set(list.map(({ pid }) => pid))].sort((a, b) => a - b))
          for (const { id, startMs, seenAtMs } of records) {
            expect(id).toMatch(/^\d+:\d+$/)
            expect(startMs).toBeGreaterThanOrEqual(0)
            expect(startMs).toBeLessThanOrEqual(seenAtMs - BOOT.monotonicMs + 20)
          }
        })
      }),
    )
  })

  it('knows everyone again whose start jitters by a second, and gives the same object of who did nothing', () => {
    fc.assert(
      fc.property(uniquely, fc.array(jitter, { minLength: 1, maxLength: 6 }), (list, jitters) => {
        const table = tableOf()
        const tell = (off: readonly number[], readAtMs: number) =>
          table.update(
            list.map(({ pid, startSec, cpuMs, rssBytes }) =>
              listed(pid, {
                startedAtMs: startedAt(startSec * 1_000 + (off[pid - 1] ?? 0)),
                cpuMs,
                rssBytes,
                readAtMs,
              }),
            ),
            BOOT,
          )
        const first = tell([], 10_000)
        jitters.forEach((off, i) => {
          const next = tell(off, 11_000 + i * 1_000)
          expect(next).toHaveLength(first.length)
          for (const [at, record] of next.entries()) expect(record).toBe(first[at])
        })
      }),
    )
  })

  it('gives no share of a processor below zero, whatever the times do', () => {
    fc.assert(
      fc.property(fc.array(uniquely, { minLength: 2, maxLength: 6 }), listings => {
        const table = tableOf()
        let before: Snapshot | undefined
        listings.forEach((list, i) => {
          const records = table.update(
            list.map(({ pid, cpuMs, rssBytes }) => listed(pid, { cpuMs, rssBytes, readAtMs: 10_000 + i * 1_000 })),
            BOOT,
          )
          before = derive(before, sample(i, records))
          for (const { cpuPct, record } of before.processes) {
            if (cpuPct !== undefined) expect(cpuPct).toBeGreaterThanOrEqual(0)
            if (record.runMs === undefined) expect(cpuPct).toBeUndefined()
          }
        })
      }),
    )
  })

  it('never gives an id to two processes', () => {
    const life = fc.array(fc.nat({ max: 10_000 }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(life, times => {
        const table = tableOf()
        const lives = new Map<string, object>()
        times.forEach((cpuMs, i) => {
          const record = one(table, listed(7, { cpuMs, readAtMs: 10_000 + i * 10 }))
          const facts = lives.get(record.id) ?? record.facts
          expect(record.facts).toBe(facts)
          lives.set(record.id, facts)
        })
      }),
    )
  })
})
