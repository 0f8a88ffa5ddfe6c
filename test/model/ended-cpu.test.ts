import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { type ProcessRecord, processId } from '../../src/model/process.ts'
import type { CpuTimes, RawSample } from '../../src/model/sample.ts'
import type { EndedCpu, Snapshot } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

/** What all processors have to give in a second: so a percent of the machine is forty milliseconds. */
const WHOLE_MS = 4000
const PERCENT_MS = WHOLE_MS / 100
const BOOT_SEC = sample(0, []).host.uptimeSec ?? 0

interface Moment {
  /** Time of programs since boot. */
  readonly busyMs: number
  readonly processes: readonly ProcessRecord[]
  readonly seesEveryone?: boolean
  readonly times?: Partial<CpuTimes>
}

/** The machine's counters say what programs used and that the rest of each second was idle. */
function momentAt(atSec: number, { busyMs, processes, seesEveryone = true, times = {} }: Moment): RawSample {
  const whole = sample(atSec, processes)
  for (const process of processes) process.seenAtMs = whole.monotonicMs
  const { cpu } = whole
  if (cpu === undefined) throw new Error('a machine without processors')
  const none = { niceMs: 0, systemMs: 0, iowaitMs: 0, irqMs: 0, softirqMs: 0, stealMs: 0, guestMs: 0, guestNiceMs: 0 }
  const total = { ...none, userMs: busyMs, idleMs: atSec * WHOLE_MS - busyMs, ...times }
  return { ...whole, cpu: { ...cpu, total }, seesEveryone }
}

/** Pictures a second apart. */
function follow(...moments: readonly Moment[]): Snapshot[] {
  const snapshots: Snapshot[] = []
  for (const [atSec, moment] of moments.entries()) snapshots.push(derive(snapshots.at(-1), momentAt(atSec, moment)))
  return snapshots
}

function last(...moments: readonly Moment[]): EndedCpu | undefined {
  return follow(...moments).at(-1)?.endedCpu
}

/** A process that has used so much, and was told so much of children that it waited for. */
const at = (pid: number, usedMs: number, childrenMs = 0, over: Partial<ProcessRecord> = {}): ProcessRecord =>
  record(pid, { userMs: usedMs, systemMs: 0, childUserMs: childrenMs, ...over })

/** Since when a process lives that was born within the interval that ends at this second. */
const bornBy = (atSec: number): Partial<ProcessRecord> => ({ startMs: (BOOT_SEC + atSec) * 1000 - 500 })

/** Time that others use who end without anybody waiting for them: so much is nothing held back by what is left over. */
const STRAY_MS = 2000

const shares = (ended: EndedCpu | undefined): (readonly [pid: number, pct: number])[] =>
  (ended?.under ?? []).filter(({ pct }) => pct > 0).map(({ pid, pct }) => [pid, pct] as const)

describe('time that nobody living used', () => {
  it('is what the machine was busy with less what its processes used', () => {
    const ended = last({ busyMs: 0, processes: [at(5, 0)] }, { busyMs: 1000, processes: [at(5, 600)] })
    expect(ended?.all?.pct).toBeCloseTo(400 / PERCENT_MS)
    expect(ended?.under).toEqual([])
  })

  it('is unknown in a first picture', () => {
    expect(last({ busyMs: 900, processes: [at(5, 0)] })).toBeUndefined()
  })

  it('is none where the clocks disagree, and never less', () => {
    const ended = last({ busyMs: 0, processes: [at(5, 0)] }, { busyMs: 1000, processes: [at(5, 1020)] })
    expect(ended?.all?.pct).toBe(0)
  })

  it('is none where a process works on, though one scan came to it later than the other', () => {
    const first = derive(undefined, momentAt(0, { busyMs: 0, processes: [at(5, 0)] }))
    const late = at(5, 1100)
    const sample = momentAt(1, { busyMs: 1000, processes: [late] })
    late.seenAtMs += 100
    const second = derive(first, sample)
    expect(second.endedCpu?.all?.pct).toBeCloseTo(0)
    const third = derive(second, momentAt(2, { busyMs: 2000, processes: [at(5, 2000)] }))
    expect(third.endedCpu?.all?.pct).toBeCloseTo(0)
  })

  it('does not hold the work of a first scan, which nobody’s time tells', () => {
    const moment = (atSec: number, busyMs: number) => ({
      ...momentAt(atSec, { busyMs, processes: [at(5, 0)] }),
      scanMs: 150,
    })
    const second = derive(derive(undefined, moment(0, 0)), moment(1, 200))
    expect(second.endedCpu?.all?.pct).toBeCloseTo(50 / PERCENT_MS)
    const third = derive(second, moment(2, 400))
    expect(third.endedCpu?.all?.pct).toBeCloseTo(200 / PERCENT_MS)
  })

  it('is none on a machine whose processes only sleep', () => {
    const idle = at(5, 100)
    expect(last({ busyMs: 0, processes: [idle] }, { busyMs: 0, processes: [idle] })?.all?.pct).toBe(0)
  })

  it('does not hold interrupts and what the hypervisor took, but a guest’s time, which is its process’s too', () => {
    const times = { irqMs: 300, softirqMs: 300, stealMs: 300, guestMs: 200, niceMs: 100, systemMs: 100 }
    const ended = last(
      { busyMs: 0, processes: [at(5, 0)] },
      { busyMs: 100, processes: [at(5, 200)], times: { ...times, idleMs: WHOLE_MS - 1400 } },
    )
    expect(ended?.all?.pct).toBeCloseTo(300 / PERCENT_MS)
  })

  it('has a process that was born since, and lives, count for all its time', () => {
    const ended = last(
      { busyMs: 0, processes: [at(5, 0)] },
      { busyMs: 1000, processes: [at(5, 0), at(9, 1000, 0, bornBy(1))] },
    )
    expect(ended?.all?.pct).toBe(0)
  })

  it('is unknown where somebody’s time is: one that was there and not seen, or whose time went back', () => {
    const stranger = last({ busyMs: 0, processes: [at(5, 0)] }, { busyMs: 1000, processes: [at(5, 0), at(9, 10_000)] })
    expect(stranger).toMatchObject({ all: undefined, under: [] })
    const back = last({ busyMs: 0, processes: [at(5, 50)] }, { busyMs: 1000, processes: [at(5, 40)] })
    expect(back).toMatchObject({ all: undefined, under: [] })
  })

  it('is unknown where a time of the machine or its clock went back, and known again after', () => {
    const less = { userMs: 400, idleMs: 3000 }
    const snapshots = follow(
      { busyMs: 500, processes: [at(5, 0)] },
      { busyMs: 400, processes: [at(5, 0)], times: less },
      { busyMs: 800, processes: [at(5, 0)], times: { idleMs: 6600 } },
    )
    expect(snapshots.map(({ endedCpu }) => endedCpu?.all?.pct)).toEqual([undefined, undefined, 10])
    const later = derive(undefined, momentAt(2, { busyMs: 500, processes: [] }))
    expect(derive(later, momentAt(1, { busyMs: 900, processes: [] })).endedCpu).toBeUndefined()
  })

  it('is not claimed where not everyone is seen; what parents waited for is', () => {
    const ended = last(
      { busyMs: 0, processes: [at(5, 0)], seesEveryone: false },
      { busyMs: 3000, processes: [at(5, 0, 800)], seesEveryone: false },
    )
    expect(ended?.all).toBeUndefined()
    expect(shares(ended)).toEqual([[5, 20]])
  })
})

describe('under whom', () => {
  it('are those who were told most by their children', () => {
    const make = { name: 'make' }
    const ended = last(
      { busyMs: 0, processes: [at(5, 0), at(6, 0, 0, make), at(7, 0)] },
      { busyMs: 2000, processes: [at(5, 0, 400), at(6, 0, 1200, make), at(7, 0)] },
    )
    expect(ended?.all?.pct).toBe(50)
    expect(ended?.under).toMatchObject([
      { pid: 6, name: 'make', pct: 30 },
      { pid: 5, pct: 10 },
    ])
  })

  it('nobody is told where nobody waited', () => {
    const ended = last({ busyMs: 0, processes: [at(5, 0)] }, { busyMs: 800, processes: [at(5, 0)] })
    expect(ended).toMatchObject({ all: { pct: 20 }, under: [] })
  })

  it('a child that lived for an hour ends as one that used a moment', () => {
    const hour = 3_600_000
    const ended = last(
      { busyMs: hour, processes: [at(5, 0), at(9, hour, 0, { ppid: 5 })], times: { idleMs: 0 } },
      {
        busyMs: hour + 200 + STRAY_MS,
        processes: [at(5, 0, hour + 200)],
        times: { idleMs: WHOLE_MS - 200 - STRAY_MS },
      },
    )
    expect(ended?.all?.pct).toBeCloseTo(55)
    expect(shares(ended)).toEqual([[5, 5]])
  })

  it('what a shell was told is not told to its parent once more when the shell ends', () => {
    const shell = at(9, 10, 4000, { ppid: 5 })
    const ended = last(
      { busyMs: 5000, processes: [at(5, 0), shell], times: { idleMs: 0 } },
      { busyMs: 5000 + STRAY_MS, processes: [at(5, 0, 4010)], times: { idleMs: WHOLE_MS - STRAY_MS } },
    )
    expect(ended?.all?.pct).toBe(50)
    expect(shares(ended)).toEqual([])
  })

  it('grandchildren whose parent ended along with them are their grandparent’s', () => {
    const ended = last(
      { busyMs: 5000, processes: [at(5, 0), at(8, 1000, 500, { ppid: 5 }), at(9, 2000, 0, { ppid: 8 })] },
      { busyMs: 5400 + STRAY_MS, processes: [at(5, 0, 3900)] },
    )
    expect(shares(ended)).toEqual([[5, 10]])
  })

  it('a pid that is another process by now has ended', () => {
    const other = { id: processId(9, 123_456), ...bornBy(1) }
    const ended = last(
      { busyMs: 1000, processes: [at(5, 0), at(9, 1000, 0, { ppid: 5 })] },
      { busyMs: 1400 + STRAY_MS, processes: [at(5, 0, 1200), at(9, 200, 0, other)] },
    )
    expect(ended?.all?.pct).toBeCloseTo(55)
    expect(shares(ended)).toEqual([[5, 5]])
  })

  it('a parent that was read before its child ended is told with the next picture, and then less what was known', () => {
    const snapshots = follow(
      { busyMs: 1000, processes: [at(5, 0), at(9, 1000, 0, { ppid: 5 })] },
      { busyMs: 1400, processes: [at(5, 0)] },
      { busyMs: 1400 + STRAY_MS, processes: [at(5, 0, 1400)] },
      { busyMs: 1800 + STRAY_MS, processes: [at(5, 0, 1800)] },
    )
    expect(snapshots.map(({ endedCpu }) => shares(endedCpu))).toEqual([[], [], [[5, 10]], [[5, 10]]])
  })

  it('no more is told than nobody living used, seen or not', () => {
    for (const seesEveryone of [true, false]) {
      const ended = last(
        { busyMs: 0, processes: [at(1, 0)], seesEveryone },
        { busyMs: 400, processes: [at(1, 0, 3_600_000)], seesEveryone },
      )
      expect(shares(ended)).toEqual([[1, 10]])
    }
  })

  it('are those of late, in an order that stands still, until they have ended or it is long ago', () => {
    const quiet = { busyMs: 800, processes: [at(5, 0, 800), at(6, 0)] }
    const snapshots = follow({ busyMs: 0, processes: [at(5, 0), at(6, 0)] }, quiet, {
      busyMs: 840,
      processes: [at(5, 0, 800), at(6, 0, 40)],
    })
    const pids = ({ endedCpu }: Snapshot) => endedCpu?.under.map(({ pid }) => pid)
    expect(snapshots.map(pids)).toEqual([undefined, [5], [5, 6]])
    let now = snapshots.at(-1)
    const later = (atSec: number, processes: readonly ProcessRecord[]) => {
      now = derive(now, momentAt(atSec, { busyMs: 840, processes }))
      return pids(now)
    }
    expect(later(3, [at(5, 0, 800), at(6, 0, 40)])).toEqual([5])
    for (let atSec = 4; atSec < 30; atSec++) later(atSec, [at(5, 0, 800), at(6, 0, 40)])
    expect(now?.endedCpu?.under).toEqual([])
    expect(derive(snapshots[1], momentAt(2, { busyMs: 800, processes: [at(6, 0)] })).endedCpu?.under).toEqual([])
  })
})

describe('of late', () => {
  it('is the mean of all pictures, then of the last seconds', () => {
    const used = [0, 400, 400, 400, 400, 400, 400, 400]
    const snapshots = follow(...used.map(busyMs => ({ busyMs, processes: [] })))
    const recent = snapshots.map(({ endedCpu }) => endedCpu?.all?.recentPct)
    expect(recent.slice(1, 6).map(pct => pct?.toFixed(2))).toEqual(['10.00', '5.00', '3.33', '2.50', '2.00'])
    expect(recent[7]).toBeCloseTo(2 * 0.8 * 0.8)
    expect(snapshots.at(-1)?.endedCpu?.recentMs).toBe(5000)
  })
})

/** Something that happens within a second on a machine that is played. */
type Event =
  | { readonly kind: 'fork' | 'end'; readonly whom: number }
  | { readonly kind: 'run'; readonly whom: number; readonly ms: number }

interface Played {
  readonly pid: number
  ppid: number
  usedMs: number
  childrenMs: number
  readonly startMs: number
  /** Used in this second. */
  lateMs: number
}

/** A machine whose first process waits for whoever has lost its parent. */
class PlayedMachine {
  readonly living = new Map<number, Played>()
  busyMs = 0
  /** Time of this second by processes that ended in it. */
  endedMs = 0
  /** The same by whom was told of it. */
  readonly underMs = new Map<number, number>()
  #nextPid = 2
  /** Whether only those may end that have no children. */
  readonly #leavesOnly: boolean

  constructor(leavesOnly: boolean) {
    this.#leavesOnly = leavesOnly
    this.#add(1, 0, 0)
  }

  begin(): void {
    this.endedMs = 0
    this.underMs.clear()
    for (const process of this.living.values()) process.lateMs = 0
  }

  play(event: Event, atSec: number): void {
    const all = [...this.living.values()]
    const process = all[event.whom % all.length]
    if (process === undefined) return
    if (event.kind === 'fork') {
      if (all.length < 7) this.#add(this.#nextPid++, process.pid, (BOOT_SEC + atSec) * 1000 - 500)
    } else if (event.kind === 'run') {
      process.usedMs += event.ms
      process.lateMs += event.ms
      this.busyMs += event.ms
    } else this.#end(process)
  }

  records(): ProcessRecord[] {
    return [...this.living.values()].map(({ pid, ppid, usedMs, childrenMs, startMs }) =>
      at(pid, usedMs, childrenMs, { ppid, startMs }),
    )
  }

  #add(pid: number, ppid: number, startMs: number): void {
    this.living.set(pid, { pid, ppid, usedMs: 0, childrenMs: 0, startMs, lateMs: 0 })
  }

  #end(process: Played): void {
    const children = [...this.living.values()].filter(({ ppid }) => ppid === process.pid)
    const parent = this.living.get(process.ppid)
    if (parent === undefined || (this.#leavesOnly && children.length > 0)) return
    for (const child of children) child.ppid = 1
    parent.childrenMs += process.usedMs + process.childrenMs
    this.endedMs += process.lateMs
    const passedOnMs = process.lateMs + (this.underMs.get(process.pid) ?? 0)
    this.underMs.delete(process.pid)
    this.underMs.set(parent.pid, (this.underMs.get(parent.pid) ?? 0) + passedOnMs)
    this.living.delete(process.pid)
  }
}

const someone = fc.nat(100)
const anEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('fork' as const), whom: someone }),
  fc.record({ kind: fc.constant('run' as const), whom: someone, ms: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ kind: fc.constant('end' as const), whom: someone }),
)
const someSeconds = fc.array(fc.array(anEvent, { maxLength: 30 }), { minLength: 1, maxLength: 6 })

function playedSeconds(
  seconds: readonly (readonly Event[])[],
  { leavesOnly, strayMs }: { readonly leavesOnly: boolean; readonly strayMs: number },
  look: (ended: EndedCpu | undefined, machine: PlayedMachine) => void,
): void {
  const machine = new PlayedMachine(leavesOnly)
  let snapshot = derive(undefined, momentAt(0, { busyMs: 0, processes: machine.records() }))
  for (const [i, events] of seconds.entries()) {
    machine.begin()
    for (const event of events) machine.play(event, i + 1)
    const busyMs = machine.busyMs + strayMs * (i + 1)
    snapshot = derive(snapshot, momentAt(i + 1, { busyMs, processes: machine.records() }))
    look(snapshot.endedCpu, machine)
  }
}

describe('whatever comes and goes', () => {
  it('what the ended used is told, and nobody is told of more', () => {
    fc.assert(
      fc.property(someSeconds, seconds => {
        playedSeconds(seconds, { leavesOnly: false, strayMs: 0 }, (ended, { endedMs }) => {
          expect(ended?.all?.pct).toBeCloseTo(endedMs / PERCENT_MS)
          for (const { pct } of ended?.under ?? []) expect(pct).toBeLessThanOrEqual(endedMs / PERCENT_MS + 1e-9)
        })
      }),
    )
  })

  it('each is told of what ended below it, where nobody lost its parent', () => {
    fc.assert(
      fc.property(someSeconds, seconds => {
        playedSeconds(seconds, { leavesOnly: true, strayMs: STRAY_MS }, (ended, { underMs }) => {
          const told = new Map(shares(ended))
          for (const [pid, ms] of underMs) expect(told.get(pid) ?? 0).toBeCloseTo(ms / PERCENT_MS)
          for (const pid of told.keys()) expect(underMs.get(pid)).toBeGreaterThan(0)
        })
      }),
    )
  })
})
